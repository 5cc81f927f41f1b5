"""How every step looks: at each size nothing is cut or covered, and no colour is needed."""

import os
import re
import sys
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from rich.color import Color
from textual.geometry import Region

from tests.tui.terminal import Terminal
from tests.tui.world import NARROW, Size, Wizard, Zoho, granted_draft, ready_draft, wizard
from zdesk_tui.setup.draft import Draft
from zdesk_tui.setup.steps import steps_of
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.wizard import screen_of
from zdesk_tui.workspace import Workspace

SIZES: list[Size] = [(60, 20), (80, 24), (120, 40)]
COLOURS = {None, Color.parse("default"), Color.parse("red"), Color.parse("magenta")}
"""Those that are readable on black as on white; the last two are for marks only."""


def assert_nothing_is_cut_or_covered(person: Wizard, size: Size) -> None:
    screen = person.app.screen
    width, height = size
    parts = [part for part in screen.children if part.display]
    regions = [part.region for part in parts]
    assert sum(region.height for region in regions) == height
    for above, below in pairwise(regions):
        assert above.bottom == below.y
    assert len(person.keys.split("\n")) <= (1 if width >= 80 else 2)
    assert max(map(len, person.keys.split("\n"))) <= width
    body = screen.query_one("#body").region
    assert body.height >= height - 12


def is_whole(person: Wizard, part: str) -> bool:
    """Return whether all lines of a part are drawn."""
    line = person.app.screen.query_one(part)
    drawn = person.drawn.split("\n")[line.region.y : line.region.bottom]
    return "".join(drawn).split() == str(line.render()).split()


def in_view(person: Wizard) -> bool:
    """Return whether the thing that has the focus is to be seen; of a long list, where it is."""
    focused = person.app.focused
    body = person.app.screen.query_one("#body").region
    if focused is None:
        return True
    region = focused.region
    if isinstance(focused, ChoiceList):
        region = Region(region.x, region.y + (focused.chosen or 0), region.width, 1)
    return bool(region) and body.contains_region(region)


def assert_no_colour_is_needed(person: Wizard) -> None:
    for strip in person.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style:
                assert segment.style.color in COLOURS
                assert segment.style.bgcolor in {None, Color.parse("default")}


@pytest.mark.anyio
@pytest.mark.parametrize("size", SIZES)
async def test_every_step_is_whole_at_this_size(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    draft = await granted_draft(zoho, "save")
    await assert_every_step_is_whole(workspace, draft, size)


@pytest.mark.anyio
async def test_every_step_of_what_lives_in_zoho_is_whole_in_a_narrow_window(
    workspace: Workspace, zoho: Zoho
) -> None:
    uri = f"http://localhost:{zoho.port}/eu/platform/auth/conns/deskprod/redirect"
    draft = replace(ready_draft(zoho, redirect_uri=uri), way="given-by-zoho", step="save")
    await assert_every_step_is_whole(workspace, draft, NARROW)


async def assert_every_step_is_whole(workspace: Workspace, draft: Draft, size: Size) -> None:
    order = steps_of(draft)
    async with wizard(workspace, draft, size=size) as person:
        for step in reversed(order):
            screen = await person.at(screen_of(step, draft))
            assert isinstance(screen, StepScreen)
            at = order.index(step) + 1
            assert person.drawn.split("\n")[0].endswith(f"Step {at} of {len(order)}")
            if step == "organization":
                await person.sees("A Desk token is bound")
                await person.until(lambda: in_view(person), "what has the focus")
            for _ in range(max(1, len(screen.focus_chain))):
                for part in ("#keys", "#message"):
                    await person.until(partial(is_whole, person, part), part)
                assert_nothing_is_cut_or_covered(person, size)
                assert_no_colour_is_needed(person)
                await person.press("tab")
                await person.until(lambda: in_view(person), "what has the focus")
            screen.set_focus(None)
            await person.press("escape")
        assert await person.left() == 1


def test_no_colour_is_sent_where_none_is_wanted(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "zdesk_tui", "--home", str(tmp_path), "new"]
    terminal = Terminal(program, {**os.environ, "NO_COLOR": "1"})
    try:
        terminal.until("Step 1 of 8")
        terminal.press("ctrl+c")
        assert terminal.end() == 1
    finally:
        terminal.close()
    codes = {code for found in re.findall(rb"\x1b\[([0-9;]*)m", terminal.output)
             for code in found.split(b";")}  # fmt: skip
    assert codes <= {b"", b"0", b"1", b"2", b"7", b"39", b"49"}
