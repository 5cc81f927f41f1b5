"""Help by keyboard: opened, closed, with nothing lost, and true about the keys that it names."""

import importlib
import os
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tui.terminal import Terminal
from tests.tui.world import Zoho, accept, ready_draft, wizard
from zdesk_tui.setup.draft import Draft
from zdesk_tui.setup.help import HELPS, Topic
from zdesk_tui.setup.steps import TITLES
from zdesk_tui.tui import screens
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.help import HelpScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.pick import PickScreen
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.refusals import RefusalsScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.tui.wizard import screen_of
from zdesk_tui.workspace import Workspace

WIDE = (120, 24)


def text_of(topic: Topic) -> str:
    return " ".join(HELPS[topic].lines(76))


def screens_of(topic: Topic) -> set[type[PlainScreen[Any]]]:
    """Return the screens on which F1 shows this help."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    way, _, name = topic.rpartition(": ")
    ways = {"way": way} if way else {}
    for step in TITLES:
        if step == {"reauthorize": "consent"}.get(name, name):
            return {screen_of(step, Draft.from_data("help", ways))}
    found: set[type[PlainScreen[Any]]] = set()
    left: list[type[PlainScreen[Any]]] = [PlainScreen]
    while left:
        found.add(left[-1])
        left += left.pop().__subclasses__()
    return {screen for screen in found if topic == screen.HELP}


def keys_of(screen: type[PlainScreen[Any]]) -> set[str]:
    bindings = [binding for kind in screen.__mro__ for binding in vars(kind).get("BINDINGS", ())]
    return {key.lower() for binding in bindings for key in binding.key.split(",")}


@pytest.mark.parametrize("topic", HELPS)
def test_help_names_only_keys_that_act_there(topic: Topic) -> None:
    named = re.findall(r"(?<!')\b(F\d+|Ctrl.\w|[b-z]|Enter|Esc|Tab)\b", text_of(topic))
    assert "zdesk-tui" not in text_of(topic), "a command would have to be one that exists"
    assert "F9" in named
    pressed = {{"Esc": "escape"}.get(key, key.lower()) for key in named}
    for screen in screens_of(topic):
        assert pressed - keys_of(screen) <= {"enter", "tab"}


@pytest.mark.anyio
async def test_help_takes_nothing_from_what_is_typed(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho, step="credentials")
    async with wizard(workspace, draft) as person:
        step = await person.at(CredentialsScreen)
        await person.fill("1000.HALF")
        await person.write("?")
        assert person.draft.client_id == "1000.HALF?"
        for close in ("f1", "escape", "enter"):
            await person.press("f1")
            await person.at(HelpScreen)
            assert "Client ID and Client Secret are what the program proves" in person.drawn
            assert "F9 Zoho's page alone" in person.keys
            await person.press(close)
            assert person.app.screen is step
            assert person.focus == "client-id-input"
            assert step.id_field.value == "1000.HALF?"


@pytest.mark.anyio
async def test_answer_that_comes_while_help_is_read_counts(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        step = await person.at(ConsentScreen)
        link = step.session.link
        await person.write("?")
        await person.at(HelpScreen)
        assert (await accept(zoho, link)).delivered
        await person.until(lambda: step.session.phase == "granted")
        assert isinstance(person.app.screen, HelpScreen)
        await person.press("escape")
        await person.at(OrganizationScreen)


@pytest.mark.anyio
async def test_question_before_a_step_has_help_too(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        await person.at(ConsentScreen)
        await person.press("e")
        await person.at(RefusalsScreen)
        await person.write("?")
        await person.at(HelpScreen)
        await person.write("?")
        await person.at(RefusalsScreen)
        await person.press("escape")
        await person.at(ConsentScreen)


@pytest.mark.anyio
async def test_list_of_a_field_has_the_help_of_its_step(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho, step="connector")) as person:
        await person.at(ConnectorScreen)
        await person.press("tab", "space")
        await person.at(PickScreen)
        await person.press("f1")
        await person.at(HelpScreen)
        assert "A connector is one saved permission" in person.drawn


@pytest.mark.anyio
async def test_wide_window_has_help_beside_every_step_until_it_is_hidden(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho, step="register"), size=WIDE) as person:
        await person.at(RegisterScreen)
        assert "Registering the program in Zoho's" in person.drawn
        assert "F1 hide help" in person.keys
        assert "PgDn more" in person.keys
        await person.press("escape")
        await person.at(RedirectScreen)
        assert "After consent Zoho sends the browser" in person.drawn
        await person.press("f1")
        assert "After consent Zoho" not in person.drawn
        assert "PgDn" not in person.keys, "what is hidden has nothing more to show"
        assert "F1 help" in person.keys
        await person.press("escape")
        await person.at(ScopesScreen)
        assert "F1 help" in person.keys
        assert "A scope is one permission" not in person.drawn


def test_zohos_page_is_got_out_of_help_in_one_piece(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "zdesk_tui", "--home", str(tmp_path), "new", "desk-prod"]
    terminal = Terminal(program, dict(os.environ))
    try:
        terminal.until("Step 1 of 8")
        terminal.press("f1")
        terminal.until("Help: desk-prod: new connector")
        terminal.press("f9")
        terminal.until("Enter goes back", written=True)
        assert f"\n{HELPS['connector'].page}\r\n" in terminal.written
        terminal.press("enter")
        terminal.until("F1 or Esc close help")
        terminal.press("f1")
        terminal.until("Step 1 of 8")
        terminal.press("ctrl+c")
        assert terminal.end() == 1
    finally:
        terminal.close()
