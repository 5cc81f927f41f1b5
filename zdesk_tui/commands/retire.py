"""`revoke` and `delete`: the end of a grant, and of a connector."""

import asyncio

from zdesk_tui.commands.narration import confirmed, say
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle import retire
from zdesk_tui.workspace import Workspace

KEPT = "Nothing was changed."


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
    first = "its grant is revoked at Zoho first" if revoking else "Zoho keeps honoring its grant"
    if not confirmed(f"Delete {name}? ({first})", yes=yes):
        say(KEPT)
        return 1
    problem = asyncio.run(retire.delete(workspace, name, revoking=revoking))
    say(f"{name} is deleted.")
    return _not_revoked(problem) if problem else 0


def _not_revoked(problem: ZdeskError) -> int:
    say(
        f"zdesk-tui: its grant could not be revoked, and Zoho may go on honoring it. "
        f"{problem.message}",
        "Remove it in the Zoho account, under Connected Apps.",
    )
    return problem.exit_code
