"""The manual page, made from the same parser as `--help`: `python -m tests.manual` writes it.

argparse-manpage does the work; the page is kept in the package, as an installer has no step for it.
"""

import os
from pathlib import Path
from unittest import mock

from argparse_manpage.manpage import Manpage

import zdesk_tui
from zdesk_tui.cli import parser
from zdesk_tui.commands.registry import COMMANDS

PAGE = Path(zdesk_tui.__file__).parent / "zdesk-tui.1"
DATE = "2026-11-26"


def page() -> str:
    """Return the page as it should be, the same on every day and in every window."""
    with mock.patch.dict(os.environ, COLUMNS="80"):
        made = Manpage(
            parser(COMMANDS),
            {
                "date": DATE,
                "project_name": "zdesk-tui",
                "description": "set up Zoho OAuth 2.0 connectors, and keep them working",
                "version": zdesk_tui.__version__,
                "manual_title": "User Commands",
            },
        )
        return str(made)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
