"""Somebody else's consent is told from a new consent of the same person."""

from dataclasses import replace

import pytest

from tests.samples import CONNECTOR, GRANT, center
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.lifecycle.differences import compared

BEFORE = replace(
    CONNECTOR,
    grant=replace(GRANT, account="admin@zylker.example", zuid="7"),
    organization=Organization("2389290", "Zylker"),
)


def by(account: str | None, zuid: str | None = None) -> Connector:
    return replace(BEFORE, grant=replace(GRANT, account=account, zuid=zuid))


@pytest.mark.parametrize(
    ("before", "after", "foreign"),
    [
        (BEFORE, BEFORE, []),
        (BEFORE, by("demo@zylker.example", "8"), ["Account"]),
        (BEFORE, by("demo@zylker.example"), ["Account"]),
        (BEFORE, by("renamed@zylker.example", "7"), []),
        (BEFORE, by(None), []),
        (by(None), BEFORE, []),
        (replace(BEFORE, grant=None), BEFORE, []),
        (BEFORE, replace(BEFORE, organization=Organization("2391882")), ["Organization"]),
        (BEFORE, replace(BEFORE, organization=Organization("2389290", "Renamed")), []),
        (BEFORE, replace(BEFORE, organization=None), []),
        (BEFORE, replace(BEFORE, user_data_center=center("ca")), ["Data center"]),
        (BEFORE, replace(BEFORE, scopes=("Desk.tickets.ALL",)), []),
    ],
)
def test_only_what_is_known_on_both_sides_can_differ(
    before: Connector, after: Connector, foreign: list[str]
) -> None:
    assert [row.label for row in compared(before, after) if row.foreign] == foreign


def test_both_sides_are_shown_in_words() -> None:
    rows = compared(BEFORE, replace(by(None), organization=Organization("5")))
    assert [(row.label, row.before, row.now) for row in rows] == [
        ("Account", "admin@zylker.example", "unknown"),
        ("Organization", "Zylker (2389290)", "5"),
        ("Data center", "Europe", "Europe"),
        ("Scopes", "2", "2"),
    ]
