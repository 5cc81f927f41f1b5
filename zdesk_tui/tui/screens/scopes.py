"""Step 2: the scope list as text, and the three URLs as they grow."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import scope_offers, scopes, urls
from zdesk_tui.connector import AccessType
from zdesk_tui.scope_offers import ACCOUNT, tells_account
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.scope_list import ScopeListScreen
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Line, in_words
from zdesk_tui.tui.widgets.paste import PasteArea

ACCESS: tuple[AccessType, ...] = ("offline", "online")
FINDINGS_SHOWN = 4


class ScopesScreen(StepScreen):
    """One text area, findings below it, the URLs at the foot."""

    STEP = "scopes"
    BINDINGS = [
        Binding("f2", "preset", show=False),
        Binding("f3", "repair", show=False),
        Binding("f4", "carry", show=False),
        Binding("f5", "list", show=False),
        Binding("f8", "account", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._text = PasteArea(draft.scopes_text, id="scopes")
        self._access = ChoiceList(
            [
                "offline   with a refresh token: works until somebody revokes it",
                "online    ends after an hour, then a person has to consent again",
            ],
            chosen=ACCESS.index(draft.access_type),
            id="access",
        )
        self._preset = scope_offers.preset(draft.service)
        self._service_name = scope_offers.service_name(draft.service)
        self._said = Line("", id="said")
        self._offer = Line("", id="offer")
        self._urls = [Line("", classes="value") for _ in range(3)]

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield Line("Scopes: one permission each; typed, or pasted from anywhere.")
        yield self._text
        yield self._said
        yield self._offer
        yield self._access
        for (label, _), line in zip(self._three(), self._urls, strict=True):
            yield Line(label, classes="quiet")
            yield line

    def collect(self) -> Draft:
        """Take the answers."""
        return replace(
            self.draft, scopes_text=self._text.text, access_type=ACCESS[self._access.chosen or 0]
        )

    def check(self) -> None:
        """Check the list while it is typed."""
        if self.draft.scopes_text.strip():
            self._said.show(in_words(self.findings(), at_most=FINDINGS_SHOWN))
        else:
            begin = f"F2 fills in {self._preset.text}. " if self._preset.scopes else ""
            self._said.show(f"{begin}F5 lists all that are known of {self._service_name}.")
        self._offer.show(f"F8 adds {ACCOUNT}, to know whose account consented.")
        self._offer.display = self._account_is_unknown
        for (_, url), line in zip(self._three(), self._urls, strict=True):
            line.show(url)
        self.show_keys()

    def keys(self) -> str:
        """Return the keys that do something now."""
        preset = f"F2 {self._preset.label}" if self._preset.scopes else ""
        repair = "F3 repair" if self._repairable else ""
        keys = ("Enter next", preset, repair, "F4 URLs", "F5 list", "Esc back")
        return f" {BETWEEN_KEYS.join(filter(None, keys))}"

    @property
    def _repairable(self) -> bool:
        return any(finding.repair for finding in self.findings())

    @property
    def _account_is_unknown(self) -> bool:
        asked = self.draft.scopes
        return bool(asked) and not tells_account(asked, self.draft.service)

    def _three(self) -> list[tuple[str, str]]:
        center = self.context.data_center(self.draft)
        return urls.three_urls(center, center, self.draft.scopes, self.draft.access_type)

    def action_preset(self) -> None:
        """Add the scopes to begin with; what was typed stays."""
        if not self.draft.scopes_text.strip():
            self._write(",\n".join(self._preset.scopes))
            return
        there = {scope.lower() for scope in self.draft.scopes}
        for scope in self._preset.scopes:
            if scope.lower() not in there:
                self._write(scopes.with_scope(self._text.text, scope))

    def action_repair(self) -> None:
        """Write every scope as the catalog has it, where one is written otherwise."""
        if self._repairable:
            self._write(scopes.apply_repairs(self._text.text, self.draft.service))

    def action_account(self) -> None:
        """Add the scope that tells whose account it is."""
        if self._account_is_unknown:
            self._write(scopes.with_scope(self._text.text, ACCOUNT))

    def _write(self, text: str) -> None:
        self._text.load_text(text)
        self._text.move_cursor(self._text.document.end)

    def action_list(self) -> None:
        """Look up the scopes of the service."""
        self.keep()
        self.app.push_screen(ScopeListScreen(self.draft.service))

    def action_carry(self) -> None:
        """Show the URLs and the scopes, each to be carried in one piece."""
        self.keep()
        items = [Item(label, url) for label, url in self._three()]
        scopes = Item("Scopes", ",".join(self.draft.scopes))
        title = f"{self.draft.name}: URLs and scopes"
        self.app.push_screen(CarryScreen(title, [*items, scopes], self.files, self.help()))
