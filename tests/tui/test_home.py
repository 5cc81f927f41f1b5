"""Home: the table, one connector, checking, consent again, deleting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import time
from typing import cast

import pytest

from tests.samples import CONNECTOR
from tests.tui.test_journeys import connector_of
from tests.tui.world import LOCAL, NARROW, TERMINAL, Size, Wizard, Zoho, accept, wizard
from zdesk_tui.connector import Organization
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.setup.draft import of_connector
from zdesk_tui.store.status import Status
from zdesk_tui.tui.conversation import Conversation
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.delete import DeleteScreen
from zdesk_tui.tui.screens.detail import DetailScreen
from zdesk_tui.tui.screens.home import HomeScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.replace import ReplaceScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.tui.visit import Visit
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def home(workspace: Workspace, size: Size = TERMINAL) -> AsyncIterator[Wizard]:
    """Start at home, as `zdesk-tui` does when something is saved."""
    visit = Visit(workspace, LOCAL, now=time)
    async with wizard(workspace, talk=cast("Conversation", visit), size=size) as person:
        await person.at(HomeScreen)
        yield person


async def fill(workspace: Workspace, zoho: Zoho) -> None:
    """Save connectors in different states; `desk-prod` is one that works."""
    good = await connector_of(workspace, zoho)
    workspace.statuses.save(good.name, Status(time(), time(), "ready"))
    for name, changes in {
        "crm-export": {"service": "crm", "grant": None},
        "desk-test": {"organization": Organization("2390011", "Zylker [/x] sandbox")},
        "sigma": {"lives_in": "zoho-connector", "grant": None},
    }.items():
        workspace.connectors.save(replace(good, name=name, **changes))  # type: ignore[arg-type]
    folder = Path(workspace.paths.connectors)
    (folder / "broken.toml").write_text("format = 1\nservice = \n", encoding="utf-8")
    newer = (folder / "desk-prod.toml").read_text("utf-8").replace("format = 1", "format = 2")
    (folder / "newer.toml").write_text(newer, encoding="utf-8")
    for file in folder.iterdir():
        file.chmod(0o600)


def row_with_cursor(person: Wizard) -> str:
    [row] = [line for line in person.drawn.splitlines() if line.startswith(" > ")]
    return row


@pytest.mark.parametrize("size", [TERMINAL, NARROW])
async def test_home_shows_every_connector_with_trouble_first(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    await fill(workspace, zoho)
    zoho.control.clear_counts()
    async with home(workspace, size) as person:
        drawn = person.drawn.splitlines()
        assert "6 saved, 2 need attention" in drawn[0]
        shown = [line[3:].split()[:2] for line in drawn[3:9]]
        assert shown == [
            ["!", "crm-export"], ["!", "broken"], ["~", "desk-test"], ["~", "newer"],
            ["+", "desk-prod"], ["o", "sigma"],
        ]  # fmt: skip
        assert "unreadable, line 2" in drawn[4]
        assert ("Zylker [/x]" in person.drawn) is (size == TERMINAL)
        assert "crm-export has no consent. a asks for consent again." in person.message
        await person.press("down")
        assert "line 2" in person.message
        await person.press("end")
        assert "sigma" in row_with_cursor(person)
        assert person.message == ""
        await person.press("x")
        assert await person.left() == 0
    assert zoho.control.counts() == {}, "home asks nobody"


async def test_long_list_moves_with_the_cursor_and_draws_what_is_in_view(
    workspace: Workspace, zoho: Zoho
) -> None:
    europe = zoho.center("eu")
    for number in range(60):
        connector = replace(CONNECTOR, name=f"desk-{number:02}", data_center=europe)
        workspace.connectors.save(replace(connector, user_data_center=europe))
    async with home(workspace) as person:
        screen = await person.at(HomeScreen)
        page = screen.list.size.height - 1
        for key, there in [
            ("end", 59), ("up", 58), ("home", 0), ("up", 0),
            ("pagedown", page), ("pagedown", 2 * page), ("pageup", page),
        ]:  # fmt: skip
            await person.press(key)
            assert f"desk-{there:02}" in row_with_cursor(person), key
        assert "PgDn more" in person.keys
        assert "60 saved" in person.drawn


async def test_detail_shows_secrets_only_on_a_key(workspace: Workspace, zoho: Zoho) -> None:
    before = await connector_of(workspace, zoho)
    assert before.grant
    assert before.grant.refresh_token
    secrets = [before.client.secret.reveal(), before.grant.refresh_token.reveal()]
    async with home(workspace) as person:
        await person.press("enter")
        await person.at(DetailScreen)
        for text in ("admin@zylker.example", before.client.id, "Zylker (2389290)", "Request Token"):
            assert text in person.said
        assert not any(secret in person.said for secret in secrets)
        await person.press("v")
        assert all(secret in person.said.replace(" ", "") for secret in secrets)
        await person.press("escape")
        await person.at(HomeScreen)
        await person.press("enter")
        await person.at(DetailScreen)
        assert not any(secret in person.said for secret in secrets)


async def test_read_only_files_can_be_seen_and_deleted_but_not_used(
    workspace: Workspace, zoho: Zoho
) -> None:
    await fill(workspace, zoho)
    async with home(workspace) as person:
        await person.press("down", "enter")
        assert "e opens it in an editor" in person.message
        await person.press("a")
        await person.until(lambda: "line 2" in person.message)
        await person.at(HomeScreen)
        await person.press("d")
        await person.at(DeleteScreen)
        assert "revoke its grant" not in person.said
        await person.press("down", "enter")
        await person.until(lambda: "broken is deleted" in person.message)
        assert "broken" not in workspace.connectors.names()
        await person.press("down")
        assert "newer" in row_with_cursor(person)
        await person.press("a")
        await person.until(lambda: "newer zdesk-tui" in person.message)
        await person.at(HomeScreen)


async def test_check_tells_one_and_all_and_can_be_stopped(workspace: Workspace, zoho: Zoho) -> None:
    await fill(workspace, zoho)
    async with home(workspace) as person:
        await person.press("end", "up", "k")
        await person.until(lambda: "desk-prod: ready." in person.message)
        await person.press("K")
        await person.until(lambda: "Checked 6" in person.message)
        assert "1 lives in Zoho" in person.message
        assert "desk-prod" in row_with_cursor(person)
        zoho.control.fault("organizations", "delay", seconds=2.0, times=None)
        await person.press("K")
        await person.until(lambda: "Esc stop" in person.keys)
        await person.press("escape")
        await person.until(lambda: "Stopped after" in person.message)
        await person.at(HomeScreen)
        assert person.app.return_value is None
        await person.press("K")
        await person.until(lambda: "Esc stop" in person.keys)
        await person.press("n")
        await person.at(ConnectorScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        await person.press("K")
        await person.until(lambda: "Esc stop" in person.keys)
        await person.press("x")
        assert await person.left() == 0


@pytest.mark.parametrize(
    ("keys", "gone", "revokes"),
    [
        (["enter"], False, 0),
        (["escape"], False, 0),
        (["down", "enter"], True, 1),
        (["down", "down", "enter"], True, 0),
    ],
)
async def test_delete_asks_and_keeps_unless_told(
    workspace: Workspace, zoho: Zoho, keys: list[str], gone: bool, revokes: int
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    old = file.read_bytes()
    async with home(workspace) as person:
        await person.press("d")
        await person.at(DeleteScreen)
        await person.press(*keys)
        await person.at(HomeScreen)
        if gone:
            await person.until(lambda: "is deleted" in person.message)
            assert "none saved" in person.drawn
        assert file.exists() is not gone
        assert gone or file.read_bytes() == old
    assert zoho.count("revoke") == revokes


async def test_delete_goes_on_when_zoho_cannot_be_reached(workspace: Workspace, zoho: Zoho) -> None:
    await connector_of(workspace, zoho)
    zoho.control.fault("revoke", "cut")
    async with home(workspace) as person:
        await person.press("d")
        await person.at(DeleteScreen)
        await person.press("down", "enter")
        await person.until(lambda: "could not be revoked" in person.message)
    assert workspace.connectors.names() == []


async def test_table_is_found_sorted_grouped_and_marked(workspace: Workspace, zoho: Zoho) -> None:
    await fill(workspace, zoho)
    notes = Path(workspace.paths.connectors, "notes.txt")
    notes.write_text("", encoding="utf-8")
    async with home(workspace) as person:
        assert "notes.txt" in person.drawn
        # All at once, as over a slow line: the letters are for the field, and no keys.
        await person.press("end")
        person.type_ahead("slash", *"zylker ready", "enter")
        await person.until(lambda: "1 found, 6 saved" in person.drawn)
        assert "Find           [zylker ready" in person.drawn
        assert "crm-export" not in person.drawn
        await person.press("g")
        assert "-- CRM" not in person.drawn
        assert "-- Desk: 1" in person.drawn
        await person.press("n")
        await person.at(ConnectorScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        assert "1 found, 6 saved" in person.drawn, "the table is as it was left"
        assert "Nothing was saved" in person.message
        await person.press("escape")
        assert "-- CRM: 1, 1 in trouble" in person.drawn
        assert "Find" not in person.drawn
        await person.press("g", "g", "s")
        assert "Sorted by name" in person.message
        assert "Name v" in person.drawn
        await person.press("S", "home")
        assert "sigma" in row_with_cursor(person)
        await person.press("space", "space", "down", "space")
        assert "2 marked" in person.drawn, "a file that is no connector cannot be marked"
        assert "k check 2" in person.keys
        assert person.drawn.count("  *") == 2
        await person.press("k")
        await person.until(lambda: "Checked 2" in person.message)
        await person.press("d")
        await person.at(DeleteScreen)
        assert "sigma" in person.said
        await person.press("down", "down", "enter")
        await person.until(lambda: "sigma is deleted" in person.message)
        assert "4 saved" in person.drawn
        await person.press("escape")
        assert await person.left() == 0
    assert notes.exists()


async def test_file_is_mended_in_the_persons_editor(
    workspace: Workspace, zoho: Zoho, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = (await connector_of(workspace, zoho)).name
    file = Path(workspace.paths.connector(name))
    good = file.read_text("utf-8")
    file.write_text(good.replace('access_type = "offline"', "access_type = offline"), "utf-8")
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nsed -i "s/$1/$2/" "$3"; cp "$3" "$3~"\n', "utf-8")
    script.chmod(0o700)
    async with home(workspace) as person:
        assert "e opens it in an editor" in person.message
        monkeypatch.setenv("VISUAL", f"{script} 'format = 1' 'format ='")
        await person.press("e")
        await person.until(lambda: "The text is kept in" in person.message)
        monkeypatch.setenv("VISUAL", f"{script} 'format =$' 'format = 1'")
        await person.press("e")
        await person.until(lambda: "The text is kept in" not in person.message)
        monkeypatch.setenv("VISUAL", f"{script} '= offline' '= \"offline\"'")
        await person.press("e")
        await person.until(lambda: "is saved, and is now: never checked" in person.message)
        assert file.read_text("utf-8") == good
        monkeypatch.setenv("VISUAL", str(tmp_path / "nowhere"))
        await person.press("enter")
        await person.at(DetailScreen)
        await person.press("E")
        await person.until(lambda: "cannot be started" in person.message)
    assert list(Path(workspace.paths.edits).iterdir()) == []


async def test_detail_checks_and_shows_what_each_scope_opens(
    workspace: Workspace, zoho: Zoho
) -> None:
    name = (await connector_of(workspace, zoho)).name
    async with home(workspace, NARROW) as person:
        await person.press("enter")
        await person.at(DetailScreen)
        for text in ("Desk.tickets.READ read tickets", "calls:", "Created", "Last renewed"):
            assert text in person.said
        await person.press("k")
        await person.sees("+ sufficient. Desk.basic.READ opens GET /api/v1/organizations")
        assert "+ ready" in person.drawn
        zoho.control.change_password("admin@zylker.example")
        await person.press("k")
        await person.sees("! needs consent.")
        assert "! needs consent" in person.drawn
        await person.press("c")
        await person.at(CarryScreen)
        assert "Refresh Token" in person.said
        await person.press("escape")
        await person.at(DetailScreen)
        await person.press("a")
        await person.at(ConsentScreen)
    assert workspace.statuses.load(name).verdict == "needs consent"


async def test_connector_that_is_gone_before_it_is_deleted_is_told(
    workspace: Workspace, zoho: Zoho
) -> None:
    name = (await connector_of(workspace, zoho)).name
    async with home(workspace) as person:
        await person.press("d")
        await person.at(DeleteScreen)
        workspace.connectors.delete(name)
        await person.press("down", "enter")
        await person.until(lambda: f"There is no connector {name}" in person.message)
        assert "none saved" in person.drawn


async def test_leaving_a_wizard_comes_back_home_with_the_old_file(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    old = file.read_bytes()
    async with home(workspace) as person:
        await person.press("n")
        await person.at(ConnectorScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        assert "Nothing was saved" in person.message
        await person.press("a")
        await person.at(ConsentScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        assert "desk-prod" in row_with_cursor(person)
        await person.press("escape")
        assert await person.left() == 0
    assert file.read_bytes() == old


async def test_consent_again_from_home_replaces_and_then_revokes_the_old_token(
    workspace: Workspace, zoho: Zoho
) -> None:
    before = await connector_of(workspace, zoho)
    assert before.grant
    assert before.grant.refresh_token
    old = before.grant.refresh_token.reveal()
    async with home(workspace) as person:
        await person.press("a")
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        await accept(zoho, screen.session.link)
        await person.at(SaveScreen)
        await person.press("r")
        assert zoho.count("revoke") == 0, "never before the new one is saved"
        await person.press("enter")
        await person.sees("Proven")
        assert "r revoke the replaced refresh token" in " ".join(person.keys.split())
        zoho.control.fault("revoke", "cut")
        await person.press("r")
        await person.until(lambda: "r tries again" in person.message)
        await person.press("r")
        await person.until(lambda: "is revoked" in person.message)
        assert old not in str(zoho.control.state()["refresh_tokens"])
        await person.press("r", "enter")
        await person.at(HomeScreen)
        assert "ready" in row_with_cursor(person)
    assert zoho.count("revoke") == 2
    connector = workspace.connectors.load(before.name)
    assert connector.grant
    assert workspace.grants.count(connector.grant) == 1
    assert row_of(workspace, before.name, time()).state == "ready"


@pytest.mark.parametrize("answer", ["keep", "consent", "replace"])
async def test_somebody_elses_grant_is_only_saved_when_that_is_wanted(
    workspace: Workspace, zoho: Zoho, answer: str
) -> None:
    before = await connector_of(workspace, zoho)
    file = Path(workspace.paths.connector(before.name))
    old = file.read_bytes()
    async with wizard(workspace, of_connector("again", before), before=before) as person:
        screen = await person.at(ConsentScreen)
        await person.until(lambda: screen.session.listening)
        await accept(zoho, screen.session.link, account="solo@zylker.example")
        await person.at(OrganizationScreen)
        await person.sees("2400001")
        await person.press("enter")
        await person.at(SaveScreen)
        await person.press("enter")
        await person.at(ReplaceScreen)
        for text in ("admin@zylker.example", "solo@zylker.example", "Solo Works (2400001)"):
            assert text in person.said
        assert file.read_bytes() == old
        match answer:
            case "keep":
                await person.press("enter")
                assert await person.left() == 1
                assert "Nothing was saved." in person.conversation.last_words()
                assert workspace.drafts.ids() == []
            case "consent":
                await person.press("down", "down", "enter")
                again = await person.at(ConsentScreen)
                assert again.session.link != screen.session.link
                assert person.draft.grant is None
            case _:
                await person.press("down", "enter")
                await person.at(SaveScreen)
                await person.sees("Proven")
    assert (file.read_bytes() == old) is (answer != "replace")
    assert zoho.count("revoke") == (0 if answer == "replace" else 1)
