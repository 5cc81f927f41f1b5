"""Step 2: scopes found by plain words, picked from a matrix, or typed; three ways to one list."""

from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import scope_offers, scopes, urls
from zdesk_tui.connector import AccessType
from zdesk_tui.picks import Picks
from zdesk_tui.scope_offers import ACCOUNT, tells_account
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.ask_zoho import Asking, asking
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.pick_scopes import ScopePicker
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Line, folded, in_words

ACCESS: tuple[AccessType, ...] = ("offline", "online")
FINDINGS_SHOWN = 4
SAID = 3
"""Lines that what is said of the list has at least: what stands below does not move then."""
AROUND = 18
"""Lines of the window that are not the rows'."""
ROOM_FOR_ALL = 30
"""Lines from which on all three URLs are shown; F4 always has them."""


class ScopesScreen(StepScreen):
    """The three ways above what is to be said of the list, and the URLs as they grow."""

    STEP = "scopes"
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("f2", "preset", show=False),
        Binding("f3", "repair", show=False),
        Binding("f4", "carry", show=False),
        Binding("f5", "opens", show=False),
        # In a text area it selects a line otherwise.
        Binding("f6", "presets", show=False, priority=True),
        Binding("f8", "account", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._picker = ScopePicker(
            context.workspace, Picks(draft.service, draft.scopes_text, draft.operations)
        )
        self._access = ChoiceList(
            [
                "offline   with a refresh token: works until somebody revokes it",
                "online    ends after an hour, then a person has to consent again",
            ],
            chosen=ACCESS.index(draft.access_type),
            id="access",
        )
        self._preset = scope_offers.preset(draft.service)
        self._said = Line("", id="said")
        self._labels = [Line("", classes="quiet") for _ in range(3)]
        self._urls = [Line("", classes="value") for _ in range(3)]

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        self._fit(self.app.size.height)
        yield self._picker
        yield self._said
        yield self._labels[0]
        yield self._urls[0]
        yield self._access
        for label, line in zip(self._labels[1:], self._urls[1:], strict=True):
            yield label
            yield line

    def on_resize(self, event: events.Resize) -> None:
        """Fit the rows to the height."""
        self._fit(event.size.height)
        self.call_after_refresh(self._check_again)

    def _check_again(self) -> None:
        if self.stands:
            self.check()

    def _fit(self, height: int) -> None:
        self._picker.fit(height - AROUND)
        for line in (*self._labels[1:], *self._urls[1:]):
            line.display = height >= ROOM_FOR_ALL

    def collect(self) -> Draft:
        """Take the answers."""
        picked = self._picker.picks
        return replace(
            self.draft,
            scopes_text=picked.text,
            operations=picked.wanted,
            access_type=ACCESS[self._access.chosen or 0],
        )

    def on_scope_picker_changed(self) -> None:
        """Check while the person picks."""
        self._typed()

    def on_scope_picker_said(self, event: ScopePicker.Said) -> None:
        """Say it at the foot."""
        self.tell(event.text)

    def check(self) -> None:
        """Show what is to be said of the list, and the URLs."""
        room = self.room
        self._said.show(self._judgement(room + 2))
        for at, (label, url) in enumerate(self._three()):
            self._labels[at].show(label if at else f"{label}, {len(url)} characters")
            self._urls[at].show(f"{url}\n" if not at and len(url) <= room else url)
        self.show_keys()

    def _judgement(self, width: int) -> str:
        """Return what there is to say about the list, in so many lines at least that all stays."""
        if not self.draft.scopes_text.strip():
            begin = f"F2 fills in {self._preset.text}; " if self._preset.scopes else ""
            said = folded(f"{begin}F6 has presets.", width)
        else:
            said = folded(in_words(self.findings(), at_most=FINDINGS_SHOWN), width)
        offer = folded(f"F8 adds {ACCOUNT}, to know whose account consented.", width)
        if self._account_is_unknown and _count(said) + _count(offer) <= SAID:
            said = f"{said}\n{offer}"
        return said + "\n" * max(0, SAID - _count(said))

    def keys(self) -> str:
        """Return the keys that do something now."""
        if self._picker.in_rows:
            more = ["F5 opens"] if self.draft.scopes else []
        elif self.draft.scopes_text.strip():
            repair = "F3 repair" if self._repairable else ""
            more = [repair, "F4 URLs", "F5 opens", "F6 presets"]
        else:
            more = [f"F2 {self._preset.label}" if self._preset.scopes else "", "F6 presets"]
        return f" {BETWEEN_KEYS.join(filter(None, (*self._picker.keys(), *more, 'Esc back')))}"

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
        there = {scope.lower() for scope in self.draft.scopes}
        text = self._picker.text
        if not text.strip():
            text = ",\n".join(self._preset.scopes)
        else:
            for scope in self._preset.scopes:
                if scope.lower() not in there:
                    text = scopes.with_scope(text, scope)
        self._picker.load(text)

    def action_repair(self) -> None:
        """Write every scope as the catalog has it, where one is written otherwise."""
        if self._repairable:
            self._picker.repair()

    def action_account(self) -> None:
        """Add the scope that tells whose account it is."""
        if self._account_is_unknown:
            self._picker.load(scopes.with_scope(self._picker.text, ACCOUNT))

    def action_opens(self) -> None:
        """Show what the list opens, and what it lacks."""
        self.keep()
        self._picker.open_view(self.draft.name, self._asking)

    def _asking(self) -> Asking | None:
        center = self.context.data_center(self.draft)
        return asking(self.draft.client, center, self.context.now)

    def action_presets(self) -> None:
        """Begin with what people of the trade use, or keep the list for another time."""
        self.keep()
        self._picker.open_presets()

    def action_carry(self) -> None:
        """Show the URLs and the scopes, each to be carried in one piece."""
        self.keep()
        items = [Item(label, url) for label, url in self._three()]
        scopes = Item("Scopes", ",".join(self.draft.scopes))
        title = f"{self.draft.name}: URLs and scopes"
        self.app.push_screen(CarryScreen(title, [*items, scopes], self.files, self.help()))


def _count(text: str) -> int:
    return text.count("\n") + 1
