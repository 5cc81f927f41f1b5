"""The APIs of a connector on the screen."""

import pytest

from tests.tui.test_home import home
from tests.tui.test_journeys import connector_of
from tests.tui.world import NARROW, Zoho
from zdesk_tui.tui.screens.api_edit import EditScreen
from zdesk_tui.tui.screens.api_find import FindScreen
from zdesk_tui.tui.screens.api_sheet import ApiSheetScreen
from zdesk_tui.tui.screens.api_try import AnswerScreen, TryScreen
from zdesk_tui.tui.screens.apis import ApisScreen
from zdesk_tui.tui.screens.detail import DetailScreen
from zdesk_tui.tui.screens.home import HomeScreen
from zdesk_tui.tui.screens.sure import SureScreen
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio


async def test_a_call_is_found_by_words_saved_tried_and_carried_to_zoho(
    workspace: Workspace, zoho: Zoho
) -> None:
    await connector_of(workspace, zoho)
    async with home(workspace, NARROW) as person:
        await person.press("enter")
        await person.at(DetailScreen)
        await person.press("i")
        await person.at(ApisScreen)
        assert "No API is kept" in person.message
        await person.press("n")
        await person.at(FindScreen)
        await person.write("get tickets")
        await person.until(lambda: "+ Get tickets " in person.said)
        assert "+ The scopes are enough." in person.message
        await person.press("enter")
        await person.at(EditScreen)
        assert "+ The scopes are enough." in person.said
        await person.press("tab", "tab", "end")
        await person.write("?limit=${limit}")
        await person.press("f2")
        await person.at(ApisScreen)
        [api] = workspace.connectors.load("desk-prod").apis
        assert (api.name, api.scopes) == ("Get tickets", ("Desk.tickets.READ",))
        assert api.headers == {"orgId": "2389290"}

        zoho.control.clear_counts()
        await person.press("t")
        await person.at(TryScreen)
        assert "has no value" not in person.said
        await person.write("1\r")
        await person.at(AnswerScreen)
        assert person.message.startswith("200 in ")
        assert '"ticketNumber": "100"' in person.drawn
        assert '"ticketNumber": "101"' not in person.drawn
        assert zoho.count("tickets") == 1

        await person.press("escape", "escape")
        await person.at(ApisScreen)
        await person.press("enter")
        await person.at(ApiSheetScreen)
        for text in ("API Name", "orgId", "invokeConnector", "API Unique Identifier"):
            assert text in person.said


async def test_what_is_wrong_stays_on_the_form_until_it_is_mended(
    workspace: Workspace, zoho: Zoho
) -> None:
    await connector_of(workspace, zoho)
    async with home(workspace) as person:
        await person.press("enter", "i", "h")
        await person.at(EditScreen)
        assert "! Give it a name" not in person.said
        await person.press("f2")
        assert "! Give it a name" in person.said
        await person.write("Add [b]")
        await person.press("tab")
        await person.pick("POST")
        await person.fill("https://desk.evil.example/api/v1/tickets")
        assert "desk.evil.example is no host of Zoho's" in person.said
        await person.press("f2")
        assert "not saved yet" in person.message
        await person.press("escape")
        await person.at(SureScreen)
        await person.press("enter")
        await person.at(EditScreen)
        await person.fill(f"{zoho.center('eu').desk_url}/api/v1/tickets/{{id}}")
        await person.press("f3", "tab")
        await person.fill("Desk.tickets.UPDATE")
        assert "! Desk.tickets.UPDATE is missing" in person.said
        await person.press("f2")
        await person.at(ApisScreen)
        assert "Add [b]" in person.drawn
        assert "! Desk.tickets.UPDATE is missing" in person.message
        [api] = workspace.connectors.load("desk-prod").apis
        assert api.url.endswith("/tickets/${id}")

        await person.press("t")
        await person.write("7\r")
        await person.at(SureScreen)
        assert "/tickets/7" in person.drawn
        zoho.control.clear_counts()
        await person.press("enter")
        await person.at(TryScreen)
        await person.until(lambda: person.message == "Nothing was sent.")
        assert zoho.control.counts() == {}
        await person.enter()
        await person.at(SureScreen)
        await person.press("down", "enter")
        await person.at(AnswerScreen)
        assert "does not take POST at this address" in person.message
        assert zoho.count("desk") == 1

        await person.press("escape", "escape")
        await person.at(ApisScreen)
        await person.press("s")
        await person.at(SureScreen)
        await person.press("down", "enter")
        await person.until(lambda: "UPDATE is added" in person.message)
        assert "Desk.tickets.UPDATE" in workspace.connectors.load("desk-prod").scopes
        await person.press("t")
        await person.until(lambda: "edited after its consent" in person.message)
        await person.press("escape", "d")
        await person.at(SureScreen)
        await person.press("down", "enter")
        await person.until(lambda: "is deleted" in person.message)
        assert workspace.connectors.load("desk-prod").apis == ()
        await person.press("escape", "escape")
        await person.at(HomeScreen)
        assert "needs consent" in person.drawn
