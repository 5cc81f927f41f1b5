"""`new`: the wizard for a new connector."""

import argparse

from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `new` takes."""
    parser.add_argument("name", nargs="?", default="", help="a name for the connector")
    parser.add_argument(
        "--sigma", action="store_true", help="a connector in Zoho's developer console (Sigma)"
    )


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    from zdesk_tui.tui.start import new

    return new(workspace, options.name, at_zoho=options.sigma)
