"""Edits of a saved connector: what they ask for, and that only what had to change did."""

from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.commands import World, connect
from tests.samples import CONNECTOR, EU, GRANT, center
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.datacenters import ZOHO, custom
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.edit import changes, moved, need_of, save
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace

IN = center("in")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Folders with one connector whose file has keys of others."""
    found = Workspace(Paths.under(str(tmp_path)), ZOHO)
    found.connectors.save(CONNECTOR)
    file = Path(found.paths.connector("desk"))
    file.write_text(f'x_team = "operations"\n{file.read_text("utf-8")}', encoding="utf-8")
    # Once saved, its lines stand in the order in which we write.
    found.connectors.save(found.connectors.load("desk"))
    found.statuses.save("desk", Status(1.0, 2.0, "ready"))
    return found


def client(**changed: object) -> Connector:
    return replace(CONNECTOR, client=replace(CONNECTOR.client, **changed))  # type: ignore[arg-type]


EDITS = [
    (replace(CONNECTOR, note="Ticket sync"), {"Note": "nothing"}, ["note"]),
    (replace(CONNECTOR, scopes=("Desk.tickets.READ",)), {"Scopes": "consent"},
     ['    "Desk.basic.READ",', "request_token_url"]),
    (replace(CONNECTOR, access_type="online"), {"Access": "nothing"},
     ["access_type", "request_token_url"]),
    (replace(CONNECTOR, organization=Organization("1", "Zylker")), {"Organization": "check"},
     ["", "[organization]", "id", "name"]),
    (moved(CONNECTOR, IN), {"Data center": "consent", "Account in": "consent"},
     ["data_center", "user_data_center", "request_token_url", "access_token_url",
      "refresh_token_url"]),
    (replace(CONNECTOR, user_data_center=IN), {"Account in": "consent"},
     ["user_data_center", "access_token_url", "refresh_token_url"]),
    (client(id="1000.DEF"), {"Client ID": "consent"}, ["id"]),
    (client(secret=Secret("another")), {"Client Secret": "check"}, ["secret"]),
    (client(redirect_uri="http://localhost:9/x"), {"Redirect URI": "nothing"}, ["redirect_uri"]),
    (client(local_redirect_uri="http://localhost:9/x"), {"Second redirect": "nothing"},
     ["local_redirect_uri"]),
    (client(type="self-client"), {"Client type": "nothing"}, ["type"]),
]  # fmt: skip


@pytest.mark.parametrize(("after", "needs", "keys"), EDITS)
def test_edit_changes_its_own_lines_and_says_what_it_asks_for(
    workspace: Workspace, after: Connector, needs: dict[str, str], keys: list[str]
) -> None:
    before = workspace.connectors.load("desk")
    assert {one.label: one.need for one in changes(before, after)} == needs
    file = Path(workspace.paths.connector("desk"))
    old = file.read_text("utf-8").splitlines()
    need = save(workspace, before, after)
    assert need == need_of(changes(before, after))
    now = file.read_text("utf-8").splitlines()
    lines = [line for line in unified_diff(old, now, lineterm="", n=0) if line[:1] in "+-"][2:]
    touched = dict.fromkeys(line[1:].partition(" =")[0] for line in lines)
    assert list(touched) == keys
    saved = workspace.connectors.load("desk")
    assert saved == after
    assert saved.grant == GRANT, "the grant is never edited"
    state = {"consent": "needs consent", "check": "never checked", "nothing": "ready, old check"}
    if after.access_type == "offline":
        assert row_of(workspace, "desk", 1e9).state == state[need]


def test_edit_back_to_what_consent_was_given_for_asks_for_a_check_only(
    workspace: Workspace,
) -> None:
    edited = replace(CONNECTOR, scopes=("Desk.tickets.READ",))
    save(workspace, workspace.connectors.load("desk"), edited)
    assert need_of(changes(edited, CONNECTOR)) == "check"
    save(workspace, workspace.connectors.load("desk"), CONNECTOR)
    assert row_of(workspace, "desk", 1e9).state == "never checked"


@pytest.mark.parametrize(
    ("grant", "need"), [(None, "nothing"), (replace(GRANT, refresh_token=None), "consent")]
)
def test_what_an_edit_asks_for_depends_on_the_grant(grant: object, need: str) -> None:
    before = replace(CONNECTOR, grant=grant, access_type="online")  # type: ignore[arg-type]
    [change] = changes(before, replace(before, access_type="offline"))
    assert change.need == need
    if grant is None:
        assert need_of(changes(before, replace(before, scopes=("Desk.basic.READ",)))) == "nothing"


def test_account_moves_along_with_its_client_and_stays_where_it_lived_elsewhere() -> None:
    elsewhere = replace(CONNECTOR, user_data_center=center("us"))
    assert moved(elsewhere, IN).user_data_center == center("us")
    own = custom("https://accounts.example.com")
    assert moved(elsewhere, own).user_data_center == own
    assert moved(moved(CONNECTOR, own), EU) == CONNECTOR


def test_edit_of_what_was_changed_meanwhile_writes_nothing(workspace: Workspace) -> None:
    before = workspace.connectors.load("desk")
    workspace.connectors.save(replace(before, note="by another"))
    content = Path(workspace.paths.connector("desk")).read_bytes()
    with pytest.raises(ZdeskError, match="changed meanwhile"):
        save(workspace, before, replace(before, note="mine"))
    assert Path(workspace.paths.connector("desk")).read_bytes() == content


def test_connector_whose_data_center_was_edited_is_revoked_where_its_grant_was_given(
    world: World,
) -> None:
    connect(world, "desk")
    before = world.workspace.connectors.load("desk")
    india = world.workspace.data_centers.get("in")
    assert india
    save(world.workspace, before, moved(before, india))
    done = world.run("delete", "desk", "--yes")
    assert (done.returncode, done.stderr) == (0, "desk is deleted.\n")
    assert world.control.state()["refresh_tokens"] == []
