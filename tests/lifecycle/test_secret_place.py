"""Moving the secrets of a saved connector, beside what the commands show of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.keyrings.ring import items
from tests.samples import CONNECTOR
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import FileError, OutOfReach, ZdeskError
from zdesk_tui.lifecycle import secret_place
from zdesk_tui.lifecycle.secret_place import allow, follow, move, move_to_command, to_allow
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

PRINTS = ("echo", "s3cret")

pytestmark = pytest.mark.usefixtures("ring")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(Paths.under(str(tmp_path / "z")), ZOHO)
    found.connectors.save(CONNECTOR)
    return found


def afresh(workspace: Workspace) -> Workspace:
    """Return the same home in another run, which has fetched nothing yet."""
    return Workspace(workspace.paths, workspace.data_centers)


def secrets_of(workspace: Workspace, name: str = "desk") -> list[str]:
    connector = afresh(workspace).connectors.load(name)
    return [secret.reveal() for _, secret in connector.secrets()]


def test_every_way_from_place_to_place_keeps_the_secrets(workspace: Workspace) -> None:
    places: tuple[secret_place.Place | None, ...] = (
        "keyring", None, "keyring", "file", None, None, "file",
    )  # fmt: skip
    for to in places:
        if to:
            move(afresh(workspace), "desk", to)
        else:
            move_to_command(afresh(workspace), "desk", PRINTS)
        assert secrets_of(workspace) == ["s3cret", "1000.refresh"]
        assert len(items()) == (to == "keyring")
    assert afresh(workspace).connectors.load("desk") == workspace.connectors.load("desk")


def test_connector_that_changes_meanwhile_is_not_moved(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = secret_place._opened

    def opened_while_others_write(workspace: Workspace, name: str) -> Connector:
        found = opened(workspace, name)
        workspace.connectors.save(replace(found, note=f"{found.note}+"))
        return found

    monkeypatch.setattr(secret_place, "_opened", opened_while_others_write)
    with pytest.raises(ZdeskError, match="desk was changed meanwhile"):
        move(workspace, "desk", "keyring")
    with pytest.raises(ZdeskError, match="desk was changed meanwhile"):
        move_to_command(workspace, "desk", PRINTS)
    assert workspace.connectors.load("desk").note == "++"
    assert items() == {}


def test_connector_of_a_newer_release_is_not_moved(workspace: Workspace) -> None:
    file = Path(workspace.paths.connector("desk"))
    file.write_text(file.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(FileError, match="newer"):
        move(workspace, "desk", "keyring")


@pytest.mark.parametrize(
    ("client", "said"),
    [
        (replace(CONNECTOR.client, secrets={"us": Secret("other")}), r"other data centers \(us\)"),
        (replace(CONNECTOR.client, secret=Secret(""), type="mobile"), "has no client secret"),
    ],
)
def test_command_is_for_one_client_secret(workspace: Workspace, client: object, said: str) -> None:
    workspace.connectors.save(replace(CONNECTOR, client=client))  # type: ignore[arg-type]
    with pytest.raises(ZdeskError, match=said):
        move_to_command(workspace, "desk", PRINTS)


def test_yes_follows_a_renamed_connector_and_goes_with_a_deleted_one(workspace: Workspace) -> None:
    move_to_command(workspace, "desk", PRINTS)
    Path(workspace.paths.connector("desk")).rename(workspace.paths.connector("renamed"))
    follow(workspace, "desk", "renamed")
    assert secrets_of(workspace, "renamed") == ["s3cret", "1000.refresh"]
    Path(workspace.paths.connector("renamed")).rename(workspace.paths.connector("desk"))
    with pytest.raises(OutOfReach, match="was not yet allowed"):
        secrets_of(workspace)
    allow(workspace, "desk", to_allow(workspace, "desk"))
    follow(workspace, "desk", None)
    with pytest.raises(OutOfReach, match="was not yet allowed"):
        secrets_of(workspace)


def test_yes_to_another_command_does_not_follow(workspace: Workspace) -> None:
    move_to_command(workspace, "desk", PRINTS)
    file = Path(workspace.paths.connector("desk"))
    file.write_text(file.read_text().replace('"s3cret"', '"changed"'))
    file.rename(workspace.paths.connector("renamed"))
    follow(workspace, "desk", "renamed")
    with pytest.raises(OutOfReach, match="was not yet allowed"):
        secrets_of(workspace, "renamed")


def test_renamed_connector_finds_its_item_in_the_keyring(workspace: Workspace) -> None:
    move(workspace, "desk", "keyring")
    Path(workspace.paths.connector("desk")).rename(workspace.paths.connector("renamed"))
    follow(workspace, "desk", "renamed")
    assert secrets_of(workspace, "renamed") == ["s3cret", "1000.refresh"]


def test_connector_without_a_command_has_nothing_to_allow(workspace: Workspace) -> None:
    with pytest.raises(ZdeskError, match="desk runs no command"):
        to_allow(workspace, "desk")
