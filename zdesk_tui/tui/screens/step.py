"""What every step's screen has in common: collecting, checking and keeping; back, next, leave."""

from typing import ClassVar

from textual.widgets import Input

from zdesk_tui.errors import StepName
from zdesk_tui.findings import Finding
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft
from zdesk_tui.setup.help import Help, of_step
from zdesk_tui.tui.context import Context, Outcome
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.paste import PasteArea

<<<<<<< HEAD
T = TypeVar("T")

ROOM = (60, 15)
"""Columns and lines below which nothing but a notice is shown."""

WIDE = 120
"""Columns from which on help stands beside the body, and F1 hides it or shows it again."""

AWAY = "-help-away"
"""The app's class while help beside the body is hidden, on every screen alike."""


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
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
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
        self._keys = Keys("", id="keys")
        self._beside = Line("", id="help")
        self._focused_before: Widget | None = None
        self._over = asyncio.Event()
        """Set when the screen goes on by itself; a view outside the full screen then ends too."""

    def compose(self) -> ComposeResult:
        """Lay out the four parts."""
        yield Line("", id="head")
        yield Line("", id="rule")
        with Horizontal(id="middle"):
            with VerticalScroll(id="body", can_focus=False):
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
        self._message.show(folded(text, self.app.size.width - 2))

    def show_head(self) -> None:
        """Show whose screen this is, and where it stands."""
        left, right = self.head()
        head = f" {left}"
        self.query_one("#head", Line).show(head + right.rjust(self.app.size.width - 1 - len(head)))

    def show_keys(self) -> None:
        """Show the keys that act now; the one for help only where it costs no line."""
        keys = self.keys()
        if any(part.max_scroll_y for part in self.query("#body, #beside")):
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
        return (self.query_one("#body").size.width or self.app.size.width) - 4

    @property
    def wide(self) -> bool:
        """Whether there is room for help beside the body."""
        return self.app.size.width >= WIDE

    def action_help(self) -> None:
        """Show help in place of the screen, or beside it where there is room for both."""
        if self.wide:
            self.app.toggle_class(AWAY)
            self.call_after_refresh(self.fit)
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
            await show_alone(self.app, [(PAGE, text.page)], until=self._over)

    def fit(self) -> None:
        """Fold what is shown to the room that there is now."""
        beside = self.query_one("#beside").size.width
        if beside and (text := self.help()):
            self._beside.show("\n".join(text.lines(beside - 1)))
        self.show_keys()

    def action_scroll(self, pages: int) -> None:
        """Move what is higher than the window by a page."""
        for part in self.query("#body, #beside"):
            part.scroll_relative(y=pages * max(1, part.size.height - 1), animate=False)

    def on_screen_resume(self) -> None:
        """Let the keys come that were typed while there was no screen."""
        self.post_message(Settled(self))

    def show_head(self) -> None:
        """Show whose screen this is and where it stands, as wide as the screen."""
        left, right = self.head()
        head = f" {left}"
        width = self.app.size.width
        self.query_one("#head", Line).show(head + right.rjust(width - 1 - len(head)))

    def on_resize(self, event: events.Resize) -> None:
        """Draw the head as wide as the screen, or ask for room."""
        width, height = event.size
        self.show_head()
        self.query_one("#rule", Line).show(" " + "-" * (width - 2))
        self.call_after_refresh(self.fit)
        small = width < ROOM[0] or height < ROOM[1]
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

=======
>>>>>>> b8fe9c7 (Home loads nothing of the wizard before its first frame)

class StepScreen(PlainScreen[Outcome]):
    """One step of the wizard: shows a draft, collects the answers, delegates the rest.

    Args:
        context: this run of the wizard.
        draft: the answers so far.
    """

    STEP: ClassVar[StepName]
    KEYS = " Enter next   Tab move   Esc back   Ctrl+C leave, kept"

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__()
        self.context = context
        self.draft = draft
        self._room_before: int | None = None

    @property
    def first(self) -> bool:
        """Whether going back leaves the wizard."""
        return steps.before(self.draft, self.STEP) is None

    def head(self) -> tuple[str, str]:
        """Return whose step this is, and where it stands."""
        at, count = steps.position(self.draft, self.STEP)
        where = f"Step {at} of {count}" if at else "consent again"
        title = self.about()
        return (f"{self.draft.name}: {title}" if self.draft.name else title.capitalize(), where)

    def about(self) -> str:
        """Return what the step is about."""
        return steps.TITLES[self.STEP]

    def help(self) -> Help | None:
        """Return the help of this step."""
        return of_step(self.STEP, self.draft)

    def collect(self) -> Draft:
        """Return the draft with the answers that stand in the fields."""
        return self.draft

    def check(self) -> None:
        """Show what is to be said about the answers."""

    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be said about this step's answers."""
        return steps.findings(
            self.draft, self.STEP, self.context.workspace.data_centers, self.context.taken
        )

    def fit(self) -> None:
        """Fold help, and what the step itself says where its room is another one now."""
        if self._room_before not in (None, self.room):
            self.check()
        self._room_before = self.room
        super().fit()

    def keep(self) -> None:
        """Keep the answers in the draft's file."""
        self.draft = self.collect()
        self.context.keep(self.draft)

    def on_mount(self) -> None:
        """Show what is to be said about the answers so far."""
        self.check()

    def on_descendant_blur(self) -> None:
        """Keep what a field holds as soon as it is left."""
        if self.is_mounted:
            self.keep()

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self._typed()

    def on_text_area_changed(self) -> None:
        """Check while the person types."""
        self._typed()

    def on_choice_list_changed(self) -> None:
        """Check when another row is chosen."""
        self._typed()

    def _typed(self) -> None:
        self.draft = self.collect()
        with self._message.at_once():
            self.tell("")
            self.check()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or on from the last one."""
        event.stop()
        await self._onward()

    async def on_choice_list_accepted(self, event: ChoiceList.Accepted) -> None:
        """Go to the next field, or on from the last one."""
        event.stop()
        await self._onward()

    async def on_paste_area_submitted(self, event: PasteArea.Submitted) -> None:
        """Go to the next field, or on from the last one."""
        event.stop()
        await self._onward()

    async def _onward(self) -> None:
        chain = self.focus_chain
        if self.focused is not None and chain and self.focused is not chain[-1]:
            self.focus_next()
        else:
            await self.action_next()

    async def action_next(self) -> None:
        """Go on, or say at the foot what has to be mended first."""
        self.keep()
        stop = steps.obstacle(
            self.draft, self.STEP, self.context.workspace.data_centers, self.context.taken
        )
        if stop:
            self.tell(f"! {stop.text}")
            return
        self.leave("next")

    async def action_back(self) -> None:
        """Go one step back; the answers stay."""
        self.leave("back")

    async def action_leave(self) -> None:
        """Leave the wizard; the answers stay in the draft."""
        self.leave("leave")

    def leave(self, to: str) -> None:
        """Dismiss the screen with the answers."""
        self.keep()
        self.dismiss(Outcome(self.draft, to))  # type: ignore[arg-type]
