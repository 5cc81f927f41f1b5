"""The table of home: found, sorted, put together, whatever the number of rows."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.samples import CONNECTOR, GRANT, center
from zdesk_tui.connector import Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import FileError
from zdesk_tui.lifecycle.overview import Row, foreign_rows
from zdesk_tui.lifecycle.table import Column, Group, Table, View, access_of
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace

ZYLKER = replace(CONNECTOR, organization=Organization("2389290", "Zylker"))
LATER = replace(GRANT, authorized_at=datetime(2026, 2, 1, tzinfo=UTC), account="ada@zylker.example")
ROWS = [
    Row("Beta", "ready", ZYLKER, status=Status(renewed_at=50.0, checked_at=100.0)),
    Row("alpha", "needs consent", replace(CONNECTOR, service="crm", grant=None)),
    Row(
        "gamma", "ready, old check",
        replace(ZYLKER, user_data_center=center("us"), note="Nightly sync", grant=LATER),
        status=Status(renewed_at=70.0, checked_at=10.0),
    ),
    Row("old", "unreadable, line 7", problem=FileError("x, line 7: wrong.", "", line=7)),
]  # fmt: skip


def named(view: View, rows: list[Row] | None = None) -> list[str]:
    return [
        line.name if isinstance(line, Row) else f"-- {line.label} {line.count} {line.trouble}"
        for line in Table(rows or ROWS).arranged(view)
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["alpha", "old", "Beta", "gamma"]),
        ("ZYLK ready", ["Beta", "gamma"]),
        ("old", ["old", "gamma"]),
        ("nightly", ["gamma"]),
        ("ada@", ["gamma"]),
        ("united states", ["gamma"]),
        ("crm", ["alpha"]),
        ("tickets.read", ["alpha", "Beta", "gamma"]),
        ("consent", ["alpha"]),
        ("zylker crm", []),
    ],
)
def test_every_word_must_stand_somewhere_in_the_row(words: str, found: list[str]) -> None:
    assert named(View(find=words)) == found


@pytest.mark.parametrize(
    ("column", "order"),
    [
        ("state", ["alpha", "old", "Beta", "gamma"]),
        ("name", ["alpha", "Beta", "gamma", "old"]),
        ("service", ["alpha", "Beta", "gamma", "old"]),
        ("data center", ["alpha", "Beta", "gamma", "old"]),
        ("organization", ["Beta", "gamma", "alpha", "old"]),
        ("access", ["alpha", "Beta", "gamma", "old"]),
        ("checked", ["Beta", "gamma", "alpha", "old"]),
        ("renewed", ["gamma", "Beta", "alpha", "old"]),
        ("authorized", ["gamma", "Beta", "alpha", "old"]),
    ],
)
def test_each_column_has_its_order(column: Column, order: list[str]) -> None:
    assert named(View(sort=column)) == order
    assert named(View(sort=column, backwards=True)) == order[::-1]


@pytest.mark.parametrize(
    ("group", "lines"),
    [
        ("service", ["-- CRM 1 1", "alpha", "-- Desk 2 0", "Beta", "gamma", "-- not known 1 1",
                     "old"]),
        ("data center", ["-- eu 2 1", "alpha", "Beta", "-- us 1 0", "gamma", "-- not known 1 1",
                         "old"]),
    ],
)  # fmt: skip
def test_groups_have_a_heading_with_their_trouble(group: Group, lines: list[str]) -> None:
    assert named(View(group=group)) == lines
    assert Table(ROWS).arranged(View(find="nothing", group=group)) == []


def test_keys_go_round_all_columns_and_groups() -> None:
    view = View()
    seen = []
    for _ in range(9):
        view = replace(view, backwards=True).next_sort()
        seen.append(view.sort)
        assert not view.backwards
    assert len(set(seen)) == 9
    assert view.sort == "state"
    assert [view.group, view.next_group().group, view.next_group().next_group().group] == [
        "", "service", "data center",
    ]  # fmt: skip
    assert view.toggled("a").marked == {"a"}
    assert view.toggled("a").toggled("a").marked == frozenset()


def test_row_that_was_replaced_is_found_by_what_it_says_now() -> None:
    table = Table(ROWS)
    assert len(table.arranged(View(find="consent"))) == 1
    table.put(replace(ROWS[0], state="needs consent"))
    found = table.arranged(View(find="consent"))
    assert found == [ROWS[1], replace(ROWS[0], state="needs consent")]


def test_access_is_short(tmp_path: Path) -> None:
    assert access_of(ROWS[0]) == "tickets.READ basic.READ"
    assert access_of(ROWS[3]) == "-"


def test_files_of_other_names_have_a_row_with_their_reason(tmp_path: Path) -> None:
    workspace = Workspace(Paths.under(str(tmp_path)), ZOHO)
    assert foreign_rows(workspace) == []
    workspace.connectors.save(CONNECTOR)
    folder = Path(workspace.paths.connectors)
    for name in ("notes.txt", "desk prod.toml", "desk.toml~", ".gitignore", ".desk.toml.swp"):
        (folder / name).write_text("", encoding="utf-8")
    rows = {row.name: row for row in foreign_rows(workspace)}
    assert set(rows) == {"notes.txt", "desk prod.toml", "desk.toml~"}
    for row in rows.values():
        assert (row.mark, row.state, row.calm) == ("~", "no connector", False)
        assert str(folder / row.name) in row.reason
    assert "blanks in it" in rows["desk prod.toml"].reason
    assert "ends in .toml" in rows["notes.txt"].reason
    assert all(row.advice for row in rows.values())
