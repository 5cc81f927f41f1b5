"""`delete`: the end of a connector, and of its grant at Zoho first."""

import argparse
import asyncio
from time import time

from zdesk_tui.commands.narration import KEPT, confirmed
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle import retire
from zdesk_tui.lifecycle.overview import Row, row_of
from zdesk_tui.lifecycle.revoke import by_hand
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `delete` takes."""
    parser.add_argument("--no-revoke", action="store_true", help="leave the grant at Zoho as it is")
    parser.add_argument("name", help="a saved connector")
    parser.add_argument("--yes", action="store_true", help="do not ask first")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    return delete(workspace, options.name, yes=options.yes, revoking=not options.no_revoke)


def delete(workspace: Workspace, name: str, *, yes: bool, revoking: bool) -> int:
    """Revoke a connector's grant at Zoho, and remove the connector.

    Args:
        workspace: where it is.
        name: of the connector; its file may be unreadable.
        yes: do not ask first.
        revoking: revoke first.

    Returns:
        The exit code: that of a failed revoke when it is deleted all the same.

    Raises:
        ZdeskError: it is not there, or could not be removed.
    """
    if name not in workspace.connectors.names():
        workspace.connectors.load(name)
    row = row_of(workspace, name, time())
    if not confirmed(f"Delete {name}? ({_about_the_grant(workspace, row, revoking)})", yes=yes):
        say(KEPT)
        return 1
    problem = asyncio.run(retire.delete(workspace, name, revoking=revoking))
    say(f"{name} is deleted.")
    return _not_revoked(problem, row) if problem else 0


def _about_the_grant(workspace: Workspace, row: Row, revoking: bool) -> str:
    if row.read_only:
        return "a grant in it cannot be revoked from here"
    if not retire.revocable(workspace, row.connector):
        return "it holds no grant that could be revoked"
    return "its grant is revoked at Zoho first" if revoking else "Zoho keeps honoring its grant"


def _not_revoked(problem: ZdeskError, row: Row) -> int:
    say(
        f"zdesk-tui: its grant could not be revoked, and Zoho may go on honoring it. "
        f"{problem.message}",
        by_hand(row.connector) if row.connector and not row.read_only else problem.advice,
    )
    return problem.exit_code
