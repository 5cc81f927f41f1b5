"""Live checks against the sandbox: the verdict, what is remembered, and how often Zoho is asked."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import HOUR, World, connect
from tests.ports import free_port
from zdesk_tui.lifecycle.check import Outcome, check, check_several, worst
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.retire import take_back
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.secret import Secret
from zdesk_tui.workspace import Workspace

DATA = "application/json;charset=UTF-8"


def checked(world: World, name: str = "desk") -> Outcome:
    return asyncio.run(check(world.workspace, name))


def remembered(world: World) -> str | None:
    return world.workspace.statuses.load("desk").verdict


def refuse(world: World, code: str, status: int = 401, **more: object) -> None:
    """Let Desk's list of organizations answer with an error code."""
    world.control.fault(
        "organizations", "body", status=status, content_type=DATA,
        body=f'{{"errorCode":"{code}","message":"x"}}', **more,
    )  # fmt: skip


def test_verdicts_say_what_zoho_refused_and_are_remembered(world: World) -> None:
    connect(world, "desk")
    good = checked(world)
    assert (good.verdict, good.exit_code, good.advice) == ("ready", 0, "")
    assert "GET /api/v1/organizations answered 200" in good.reason
    assert world.control.counts().get("refresh", 0) == 0, "a good cached token is used"
    for code, status, verdict in [
        ("SCOPE_MISMATCH", 403, "scope missing"),
        ("OAUTH_ORG_MISMATCH", 403, "organization refused"),
        ("FORBIDDEN", 403, "organization refused"),
    ]:
        refuse(world, code, status)
        found = checked(world)
        assert (found.verdict, found.exit_code) == (verdict, 1), code
        assert code in found.reason
        assert found.advice
        assert remembered(world) == verdict
    assert world.control.counts().get("refresh", 0) == 0
    # Who cannot be reached says nothing about a connector.
    for kind in ("cut", "status"):
        world.control.fault("organizations", kind)
        away = checked(world)
        assert (away.verdict, away.exit_code) == ("try later", 5)
        assert remembered(world) == "organization refused"
    assert checked(world).verdict == remembered(world) == "ready"


@pytest.mark.parametrize("code", ["INVALID_OAUTH", "AUTHENTICATION_FAILURE"])
def test_token_that_is_refused_before_its_time_is_renewed_once(world: World, code: str) -> None:
    connect(world, "desk")
    refuse(world, code)
    assert checked(world).verdict == "ready"
    assert world.control.counts()["refresh"] == 1
    assert world.control.counts()["organizations"] == 2


def test_token_that_is_always_refused_needs_consent_after_one_retry(world: World) -> None:
    connect(world, "desk")
    refuse(world, "INVALID_OAUTH", times=None)
    found = checked(world)
    assert (found.verdict, found.exit_code) == ("needs consent", 4)
    assert "reauthorize desk" in found.advice
    assert remembered(world) == "needs consent"
    assert world.control.counts()["refresh"] == 1
    assert world.control.counts()["organizations"] == 2


def test_revoked_grant_and_wrong_secret_are_told_apart(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    wrong = replace(connector, client=replace(connector.client, secret=Secret("0" * 42)))
    world.workspace.connectors.save(wrong)
    world.expire("desk")
    found = checked(world)
    assert (found.verdict, found.exit_code) == ("credentials refused", 1)
    assert "invalid_client_secret" in found.reason
    assert remembered(world) == "credentials refused"
    world.workspace.connectors.save(connector)
    assert checked(world).verdict == "ready"
    assert connector.grant
    assert connector.grant.refresh_token
    gone = take_back(world.workspace, connector, connector.grant.refresh_token)
    assert asyncio.run(gone) is None
    found = checked(world)
    assert (found.verdict, found.exit_code) == ("needs consent", 4)
    assert "reauthorize desk" in found.advice
    assert remembered(world) == "needs consent"


def test_renewal_refused_for_a_scope_is_not_taken_for_bad_credentials(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    world.control.fault("token", "body", body='{"error":"invalid_scope"}', content_type=DATA)
    assert checked(world).verdict == remembered(world) == "scope missing"


def test_throttled_connector_is_not_asked_again(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    world.control.fault(
        "token", "body", status=400, content_type=DATA,
        body='{"error":"Access Denied","status":"failure"}',
    )  # fmt: skip
    for _ in range(2):
        found = checked(world)
        assert found.verdict.startswith("try later (until ")
        assert found.exit_code == 5
    assert world.control.counts()["token"] == 1
    row = row_of(world.workspace, "desk", time.time())
    assert row.state == found.verdict


def test_sandbox_that_is_down_keeps_the_old_verdict(world: World) -> None:
    connect(world, "desk")
    assert checked(world).verdict == "ready"
    away = Workspace(world.workspace.paths, data_centers(free_port()), sandbox=True)
    text = world.file("desk").read_text("utf-8")
    port = away.data_centers.get("eu")
    assert port
    moved = text.replace(f"localhost:{world.port}/", f"{port.accounts_host.partition('/')[0]}/")
    world.file("desk").write_text(moved, encoding="utf-8")
    found = asyncio.run(check(away, "desk"))
    assert (found.verdict, found.exit_code) == ("try later", 5)
    assert remembered(world) == "ready"


def test_without_a_call_that_scopes_open_the_renewal_is_the_check(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    assert connector.grant
    scopes = ("Desk.events.READ",)
    narrow = replace(connector, scopes=scopes, grant=replace(connector.grant, scopes=scopes))
    world.workspace.connectors.save(narrow)
    world.workspace.statuses.note("desk", renewed_at=time.time() - HOUR / 2)
    found = checked(world)
    assert (found.verdict, found.exit_code) == ("ready", 0)
    assert "renewed" in found.reason
    assert world.control.counts()["refresh"] == 1
    assert checked(world).verdict == "ready"
    assert world.control.counts()["refresh"] == 1, "just renewed is proof enough"


def test_what_is_not_ours_to_ask_is_not_asked(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    kept = replace(connector, name="sigma", lives_in="zoho-connector", grant=None)
    world.workspace.connectors.save(kept)
    text = world.file("desk").read_text("utf-8")
    newer = text.replace("format = 1", "format = 2")
    for name, content in (("newer", newer), ("broken", "format = \n")):
        world.file(name).write_text(content, encoding="utf-8")
    found = {name: checked(world, name) for name in ("sigma", "newer", "broken", "gone")}
    assert [(one.verdict, one.exit_code) for one in found.values()] == [
        ("lives in Zoho", 0), ("newer format", 6), ("unreadable, line 1", 6), ("unreadable", 6),
    ]  # fmt: skip
    assert world.control.counts() == {}


def test_several_are_checked_side_by_side(world: World) -> None:
    for name in ("a", "b", "c"):
        connect(world, name)
    for name in ("a", "b", "c"):
        world.expire(name)
    world.control.fault("token", "delay", seconds=1.0, times=3)
    told: list[Outcome] = []
    start = time.monotonic()
    asyncio.run(check_several(world.workspace, ["a", "b", "c"], told.append))
    assert time.monotonic() - start < 2.5
    assert sorted((one.name, one.verdict) for one in told) == [
        ("a", "ready"), ("b", "ready"), ("c", "ready"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "code"),
    [((), 0), ((0, 0), 0), ((0, 5), 5), ((5, 1), 1), ((1, 4, 0), 4), ((4, 6, 5), 6)],
)
def test_worst_verdict_decides_the_exit_code(codes: tuple[int, ...], code: int) -> None:
    assert worst(Outcome("x", "y", "z", exit_code=one) for one in codes) == code


def test_status_that_cannot_be_written_changes_no_verdict(world: World) -> None:
    connect(world, "desk")
    status = Path(world.workspace.paths.status("desk"))
    status.unlink()
    status.mkdir()
    assert checked(world).verdict == "ready"
    refuse(world, "SCOPE_MISMATCH", 403)
    assert checked(world).verdict == "scope missing"


def test_missing_scope_is_named(world: World) -> None:
    connect(world, "desk")
    refuse(world, "SCOPE_MISMATCH", 403)
    found = checked(world)
    assert found.lacking == ("Desk.basic.READ",)
    assert found.reason.endswith(" The call asks for Desk.basic.READ.")
