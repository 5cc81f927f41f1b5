"""Step 6: open the browser, or carry the link; wait for the answer, or take it pasted."""

import asyncio
from dataclasses import replace
from datetime import datetime

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.machine import open_browser
from zdesk_tui.consent.paste import Incomplete
from zdesk_tui.consent.redeem import Granted, Request
from zdesk_tui.consent.session import ConsentSession
from zdesk_tui.errors import BadAnswer, StepName
from zdesk_tui.redirects import listen_at
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui import clipboard
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.ask import AskScreen, T
from zdesk_tui.tui.screens.data_center import DataCenterScreen
from zdesk_tui.tui.screens.refusals import RefusalsScreen
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.line import Keys, Line, folded
from zdesk_tui.tui.widgets.paste import PasteArea

LETTERS = "ovcnedm?"
"""The keys that act while the field does not have the focus."""

QUIET = 0.5
"""Seconds without a change after which a pasted answer that is complete is taken by itself."""


class ConsentScreen(StepScreen):
    """All ways armed together; the first good answer wins."""

    STEP = "consent"
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter", "next", show=False),
        Binding("o", "open", show=False),
        Binding("v", "alone", show=False),
        Binding("c", "clipboard", show=False),
        Binding("n", "renew", show=False),
        Binding("e", "explain", show=False),
        Binding("d", "data_center", show=False),
        Binding("m", "mend", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._state = Line("", id="state")
        self._how = Line("", id="how")
        self._link = Line("", id="link", classes="value")
        self._paste = PasteArea(id="paste")
        self._acts = Keys("", id="acts")
        self._trouble = Line("", id="trouble")
        self._waiting = Vertical(id="waiting")
        self._notes = Line("", id="notes", classes="quiet")
        self._said_of_paste = ""
        self.session = self._new_session()

    def _new_session(self) -> ConsentSession:
        return ConsentSession(
            Request(
                self.draft.client,
                self.context.data_center(self.draft),
                self.draft.scopes,
                self.draft.access_type,
            ),
            self.context.workspace.data_centers,
            now=self.context.now,
            changed=self._changed,
            attempt_made=self._attempt_made,
            granted=self._granted,
            listen=self.draft.way == "loopback",
            attempt=self.draft.live_attempt,
        )

    def body(self) -> ComposeResult:
        """Lay out what waits, how to answer, and what happened."""
        yield self._state
        yield Line("", classes="gap")
        yield self._trouble
        with self._waiting:
            yield from self._ways()
        yield self._acts
        yield self._notes

    def _ways(self) -> ComposeResult:
        yield self._how
        yield self._link
        yield Line("On Zoho's page choose the organization and Submit if it asks, then Accept.")
        if self.context.workspace.sandbox:
            command = self.context.workspace.sandbox_command("accept")
            yield Line("No browser? In another terminal this reads the link and accepts:")
            yield Line(command, id="stand-in", classes="value")
        yield Line("", classes="gap")
        if self.draft.way == "custom-scheme":
            yield Line("Then paste the address that the browser could not open, within a minute:")
        else:
            yield Line(
                "Or paste the address that the browser ends up at, even if it shows an error:"
            )
        yield self._paste

    def on_mount(self) -> None:
        """Arm everything, and open the browser where there is a graphical one."""
        self.set_interval(1, self._tick)
        self._arm(opening=True)

    @work(description="arm the ways back", exclusive=True, group="arm")
    async def _arm(self, *, opening: bool) -> None:
        await self.session.start()
        if opening and self.context.machine.browser and not self.draft.grant_fits:
            self.action_open()

    def collect(self) -> Draft:
        """Return the draft; what is pasted here is never kept."""
        return self.draft

    # What the session reports.

    def _attempt_made(self, attempt: Attempt) -> None:
        self.draft = self.draft.with_attempt(attempt)
        self.context.keep(self.draft)

    def _granted(self, granted: Granted) -> None:
        self.draft = replace(
            self.draft,
            attempt=None,
            grant=granted.grant,
            user_data_center=granted.user_data_center.code,
            access_token=granted.access_token,
            expires_at=granted.expires_at,
            organization=self.draft.organization if self.context.before else None,
            step=steps.after(self.draft, "consent") or "save",
        )
        self.context.keep(self.draft)

    def _changed(self) -> None:
        if not self.is_mounted:
            return
        if self.session.phase == "granted":
            self._over.set()
            self._go_on()
        elif self.session.phase == "expired":
            self._stand_down()
        self.check()

    @work(description="go on with the grant", exclusive=True, group="arm")
    async def _go_on(self) -> None:
        await self.session.close()
        self.dismiss_to("next")

    @work(description="stand the listener down", exclusive=True, group="arm")
    async def _stand_down(self) -> None:
        await self.session.close()

    def on_screen_resume(self) -> None:
        """Go on with an answer that came while a question or help was before this screen."""
        if self.session.phase == "granted":
            self._go_on()

    def _tick(self) -> None:
        self.session.tick()
        self._show_state()

    # What is shown.

    def check(self) -> None:
        """Show the session as it stands."""
        self._show_state()
        self._how.show(self._how_to())
        self._link.show(self.session.link)
        self._acts.show(self._keys_here())
        self._notes.show(
            "\n".join(
                f"{datetime.fromtimestamp(note.at):%H:%M:%S}  {note.text}"
                for note in self.session.notes
            )
        )
        waiting = self.session.phase in ("waiting", "exchanging")
        self._waiting.display = waiting
        error = self.session.error
        self._trouble.display = not waiting and error is not None
        if error:
            self._trouble.show(folded(f"{error.message}\n\n{error.advice}\n", self.room))
        blocked = self.session.listener_error
        if self._said_of_paste:
            self.tell(f"! {self._said_of_paste}")
        elif blocked and waiting:
            self.tell(f"~ {blocked.message}\n  {blocked.advice} Pasting the address works anyway.")
        else:
            self.tell("")
        self.show_keys()

    def _show_state(self) -> None:
        session = self.session
        match session.phase:
            case "waiting" if self.draft.grant_fits:
                text = "+ Consent was given for these answers. Enter goes on with it."
            case "waiting":
                text = f"Waiting for your consent. The link is good for {_time(session.remaining)}."
            case "exchanging":
                text = f"The answer is here. Asking {session.asked.accounts_host} for the token."
            case "failed":
                text = "! This did not work. Your answers are kept."
            case "refused":
                text = "! Consent was refused on Zoho's page. Nothing was changed."
            case "expired":
                text = "! The link's 10 minutes are over. Your answers are kept."
            case "granted":
                text = "+ Zoho issued a token."
        self._state.show(text)

    def _how_to(self) -> str:
        machine = self.context.machine
        lines = []
        if self.session.listening and machine.over_ssh:
            _, port, _ = listen_at(self.draft.redirect_uri)
            lines += [
                "With a tunnel: on your own computer, in another terminal,",
                f"    {machine.tunnel(port)}",
                "  then open the link there.",
            ]
        elif machine.browser:
            lines.append("Your browser was asked to open this link:")
        elif machine.over_ssh:
            lines.append("Open this link in the browser of your own computer:")
        else:
            lines.append("Open this link in a browser:")
        return "\n".join(lines)

    def _keys_here(self) -> str:
        if self.session.phase in ("waiting", "exchanging"):
            keys = [
                "v show the link alone, in one piece",
                "c send it to the clipboard",
                "n make a new link",
            ]
            if self.context.machine.browser:
                keys.insert(0, "o open the browser again")
            keys.append("e Zoho shows an error instead")
        else:
            keys = ["n make a new link"]
            if self.draft.data_center in self.context.workspace.data_centers:
                keys.append("d another data center")
            if title := self._mend_title():
                keys.append(f'm mend it in "{title}"')
        return "\n".join("  " + "   ".join(keys[at : at + 2]) for at in range(0, len(keys), 2))

    def keys(self) -> str:
        """Return the keys of the last line."""
        if self.draft.grant_fits and self.session.phase == "waiting":
            enter = "Enter go on"
        elif self.focused is self._paste:
            enter = "Enter take the address"
        elif self.session.can_retry:
            enter = "Enter try again with the same code"
        elif self.session.phase in ("failed", "refused", "expired"):
            enter = "Enter make a new link"
        else:
            enter = "Tab to the field"
        back = "Esc leave, kept" if self.first else "Esc back   Ctrl+C leave, kept"
        return f" {enter}   {back}"

    def _mend_title(self) -> str | None:
        step = self._mending()
        return steps.TITLES[step] if step else None

    def _mending(self) -> StepName | None:
        error = self.session.error
        if error is None or error.mends in (None, "consent"):
            return None
        # A client that is not known may also be a Client ID mistyped; `d` is for the rest.
        return "credentials" if error.mends == "connector" else error.mends

    # What the person does.

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no field asked for is the answer."""
        self._paste.focus()
        self._paste.insert(event.text)

    def on_key(self, event: events.Key) -> None:
        """Send what is typed to the field, unless it is a key of this screen.

        A terminal without bracketed paste types a pasted address letter by letter, and its first
        letter is none of the keys.
        """
        letter = event.character if event.is_printable else None
        if letter and self.focused is None and letter not in LETTERS:
            event.stop()
            self.set_focus(self._paste)
            self._paste.insert(letter)

    def on_descendant_focus(self) -> None:
        """The keys are other ones in the field."""
        self.show_keys()

    def on_text_area_changed(self) -> None:
        """Read what stands in the field; take it by itself when it is complete."""
        self._said_of_paste = ""
        text = self._paste.text
        self._quiet(text)
        self.check()

    @work(description="wait for the end of a paste", exclusive=True, group="paste")
    async def _quiet(self, text: str) -> None:
        await asyncio.sleep(QUIET)
        try:
            certain = bool(text.strip()) and self.session.read(text).certain
        except BadAnswer:
            return
        if certain:
            self._take(text)

    async def on_paste_area_submitted(self, event: PasteArea.Submitted) -> None:
        """Take what was pasted; an incomplete address says what is missing."""
        event.stop()
        event.prevent_default()
        if self._paste.text.strip():
            self._take(self._paste.text)
        else:
            self.set_focus(None)

    @work(description="take the pasted answer", exclusive=True, group="take")
    async def _take(self, text: str) -> None:
        try:
            missing = await self.session.take(text)
        except BadAnswer as error:
            self._said_of_paste = f"{error.message}\n  {error.advice}"
        else:
            if isinstance(missing, Incomplete):
                self._said_of_paste = missing.text
            else:
                self._paste.clear()
                self.set_focus(None)
        self.check()

    async def action_next(self) -> None:
        """Go on with a grant that is there, try again, or make a new link."""
        if self.draft.grant_fits and self.session.phase == "waiting":
            await self.session.close()
            self.dismiss_to("next")
        elif self.session.can_retry:
            self._retry()
        elif self.session.phase in ("failed", "refused", "expired"):
            await self.action_renew()

    @work(description="try the code again", exclusive=True, group="take")
    async def _retry(self) -> None:
        await self.session.retry()

    async def action_renew(self) -> None:
        """Make a new link; what was pasted belongs to the one before."""
        self._paste.clear()
        self._said_of_paste = ""
        await self.session.renew()

    def action_open(self) -> None:
        """Open the link in the graphical browser of this machine."""
        machine = self.context.machine
        if machine.browser and not open_browser(machine, self.session.link):
            self.tell("~ The browser could not be started. v shows the link alone.")

    async def action_alone(self) -> None:
        """Show the link outside the full screen; everything stays armed."""
        await show_alone(
            self.app,
            [(f"Consent link, good for {_time(self.session.remaining)}:", self.session.link)],
            until=self._over,
        )

    def action_clipboard(self) -> None:
        """Send the link to the terminal's clipboard."""
        clipboard.send(self.app, self.session.link)
        self.tell("The link: " + clipboard.SENT)

    async def _ask(self, question: AskScreen[T]) -> T | None:
        """Ask something on a screen of its own; an answer from Zoho meanwhile settles it."""
        answer = await self.app.push_screen_wait(question)
        return None if self.session.phase in ("exchanging", "granted") else answer

    @work(description="explain Zoho's error pages")
    async def action_explain(self) -> None:
        """Say what Zoho's error pages mean; they never come back to us."""
        step = await self._ask(RefusalsScreen(self.draft, self.context))
        if step == "consent":
            await self.action_renew()
        elif step == "connector":
            self.action_data_center()
        elif step:
            await self._go_to(step)

    @work(description="choose another data center")
    async def action_data_center(self) -> None:
        """Choose another data center, and make a link there with all else as it was."""
        code = await self._ask(DataCenterScreen(self.context, self.draft))
        if code and code != self.draft.data_center:
            await self.session.close()
            self.draft = replace(self.draft, data_center=code)
            self.context.keep(self.draft)
            self.session = self._new_session()
            self._arm(opening=True)

    async def action_mend(self) -> None:
        """Go to the step where the error is mended."""
        if step := self._mending():
            await self._go_to(step)

    async def _go_to(self, step: StepName) -> None:
        await self.session.close()
        self.dismiss_to(step)

    async def action_back(self) -> None:
        """Go one step back; from a field, out of the field."""
        if self.focused is self._paste:
            self.set_focus(None)
            self.show_keys()
            return
        await self.session.close()
        self.dismiss_to("back")

    async def action_leave(self) -> None:
        """Leave the wizard; the link may still be answered after the next start."""
        await self.session.close()
        self.dismiss_to("leave")

    def dismiss_to(self, to: str) -> None:
        """Dismiss the screen, unless another one is before it: `is_current` counts that too."""
        if self.app.screen is self:
            super().leave(to)


def _time(seconds: float) -> str:
    whole = round(seconds)
    if whole >= 60:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole} s"
