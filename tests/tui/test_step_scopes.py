"""Step 2 by keyboard: typed, pasted, refused with its reason, repaired, and left both ways."""

from pathlib import Path

import pytest

from tests.tui.world import NARROW, TERMINAL, Size, Zoho, ready_draft, wizard
from zdesk_tui.scopes import GUIDE
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.urls import request_token_url
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio
SIZES = pytest.mark.parametrize("size", [TERMINAL, NARROW])


@SIZES
async def test_scopes_are_typed_and_kept_forward_and_back(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    async with wizard(workspace, draft, size=size) as person:
        await person.at(ScopesScreen)
        assert person.focus == "find-input"
        assert "F2" in person.said
        await person.press("tab", "tab")
        assert person.focus == "scopes"
        await person.write("desk.TICKETS.read, Desk.basic.READ")
        assert person.draft.scopes == ("Desk.tickets.READ", "Desk.basic.READ")
        assert "is written Desk.tickets.READ" in person.said
        await person.enter()
        assert person.focus == "access"
        await person.press("down")
        assert person.draft.access_type == "online"
        await person.enter()
        await person.at(RedirectScreen)
        await person.press("escape")
        await person.at(ScopesScreen)
        assert person.draft.scopes_text == "desk.TICKETS.read, Desk.basic.READ"
        assert person.draft.access_type == "online"
        await person.press("escape")
        await person.at(ConnectorScreen)
        assert person.kept.scopes_text == "desk.TICKETS.read, Desk.basic.READ"
        assert person.kept.step == "connector"


async def test_wrong_scopes_are_refused_with_their_reason(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    async with wizard(workspace, draft) as person:
        screen = await person.at(ScopesScreen)
        await person.press("tab", "tab")
        for text, reason in [
            ("", "Choose at least one scope"),
            ("Desk.tickets", "lacks the operation"),
            ("Desk.tickets.READ,Desk.ba§ic.READ", "cannot be in a scope"),
            ("https://accounts.zoho.eu/oauth/v2/auth?client_id=1", "has no scope parameter"),
        ]:
            await person.press("f7")  # selects the whole text
            await person.press("delete")
            await person.write(text)
            await person.enter()
            await person.enter()
            assert person.app.screen is screen
            assert person.message.startswith("!")
            assert reason in person.message
            assert reason in " ".join(person.drawn.split())
            await person.press("shift+tab")
        await person.press("f2")
        assert person.message == ""
        await person.enter()
        await person.enter()
        await person.at(RedirectScreen)
        assert person.draft.scopes == GUIDE


async def test_guide_and_repair_are_one_key_each(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        await person.press("f2")
        assert person.draft.scopes == GUIDE
        assert "3 scopes" in person.said
        assert "F3" not in person.keys
        await person.press("f3")
        assert person.draft.scopes_text == ",\n".join(GUIDE), "nothing was to be repaired"
        await person.write(", desk.search.read tickets.READ")
        await person.press("f3")
        assert person.draft.scopes_text == (
            "Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ,Desk.search.READ"
        )
        assert "4 scopes" in person.said


@SIZES
async def test_a_service_without_a_guide_has_its_own_beginning_and_list(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="", service="crm")
    async with wizard(workspace, draft, size=size) as person:
        await person.at(ScopesScreen)
        assert "F2 for the check" in person.keys
        assert "F3" not in person.keys
        await person.press("f2")
        assert person.draft.scopes_text == "ZohoCRM.org.ALL"
        await person.write(", modules.leads.raed")
        assert "did you mean ZohoCRM.modules.leads.READ?" in person.said
        assert "F3 repair" in person.keys
        await person.press("f3")
        assert person.draft.scopes_text == "ZohoCRM.org.ALL,ZohoCRM.modules.leads.READ"
        await person.press("shift+tab")
        top = person.drawn
        await person.press("pagedown", "down")
        assert person.drawn != top
        await person.press("home")
        assert person.drawn == top
        await person.press("end")
        assert "share.leads" in person.drawn


async def test_the_scope_that_tells_the_account_is_offered_and_never_added_silently(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="Desk.tickets.READ")
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        assert "F8 adds AaaServer.profile.READ" in person.said
        assert person.draft.scopes_text == "Desk.tickets.READ"
        await person.press("f8", "f8")
        assert person.draft.scopes_text == "Desk.tickets.READ,AaaServer.profile.READ"
        assert "F8" not in person.said
        await person.press("f2")
        # What was typed stays.
        assert set(person.draft.scopes) == {*GUIDE, "AaaServer.profile.READ"}
        assert "F8" not in person.said


@SIZES
async def test_request_token_url_is_pasted_over_several_lines(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    async with wizard(workspace, draft, size=size) as person:
        await person.at(ScopesScreen)
        url = (
            "https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.tickets.READ,Desk.ba\r"
            "sic.READ%2CDesk.contacts.READ&access_\rtype=offline\r"
        )
        await person.paste(url)
        assert person.draft.scopes == GUIDE
        await person.enter()
        await person.enter()
        await person.at(RedirectScreen)
        assert person.kept.scopes == GUIDE


async def test_three_urls_stand_by_their_names_as_they_will_be(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="scopes")
    async with wizard(workspace, draft, size=(80, 30)) as person:
        await person.at(ScopesScreen)
        accounts = zoho.center("eu").accounts_url
        assert (
            f"characters {accounts}/oauth/v2/auth?scope={','.join(GUIDE)}&access_type=offline"
        ) in person.said
        assert f"Access Token URL {accounts}/oauth/v2/token" in person.said
        assert f"Refresh Token URL {accounts}/oauth/v2/token" in person.said
        await person.press("end")
        await person.write(",Desk.search.READ")
        assert f"scope={','.join(GUIDE)},Desk.search.READ&" in person.said


async def test_text_area_with_thousands_of_letters_stays_usable(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        await person.paste(",".join(GUIDE * 200))
        assert person.draft.scopes == GUIDE
        assert "200 times" in person.said


async def test_urls_and_scopes_are_carried_and_their_files_end_with_the_step(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho, step="scopes"), size=NARROW) as person:
        screen = await person.at(ScopesScreen)
        await person.press("f4")
        await person.at(CarryScreen)
        assert "w file" in person.keys
        await person.press("w")
        assert "mode 0600" in person.message
        files = Path(workspace.paths.carried) / "desk-prod"
        url = request_token_url(zoho.center("eu"), GUIDE, "offline")
        assert (files / "request-token-url.txt").read_text() == f"{url}\n"
        await person.press("down", "down", "down", "w")
        assert (files / "scopes.txt").read_text() == f"{','.join(GUIDE)}\n"
        await person.press("r")
        assert "A phone opens addresses" in person.message
        await person.press("escape")
        assert person.app.screen is screen
        assert files.exists()
        await person.press("tab", "enter")
        await person.at(RedirectScreen)
        assert not files.exists()
