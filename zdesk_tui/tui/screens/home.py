"""Home: every saved connector with its state, and what can be done with it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.worker import Worker

from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.lifecycle.overview import (
    Row,
    age,
    loose_warnings,
    row_of,
    rows_of,
    trouble_first,
)
from zdesk_tui.plaintext import plain
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.line import Line, cell
from zdesk_tui.tui.widgets.rows import CURSOR, RowList
from zdesk_tui.workspace import Workspace

if TYPE_CHECKING:
    from zdesk_tui.lifecycle.check import Outcome

COLUMNS = (("", 2), ("Service", 9), ("DC", 4), ("Organization", 15), ("State", 24), ("Renewed", 8))
"""Heading and width of each column but the name's, which takes the rest."""
LEAST_NAME = 14
"""Columns below which others make room for the name."""
SPARED = (2, 4)
"""Which do so, one after the other: the organization, then the renewal."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person goes on to from home.

    Args:
        to: a wizard.
        name: of the connector, for consent again.
    """

    to: Literal["new", "again"]
    name: str = ""


class HomeScreen(PlainScreen[Wish]):
    """The table; dismisses with a wish, or with None to leave.

    Args:
        workspace: where the connectors are.
        now: returns seconds since 1970.
        at: name of the connector that gets the cursor.
        said: a message to begin with.
    """

    BINDINGS = [
        Binding("n", "new", show=False),
        Binding("a", "again", show=False),
        Binding("k", "check", show=False),
        Binding("K", "check_all", show=False),
        Binding("d", "delete", show=False),
        Binding("x", "leave", show=False),
    ]

    def __init__(
        self, workspace: Workspace, now: Callable[[], float], *, at: str = "", said: str = ""
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._now = now
        self._said = said
        self._first = at
        self._rows: list[Row] = []
        self._headings = Line("", classes="quiet")
        self.list = RowList(self._line, id="connectors")
        self._checking: Worker[None] | None = None

    def body(self) -> ComposeResult:
        """Lay out the headings and the rows."""
        yield self._headings
        yield self.list

    def on_mount(self) -> None:
        """Read what is on disk; nobody is asked."""
        self._reread(self._first)
        self._speak(self._said)

    def head(self) -> tuple[str, str]:
        """Return how many there are."""
        if not self._rows:
            return ("Connectors", "none saved")
        trouble = sum(row.mark == "!" for row in self._rows)
        need = "1 needs attention" if trouble == 1 else f"{trouble} need attention"
        return ("Connectors", f"{len(self._rows)} saved, {need if trouble else 'all well'}")

    def keys(self) -> str:
        """Return the keys that act now."""
        if self._checking:
            return " Esc stop checking"
        if not self._rows:
            return " n new   x leave"
        more = "   PgDn more" if len(self._rows) > self.list.size.height else ""
        return f" n new   Enter open   a re-authorize   k check   K all   d delete   x leave{more}"

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
            self.tell(f"! {row.reason}\n  {row.advice}")
        else:
            # Here and not at the top, as below: home has to be there at once.
            from zdesk_tui.tui.screens.detail import DetailScreen

            detail = DetailScreen(self._workspace, row)
            self.app.push_screen(detail, lambda _: self._reread(self._here))

    def action_new(self) -> None:
        """Go to the wizard."""
        self.dismiss(Wish("new"))

    def action_again(self) -> None:
        """Go to consent for this one."""
        if row := self._row:
            self.dismiss(Wish("again", row.name))

    def action_check(self) -> None:
        """Check this one."""
        if (row := self._row) and self._checking is None:
            self._checking = self._check([row.name])

    def action_check_all(self) -> None:
        """Check all of them."""
        if self._rows and self._checking is None:
            self._checking = self._check([row.name for row in self._rows])

    def action_back(self) -> None:
        """Stop checking, or leave."""
        if self._checking:
            self._checking.cancel()
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)

    @work(description="ask whether to delete", exclusive=True, group="delete")
    async def action_delete(self) -> None:
        """Ask, then delete this one."""
        if (row := self._row) is None:
            return
        from zdesk_tui.lifecycle import retire
        from zdesk_tui.tui.screens.delete import DeleteScreen

        revocable = retire.revocable(self._workspace, row.connector)
        answer = await self.app.push_screen_wait(DeleteScreen(row, revocable=revocable))
        if answer is None:
            return
        self.tell(f"Deleting {row.name}.")
        try:
            problem = await retire.delete(
                self._workspace, row.name, revoking=answer == "revoke and delete"
            )
        except ZdeskError as error:
            self._reread(row.name)
            self.tell(f"! {error.message}\n  {error.advice}")
            return
        self._reread("")
        self.tell(
            f"~ {row.name} is deleted, but its grant could not be revoked. {problem.message}\n"
            "  Remove it in the Zoho account, under Connected Apps."
            if problem
            else f"+ {row.name} is deleted."
        )

    @work(description="check", group="check")
    async def _check(self, names: list[str]) -> None:
        from zdesk_tui.lifecycle.check import check_several

        told: list[Outcome] = []

        def done(outcome: "Outcome") -> None:
            told.append(outcome)
            self._replace(row_of(self._workspace, outcome.name, self._now()))
            if len(names) > 1:
                self.tell(f"Asked Zoho about {len(told)} of {len(names)}. Esc stops.")

        one = names[0] if len(names) == 1 else ""
        self.tell(f"Asking Zoho about {one or f'{len(names)} connectors'}. Esc stops.")
        self.call_after_refresh(self.show_keys)
        try:
            await check_several(self._workspace, names, done)
        finally:
            # Also when it is stopped: what was told until then stands.
            self._checking = None
            if self in self.app.screen_stack:
                self._reread(one or self._here)
                stopped = f"~ Stopped after {len(told)} of {len(names)}."
                self.tell(_summary(told) if len(told) == len(names) else stopped)

    @property
    def _row(self) -> Row | None:
        return self._rows[self.list.at] if self._rows else None

    @property
    def _here(self) -> str:
        return self._row.name if self._row else ""

    def _reread(self, at: str) -> None:
        """Read every connector again, and put the cursor on the one of this name."""
        try:
            rows = trouble_first(rows_of(self._workspace, self._now()))
        except FileError as error:
            self.tell(f"! {error.message}\n  {error.advice}")
            rows = []
        self._rows = rows
        index = next((index for index, row in enumerate(rows) if row.name == at), None)
        self.list.fill(len(rows), self.list.at if index is None else index)
        self._show_headings()
        self.show_head()
        self.show_keys()

    def _replace(self, row: Row) -> None:
        for index, present in enumerate(self._rows):
            if present.name == row.name:
                self._rows[index] = row
                self.list.refresh_row(index)

    def _speak(self, said: str) -> None:
        """Say this, or what is to be said about the row with the cursor."""
        if said:
            self.tell(said)
            return
        row = self._row
        if row is None:
            self.tell("No connector is saved. n sets one up.")
            return
        lines = []
        if not row.calm:
            lines.append(f"{row.mark} {plain(f'{row.name}: {row.reason} {row.advice}', 500)}")
        lines += [f"~ {line}" for line in loose_warnings(self._workspace, [row])]
        self.tell("\n".join(lines))

    def _show_headings(self) -> None:
        width = self.list.size.width - CURSOR
        if width > 0:
            shown = zip(_columns(width), ("", "Name", *(label for label, _ in COLUMNS[1:])),
                        strict=True)  # fmt: skip
            line = "".join(cell(label, columns) for columns, label in shown)
            self._headings.show(" " * CURSOR + line.rstrip())

    def _line(self, index: int, width: int) -> str:
        row = self._rows[index]
        renewed = "-" if row.renewed_at is None else age(self._now() - row.renewed_at)
        values = (
            row.mark, row.name, row.service, row.data_center, row.organization, row.state, renewed
        )  # fmt: skip
        widths = _columns(width)
        return "".join(cell(value, columns) for value, columns in zip(values, widths, strict=True))


def _columns(width: int) -> list[int]:
    """Return the width of mark, name and all others; 0 leaves a column out."""
    mark, *others = (columns for _, columns in COLUMNS)
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
        said = plain(f"{one.name}: {one.verdict}. {one.reason}", 500)
        return f"{mark} {said}\n  {one.advice}".rstrip()
    counts = Counter(re.split(r",| \(", outcome.verdict)[0] for outcome in told)
    found = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    mark = "+" if all(outcome.exit_code == 0 for outcome in told) else "~"
    return f"{mark} Checked {len(told)}: {found}."
