"""Step 6 for a non-browser client: a code to type on another device, and the wait for it."""

import re
from asyncio import sleep

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from zdesk_tui.consent.attempt import DeviceAttempt
from zdesk_tui.consent.device import DeviceSession
from zdesk_tui.errors import ZdeskError
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui import clipboard
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.granting import GrantingScreen, time_left
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Keys, Line, folded, packed


class DeviceScreen(GrantingScreen):
    """The code, large; where it is typed; how long it is good."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter", "next", show=False),
        Binding("v", "alone", show=False),
        Binding("c", "clipboard", show=False),
        Binding("r", "code", show=False),
        Binding("n", "renew", show=False),
        Binding("s", "secret", show=False),
        Binding("m", "mend", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._state = Line("", id="state")
        self._next = Line("", classes="quiet")
        self._trouble = Line("", id="trouble")
        self._waiting = Vertical(id="waiting")
        self._stand_in = Vertical(classes="part")
        self._type = Line("")
        self._page = Line("", id="page", classes="value")
        self._code = Line("", id="user-code")
        self._link = Line("", id="link", classes="value")
        self._acts = Keys("", id="acts")
        self.session = DeviceSession(
            self.request,
            context.workspace.data_centers,
            now=context.now,
            sleep=self._sleep,
            changed=self._changed,
            attempt_made=self._attempt_made,
            granted=self.take_grant,
            attempt=draft.live_device,
        )

    def _attempt_made(self, attempt: DeviceAttempt) -> None:
        self.draft = self.draft.with_device(attempt)
        self.context.keep(self.draft)

    @staticmethod
    async def _sleep(seconds: float) -> None:
        await sleep(seconds)

    @property
    def link(self) -> str:
        """The page with the code filled in."""
        return self.session.attempt.link if self.session.attempt else ""

    @property
    def error(self) -> ZdeskError | None:
        """Why there is no grant."""
        return self.session.error

    @property
    def settled(self) -> bool:
        """Whether an answer is here."""
        return self.session.phase == "granted"

    def body(self) -> ComposeResult:
        """Lay out the wait, and what to do meanwhile."""
        yield self._state
        yield self._next
        yield self.qr
        yield self._trouble
        with self._waiting:
            yield Line("", classes="gap")
            yield Line("On your phone, or in any browser, open")
            yield self._page
            yield self._type
            yield Line("", classes="gap")
            yield self._code
            yield Line("", classes="gap")
            yield Line("Or open the same page with the code filled in:")
            yield self._link
            yield Line("Choose the organization and Submit if it asks, then press Accept.")
        yield Line("", classes="gap")
        yield self._acts
        if self.context.workspace.sandbox:
            with self._stand_in:
                command = self.context.workspace.sandbox_command("accept")
                yield Line("No browser? In another terminal this reads that link and accepts:")
                yield Line(command, id="stand-in", classes="value")

    def on_mount(self) -> None:
        """Ask for a code, unless consent was given already."""
        self.set_interval(1, self._show_state)
        if not self.draft.grant_fits:
            self._run()

    @work(description="wait for the device code", exclusive=True, group="poll")
    async def _run(self) -> None:
        await self.session.run()

    def _changed(self) -> None:
        if not self.is_mounted:
            return
        if self.session.phase == "granted":
            self._over.set()
            self.dismiss_to("next")
        self.check()
        self.call_after_refresh(self._refit)

    def on_screen_resume(self) -> None:
        """Go on with an answer that came while a question or help was before this screen."""
        if self.session.phase == "granted":
            self.dismiss_to("next")

    # What is shown.

    def check(self) -> None:
        """Show the session as it stands."""
        session = self.session
        self._show_state()
        code = session.attempt
        waiting = session.phase == "waiting" and code is not None
        drawn = self.qr.display = self.qr.display and waiting
        self._waiting.display = self._stand_in.display = waiting and not drawn
        self._acts.display = not drawn
        if code is not None:
            self._page.show(code.page)
            usual = re.fullmatch("[A-Z]+-[0-9]+", code.user_code)
            self._type.show(f"and type this code there{', letters and then digits' * bool(usual)}:")
            self._code.show(_large(code.user_code))
            self._link.show(code.link)
        self._trouble.display = session.error is not None
        if session.error:
            error = session.error
            self._trouble.show(folded(f"\n{error.message}\n\n{error.advice}", self.room))
        if session.trouble and session.phase == "waiting":
            self.tell(f"~ {session.trouble.message}\n  It will be asked again; the code stays.")
        else:
            self.tell("")
        self._acts.show("\n".join(packed(self._keys_here(), self.room)))
        self.show_keys()

    def _show_state(self) -> None:
        session = self.session
        after = ""
        match session.phase:
            case "starting" if self.draft.grant_fits:
                text = "+ Consent was given for these answers. Enter goes on with it."
            case "starting":
                text = f"Asking {session.asked.accounts_host} for a code."
            case "waiting":
                text = f"Waiting for you. The code is good for {self._left}."
                after = (
                    f"{session.asked.accounts_host} is asked again in "
                    f"{time_left(session.next_poll)}."
                )
            case "failed":
                text = "! This did not work. Your answers are kept."
            case "refused":
                text = "! Consent was refused on Zoho's page. Nothing was changed."
            case "expired":
                text = "! The code is over. Your answers are kept."
            case "granted":
                text = "+ Zoho issued a token."
        self._state.show(text)
        self._next.show(after)

    @property
    def _left(self) -> str:
        return time_left(self.session.remaining)

    def _keys_here(self) -> str:
        if self.session.phase == "starting" and not self.draft.grant_fits:
            return ""
        if self.session.phase == "waiting":
            keys = [
                "v show code and links alone",
                "c send the link to the clipboard",
                "r draw a QR code",
                "n ask for a new code",
            ]
        else:
            keys = ["n ask for a new code", *self.mend_key()]
            if self.session.lacks_secret:
                keys.insert(0, f"s enter the secret of {self.session.asked.name}")
        return f" {BETWEEN_KEYS.join(keys)}"

    def keys(self) -> str:
        """Return the keys of the last line."""
        if self.qr.display:
            return " r or Esc back to the wait   Ctrl+C leave, kept"
        stops = self.session.phase == "waiting"
        back = "Esc leave, kept" if self.first else "Esc stop, back" if stops else "Esc back"
        if self.session.phase == "starting" and self.draft.grant_fits:
            return f" Enter go on   {back}   Ctrl+C leave, kept"
        if self.session.lacks_secret:
            return f" Enter enter the secret   {back}   Ctrl+C leave, kept"
        if self.session.phase in ("failed", "refused", "expired"):
            return f" Enter ask for a new code   {back}   Ctrl+C leave, kept"
        return f" {back}   Ctrl+C leave, kept"

    # What the person does.

    async def action_next(self) -> None:
        """Go on with a grant that is there, enter a secret, or ask for a new code."""
        if self.session.phase == "starting" and self.draft.grant_fits:
            self.dismiss_to("next")
        elif self.session.lacks_secret:
            self.action_secret()
        elif self.session.phase in ("failed", "refused", "expired"):
            self.action_renew()

    @work(description="ask for a new code", exclusive=True, group="poll")
    async def action_renew(self) -> None:
        """Ask for a new code; the one before is no longer asked about."""
        if self.session.phase != "granted":
            await self.session.renew()

    async def action_alone(self) -> None:
        """Show code and links outside the full screen; Zoho is asked meanwhile."""
        if code := self.session.attempt:
            await show_alone(
                self.app,
                [
                    (f"The page to type the code, good for {self._left}:", code.page),
                    ("The code:", code.user_code),
                    ("The page with the code filled in:", code.link),
                ],
                until=self._over,
            )

    @work(description="send the link to the clipboard", exclusive=True, group="clipboard")
    async def action_clipboard(self) -> None:
        """Send the link to the terminal's clipboard."""
        if self.link:
            self.tell(await clipboard.send(self.app, self.link, "The link", "v shows it alone"))

    @work(description="ask for the secret of another data center")
    async def action_secret(self) -> None:
        """Go on with the same code and the secret of the person's data center."""
        if self.session.lacks_secret and (secret := await self.ask_secret(self.session.asked)):
            self.session.use_secret(secret)
            self._run()

    async def action_back(self) -> None:
        """Go back from the QR code to the wait; from there to the step before, which stops it."""
        if self.qr.display:
            self.action_code()
        else:
            await super().action_back()

    async def action_mend(self) -> None:
        """Go to the step where the error is mended."""
        if step := self.mending():
            self.dismiss_to(step)


def _large(user_code: str) -> str:
    """Return a code that can be read out: each letter apart, in a frame."""
    spread = "  ".join(user_code)
    edge = f"      +{'-' * (len(spread) + 4)}+"
    return f"{edge}\n      |  {spread}  |\n{edge}"
