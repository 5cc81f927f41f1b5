"""Step 2 by keyboard: typed, pasted, refused with its reason, repaired, and left both ways."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.world import NARROW, TERMINAL, Size, Zoho, ready_draft, wizard
from zdesk_tui import presets
from zdesk_tui.sandbox import visitor
from zdesk_tui.scopes import GUIDE
from zdesk_tui.tui.screens.ask_zoho import AskZohoScreen
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.opens import OpensScreen
from zdesk_tui.tui.screens.presets import PresetNameScreen, PresetsScreen
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


# Words, matrix and text.


@SIZES
async def test_words_become_scopes_and_rows_and_text_stay_in_step(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    wanted: tuple[str, ...] = ("Desk.tickets.READ", "Desk.contacts.READ", "Desk.tickets.UPDATE")
    async with wizard(workspace, draft, size=size) as person:
        await person.at(ScopesScreen)
        await person.write("list tickets, read a contact and send a reply")
        assert "Matched list = get, tickets" in person.drawn
        assert "Enter take" in person.keys
        await person.press("enter")
        assert person.draft.scopes == wanted
        assert person.draft.operations == ("getTickets", "getContact", "sendReply")
        assert "3 scopes for 3 operations" in person.said
        assert "Desk.tickets.UPDATE for Send reply" in person.message
        assert person.drawn.count("[x] ") >= 3
        assert f"scope={','.join(wanted)}&" in person.said
        # The third row is the reply: what only it needs goes with it.
        await person.press("down", "down", "down", "space")
        assert person.draft.scopes == wanted[:-1]
        await person.press("space")
        assert person.draft.scopes == wanted
        await person.press("e")
        assert person.focus == "scopes"
        await person.press("f7", "delete")
        await person.write("Desk.tickets.ALL")
        assert "1 of 3 operations not allowed yet" in person.said
        await person.press("tab", "enter")
        await person.at(RedirectScreen)
        assert person.kept.operations == ("getTickets", "getContact", "sendReply")
        await person.press("escape")
        await person.at(ScopesScreen)
        await person.press("f5")
        await person.at(OpensScreen)
        assert "! Get contact" in person.drawn
        await person.press("a")
        await person.at(ScopesScreen)
        assert person.draft.scopes == ("Desk.tickets.ALL", "Desk.contacts.READ")
        assert "2 scopes for 3 operations" in person.said


async def test_matrix_toggles_one_scope_and_says_what_it_is(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="desk.contacts.all")
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        await person.press("shift+tab", "right")
        assert "tickets [ ] > <" in " ".join(person.drawn.split())
        assert "Desk.tickets.CREATE: official" in person.drawn
        await person.press("space")
        assert "tickets [ ] >x<" in " ".join(person.drawn.split())
        assert person.draft.scopes_text == "desk.contacts.all,\nDesk.tickets.CREATE"
        await person.press("space", "down", "space")
        assert "Desk.contacts.CREATE is already in Desk.contacts.ALL" in person.message
        assert person.draft.scopes_text == "desk.contacts.all"


async def test_list_that_is_pasted_or_typed_into_find_becomes_the_list(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="")
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        await person.paste("1. Desk.tickets.READ\r2. Desk.basic.READ\r")
        assert person.focus == "scopes"
        assert ",".join(person.draft.scopes) == "Desk.tickets.READ,Desk.basic.READ"
        await person.press("shift+tab", "slash")
        await person.write("desk.search.read")
        await person.press("enter")
        assert person.draft.scopes[-1] == "Desk.search.READ"
        await person.press("shift+tab", "slash")
        await person.write("brew coffee")
        await person.press("enter")
        assert "Nothing of Zoho Desk here is called that" in person.message


async def test_preset_is_added_and_the_list_is_kept_as_one(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="scopes", scopes_text="Desk.zia.READ")
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        await person.press("f6")
        await person.at(PresetsScreen)
        assert "a leaked token can only tell" in person.said
        await person.press("enter")
        await person.at(ScopesScreen)
        assert person.draft.scopes[0] == "Desk.zia.READ"
        assert "Desk.search.READ" in person.draft.scopes
        assert "for 13 operations" in person.said
        await person.press("f6")
        await person.at(PresetsScreen)
        await person.press("s")
        await person.at(PresetNameScreen)
        await person.press("enter")
        assert person.message == "! Give the preset a name."
        await person.write("figures")
        await person.press("enter")
        await person.write("for the board")
        await person.press("enter")
        await person.at(PresetsScreen)
        saved = workspace.presets.load("figures")
        assert saved.scopes == ("Desk.zia.READ", *presets.of("desk")[0].scopes)
        assert (saved.reason, len(saved.operations)) == ("for the board", 13)
        assert "for the board" in person.said
        assert "d delete" in person.keys


async def test_zoho_names_the_scope_that_it_refuses(workspace: Workspace, zoho: Zoho) -> None:
    client_id, secret = visitor.register(zoho.port, "Meter", kind="non-browser", data_center="eu")
    draft = ready_draft(
        zoho, step="scopes", scopes_text="Desk.tickets.READ, Desk.nothing.READ",
        way="device-code", client_type="non-browser",
    )  # fmt: skip
    draft = replace(draft, client_id=client_id, client_secret=secret)
    async with wizard(workspace, draft) as person:
        await person.at(ScopesScreen)
        await person.press("f5")
        await person.at(OpensScreen)
        assert "z ask Zoho" in person.keys
        await person.press("z")
        await person.at(AskZohoScreen)
        await person.until(lambda: "It takes all others" in person.message)
        assert "! Zoho refuses Desk.nothing.READ." in person.message
        assert "1. 2 scopes, from Desk.tickets.READ on: refused" in person.said
        await person.press("r")
        await person.at(ScopesScreen)
        assert person.draft.scopes == ("Desk.tickets.READ",)
