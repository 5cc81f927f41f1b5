"""Somebody else answered the consent of a saved connector: what now?"""

from collections.abc import Iterable
from typing import Literal

from rich.cells import cell_len
from textual.app import ComposeResult

from zdesk_tui.lifecycle.differences import Difference
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line, cell

Answer = Literal["keep", "replace", "consent"]
ANSWERS: tuple[tuple[str, Answer], ...] = (
    ("keep the old grant; the new one is revoked at Zoho if it can be reached", "keep"),
    ("replace it by the new one", "replace"),
    ("consent again; the new one is revoked likewise", "consent"),
)


class ReplaceScreen(AskScreen[Answer]):
    """Answers with what to do; nothing has been changed until then.

    Args:
        name: of the connector.
        differences: before and now.
    """

    HELP = "reauthorize"
    KEYS = " Enter choose   Up/Down move   Esc back"

    def __init__(self, name: str, differences: Iterable[Difference]) -> None:
        super().__init__(f"{name}: consent again")
        self._differences = list(differences)
        self._list = ChoiceList([text for text, _ in ANSWERS], chosen=0)

    def body(self) -> ComposeResult:
        """Lay out the comparison and the choice."""
        yield Line("! The answer came from somebody else than before, or for another place.")
        yield Line("", classes="gap")
        width = max(cell_len(row.before) for row in self._differences) + 3
        yield Line(f"  {'':<15}{'before':<{width}}now")
        for row in self._differences:
            mark = "!" if row.foreign else " "
            yield Line(f"{mark} {row.label:<15}{cell(row.before, width)}{row.now}")
        yield Line("", classes="gap")
        yield Line("Nothing has been changed yet; the old grant still works.")
        yield Line("", classes="gap")
        yield self._list
        yield Line("", classes="gap")
        yield Line(
            "Most often another Zoho account is signed in in that browser. Sign out there, or use "
            "a private window, and consent again."
        )

    def answer(self) -> Answer | None:
        """Return what is chosen."""
        return ANSWERS[self._list.chosen or 0][1]
