"""Going on with a kept draft, and consent again for a saved connector."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from tests.tui.world import (
    NARROW,
    TERMINAL,
    Size,
    Wizard,
    Zoho,
    accept,
    granted_draft,
    ready_draft,
    wizard,
)
from zdesk_tui import crash
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.lifecycle.adopt import adopt, with_account
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, of_connector, to_connector
from zdesk_tui.store.connectors import Connectors
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.resume import ResumeScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio


def keep(workspace: Workspace, *drafts: Draft) -> None:
    for draft in drafts:
        workspace.drafts.save(draft.id, draft.to_data())


@pytest.mark.parametrize("size", [TERMINAL, NARROW])
async def test_kept_draft_goes_on_where_it_stopped(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = await granted_draft(zoho, "organization")
    keep(workspace, ready_draft(zoho, id="other", name="other"), draft)
    async with wizard(workspace, size=size, kept=True) as person:
        await person.at(ResumeScreen)
        for text in ("desk-prod", "step 7 of 8, organization", "other", "step 6 of 8"):
            assert text in person.said
        await person.press("enter")
        await person.at(OrganizationScreen)
        await person.sees("Consent by admin@zylker.example")
        assert person.draft.client_secret == draft.client_secret
        await person.press("enter")
        await person.at(SaveScreen)
        await person.press("enter")
        await person.sees("Proven")
    assert workspace.drafts.ids() == ["other"]
    assert zoho.count("eu.token") == 1


async def test_link_that_is_out_may_be_answered_after_the_next_start(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho)
    async with wizard(workspace, draft) as person:
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        link = screen.session.link
    async with wizard(workspace, kept=True) as person:
        await person.at(ResumeScreen)
        await person.press("enter")
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        assert screen.session.link == link
        await accept(zoho, link)
        await person.at(OrganizationScreen)


async def test_new_connector_can_be_started_beside_kept_drafts(
    workspace: Workspace, zoho: Zoho
) -> None:
    keep(workspace, ready_draft(zoho))
    async with wizard(workspace, kept=True) as person:
        await person.at(ResumeScreen)
        await person.press("down", "enter")
        await person.at(ConnectorScreen)
        assert person.draft.name == ""
        await person.write("second")
    assert len(workspace.drafts.ids()) == 2


async def test_escape_and_ctrl_c_leave_the_question_with_every_draft(
    workspace: Workspace, zoho: Zoho
) -> None:
    keep(workspace, ready_draft(zoho))
    for key in ("escape", "ctrl+c"):
        async with wizard(workspace, kept=True) as person:
            await person.at(ResumeScreen)
            await person.press(key)
            assert await person.left() == 1
        assert workspace.drafts.ids() == ["ready"]


async def test_draft_is_discarded_only_after_a_question(workspace: Workspace, zoho: Zoho) -> None:
    keep(workspace, ready_draft(zoho))
    async with wizard(workspace, kept=True) as person:
        await person.at(ResumeScreen)
        await person.press("d")
        assert "Discard desk-prod?" in person.message
        await person.press("enter", "k")
        assert workspace.drafts.ids() == ["ready"]
        await person.press("escape")
        assert person.message == ""
        assert workspace.drafts.ids() == ["ready"]
        await person.press("y")
        assert workspace.drafts.ids() == ["ready"]
        await person.press("d", "y")
        await person.until(lambda: "Discarded" in person.message)
        assert workspace.drafts.ids() == []
        await person.press("enter")
        await person.at(ConnectorScreen)
    assert zoho.count("revoke") == 0


async def test_draft_that_cannot_be_removed_is_told(workspace: Workspace, zoho: Zoho) -> None:
    keep(workspace, ready_draft(zoho))
    file = Path(workspace.paths.draft("ready"))
    async with wizard(workspace, kept=True) as person:
        screen = await person.at(ResumeScreen)
        file.unlink()
        file.mkdir()
        await person.press("d", "y")
        await person.until(lambda: "was not removed" in person.message)
        assert person.app.screen is screen
        assert "desk-prod" in person.drawn


async def test_grant_of_a_discarded_draft_is_revoked(workspace: Workspace, zoho: Zoho) -> None:
    draft = await granted_draft(zoho)
    assert draft.grant is not None
    assert draft.grant.refresh_token is not None
    token = draft.grant.refresh_token.reveal()
    keep(workspace, draft)
    assert token in str(zoho.control.state()["refresh_tokens"])
    async with wizard(workspace, kept=True) as person:
        await person.at(ResumeScreen)
        await person.press("d")
        assert "Revoke it" in person.message
        await person.press("y")
        await person.until(lambda: "Discarded" in person.message)
    assert workspace.drafts.ids() == []
    assert token not in str(zoho.control.state()["refresh_tokens"])


async def test_grant_can_be_left_alone_when_its_draft_is_discarded(
    workspace: Workspace, zoho: Zoho
) -> None:
    keep(workspace, await granted_draft(zoho))
    async with wizard(workspace, kept=True) as person:
        await person.at(ResumeScreen)
        await person.press("d", "k")
        await person.until(lambda: "Discarded" in person.message)
    assert workspace.drafts.ids() == []
    assert zoho.count("revoke") == 0


async def test_draft_stays_when_its_grant_cannot_be_revoked(
    workspace: Workspace, zoho: Zoho
) -> None:
    keep(workspace, await granted_draft(zoho))
    zoho.control.fault("revoke", "status", status=503, times=2)
    async with wizard(workspace, kept=True) as person:
        await person.at(ResumeScreen)
        await person.press("d", "y")
        await person.until(lambda: "could not be revoked" in person.message)
        assert workspace.drafts.ids() == ["ready"]
        await person.press("d", "y")
        await person.until(lambda: "Discarded" in person.message)
    assert workspace.drafts.ids() == []


async def connector_of(
    workspace: Workspace, zoho: Zoho, service: str = "desk", scopes: Sequence[str] = GUIDE
) -> Connector:
    """Save a connector that works, with a key and a comment of the person's own in its file."""
    organization = Organization("2389290", "Zylker") if service == "desk" else None
    draft = await granted_draft(
        zoho, scopes_text=",".join(scopes), service=service, organization=organization
    )
    connector = to_connector(draft, zoho.table, now=1_700_000_000.0, before=None)
    assert draft.access_token is not None
    assert connector.grant is not None
    grant = with_account(connector.grant, "admin@zylker.example", None)
    connector = replace(connector, grant=grant)
    adopt(workspace, connector, draft.access_token, draft.expires_at)
    file = Path(workspace.paths.connector(connector.name))
    file.write_text(f'x_team = "operations"\n{file.read_text("utf-8")}', encoding="utf-8")
    return workspace.connectors.load(connector.name)


async def test_consent_again_changes_the_file_only_when_saved_and_then_only_its_grant(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    old = file.read_bytes()
    async with wizard(workspace, of_connector("again", before), before=before) as person:
        screen = await person.at(ConsentScreen)
        assert "Step 1 of 3" in person.drawn
        assert "Esc leave" in person.keys
        await person.until(lambda: screen.session.listening)
        assert before.client.id in screen.session.link
        await accept(zoho, screen.session.link)
        # The organization is the one of before, and not asked for again; it can be looked at.
        await person.at(SaveScreen)
        assert person.draft.organization == before.organization
        await person.press("escape")
        await person.at(OrganizationScreen)
        await person.sees("The same account as before")
        assert file.read_bytes() == old
        await person.press("enter")
        await person.at(SaveScreen)
        assert "only its grant is replaced" in person.said
        assert file.read_bytes() == old
        await person.press("enter")
        await person.sees("Proven")
        await person.press("enter")
        assert await person.left() == 0
    after = workspace.connectors.load(before.name)
    assert before.grant is not None
    assert after.grant is not None
    assert after.grant.refresh_token != before.grant.refresh_token
    assert replace(after, grant=None) == replace(before, grant=None)
    assert 'x_team = "operations"' in file.read_text("utf-8")
    assert workspace.drafts.ids() == []
    # The old refresh token was not revoked: it may live in another place too.
    assert zoho.count("revoke") == 0


async def test_consent_again_says_who_answered_where_there_is_no_organization_to_choose(
    workspace: Workspace, zoho: Zoho
) -> None:
    scopes = ("ZohoCliq.Channels.READ", "AaaServer.profile.READ")
    before = await connector_of(workspace, zoho, "cliq", scopes)
    async with wizard(workspace, of_connector("again", before), before=before) as person:
        screen = await person.at(ConsentScreen)
        assert "Step 1 of 2" in person.drawn
        await person.until(lambda: screen.session.listening)
        await accept(zoho, screen.session.link, account="solo@zylker.example")
        await person.at(SaveScreen)
        await person.sees("! solo@zylker.example; before it was admin@zylker.example")
    assert workspace.connectors.load(before.name) == before


@pytest.mark.parametrize("keys", [["escape"], ["ctrl+c"], ["q", "ctrl+c"]])
async def test_leaving_consent_again_keeps_the_old_file(
    workspace: Workspace, zoho: Zoho, keys: list[str]
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    old = file.read_bytes()
    async with wizard(workspace, of_connector("again", before), before=before) as person:
        await person.at(ConsentScreen)
        await person.press(*keys)
        assert await person.left() == 1
        assert "reauthorize desk-prod" in person.conversation.last_words()[0]
    assert file.read_bytes() == old


async def test_leaving_after_the_new_consent_keeps_the_old_file_and_the_new_grant_in_the_draft(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    old = file.read_bytes()
    async with wizard(workspace, of_connector("again", before), before=before) as person:
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        await accept(zoho, screen.session.link, account="solo@zylker.example")
        await person.at(OrganizationScreen)
        await person.sees("Before it was admin@zylker.example")
        await person.sees("2400001")
        assert person.draft.organization == Organization("2400001", "Solo Works")
        await person.press("ctrl+c")
        assert await person.left() == 1
    assert file.read_bytes() == old
    assert person.kept.grant_fits
    assert person.kept.journey == "reauthorize"


async def test_detour_from_consent_again_mends_the_secret_and_comes_back(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    good = before.client.secret
    stale = replace(before, client=replace(before.client, secret=Secret("0" * 42)))
    async with wizard(workspace, of_connector("again", stale), before=stale) as person:
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        await accept(zoho, screen.session.link)
        await person.sees("invalid_client_secret")
        await person.press("m")
        await person.at(CredentialsScreen)
        assert "consent again" in person.drawn
        await person.press("tab")
        await person.fill(good.reveal())
        await person.press("enter")
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        assert "Step 1 of 3" in person.drawn
        await accept(zoho, screen.session.link)
        await person.at(SaveScreen)


async def test_fault_while_saving_leaves_the_old_file_and_the_new_grant_in_the_draft(
    workspace: Workspace, zoho: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    marker = "marker of a secret"

    def fail(*_: object) -> None:
        raise RuntimeError(marker)

    fresh = await granted_draft(zoho, "save")
    draft = replace(fresh, id="again", journey="reauthorize")
    before = replace(before, client=fresh.client)
    workspace.connectors.save(before)
    old = file.read_bytes()
    people: list[Wizard] = []

    async def save() -> None:
        async with wizard(workspace, draft, before=before) as person:
            people.append(person)
            await person.at(SaveScreen)
            monkeypatch.setattr(Connectors, "save", fail)
            await person.press("enter")
            await person.until(lambda: person.app.crash)

    with pytest.raises(WorkerFailed):
        await save()
    [person] = people
    assert isinstance(person.app.crash, RuntimeError)
    assert marker not in crash.report(person.app.crash)
    assert "in fail" in crash.report(person.app.crash)
    assert file.read_bytes() == old
    assert person.kept.grant_fits


async def test_draft_that_lay_for_days_renews_its_token_at_step_7(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = await granted_draft(zoho, "organization")
    zoho.control.advance(2 * 3600)
    old = replace(draft, step="organization", expires_at=1.0)
    async with wizard(workspace, old) as person:
        await person.at(OrganizationScreen)
        await person.sees("Consent by admin@zylker.example")
        assert person.draft.access_token != draft.access_token
        assert person.draft.grant is not None
        assert person.draft.grant.account == "admin@zylker.example"
