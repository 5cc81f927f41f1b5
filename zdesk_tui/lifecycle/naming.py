"""A saved connector under another name: renamed, or copied without its grant."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

from zdesk_tui import names
from zdesk_tui.connector import Connector
from zdesk_tui.lifecycle.guards import refuse_newer
from zdesk_tui.lifecycle.retire import drafts_of
from zdesk_tui.lifecycle.secret_place import follow
from zdesk_tui.store.files import move
from zdesk_tui.store.locks import locked, remove_held
from zdesk_tui.workspace import Workspace


def rename(workspace: Workspace, name: str, new_name: str) -> None:
    """Rename a connector; its token, its status, its drafts, a link and its lock follow.

    The connector's file goes first, in one step: whatever ends the program afterwards, there is
    one connector, and what did not follow is made anew when it is needed.

    Args:
        workspace: where it is.
        name: of the connector; its file may be unreadable.
        new_name: not another connector's.

    Raises:
        UsageError: the new name is no connector name.
        NoSuchConnector: there is none of the old name.
        NameTaken: another one has the new name.
        FileError: it could not be renamed, or one of its files did not follow.
    """
    names.require(new_name)
    with ExitStack() as held:
        # In one order, so that two processes never wait for each other; and where a file system
        # takes capital and small letters for the same, the two locks are one.
        for one in sorted({new_name.casefold(): new_name, name.casefold(): name}.values()):
            held.enter_context(locked(workspace.paths, one))
        workspace.connectors.rename(name, new_name)
        follow(workspace, name, new_name)
        workspace.tokens.rename(name, new_name)
        workspace.statuses.rename(name, new_name)
        # What was carried under the old name is nobody's any more.
        workspace.carried(name).clear()
        move(workspace.paths.edit(name), workspace.paths.edit(new_name))
        again = workspace.drafts.id_again(name)
        for draft_id, *_ in drafts_of(workspace, name):
            data = {**workspace.drafts.load(draft_id), "name": new_name}
            new_id = workspace.drafts.id_again(new_name) if draft_id == again else draft_id
            workspace.drafts.save(new_id, data)
            if new_id != draft_id:
                workspace.drafts.remove(draft_id)
        remove_held(workspace.paths, name)


def duplicate(workspace: Workspace, name: str, new_name: str) -> Connector:
    """Save a copy of a connector, with all but its grant: it needs a consent of its own.

    Args:
        workspace: where it is.
        name: of the connector.
        new_name: of the copy.

    Raises:
        UsageError: the new name is no connector name.
        NoSuchConnector: there is none of the old name.
        NameTaken: another one has the new name.
        FileError: it cannot be read, or the copy could not be written.
    """
    with locked(workspace.paths, names.require(new_name)):
        workspace.connectors.refuse_taken(new_name)
        connector = workspace.connectors.load(name)
        refuse_newer(connector)
        made = datetime.now(UTC).replace(microsecond=0)
        copy = replace(connector, name=new_name, grant=None, created_at=made)
        workspace.connectors.save(copy)
    return copy
