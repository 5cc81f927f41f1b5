"""Whose grant it is and what it reaches: optional extras stay optional."""

from functools import partial

import pytest
from anyio.to_thread import run_sync

from tests.commands import World, connect
from zdesk_tui.catalog.services import of
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.lifecycle.revoke import revoke
from zdesk_tui.lifecycle.whose import Whose, person_in, whose
from zdesk_tui.secret import Secret
from zdesk_tui.zoho.accounts import Person

pytestmark = pytest.mark.anyio

DESK = of("desk")
TICKETS = ("Desk.tickets.READ",)
BASIC = ("Desk.tickets.READ", "desk.basic.read")
PROFILE = ("Desk.tickets.READ", "AaaServer.profile.READ")
ALL_THREE = ["2389290", "2390011", "2391882"]
NO_SCOPE = '{"cause":"INVALID_OAUTHSCOPE","response":"error"}'
NO_DESK_SCOPE = '{"errorCode":"SCOPE_MISMATCH","message":"no"}'
ADMIN = Person("admin@zylker.example", "600001011", "Ada Admin")


def eu(world: World) -> DataCenter:
    row = world.workspace.data_centers.get("eu")
    assert row is not None
    return row


async def token(world: World) -> Secret:
    await run_sync(partial(connect, world, "desk"))
    cached = world.workspace.tokens.load(world.workspace.connectors.load("desk"))
    assert cached is not None
    return cached.access_token


async def fault(world: World, endpoint: str, body: str, status: int = 200) -> None:
    await run_sync(
        partial(world.control.fault, endpoint, "body", body=body, status=status, times=None)
    )


async def ask(world: World, scopes: tuple[str, ...]) -> Whose:
    """Ask with a token that reaches Desk, of whose scopes the person chose these."""
    return await whose(DESK, eu(world), await token(world), scopes)


async def test_desk_tells_whose_it_is_and_what_it_reaches(world: World) -> None:
    found = await ask(world, BASIC)
    assert found.person is not None
    assert found.person.account == "admin@zylker.example"
    assert [row.id for row in found.organizations] == ALL_THREE
    assert found.bound == frozenset({"2389290"})
    assert found.problem is None


async def test_nobody_is_asked_for_without_a_scope_that_was_chosen(world: World) -> None:
    found = await ask(world, TICKETS)
    assert found.person is None
    counts = await run_sync(world.control.counts)
    assert counts.get("user_info", 0) == counts.get("myinfo", 0) == 0


async def test_refused_user_info_leaves_the_account_unknown(world: World) -> None:
    await fault(world, "user_info", NO_SCOPE)
    found = await ask(world, PROFILE)
    assert (found.person, found.problem) == (None, None)
    assert [row.id for row in found.organizations] == ALL_THREE
    assert (await run_sync(world.control.counts))["eu.user_info"] == 1


@pytest.mark.parametrize(
    ("body", "status", "person"),
    [
        (
            '{"Email":"admin@zylker.example","ZUID":600001011,"Display_Name":"Ada Admin"}',
            200,
            ADMIN,
        ),
        ("{}", 200, None),
        ('{"Email":null,"ZUID":true}', 200, None),
        (NO_SCOPE, 401, None),
        ("<html>", 502, None),
        ("", 500, None),
    ],
)
async def test_accounts_server_tells_as_far_as_it_can(
    world: World, body: str, status: int, person: Person | None
) -> None:
    await fault(world, "user_info", body, status)
    found = await ask(world, PROFILE)
    assert found.person == person
    assert found.problem is None


async def test_desk_that_does_not_tell_is_followed_by_the_accounts_server(world: World) -> None:
    await fault(world, "myinfo", NO_DESK_SCOPE, 403)
    await fault(world, "user_info", '{"Email":"admin@zylker.example"}')
    found = await ask(world, (*BASIC, "AaaServer.profile.READ"))
    assert found.person == Person("admin@zylker.example")


async def test_organizations_that_cannot_be_had_are_a_problem_and_no_failure(world: World) -> None:
    await fault(world, "organizations", NO_DESK_SCOPE, 403)
    found = await ask(world, BASIC)
    assert found.organizations == ()
    assert isinstance(found.problem, Refused)
    assert found.problem.mends == "scopes"
    assert found.person is not None
    assert found.bound == frozenset({"2389290"})


async def test_desk_out_of_order_is_a_problem_to_try_again(world: World) -> None:
    await fault(world, "desk", "<html>", 503)
    found = await ask(world, BASIC)
    assert (found.person, found.organizations, found.bound) == (None, (), None)
    assert isinstance(found.problem, TryLater)


async def test_wire_that_cannot_be_made_is_a_problem_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = await token(world)
    monkeypatch.setenv("ALL_PROXY", "socks://x")
    found = await whose(DESK, eu(world), access, BASIC)
    assert isinstance(found.problem, TryLater)
    assert "ALL_PROXY" in found.problem.message
    assert await person_in(DESK, eu(world), access, BASIC, "2389290") is None
    assert isinstance(await revoke_at_zoho(world, access), TryLater)


async def revoke_at_zoho(world: World, token: Secret) -> ZdeskError | None:
    return await revoke(
        world.workspace.data_centers, world.workspace.connectors.load("desk"), token
    )


async def test_person_is_asked_for_once_more_in_the_chosen_organization(world: World) -> None:
    access = await token(world)
    found = await person_in(DESK, eu(world), access, BASIC, "2389290")
    assert found is not None
    assert found.account == "admin@zylker.example"
    assert await person_in(DESK, eu(world), access, BASIC, "1") is None
    assert await person_in(DESK, eu(world), access, TICKETS, "2389290") is None


async def test_revoked_refresh_token_ends_its_access_tokens(world: World) -> None:
    access = await token(world)
    grant = world.workspace.connectors.load("desk").grant
    assert grant is not None
    assert grant.refresh_token is not None
    assert await revoke_at_zoho(world, grant.refresh_token) is None
    assert (await whose(DESK, eu(world), access, BASIC)).problem is not None
    # What is gone already counts as gone.
    assert await revoke_at_zoho(world, grant.refresh_token) is None


async def test_revocation_that_was_not_confirmed_is_told(world: World) -> None:
    access = await token(world)
    await fault(world, "revoke", "<html>", 502)
    assert isinstance(await revoke_at_zoho(world, access), TryLater)
