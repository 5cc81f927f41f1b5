"""What is done with one connector: edited, renamed, copied, deleted, brought back, and more."""

from dataclasses import replace
from difflib import unified_diff
from functools import partial
from pathlib import Path

import pytest
from anyio.to_thread import run_sync

from tests.tui.test_home import home
from tests.tui.test_journeys import connector_of
from tests.tui.world import NARROW, Wizard, Zoho, accept
from zdesk_tui.connector import Connector
from zdesk_tui.sandbox import visitor
from zdesk_tui.secret import Secret
from zdesk_tui.store.status import Status, Verdict
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.delete import DeleteScreen
from zdesk_tui.tui.screens.detail import DetailScreen
from zdesk_tui.tui.screens.edit import EditScreen
from zdesk_tui.tui.screens.enhance import EnhanceScreen
from zdesk_tui.tui.screens.home import HomeScreen
from zdesk_tui.tui.screens.naming import NamingScreen
from zdesk_tui.tui.screens.reorganize import ReorganizeScreen
from zdesk_tui.tui.screens.rescope import RescopeScreen
from zdesk_tui.tui.screens.rotate import RotateScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio


def file_of(workspace: Workspace, name: str = "desk-prod") -> Path:
    return Path(workspace.paths.connector(name))


def changed(old: str, now: str) -> list[str]:
    """Return the keys of the lines that differ."""
    lines = unified_diff(old.splitlines(), now.splitlines(), lineterm="", n=0)
    keys = [line[1:].partition(" =")[0] for line in lines if line[:1] in "+-"]
    return list(dict.fromkeys(key for key in keys[2:]))


async def saved(workspace: Workspace, zoho: Zoho) -> Connector:
    """Save a connector in the order in which we write, so that a difference is one of values."""
    connector = await connector_of(workspace, zoho)
    workspace.connectors.save(connector)
    return workspace.connectors.load(connector.name)


async def opened(person: Wizard) -> None:
    await person.press("enter")
    await person.at(DetailScreen)


@pytest.mark.parametrize("size", [(80, 24), NARROW])
async def test_data_center_is_edited_alone_and_says_that_consent_is_needed(
    workspace: Workspace, zoho: Zoho, size: tuple[int, int]
) -> None:
    before = await saved(workspace, zoho)
    old = file_of(workspace).read_text("utf-8")
    async with home(workspace, size) as person:
        await opened(person)
        await person.press("e")
        await person.at(EditScreen)
        await person.press("tab", "tab")
        await person.pick("India")
        assert "needs consent again: its grant was given in another" in person.said
        assert file_of(workspace).read_text("utf-8") == old
        await person.press("f2")
        await person.at(DetailScreen)
        assert "needs consent again: a asks for it" in person.message
        assert "! needs consent" in person.drawn
    after = workspace.connectors.load(before.name)
    india = zoho.center("in")
    assert after == replace(before, data_center=india, user_data_center=india)
    assert changed(old, file_of(workspace).read_text("utf-8")) == [
        "data_center", "user_data_center", "request_token_url", "access_token_url",
        "refresh_token_url",
    ]  # fmt: skip


async def test_edit_is_refused_where_it_is_typed_and_nothing_typed_is_lost(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    async with home(workspace) as person:
        await opened(person)
        await person.press("e")
        screen = await person.at(EditScreen)
        await person.press("f2")
        assert "Nothing was edited" in person.message
        await person.fill("For the night shift")
        await person.press(*["tab"] * 10)
        await person.fill("not digits")
        await person.press("f2")
        assert person.message.startswith("! Organization:")
        assert person.focus == "organization-input"
        await person.fill("2390011")
        workspace.connectors.save(replace(before, note="by another"))
        await person.press("f2")
        await person.until(lambda: "was changed meanwhile" in person.message)
        assert screen.after.note == "For the night shift"
        workspace.connectors.save(before)
        await person.press("f2")
        await person.at(DetailScreen)
        assert "Nobody has checked it since" in person.message
    after = workspace.connectors.load(before.name)
    assert after.organization
    assert (after.note, after.organization.id) == ("For the night shift", "2390011")
    assert after.grant == before.grant


async def test_new_secret_is_saved_once_it_is_proven_for_all_of_its_client(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    right = before.client.secret
    stale = replace(before, client=replace(before.client, secret=Secret("0" * 42)))
    for name in ("desk-prod", "twin"):
        workspace.connectors.save(replace(stale, name=name))
    old = file_of(workspace).read_text("utf-8")
    async with home(workspace) as person:
        await person.press("r")
        await person.at(RotateScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        await person.press("r")
        await person.at(RotateScreen)
        assert "twin, of the same client" in person.said
        await person.fill("1" * 42)
        await person.enter()
        await person.press("enter")
        await person.until(lambda: "The old one stays" in person.message)
        assert file_of(workspace).read_text("utf-8") == old
        await person.press("shift+tab")
        await person.fill(right.reveal())
        assert right.reveal() not in person.drawn
        await person.press("f2", "tab")
        await person.enter()
        await person.at(DetailScreen)
        assert person.message.count("Proven: a renewal") == 2
    assert file_of(workspace).read_text("utf-8") == old.replace("0" * 42, right.reveal())
    assert workspace.connectors.load("twin").client.secret == right


async def test_another_organization_is_proven_and_one_that_is_refused_is_not_saved(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    assert before.organization
    elsewhere = replace(before.organization, id="2391882")
    workspace.connectors.save(replace(before, organization=elsewhere))
    old = file_of(workspace).read_text("utf-8")
    async with home(workspace) as person:
        await opened(person)
        await person.press("o")
        await person.at(ReorganizeScreen)
        await person.sees("this consent")
        for listed in ("2389290", "2390011", "2391882"):
            assert listed in person.said
        await person.press("home", "up", "up", "up", "down", "enter")
        await person.until(lambda: "OAUTH_ORG_MISMATCH" in person.message)
        assert "Nothing is changed" in person.message
        assert file_of(workspace).read_text("utf-8") == old
        await person.press("up", "enter")
        await person.at(DetailScreen)
        assert "answered 200 there" in person.message
    assert workspace.connectors.load(before.name) == before
    assert changed(old, file_of(workspace).read_text("utf-8")) == ["id"]


async def test_names_and_copies(workspace: Workspace, zoho: Zoho) -> None:
    before = await saved(workspace, zoho)
    content = file_of(workspace).read_bytes()
    async with home(workspace) as person:
        await opened(person)
        await person.press("D")
        await person.at(NamingScreen)
        await person.enter()
        await person.at(DetailScreen)
        assert "desk-prod-2 is a copy" in person.message
        await person.press("m")
        await person.at(NamingScreen)
        await person.fill("Desk-Prod")
        await person.enter()
        assert "is saved already" in person.message
        await person.fill("desk-copy")
        await person.enter()
        await person.at(DetailScreen)
        assert "desk-prod-2 is called desk-copy now" in person.message
        assert "desk-copy" in person.drawn.splitlines()[0]
    assert workspace.connectors.names() == ["desk-copy", "desk-prod"]
    assert file_of(workspace).read_bytes() == content
    copy = workspace.connectors.load("desk-copy")
    assert (copy.grant, copy.client) == (None, before.client)


async def test_deleted_connector_can_be_brought_back_until_the_program_ends(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    zoho.control.fault("revoke", "status", status=503, times=2)
    async with home(workspace) as person:
        await opened(person)
        await person.press("d")
        await person.at(DeleteScreen)
        await person.press("down", "enter")
        await person.at(HomeScreen)
        await person.until(lambda: "could not be revoked" in person.message)
        assert "under Connected Apps" in person.message
        assert workspace.connectors.names() == []
        assert "u undo delete" in person.keys
        await person.press("n", "escape")
        await person.at(HomeScreen)
        await person.press("u")
        await person.until(lambda: "is back, without its grant" in person.message)
        assert "! desk-prod" in person.drawn
        await person.press("u")
        assert "Nothing was deleted" in person.message
    assert workspace.connectors.load(before.name) == replace(before, grant=None)


async def rescoped(person: Wizard, scope: str) -> None:
    await opened(person)
    await person.write("+")
    await person.at(RescopeScreen)
    await person.paste(scope)
    assert f"Added (1) {scope}" in person.said


async def test_scope_that_a_check_has_missed_is_added_by_one_key(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    assert before.grant
    few = ("Desk.search.READ",)
    grant = replace(before.grant, scopes=few, granted_scopes=None)
    workspace.connectors.save(replace(before, scopes=few, grant=grant))
    missing = Verdict("scopes", "!", "missing", "A scope is missing.")
    workspace.statuses.save(before.name, Status(1.0, 2.0, "scope missing", (missing,)))
    async with home(workspace) as person:
        await opened(person)
        await person.write("+")
        await person.at(RescopeScreen)
        assert "Added (1) Desk.tickets.READ" in person.said
        await person.press("tab")
        await person.enter()
        screen = await person.at(ConsentScreen)
        assert screen.draft.scopes == (*few, "Desk.tickets.READ")


async def test_other_scopes_that_are_left_are_not_what_consent_again_means(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    async with home(workspace) as person:
        await rescoped(person, "Desk.settings.READ")
        await person.press("tab")
        await person.enter()
        await person.at(ConsentScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        assert "Nothing was changed: desk-prod has the scopes of before" in person.message
        await person.press("a")
        screen = await person.at(ConsentScreen)
        assert screen.draft.scopes == before.scopes


async def test_more_scopes_by_a_fresh_consent_leave_the_old_grant_until_the_new_one_is_saved(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    old = file_of(workspace).read_bytes()
    async with home(workspace) as person:
        await rescoped(person, "Desk.settings.READ")
        await person.press("tab")
        await person.enter()
        screen = await person.at(ConsentScreen)
        assert screen.draft.scopes == (*before.scopes, "Desk.settings.READ")
        await person.until(lambda: screen.session.listening)
        await accept(zoho, screen.session.link)
        await person.at(SaveScreen)
        assert "its grant is replaced, and its Scopes" in person.said
        assert file_of(workspace).read_bytes() == old
        await person.press("enter")
        await person.sees("Proven")
    after = workspace.connectors.load(before.name)
    assert after.grant
    assert after.scopes == after.grant.scopes == (*before.scopes, "Desk.settings.READ")


async def short_link(person: Wizard) -> str:
    """Return the only address on the screen; Zoho's own, with its token, is not there."""
    await person.until(lambda: "http://localhost:" in person.said)
    assert "enhance_token" not in person.drawn
    [link] = {word for word in person.said.split() if word.startswith("http")}
    return link


async def test_scopes_are_added_through_the_short_link_alone(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await saved(workspace, zoho)
    async with home(workspace) as person:
        await rescoped(person, "Desk.settings.READ")
        await person.press("tab", "down")
        await person.enter()
        await person.at(EnhanceScreen)
        await person.sees("Waiting for your consent")
        first = await short_link(person)
        await run_sync(partial(visitor.accept, first, port=zoho.port, reject=True))
        await person.until(lambda: "are not there" in person.message)
        assert workspace.connectors.load(before.name) == before
        await person.press("n")
        await person.until(lambda: "http" in person.said and first not in person.said)
        await run_sync(partial(visitor.accept, await short_link(person), port=zoho.port))
        await person.at(DetailScreen)
        assert "has 4 scopes now. Proven" in person.message
    after = workspace.connectors.load(before.name)
    assert before.grant
    assert after.grant
    assert after.grant.refresh_token == before.grant.refresh_token
    assert after.scopes == (*before.scopes, "Desk.settings.READ")
