"""Step 6: open the browser, or carry the link; wait for the answer, or take it pasted."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer

from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.machine import open_browser
from zdesk_tui.consent.paste import Incomplete
from zdesk_tui.consent.query import NAMES
from zdesk_tui.consent.session import ConsentSession, Phase
from zdesk_tui.errors import BadAnswer, StepName, ZdeskError
from zdesk_tui.redirects import listen_at
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.app import WizardApp
from zdesk_tui.tui.carrier import KEYS, Carrier, Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.data_center import DataCenterScreen
from zdesk_tui.tui.screens.granting import GrantingScreen, time_left
from zdesk_tui.tui.screens.refusals import RefusalsScreen
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Keys, Line, folded, packed, trouble
from zdesk_tui.tui.widgets.linked import Linked
from zdesk_tui.tui.widgets.paste import BURST, PasteArea

LETTERS = "ocvwrnedm?"
"""The keys that act while the field does not have the focus."""

QUIET = 0.5
"""Seconds without a change after which a pasted answer that is complete is taken by itself."""

PATIENCE = 3
"""Seconds after which a port that somebody else held is looked at again."""


class ConsentScreen(GrantingScreen, Carrier):
    """All ways armed together; the first good answer wins."""

    AUTO_FOCUS = ""
    BINDINGS = [
        *KEYS,
        Binding("o", "open", show=False),
        Binding("n", "renew", show=False),
        Binding("e", "explain", show=False),
        Binding("d", "data_center", show=False),
        Binding("s", "secret", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._state = Line("", id="state")
        self._where = Line(context.machine.where, id="where")
        self._how = Line("", id="how")
        self._link = Linked(id="link", classes="value")
        self._port = Line("", id="port", classes="value")
        self._without = Linked(id="without")
        self._paste = PasteArea(id="paste")
        self._acts = Keys("", id="acts")
        self._trouble = Line("", id="trouble")
        self._waiting = Vertical(id="waiting")
        self._notes = Line("", id="notes", classes="quiet")
        self._held = ""
        """A key that may be the first letter of a pasted answer."""
        self._acting = False
        """Whether the key that comes next was held, and acts now."""
        self._pause: Timer | None = None
        """Runs until a paste is over."""
        self._phase_said: Phase = "waiting"
        self.armed = False
        """Whether it is known which ways back there are; nothing is drawn of them before."""
        self.session = self._new_session()

    def _new_session(self) -> ConsentSession:
        return ConsentSession(
            self.request,
            self.context.workspace.data_centers,
            now=self.context.now,
            changed=self._changed,
            attempt_made=self._attempt_made,
            granted=self.take_grant,
            listen=self.draft.way == "loopback",
            attempt=self.draft.live_attempt,
        )

    def body(self) -> ComposeResult:
        """Lay out what waits, how to answer, and what happened."""
        yield self._state
        yield self._trouble
        with self._waiting:
            yield from self._ways()
        yield self._acts
        yield self._notes

    def _ways(self) -> ComposeResult:
        yield self._where
        yield Line("", classes="gap")
        yield self._how
        yield self._link
        yield self._port
        yield Line("On Zoho's page choose the organization and Submit if it asks, then Accept.")
        if self.context.workspace.sandbox:
            command = self.context.workspace.sandbox_command("accept")
            yield Line("No browser? In another terminal this reads the link and accepts:")
            yield Line(command, id="stand-in", classes="value")
        yield Line("", classes="gap")
        yield self._without
        yield self._paste

    def on_mount(self) -> None:
        """Arm everything, and open the browser where there is a graphical one."""
        self.set_interval(1, self._tick)
        self.set_interval(PATIENCE, self._arm_again)
        self._arm(opening=True)

    @work(description="arm the ways back", exclusive=True, group="arm")
    async def _arm(self, *, opening: bool) -> None:
        await self.session.start()
        # Drawn once, when it is known which ways there are: the link alone is half a kilobyte.
        self.armed = True
        self.check()
        if opening and self.context.machine.browser and not self.draft.grant_fits:
            self.action_open()

    @work(description="arm the listener after all", exclusive=True, group="again")
    async def _arm_again(self) -> None:
        await self.session.arm_again()

    # What the session reports.

    @property
    def carried(self) -> Item:
        """The consent link."""
        return Item("Consent link", self.session.link, self.draft.client.redirect_uri)

    @property
    def carried_alone(self) -> list[Item]:
        """All that may have to be carried, each with how long it is good."""
        good = f"good for {time_left(self.session.remaining)}"
        items = [Item(f"Consent link, {good}:", self.session.link)]
        if self.session.listening and self.context.machine.over_ssh:
            tunnel = self.context.machine.tunnel(self._at_port)
            short = f"The short link, for a browser behind the tunnel, {good}:"
            items[:0] = [
                Item("The tunnel, for a terminal on your own computer:", tunnel),
                Item(short, self.session.short_link),
            ]
        if self.written:
            items.insert(0, Item("The file with the link:", self.written))
        return items

    @property
    def error(self) -> ZdeskError | None:
        """Why there is no grant."""
        return self.session.error

    @property
    def settled(self) -> bool:
        """Whether an answer is here."""
        return self.session.phase in ("exchanging", "granted")

    def _attempt_made(self, attempt: Attempt) -> None:
        self.draft = self.draft.with_attempt(attempt)
        self.context.keep(self.draft)
        if self.written:
            self.action_write()

    def _changed(self) -> None:
        if not self.is_mounted:
            return
        if self.session.phase != self._phase_said:
            self._phase_said = self.session.phase
            if self._phase_said == "waiting":
                self.over.clear()
            else:
                # It was about the wait; so is the file with the link.
                self.said = ""
                self.forget_file()
            if self._phase_said not in ("waiting", "exchanging"):
                # Not before: to draw this screen for the moment of the exchange costs kilobytes.
                self.over.set()
        if self.session.phase == "granted":
            self._go_on()
        elif self.session.phase == "expired":
            self._stand_down()
        self.check()
        if self.session.phase != "granted":
            # Whether there is more than fits is known once it is laid out.
            self.call_after_refresh(self._refit_keys)

    def _refit_keys(self) -> None:
        if self.stands:
            self.show_keys()

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
        self._show_ways()
        self._acts.show("\n".join(packed(self._keys_here(), self.room)))
        self._notes.show(
            "\n".join(
                f"{datetime.fromtimestamp(note.at):%H:%M:%S}  {note.text}"
                for note in self.session.notes
            )
        )
        waiting = self.session.phase in ("waiting", "exchanging")
        self._waiting.display = waiting and self.armed
        self._acts.display = self._notes.display = self.armed
        error = self.session.error
        self._trouble.display = not waiting and error is not None
        if error:
            self._trouble.show(folded(f"{error.message}\n\n{error.advice}\n", self.room))
        blocked = self.session.listener_error
        if self.said:
            self.tell(self.said)
        elif blocked and waiting:
            self.tell(f"~ {blocked.message}\n  {blocked.advice} Pasting the address works anyway.")
        elif self.session.listening and not self.session.reached:
            host, port, _ = listen_at(self.draft.redirect_uri)
            self.tell(f"~ {host} does not lead to port {port} here: paste the address instead.")
        else:
            self.tell("")
        self.show_keys()

    def _show_state(self) -> None:
        session = self.session
        match session.phase:
            case "waiting" if self.draft.grant_fits:
                text = "+ Consent was given for these answers. Enter goes on with it."
            case "waiting":
                text = f"Waiting for your consent. Link good for {time_left(session.remaining)}."
            case "exchanging":
                text = f"The answer is here. Asking {session.asked.accounts_host} for the token."
            case "failed":
                text = "! This did not work. Your answers are kept."
            case "refused":
                text = (
                    "! Consent was refused on Zoho's page. Nothing was changed.\n  If nobody "
                    "pressed Reject, Zoho was asked too often: wait ten minutes first."
                )
            case "expired":
                text = "! The link's 10 minutes are over. Your answers are kept."
            case "granted":
                text = "+ Zoho issued a token."
        self._state.show(text)

    def _show_ways(self) -> None:
        """Say how the browser gets to Zoho, and how its answer gets here."""
        machine, session = self.context.machine, self.session
        # A container is in the way of the listener alone.
        self._where.display = not machine.container or self.draft.way == "loopback"
        tunnel = session.listening and machine.over_ssh
        link = session.short_link if tunnel else session.link
        if tunnel:
            how = (
                "With a tunnel. On your own computer, in another terminal:\n"
                f"    {machine.tunnel(self._at_port)}\n  then open there"
            )
            without = (
                "Without. Open the long link in any browser, Accept, and paste the address it "
                "ends up at within a minute, even when that page cannot be shown:"
            )
        else:
            how = "Open this link in a browser:"
            if machine.browser:
                how = "Your browser was asked to open this link:"
            elif machine.over_ssh:
                how = "Open this link in the browser of your own computer:"
            without = "Or paste the address that the browser ends up at, even if it shows an error:"
            if self.draft.way == "custom-scheme":
                without = "Then paste the address that the browser could not open, within a minute:"
        self._how.show(how)
        self._link.lead(link, [link], link)
        self._port.show(self._port_said())
        self._port.display = bool(self._port.text)
        self._without.lead(without, ["the long link"], session.link)

    @property
    def _at_port(self) -> int:
        return listen_at(self.draft.redirect_uri)[1]

    def _port_said(self) -> str:
        session = self.session
        if not (session.listening and session.reached):
            return ""
        said = f"+ port {self._at_port} answers over {' and '.join(session.reached)}"
        if not self.context.machine.over_ssh:
            return said
        seen = "not seen so far"
        if session.seen_at is not None:
            seen = f"seen {datetime.fromtimestamp(session.seen_at):%H:%M}"
        return f"{said}; tunnel: {seen}"

    def _keys_here(self) -> str:
        if self.session.phase in ("waiting", "exchanging"):
            keys = [
                "c send the link to the clipboard",
                "v show it alone",
                "w write it to a file",
                "r draw a QR code",
                "n make a new link",
                "e Zoho shows an error instead",
            ]
            if self.context.machine.browser:
                keys.insert(0, "o open the browser again")
        else:
            keys = ["n make a new link"]
            if self.draft.data_center in self.context.workspace.data_centers:
                keys.append("d another data center")
            keys += self.mend_key()
            if self.session.lacks_secret:
                keys.insert(0, f"s enter the secret of {self.session.asked.spoken}")
        return f" {BETWEEN_KEYS.join(keys)}"

    def keys(self) -> str:
        """Return the keys of the last line."""
        if self.draft.grant_fits and self.session.phase == "waiting":
            enter = "Enter go on"
        elif self.focused is self._paste:
            enter = "Enter take the address"
        elif self.session.can_retry:
            enter = "Enter try again with the same code"
        elif self.session.lacks_secret:
            enter = "Enter enter the secret"
        elif self.mending():
            enter = f"Enter {self.mend_words}"
        elif self.session.phase in ("failed", "refused", "expired"):
            enter = "Enter make a new link"
        else:
            enter = "Tab to the field"
        back = "Esc leave, kept" if self.first else "Esc back   Ctrl+C leave, kept"
        return f" {enter}   {back}"

    # What the person does.

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no field asked for is the answer."""
        self._paste.focus()
        self._paste.insert(event.text)

    def on_key(self, event: events.Key) -> None:
        """Send what is typed to the field, unless it is a key of this screen.

        A terminal without bracketed paste types a pasted answer letter by letter. A key that an
        answer may begin with acts when no other letter came right behind it.
        """
        letter = event.character if event.is_printable else None
        acting, self._acting = self._acting, False
        if acting or not letter or self.focused is not None:
            return
        keys = f"{LETTERS}s" if self.session.lacks_secret else LETTERS
        begins = (*(name[0] for name in NAMES), self.draft.client.redirect_uri[:1].lower())
        if self._held or letter not in keys:
            event.stop()
            held, self._held = self._held, ""
            self.set_focus(self._paste)
            self._paste.insert(f"{held}{letter}")
        elif letter in begins:
            event.stop()
            self._held = letter
            self.set_timer(BURST, self._act)

    def _act(self) -> None:
        if self._held and not cast("WizardApp", self.app).type_ahead.idle:
            self.set_timer(BURST, self._act)
        elif self._held:
            held, self._held = self._held, ""
            self._acting = True
            self.app.simulate_key(held)

    def on_text_area_changed(self) -> None:
        """Read what stands in the field; take it by itself when it is complete."""
        # A paste may come letter by letter: what is done for each has to be little.
        if self.said:
            self.say("")
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(QUIET, self._look)

    def _look(self) -> None:
        text = self._paste.text
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

    @work(description="take the pasted answer")
    async def _take(self, text: str) -> None:
        try:
            missing = await self.session.take(text)
        except BadAnswer as error:
            self.said = trouble(error)
        else:
            if isinstance(missing, Incomplete):
                self.said = f"! {missing.text}"
            else:
                self._paste.clear()
                self.set_focus(None)
        self.check()

    async def action_next(self) -> None:
        """Go on with a grant that is there, do what mends the error, or make a new link."""
        if self.draft.grant_fits and self.session.phase == "waiting":
            await self.session.close()
            self.dismiss_to("next")
        elif self.session.can_retry:
            self._retry()
        elif self.session.lacks_secret:
            self.action_secret()
        elif self.mending():
            await self.action_mend()
        elif self.session.phase in ("failed", "refused", "expired"):
            await self.action_renew()

    @work(description="try the code again")
    async def _retry(self) -> None:
        await self.session.retry()

    async def action_renew(self) -> None:
        """Make a new link; what was pasted belongs to the one before."""
        self._paste.clear()
        self.say("")
        await self.session.renew()

    def action_open(self) -> None:
        """Open the link in the graphical browser of this machine, where there is one."""
        machine = self.context.machine
        if machine.browser is None:
            self.say(f"~ {machine.where} v shows the link alone.")
        elif not open_browser(machine, self.session.link):
            self.say("~ The browser could not be started. v shows the link alone.")

    @work(description="explain Zoho's error pages")
    async def action_explain(self) -> None:
        """Say what Zoho's error pages mean; they never come back to us."""
        step = await self.ask(RefusalsScreen(self.draft, self.context))
        if step == "consent":
            await self.action_renew()
        elif step == "connector":
            self.action_data_center()
        elif step:
            await self.go_to(step)

    @work(description="choose another data center")
    async def action_data_center(self) -> None:
        """Choose another data center, and make a link there with all else as it was."""
        code = await self.ask(DataCenterScreen(self.context, self.draft))
        if code and code != self.draft.data_center:
            await self.session.close()
            self.draft = replace(self.draft, data_center=code)
            self.context.keep(self.draft)
            self.session = self._new_session()
            self._arm(opening=True)

    @work(description="ask for the secret of another data center")
    async def action_secret(self) -> None:
        """Exchange the same code with the secret of the person's data center."""
        if self.session.lacks_secret and (secret := await self.ask_secret(self.session.asked)):
            await self.session.use_secret(secret)

    async def go_to(self, step: StepName) -> None:
        """Stop listening, and go to another step."""
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
