"""What lists show of each saved connector: mark, state, what to do, and who else can read it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from textual.binding import Binding

from tests.lifecycle.test_state import CHECKED, NOW, OFFLINE, ONLINE
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.lifecycle.overview import (
    age,
    loose_warnings,
    row_of,
    rows_of,
)
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status
from zdesk_tui.tui.screens.home import HomeScreen
from zdesk_tui.workspace import Workspace

HOME_KEYS = {one.key for one in HomeScreen.BINDINGS if isinstance(one, Binding)}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Paths.under(str(tmp_path)), ZOHO)


def stored(workspace: Workspace, name: str, connector: Connector, status: Status) -> None:
    workspace.connectors.save(replace(connector, name=name))
    workspace.statuses.save(name, status)


@pytest.mark.parametrize(
    ("connector", "status", "mark", "state"),
    [
        (OFFLINE, CHECKED, "+", "ready"),
        (OFFLINE, replace(CHECKED, checked_at=NOW - 90_000), "+", "ready, old check"),
        (OFFLINE, Status(), "~", "never checked"),
        (OFFLINE, replace(CHECKED, verdict="needs consent"), "!", "needs consent"),
        (OFFLINE, replace(CHECKED, verdict="credentials refused"), "!", "credentials refused"),
        (OFFLINE, replace(CHECKED, verdict="scope missing"), "!", "scope missing"),
        (OFFLINE, replace(CHECKED, verdict="organization refused"), "!", "organization refused"),
        (OFFLINE, replace(CHECKED, verdict="of a later release"), "~", "of a later release"),
        (ONLINE, CHECKED, "!", "needs consent"),
        (replace(OFFLINE, lives_in="zoho-connector"), CHECKED, "o", "lives in Zoho"),
    ],
)
def test_each_state_has_its_mark(
    workspace: Workspace, connector: Connector, status: Status, mark: str, state: str
) -> None:
    stored(workspace, "desk", connector, status)
    row = row_of(workspace, "desk", NOW)
    assert row.mark == mark
    assert row.state.startswith(state)
    assert bool(row.advice) or mark != "!"
    for key in re.findall(r"(?:^|[;.] )([a-zA-Z]) [a-z]+s ", f"{row.advice} "):
        assert key in HOME_KEYS


def test_online_connector_is_good_while_its_hour_lasts(workspace: Workspace) -> None:
    stored(workspace, "desk", ONLINE, CHECKED)
    workspace.tokens.save(ONLINE, Secret("1000.access"), NOW + 600)
    row = row_of(workspace, "desk", NOW)
    assert (row.mark, row.state) == ("+", "expires in 10 minutes")


def test_unreadable_and_newer_files_have_a_row_and_are_read_only(workspace: Workspace) -> None:
    stored(workspace, "desk", OFFLINE, CHECKED)
    file = Path(workspace.paths.connector("desk"))
    text = file.read_text("utf-8")
    file.with_name("broken.toml").write_text("format = 1\nservice = \n", encoding="utf-8")
    newer = text.replace("format = 1", "format = 2")
    file.with_name("newer.toml").write_text(newer, encoding="utf-8")
    broken, desk, later = rows_of(workspace, NOW)
    assert (broken.mark, broken.state, broken.read_only) == ("!", "unreadable, line 2", True)
    assert "line 2" in broken.reason
    assert (later.mark, later.state, later.read_only) == ("~", "newer format", True)
    assert (desk.state, desk.read_only) == ("ready", False)
    assert (broken.service, broken.data_center, broken.organization) == ("-", "-", "-")


def test_cells_are_short_and_harmless(workspace: Workspace) -> None:
    odd = replace(OFFLINE, organization=Organization("7", "Zy\x1b[2Jlker\n" * 9))
    stored(workspace, "desk", replace(odd, service="crm"), CHECKED)
    row = row_of(workspace, "desk", NOW)
    assert row.service == "CRM"
    assert len(row.organization) <= 32
    assert row.organization.isprintable()


def test_what_others_can_open_is_told_until_the_next_save(workspace: Workspace) -> None:
    stored(workspace, "desk", OFFLINE, CHECKED)
    assert loose_warnings(workspace, rows_of(workspace, NOW)) == ()
    file = Path(workspace.paths.connector("desk"))
    file.chmod(0o644)
    file.parent.chmod(0o755)
    [row] = rows_of(workspace, NOW)
    assert (row.mark, row.state) == ("~", "ready")
    folder, own = loose_warnings(workspace, [row])
    assert f"chmod 700 {file.parent}" in folder
    assert f"chmod 600 {file}" in own
    workspace.connectors.save(replace(OFFLINE, name="desk"))
    assert loose_warnings(workspace, rows_of(workspace, NOW)) == ()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 min"), (59, "0 min"), (240, "4 min"), (3599, "59 min"), (3600, "1 h"),
        (86_399, "23 h"), (86_400, "1 day"), (9.5 * 86_400, "9 days"),
    ],
)  # fmt: skip
def test_age_is_short(seconds: float, text: str) -> None:
    assert age(seconds) == text
