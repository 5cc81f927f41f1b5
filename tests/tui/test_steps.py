"""Steps 1, 4, 5, 7 and 8 by keyboard, and what holds on every step."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.world import (
    NARROW,
    TERMINAL,
    Size,
    Wizard,
    Zoho,
    granted_draft,
    ready_draft,
    wizard,
)
from zdesk_tui.connector import Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import StepName
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.pick import PickScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.tui.wizard import SCREENS
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio
SIZES = pytest.mark.parametrize("size", [TERMINAL, NARROW])


# Step 1.


async def test_step_1_asks_for_name_and_data_center_and_says_what_is_wrong(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # B07: whatever the language of this machine, no data center is chosen for the person.
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    async with wizard(workspace) as person:
        screen = await person.at(ConnectorScreen)
        assert person.focus == "name-input"
        assert "Data center [ not chosen yet v]" in person.said
        await person.press("tab", "tab", "tab", "enter")
        assert person.app.screen is screen
        assert "Give the connector a name" in person.message
        await person.press("shift+tab", "shift+tab", "shift+tab")
        await person.write("desk prod")
        assert "blanks in it" in person.said
        assert "F3 writes desk-prod" in person.said
        await person.press("f3")
        assert person.draft.name == "desk-prod"
        assert "F3" not in person.keys
        await person.press("enter", "enter", "tab", "enter")
        assert person.app.screen is screen
        assert "Choose the data center" in person.message
        await person.press("shift+tab")
        await person.pick("eu")
        assert person.draft.data_center == "eu"
        assert person.focus == "note-input"
        await person.write("Ticket sync")
        await person.press("enter")
        await person.at(ScopesScreen)
        await person.press("escape")
        await person.at(ConnectorScreen)
        draft = person.draft
        assert (draft.name, draft.data_center, draft.note) == ("desk-prod", "eu", "Ticket sync")
        await person.press("escape")
        assert await person.left() == 1
        assert person.kept.name == "desk-prod"
        assert "every answer is kept" in person.conversation.last_words()[0]


@SIZES
async def test_step_1_offers_every_service_and_shows_its_address(
    workspace: Workspace, size: Size
) -> None:
    real = replace(workspace, data_centers=ZOHO)
    async with wizard(real, size=size) as person:
        screen = await person.at(ConnectorScreen)
        await person.press("tab")
        assert person.focus == "service-input"
        assert "Zoho Desk" in person.drawn
        await person.press("space")
        listed = await person.at(PickScreen)
        await person.until(lambda: person.message == "1 of 53")
        await person.press("up", "pagedown", "pagedown", "down")
        await person.until(lambda: person.message == "22 of 53")
        await person.write("xyzzy")
        await person.until(lambda: "Nothing is called that" in person.message)
        await person.press("enter")
        assert person.app.screen is listed
        await person.press("escape")
        await person.until(lambda: person.app.screen is screen)
        assert (person.draft.service, person.focus) == ("desk", "service-input")
        await person.pick("crm")
        assert (person.draft.service, person.focus) == ("crm", "data-center-input")
        assert "crm.zoho.eu is Europe" in person.said
        # Enter opens the list while nothing is chosen, and goes on from what is.
        await person.press("enter")
        await person.at(PickScreen)
        for row in ZOHO:
            assert row.name in person.drawn
        assert "crm.zohocloud.ca" in person.drawn
        await person.write("canada\r")
        await person.sees("your own Zoho shows crm.zohocloud.ca")
        await person.press("shift+tab", "enter")
        assert person.focus == "note-input"
        await person.press("shift+tab")
        await person.pick("sg")
        assert "~ little is published" in person.said
        await person.press("shift+tab", "shift+tab")
        await person.pick("lens")
        assert (person.draft.service, person.draft.data_center) == ("lens", "sg")
        assert person.said.count("~ little is published") == 2


async def test_step_1_keeps_a_service_that_this_release_does_not_know(
    workspace: Workspace,
) -> None:
    draft = Draft(id="old", name="next", service="teleport", data_center="eu")
    async with wizard(workspace, draft) as person:
        await person.at(ConnectorScreen)
        assert "teleport" in person.drawn
        await person.press("tab", "enter", "enter", "enter")
        await person.at(ScopesScreen)
        assert person.draft.service == "teleport"


async def test_step_1_refuses_the_name_of_a_saved_connector(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, "save")
    async with wizard(workspace, draft) as person:
        await person.at(SaveScreen)
        await person.press("enter")
        await person.sees("Proven")
        await person.press("enter")
        assert await person.left() == 0
    async with wizard(workspace, replace(draft, id="second", step="connector")) as person:
        await person.at(ConnectorScreen)
        await person.fill("DESK-prod")
        await person.press("enter", "enter", "enter", "enter")
        assert "desk-prod is saved already" in person.message
        await person.press("shift+tab", "shift+tab", "shift+tab")
        await person.fill("desk-2")
        await person.press("enter", "enter", "enter", "enter")
        await person.at(ScopesScreen)


async def test_empty_wizard_leaves_nothing_behind(workspace: Workspace) -> None:
    async with wizard(workspace) as person:
        await person.at(ConnectorScreen)
        await person.press("tab", "escape")
        assert await person.left() == 1
        assert workspace.drafts.ids() == []
        assert person.conversation.last_words() == ["Nothing was saved."]


# Step 4.


async def test_step_4_shows_the_exact_values_and_goes_both_ways(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="register")
    async with wizard(workspace, draft) as person:
        await person.at(RegisterScreen)
        for value in (
            str(zoho.center("eu").console_url),
            "Server-based Applications",
            "desk prod",
            draft.redirect_uri,
            "sandbox register",
            "--data-center eu",
        ):
            assert value in person.said
        await person.press("x")
        assert isinstance(person.app.screen, RegisterScreen)
        await person.press("enter")
        await person.at(CredentialsScreen)
        await person.press("escape")
        await person.at(RegisterScreen)
        await person.press("escape")
        await person.at(RedirectScreen)


# Step 5.

CLIENT_ID = "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0"
SECRET = "122c324d3496d5d777ceeebc129470715fbb856b7e"


async def test_step_5_checks_both_values_and_never_shows_the_secret(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="credentials", client_id="", client_secret=Secret(""))
    async with wizard(workspace, draft) as person:
        screen = await person.at(CredentialsScreen)
        await person.press("enter", "enter")
        assert person.app.screen is screen
        assert "client ID is missing" in person.message
        await person.paste(f' "{CLIENT_ID}" ')
        assert "client ID. Are the two swapped?" in person.said
        await person.press("shift+tab")
        await person.paste(SECRET)
        assert "client secret. Are the two swapped?" in person.said
        await person.press("f3")
        assert person.draft.client_id == CLIENT_ID
        assert person.draft.client_secret == Secret(SECRET)
        assert SECRET[:30] not in person.drawn
        assert SECRET not in person.said
        await person.press("f4")
        assert SECRET[:30] in person.drawn
        await person.press("f4")
        assert SECRET[:30] not in person.drawn
        assert person.focus == "client-id-input"
        await person.press("enter", "enter")
        await person.until(lambda: "does not know this Client ID" in person.message)
        await person.press("enter")
        await person.at(ConsentScreen)
        await person.press("escape")
        await person.at(CredentialsScreen)
        assert person.draft.client_secret == Secret(SECRET)
        assert SECRET[:30] not in person.drawn
        await person.press("escape")
        await person.at(RegisterScreen)
        assert person.kept.client_secret == Secret(SECRET)


async def test_secret_is_neither_copied_nor_cut_in_clear(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="credentials", client_secret=Secret(SECRET))
    async with wizard(workspace, draft) as person:
        await person.at(CredentialsScreen)
        await person.press("tab", "end", "shift+home", "ctrl+x")
        assert person.app.clipboard == ""
        assert person.draft.client_secret == Secret(SECRET)


async def test_secret_of_several_pasted_lines_is_kept_whole(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="credentials", client_secret=Secret(""))
    async with wizard(workspace, draft) as person:
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.paste(f"\r\n{SECRET}\r\n")
        assert "characters at the ends" in person.said
        await person.press("f3")
        assert person.draft.client_secret == Secret(SECRET)


# Step 7.


@SIZES
async def test_step_7_lists_the_organizations_and_goes_both_ways(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = await granted_draft(zoho, consent={"organization": "2391882"})
    async with wizard(workspace, draft, size=size) as person:
        await person.at(OrganizationScreen)
        await person.sees("Consent by admin@zylker.example, in Europe")
        for text in ("2389290", "2390011", "2391882", "sandbox portal", "default"):
            assert text in person.said
        # The one that was chosen on Zoho's page, not the default.
        assert person.draft.organization == Organization("2391882", "Zylker Support")
        await person.press("up")
        assert "OAUTH_ORG_MISMATCH" in person.said
        await person.press("down")
        assert "OAUTH_ORG_MISMATCH" not in person.said
        await person.press("enter")
        await person.at(SaveScreen)
        await person.press("escape")
        await person.at(OrganizationScreen)
        await person.sees("Consent by")
        assert person.draft.organization == Organization("2391882", "Zylker Support")
        await person.press("escape")
        await person.at(ConsentScreen)
        assert person.kept.grant_fits


async def test_organization_is_typed_by_its_id(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, await granted_draft(zoho)) as person:
        screen = await person.at(OrganizationScreen)
        await person.sees("Consent by")
        await person.press("down", "down", "down", "tab")
        assert person.focus == "organization-id-input"
        for wrong in ("Zylker", "²389290", "1" * 21, "23 89"):
            await person.fill(wrong)
            await person.press("enter")
            assert person.app.screen is screen
            assert "is a number" in person.message, wrong
        await person.fill("4711")
        assert "OAUTH_ORG_MISMATCH" in person.said
        await person.press("enter")
        await person.at(SaveScreen)
        assert person.draft.organization == Organization("4711")


async def test_account_without_desk_is_told_what_to_do(workspace: Workspace, zoho: Zoho) -> None:
    draft = await granted_draft(zoho, consent={"account": "nobody@zylker.example"})
    async with wizard(workspace, draft) as person:
        await person.at(OrganizationScreen)
        await person.until(lambda: "A token was issued" in person.said)
        await person.until(lambda: "Desk administrator" in person.said or "~" in person.message)
        assert person.draft.organization is None


async def test_desk_out_of_order_leaves_the_id_to_be_typed_and_r_asks_again(
    workspace: Workspace, zoho: Zoho
) -> None:
    zoho.control.fault("organizations", "status", status=502)
    async with wizard(workspace, await granted_draft(zoho)) as person:
        await person.at(OrganizationScreen)
        await person.until(lambda: "status 502" in person.message)
        assert "Type the organization ID" in person.message
        assert "<html>" not in person.drawn
        assert person.focus == "organization-id-input"
        await person.press("shift+tab", "r")
        await person.sees("2391882")
        assert person.draft.organization == Organization("2389290", "Zylker")


async def test_service_without_a_list_has_its_own_word_and_takes_an_id_by_hand(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, scopes_text="WorkDrive.files.READ", service="workdrive")
    async with wizard(workspace, draft, size=NARROW) as person:
        screen = await person.at(OrganizationScreen)
        await person.until(lambda: "~ Zoho WorkDrive has no call" in person.message)
        assert "Type the team ID, or leave it empty: each call then has to" in person.message
        assert "desk-prod: team" in person.said
        assert "calls name it in the path, as team_id" in person.said
        await person.fill("../me")
        await person.press("enter")
        assert person.app.screen is screen
        assert "A team ID has at most 40 letters" in person.message
        await person.fill("v4xk9c06ea")
        await person.press("enter")
        await person.at(SaveScreen)
        assert "Team v4xk9c06ea" in person.said
        await person.press("enter")
        await person.sees("No chosen scope opens a cheap call; renewal is the only check.")
        assert "Call Zoho WorkDrive with it:" in person.said
        assert "-H @- http" in person.said
        assert "/eu/api/workdrive/api/v1 " in person.said
    assert workspace.connectors.load("desk-prod").organization == Organization("v4xk9c06ea")


async def test_choice_among_organizations_of_books_goes_into_the_example(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, scopes_text="ZohoBooks.settings.READ", service="books")
    async with wizard(workspace, draft) as person:
        await person.at(OrganizationScreen)
        await person.sees("2390011")
        assert "Desk" not in person.said
        await person.press("down", "enter")
        await person.at(SaveScreen)
        assert "Zoho Books, Europe" in person.said
        await person.press("enter")
        await person.sees("Proven: GET /books/v3/organizations answered 200")
        assert "organizations?organization_id=2390011'" in person.said.replace(" ", "")


async def test_unknown_account_is_said_and_no_scope_is_added(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, scopes_text="Desk.tickets.READ")
    async with wizard(workspace, draft) as person:
        await person.at(OrganizationScreen)
        await person.sees("an account that is unknown here")
        await person.until(lambda: person.focus == "organization-id-input")
        await person.fill("2389290")
        await person.press("enter")
        await person.at(SaveScreen)
        assert "Account unknown" in person.said
        await person.press("enter")
        await person.sees("Proven")
        assert workspace.connectors.load("desk-prod").scopes == ("Desk.tickets.READ",)
        await person.press("enter")
        assert await person.left() == 0


async def test_foreign_names_are_drawn_as_text(workspace: Workspace, zoho: Zoho) -> None:
    body = (
        '{"data": [{"id": 1, "companyName": "[@click=app.quit]x[/]\\u001b]0;title\\u0007",'
        ' "edition": "[/x\\u001b[31m"}, {"id": 2, "companyName": "[link=$u]y[/link]\\u202e"}]}'
    )
    zoho.control.fault("organizations", "body", body=body, times=None)
    async with wizard(workspace, await granted_draft(zoho)) as person:
        await person.at(OrganizationScreen)
        await person.sees("[@click=app.quit]x[/]")
        assert "[@click=app.quit]x[/]" in person.drawn
        assert "[link=$u]y[/link]" in person.drawn
        assert not {"\x1b", "\x07", "\u202e"} & set(person.drawn)
        await person.press("up", "up", "enter")
        await person.at(SaveScreen)
        assert "[@click=app.quit]x[/]" in person.drawn
        assert not {"\x1b", "\x07"} & set(person.drawn)


# Step 8.


async def test_step_8_saves_proves_and_shows_two_ways_to_use_it(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, "save", organization=Organization("2389290", "Zylker"))
    async with wizard(workspace, draft) as person:
        await person.at(SaveScreen)
        for text in ("desk-prod.toml", "Zylker (2389290)", draft.client_id, "Request Token URL",
                     "Access Token URL", "Refresh Token URL"):  # fmt: skip
            assert text in person.said
        assert draft.client_secret.reveal() not in person.said
        await person.press("escape")
        await person.at(OrganizationScreen)
        await person.sees("2391882")
        await person.press("enter")
        await person.at(SaveScreen)
        await person.press("enter")
        await person.sees("Proven: GET /api/v1/organizations answered 200")
        await person.sees("admin@zylker.example")
        # A long command is shown on several lines, which breaks it between any two letters.
        said = person.said.replace(" ", "")
        for words in (("token", "desk-prod"), ("token", "--header", "desk-prod")):
            assert workspace.command(*words).replace(" ", "") in said
        assert "orgId: 2389290" in person.said
        assert workspace.drafts.ids() == []
        await person.press("enter")
        assert await person.left() == 0
    assert Path(workspace.paths.connector("desk-prod")).stat().st_mode & 0o777 == 0o600
    made = workspace.connectors.load("desk-prod")
    assert made.client == draft.client
    assert made.grant is not None
    assert draft.grant is not None
    assert made.grant.refresh_token == draft.grant.refresh_token
    assert made.organization == Organization("2389290", "Zylker")


async def test_failed_proof_is_said_and_the_connector_stays_saved(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, "save")
    zoho.control.fault("organizations", "status", status=503)
    async with wizard(workspace, draft) as person:
        await person.at(SaveScreen)
        await person.press("enter")
        await person.sees("Not proven")
        assert "503" in person.said
        assert workspace.connectors.names() == ["desk-prod"]
        await person.press("escape")
        assert await person.left() == 0
    assert person.conversation.last_words()[0].startswith("desk-prod is saved in")


async def test_save_that_fails_loses_nothing_and_enter_tries_again(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, "save")
    folder = Path(workspace.paths.locks)
    folder.parent.mkdir(parents=True)
    folder.write_text("a file is in the way", encoding="utf-8")
    async with wizard(workspace, draft) as person:
        await person.at(SaveScreen)
        await person.press("enter")
        await person.until(lambda: person.message.startswith("!"))
        assert "Nothing is lost" in person.message
        assert person.kept.grant_fits
        folder.unlink()
        await person.press("enter")
        await person.sees("Proven")
        assert workspace.connectors.names() == ["desk-prod"]


# On every step.


async def test_what_a_field_holds_is_kept_when_it_is_left(workspace: Workspace) -> None:
    async with wizard(workspace) as person:
        await person.at(ConnectorScreen)
        await person.write("desk")
        assert workspace.drafts.ids() == []
        await person.press("tab")
        assert person.kept.name == "desk"
        await person.press("enter")
        await person.pick("us")
        assert person.kept.data_center == "us"


@pytest.mark.parametrize(
    ("step", "field"),
    [("connector", "name"), ("scopes", "scopes_text"), ("redirect", "redirect_uri"),
     ("credentials", "client_id")],
)  # fmt: skip
async def test_ctrl_c_in_a_field_leaves_with_what_was_typed(
    workspace: Workspace, zoho: Zoho, step: StepName, field: str
) -> None:
    draft = ready_draft(zoho, step=step)
    async with wizard(workspace, draft) as person:
        await person.at(SCREENS[step])
        if step == "redirect":
            await person.press("tab")
        await person.press("end")
        await person.write("z")
        await person.press("ctrl+c")
        assert await person.left() == 1
    assert getattr(person.kept, field) == f"{getattr(draft, field)}z"
    assert person.kept.step == step


@pytest.mark.parametrize("step", ["register", "consent", "organization", "save"])
async def test_ctrl_c_leaves_where_no_field_has_the_focus(
    workspace: Workspace, zoho: Zoho, step: StepName
) -> None:
    draft = await granted_draft(zoho, step)
    async with wizard(workspace, draft) as person:
        await person.at(SCREENS[step])
        await person.press("ctrl+c")
        assert await person.left() == 1
    assert person.kept.step == step
    assert person.kept.grant_fits
    assert workspace.connectors.names() == []


async def test_small_window_shows_a_notice_and_loses_nothing(workspace: Workspace) -> None:
    async with wizard(workspace) as person:
        await person.at(ConnectorScreen)
        await person.write("desk-prod")
        for width, height in ((40, 10), (59, 24), (80, 14), (1, 1)):
            await resize(person, width, height)
            assert "Name" not in person.drawn
        await resize(person, 40, 10)
        assert "This window is 40x10" in person.drawn
        await resize(person, 60, 15)
        assert "window is" not in person.drawn
        assert "desk-prod" in person.drawn
        await person.write("-2")
        assert person.draft.name == "desk-prod-2"


async def test_message_is_folded_anew_in_another_width(workspace: Workspace) -> None:
    async with wizard(workspace, size=(60, 20)) as person:
        await person.at(ConnectorScreen)
        narrow = person.drawn
        await resize(person, 100, 24)
        await resize(person, 60, 20)
        assert person.drawn == narrow
        await resize(person, 100, 24)
        message = "keeps every account in one data center; a client from another one is refused as"
        assert message in person.drawn


async def resize(person: Wizard, width: int, height: int) -> None:
    await person.pilot.resize_terminal(width, height)
    await person.settle()


async def test_what_is_typed_ahead_goes_where_the_keys_before_it_lead(
    workspace: Workspace,
) -> None:
    async with wizard(workspace) as person:
        person.type_ahead(*"desk-prod", "enter", "enter", *"europe", "enter")
        person.type_ahead(*"a note", "enter", "f2")
        await person.at(ScopesScreen)
        await person.sees("3 scopes")
        assert (person.draft.name, person.draft.data_center) == ("desk-prod", "eu")
        assert person.draft.note == "a note"
