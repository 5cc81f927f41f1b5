"""The end of a connector, with Zoho and without it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import World, connect
from zdesk_tui.connector import Connector
from zdesk_tui.errors import FileError, NameTaken, NoSuchConnector, TryLater, ZdeskError
from zdesk_tui.lifecycle import retire
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.secret import Secret


def delete(world: World, name: str = "desk", *, revoking: bool = True) -> ZdeskError | None:
    return asyncio.run(retire.delete(world.workspace, name, revoking=revoking))


def left_of(world: World, name: str = "desk") -> list[str]:
    """Return every file whose name says that it belongs to the connector."""
    home = Path(world.workspace.paths.config).parent
    return sorted(str(path.relative_to(home)) for path in home.rglob(f"{name}.*"))


def refresh_token(connector: Connector) -> str:
    assert connector.grant
    assert connector.grant.refresh_token
    return connector.grant.refresh_token.reveal()


def known(world: World, token: str) -> bool:
    return token in str(world.control.state()["refresh_tokens"])


def test_delete_revokes_first_and_leaves_nothing(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    token = refresh_token(connector)
    link = Path(world.workspace.paths.carried) / "desk" / "consent-link.txt"
    link.parent.mkdir(parents=True)
    link.write_text("a consent link", encoding="utf-8")
    drafts = world.workspace.drafts
    unsaved = {"client_id": "x", "refresh_token": token}
    again = {"journey": "reauthorize", "name": "desk", "grant": unsaved}
    drafts.save("reauthorize-desk", again)
    drafts.save("other", {"journey": "reauthorize", "name": "other"})
    drafts.save("new", {"journey": "new", "name": "desk"})
    assert connector.grant
    assert world.workspace.grants.count(connector.grant) == 1
    assert known(world, token)
    assert delete(world) is None
    assert not known(world, token)
    assert left_of(world) == []
    assert sorted(drafts.ids()) == ["new", "other"]
    assert world.workspace.grants.count(connector.grant) == 0


def test_delete_without_revoking_asks_nobody(world: World) -> None:
    connect(world, "desk")
    token = refresh_token(world.workspace.connectors.load("desk"))
    assert delete(world, revoking=False) is None
    assert left_of(world) == []
    assert known(world, token)
    assert world.control.counts() == {}


def test_failed_revoke_does_not_keep_the_connector_but_is_told(world: World) -> None:
    connect(world, "desk")
    world.control.fault("revoke", "status", status=503, times=2)
    assert isinstance(delete(world), TryLater)
    assert left_of(world) == []


def test_grant_of_an_unfinished_setup_is_revoked_though_the_saved_one_was_not(world: World) -> None:
    connect(world, "desk")
    connect(world, "other")
    unsaved = refresh_token(world.workspace.connectors.load("other"))
    world.workspace.drafts.save(
        "reauthorize-desk",
        {"journey": "reauthorize", "name": "desk", "grant": {"refresh_token": unsaved}},
    )
    world.control.fault("revoke", "status", status=503, times=2)
    assert isinstance(delete(world), TryLater)
    assert not known(world, unsaved)


def test_unreadable_and_newer_files_can_be_deleted_but_not_revoked(world: World) -> None:
    connect(world, "desk")
    text = world.file("desk").read_text("utf-8")
    newer = text.replace("format = 1", "format = 2")
    for name, content in (("newer", newer), ("broken", "format = \n")):
        world.file(name).write_text(content, encoding="utf-8")
        assert not retire.revocable(world.workspace, row_of(world.workspace, name, 0.0).connector)
        with pytest.raises(FileError):
            asyncio.run(retire.revoke_saved(world.workspace, name))
        assert world.file(name).read_text("utf-8") == content
        assert isinstance(delete(world, name), FileError)
        assert left_of(world, name) == []
    assert world.control.counts() == {}
    assert world.file("desk").exists()


def test_revoke_keeps_the_file_without_its_grant(world: World) -> None:
    connect(world, "desk")
    before = world.workspace.connectors.load("desk")
    asyncio.run(retire.revoke_saved(world.workspace, "desk"))
    assert not known(world, refresh_token(before))
    assert world.workspace.connectors.load("desk") == replace(before, grant=None)
    assert row_of(world.workspace, "desk", 0.0).state == "needs consent"
    assert not Path(world.workspace.paths.token("desk")).exists()
    with pytest.raises(ZdeskError, match="nothing that could be revoked"):
        asyncio.run(retire.revoke_saved(world.workspace, "desk"))


def test_failed_revoke_alone_changes_nothing(world: World) -> None:
    connect(world, "desk")
    before = world.file("desk").read_bytes()
    world.control.fault("revoke", "cut")
    with pytest.raises(TryLater):
        asyncio.run(retire.revoke_saved(world.workspace, "desk"))
    assert world.file("desk").read_bytes() == before
    assert Path(world.workspace.paths.token("desk")).exists()


def test_token_that_zoho_forgot_counts_as_revoked(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    assert connector.grant
    lost = replace(connector.grant, refresh_token=Secret("1000.lost.lost"))
    world.workspace.connectors.save(replace(connector, grant=lost))
    asyncio.run(retire.revoke_saved(world.workspace, "desk"))
    assert world.workspace.connectors.load("desk").grant is None


def test_online_connector_has_its_access_token_revoked(world: World) -> None:
    connect(world, "desk", access="online")
    assert retire.revocable(world.workspace, world.workspace.connectors.load("desk"))
    assert delete(world) is None
    assert world.control.counts()["revoke"] == 1


def test_unknown_name_is_told(world: World) -> None:
    with pytest.raises(NoSuchConnector):
        delete(world)


@pytest.mark.parametrize("place", ["client", "person"])
def test_token_is_revoked_wherever_it_is_known(world: World, place: str) -> None:
    connect(world, "desk", home="in")
    world.control.switch(revoked_at=place)
    token = refresh_token(world.workspace.connectors.load("desk"))
    assert delete(world) is None
    assert not known(world, token)
    counts = world.control.counts()
    assert counts["in.revoke"] == 1, "the person's data center first"
    assert counts.get("eu.revoke", 0) == (1 if place == "client" else 0)


def test_token_that_one_place_does_not_know_is_not_gone_while_another_is_away(
    world: World,
) -> None:
    connect(world, "desk", home="in")
    world.control.switch(revoked_at="client")
    world.control.fault("eu.revoke", "cut")
    problem = delete(world)
    assert isinstance(problem, TryLater)
    assert left_of(world) == [], "deleting is never blocked"


def test_deleted_connector_comes_back_without_its_grant(world: World) -> None:
    connect(world, "desk")
    old = world.file("desk").read_text("utf-8")
    connector = world.workspace.connectors.load("desk")
    delete(world)
    retire.bring_back(world.workspace, connector)
    now = world.file("desk").read_text("utf-8")
    assert now == old[: old.index("[grant]")] + old[old.index("[organization]") :]
    assert row_of(world.workspace, "desk", 0.0).state == "needs consent"
    with pytest.raises(NameTaken):
        retire.bring_back(world.workspace, connector)
    assert world.file("desk").read_text("utf-8") == now


def test_connectors_that_share_a_refresh_token_are_named(world: World) -> None:
    connect(world, "desk")
    connect(world, "other")
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, name="copy"))
    token = Secret(refresh_token(connector))
    assert retire.holders(world.workspace, token) == ("copy", "desk")
    assert retire.holders(world.workspace, Secret("1000.x")) == ()
