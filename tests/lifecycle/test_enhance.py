"""More scopes for a grant that is there: believed only when a live call proves them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.commands import World, connect
from zdesk_tui.errors import NeedsConsent, ZdeskError
from zdesk_tui.lifecycle.enhance import begin, enhanceable, prove_and_save
from zdesk_tui.sandbox import visitor
from zdesk_tui.secret import Secret

TICKETS = "Desk.tickets.READ"
SETTINGS = "Desk.settings.READ"
"""What it opens without an effort, `Desk.basic.READ` opens too."""


def add(world: World, *added: str, reject: bool = False) -> str:
    """Consent to more scopes as a person does, and let them be proven."""
    before = world.workspace.connectors.load("desk")
    link = asyncio.run(begin(before, added))
    visitor.accept(link.reveal(), port=world.port, reject=reject, deliver=False)
    scopes = (*before.scopes, *added)
    return asyncio.run(prove_and_save(world.workspace, before, scopes))


def test_added_scope_is_proven_by_a_call_and_the_refresh_token_stays(world: World) -> None:
    connect(world, "desk", scopes=("Desk.basic.READ",))
    before = world.workspace.connectors.load("desk")
    assert before.grant
    said = add(world, TICKETS)
    assert said.startswith("Proven: GET /api/v1/tickets")
    after = world.workspace.connectors.load("desk")
    scopes = (*before.scopes, TICKETS)
    assert after.grant
    assert after.scopes == after.grant.scopes == after.grant.granted_scopes == scopes
    assert after.grant.refresh_token == before.grant.refresh_token
    untouched = {"scopes": before.scopes, "grant": before.grant}
    assert replace(after, **untouched) == before  # type: ignore[arg-type]
    assert world.workspace.grants.count(after.grant) == 1, "none of the 20 is used up"
    assert len(world.control.state()["refresh_tokens"]) == 1
    cached = world.workspace.tokens.load(after)
    assert cached, "the token of before lacks the scope and counts no longer"


def test_scope_without_a_call_is_proven_by_what_zoho_lists(world: World) -> None:
    connect(world, "desk")
    assert "listed the added scopes" in add(world, SETTINGS)


REFUSED: list[tuple[str, Mapping[str, object], str]] = [
    (TICKETS, {"enhance_adds": False}, "renewed the token without Desk.tickets.READ"),
    (TICKETS, {"enhance_adds": False, "scope_in_answer": "absent"}, "a call that needs one"),
    (SETTINGS, {"scope_in_answer": "absent"}, "no call is known"),
]


@pytest.mark.parametrize(("scope", "switches", "why"), REFUSED)
def test_what_is_not_proven_is_not_believed_whatever_the_page_says(
    world: World, scope: str, switches: Mapping[str, object], why: str
) -> None:
    connect(world, "desk", scopes=("Desk.basic.READ",))
    world.control.switch(**switches)
    old = world.file("desk").read_bytes()
    with pytest.raises(ZdeskError, match=why) as told:
        add(world, scope)
    assert "unchanged" in told.value.advice
    assert world.file("desk").read_bytes() == old


def test_call_that_is_refused_for_another_reason_proves_nothing_either_way(world: World) -> None:
    connect(world, "desk", scopes=("Desk.basic.READ",))
    gone = {"status": 404, "body": '{"errorCode":"URL_NOT_FOUND","message":"no"}'}
    world.control.fault("tickets", "body", **gone)
    world.control.switch(scope_in_answer="absent")
    with pytest.raises(ZdeskError, match="would prove them was refused"):
        add(world, TICKETS)
    world.control.fault("tickets", "body", **gone)
    world.control.switch(scope_in_answer="blanks")
    assert "listed the added scopes" in add(world, TICKETS)


def test_refused_and_unreached_change_nothing(world: World) -> None:
    connect(world, "desk")
    old = world.file("desk").read_bytes()
    with pytest.raises(ZdeskError, match="not there"):
        add(world, SETTINGS, reject=True)
    world.control.fault("token", "cut")
    with pytest.raises(ZdeskError):
        add(world, SETTINGS)
    assert world.file("desk").read_bytes() == old


def test_connector_that_changed_meanwhile_is_not_written_over(world: World) -> None:
    connect(world, "desk")
    before = world.workspace.connectors.load("desk")
    link = asyncio.run(begin(before, (SETTINGS,)))
    visitor.accept(link.reveal(), port=world.port, deliver=False)
    world.workspace.connectors.save(replace(before, note="by another"))
    with pytest.raises(ZdeskError, match="changed meanwhile"):
        asyncio.run(prove_and_save(world.workspace, before, (*before.scopes, SETTINGS)))
    assert world.workspace.connectors.load("desk").note == "by another"


def test_dead_grant_and_clients_without_a_redirect_uri_cannot_have_scopes_added(
    world: World,
) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    assert enhanceable(world.workspace, connector)
    assert connector.grant
    lost = replace(connector.grant, refresh_token=Secret("1000.lost.lost"))
    with pytest.raises(NeedsConsent):
        asyncio.run(begin(replace(connector, grant=lost), (SETTINGS,)))
    device = replace(connector.client, type="non-browser", redirect_uri="")
    for other in (
        replace(connector, grant=None),
        replace(connector, client=device),
        replace(connector, scopes=(SETTINGS,)),
    ):
        assert not enhanceable(world.workspace, other)
