"""Live checks against the sandbox: the verdict, what is remembered, and how often Zoho is asked."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands import HOUR, World, connect, consent
from tests.ports import free_port
from zdesk_tui.connector import Organization
from zdesk_tui.lifecycle.check import APART, Outcome, Pace, check, check_several, worst
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.retire import take_back
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.secret import Secret
from zdesk_tui.store.status import Status
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


def test_what_cannot_be_read_is_not_asked_about(world: World) -> None:
    connect(world, "desk")
    text = world.file("desk").read_text("utf-8")
    newer = text.replace("format = 1", "format = 2")
    for name, content in (("newer", newer), ("broken", "format = \n")):
        world.file(name).write_text(content, encoding="utf-8")
    found = {name: checked(world, name) for name in ("newer", "broken", "gone")}
    assert [(one.verdict, one.exit_code) for one in found.values()] == [
        ("newer format", 6), ("unreadable, line 1", 6), ("unreadable", 6),
    ]  # fmt: skip
    assert found["broken"].advice == "Run: zdesk-tui edit broken"
    assert world.control.counts() == {}


def test_connector_in_zoho_is_asked_about_its_client_alone(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    kept = replace(connector, lives_in="zoho-connector", grant=None)
    world.workspace.connectors.save(kept)
    found = checked(world)
    assert (found.verdict, found.exit_code) == ("lives in Zoho", 0)
    assert "knows its client ID and client secret" in found.reason
    world.control.change_secret(connector.client.id)
    found = checked(world)
    assert (found.verdict, found.exit_code) == ("credentials refused", 1)
    assert "as far as one can see" in found.reason
    assert row_of(world.workspace, "desk", time.time()).state == "credentials refused"
    world.control.fault("token", "cut")
    assert checked(world).exit_code == 5
    assert remembered(world) == "credentials refused"
    world.workspace.connectors.save(replace(kept, client=replace(kept.client, id="1000.ABCDEFGH")))
    assert "does not know its client ID" in checked(world).reason
    assert set(world.control.counts()) <= {"token", "eu.token", "exchange", "eu.exchange"}


def verdicts(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.mark, one.word) for one in outcome.verdicts]


def test_three_verdicts_have_a_reason_each_and_are_kept(world: World) -> None:
    connect(world, "desk")
    good = checked(world)
    assert verdicts(good) == [("+", "alive"), ("+", "sufficient"), ("+", "reachable")]
    _, scopes, organization = good.verdicts
    assert "Desk.tickets.READ opens GET /api/v1/tickets" in scopes.reason
    assert "2389290" in organization.reason
    assert world.workspace.statuses.load("desk").verdicts == good.verdicts
    refuse(world, "SCOPE_MISMATCH", 403)
    found = checked(world)
    assert verdicts(found) == [("+", "alive"), ("!", "missing"), ("~", "unknown")]
    assert "GET /api/v1/organizations asks for Desk.basic.READ" in found.reason
    world.control.fault("organizations", "cut")
    assert checked(world).verdicts == ()
    assert world.workspace.statuses.load("desk").verdicts == found.verdicts


@pytest.mark.parametrize("scopes", [None, ("Desk.basic.READ",)])
def test_token_of_another_organization_is_found_out(
    world: World, scopes: tuple[str, ...] | None
) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    assert connector.grant
    if scopes:
        connector = replace(
            connector, scopes=scopes, grant=replace(connector.grant, scopes=scopes)
        )  # fmt: skip
    world.workspace.connectors.save(connector)
    assert verdicts(checked(world))[2] == ("+", "reachable")
    other = replace(connector, organization=Organization("2391882", "Zylker Support"))
    world.workspace.connectors.save(other)
    found = checked(world)
    assert verdicts(found) == [
        ("+", "alive"), ("+" if scopes else "~", "sufficient" if scopes else "unknown"),
        ("!", "refused"),
    ]  # fmt: skip
    assert (found.verdict, found.exit_code) == ("organization refused", 1)
    assert "2391882" in found.reason


def test_what_happens_at_zoho_is_told_apart(world: World) -> None:
    """Each kind of trouble has its own words, and its own step that mends it."""
    for name in ("revoked", "pushed-out", "secret", "deleted", "password"):
        connect(world, name)
        world.expire(name)
    saved = {
        name: world.workspace.connectors.load(name) for name in world.workspace.connectors.names()
    }
    revoked = saved["revoked"]
    assert revoked.grant
    assert revoked.grant.refresh_token
    asyncio.run(take_back(world.workspace, revoked, revoked.grant.refresh_token))
    world.control.change_secret(saved["secret"].client.id)
    world.control.delete_client(saved["deleted"].client.id)
    world.control.switch(authorization_limit="off")
    for _ in range(20):
        consent(world, saved["pushed-out"])
    told: dict[str, Outcome] = {}

    def done(outcome: Outcome) -> None:
        told[outcome.name] = outcome

    asyncio.run(check_several(world.workspace, list(saved), done))
    assert {name: one.verdict for name, one in told.items()} == {
        "revoked": "needs consent", "pushed-out": "needs consent", "secret": "credentials refused",
        "deleted": "credentials refused", "password": "ready",
    }  # fmt: skip
    assert "client secret (invalid_client_secret)" in told["secret"].reason
    assert "client ID (invalid_client)" in told["deleted"].reason
    world.control.change_password("admin@zylker.example")
    found = checked(world, "password")
    assert (found.verdict, found.exit_code) == ("needs consent", 4)
    assert "reauthorize password" in found.advice


def test_renewal_takes_a_bad_verdict_away_and_is_no_check(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    for verdict, state in (
        ("needs consent", "never checked"),
        ("ready", "ready"),
        ("scope missing", "scope missing"),
    ):
        world.workspace.statuses.save("desk", Status(checked_at=time.time(), verdict=verdict))
        world.expire("desk")
        asyncio.run(valid_token(world.workspace, "desk"))
        assert row_of(world.workspace, "desk", time.time()).state == state


def test_verdict_about_an_old_grant_is_not_written_on_a_newer_one(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    assert connector.grant
    refuse(world, "SCOPE_MISMATCH", 403)
    world.control.fault("organizations", "delay", seconds=0.5)
    newer = replace(connector.grant, authorized_at=datetime(2030, 1, 1, tzinfo=UTC))

    async def both() -> Outcome:
        checking = asyncio.ensure_future(check(world.workspace, "desk"))
        while not world.control.counts().get("organizations"):
            await asyncio.sleep(0.01)
        world.workspace.connectors.save(replace(connector, grant=newer))
        world.workspace.statuses.save("desk", Status(verdict="ready"))
        return await checking

    assert asyncio.run(both()).verdict == "scope missing"
    assert remembered(world) == "ready"


def test_outage_in_the_middle_leaves_the_verdicts_of_before(world: World) -> None:
    connect(world, "desk-00")
    first = world.workspace.connectors.load("desk-00")
    cached = world.workspace.tokens.load(first)
    assert cached
    for number in range(1, 40):
        world.workspace.connectors.save(replace(first, name=f"desk-{number:02}"))
        one = world.workspace.connectors.load(f"desk-{number:02}")
        world.workspace.tokens.save(one, cached.access_token, cached.expires_at)
        world.workspace.statuses.save(one.name, Status(1.0, 2.0, "scope missing"))
    told: list[Outcome] = []

    def done(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 10:
            world.control.fault("desk", "cut", times=None)

    world.control.clear_counts()
    asyncio.run(check_several(world.workspace, world.workspace.connectors.names(), done))
    answered = [one.name for one in told if one.verdict == "ready"]
    later = [one for one in told if one.verdict == "try later"]
    assert len(answered) + len(later) == 40
    assert 10 <= len(answered) < 20
    assert {one.exit_code for one in later} == {5}
    for outcome in later:
        assert world.workspace.statuses.load(outcome.name).verdict == "scope missing"
    spared = [one for one in later if "was not asked about" in one.reason]
    assert len(spared) > 10, "a server that is away is not asked by every one of them"
    assert "again later" in spared[0].advice


def test_token_requests_to_one_server_keep_their_distance() -> None:
    async def turns() -> list[float]:
        pace, loop = Pace(), asyncio.get_running_loop()
        start = loop.time()
        took = []

        async def turn(host: str) -> None:
            await pace.turn(host)
            took.append(loop.time() - start)

        await asyncio.gather(turn("a"), turn("a"), turn("b"), turn("a"))
        return sorted(took)

    first, other, second, third = asyncio.run(turns())
    assert first <= other < APART
    assert second >= APART * 0.99
    assert third >= 2 * APART * 0.99


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
    assert found.reason.endswith(" GET /api/v1/organizations asks for Desk.basic.READ.")


def at_zoho(world: World, **changes: object) -> None:
    """Save a connector that lives in Zoho, with the client of one that works."""
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    kept = replace(connector, lives_in="zoho-connector", **changes)  # type: ignore[arg-type]
    world.workspace.connectors.save(replace(kept, name="sigma"))


def test_what_lives_in_zoho_is_checked_live_with_a_grant_of_its_own(world: World) -> None:
    at_zoho(world)
    found = checked(world, "sigma")
    assert (found.verdict, found.exit_code) == ("ready", 0)
    assert "answered 200" in found.reason
    told = world.run("token", "sigma")
    assert (told.returncode, told.stdout) == (1, "")
    assert "its grant here is for checks and trials" in told.stderr
