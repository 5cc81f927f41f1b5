"""Connectors that live in Zoho, by keyboard: the guide's points in order, proof, save, again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.tui.world import (
    NARROW,
    Wizard,
    Zoho,
    accept,
    granted_draft,
    ready_draft,
    wizard,
)
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.redirects import SUGGESTED
from zdesk_tui.sandbox import visitor
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, of_connector, to_connector
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.detail import DetailScreen
from zdesk_tui.tui.screens.edit import EditScreen
from zdesk_tui.tui.screens.given_redirect import GivenRedirectScreen
from zdesk_tui.tui.screens.handover import HandOverScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.proof import ProofScreen, TrialScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.tui.screens.sheets import (
    AuthorizeScreen,
    ClientCredentialsScreen,
    CreateConnectorScreen,
    SheetsScreen,
)
from zdesk_tui.tui.widgets.carry import CarryRow
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio


def given(zoho: Zoho, code: str = "us") -> str:
    """Return a Redirect URL as the local console fills it in."""
    return f"http://localhost:{zoho.port}/{code}/platform/auth/conns/deskprod/redirect"


def rows(person: Wizard) -> list[tuple[str, str]]:
    """Return label and value of each row that is to be carried."""
    return [(row.carried.label, row.carried.opened) for row in person.app.screen.query(CarryRow)]


async def test_guide_is_walked_point_by_point_to_a_saved_connector(
    workspace: Workspace, zoho: Zoho
) -> None:
    client_id, secret = zoho.register(given(zoho), "us")
    center = zoho.center("us")
    async with wizard(workspace) as person:
        await person.at(ConnectorScreen)
        await person.press("f6")
        assert "a connector in Zoho's developer console; F6 changes it" in person.said
        assert "Step 1 of 10" in person.drawn
        await person.fill("desk-prod")
        await person.press("tab", "tab")
        await person.pick("United States")
        await person.enter()
        await person.at(ScopesScreen)
        await person.press("f2", "tab", "down")
        await person.enter()
        await person.at(CreateConnectorScreen)
        assert rows(person) == [
            ("Connector Name (may be called otherwise)", "desk prod"),
            (
                "Request Token URL",
                f"{center.accounts_url}/oauth/v2/auth"
                "?scope=Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ",
            ),
            ("Access Token URL", center.token_url),
            ("Refresh Token URL", center.token_url),
            ("Press Save: the dialog Client Credentials opens", ""),
        ]
        assert "after an hour the connector stops" in person.said
        await person.press("space", "space")
        await person.enter()
        await person.at(GivenRedirectScreen)
        for wrong, reason in [
            ("", "Paste the Redirect URL"),
            (SUGGESTED, "a program on your machine"),
            (center.authorization_url, "This is the accounts server"),
        ]:
            await person.fill(wrong)
            await person.enter()
            assert reason in person.message
        await person.fill(given(zoho, "eu"))
        assert "address in Europe, but the United States was chosen" in person.said
        await person.fill(given(zoho))
        await person.enter()
        await person.at(RegisterScreen)
        assert [value for label, value in rows(person) if "Redirect URIs" in label] == [
            given(zoho), SUGGESTED,
        ]  # fmt: skip
        label, command = rows(person)[-1]
        assert "registers it with both URIs" in label
        assert f" {given(zoho)} {SUGGESTED} --data-center us" in command
        await person.enter()
        await person.at(CredentialsScreen)
        await person.fill(client_id)
        await person.press("tab")
        await person.fill(secret.reveal())
        await person.enter()
        await person.at(ClientCredentialsScreen)
        assert rows(person)[1:3] == [("Client ID", client_id), ("Client Secret", secret.reveal())]
        assert secret.reveal() not in person.said
        await person.enter()
        await person.at(ProofScreen)
        await person.enter()
        await person.at(AuthorizeScreen)
        assert rows(person)[0] == ("Press Authorize Connector", "")
        await person.enter()
        await person.at(HandOverScreen)
        assert "Step 10 of 10" in person.drawn
        assert len(person.kept.ticked) == 2
        await person.enter()
        await person.until(lambda: "+ Saved" in person.message)
        assert workspace.drafts.ids() == []
        await person.enter()
        assert await person.left() == 0
    saved = workspace.connectors.load("desk-prod")
    assert (saved.lives_in, saved.access_type, saved.grant) == ("zoho-connector", "online", None)
    assert saved.client.redirect_uri == given(zoho)
    assert saved.client.local_redirect_uri == ""
    assert not Path(workspace.paths.token("desk-prod")).exists()
    with pytest.raises(ZdeskError, match="lives in Zoho"):
        await valid_token(workspace, "desk-prod")


async def test_step_three_leads_there_too_and_ticks_are_there_after_a_resume(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, step="redirect", code="us")
    async with wizard(workspace, draft, size=NARROW) as person:
        await person.at(RedirectScreen)
        await person.press(*["down"] * 5)
        assert "in their order, with what goes into each" in person.said
        await person.enter()
        await person.at(CreateConnectorScreen)
        await person.press("space", "space")
        await person.press("ctrl+c")
    kept = Draft.from_data("ready", workspace.drafts.load("ready"))
    assert kept.way == "given-by-zoho"
    async with wizard(workspace, kept) as person:
        await person.at(CreateConnectorScreen)
        ticks = [row.text.lstrip("> ")[:3] for row in person.app.screen.query(CarryRow)]
        assert ticks == ["[x]", "[x]", "[ ]", "[ ]", "[ ]"]


@asynccontextmanager
async def after_proof(workspace: Workspace, zoho: Zoho) -> AsyncIterator[Wizard]:
    """Start the wizard, and consent for the proof with a client that has both redirect URIs."""
    local = f"http://localhost:{free_port()}/callback"
    client_id, secret = visitor.register(
        zoho.port, "desk prod", f"{given(zoho)}\n{local}", "us", multi_dc=True
    )
    draft = replace(
        ready_draft(zoho, code="us"), way="given-by-zoho", redirect_uri=given(zoho),
        client_id=client_id, client_secret=secret, other_uris={"loopback": local},
    )  # fmt: skip
    async with wizard(workspace, draft) as person:
        await person.at(ProofScreen)
        await person.press("down")
        await person.enter()
        await person.enter()
        screen = await person.at(TrialScreen)
        await person.until(lambda: screen.armed)
        assert Draft.from_data("ready", workspace.drafts.load("ready")).way == "given-by-zoho"
        await accept(zoho, screen.session.link)
        await person.at(ProofScreen)
        await person.sees("answered 200")
        yield person


async def test_grant_of_a_proof_is_revoked_unless_it_is_wanted(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with after_proof(workspace, zoho) as person:
        assert "Zoho issued a token for admin@zylker.example" in person.said
        before = zoho.count("revoke")
        await person.enter()
        await person.at(AuthorizeScreen)
        assert zoho.count("revoke") == before + 1
        assert (person.draft.grant, person.draft.access_token) == (None, None)
        await person.enter()
        await person.at(HandOverScreen)
        await person.enter()
        await person.until(lambda: "+ Saved" in person.message)
        saved = workspace.connectors.load("desk-prod")
        assert saved.grant is None
        assert saved.client.redirect_uri == given(zoho)
        assert saved.client.local_redirect_uri.startswith("http://localhost:")


async def test_grant_that_is_kept_stands_beside_what_lives_in_zoho(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with after_proof(workspace, zoho) as person:
        assert "add &prompt=consent to its Request Token URL" in person.said
        await person.press("down")
        await person.enter()
        await person.at(AuthorizeScreen)
        await person.enter()
        await person.at(OrganizationScreen)
        await person.sees("Consent by")
        await person.enter()
        await person.at(HandOverScreen)
        assert "one of its own, for checks and trials, by admin@zylker.example" in person.said
        await person.enter()
        await person.until(lambda: "+ Saved" in person.message)
        saved = workspace.connectors.load("desk-prod")
        assert saved.lives_in == "zoho-connector"
        assert saved.grant is not None
        assert saved.organization is not None
        assert (await valid_token(workspace, "desk-prod")).access_token
        assert row_of(workspace, "desk-prod", 0.0).state == "lives in Zoho"


async def test_connection_takes_its_redirect_url_from_the_table(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = replace(ready_draft(zoho, step="redirect"), way="connection", redirect_uri="")
    async with wizard(workspace, draft, size=NARROW) as person:
        await person.at(GivenRedirectScreen)
        assert "sources disagree, the first is the likelier" in person.said
        known = ["https://dre.zoho.eu/delugeauth/callback"]
        known.append(known[0].replace("dre", "deluge"))
        for url in (*known, known[0]):
            await person.press("f2")
            assert person.app.screen.query_one("#redirect-uri-input").value == url  # type: ignore[attr-defined]
        await person.enter()
        await person.at(RegisterScreen)
        assert known[0] in [value for _, value in rows(person)]
    saved = to_connector(replace(draft, redirect_uri=known[0]), zoho.table, now=1.0, before=None)
    assert (saved.lives_in, saved.grant) == ("zoho-connection", None)


async def test_consent_again_shows_the_steps_in_zoho_and_keeps_everything(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = replace(ready_draft(zoho, redirect_uri=given(zoho, "eu")), way="given-by-zoho")
    saved = to_connector(draft, zoho.table, now=1.0, before=None)
    workspace.connectors.save(saved)
    async with wizard(workspace, of_connector("again", saved), before=saved) as person:
        await person.at(AuthorizeScreen)
        assert "Step 1 of 2" in person.drawn
        await person.press("tab", "tab", "tab", "tab")
        await person.fill("zylker")
        await person.enter()
        assert "An organization ID is a number" in person.message
        await person.fill("2389290")
        await person.enter()
        await person.at(HandOverScreen)
        await person.enter()
        await person.until(lambda: "+ Saved" in person.message)
    again = workspace.connectors.load("desk-prod")
    assert again.organization is not None
    assert replace(again, organization=None, extra={}) == replace(saved, extra={})


async def test_consent_again_shows_both_where_there_is_a_grant_of_its_own(
    workspace: Workspace, zoho: Zoho
) -> None:
    made = to_connector(await granted_draft(zoho), zoho.table, now=1.0, before=None)
    local = made.client.redirect_uri
    client = replace(made.client, redirect_uri=given(zoho, "eu"), local_redirect_uri=local)
    saved = replace(made, lives_in="zoho-connector", client=client)
    workspace.connectors.save(saved)
    async with wizard(workspace, of_connector("again", saved), before=saved) as person:
        await person.at(AuthorizeScreen)
        assert "Step 1 of 3" in person.drawn
        await person.enter()
        await person.at(ProofScreen)
        assert "consent here as well" in person.said
        assert "(o) Consent here too" in person.drawn
        await person.press("up")
        await person.enter()
        await person.at(HandOverScreen)
        assert "one of its own, for checks and trials" in person.said
        await person.enter()
        await person.until(lambda: "+ Saved" in person.message)
    again = workspace.connectors.load("desk-prod")
    assert again.grant == saved.grant
    assert again.client == saved.client


async def test_refresh_token_that_a_new_consent_here_replaced_can_be_revoked(
    workspace: Workspace, zoho: Zoho
) -> None:
    first = await granted_draft(zoho)
    made = to_connector(first, zoho.table, now=1.0, before=None)
    client = replace(made.client, redirect_uri=given(zoho, "eu"), local_redirect_uri=SUGGESTED)
    saved = replace(made, lives_in="zoho-connector", client=client)
    assert first.grant
    assert first.grant.refresh_token
    workspace.connectors.save(saved)
    draft = replace(
        of_connector("again", saved), step="save", access_token=first.access_token,
        grant=replace(first.grant, refresh_token=Secret("1000.newer")),
        user_data_center=first.user_data_center, expires_at=first.expires_at,
    )  # fmt: skip
    async with wizard(workspace, draft, before=saved) as person:
        await person.at(HandOverScreen)
        await person.press("r")
        assert zoho.count("revoke") == 0, "never before the new one is saved"
        workspace.connectors.save(replace(saved, note="by somebody else"))
        await person.enter()
        await person.until(lambda: "was changed meanwhile" in person.message)
        workspace.connectors.save(saved)
        await person.enter()
        await person.until(lambda: "r revokes it" in " ".join(person.message.split()))
        assert "r revoke the replaced refresh token" in person.keys
        await person.press("r")
        await person.until(lambda: "is revoked" in person.message)
        assert first.grant.refresh_token.reveal() not in str(zoho.control.state()["refresh_tokens"])
        await person.press("enter")
        assert await person.left() == 0


async def test_connector_at_zoho_is_not_written_over_another(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = replace(
        ready_draft(zoho, redirect_uri=given(zoho, "eu")), step="save", way="given-by-zoho"
    )
    async with wizard(workspace, draft) as person:
        await person.at(HandOverScreen)
        other = await granted_draft(zoho)
        workspace.connectors.save(to_connector(other, zoho.table, now=1.0, before=None))
        await person.enter()
        await person.until(lambda: "saved meanwhile" in person.message)
        assert workspace.connectors.load("desk-prod").lives_in == "here"


async def test_sheets_of_a_saved_connector_are_a_key_away(workspace: Workspace, zoho: Zoho) -> None:
    draft = replace(ready_draft(zoho, redirect_uri=given(zoho, "eu")), way="given-by-zoho")
    workspace.connectors.save(to_connector(draft, zoho.table, now=1.0, before=None))
    async with wizard(workspace, ready_draft(zoho, step="connector", name="x")) as person:
        await person.at(ConnectorScreen)
        person.app.push_screen(
            DetailScreen(workspace, row_of(workspace, "desk-prod", 0.0), lambda: 0.0)
        )
        await person.at(DetailScreen)
        await person.press("z")
        await person.at(SheetsScreen)
        for title in (
            "Create Connector",
            "Add Client",
            "Client Credentials",
            "Authorize",
            "Publish",
        ):
            assert title in person.said
        await person.press("escape")
        await person.at(DetailScreen)
        person.app.push_screen(EditScreen(workspace, workspace.connectors.load("desk-prod")))
        screen = await person.at(EditScreen)
        screen.query_one("#local-redirect-uri-input").focus()
        await person.fill("https://www.example.com/callback")
        await person.press("f2")
        assert person.message.startswith("! Second redirect: ")
        await person.fill(SUGGESTED)
        await person.press("f2")
        await person.at(DetailScreen)
        saved = workspace.connectors.load("desk-prod")
        assert saved.client.local_redirect_uri == SUGGESTED
        await person.press("escape")
