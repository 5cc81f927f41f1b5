"""One of several consents was left without saving: what about the others?"""

from textual.app import ComposeResult

from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line


class OnwardScreen(AskScreen[bool]):
    """Answers whether to go on with the next one.

    Args:
        left: the name of the connector that was left.
        rest: the names of those that follow.
    """

    HELP = "reauthorize"
    KEYS = " Enter choose   Up/Down move   Esc leave the others too"

    def __init__(self, left: str, rest: list[str]) -> None:
        super().__init__("Consent again for several")
        self._left = left
        self._rest = rest
        more = f", {len(rest) - 1} more after it" if len(rest) > 1 else ""
        rows = [f"go on with {rest[0]}{more}", "leave the others too"]
        self._list = ChoiceList(rows, chosen=0)

    def body(self) -> ComposeResult:
        """Lay out what happened, and the choice."""
        yield Line(f"{self._left} was left without saving; it is as it was.")
        yield Line(f"Not begun yet: {', '.join(self._rest)}.")
        yield Line("", classes="gap")
        yield self._list

    def answer(self) -> bool:
        """Return whether to go on."""
        return self._list.chosen == 0
