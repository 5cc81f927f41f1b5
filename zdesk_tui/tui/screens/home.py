"""Home: every saved connector with its state, and what can be done with it."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.worker import Worker

from zdesk_tui.connector import Connector
from zdesk_tui.errors import FileError, NoSuchConnector, ZdeskError
from zdesk_tui.lifecycle.overview import (
    Row,
    age,
    each_row,
    foreign_rows,
    loose_warnings,
    row_of,
)
from zdesk_tui.lifecycle.table import Column, Heading, Table, View, access_of
from zdesk_tui.plaintext import plain
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.line import Line, bar, cell, trouble
from zdesk_tui.tui.widgets.rows import CURSOR, RowList
from zdesk_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.widgets import Input

    from zdesk_tui.lifecycle.check import Outcome
    from zdesk_tui.tui.deeds import Deeds
    from zdesk_tui.tui.widgets.fields import Field
    from zdesk_tui.tui.wishes import Deed, Wished

COLUMNS: tuple[tuple[str, int, Column | None], ...] = (
    ("", 2, None),
    ("Service", 9, "service"),
    ("DC", 4, "data center"),
    ("Organization", 15, "organization"),
    ("State", 24, "state"),
    ("Checked", 8, "checked"),
    ("Renewed", 8, "renewed"),
    ("Authorized", 11, "authorized"),
    ("Access", 26, "access"),
)
"""Heading, width and sort of each column but the name's, which takes the rest."""
AT_FIRST = 100
"""Connectors that are read before the first frame."""
PIECE = 25
"""Connectors that are read between one look at the keys and the next."""
LEAST_NAME = 14
"""Columns below which others make room for the name."""
SPARED = (7, 6, 5, 2, 4)
"""Which do so, one after the other: access, authorized, renewed, the organization, checked."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person goes on to from home.

    Args:
        to: a wizard.
        names: of the connectors, for consent again, one after the other.
        scopes: for which; those that it has where there are none.
    """

    to: Literal["new", "again"]
    names: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


class HomeScreen(PlainScreen[Wish]):
    """The table; dismisses with a wish, or with None to leave.

    Args:
        workspace: where the connectors are.
        now: returns seconds since 1970.
        at: name of the connector that gets the cursor.
        said: a message to begin with.
        view: how the table is looked at.
        deeds: returns what carries out what is done with one connector.
        deleted: gets what is deleted, to be brought back.
    """

    BINDINGS = [
        Binding("n", "new", show=False),
        Binding("a", "again", show=False),
        Binding("k", "check", show=False),
        Binding("K", "check_all", show=False),
        Binding("d", "delete", show=False),
        Binding("u", "bring_back", show=False),
        Binding("e", "edit", show=False),
        Binding("r", "deed('rotate')", show=False),
        Binding("o", "deed('organization')", show=False),
        Binding("plus", "deed('scopes')", show=False),
        Binding("space", "mark", show=False),
        Binding("slash", "find", show=False),
        Binding("s", "sort", show=False),
        Binding("S", "turn", show=False),
        Binding("g", "group", show=False),
        Binding("x", "leave", show=False),
    ]

    def __init__(
        self,
        workspace: Workspace,
        now: Callable[[], float],
        *,
        deeds: "Callable[[], Deeds]",
        deleted: list[Connector],
        at: str = "",
        said: str = "",
        view: View | None = None,
    ) -> None:
        super().__init__()
        self._deeds = deeds
        self._deleted = deleted
        self._workspace = workspace
        self._now = now
        self._said = said
        self._first = at
        self.view = view or View()
        self._table = Table()
        self._lines: list[Row | Heading] = []
        self._headings = Line("", classes="quiet")
        self.list = RowList(
            self._line, skips=self._is_heading, chosen=self._is_marked, id="connectors"
        )
        self._checking: Worker[None] | None = None
        self._reading = False

    def body(self) -> ComposeResult:
        """Lay out the headings and the rows."""
        yield self._headings
        yield self.list

    def on_mount(self) -> None:
        """Read what is on disk; nobody is asked."""
        if self.view.find:
            self.query_one("#body").mount(self._find_field(), before=self._headings)
        rows: list[Row] = []
        try:
            each = each_row(self._workspace, self._now())
            rows += islice(each, AT_FIRST)
            if len(rows) == AT_FIRST:
                self._reading = True
                self._read_on(rows, each)
                return
            rows += foreign_rows(self._workspace)
        except FileError as error:
            self._said = trouble(error)
        self._begin(rows)

    @work(description="read on")
    async def _read_on(self, rows: list[Row], each: Iterator[Row]) -> None:
        """Read the others in pieces, so that no key has to wait for all of them."""
        while piece := list(islice(each, PIECE)):
            rows += piece
            await asyncio.sleep(0)
        self._reading = False
        self._begin([*rows, *foreign_rows(self._workspace)])

    def _begin(self, rows: list[Row]) -> None:
        """Show what was read."""
        self._table = Table(rows)
        known = {row.name for row in rows}
        self.view = replace(self.view, marked=self.view.marked & known)
        self._arrange(self._first)
        self._speak(self._said)

    def head(self) -> tuple[str, str]:
        """Return how many there are, and how many of them are found or marked."""
        saved, trouble = self._table.counts
        if self._reading:
            return ("Connectors", "reading")
        if not saved:
            return ("Connectors", "none saved")
        need = "1 needs attention" if trouble == 1 else f"{trouble} need attention"
        told = f"{saved} saved, {need if trouble else 'all well'}"
        if self.view.marked:
            told = f"{len(self.view.marked)} marked, {told}"
        elif self.view.find:
            told = f"{len(self._found)} found, {told}"
        return ("Connectors", told)

    def keys(self) -> str:
        """Return the keys that act now."""
        if self._checking:
            return " Esc stop checking"
        if self._find_has_focus:
            return " Enter to the table   Esc show all again"
        if self._reading:
            return " x leave"
        if not self._table.rows:
            return f" n new{self._undo}   x leave"
        wide = self.app.size.width >= 80
        marked = len(self.view.marked)
        about = f" {marked}" if marked else ""
        acting = (
            f" n new   Enter open   a {'re-authorize' if wide else 'again'}{about}   "
            f"k check{about}   K {'check all' if wide else 'all'}   d delete{about}{self._undo}"
        )
        looking = f"Space mark   / find   s sort   g group   e edit{' file' if wide else ''}"
        more = "   PgDn more" if wide and len(self._lines) > self.list.size.height else ""
        return f"{acting}   {looking}   x leave{more}"

    @property
    def _undo(self) -> str:
        return "   u undo delete" if self._deleted else ""

    def on_resize(self, event: object) -> None:
        """Fit the headings to the width."""
        self.call_after_refresh(self._show_headings)

    def on_row_list_moved(self) -> None:
        """Say what the state of this one means."""
        if self._checking is None:
            self._speak("")

    def on_row_list_accepted(self) -> None:
        """Open the connector."""
        if (row := self._row) is None:
            return
        if row.connector is None:
            self._speak("")
        else:
            self._open(row)

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Show what is found, with every letter, and begin with the first of it."""
        if event.value != self.view.find:
            self.view = replace(self.view, find=event.value)
            self.list.at = 0
            self._arrange("")
            self._speak("")

    def on_input_submitted(self) -> None:
        """Go from the words to what they found."""
        self.list.focus()
        self.call_after_refresh(self.show_keys)

    def on_key(self, event: events.Key) -> None:
        """Go from the words down into the table as well."""
        if event.key == "down" and self._find_has_focus:
            event.stop()
            self.on_input_submitted()

    def action_new(self) -> None:
        """Go to the wizard."""
        self.dismiss(Wish("new"))

    def action_again(self) -> None:
        """Go to consent for this one, or for the marked ones in a row."""
        if names := self._about():
            self.view = replace(self.view, marked=frozenset())
            self.dismiss(Wish("again", names))

    def action_check(self) -> None:
        """Check this one, or the marked ones."""
        self._begin_check(self._about())

    def action_check_all(self) -> None:
        """Check all that are found; without words to find by, all of them."""
        self._begin_check(tuple(row.name for row in self._found if not row.foreign))

    def action_mark(self) -> None:
        """Mark this one, or take the mark away, and go on to the next."""
        if (row := self._row) and not row.foreign and not self._checking:
            self.view = self.view.toggled(row.name)
            self.list.refresh_row(self.list.at)
            self.list.action_move(1)
            self.show_head()
            self.show_keys()

    async def action_find(self) -> None:
        """Go to the field with the words to find by."""
        if self._table.rows:
            field = self._find_field()
            if not field.is_attached:
                # The letters that were typed behind this key are for the field.
                await self.query_one("#body").mount(field, before=self._headings)
            self.set_focus(field.input)
            self.call_after_refresh(self.show_keys)

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._look(self.view.next_sort())

    def action_turn(self) -> None:
        """Sort the other way round."""
        self._look(replace(self.view, backwards=not self.view.backwards))

    def action_group(self) -> None:
        """Put rows together in the next way."""
        self._look(self.view.next_group())

    async def action_back(self) -> None:
        """Stop checking, show all again, take the marks away, or leave: the first that applies."""
        if self._checking:
            self._checking.cancel()
        elif self._find_has_focus or self.view.find:
            self.view = replace(self.view, find="")
            await self.query("#find").remove()
            self.list.focus()
            self._arrange(self._here)
            self._speak("")
        elif self.view.marked:
            self.view = replace(self.view, marked=frozenset())
            self._arrange(self._here)
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)

    @work(description="show a connector", exclusive=True, group="open")
    async def _open(self, row: Row, wish: "Wished | None" = None) -> None:
        # Here and not at the top, as below: home has to be there at once.
        from zdesk_tui.tui.screens.detail import DetailScreen

        said = ""
        at_once = wish is not None
        while row.connector:
            if wish is None:
                screen = DetailScreen(self._workspace, row, self._now, said)
                wish = await self.app.push_screen_wait(screen)
            self._put(row_of(self._workspace, row.name, self._now()))
            self._arrange(row.name)
            self._speak("")
            if wish is None:
                return
            if wish == "delete":
                self._delete_all([row])
                return
            if wish == "again":
                self.dismiss(Wish("again", (row.name,)))
                return
            done = await self._deeds().carry_out(self.app, wish, row.name)
            if done.scopes:
                self.dismiss(Wish("again", (done.name,), done.scopes))
                return
            self._renew(row, done.name)
            if at_once and not done.said:
                self._speak("")
                return
            # On the connector's screen: what was done is seen there.
            row, said = row_of(self._workspace, done.name, self._now()), done.said
            wish, at_once = None, False
        self._speak(said)

    def action_deed(self, deed: "Deed") -> None:
        """Go to what mends this one."""
        if (row := self._row) and not self._checking:
            if row.connector:
                self._open(row, deed)
            else:
                self._speak("")

    @work(description="bring back what was deleted", exclusive=True, group="delete")
    async def action_bring_back(self) -> None:
        """Save the connector again that was deleted last, without its grant."""
        if not self._checking:
            done = await self._deeds().bring_back()
            if done.name:
                self._renew(None, done.name)
            self._speak(done.said)

    @work(description="edit a file", exclusive=True, group="edit")
    async def action_edit(self) -> None:
        """Open the file in the person's own editor."""
        if (row := self._row) is None or row.foreign or self._checking:
            return
        from zdesk_tui.tui.editor import edit_file

        try:
            said = await edit_file(self.app, self._workspace, row.name)
        except ZdeskError as error:
            said = trouble(error)
        self._put(row_of(self._workspace, row.name, self._now()))
        self._arrange(row.name)
        self._speak(said)

    def action_delete(self) -> None:
        """Ask, then delete this one, or the marked ones."""
        rows = [row for name in self._about() if (row := self._table.row(name))]
        if rows and not self._checking:
            self._delete_all(rows)

    @work(description="ask whether to delete", exclusive=True, group="delete")
    async def _delete_all(self, rows: Sequence[Row]) -> None:
        from zdesk_tui.lifecycle import retire
        from zdesk_tui.tui.screens.delete import DeleteScreen

        revocable = any(retire.revocable(self._workspace, row.connector) for row in rows)
        answer = await self.app.push_screen_wait(DeleteScreen(rows, revocable=revocable))
        if answer is None:
            return
        said = []
        for row in rows:
            self.tell(f"Deleting {row.name}.")
            said.append(await self._delete(row, revoking=answer == "revoke and delete"))
        self.view = replace(self.view, marked=frozenset())
        self._arrange("")
        self.tell("\n".join(said))

    async def _delete(self, row: Row, *, revoking: bool) -> str:
        from zdesk_tui.lifecycle import retire
        from zdesk_tui.lifecycle.revoke import by_hand

        try:
            problem = await retire.delete(self._workspace, row.name, revoking=revoking)
        except NoSuchConnector as error:
            self._table.drop(row.name)
            return trouble(error)
        except ZdeskError as error:
            return trouble(error)
        self._table.drop(row.name)
        back = ""
        if row.connector and not row.read_only:
            self._deleted.append(row.connector)
            back = " u brings it back, without its grant."
        if problem:
            place = by_hand(row.connector) if row.connector else problem.advice
            return (
                f"~ {row.name} is deleted, but its grant could not be revoked. {problem.message}\n"
                f"  {place}{back}"
            )
        return f"+ {row.name} is deleted.{back}"

    def _begin_check(self, names: Sequence[str]) -> None:
        if names and self._checking is None:
            self._checking = self._check(names)

    @work(description="check", group="check")
    async def _check(self, names: Sequence[str]) -> None:
        from zdesk_tui.lifecycle.check import check_several

        told: list[Outcome] = []

        def done(outcome: "Outcome") -> None:
            told.append(outcome)
            self._put(row_of(self._workspace, outcome.name, self._now()))
            self.show_head()
            if len(names) > 1:
                bad = sum(one.exit_code != 0 for one in told)
                self.tell(
                    f"Checking {bar(len(told), len(names))} {len(told)} of {len(names)}, "
                    f"{bad} in trouble. Esc stops."
                )

        one = names[0] if len(names) == 1 else ""
        self.tell(f"Asking Zoho about {one or f'{len(names)} connectors'}. Esc stops.")
        self.call_after_refresh(self.show_keys)
        try:
            await check_several(self._workspace, names, done)
        finally:
            # Also when it is stopped: what was told until then stands.
            self._checking = None
            if self in self.app.screen_stack:
                self._arrange(one or self._here)
                stopped = f"~ Stopped after {len(told)} of {len(names)}."
                self.tell(_summary(told) if len(told) == len(names) else stopped)

    @property
    def _row(self) -> Row | None:
        found = self._lines[self.list.at] if self.list.at < len(self._lines) else None
        return found if isinstance(found, Row) else None

    @property
    def _found(self) -> list[Row]:
        return [line for line in self._lines if isinstance(line, Row)]

    @property
    def _here(self) -> str:
        return self._row.name if self._row else ""

    @property
    def _find_has_focus(self) -> bool:
        return self.focused is not None and self.focused.id == "find-input"

    def _about(self) -> tuple[str, ...]:
        """Return whom the next key is about: the marked ones, else the one with the cursor."""
        if self.view.marked:
            return tuple(row.name for row in self._table.rows if row.name in self.view.marked)
        row = self._row
        if row and row.foreign:
            self._speak("")
            return ()
        return (row.name,) if row else ()

    def _is_heading(self, index: int) -> bool:
        return isinstance(self._lines[index], Heading)

    def _is_marked(self, index: int) -> bool:
        line = self._lines[index]
        return isinstance(line, Row) and line.name in self.view.marked

    def _look(self, view: View) -> None:
        """Look at the table in another way, and say which."""
        if not self._table.rows or self._checking:
            return
        self.view = view
        self._arrange(self._here)
        turned = ", the other way round" if view.backwards else ""
        group = f", in groups by {view.group}" if view.group else ""
        self.tell(
            f"Sorted by {view.sort}{turned}{group}. s next column, S the other way round, g groups."
        )

    def _arrange(self, at: str) -> None:
        """Show what is found in its order, and put the cursor on the one of this name."""
        self._lines = self._table.arranged(self.view)
        places = (
            index
            for index, line in enumerate(self._lines)
            if isinstance(line, Row) and line.name == at
        )
        self.list.fill(len(self._lines), next(places, self.list.at))
        self._show_headings()
        self.show_head()
        self.show_keys()

    def _renew(self, row: Row | None, name: str) -> None:
        """Show what is there by now after something was done, with the cursor on this name.

        Args:
            row: with which it was done; it may be gone, and others of its client have changed.
            name: of the connector that it was about in the end; it may be new.
        """
        client = row.connector.client.id if row and row.connector else None
        alike = [
            one.name
            for one in self._table.rows
            if one.connector and one.connector.client.id == client
        ]
        for each in dict.fromkeys((*alike, name)):
            found = row_of(self._workspace, each, self._now())
            if isinstance(found.problem, NoSuchConnector):
                self._table.drop(each)
            else:
                self._table.put(found)
        self._arrange(name)

    def _put(self, row: Row) -> None:
        """Show what is known of one by now, where it stands."""
        self._table.put(row)
        for index, line in enumerate(self._lines):
            if isinstance(line, Row) and line.name == row.name:
                self._lines[index] = row
                self.list.refresh_row(index)

    def _speak(self, said: str) -> None:
        """Say this, or what is to be said about the row with the cursor."""
        if said:
            self.tell(said)
            return
        row = self._row
        if row is None:
            found = "Nothing is found. Esc shows all again." if self.view.find else ""
            self.tell(found or "No connector is saved. n sets one up.")
            return
        lines = []
        if not row.calm:
            checked = ""
            if row.checked_at is not None:
                checked = f" (Checked {age(self._now() - row.checked_at)} ago.)"
            advice = "e opens it in an editor." if row.mended_in_editor else row.advice
            reason = row.reason if row.name in row.reason else f"{row.name}: {row.reason}"
            told = plain(f"{reason} {advice}{checked}", 500)
            lines.append(f"{row.mark} {told}")
        lines += [f"~ {line}" for line in loose_warnings(self._workspace, [row])]
        self.tell("\n".join(lines))

    def _find_field(self) -> "Field":
        """Return the field above the table, which may have to be put there."""
        # Most visits find nothing, and the first frame comes sooner.
        from zdesk_tui.tui.widgets.fields import Field

        present = self.query(Field)
        return present.first() if present else Field("Find", self.view.find, name="find")

    def _show_headings(self) -> None:
        width = self.list.size.width - CURSOR
        if width > 0:
            labels = [self._heading("", None), self._heading("Name", "name")]
            labels += [self._heading(label, column) for label, _, column in COLUMNS[1:]]
            shown = zip(_columns(width), labels, strict=True)
            line = "".join(cell(label, columns) for columns, label in shown)
            self._headings.show(" " * CURSOR + line.rstrip())

    def _heading(self, label: str, column: Column | None) -> str:
        """Return a heading, marked when the table is sorted by its column."""
        if column != self.view.sort:
            return label
        return f"{label} {'^' if self.view.backwards else 'v'}"

    def _line(self, index: int, width: int) -> str:
        row = self._lines[index]
        if isinstance(row, Heading):
            trouble = f", {row.trouble} in trouble" if row.trouble else ""
            return f"-- {row.label}: {row.count}{trouble}"
        widths = _columns(width)
        values = (
            row.mark, row.name, row.service, row.data_center, row.organization, row.state,
            self._age(row.checked_at), self._age(row.renewed_at), self._age(row.authorized_at),
            access_of(row) if widths[-1] else "",
        )  # fmt: skip
        return "".join(cell(value, columns) for value, columns in zip(values, widths, strict=True))

    def _age(self, at: float | None) -> str:
        return "-" if at is None else age(self._now() - at)


def _columns(width: int) -> list[int]:
    """Return the width of mark, name and all others; 0 leaves a column out."""
    mark, *others = (columns for _, columns, _ in COLUMNS)
    name = width - mark - sum(others)
    for column in SPARED:
        if name < LEAST_NAME:
            name += others[column]
            others[column] = 0
    return [mark, name, *others]


def _summary(told: "list[Outcome]") -> str:
    """Return what a check found: one in its own words, several as counts."""
    if len(told) == 1:
        [one] = told
        mark = "+" if one.exit_code == 0 else "!"
        three = ", ".join(f"{verdict.about} {verdict.word}" for verdict in one.verdicts)
        said = plain(f"{one.name}: {one.verdict}. {one.reason}", 500)
        if one.exit_code == 0 and three:
            said = f"{one.name}: {one.verdict}. {three}."
        return f"{mark} {said}\n  {one.advice}".rstrip()
    counts = Counter(re.split(r",| \(", outcome.verdict)[0] for outcome in told)
    found = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    mark = "+" if all(outcome.exit_code == 0 for outcome in told) else "~"
    return f"{mark} Checked {len(told)}: {found}."
