"""Saving a connector with its grant, and proving the grant by one call."""

import asyncio
import errno
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from anyio.to_thread import run_sync

from tests.commands import World, connect
from tests.keyrings.ring import FAILING, use
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.errors import FileError, NeedsConsent, Refused, TryLater, ZdeskError
from zdesk_tui.lifecycle.adopt import adopt, prove, with_account
from zdesk_tui.lifecycle.revoke import revoke
from zdesk_tui.lifecycle.secret_place import move
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.secret import Secret
from zdesk_tui.store.grants import KEPT, MANY
from zdesk_tui.store.status import Status

pytestmark = pytest.mark.anyio

NEW_TOKEN = Secret("1000.aaaa.bbbb")
END = 2_000_000_000.0


def again(connector: Connector) -> Connector:
    """Return the connector as a second consent leaves it."""
    assert connector.grant is not None
    grant = replace(
        connector.grant,
        refresh_token=Secret("1000.new.refresh"),
        authorized_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1),
    )
    return replace(connector, grant=grant)


def saved(world: World) -> Connector:
    return world.workspace.connectors.load("desk")


def token_of(world: World, connector: Connector) -> Secret:
    cached = world.workspace.tokens.load(connector)
    assert cached is not None
    return cached.access_token


async def connected(world: World) -> Connector:
    await run_sync(partial(connect, world, "desk"))
    return saved(world)


async def test_new_grant_replaces_the_old_one_and_its_token(world: World) -> None:
    before = await connected(world)
    world.workspace.statuses.save("desk", Status(checked_at=1.0, verdict="needs consent"))
    after = again(before)
    assert adopt(world.workspace, after, NEW_TOKEN, END) == ()
    assert saved(world) == after
    assert token_of(world, saved(world)).reveal() == NEW_TOKEN.reveal()
    assert world.workspace.tokens.load(before) is None
    # What was found out about the grant before says nothing about this one.
    status = world.workspace.statuses.load("desk")
    assert (status.checked_at, status.verdict) == (None, None)
    assert status.renewed_at is not None


async def test_late_failure_of_a_renewal_leaves_a_grant_that_came_meanwhile(world: World) -> None:
    before = await connected(world)
    assert before.grant
    assert before.grant.refresh_token
    world.expire("desk")
    assert await revoke(world.workspace.data_centers, before, before.grant.refresh_token) is None
    await run_sync(partial(world.control.fault, "token", "delay", seconds=0.5))
    renewing = asyncio.create_task(valid_token(world.workspace, "desk"))
    while not (await run_sync(world.control.counts)).get("token"):
        await asyncio.sleep(0.01)
    after = again(before)
    await run_sync(partial(adopt, world.workspace, after, NEW_TOKEN, END, before=before))
    with pytest.raises(NeedsConsent):
        await renewing
    assert saved(world) == after
    assert token_of(world, saved(world)) == NEW_TOKEN
    assert world.workspace.statuses.load("desk").verdict is None


async def test_grant_is_not_written_over_what_changed_meanwhile(world: World) -> None:
    before = await connected(world)
    changed = replace(before, note="by another")
    world.workspace.connectors.save(changed)
    with pytest.raises(ZdeskError, match="changed meanwhile"):
        adopt(world.workspace, again(before), NEW_TOKEN, END, before=before)
    assert saved(world) == changed


async def test_old_connector_stays_whole_when_saving_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await connected(world)
    content = world.file("desk").read_bytes()
    token = token_of(world, before).reveal()

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        patch.setattr(os, "replace", full)
        with pytest.raises(FileError) as failure:
            adopt(world.workspace, again(before), NEW_TOKEN, END)
    assert failure.value.message == f"{world.file('desk')} was not written: the disk is full."
    assert failure.value.advice.endswith("What was saved before is unchanged.")
    assert world.file("desk").read_bytes() == content
    assert list(world.file("desk").parent.iterdir()) == [world.file("desk")]
    assert token_of(world, saved(world)).reveal() == token
    # The lock is free again, and the disk has room again.
    assert adopt(world.workspace, again(before), NEW_TOKEN, END) == ()


async def test_token_that_cannot_be_kept_is_a_warning(world: World) -> None:
    before = await connected(world)
    tokens = Path(world.workspace.paths.tokens)
    for file in tokens.iterdir():
        file.unlink()
    tokens.rmdir()
    tokens.write_text("in the way", encoding="utf-8")
    after = again(before)
    [warning] = adopt(world.workspace, after, NEW_TOKEN, END)
    assert warning.startswith("The connector is saved, its access token is not: ")
    assert NEW_TOKEN.reveal() not in warning
    assert saved(world) == after


async def test_file_of_a_newer_version_is_never_replaced(world: World) -> None:
    before = await connected(world)
    file = world.file("desk")
    file.write_text(file.read_text(encoding="utf-8").replace("format = 1", "format = 2"), "utf-8")
    content = file.read_bytes()
    with pytest.raises(FileError, match="made by a newer zdesk-tui"):
        adopt(world.workspace, again(before), NEW_TOKEN, END)
    assert file.read_bytes() == content


async def test_live_call_counts_as_a_check(world: World) -> None:
    connector = await connected(world)
    proof = await prove(world.workspace, connector, token_of(world, connector))
    assert proof is not None
    assert (proof.call, proof.status) == ("GET /api/v1/organizations", 200)
    status = world.workspace.statuses.load("desk")
    assert status.verdict == "ready"
    assert status.checked_at is not None
    counts = await run_sync(world.control.counts)
    assert (counts["eu.desk"], counts["desk"]) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 503}, TryLater),
        ({"kind": "cut"}, TryLater),
        ({"kind": "body", "status": 403, "body": '{"errorCode":"SCOPE_MISMATCH"}'}, Refused),
        ({"kind": "body", "status": 401, "body": '{"errorCode":"INVALID_OAUTH"}'}, Refused),
    ],
)
async def test_failed_call_leaves_the_connector_and_says_nothing_of_ready(
    world: World, fault: dict[str, object], error: type[Exception]
) -> None:
    connector = await connected(world)
    await run_sync(partial(world.control.fault, "desk", **fault))  # type: ignore[arg-type]
    with pytest.raises(error):
        await prove(world.workspace, connector, token_of(world, connector))
    assert saved(world) == connector
    assert world.workspace.statuses.load("desk").verdict is None


async def test_nothing_is_proven_where_no_scope_opens_a_call(world: World) -> None:
    connector = replace(await connected(world), scopes=("ZohoCRM.modules.ALL",))
    assert await prove(world.workspace, connector, token_of(world, connector)) is None
    assert world.workspace.statuses.load("desk").checked_at is None
    assert (await run_sync(world.control.counts)).get("desk", 0) == 0


async def test_proof_in_the_wrong_organization_is_refused(world: World) -> None:
    connector = await connected(world)
    stranger = replace(
        connector, organization=Organization("1"), scopes=("Desk.tickets.READ",)
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        await prove(world.workspace, stranger, token_of(world, connector))
    assert refusal.value.mends == "organization"


async def test_known_account_is_not_lost_by_an_unknown_one(world: World) -> None:
    grant = (await connected(world)).grant
    assert grant is not None
    known = with_account(grant, "admin@zylker.example", "600")
    assert (known.account, known.zuid) == ("admin@zylker.example", "600")
    assert with_account(known, None, None) == known


async def test_new_connector_is_not_written_over_one_that_was_saved_meanwhile(
    world: World,
) -> None:
    before = await connected(world)
    kept = world.file("desk").read_bytes()
    with pytest.raises(ZdeskError) as refused:
        adopt(world.workspace, again(before), NEW_TOKEN, END, new=True)
    assert "saved meanwhile" in refused.value.message
    assert refused.value.mends == "connector"
    assert world.file("desk").read_bytes() == kept


async def test_grants_are_counted_and_warned_of_before_zoho_drops_one(world: World) -> None:
    first = await connected(world)
    assert first.grant
    for number in range(2, KEPT + 2):
        token = Secret(f"1000.number.{number}")
        connector = replace(first, grant=replace(first.grant, refresh_token=token))
        warnings = adopt(world.workspace, connector, NEW_TOKEN, END)
        assert bool(warnings) is (number >= MANY), number
        if warnings:
            # What the 21st has pushed out counts no longer.
            assert f"{min(number, KEPT)} refresh tokens" in warnings[0]
            assert "keeps 20" in warnings[0]


async def test_list_of_grants_that_cannot_be_written_keeps_nothing_from_being_saved(
    world: World,
) -> None:
    before = await connected(world)
    Path(world.workspace.paths.grants).unlink()
    Path(world.workspace.paths.grants).mkdir()
    after = again(before)
    assert adopt(world.workspace, after, NEW_TOKEN, END) == ()
    assert saved(world) == after


async def test_keyring_that_fails_loses_no_grant(world: World, ring: None) -> None:
    before = await connected(world)
    move(world.workspace, "desk", "keyring")
    kept = saved(world)
    kept.client.secret.reveal()
    use(FAILING)
    after = again(kept)
    [warning] = adopt(world.workspace, after, NEW_TOKEN, END)
    assert "Its secrets are in its file now" in warning
    assert "No keyring is running" in warning
    assert world.workspace.command("secrets", "desk", "--to", "keyring") in warning
    assert saved(world) == replace(before, grant=after.grant)
