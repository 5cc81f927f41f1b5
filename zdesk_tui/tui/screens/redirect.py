"""Step 3: how consent comes back, and the redirect URI that is registered for it."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.setup.draft import Draft, Way
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words

WAYS: tuple[Way, ...] = ("loopback", "own-host")


class RedirectScreen(StepScreen):
    """The way back, and the redirect URI."""

    STEP = "redirect"
    BINDINGS = [Binding("f3", "repair", show=False)]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._way = ChoiceList(
            [
                "Back to this program   it listens on this machine, and takes a paste too",
                "I paste the address    any redirect URI that you have registered",
            ],
            chosen=WAYS.index(draft.way),
            id="way",
        )
        self._uri = Field("Redirect URI", draft.redirect_uri, name="redirect-uri")
        self._proposal = Line("", classes="findings")

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        if self.context.machine.over_ssh:
            yield Line("You are here over SSH: the browser opens on your own computer.")
        yield Line("How does consent come back?")
        yield self._way
        yield Line("", classes="gap")
        yield self._uri
        yield Line("", classes="gap")
        yield Line(
            "Not sure? Leave the first choice and the address as they are. You register\n"
            "this address in the next step, and Zoho compares it letter by letter, the\n"
            'last slash included. The client type is "Server-based Applications".',
            classes="quiet",
        )

    def collect(self) -> Draft:
        """Take the answers."""
        return replace(self.draft, way=WAYS[self._way.chosen or 0], redirect_uri=self._uri.value)

    def check(self) -> None:
        """Check the address while it is typed, for the way that is chosen."""
        found = self.findings()
        text = in_words(found)
        if repair := self._repair():
            text += f"\n  F3 writes {repair}"
        self.show_keys()
        self._uri.say(text)

    def keys(self) -> str:
        """Return the keys that act now; F3 only where there is something to take."""
        proposal = "F3 use the proposal   " if self._repair() else ""
        return f" Enter next   Up/Down choose   {proposal}Esc back   Ctrl+C leave, kept"

    def _repair(self) -> str | None:
        return next((finding.repair for finding in self.findings() if finding.repair), None)

    def action_repair(self) -> None:
        """Take the address that a finding proposes."""
        if repair := self._repair():
            self._uri.input.value = repair
