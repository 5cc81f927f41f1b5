"""What a saved connector's state is called."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.samples import CONNECTOR, GRANT, center
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.state import OLD_CHECK, state_of
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace

NOW = 1_800_000_000.0
CANADA = center("ca")
OFFLINE = CONNECTOR
ONLINE = replace(OFFLINE, access_type="online", grant=replace(GRANT, refresh_token=None))
CHECKED = Status(checked_at=NOW - 60, verdict="ready")
UNTIL = f"{datetime.fromtimestamp(NOW + 600):%H:%M}"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Paths.under(str(tmp_path / "data")), ZOHO)


@pytest.mark.parametrize(
    ("connector", "status", "state"),
    [
        (OFFLINE, Status(), "never checked"),
        (OFFLINE, Status(renewed_at=NOW), "never checked"),
        (OFFLINE, CHECKED, "ready"),
        (OFFLINE, replace(CHECKED, checked_at=NOW - OLD_CHECK + 1), "ready"),
        (OFFLINE, replace(CHECKED, checked_at=NOW - OLD_CHECK), "ready, old check"),
        (OFFLINE, replace(CHECKED, verdict="scope missing"), "scope missing"),
        (OFFLINE, replace(CHECKED, verdict="credentials refused"), "credentials refused"),
        (replace(OFFLINE, format=2), CHECKED, "newer format"),
        (replace(OFFLINE, format=2, grant=None), CHECKED, "newer format"),
        (replace(OFFLINE, lives_in="zoho-connector"), CHECKED, "lives in Zoho"),
        (replace(OFFLINE, lives_in="zoho-connection", grant=None), Status(), "lives in Zoho"),
        (replace(OFFLINE, grant=None), CHECKED, "needs consent"),
        (replace(OFFLINE, grant=replace(GRANT, refresh_token=None)), CHECKED, "needs consent"),
        (replace(OFFLINE, scopes=GRANT.scopes[:1]), CHECKED, "needs consent"),
        (replace(OFFLINE, client=replace(OFFLINE.client, id="1000.X")), CHECKED, "needs consent"),
        (replace(OFFLINE, data_center=CANADA), CHECKED, "needs consent"),
        # A new secret of the same client, and another home of the account, need no consent.
        (
            replace(OFFLINE, client=replace(OFFLINE.client, secret=Secret("new"))),
            CHECKED,
            "ready",
        ),
        (replace(OFFLINE, user_data_center=CANADA), CHECKED, "ready"),
        (ONLINE, CHECKED, "needs consent"),
    ],
)
def test_state_is_told_from_what_is_on_the_disk(
    workspace: Workspace, connector: Connector, status: Status, state: str
) -> None:
    assert state_of(workspace, connector, status, NOW) == state


def test_throttled_connector_is_to_be_tried_later(workspace: Workspace) -> None:
    workspace.statuses.save("desk", CHECKED)
    token = GRANT.refresh_token
    assert token
    workspace.throttle.block(token, NOW - 10, 610)
    assert state_of(workspace, OFFLINE, CHECKED, NOW) == f"try later (until {UNTIL})"
    assert state_of(workspace, OFFLINE, CHECKED, NOW + 600) == "ready"
    # Another connector has a refresh token of its own.
    other = replace(OFFLINE, grant=replace(GRANT, refresh_token=Secret("1000.other")))
    assert state_of(workspace, other, CHECKED, NOW) == "ready"


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (3600, "expires in 60 minutes"),
        (730, "expires in 12 minutes"),
        (59, "expires in 1 minute"),
        (0, "needs consent"),
        (-5, "needs consent"),
    ],
)
def test_online_connector_has_the_rest_of_its_hour(
    workspace: Workspace, left: int, state: str
) -> None:
    workspace.tokens.save(ONLINE, Secret("1000.access"), NOW + left)
    assert state_of(workspace, ONLINE, Status(), NOW) == state


def test_token_of_an_earlier_consent_does_not_count(workspace: Workspace) -> None:
    workspace.tokens.save(ONLINE, Secret("1000.access"), NOW + 3600)
    assert ONLINE.grant is not None
    later = replace(ONLINE.grant, authorized_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert state_of(workspace, replace(ONLINE, grant=later), Status(), NOW) == "needs consent"


def test_state_needs_no_status_file_that_can_be_read(workspace: Workspace) -> None:
    workspace.connectors.save(OFFLINE)
    file = Path(workspace.paths.status("desk"))
    file.parent.mkdir(parents=True)
    file.write_text("verdict = \n", encoding="utf-8")
    assert row_of(workspace, "desk", NOW).state == "never checked"
