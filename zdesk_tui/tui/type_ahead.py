"""Keys typed faster than the screen follows: each goes where the one before it led to.

Textual hands a key to the widget that has the focus when it arrives. Over a slow line several
arrive at once, so that what is typed behind Tab or Enter would go to the old field, and what is
typed behind a step's last Enter would be lost with its screen.
"""

from collections import deque

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen

ROUNDS = 3
"""How often a key is followed through the widgets: itself, what it caused, and what that caused."""


class Settled(Message):
    """Walks behind a key, or a screen that came, through the widgets that may act on it."""

    def __init__(self, at: DOMNode, rounds: int = ROUNDS) -> None:
        super().__init__()
        self.at = at
        self.rounds = rounds


class TypeAhead:
    """Holds keys and pastes back until the one before them has been acted on.

    Every screen has to send a `Settled` when it comes to the front.

    Args:
        app: whose keys they are.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._waiting: deque[events.Event] = deque()
        self._followed: Settled | None = None
        self._screen: Screen[object] | None = None

    @property
    def idle(self) -> bool:
        """Whether every key that came has been acted on."""
        return self._free and not self._waiting

    @property
    def _free(self) -> bool:
        """Whether a key has somewhere to go: between two screens there is nobody."""
        return self._followed is None and self._front is not None and self._screen is self._front

    def holds(self, event: events.Event) -> bool:
        """Tell whether an event has to wait; it is kept then."""
        if self.idle:
            return False
        self._waiting.append(event)
        return True

    def next(self) -> events.Event | None:
        """Return the event whose turn it is, or None while there is none."""
        return self._waiting.popleft() if self._free and self._waiting else None

    def follow(self, event: events.Event) -> None:
        """Wait behind an event that may move the focus; text in a text field does not."""
        at = self._app.focused or self._app.screen
        text = isinstance(event, events.Paste) or (
            isinstance(event, events.Key) and event.is_printable
        )
        if not (text and _takes_text(at)):
            self._send(Settled(at))

    def settled(self, message: Settled) -> None:
        """Take note that a round is over; nobody waits for what left with an old screen."""
        if message is not self._followed and message.at is not self._front:
            return
        self._followed = None
        if message.rounds > 1:
            self._send(Settled(message.at, message.rounds - 1))
        elif message.at is self._front:
            self._screen = self._front

    @property
    def _front(self) -> Screen[object] | None:
        """The screen in front; while the app ends there is none."""
        return self._app.screen if self._app.screen_stack else None

    def _send(self, message: Settled) -> None:
        if message.at.post_message(message):
            self._followed = message


def _takes_text(at: DOMNode) -> bool:
    # Not at the top: home is drawn before any field is loaded.
    from textual.widgets import Input, TextArea

    return isinstance(at, Input | TextArea)
