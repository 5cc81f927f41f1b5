"""A connector under another name: everything of it follows."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import CONNECTOR
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import FileError, NameTaken, NoSuchConnector, UsageError
from zdesk_tui.lifecycle.naming import duplicate, rename
from zdesk_tui.secret import Secret
from zdesk_tui.store.locks import locked
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Folders with a connector, and all that may belong to one."""
    found = Workspace(Paths.under(str(tmp_path)), ZOHO)
    found.connectors.save(CONNECTOR)
    found.tokens.save(CONNECTOR, Secret("1000.access"), 2e9)
    found.statuses.save("desk", Status(1.0, 2.0, "ready"))
    found.carried("desk").write("link", "https://accounts.zoho.eu/oauth/v2/auth")
    kept = Path(found.paths.edit("desk"))
    kept.parent.mkdir()
    kept.write_text("format = ", encoding="utf-8")
    for draft_id in ("reauthorize-desk", "odd"):
        found.drafts.save(draft_id, {"journey": "reauthorize", "name": "desk", "note": draft_id})
    found.drafts.save("new", {"journey": "new", "name": "desk"})
    return found


def names_in(workspace: Workspace) -> list[str]:
    home = Path(workspace.paths.config).parent
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def renamed(connector: Connector, name: str) -> Connector:
    return replace(connector, name=name)


@pytest.mark.parametrize("name", ["helpdesk", "Desk"])
def test_everything_of_a_connector_follows_its_name(workspace: Workspace, name: str) -> None:
    file = Path(workspace.paths.connector("desk"))
    content = file.read_bytes()
    grants = Path(workspace.paths.grants)
    assert CONNECTOR.grant
    workspace.grants.add(CONNECTOR.grant)
    ledger = grants.read_bytes()
    rename(workspace, "desk", name)
    assert workspace.connectors.names() == [name]
    assert Path(workspace.paths.connector(name)).read_bytes() == content
    cached = workspace.tokens.load(workspace.connectors.load(name))
    assert cached
    assert cached.access_token == Secret("1000.access")
    assert workspace.statuses.load(name).verdict == "ready"
    drafts = {one: workspace.drafts.load(one) for one in workspace.drafts.ids()}
    assert {one: data["name"] for one, data in drafts.items()} == {
        f"reauthorize-{name}": name, "odd": name, "new": "desk",
    }  # fmt: skip
    assert drafts[f"reauthorize-{name}"]["note"] == "reauthorize-desk"
    assert grants.read_bytes() == ledger, "it names no connector"
    assert not [one for one in names_in(workspace) if one.startswith("desk.")]
    assert not (Path(workspace.paths.carried) / "desk").exists()
    assert Path(workspace.paths.edit(name)).exists()


def test_unreadable_connector_can_be_renamed_and_a_link_stays_one(workspace: Workspace) -> None:
    kept = Path(workspace.paths.config) / "versioned.toml"
    kept.write_text("format = \n", encoding="utf-8")
    file = Path(workspace.paths.connector("desk"))
    file.unlink()
    file.symlink_to(kept)
    rename(workspace, "desk", "other")
    assert Path(workspace.paths.connector("other")).readlink() == kept
    assert kept.read_text("utf-8") == "format = \n"


@pytest.mark.parametrize(
    ("name", "new_name", "error"),
    [
        ("desk", "MAIL", NameTaken),
        ("desk", "a name", UsageError),
        ("desk", "../up", UsageError),
        ("nobody", "somebody", NoSuchConnector),
    ],
)
def test_name_that_cannot_be_had_changes_nothing(
    workspace: Workspace, name: str, new_name: str, error: type[Exception]
) -> None:
    workspace.connectors.save(renamed(CONNECTOR, "mail"))
    before = names_in(workspace)
    for act in (rename, duplicate):
        with pytest.raises(error):
            act(workspace, name, new_name)
    left = [one for one in names_in(workspace) if not one.endswith(".lock")]
    assert left == [one for one in before if not one.endswith(".lock")]


def test_rename_that_cannot_be_finished_leaves_one_connector(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace.tokens, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        rename(workspace, "desk", "other")
    assert workspace.connectors.names() == ["other"]
    assert workspace.connectors.load("other") == renamed(CONNECTOR, "other")


def test_rename_waits_for_whoever_uses_the_connector(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zdesk_tui.lifecycle.naming.locked", _impatient)
    with locked(workspace.paths, "desk"), pytest.raises(FileError, match="busy"):
        rename(workspace, "desk", "other")
    assert workspace.connectors.names() == ["desk"]


def _impatient(paths: Paths, name: str) -> object:
    return locked(paths, name, timeout=0)


def test_copy_has_everything_but_the_grant(workspace: Workspace) -> None:
    file = Path(workspace.paths.connector("desk"))
    file.write_text(f'x_team = "operations"\n{file.read_text("utf-8")}', encoding="utf-8")
    content = file.read_bytes()
    made = duplicate(workspace, "desk", "desk-2")
    assert file.read_bytes() == content
    copy = workspace.connectors.load("desk-2")
    assert copy == made
    assert copy.created_at > CONNECTOR.created_at
    assert replace(copy, created_at=CONNECTOR.created_at, grant=CONNECTOR.grant) == renamed(
        CONNECTOR, "desk-2"
    )
    text = Path(workspace.paths.connector("desk-2")).read_text("utf-8")
    assert 'x_team = "operations"' in text
    assert "[grant]" not in text
    assert workspace.tokens.load(copy) is None
