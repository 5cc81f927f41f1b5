"""Secrets that are kept elsewhere, on the screens: moved, shown, asked for again."""

from dataclasses import replace
from threading import current_thread, main_thread
from time import time
from typing import cast

import pytest

from tests.keyrings.ring import FAILING, use
from tests.tui.test_journeys import connector_of
from tests.tui.world import LOCAL, Zoho, wizard
from zdesk_tui.errors import OutOfReach
from zdesk_tui.lifecycle.secret_place import move, move_to_command
from zdesk_tui.store import secret_command
from zdesk_tui.store.secret_command import Allowed
from zdesk_tui.tui.beginnings import begin_again
from zdesk_tui.tui.conversation import Conversation
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.detail import DetailScreen
from zdesk_tui.tui.screens.home import HomeScreen
from zdesk_tui.tui.screens.secret_place import SecretPlaceScreen
from zdesk_tui.tui.several import Several
from zdesk_tui.tui.visit import Visit
from zdesk_tui.workspace import Workspace

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ring")]


async def test_secrets_move_by_one_action_of_the_detail_screen(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    secret = before.client.secret.reveal()
    visit = cast("Conversation", Visit(workspace, LOCAL, now=time))
    async with wizard(workspace, talk=visit) as person:
        await person.at(HomeScreen)
        await person.press("enter")
        await person.at(DetailScreen)
        assert "w move" in person.keys
        assert "kept in its file" in person.said
        await person.press("w")
        await person.at(SecretPlaceScreen)
        assert "The refresh token is in its file." in person.said
        use(FAILING)
        await person.press("down", "enter")
        await person.until(lambda: "No keyring is running" in person.message)
        use("tests.keyrings.ring.Ring")
        await person.press("enter")
        await person.at(DetailScreen)
        assert "The secrets of desk-prod are in the keyring (ring Ring)." in person.message
        assert "kept in the keyring" in person.said
        assert secret not in workspace_text(workspace)
        await person.press("v")
        await person.until(lambda: secret in person.said.replace(" ", ""))


def workspace_text(workspace: Workspace) -> str:
    with open(workspace.paths.connector("desk-prod"), encoding="utf-8") as file:  # noqa: PTH123
        return file.read()


async def test_consent_again_begins_with_the_secret_at_hand_or_asks_for_it(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    move(workspace, "desk-prod", "keyring")
    begun = begin_again(workspace, "desk-prod")
    assert begun.draft.step == "consent"
    use(FAILING)
    assert begun.draft.client_secret.reveal() == before.client.secret.reveal()
    workspace.drafts.save(begun.draft.id, replace(begun.draft, note="kept").to_data())
    # In another run, where the keyring is not.
    elsewhere = Workspace(workspace.paths, workspace.data_centers)
    begun = begin_again(elsewhere, "desk-prod")
    assert begun.draft.note == "kept"
    async with wizard(elsewhere, begun.draft, before=begun.before) as person:
        screen = await person.at(CredentialsScreen)
        assert "The saved secret is in the keyring." in person.said
        assert screen.secret_field.value == ""


async def test_consent_again_waits_for_a_yes_to_the_command(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    move_to_command(workspace, "desk-prod", ("echo", before.client.secret.reveal()))
    begun = begin_again(workspace, "desk-prod")
    async with wizard(workspace, begun.draft, before=begun.before) as person:
        consent = await person.at(ConsentScreen)
        await consent.go_to("credentials")
        screen = await person.at(CredentialsScreen)
        assert "The secret is from the command echo" in person.said
        # Untouched, it stays the command's, and in no draft.
        assert screen.collect().client_secret is begun.draft.client_secret
    assert "client_secret" not in workspace.drafts.load(begun.draft.id)
    Allowed(workspace.paths).forget("desk-prod")
    with pytest.raises(OutOfReach, match="was not yet allowed on this machine"):
        begin_again(Workspace(workspace.paths, workspace.data_centers), "desk-prod")


async def test_screen_lives_on_while_the_secret_of_each_of_several_is_fetched(
    workspace: Workspace, zoho: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await connector_of(workspace, zoho)
    move_to_command(workspace, "desk-prod", ("echo", before.client.secret.reveal()))
    threads = []

    def printed(words: tuple[str, ...]) -> str:
        threads.append(current_thread())
        return words[1]

    monkeypatch.setattr(secret_command, "run", printed)
    elsewhere = Workspace(workspace.paths, workspace.data_centers)
    talk = cast("Conversation", Several(elsewhere, LOCAL, ["desk-prod"], now=time))
    async with wizard(elsewhere, talk=talk) as person:
        await person.at(ConsentScreen)
    assert len(threads) == 1
    assert threads[0] is not main_thread()
