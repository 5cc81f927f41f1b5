"""Another organization, where the token reaches it."""

import asyncio
from dataclasses import replace

import pytest

from tests.commands import World, connect
from zdesk_tui.connector import Organization
from zdesk_tui.errors import Refused
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.reorganize import reorganize
from zdesk_tui.secret import Secret
from zdesk_tui.store.status import Status, Verdict
from zdesk_tui.zoho.services import Proof

OTHER = Organization("2390011", "Zylker")


def turn(world: World, organization: Organization | None) -> Proof | None:
    connector = world.workspace.connectors.load("desk")
    cached = world.workspace.tokens.load(connector)
    token = cached.access_token if cached else Secret("")
    return asyncio.run(reorganize(world.workspace, connector, token, organization))


def test_organization_that_the_token_does_not_reach_is_not_saved(world: World) -> None:
    connect(world, "desk")
    old = world.file("desk").read_bytes()
    with pytest.raises(Refused) as refused:
        turn(world, OTHER)
    assert refused.value.mends == "organization"
    assert world.file("desk").read_bytes() == old


def test_organization_that_answers_is_saved_and_counts_as_a_check(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, organization=OTHER))
    old = world.file("desk").read_text("utf-8")
    bad = Verdict("organization", "!", "refused", "OAUTH_ORG_MISMATCH")
    world.workspace.statuses.save("desk", Status(1.0, 1.0, "organization refused", (bad,)))
    proof = turn(world, connector.organization)
    assert proof
    assert proof.call == "GET /api/v1/tickets?limit=1"
    assert world.file("desk").read_text("utf-8") == old.replace(OTHER.id, "2389290")
    assert row_of(world.workspace, "desk", 1e9).state.startswith("ready")
    assert [one.mark for one in world.workspace.statuses.load("desk").verdicts] == ["+", "+", "+"]


@pytest.mark.parametrize("organization", [OTHER, None])
def test_without_a_call_inside_it_is_saved_unproven(
    world: World, organization: Organization | None
) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, scopes=("Desk.basic.READ",)))
    assert turn(world, organization) is None
    assert world.workspace.connectors.load("desk").organization == organization
