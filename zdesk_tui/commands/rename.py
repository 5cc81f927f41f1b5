"""`rename`: another name for a saved connector, and for all that belongs to it."""

import argparse

from zdesk_tui import names
from zdesk_tui.lifecycle.naming import rename
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `rename` takes."""
    parser.add_argument("name", help="a saved connector")
    parser.add_argument("new_name", metavar="new-name", help="what it is to be called")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    new_name = names.require(options.new_name)
    rename(workspace, options.name, new_name)
    say(f"{options.name} is called {new_name} now; programs that use it need the new name.")
    return 0
