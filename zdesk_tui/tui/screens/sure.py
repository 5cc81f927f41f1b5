"""A question before something is done that cannot simply be taken back."""

from collections.abc import Sequence

from textual.app import ComposeResult

from zdesk_tui.setup.help import Help
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line


class SureScreen(AskScreen[bool]):
    """Answers with True for yes, else with None; Enter at first means no.

    Args:
        title: what the first line says.
        texts: what is going to happen, a paragraph each.
        no: the row that leaves all as it is.
        yes: the row that goes on.
        about: the help of the screen that asks.
    """

    KEYS = " Enter choose   Up/Down move   Esc back"

    def __init__(
        self, title: str, texts: Sequence[str], *, no: str, yes: str, about: Help | None
    ) -> None:
        super().__init__(title)
        self._texts = list(texts)
        self._list = ChoiceList([no, yes], chosen=0)
        self._about = about

    def help(self) -> Help | None:
        """Return the help of the screen that asks."""
        return self._about

    def body(self) -> ComposeResult:
        """Lay out the choice above what it is about, which may be long."""
        yield self._list
        for text in self._texts:
            yield Line("", classes="gap")
            yield Line(text)

    def on_mount(self) -> None:
        """Take keys at once."""
        self._list.focus()

    def action_accept(self) -> None:
        """Answer."""
        self.dismiss(True if self._list.chosen else None)
