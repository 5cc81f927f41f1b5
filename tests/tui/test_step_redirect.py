"""Step 3 by keyboard: every wrong redirect URI has its own reason, and a good one passes."""

import socket
from dataclasses import replace

import pytest

from tests.ports import free_port
from tests.tui.world import NARROW, OVER_SSH, TERMINAL, Size, Zoho, ready_draft, wizard
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.redirects import SUGGESTED, listen_at
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio
SIZES = pytest.mark.parametrize("size", [TERMINAL, NARROW])

WRONG = [
    ("https://accounts.zoho.com/oauth/v2/auth", "accounts server"),
    ("localhost:8123", "http:// or https:// is missing"),
    ("http://localhost:99999/cb", "port must be from 1 to 65535"),
    ("http://localhost:8123/cb#x", "What follows a #"),
    ("ftp://localhost/cb", "Zoho takes only http:// and https://"),
    ("http://localhost:8123/c b", "a blank inside"),
    ("", "redirect URI is needed"),
    ("http://user@localhost:8123/cb", "user name or password"),
    ("https://www.example.com/cb", "is not this machine"),
    ("https://localhost:8123/cb", "https cannot be caught here"),
]


@SIZES
async def test_proposal_is_taken_forward_and_back(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="redirect", redirect_uri=SUGGESTED)
    async with wizard(workspace, draft, size=size) as person:
        await person.at(RedirectScreen)
        assert person.focus == "way"
        await person.enter()
        assert person.focus == "redirect-uri-input"
        await person.enter()
        await person.at(RegisterScreen)
        assert SUGGESTED in person.said
        await person.press("escape")
        await person.at(RedirectScreen)
        assert person.draft.redirect_uri == SUGGESTED
        await person.press("escape")
        await person.at(ScopesScreen)


@SIZES
async def test_address_of_this_machine_by_number_gets_a_proposal_by_name(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="redirect", redirect_uri="")
    async with wizard(workspace, draft, size=size) as person:
        await person.at(RedirectScreen)
        await person.press("tab")
        await person.write("http://127.0.0.1:8123/callback")
        assert "may refuse the IP address 127.0.0.1" in person.said
        assert "F3 writes http://localhost:8123/callback" in person.said
        assert "F3" in person.keys
        await person.press("f3")
        assert person.draft.redirect_uri == "http://localhost:8123/callback"
        assert "F3 writes" not in person.said
        await person.enter()
        await person.at(RegisterScreen)
        assert "http://localhost:8123/callback" in person.said


async def test_number_may_stay_as_it_was_typed(workspace: Workspace, zoho: Zoho) -> None:
    uri = "http://127.0.0.1:8123/callback"
    draft = ready_draft(zoho, step="redirect", redirect_uri=uri)
    async with wizard(workspace, draft) as person:
        await person.at(RedirectScreen)
        await person.press("tab")
        await person.enter()
        await person.at(RegisterScreen)
        assert uri in person.said
        assert person.kept.redirect_uri == uri


async def test_every_wrong_address_is_refused_for_its_own_reason_and_a_good_one_passes(
    workspace: Workspace, zoho: Zoho
) -> None:
    assert len({reason for _, reason in WRONG}) == len(WRONG)
    draft = ready_draft(zoho, step="redirect", redirect_uri="")
    async with wizard(workspace, draft) as person:
        screen = await person.at(RedirectScreen)
        await person.press("tab")
        for uri, reason in WRONG:
            await person.fill(uri)
            assert reason in person.said
            await person.press("enter")
            assert person.app.screen is screen
            assert person.message.startswith("!")
            assert reason in person.message
            assert reason in " ".join(person.drawn.split()), uri
        await person.fill("http://localhost:8123/cb")
        assert person.message == ""
        await person.enter()
        await person.at(RegisterScreen)


async def test_every_server_of_the_table_is_refused_as_redirect(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="redirect", redirect_uri="")
    async with wizard(workspace, draft) as person:
        screen = await person.at(RedirectScreen)
        await person.press("down")
        await person.press("tab")
        sandbox = zoho.center("eu")
        row = next(iter(ZOHO))
        for uri in (sandbox.authorization_url, row.console_url, row.desk_url):
            await person.fill(str(uri))
            await person.press("enter")
            assert person.app.screen is screen
            assert "Here goes where the browser ends up" in person.message


async def test_own_host_is_for_pasting_back(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="redirect", redirect_uri="https://www.example.com/back")
    async with wizard(workspace, draft) as person:
        await person.at(RedirectScreen)
        assert "is not this machine" in person.said
        await person.press("down")
        assert person.draft.way == "own-host"
        assert "is not this machine" not in person.said
        await person.enter()
        await person.enter()
        await person.at(RegisterScreen)
        await person.press("escape")
        await person.at(RedirectScreen)
        assert person.draft.way == "own-host"
        await person.press("up")
        assert str(person.draft.way) == "loopback"
        assert "is not this machine" in person.said


async def test_address_of_another_way_is_there_again_after_back_and_resume(
    workspace: Workspace, zoho: Zoho
) -> None:
    uri = "https://www.example.com/back"
    draft = ready_draft(zoho, step="redirect", way="own-host", redirect_uri=uri)
    async with wizard(workspace, draft) as person:
        await person.at(RedirectScreen)
        await person.press("down")
        assert person.draft.way == "device-code"
        await person.enter()
        await person.at(RegisterScreen)
        kept = person.kept
    async with wizard(workspace, kept.at("redirect")) as person:
        await person.at(RedirectScreen)
        await person.press("up")
        assert person.draft.way == "own-host"
        assert person.draft.redirect_uri == uri


async def test_rehearsal_that_ends_while_its_screen_is_taken_away_draws_nothing(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho, step="redirect")) as person:
        screen = await person.at(RedirectScreen)
        await screen.query_one("#head").remove()
        screen.check()
        assert not screen.stands


async def test_person_over_ssh_is_told_where_the_browser_opens(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="redirect")
    async with wizard(workspace, draft, machine=OVER_SSH) as person:
        await person.at(RedirectScreen)
        assert "over SSH" in person.said


async def test_redirect_is_rehearsed_and_a_free_port_is_offered_for_a_taken_one(
    workspace: Workspace, zoho: Zoho
) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as stranger:
        port = stranger.getsockname()[1]
        draft = ready_draft(zoho, step="redirect", redirect_uri=f"http://localhost:{port}/cb")
        machine = replace(OVER_SSH, host="srv1")
        async with wizard(workspace, draft, machine=machine) as person:
            await person.at(RedirectScreen)
            assert "You are on srv1 over SSH" in person.said
            await person.sees(f"Port {port} is in use")
            assert "API Console as well" in person.said
            await person.press("f3")
            await person.sees("is free, reached over 127.0.0.1")
            assert "F3" not in person.keys
            offered = person.draft.redirect_uri
            assert f"Port {listen_at(offered)[1]} is free" in person.said
            await person.press("tab")
            await person.enter()
            await person.at(RegisterScreen)
            assert offered in person.said
            assert person.kept.redirect_uri == offered != draft.redirect_uri


async def test_address_that_is_pasted_back_is_not_rehearsed(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="redirect")
    async with wizard(workspace, draft) as person:
        await person.at(RedirectScreen)
        await person.sees("is free, reached over")
        await person.press("down")
        assert "is free, reached over" not in person.said
