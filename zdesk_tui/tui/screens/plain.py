"""What every screen has in common: head, body, message, keys, and help."""

import asyncio
from contextlib import ExitStack
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from zdesk_tui.setup.help import HELPS, PAGE, Help, Topic
from zdesk_tui.tui.type_ahead import Settled
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Keys, Line, folded, packed

T = TypeVar("T")

ROOM = (60, 15)
"""Columns and lines below which nothing but a notice is shown."""

WIDE = 120
"""Columns from which on help stands beside the body, and F1 hides it or shows it again."""

AWAY = "-help-away"
"""The app's class while help beside the body is hidden, on every screen alike."""


class Body(VerticalScroll):
    """What a screen is about; what has the focus stays in view when other things take room."""

    def on_resize(self) -> None:
        """Show what has the focus, once all is in its place."""
        self.call_after_refresh(self._focus_into_view)

    def watch_virtual_size(self) -> None:
        """Show what has the focus when there is more or less above it."""
        self.call_after_refresh(self._focus_into_view)

    def _focus_into_view(self) -> None:
        if not self.is_attached:
            return  # the screen was left in the meantime
        focused = self.screen.focused
        if (
            focused is not None
            and self in focused.ancestors
            and focused.size.height < self.size.height
        ):
            focused.scroll_visible(animate=False)


class PlainScreen(Screen[T], Generic[T]):
    """A screen with a head, a body, a message line and a line of keys; in a wide window help too.

    Attributes:
        HELP: which help is this screen's.
        KEYS: what the last line says, three blanks between one key and the next.
    """

    # A repaint of the whole screen at each Tab would cost a slow line kilobytes.
    focused: reactive[Widget | None] = reactive(None, repaint=False)
    HELP: ClassVar[Topic] = "home"
    KEYS: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(WIDE, "-wide")]
    BINDINGS = [
        Binding("f1,question_mark", "help", show=False),
        Binding("f9", "page", show=False),
        Binding("escape", "back", show=False),
        Binding("ctrl+c", "leave", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._message = Line("", id="message")
        self._told = ""
        self._keys = Keys("", id="keys")
        self._beside = Line("", id="help")
        self._focused_before: Widget | None = None
        self.over = asyncio.Event()
        """Set when the screen goes on by itself; what was shown in its place then ends too."""
        self._unpainted = ExitStack()

    def compose(self) -> ComposeResult:
        """Lay out the four parts."""
        # Painted once all is in place; each layout on the way there would paint the whole screen.
        self._unpainted.enter_context(self.app.batch_update())
        yield Line("", id="head")
        yield Line("", id="rule")
        with Horizontal(id="middle"):
            with Body(id="body", can_focus=False):
                yield from self.body()
            with VerticalScroll(id="beside", can_focus=False):
                yield self._beside
        yield self._message
        yield self._keys
        yield Line("", id="notice")

    def body(self) -> ComposeResult:
        """Return what the screen is about."""
        yield from ()

    def head(self) -> tuple[str, str]:
        """Return what the first line says, left and right."""
        return ("", "")

    def keys(self) -> str:
        """Return what the last line says."""
        return self.KEYS

    def tell(self, text: str) -> None:
        """Show one message above the keys."""
        self._told = text
        self._message.show(folded(text, self.app.size.width - 2))

    def say(self, text: str) -> None:
        """Show a message until something else happens."""
        self.tell(text)

    def on_descendant_focus(self) -> None:
        """Other keys act in a field than on a row."""
        self._show_keys_again()

    def show_keys(self) -> None:
        """Show the keys that act now; the one for help only where it costs no line."""
        keys = self.keys()
        if any(part.max_scroll_y for part in self.query("#body, #beside") if part.display):
            keys += f"{BETWEEN_KEYS}PgDn more"
        width = self.app.size.width
        lines = packed(keys, width)
        beside = self.wide and not self.app.has_class(AWAY)
        for words in ("F1 hide help" if beside else "F1 help", "F1") if self.help() else ():
            more = packed(f"{keys}{BETWEEN_KEYS}{words}", width)
            if len(more) == len(lines):
                lines = more
                break
        self._keys.show("\n".join(lines))

    def help(self) -> Help | None:
        """Return what F1 says here."""
        return HELPS[self.HELP]

    @property
    def room(self) -> int:
        """Columns that the body has for a text."""
        body = self.query("#body")
        return ((body.first().size.width if body else 0) or self.app.size.width) - 4

    @property
    def wide(self) -> bool:
        """Whether there is room for help beside the body."""
        return self.app.size.width >= WIDE

    def action_help(self) -> None:
        """Show help in place of the screen, or beside it where there is room for both."""
        if self.wide:
            self.app.toggle_class(AWAY)
            self.call_after_refresh(self._refit)
        else:
            self.open_help()

    def open_help(self) -> None:
        """Show help in place of the screen."""
        # Not at the top: that screen is one of these itself.
        from zdesk_tui.tui.screens.help import HelpScreen

        if text := self.help():
            self.app.push_screen(HelpScreen(self.head()[0], text))

    async def action_page(self) -> None:
        """Show the address of Zoho's own page outside the full screen, in one piece."""
        # Not at the top: that view knows the app, and the app this screen.
        from zdesk_tui.tui.plain_view import show_alone

        if text := self.help():
            await show_alone(self.app, [(PAGE, text.page)], until=self.over)

    def fit(self) -> None:
        """Fold what is shown to the room that there is now."""
        beside = self.query_one("#beside").size.width
        if beside and (text := self.help()):
            self._beside.show("\n".join(text.lines(beside - 1)))
        self.tell(self._told)
        self.show_keys()

    def on_mount(self) -> None:
        """Name PgDn as soon as there is more below, and only as long as there is."""
        # Known only once a text is laid out, which may be after its keys were shown.
        for part in self.query("#body, #beside"):
            self.watch(part, "show_vertical_scrollbar", self._more_or_less, init=False)

    def _more_or_less(self) -> None:
        self.call_after_refresh(self._show_keys_again)

    def _show_keys_again(self) -> None:
        if self.stands:
            self.show_keys()

    def on_unmount(self) -> None:
        """Let the next screen be painted even if this one never was."""
        self._unpainted.close()

    def keep(self) -> None:
        """Keep what was answered here; on most screens there is nothing to keep."""

    @property
    def stands(self) -> bool:
        """Whether its parts are there; what was begun may be done only after it was left."""
        # A screen that is left loses them one by one.
        return len(self.query("#head, #rule, #body, #beside")) == 4

    def _refit(self) -> None:
        if self.stands:
            self.fit()

    def action_scroll(self, pages: int) -> None:
        """Move what is higher than the window by a page."""
        for part in self.query("#body, #beside"):
            part.scroll_relative(y=pages * max(1, part.size.height - 1), animate=False)

    def on_screen_resume(self) -> None:
        """Let the keys come that were typed while there was no screen."""
        self.post_message(Settled(self))

    def show_head(self) -> None:
        """Show whose screen this is and where it stands, as wide as the screen."""
        if not self.stands:
            return
        left, right = self.head()
        head = f" {left}"
        width = self.app.size.width
        self.query_one("#head", Line).show(head + right.rjust(width - 1 - len(head)))

    def on_resize(self, event: events.Resize) -> None:
        """Draw the head as wide as the screen, or ask for room."""
        width, height = event.size
        self.show_head()
        self.query_one("#rule", Line).show(" " + "-" * (width - 2))
        self._unpainted.close()
        # What was to be laid out meanwhile was only taken note of.
        self.refresh(layout=True)
        self.call_after_refresh(self._refit)
        small = width < ROOM[0] or height < ROOM[1]
        if small:
            self.query_one("#notice", Line).show(
                f"This window is {width}x{height}; at least {ROOM[0]}x{ROOM[1]} is needed.\n"
                "Nothing is lost."
            )
        if small and self.focused:
            self._focused_before = self.focused
        self.set_class(small, "-small")
        if not small and self._focused_before:
            # What is not shown loses the focus; it goes on where it was.
            self.call_after_refresh(self.set_focus, self._focused_before)
            self._focused_before = None
