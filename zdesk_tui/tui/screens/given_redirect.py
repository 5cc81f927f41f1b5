"""Step "the Redirect URL" of what lives in Zoho: pasted as its dialog shows it, never computed."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import sheets
from zdesk_tui.findings import Finding
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words

_CONNECTOR = (
    "After Save the dialog Client Credentials opens in the developer console, and its Redirect URL "
    "is filled in by Zoho. Paste it here as it stands; Zoho compares it letter by letter."
)
_CONNECTION = (
    "Connections show their Redirect URL where a custom service is made. Paste it here as it "
    "stands; Zoho compares it letter by letter."
)


class GivenRedirectScreen(StepScreen):
    """One field, and for Connections the addresses that sources name."""

    STEP = "redirect"
    BINDINGS = [
        Binding("f2", "known", show=False),
        Binding("f3", "repair", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._uri = Field("Redirect URL", draft.redirect_uri, name="redirect-uri")
        connection = draft.lives_in == "zoho-connection"
        self._known = sheets.redirects_at(context.data_center(draft)) if connection else ()

    def about(self) -> str:
        """Return what is asked for."""
        return "the Redirect URL"

    def body(self) -> ComposeResult:
        """Lay out the field below the words that lead to it."""
        yield Line(_CONNECTOR if self.draft.lives_in == "zoho-connector" else _CONNECTION)
        yield Line("", classes="gap")
        yield self._uri
        if self._known:
            yield Line("", classes="gap")
            disagree = "; sources disagree, the first is the likelier" if self._known[1:] else ""
            yield Line(f"Known of {self.context.data_center(self.draft).spoken}{disagree}:")
            yield from (Line(url, classes="value") for url in self._known)

    def collect(self) -> Draft:
        """Take the address exactly as it was pasted."""
        return replace(self.draft, redirect_uri=self._uri.value)

    def check(self) -> None:
        """Check the address while it is typed."""
        text = in_words(self.findings()) if self.draft.redirect_uri else ""
        repair = self._repair()
        self._uri.say(f"{text}\n  F3 writes {repair}" if repair else text)
        self.show_keys()

    def keys(self) -> str:
        """Return the keys that act now."""
        known = "F2 write a known one   " if self._known else ""
        repair = "F3 use the proposal   " if self._repair() else ""
        return f" Enter next   {known}{repair}Esc back   Ctrl+C leave, kept"

    def _repair(self) -> str | None:
        found: tuple[Finding, ...] = self.findings() if self.draft.redirect_uri else ()
        return next((finding.repair for finding in found if finding.repair), None)

    def action_repair(self) -> None:
        """Take the address that a finding proposes."""
        if repair := self._repair():
            self._uri.input.value = repair

    def action_known(self) -> None:
        """Write the known address, and the next one when it stands there."""
        if self._known:
            at = self._known.index(self._uri.value) + 1 if self._uri.value in self._known else 0
            self._uri.input.value = self._known[at % len(self._known)]
