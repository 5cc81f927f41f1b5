"""Other scopes for a saved connector: old, added and resulting ones, and how to get there."""

from dataclasses import dataclass
from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import scopes
from zdesk_tui.connector import Connector
from zdesk_tui.tui.screens.form import FormScreen
from zdesk_tui.tui.screens.scope_list import ScopeListScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line, in_rows, in_words
from zdesk_tui.tui.widgets.paste import PasteArea

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
        connector: as saved.
        enhanceable: whether scopes can be added to its grant.
    """

    HELP = "more scopes"
    BINDINGS = [
        Binding("f3", "repair", show=False),
        Binding("f5", "list", show=False),
    ]

    def __init__(self, connector: Connector, *, enhanceable: bool) -> None:
        super().__init__(f"{connector.name}: other scopes")
        self._connector = connector
        self._enhanceable = enhanceable
        # A line of its own waits for the first one that is added.
        self._text = PasteArea("".join(f"{one},\n" for one in connector.scopes), id="scopes")
        self._compared = Line("", id="compared")
        self._said = Line("", id="said")
        self._how = ChoiceList([AFRESH, ADDED], chosen=0)

    def body(self) -> ComposeResult:
        """Lay out the list, the comparison, and how."""
        yield Line("The scopes that it is to have: add some, or take some away.")
        yield self._text
        yield self._said
        yield self._compared
        yield Line("", classes="gap")
        yield self._how

    def on_mount(self) -> None:
        """Begin behind the last one."""
        self._text.move_cursor(self._text.document.end)

    def keys(self) -> str:
        """Return the keys that act now."""
        repair = "F3 repair   " if any(finding.repair for finding in self._parsed.findings) else ""
        return f" Enter next   {repair}F5 list   Tab move   Esc back, nothing changed"

    def on_resize(self, event: object) -> None:
        """Fold the comparison to the new width."""
        self.call_after_refresh(self.check)

    @property
    def _parsed(self) -> scopes.ScopeList:
        return scopes.parse(self._text.text, self._connector.service)

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
        self._text.load_text(scopes.apply_repairs(self._text.text, self._connector.service))

    def action_list(self) -> None:
        """Look up the scopes of the service."""
        self.app.push_screen(ScopeListScreen(self._connector.service))

    def answer(self) -> Rescope | None:
        """Return the scopes, unless the list has to be mended first or says nothing new."""
        stop = next((one for one in self._parsed.findings if one.mark == "!"), None)
        if stop:
            self.tell(f"! {stop.text}")
            return None
        if not (self._added or self._gone):
            self.tell("These are the scopes that it has. Esc goes back.")
            return None
        chosen = self._how.rows[self._how.chosen or 0]
        return Rescope(self._parsed.scopes, "added" if chosen == ADDED else "afresh")
