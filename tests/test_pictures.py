"""The README's pictures are what the program draws today."""

import pytest

from tests.pictures import SCREENSHOTS, STEPS, draw
from zdesk_tui.consent.loopback import bind, loopback
from zdesk_tui.errors import ListenerError
from zdesk_tui.redirects import SUGGESTED

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", STEPS)
async def test_picture_is_what_the_program_draws(name: str) -> None:
    try:
        for listening in bind(loopback(SUGGESTED)):
            listening.close()
    except ListenerError as error:
        pytest.skip(f"the picture shows the port free: {error}")
    drawn = await draw(STEPS[name])
    kept = (SCREENSHOTS / f"{name}.svg").read_text(encoding="utf-8")
    assert drawn == kept, "run: python -m tests.pictures"
