"""Help in place of a step: the step waits below it, with everything that is typed and armed."""

from textual import events
from textual.app import ComposeResult

from zdesk_tui.setup.help import PAGE, Help
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.line import Line

EDGES = 3
"""Columns that the body keeps free: its padding, and the scrollbar."""


class HelpScreen(AskScreen[None]):
    """Has nothing to ask; the same key that opened it closes it.

    Args:
        whose: the title of the screen that it helps with.
        text: the help.
    """

    HORIZONTAL_BREAKPOINTS = []
    KEYS = " F1 or Esc close help   F9 Zoho's page alone"

    def __init__(self, whose: str, text: Help) -> None:
        super().__init__(f"Help: {whose}")
        self._text = text
        self._lines = Line("")

    def body(self) -> ComposeResult:
        """Lay out the text."""
        yield self._lines

    def help(self) -> None:
        """Have no help beside help."""

    def on_resize(self, event: events.Resize) -> None:
        """Fold the text to the window."""
        self._lines.show("\n".join(self._text.lines(event.size.width - EDGES)))

    def action_help(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Close as well."""
        self.dismiss(None)

    async def action_page(self) -> None:
        """Show the address of Zoho's own page outside the full screen, in one piece."""
        await show_alone(self.app, [(PAGE, self._text.page)])
