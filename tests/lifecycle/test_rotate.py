"""A new client secret is proven before it takes the place of the old one."""

import asyncio
from dataclasses import replace

import pytest

from tests.commands import World, connect
from tests.keyrings.ring import items
from zdesk_tui.errors import OutOfReach, Refused, TryLater, ZdeskError
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.rotate import rotate, sharing
from zdesk_tui.lifecycle.secret_place import move, move_to_command
from zdesk_tui.secret import Secret
from zdesk_tui.store.status import Status, Verdict
from zdesk_tui.store.throttle import ALLOWED
from zdesk_tui.workspace import Workspace


def changed(world: World) -> Secret:
    """Save a secret that is no longer the right one, and return the one that is."""
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    right = connector.client.secret
    client = replace(connector.client, secret=Secret("0" * 42))
    world.workspace.connectors.save(replace(connector, client=client))
    bad = Verdict("token", "!", "credentials refused", "invalid_client_secret")
    world.workspace.statuses.save("desk", Status(None, 1.0, "credentials refused", (bad,)))
    return right


def turn(world: World, secret: Secret) -> str:
    return asyncio.run(rotate(world.workspace, "desk", secret))


def test_proven_secret_is_swapped_in_and_nothing_else(world: World) -> None:
    right = changed(world)
    old = world.file("desk").read_text("utf-8")
    assert turn(world, right).startswith("Proven")
    assert world.control.counts()["refresh"] == 1
    now = world.file("desk").read_text("utf-8")
    assert now == old.replace("0" * 42, right.reveal())
    assert row_of(world.workspace, "desk", 0.0).state == "never checked"
    assert world.workspace.statuses.load("desk").verdicts == ()
    assert world.run("token", "desk").returncode == 0
    assert world.control.counts()["refresh"] == 1, "the proof's own token is at hand"


def test_secret_that_is_not_taken_leaves_the_old_one(world: World) -> None:
    changed(world)
    old = world.file("desk").read_bytes()
    with pytest.raises(Refused, match="The old one stays") as refused:
        turn(world, Secret("1" * 42))
    assert "1" * 42 not in str(refused.value)
    for fault in ({"kind": "cut"}, {"kind": "status", "status": 503}):
        world.control.fault("token", **fault)
        with pytest.raises(TryLater):
            turn(world, Secret("1" * 42))
    with pytest.raises(ZdeskError, match="saved already"):
        turn(world, Secret("0" * 42))
    assert world.file("desk").read_bytes() == old
    assert world.workspace.statuses.load("desk").verdict == "credentials refused"


def test_proofs_count_as_renewals_that_zoho_throttles(world: World) -> None:
    right = changed(world)
    for digit in range(1, ALLOWED + 1):
        with pytest.raises(Refused):
            turn(world, Secret(f"{digit:x}" * 42))
    with pytest.raises(TryLater, match="within 10 minutes"):
        turn(world, right)


def test_dead_refresh_token_proves_the_secret_and_needs_consent(world: World) -> None:
    right = changed(world)
    connector = world.workspace.connectors.load("desk")
    assert connector.grant
    lost = replace(connector.grant, refresh_token=Secret("1000.lost.lost"))
    world.workspace.connectors.save(replace(connector, grant=lost))
    assert "consent is needed again" in turn(world, right)
    assert world.workspace.connectors.load("desk").client.secret == right
    assert row_of(world.workspace, "desk", 0.0).state == "needs consent"


def test_without_a_grant_the_accounts_server_is_asked_about_the_pair(world: World) -> None:
    right = changed(world)
    connector = replace(world.workspace.connectors.load("desk"), grant=None)
    world.workspace.connectors.save(connector)
    with pytest.raises(ZdeskError, match="does not take this secret"):
        turn(world, Secret("1" * 42))
    world.control.fault("token", "cut")
    with pytest.raises(ZdeskError, match="does not say"):
        turn(world, right)
    assert world.workspace.connectors.load("desk") == connector
    assert "takes it" in turn(world, right)
    assert world.workspace.connectors.load("desk").client.secret == right


def test_secret_of_the_persons_own_data_center_is_the_one_that_changes(world: World) -> None:
    right = changed(world)
    connector = world.workspace.connectors.load("desk")
    client = replace(connector.client, secrets={"eu": Secret("2" * 42), "in": Secret("3" * 42)})
    world.workspace.connectors.save(replace(connector, client=client))
    turn(world, right)
    after = world.workspace.connectors.load("desk").client
    assert after.secrets == {"eu": right, "in": Secret("3" * 42)}
    assert after.secret == client.secret


def test_connectors_that_share_a_client_and_its_secret_are_found(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    other = replace(connector.client, secret=Secret("another"))
    world.workspace.connectors.save(replace(connector, name="twin", grant=None))
    world.workspace.connectors.save(replace(connector, name="other", client=other))
    world.file("broken").write_text("format = \n", encoding="utf-8")
    assert sharing(world.workspace, connector) == ("twin",)


def test_program_that_ends_between_proof_and_saving_leaves_the_old_secret(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = changed(world)
    old = world.file("desk").read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zdesk_tui.store.connectors.write_private", stop)
    with pytest.raises(KeyboardInterrupt):
        turn(world, right)
    monkeypatch.undo()
    assert world.file("desk").read_bytes() == old
    assert list(world.file("desk").parent.iterdir()) == [world.file("desk")]
    assert turn(world, right).startswith("Proven"), "the lock is free again"


def test_connector_that_lives_in_zoho_gets_its_secret_as_far_as_can_be_seen(world: World) -> None:
    right = changed(world)
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, lives_in="zoho-connector", grant=None))
    assert "as far as can be seen" in turn(world, right)


def test_secret_that_a_command_prints_is_not_replaced_and_nobody_asked(world: World) -> None:
    right = changed(world)
    connector = world.workspace.connectors.load("desk")
    client = replace(connector.client, secret=right)
    world.workspace.connectors.save(replace(connector, client=client))
    move_to_command(world.workspace, "desk", ("echo", right.reveal()))
    with pytest.raises(OutOfReach, match="secrets desk --to file"):
        turn(world, Secret("1" * 42))
    assert "token" not in world.control.counts()


def test_proof_counts_as_the_renewal_that_it_is(world: World) -> None:
    right = changed(world)
    for _ in range(ALLOWED):
        with pytest.raises(Refused):
            turn(world, Secret("1" * 42))
    with pytest.raises(TryLater, match="Zoho allows 10"):
        turn(world, right)
    assert world.control.counts()["token"] == ALLOWED
    assert world.workspace.connectors.load("desk").client.secret == Secret("0" * 42)


def test_new_secret_goes_where_the_old_one_was_kept(world: World, ring: None) -> None:
    right = changed(world)
    move(world.workspace, "desk", "keyring")
    (old,) = items()
    assert turn(world, right).startswith("Proven")
    (new,) = items()
    assert new != old
    after = Workspace(world.workspace.paths, world.workspace.data_centers).connectors.load("desk")
    assert after.client.secret_in == "keyring"
    assert after.client.secret.reveal() == right.reveal()
    assert right.reveal() not in world.file("desk").read_text("utf-8")
