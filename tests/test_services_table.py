"""The table of services for readers, made from the catalog."""

import tomllib

from zdesk_tui.catalog.generate import SOURCES, outputs
from zdesk_tui.catalog.services import ordered
from zdesk_tui.catalog.services_table import BEGIN, END, table, with_table

CATALOG = tomllib.loads((SOURCES / "zoho-services.toml").read_text(encoding="utf-8"))


def test_every_service_has_a_row_in_the_order_of_the_wizard() -> None:
    head, rule, *rows = table(CATALOG).splitlines()
    assert head.count("|") == rule.count("|") == 6
    assert [row.split(" | ")[0] for row in rows] == [f"| {one.name}" for one in ordered()]
    assert {row.count("|") for row in rows} == {6}


def test_row_tells_what_is_verified_and_what_is_not() -> None:
    rows = table(CATALOG).splitlines()
    assert rows[2] == (
        "| Zoho Desk | 41 verified | header `orgId`: verified | a cheap call: verified | verified |"
    )
    [fsm] = [row for row in rows if row.startswith("| Zoho FSM ")]
    assert "| 5 seen in use | header `X-FSM-ORG-ID`, " in fsm
    assert "typed by hand: not verified | renewal only | not verified |" in fsm


def test_table_goes_between_the_markers_and_nowhere_else() -> None:
    old = f"# Services\n\n{BEGIN}\nold\n{END}\n\nMore.\n"
    new = with_table(old, CATALOG)
    assert new == f"# Services\n\n{BEGIN}\n\n{table(CATALOG)}\n{END}\n\nMore.\n"
    assert with_table(new, CATALOG) == new
    for without in ("# Services\n", f"{BEGIN}\n", f"{END}\n"):
        assert with_table(without, CATALOG) == without


def test_page_of_the_project_is_among_what_is_made() -> None:
    assert "README.md" in {path.name for path in outputs()}
