"""The table of saved connectors: what is found, in which order, and in which groups."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from zdesk_tui.catalog import services
from zdesk_tui.lifecycle.overview import TROUBLE_FIRST, Row

T = TypeVar("T", bound=str)
Column = Literal[
    "state", "name", "service", "data center", "organization", "access", "checked", "renewed",
    "authorized",
]  # fmt: skip
Group = Literal["", "service", "data center"]
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class View:
    """How the table is looked at.

    Args:
        find: words that must stand in a row, in any case.
        sort: column by which it is sorted; of times the latest comes first.
        backwards: the other way round.
        group: by what rows are put together, or "" for not at all.
        marked: names of the rows that the next key is about.
    """

    find: str = ""
    sort: Column = "state"
    backwards: bool = False
    group: Group = ""
    marked: frozenset[str] = frozenset()

    def next_sort(self) -> "View":
        """Return the view sorted by the next column."""
        return replace(self, sort=_after(self.sort, get_args(Column)), backwards=False)

    def next_group(self) -> "View":
        """Return the view with the next way to put rows together."""
        return replace(self, group=_after(self.group, get_args(Group)))

    def toggled(self, name: str) -> "View":
        """Return the view with a row marked, or no longer."""
        return replace(self, marked=self.marked ^ {name})


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above the rows of a group.

    Args:
        label: what they have in common.
        count: how many they are.
        trouble: how many of them must be mended.
    """

    label: str
    count: int
    trouble: int


class Table:
    """Rows that can be found, sorted and put together, however many they are.

    Args:
        rows: in the order of their names.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = {row.name: row for row in rows}
        self._texts: dict[str, str] = {}
        self._order: list[str] = []
        self._ordered_by: tuple[Column, bool] | None = None
        self._counts: tuple[int, int] | None = None

    @property
    def counts(self) -> tuple[int, int]:
        """How many connectors there are, and how many of them must be mended."""
        if self._counts is None:
            saved = [row for row in self._rows.values() if not row.foreign]
            self._counts = (len(saved), sum(row.mark == "!" for row in saved))
        return self._counts

    @property
    def rows(self) -> list[Row]:
        """All of them, in the order in which they came."""
        return list(self._rows.values())

    def row(self, name: str) -> Row | None:
        """Return the row of this name, if there is one."""
        return self._rows.get(name)

    def put(self, row: Row) -> None:
        """Replace the row of this name."""
        self._rows[row.name] = row
        self._changed(row.name)

    def drop(self, name: str) -> None:
        """Take the row of this name away."""
        self._rows.pop(name, None)
        self._changed(name)

    def _changed(self, name: str) -> None:
        self._texts.pop(name, None)
        self._ordered_by = self._counts = None

    def arranged(self, view: View) -> list[Row | Heading]:
        """Return the rows that are found, in their order, with a heading above each group."""
        if self._ordered_by != (view.sort, view.backwards):
            rows = sorted(self._rows.values(), key=lambda row: _key(row, view.sort))
            self._order = [row.name for row in (reversed(rows) if view.backwards else rows)]
            self._ordered_by = (view.sort, view.backwards)
        words = view.find.casefold().split()
        found = [
            self._rows[name]
            for name in self._order
            if not words or all(word in self._text(name) for word in words)
        ]
        return _grouped(found, view.group) if view.group else [*found]

    def _text(self, name: str) -> str:
        """Return all that a row can be found by; made once, as every key that is typed asks."""
        text = self._texts.get(name)
        if text is None:
            text = self._texts[name] = _findable(self._rows[name])
        return text


def access_of(row: Row) -> str:
    """Return the scopes in short: without the prefix that the service's own scopes share."""
    if row.connector is None:
        return "-"
    prefix = f"{services.of(row.connector.service).prefix}."
    return " ".join(scope.removeprefix(prefix) for scope in row.connector.scopes)


def _after(present: T, choices: tuple[T, ...]) -> T:
    return choices[(choices.index(present) + 1) % len(choices)]


def _key(row: Row, column: Column) -> tuple[object, ...]:
    name = (row.name.casefold(), row.name)
    match column:
        case "name":
            return name
        case "state":
            return (TROUBLE_FIRST.index(row.mark), row.state, *name)
        case "checked" | "renewed" | "authorized":
            at = getattr(row, f"{column}_at")
            return (_NEVER if at is None else -at, *name)
        case "access":
            text = access_of(row)
        case _:
            text = getattr(row, column.replace(" ", "_"))
    # What has no value comes last.
    return (text == "-", text.casefold(), *name)


def _grouped(rows: list[Row], group: Group) -> list[Row | Heading]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(getattr(row, group.replace(" ", "_")), []).append(row)
    lines: list[Row | Heading] = []
    for label in sorted(groups, key=lambda label: (label == "-", label.casefold())):
        members = groups[label]
        trouble = sum(row.mark == "!" for row in members)
        known = label if label != "-" else "not known"
        lines += [Heading(known, len(members), trouble), *members]
    return lines


def _findable(row: Row) -> str:
    parts = [row.name, row.service, row.data_center, row.organization, row.state]
    if connector := row.connector:
        account = connector.grant.account if connector.grant else None
        parts += [connector.note, connector.client.id, account or "", *connector.scopes]
        parts.append(connector.user_data_center.name)
    return " ".join(parts).casefold()
