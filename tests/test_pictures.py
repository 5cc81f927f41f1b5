"""The README's pictures are what the program draws today."""

import pytest

from tests.pictures import PICTURES, SCREENSHOTS, draw
from zdesk_tui.consent.loopback import bind, loopback
from zdesk_tui.errors import ListenerError
from zdesk_tui.redirects import SUGGESTED

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", PICTURES)
async def test_picture_is_what_the_program_draws(name: str) -> None:
    try:
        for listening in bind(loopback(SUGGESTED)):
            listening.close()
    except ListenerError as error:
        pytest.skip(f"the picture shows the port free: {error}")
    drawn = await draw(name)
    kept = (SCREENSHOTS / f"{name}.svg").read_text(encoding="utf-8")
    assert drawn == kept, "run: python -m tests.pictures"


def test_no_picture_is_left_of_what_is_no_longer_drawn() -> None:
    assert {path.stem for path in SCREENSHOTS.iterdir()} == set(PICTURES)
