"""`reauthorize`: consent again for saved connectors."""

import argparse

from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `reauthorize` takes."""
    parser.add_argument("names", metavar="name", nargs="+", help="saved connectors")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    from zdesk_tui.tui.start import reauthorize

    return reauthorize(workspace, options.names)
