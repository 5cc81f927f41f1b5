"""Mobile clients, PKCE on request and connectors that live in Zoho, by keyboard from step 3 on."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.tui.world import (
    NARROW,
    TERMINAL,
    Size,
    Wizard,
    Zoho,
    address_of,
    ready_draft,
    wizard,
)
from zdesk_tui.redirects import SUGGESTED
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import of_connector
from zdesk_tui.tui.screens.client_name import ClientNameScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.help import HelpScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.tui.widgets.carry import CarryRow
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio
SIZES = pytest.mark.parametrize("size", [TERMINAL, NARROW])

CLIENT_ID = "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0"
SECRET = "122c324d3496d5d777ceeebc129470715fbb856b7e"
BLOCK = f"Client ID: {CLIENT_ID} Client Secret: {SECRET}"


def written(person: Wizard) -> list[str]:
    """Return a list that grows by all that goes to the terminal from now on."""
    driver = person.app._driver
    assert driver is not None
    out: list[str] = []
    driver.write = out.append  # type: ignore[assignment]
    return out


def osc_52(text: str) -> str:
    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"


# Step 3.


async def test_every_way_keeps_its_own_address(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="redirect", redirect_uri="http://localhost:8123/back")
    async with wizard(workspace, draft, size=NARROW) as person:
        screen = await person.at(RedirectScreen)
        assert "Step 3 of 8" in person.drawn
        assert "Server-based Applications" in person.said
        await person.press(*["down"] * 4)
        assert "Mobile-based Applications" in person.said
        assert "PKCE always" in person.said
        assert "crmleads://" in person.said
        await person.press("tab")
        for wrong, reason in [
            (SUGGESTED, "not an app's own scheme"),
            ("javascript:x", "belongs to browsers"),
            ("crmleads", "followed by ://"),
        ]:
            await person.fill(wrong)
            await person.press("enter")
            assert person.app.screen is screen
            assert reason in person.message
        await person.press("f3")
        assert person.draft.redirect_uri == "crmleads://"
        await person.press("shift+tab", "down")
        assert "Step 3 of 10" in person.drawn
        assert "in their order, with what goes into each" in person.said
        assert "Server-based Applications" in person.said
        await person.press("up")
        assert (person.draft.redirect_uri, person.draft.client_type) == ("crmleads://", "mobile")
        await person.press("up", "up")
        assert person.draft.client.redirect_uri == ""
        await person.press("up")
        assert person.draft.way == "own-host"
        assert person.draft.redirect_uri == "http://localhost:8123/back"
        assert "Step 3 of 8" in person.drawn
        await person.press(*["down"] * 3)
        assert person.draft.redirect_uri == "crmleads://"


async def test_pkce_is_asked_for_by_a_key_and_goes_into_the_file(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="redirect")
    async with wizard(workspace, draft) as person:
        await person.at(RedirectScreen)
        assert "F4 PKCE" in person.keys
        await person.press("f4", "f4", "f4")
        assert "PKCE yes, on request" in person.said
        await person.press("enter", "enter")
        await person.at(RegisterScreen)
        await person.press("enter")
        await person.at(CredentialsScreen)
        await person.enter()
        await person.enter()
        screen = await person.at(ConsentScreen)
        assert "S256" in screen.session.link
        out = written(person)
        await person.press("c")
        await person.until(lambda: "sent to your terminal's clipboard" in person.message)
        assert osc_52(screen.session.link) in out
        await person.paste(await address_of(zoho, screen.session.link))
        await person.at(OrganizationScreen)
        await person.sees("Consent by")
        await person.enter()
        await person.at(SaveScreen)
        await person.enter()
        await person.sees("Proven")
    saved = workspace.connectors.load("desk-prod")
    assert saved.client.pkce
    assert "pkce = true" in Path(workspace.paths.connector("desk-prod")).read_text()
    assert of_connector("again", saved).client.uses_pkce


# Step 4.


@SIZES
async def test_checklist_is_ticked_off_and_its_values_are_carried(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = ready_draft(zoho, step="register", redirect_uri="http://localhost:8123/back")
    async with wizard(workspace, draft, size=size) as person:
        await person.at(RegisterScreen)
        out = written(person)
        for value in (
            str(zoho.center("eu").console_url),
            "desk prod",
            "https://www.example.com",
            "http://localhost:8123/back",
        ):
            while value not in row(person).text:
                await person.press("down")
            await person.press("c")
            assert osc_52(value) in out
            assert "sent to your terminal's clipboard" in person.message
            assert "copied" not in person.message
        await person.press("up", "space")
        assert "[x] Homepage URL" in person.said
        assert "Redirect URIs" in row(person).text
        await person.press("space")
        await person.press("c")
        assert "nothing to carry" in person.message
        await person.press("escape")
        await person.at(RedirectScreen)
        await person.press("tab", "enter")
        await person.at(RegisterScreen)
        assert person.said.count("[x]") == 2
        await person.press("space")
        assert person.said.count("[x]") == 3
        await person.press("up", "space")
        assert person.said.count("[x]") == 2


def row(person: Wizard) -> CarryRow:
    focused = person.app.focused
    assert isinstance(focused, CarryRow)
    return focused


async def test_another_client_name_is_taken_only_as_the_console_takes_it(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho, step="register")) as person:
        await person.at(RegisterScreen)
        await person.press("e")
        screen = await person.at(ClientNameScreen)
        await person.fill("Zoho sync / 2")
        await person.press("enter")
        assert person.app.screen is screen
        assert 'but no "/"' in person.message
        await person.press("f3", "enter")
        await person.at(RegisterScreen)
        assert "sync 2" in person.said
        assert person.kept.client_name == "sync 2"
        await person.press("e")
        await person.at(ClientNameScreen)
        await person.fill("nothing of this")
        await person.press("escape")
        await person.at(RegisterScreen)
        assert person.draft.client_name == "sync 2"


async def test_mobile_client_is_registered_as_such(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="register")
    draft = replace(draft, way="custom-scheme", client_type="mobile", redirect_uri="crmleads://")
    async with wizard(workspace, draft) as person:
        await person.at(RegisterScreen)
        assert "Mobile-based Applications, Create Now" in person.said
        assert "crmleads:// --type mobile --data-center eu" in person.said


# Step 5.


async def test_one_key_puts_both_values_right_whatever_was_pasted(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="credentials", client_id="", client_secret=Secret(""))
    async with wizard(workspace, draft) as person:
        screen = await person.at(CredentialsScreen)
        for one, other, does in [
            (BLOCK, "", "F3 puts each into its own field"),
            (SECRET, CLIENT_ID, "F3 swaps the two"),
            (f" {CLIENT_ID}\u200b", f"'{SECRET}'", "F3 leaves out what does not belong to it"),
            (CLIENT_ID.lower(), SECRET, "F3 writes it in capitals"),
        ]:
            await person.fill(one)
            await person.press("tab")
            await person.fill(other)
            assert does in person.said
            assert "F3 repair" in person.keys
            assert person.draft.client_id == one
            if does != "F3 writes it in capitals":
                await person.press("enter")
                assert person.app.screen is screen
                assert person.message.startswith("!")
            await person.press("f3")
            assert person.draft.client_id == CLIENT_ID
            assert person.draft.client_secret == Secret(SECRET)
            assert "F3" not in person.said + person.keys
            assert SECRET[:20] not in person.drawn
            await person.press("shift+tab")


async def test_downloaded_file_fills_both_fields(
    workspace: Workspace, zoho: Zoho, tmp_path: Path
) -> None:
    ready = ready_draft(zoho, step="credentials")
    draft = replace(ready, client_id="", client_secret=Secret(""))
    file = tmp_path / "self_client.json"
    whole = {
        "client_id": ready.client_id,
        "client_secret": ready.client_secret.reveal(),
        "scope": ["Desk.settings.READ"],
        "code": "1000.MARKER",
    }
    file.write_text("")
    file.chmod(0o644)
    async with wizard(workspace, draft) as person:
        screen = await person.at(CredentialsScreen)
        await person.press("tab", "tab")
        await person.fill(f"{file}x")
        await person.enter()
        assert "There is no file" in person.said
        await person.fill(f"'{file}'")
        assert "There is no file" not in person.said
        await person.enter()
        assert "is empty" in person.said
        # Downloaded once more to the same place, it is read again.
        file.write_text(json.dumps(whole))
        await person.enter()
        assert person.app.screen is screen
        assert "Read: the Client ID and Client Secret above" in person.said
        assert "mode 0644" in person.said
        assert "another type of client than that of step 4" in person.said
        assert "other scopes than those of step 2: Desk.settings.READ" in person.said
        assert "MARKER" not in person.said
        assert ready.client_secret.reveal() not in person.said
        await person.until(lambda: person.draft.client_id == ready.client_id)
        assert person.draft.client_secret == ready.client_secret
        await person.enter()
        await person.at(ConsentScreen)


async def test_zoho_is_asked_once_about_a_pair_and_its_answer_bars_nothing(
    workspace: Workspace, zoho: Zoho
) -> None:
    ready = ready_draft(zoho, step="credentials")
    async with wizard(workspace, replace(ready, client_secret=Secret(SECRET))) as person:
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.enter()
        await person.until(lambda: "not with this Client Secret" in person.message)
        assert person.message.startswith("~")
        assert zoho.count("token") == 1
        await person.enter()
        await person.at(ConsentScreen)
        assert zoho.count("token") == 1
        await person.press("escape")
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.fill(ready.client_secret.reveal())
        await person.enter()
        await person.at(ConsentScreen)
        assert zoho.count("token") == 2
        await person.press("escape")
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.enter()
        await person.at(ConsentScreen)
        assert zoho.count("token") == 2


async def test_client_with_another_redirect_uri_is_told_before_consent(
    workspace: Workspace, zoho: Zoho
) -> None:
    ready = ready_draft(zoho, step="credentials")
    draft = replace(ready, redirect_uri=f"{ready.redirect_uri}/")
    async with wizard(workspace, draft) as person:
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.enter()
        await person.until(lambda: "but not its redirect URI" in person.message)
        assert draft.redirect_uri in person.message.replace(" ", "")


async def test_advice_that_comes_while_help_is_read_stands_behind_it(
    workspace: Workspace, zoho: Zoho
) -> None:
    zoho.control.fault("token", "delay", seconds=0.5)
    ready = ready_draft(zoho, step="credentials", client_id=f"1000.{'A' * 30}")
    async with wizard(workspace, ready) as person:
        screen = await person.at(CredentialsScreen)
        await person.press("tab")
        await person.enter()
        await person.press("f1")
        await person.at(HelpScreen)
        await person.until(lambda: bool(screen.context.asked))
        await person.press("escape")
        await person.at(CredentialsScreen)
        assert "does not know this Client ID" in person.message


async def test_question_can_be_stopped_and_what_cannot_be_told_goes_on(
    workspace: Workspace, zoho: Zoho
) -> None:
    zoho.control.fault("token", "delay", seconds=5)
    async with wizard(workspace, ready_draft(zoho, step="credentials")) as person:
        screen = await person.at(CredentialsScreen)
        await person.press("tab")
        await person.enter()
        assert "Asking localhost" in person.message
        assert "Esc stop asking" in person.keys
        await person.enter()
        await person.press("escape")
        assert person.app.screen is screen
        assert "Stopped asking" in person.message
        await person.enter()
        await person.at(ConsentScreen)
    zoho.control.clear_faults()
    zoho.control.fault("token", "status", status=502)
    async with wizard(workspace, ready_draft(zoho, step="credentials")) as person:
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.enter()
        await person.at(ConsentScreen)


# Mobile clients.


async def test_mobile_client_without_a_secret_consents_by_paste_and_again(
    workspace: Workspace, zoho: Zoho
) -> None:
    client_id, _ = zoho.register("crmleads://", kind="mobile")
    draft = replace(
        ready_draft(zoho, step="credentials"),
        way="custom-scheme",
        client_type="mobile",
        redirect_uri="crmleads://",
        client_id=client_id,
        client_secret=Secret(""),
    )
    async with wizard(workspace, draft) as person:
        await person.at(CredentialsScreen)
        assert "may have no secret" in person.said
        await person.enter()
        await person.enter()
        screen = await person.at(ConsentScreen)
        assert not screen.session.listening
        assert "that the browser could not open" in person.said
        await person.paste(await address_of(zoho, screen.session.link))
        await person.at(OrganizationScreen)
        await person.sees("Consent by")
        await person.enter()
        await person.at(SaveScreen)
        await person.enter()
        await person.sees("Proven")
    saved = workspace.connectors.load("desk-prod")
    assert saved.client.type == "mobile"
    assert "secret" not in Path(workspace.paths.connector("desk-prod")).read_text()
    async with wizard(workspace, of_connector("again", saved), before=saved) as person:
        screen = await person.at(ConsentScreen)
        assert parse_qs(urlsplit(screen.session.link).query)["redirect_uri"] == ["crmleads://"]
        await person.paste(await address_of(zoho, screen.session.link))
        await person.at(SaveScreen)
