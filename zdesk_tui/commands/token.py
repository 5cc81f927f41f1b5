"""`token`: a valid access token on stdout.

A cached one is printed before anything of this is imported: see `cli`.
"""

import argparse
import asyncio

from zdesk_tui import output
from zdesk_tui.commands.narration import say
from zdesk_tui.lifecycle.token import require_here, valid_token
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `token` takes."""
    parser.add_argument("name", help="a saved connector")
    parser.add_argument(
        "--header", action="store_true", help="print the whole Authorization header line"
    )


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Print a token, renewed first when needed, and return the exit code."""
    require_here(workspace.connectors.load(options.name))
    token, warnings = asyncio.run(valid_token(workspace, options.name))
    for warning in warnings:
        say(f"zdesk-tui: {warning}")
    output.line(output.header(token.reveal()) if options.header else token.reveal())
    return 0
