"""A QR code, alone in the window."""

import asyncio

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size

from zdesk_tui.qr import Code
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.line import Line

EDGES = (2, 2)
"""Columns and lines that the screen needs beside the code."""


class CodeScreen(AskScreen[str]):
    """Shows a code for a phone; answers why it no longer fits, when the window shrinks.

    Args:
        what: it is that a phone gets.
        code: drawn; it fits.
        over: ends it when it is set.
    """

    HORIZONTAL_BREAKPOINTS = []
    KEYS = " r or Esc back"
    BINDINGS = [Binding("r", "back", show=False)]

    def __init__(self, what: str, code: Code, over: asyncio.Event) -> None:
        super().__init__(what)
        self._what = what
        self._code = code
        self._ended = over

    @staticmethod
    def too_small(code: Code, size: Size) -> str:
        """Return the size that a code needs, or "" where there is that much."""
        columns, lines = code.width + EDGES[0], code.height + EDGES[1]
        if size.width >= columns and size.height >= lines:
            return ""
        here = f"here are {size.width} and {size.height}"
        return f"It needs {columns} columns and {lines} lines; {here}."

    def body(self) -> ComposeResult:
        """Lay out the code."""
        yield Line("\n".join(self._code.lines), id="code")

    def help(self) -> None:
        """Leave the room to the code."""

    def on_mount(self) -> None:
        """Say what it is, and wait for its end."""
        self.tell(self._what)
        self._end()

    @work(description="wait for the end of the code's use")
    async def _end(self) -> None:
        await self._ended.wait()
        if self.app.screen is self:
            self.dismiss(None)

    def on_resize(self, event: events.Resize) -> None:
        """Go back where the code would be cut."""
        # One resize may come twice, and dismissing takes whatever is in front.
        why = self.too_small(self._code, event.size)
        if why and self.app.screen is self:
            self.dismiss(why)
