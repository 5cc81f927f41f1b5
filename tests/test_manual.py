"""The manual page says what the parser says, and man can read it."""

import shutil
import subprocess
import sys

import pytest

from tests.manual import PAGE, page
from zdesk_tui.commands.registry import COMMANDS


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the page is made with Python 3.11")
def test_page_is_that_of_the_parser() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.manual"


def test_man_shows_every_command() -> None:
    man = shutil.which("man")
    if man is None:
        pytest.skip("man is not installed")
    done = subprocess.run(
        [man, "--warnings", "-l", str(PAGE)], capture_output=True, text=True, timeout=60,
        check=True, env={"MANWIDTH": "80", "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.stderr == ""
    for command in COMMANDS:
        assert f"zdesk-tui {command}" in done.stdout, command
