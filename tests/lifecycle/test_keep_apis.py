"""Changes of a connector's APIs."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import CONNECTOR, GRANT
from zdesk_tui.connector import Api
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import NeedsConsent, ZdeskError
from zdesk_tui.lifecycle import keep_apis
from zdesk_tui.lifecycle.token import check_grant
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio

ONE = Api("one", "GET", "https://desk.zoho.eu/api/v1/a")
TWO = Api("two", "GET", "https://desk.zoho.eu/api/v1/b")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(Paths.under(str(tmp_path)), ZOHO)
    made.connectors.save(replace(CONNECTOR, apis=(ONE, TWO)))
    return made


async def test_an_api_is_added_behind_the_others_or_takes_the_place_of_one(
    workspace: Workspace,
) -> None:
    three = replace(ONE, name="three")
    await keep_apis.keep(workspace, "desk", three)
    renamed = replace(ONE, name="uno")
    after = await keep_apis.keep(workspace, "desk", renamed, before="one")
    assert after.apis == (renamed, TWO, three)
    assert workspace.connectors.load("desk") == after


async def test_what_another_program_did_meanwhile_is_not_undone(workspace: Workspace) -> None:
    workspace.connectors.save(replace(CONNECTOR, note="new", apis=(TWO,)))
    with pytest.raises(ZdeskError, match="The API one is gone meanwhile"):
        await keep_apis.keep(workspace, "desk", ONE, before="one")
    after = await keep_apis.keep(workspace, "desk", ONE)
    assert (after.note, after.apis) == ("new", (TWO, ONE))
    with pytest.raises(ZdeskError, match="has an API TWO already"):
        await keep_apis.keep(workspace, "desk", replace(ONE, name="TWO"), before="one")
    await keep_apis.remove(workspace, "desk", "two")
    assert (await keep_apis.remove(workspace, "desk", "two")).apis == (ONE,)


async def test_a_scope_more_needs_consent_again_and_is_added_once(workspace: Workspace) -> None:
    check_grant(workspace, workspace.connectors.load("desk"))
    for _ in range(2):
        after = await keep_apis.ask_for(workspace, "desk", ["Desk.tickets.UPDATE"])
        assert after.scopes == (*GRANT.scopes, "Desk.tickets.UPDATE")
    with pytest.raises(NeedsConsent, match="scopes differ"):
        check_grant(workspace, workspace.connectors.load("desk"))
