"""Other scopes for a saved connector: old, added and resulting ones, and how to get there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import scopes
from zdesk_tui.connector import Connector
from zdesk_tui.picks import Picks
from zdesk_tui.tui.screens.ask_zoho import Asking, asking
from zdesk_tui.tui.screens.form import FormScreen
from zdesk_tui.tui.screens.pick_scopes import ScopePicker
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Line, in_rows, in_words
from zdesk_tui.workspace import Workspace

FINDINGS_SHOWN = 3
AFRESH = "fresh consent for the whole list: a new refresh token, the old one works until then"
ADDED = "add them to the grant that is there: Zoho keeps its refresh token, none is used up"


@dataclass(frozen=True, slots=True)
class Rescope:
    """The scopes that a connector is to have.

    Args:
        scopes: the whole list.
        how: `afresh` by a new grant, `added` to the present one.
    """

    scopes: tuple[str, ...]
    how: Literal["afresh", "added"]


class RescopeScreen(FormScreen[Rescope]):
    """Answers with the scopes and how to get them; nothing has been changed until then.

    Args:
        workspace: where the connector is.
        connector: as saved.
        enhanceable: whether scopes can be added to its grant.
        lacking: scopes that a check has missed; they are added already.
        now: returns seconds since 1970.
    """

    HELP = "more scopes"
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("f3", "repair", show=False),
        Binding("f5", "opens", show=False),
        # In a text area it selects a line otherwise.
        Binding("f6", "presets", show=False, priority=True),
    ]

    def __init__(
        self,
        workspace: Workspace,
        connector: Connector,
        *,
        enhanceable: bool,
        lacking: tuple[str, ...],
        now: Callable[[], float],
    ) -> None:
        super().__init__(f"{connector.name}: other scopes")
        self._connector = connector
        self._now = now
        self._enhanceable = enhanceable
        self._lacking = lacking
        # A line of its own waits for the first one that is added.
        before = Picks(connector.service, "".join(f"{one},\n" for one in connector.scopes))
        self._picker = ScopePicker(workspace, before.with_scopes(lacking) if lacking else before)
        self._compared = Line("", id="compared")
        self._said = Line("", id="said")
        self._how = ChoiceList([AFRESH, ADDED], chosen=0)

    def body(self) -> ComposeResult:
        """Lay out the list, the comparison, and how."""
        yield self._picker
        yield self._said
        yield self._compared
        yield Line("", classes="gap")
        yield self._how

    def on_scope_picker_changed(self) -> None:
        """Check while the person picks."""
        self._typed()

    def on_scope_picker_said(self, event: ScopePicker.Said) -> None:
        """Say it at the foot."""
        self.tell(event.text)

    def keys(self) -> str:
        """Return the keys that act now."""
        more = [] if self._picker.in_rows else ["F3 repair" if self._repairable else ""]
        more += ["F5 opens", "F6 presets", "Esc back, nothing changed"]
        return f" {BETWEEN_KEYS.join(filter(None, (*self._picker.keys(), *more)))}"

    def on_resize(self, event: object) -> None:
        """Fold the comparison to the new width."""
        self.call_after_refresh(self.check)

    @property
    def _parsed(self) -> scopes.ScopeList:
        return scopes.parse(self._picker.text, self._connector.service)

    @property
    def _repairable(self) -> bool:
        return any(finding.repair for finding in self._parsed.findings)

    def check(self) -> None:
        """Compare, and offer what leads there."""
        if not self.stands:
            return
        found = tuple(one for one in self._parsed.findings if one.mark != "+")
        self._said.show(in_words(found, at_most=FINDINGS_SHOWN))
        added, gone = self._added, self._gone
        self._compared.show(
            in_rows(
                [
                    (f"Now ({len(self._connector.scopes)})", ", ".join(self._connector.scopes)),
                    (f"Added ({len(added)})", ", ".join(added) or "none"),
                    (f"Gone ({len(gone)})", ", ".join(gone) or "none"),
                    (f"Then ({len(self._parsed.scopes)})", ", ".join(self._parsed.scopes)),
                ],
                self.room,
            )
        )
        addable = self._enhanceable and bool(added) and not gone
        rows = [AFRESH, ADDED] if addable else [AFRESH]
        if rows != self._how.rows:
            self._how.refill(rows, 0)
        self.show_keys()

    @property
    def _added(self) -> tuple[str, ...]:
        return tuple(one for one in self._parsed.scopes if one not in self._connector.scopes)

    @property
    def _gone(self) -> tuple[str, ...]:
        return tuple(one for one in self._connector.scopes if one not in self._parsed.scopes)

    def action_repair(self) -> None:
        """Write every scope as the catalog has it."""
        if self._repairable:
            self._picker.repair()

    def action_opens(self) -> None:
        """Show what the list opens, and what it lacks."""
        self._picker.open_view(self._connector.name, self._asking)

    def _asking(self) -> Asking | None:
        return asking(self._connector.client, self._connector.data_center, self._now)

    def action_presets(self) -> None:
        """Add what people of the trade use, or keep the list for another time."""
        self._picker.open_presets()

    def answer(self) -> Rescope | None:
        """Return the scopes, unless the list has to be mended first or says nothing new."""
        stop = next((one for one in self._parsed.findings if one.mark == "!"), None)
        if stop:
            self.tell(f"! {stop.text}")
            return None
        if not (self._added or self._gone or self._lacking):
            self.tell("These are the scopes that it has. Esc goes back.")
            return None
        chosen = self._how.rows[self._how.chosen or 0]
        return Rescope(self._parsed.scopes, "added" if chosen == ADDED else "afresh")
