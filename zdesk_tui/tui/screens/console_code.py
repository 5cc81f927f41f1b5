"""Step 6 for a self client: what to type in the console's Generate Code, and the code."""

from textual import events, work
from textual.app import ComposeResult

from zdesk_tui.consent.console import CodeSession
from zdesk_tui.errors import BadAnswer, FileError, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.granting import GrantingScreen, time_left
from zdesk_tui.tui.widgets.carry import CarryRow, letters
from zdesk_tui.tui.widgets.line import Keys, Line, folded
from zdesk_tui.tui.widgets.paste import PasteArea

BEGINNINGS = "0123456789/~.{['\""
"""What a code, a path or the content of a file begins with; none of it is a key."""

MINUTES = 10
"""The longest Time Duration that the console offers."""


class ConsoleCodeScreen(GrantingScreen):
    """The values for Generate Code, and a field for what comes of it."""

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._state = Line("", id="state")
        self._trouble = Line("", id="trouble")
        self._paste = PasteArea(id="paste")
        self._acts = Keys("", id="acts")
        self.session = CodeSession(
            self.request, now=context.now, changed=self._changed, granted=self.take_grant
        )

    @property
    def error(self) -> ZdeskError | None:
        """Why there is no grant."""
        return self.session.error

    @property
    def settled(self) -> bool:
        """Whether an answer is here."""
        return self.session.phase in ("exchanging", "granted")

    def body(self) -> ComposeResult:
        """Lay out what to carry to the console, and the field."""
        yield self._state
        yield self._trouble
        yield self.carry(self._items(), id="steps")
        if self.context.workspace.sandbox:
            stand_in = [self._stand_in()]
            yield self.carry(stand_in, id="stand-in")
        yield Line("", classes="gap")
        yield Line("The Generated Code, or the path of self_client.json; Enter takes it:")
        yield self._paste
        yield self._acts

    def _items(self) -> list[Item]:
        center = self.context.data_center(self.draft)
        return [
            Item(f"API Console of {center.spoken}", center.console_url or ""),
            Item("Self Client, tab Generate Code"),
            Item("Scope", ",".join(self.draft.scopes)),
            Item("Time Duration", f"{MINUTES} minutes"),
            Item("Scope Description", self.draft.name),
            Item("CREATE, choose the organization (portal), CREATE"),
        ]

    def _stand_in(self) -> Item:
        words = (
            ",".join(self.draft.scopes),
            "--data-center",
            self.draft.data_center,
            "--minutes",
            str(MINUTES),
        )
        return Item(
            "No browser? This makes the same code:",
            self.context.workspace.sandbox_command("generate-code", *words),
        )

    def on_mount(self) -> None:
        """Count down the code at hand."""
        self.set_interval(1, self._show_state)

    def _changed(self) -> None:
        if not self.is_mounted:
            return
        if self.session.phase == "granted":
            self.over.set()
            self.dismiss_to("next")
        self.check()

    def on_screen_resume(self) -> None:
        """Go on with an answer that came while help was before this screen."""
        if self.session.phase == "granted":
            self.dismiss_to("next")

    # What is shown.

    def check(self) -> None:
        """Show the session as it stands."""
        self._show_state()
        error = self.session.error
        self._trouble.display = error is not None
        if error:
            self._trouble.show(folded(f"{error.message} {error.advice}\n", self.room))
        self._acts.show("  " + "   ".join(self.mend_key()))
        self._acts.display = bool(self.mend_key())
        self.tell(self.said)
        self.show_keys()

    def _show_state(self) -> None:
        session = self.session
        left = f"The code is good for {time_left(session.remaining)}."
        match session.phase:
            case "waiting" if self.draft.grant_fits:
                text = "+ Consent was given for these answers. Enter goes on with it."
            case "waiting":
                text = "Waiting for a code. It is good only for the minutes that you choose."
            case "exchanging":
                text = f"Asking {session.request.data_center.accounts_host} for the token. {left}"
            case "failed" if session.can_retry:
                text = f"! This did not work; Enter tries again. {left}"
            case "failed":
                text = "! This did not work. Your answers are kept."
            case "granted":
                text = "+ Zoho issued a token."
        self._state.show(text)

    def keys(self) -> str:
        """Return the keys of the last line."""
        back = "Esc leave, kept" if self.first else "Esc back"
        if isinstance(self.focused, CarryRow):
            return f" {letters(self.focused)}   Tab to the field   {back}"
        if self.session.can_retry:
            return f" Enter try again with the same code   {back}   Ctrl+C leave, kept"
        if self.draft.grant_fits and self.session.phase == "waiting":
            return f" Enter go on   {back}   Ctrl+C leave, kept"
        return f" Enter take the code   Shift+Tab to the values   {back}"

    # What the person does.

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no field asked for is the code."""
        self._paste.focus()
        self._paste.insert(event.text)

    def on_key(self, event: events.Key) -> None:
        """Send what begins a code, a path or a file's content to the field.

        A terminal without bracketed paste types a paste letter by letter.
        """
        sign = event.character if event.is_printable else None
        if sign and sign in BEGINNINGS and self.focused is not self._paste:
            event.stop()
            self.set_focus(self._paste)
            self._paste.insert(sign)

    def on_text_area_changed(self) -> None:
        """What was said of another text does not hold."""
        if self.said:
            self.say("")

    async def on_paste_area_submitted(self, event: PasteArea.Submitted) -> None:
        """Take the code; without one, go on or try again."""
        event.stop()
        event.prevent_default()
        if self._paste.text.strip():
            self._take(self._paste.text)
        else:
            await self.action_next()

    @work(description="take the code")
    async def _take(self, text: str) -> None:
        try:
            await self.session.take(text)
        except (BadAnswer, FileError) as error:
            self.said = f"! {plain(error.message, 500)}\n  {error.advice}"
        else:
            # A code works once, whatever came of it; what may be tried again is in the session.
            self._paste.clear()
        self.check()

    async def action_next(self) -> None:
        """Go on with a grant that is there, or try the code at hand again."""
        if self.draft.grant_fits and self.session.phase == "waiting":
            self.dismiss_to("next")
        elif self.session.can_retry:
            self._retry()
        else:
            self.say("Enter a code first: make it in the API Console with the values above.")

    @work(description="try the code again")
    async def _retry(self) -> None:
        await self.session.retry()
