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
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.granting import GrantingScreen, time_left
from zdesk_tui.tui.widgets.carry import CarryList, letters
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Keys, Line, folded, packed

_NO_CODE = "no code yet"


class DeviceScreen(GrantingScreen):
    """The code, large; where it is typed; how long it is good."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("n", "renew", show=False),
        Binding("s", "secret", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._state = Line("", id="state")
        self._next = Line("", classes="quiet")
        self._trouble = Line("", id="trouble")
        self._waiting = Vertical(id="waiting")
        self._stand_in = Vertical(classes="part")
        labels = ("Link", "Page", "Code")
        self._carry = CarryList([Item(label, _NO_CODE) for label in labels], self.files)
        self._type = Line("")
        self._code = Line("", id="user-code")
        self._tried = False
        """Whether a secret of another data center was entered for this code."""
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
        yield self._trouble
        with self._waiting:
            yield Line("", classes="gap")
            yield self._type
            yield self._code
            yield self._carry
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
        if self.session.phase in ("starting", "waiting"):
            self.over.clear()
        else:
            again = self._tried and self.session.lacks_secret
            self.said = "! The secret entered last was not taken either." if again else ""
            self.over.set()
        if self.session.phase == "granted":
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
        self._waiting.display = self._stand_in.display = waiting
        if code is not None:
            for row, value in zip(
                self._carry.rows, (code.link, code.page, code.user_code), strict=True
            ):
                row.carry(Item(row.carried.label, value))
            usual = re.fullmatch("[A-Z]+-[0-9]+", code.user_code)
            kinds = " (letters, then digits)" if usual else ""
            self._type.show(
                f"On your phone, or in any browser, open the page and type this code{kinds}, or "
                "open the link. Choose the organization and Submit if it asks, then press Accept."
            )
            self._code.show(_large(code.user_code))
        if waiting and self.focused is None:
            self.set_focus(self._carry.rows[0])
        self._trouble.display = session.error is not None
        if session.error:
            error = session.error
            self._trouble.show(folded(f"\n{error.message}\n\n{error.advice}", self.room))
        if self.said:
            self.tell(self.said)
        elif session.trouble and session.phase == "waiting":
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
            keys = ["n ask for a new code"]
        else:
            keys = ["n ask for a new code", *self.mend_key()]
            if self.session.lacks_secret:
                keys.insert(0, f"s enter the secret of {self.session.asked.spoken}")
        return f" {BETWEEN_KEYS.join(keys)}"

    def keys(self) -> str:
        """Return the keys of the last line."""
        stops = self.session.phase == "waiting"
        back = "Esc leave, kept" if self.first else "Esc stop, back" if stops else "Esc back"
        if self.session.phase == "starting" and self.draft.grant_fits:
            return f" Enter go on   {back}   Ctrl+C leave, kept"
        if self.session.lacks_secret:
            return f" Enter enter the secret   {back}   Ctrl+C leave, kept"
        if self.mending():
            return f" Enter {self.mend_words}   {back}   Ctrl+C leave, kept"
        if self.session.phase in ("failed", "refused", "expired"):
            return f" Enter ask for a new code   {back}   Ctrl+C leave, kept"
        row = letters(self.focused)
        return f" {row}{'   ' * bool(row)}{back}   Ctrl+C leave, kept"

    # What the person does.

    async def action_next(self) -> None:
        """Go on with a grant that is there, enter a secret, or ask for a new code."""
        if self.session.phase == "starting" and self.draft.grant_fits:
            self.dismiss_to("next")
        elif self.session.lacks_secret:
            self.action_secret()
        elif self.mending():
            await self.action_mend()
        elif self.session.phase in ("failed", "refused", "expired"):
            self.action_renew()

    @work(description="ask for a new code", exclusive=True, group="poll")
    async def action_renew(self) -> None:
        """Ask for a new code; the one before is no longer asked about."""
        if self.session.phase != "granted":
            self.said, self._tried = "", False
            await self.session.renew()

    @work(description="ask for the secret of another data center")
    async def action_secret(self) -> None:
        """Go on with the same code and the secret of the person's data center."""
        if self.session.lacks_secret and (secret := await self.ask_secret(self.session.asked)):
            self.session.use_secret(secret)
            self._tried = True
            self._run()


def _large(user_code: str) -> str:
    """Return a code that can be read out: each letter apart, in a frame."""
    spread = "  ".join(user_code)
    edge = f"      +{'-' * (len(spread) + 4)}+"
    return f"{edge}\n      |  {spread}  |\n{edge}"
