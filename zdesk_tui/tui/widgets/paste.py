"""A field of a few lines that takes a paste whole."""

from textual import events
from textual.message import Message
from textual.widgets import TextArea

BURST = 0.03
"""Seconds: an Enter that follows another key faster than this was pasted, not pressed.

A terminal without bracketed paste sends the line breaks of a paste as Enter.
"""


class PasteArea(TextArea):
    """A text area whose Enter goes on, and whose pasted line breaks stay line breaks."""

    class Submitted(Message):
        """Enter was pressed."""

        def __init__(self, area: "PasteArea") -> None:
            super().__init__()
            self.area = area

        @property
        def control(self) -> "PasteArea":
            """The field itself."""
            return self.area

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            text, id=id, compact=True, soft_wrap=True, show_line_numbers=False,
            highlight_cursor_line=False,
        )  # fmt: skip
        self.cursor_blink = False
        self._last_key = 0.0

    async def _on_key(self, event: events.Key) -> None:
        # The time of arrival counts, not that of handling: a busy screen falls behind a paste.
        # Textual calls the handler of TextArea by itself afterwards, unless it is prevented.
        pressed, self._last_key = self._last_key, event.time
        if event.key == "enter" and self._last_key - pressed > BURST:
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))

    async def _on_paste(self, event: events.Paste) -> None:
        # The text area takes it; a screen that takes what no field did must not do so again.
        event.stop()
