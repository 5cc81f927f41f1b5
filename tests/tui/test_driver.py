import pytest

from zdesk_tui.tui.driver import draws_over


@pytest.mark.parametrize(
    ("environ", "over"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "socket,1,0"}, False),
        ({"TERM": "screen.xterm-256color", "STY": "12.pts-0.srv1"}, True),
        ({"TERM": "screen", "STY": "12.pts-0.srv1", "TMUX": "socket,1,0"}, False),
        ({"TERM": "linux"}, True),
        ({"TERM": "vt220"}, True),
        ({}, False),
    ],
)
def test_where_there_is_no_second_screen_the_drawing_has_to_be_cleared(
    environ: dict[str, str], over: bool
) -> None:
    assert draws_over(environ) is over
