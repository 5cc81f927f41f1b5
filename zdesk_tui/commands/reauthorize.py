"""`reauthorize`: consent again for a saved connector."""

import argparse

from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `reauthorize` takes."""
    parser.add_argument("name", help="a saved connector")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    from zdesk_tui.tui.start import reauthorize

    return reauthorize(workspace, options.name)
