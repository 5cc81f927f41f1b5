import subprocess
import sys

import pytest

from tests.qr_reader import read_cells
from zdesk_tui.qr import draw

LINK = (
    "https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.tickets.READ,Desk.basic.READ&"
    "client_id=1000.GMB0YULZHJK411248S8I5GZ4CHUEX0&response_type=code&access_type=offline&"
    "redirect_uri=https%3A%2F%2Fwww.example.com%2Fcallback&state=c3RhdGUtb2YtdGhpcy1saW5r"
)


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("https://accounts.zoho.eu/device", 29, 15),
        (LINK, 61, 31),
        (LINK + "&scope=" + "x" * 400, 93, 47),
    ],
)
def test_a_reader_gets_the_text_back_from_the_cells(text: str, width: int, height: int) -> None:
    code = draw(text)
    assert read_cells(list(code.lines)) == text
    assert {len(line) for line in code.lines} == {code.width}
    assert (code.width, code.height) == (width, height)


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        draw("x" * 5000)


def test_only_who_draws_one_pays_for_the_library() -> None:
    code = "import sys, zdesk_tui.qr; print('segno' in sys.modules)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout == "False\n"
