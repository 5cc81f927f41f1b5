"""Letters that take two columns: what stands behind them stays in its column."""

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.samples import CONNECTOR
from tests.tui.test_home import home
from tests.tui.world import TERMINAL, Wizard, Zoho, granted_draft, wizard
from zdesk_tui.connector import Organization
from zdesk_tui.lifecycle.differences import Difference
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.replace import ReplaceScreen
from zdesk_tui.tui.widgets.line import cell
from zdesk_tui.workspace import Workspace

NAMES = ("Zylker", "日本語サポート部", "دعم العملاء", "🚀 Zylker 支援")


@pytest.mark.parametrize("columns", [6, 9, 10, 30])
@pytest.mark.parametrize("text", NAMES)
def test_cell_has_its_columns_and_a_blank_before_the_next(text: str, columns: int) -> None:
    made = cell(text, columns)
    assert cell_len(made) == columns
    assert made.endswith(" ")
    assert (text in made) is (cell_len(text) < columns)
    assert ("…" in made) is (cell_len(text) >= columns)


def column_of(person: Wizard, text: str) -> list[int]:
    """Return the columns at which a text begins, line by line."""
    lines = [line for line in person.drawn.split("\n") if text in line]
    assert all(cell_len(line) <= TERMINAL[0] for line in person.drawn.split("\n"))
    return [cell_len(line[: line.index(text)]) for line in lines]


@pytest.mark.anyio
async def test_table_of_home_is_aligned(workspace: Workspace, zoho: Zoho) -> None:
    europe = zoho.center("eu")
    for at, name in enumerate(NAMES):
        organization = Organization(str(at), name)
        connector = replace(CONNECTOR, name=f"desk-{at}", organization=organization)
        workspace.connectors.save(replace(connector, data_center=europe, user_data_center=europe))
    async with home(workspace) as person:
        assert column_of(person, "never checked") == [column_of(person, "State")[0]] * len(NAMES)


@pytest.mark.anyio
async def test_organizations_are_aligned(workspace: Workspace, zoho: Zoho) -> None:
    listed = [
        {"id": f"239028{at}", "companyName": name, "edition": "ENTERPRISE"}
        for at, name in enumerate(NAMES)
    ]
    zoho.control.fault("organizations", "body", body=json.dumps({"data": listed}), times=None)
    async with wizard(workspace, await granted_draft(zoho)) as person:
        await person.at(OrganizationScreen)
        await person.sees("日本語サポート部")
        for text in ("239028", "Enterprise"):
            assert len(set(column_of(person, text))) == 1
            assert len(column_of(person, text)) == len(NAMES)


@pytest.mark.anyio
async def test_comparison_is_aligned(workspace: Workspace) -> None:
    rows = [Difference("Organization", name, "Zylker GmbH", foreign=True) for name in NAMES]
    async with wizard(workspace) as person:
        await person.at(ConnectorScreen)
        await person.app.push_screen(ReplaceScreen("desk", rows))
        await person.at(ReplaceScreen)
        assert column_of(person, "Zylker GmbH") == [column_of(person, "now")[0]] * len(NAMES)


@pytest.mark.anyio
async def test_text_is_edited_in_the_middle(workspace: Workspace) -> None:
    async with wizard(workspace) as person:
        screen = await person.at(ConnectorScreen)
        screen.note_field.input.focus()
        await person.settle()
        await person.write("日本支援")
        await person.press("left", "left")
        await person.write("語")
        await person.press("delete")
        assert screen.note_field.value == "日本語援"
        [end] = column_of(person, "日本語援")
        assert end == column_of(person, "[")[-1] + 1
