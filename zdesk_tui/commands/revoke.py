"""`revoke`: the end of a grant; everything else of the connector is kept."""

import argparse
import asyncio

from zdesk_tui.commands.narration import KEPT, confirmed
from zdesk_tui.lifecycle import retire
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `revoke` takes."""
    parser.add_argument("name", help="a saved connector")
    parser.add_argument("--yes", action="store_true", help="do not ask first")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    return revoke(workspace, options.name, yes=options.yes)


def revoke(workspace: Workspace, name: str, *, yes: bool) -> int:
    """Revoke a connector's grant at Zoho; everything else of it is kept.

    Args:
        workspace: where it is.
        name: of the connector.
        yes: do not ask first.

    Returns:
        The exit code.

    Raises:
        ZdeskError: it was not revoked; nothing is changed then.
    """
    workspace.connectors.load(name)
    if not confirmed(f"Revoke the grant of {name} at Zoho? It then needs consent again.", yes=yes):
        say(KEPT)
        return 1
    asyncio.run(retire.revoke_saved(workspace, name))
    again = workspace.command("reauthorize", name)
    say(f"The grant of {name} is revoked; its file is kept. Consent again with: {again}")
    return 0
