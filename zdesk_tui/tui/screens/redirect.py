"""Step 3: how consent comes back, and the redirect URI that is registered for it."""

import asyncio
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.connector import CONSOLE_NAMES
from zdesk_tui.consent.rehearsal import rehearse
from zdesk_tui.findings import Finding, refused
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft, Way
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words

WAYS: dict[Way, str] = {
    "loopback": "Back to this program   it listens on this machine",
    "own-host": "I paste the address    any registered address",
    "device-code": "A code on my phone     typed there; nothing comes back",
    "self-client": "A code of the console  made there, brought here by hand",
    "custom-scheme": "An app of my own       its own scheme, crmleads://",
    "given-by-zoho": "A connector at Zoho    Zoho gives the Redirect URL",
}
_USUAL = (
    "Not sure? Leave the first choice and the address as they are. You register this address in "
    "the next step, and Zoho compares it letter by letter, the last slash included. Pasting the "
    "answer works with every address."
)
_ABOUT: dict[Way, str] = {
    "loopback": _USUAL,
    "own-host": _USUAL,
    "device-code": (
        "This program shows a short code. You type it on a phone or on any computer within five "
        "minutes, and nothing has to come back: the program asks Zoho for the answer."
    ),
    "self-client": (
        "You make a code in the API Console and bring it here within minutes; there is no consent "
        "page. An account has one Self Client, which all of its programs share, and it works for "
        "accounts of its own data center only."
    ),
    "custom-scheme": (
        "The scheme of your app, in small letters, and :// behind it. Nothing on this machine can "
        "catch it: after Accept you paste the address that the browser could not open."
    ),
    "given-by-zoho": (
        "The next steps are the dialogs of a connector in Zoho's developer console (Sigma), in "
        "their order, with what goes into each; one of them shows the Redirect URL. Consent is "
        "given there. F6 in step 1 leads there too, and to Connections of Zoho CRM and Creator."
    ),
}

QUIET = 0.3
"""Seconds without a letter typed after which the port is tried."""


class RedirectScreen(StepScreen):
    """The way back, and the redirect URI."""

    STEP = "redirect"
    BINDINGS = [
        Binding("f3", "repair", show=False),
        Binding("f4", "pkce", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._way = ChoiceList(list(WAYS.values()), chosen=list(WAYS).index(draft.way), id="way")
        self._uri = Field("Redirect URI", draft.redirect_uri, name="redirect-uri")
        self._client = Line("")
        self._about = Line("", classes="quiet")
        self._rehearsed = ""
        self._heard: tuple[Finding, ...] = ()

    def head(self) -> tuple[str, str]:
        """Return where it stands; what lives in Zoho goes on to a dialog in this step's place."""
        title, where = super().head()
        if self._leads_to_zoho:
            at, count = steps.position(self.draft, "create-connector")
            where = f"Step {at} of {count}"
        return title, where

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield Line(self.context.machine.where)
        yield Line("How does consent come back?")
        yield self._way
        yield Line("", classes="gap")
        yield self._uri
        yield self._client
        yield Line("", classes="gap")
        yield self._about

    def collect(self) -> Draft:
        """Take the answers."""
        return replace(self.draft, redirect_uri=self._uri.value)

    def on_choice_list_changed(self) -> None:
        """Take another way; what was typed for the one before is there again later."""
        way = list(WAYS)[self._way.chosen or 0]
        self.draft = replace(self.draft, redirect_uri=self._uri.value).on_way(way)
        if self.draft.purpose:
            self._uri.input.value = self.draft.redirect_uri
        self.check()

    def check(self) -> None:
        """Check the address while it is typed, for the way that is chosen."""
        if self.draft.redirect_uri != self._rehearsed or self.draft.way != "loopback":
            self._rehearsed, self._heard = "", ()
            if self.draft.way == "loopback" and not refused(super().findings()):
                self._rehearsed = self.draft.redirect_uri
                self._rehearse(self._rehearsed)
        found = self.findings()
        text = in_words(found)
        if repair := self._repair():
            text += f"\n  F3 writes {repair}"
        called_back = self.draft.purpose is not None and not self._leads_to_zoho
        self._uri.display = called_back
        kind = f"  Client type    {CONSOLE_NAMES[self.draft.client_type]}"
        self._client.show(f"{kind}\n  PKCE           {self._pkce()}" if called_back else kind)
        self._about.show(_ABOUT[self.draft.way])
        self.show_head()
        self.show_keys()
        self._uri.say(text)

    def _pkce(self) -> str:
        if self.draft.client_type == "mobile":
            return "always, with this client type"
        return "yes, on request" if self.draft.pkce else "no, not needed; F4 asks for it"

    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be said, and how the rehearsal went."""
        if self._leads_to_zoho:
            # Its address is asked for later.
            return ()
        return (*super().findings(), *self._heard)

    @work(description="rehearse the redirect", exclusive=True)
    async def _rehearse(self, redirect_uri: str) -> None:
        await asyncio.sleep(QUIET)
        self._heard = (await rehearse(redirect_uri),)
        self.check()

    def keys(self) -> str:
        """Return the keys that act now; F3 only where there is something to take."""
        proposal = "F3 use the proposal   " if self._repair() else ""
        pkce = "F4 PKCE   " if self._pkce_is_a_choice else ""
        return f" Enter next   Up/Down choose   {proposal}{pkce}Esc back   Ctrl+C leave, kept"

    @property
    def _pkce_is_a_choice(self) -> bool:
        return self.draft.client_type == "server-based" and not self._leads_to_zoho

    @property
    def _leads_to_zoho(self) -> bool:
        return self.draft.lives_in != "here"

    def _repair(self) -> str | None:
        return next((finding.repair for finding in self.findings() if finding.repair), None)

    async def action_next(self) -> None:
        """Go on; where consent is Zoho's, to its first dialog."""
        if self._leads_to_zoho:
            self.leave("create-connector")
        else:
            await super().action_next()

    def action_repair(self) -> None:
        """Take the address that a finding proposes."""
        if repair := self._repair():
            self._uri.input.value = repair

    def action_pkce(self) -> None:
        """Ask for PKCE, or no longer."""
        if self._pkce_is_a_choice:
            self.draft = replace(self.draft, pkce=not self.draft.pkce)
            self._typed()
