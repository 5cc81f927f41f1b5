"""Consent again for several connectors in a row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import time
from typing import cast

import pytest

from tests.tui.test_home import home
from tests.tui.test_journeys import connector_of
from tests.tui.world import LOCAL, Wizard, Zoho, accept, wizard
from zdesk_tui.tui.conversation import Conversation
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.home import HomeScreen
from zdesk_tui.tui.screens.onward import OnwardScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.tui.several import Several
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio

NAMES = ("a", "b", "c")


async def fill(workspace: Workspace, zoho: Zoho) -> dict[str, bytes]:
    """Save three connectors of one client, and return their files."""
    good = await connector_of(workspace, zoho)
    workspace.connectors.delete(good.name)
    for name in NAMES:
        workspace.connectors.save(replace(good, name=name, grant=None))
    return {name: Path(workspace.paths.connector(name)).read_bytes() for name in NAMES}


@asynccontextmanager
async def several(workspace: Workspace, *names: str) -> AsyncIterator[Wizard]:
    talk = Several(workspace, LOCAL, names, now=time)
    async with wizard(workspace, talk=cast("Conversation", talk)) as person:
        yield person


async def consent_of(person: Wizard, zoho: Zoho) -> None:
    """Consent, and save."""
    screen = await person.at(ConsentScreen)
    await person.until(lambda: screen.session.listening)
    await accept(zoho, screen.session.link)
    # The organization is the one of before, and not asked for again.
    await person.at(SaveScreen)
    await person.press("enter")
    await person.sees("Proven")
    await person.press("enter")


async def test_one_that_is_left_does_not_lose_the_others_and_the_worst_code_counts(
    workspace: Workspace, zoho: Zoho
) -> None:
    files = await fill(workspace, zoho)
    async with several(workspace, *NAMES, "a") as person:
        await person.at(ConsentScreen)
        assert "a (1 of 3): consent" in person.drawn
        await person.press("escape")
        await person.at(OnwardScreen)
        assert "Not begun yet: b, c" in person.said
        await person.press("enter")
        await person.at(ConsentScreen)
        assert "b (2 of 3): consent" in person.drawn
        await consent_of(person, zoho)
        await person.at(ConsentScreen)
        assert "c (3 of 3): consent" in person.drawn
        await person.press("ctrl+c")
        assert await person.left() == 1
        words = " ".join(person.conversation.last_words())
    assert "b is saved" in words
    assert "reauthorize a goes on" in words
    assert "reauthorize c goes on" in words
    assert workspace.connectors.load("b").grant
    for name in ("a", "c"):
        assert Path(workspace.paths.connector(name)).read_bytes() == files[name]


async def test_connector_that_is_gone_meanwhile_is_told_and_the_others_can_be_left(
    workspace: Workspace, zoho: Zoho
) -> None:
    await fill(workspace, zoho)
    async with several(workspace, "nobody", "a") as person:
        await person.at(OnwardScreen)
        await person.press("escape")
        assert await person.left() == 3
        words = person.conversation.last_words()
    assert words[0].startswith("nobody: There is no connector nobody.")
    assert words[1] == "Not begun: a."


async def test_marked_connectors_are_asked_for_in_a_row_and_home_tells_of_each(
    workspace: Workspace, zoho: Zoho
) -> None:
    await fill(workspace, zoho)
    async with home(workspace) as person:
        await person.press("space", "space", "a")
        await person.at(ConsentScreen)
        assert "a (1 of 2): consent" in person.drawn
        await consent_of(person, zoho)
        await person.at(ConsentScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        assert "a is saved" in person.message
        assert "reauthorize b goes on" in person.message


async def test_answer_without_a_refresh_token_keeps_the_old_grant_and_offers_a_fresh_consent(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    content = Path(workspace.paths.connector(before.name)).read_bytes()
    async with several(workspace, before.name) as person:
        screen = await person.at(ConsentScreen)
        assert " of " not in person.drawn.splitlines()[0].replace("Step 1 of 3", "")
        await person.until(lambda: screen.session.listening)
        body = '{"access_token":"1000.x.y","expires_in":3600,"token_type":"Bearer"}'
        zoho.control.fault("token", "body", body=body, content_type="application/json")
        await accept(zoho, screen.session.link)
        await person.sees("no refresh token")
        assert "What is saved is unchanged" in person.said
        assert "(prompt=consent)" in person.said
        assert Path(workspace.paths.connector(before.name)).read_bytes() == content
        await person.press("n")
        await person.sees("Waiting for your consent")
        assert "prompt=consent" in screen.session.link
        await consent_of(person, zoho)
        assert await person.left() == 0
    after = workspace.connectors.load(before.name)
    assert after.grant
    assert before.grant
    assert after.grant.refresh_token != before.grant.refresh_token
