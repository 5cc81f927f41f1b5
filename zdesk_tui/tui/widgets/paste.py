"""A field of a few lines that takes a paste whole."""

from collections import deque

from textual import events
from textual.message import Message
from textual.widgets import TextArea

BURST = 0.03
"""Seconds: an Enter that follows another key faster than this was pasted, not pressed.

A terminal without bracketed paste sends the line breaks of a paste as Enter.
"""
_TYPED = 20
_IN = 1.5
"""Who sends so many keys in so many seconds types none of them."""
PAUSE = 0.25
"""Seconds by which an Enter in the middle of such a paste may come late on a busy machine."""


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
        self._arrived: deque[float] = deque(maxlen=_TYPED)
        """When the last keys came."""

    async def _on_key(self, event: events.Key) -> None:
        # The time of arrival counts, not that of handling: a busy screen falls behind a paste.
        # Textual calls the handler of TextArea by itself afterwards, unless it is prevented.
        pasted = self._pasting(event.time)
        self._arrived.append(event.time)
        if event.key == "enter" and not pasted:
            event.stop()
            event.prevent_default()
            self._arrived.clear()
            self.post_message(self.Submitted(self))

    def _pasting(self, now: float) -> bool:
        """Tell whether a key that comes now belongs to a paste."""
        came = self._arrived
        if not came:
            return False
        fast = len(came) == _TYPED and now - came[0] < _IN
        return now - came[-1] <= (PAUSE if fast else BURST)

    async def _on_paste(self, event: events.Paste) -> None:
        # The text area takes it; a screen that takes what no field did must not do so again.
        event.stop()
