"""The end of a connector: its grant taken back at Zoho, its files removed."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from time import time

from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.lifecycle.guards import refuse_newer
from zdesk_tui.lifecycle.revoke import revoke
from zdesk_tui.lifecycle.secret_place import follow
from zdesk_tui.secret import Secret
from zdesk_tui.store.files import remove
from zdesk_tui.store.locks import locked, locked_aside, remove_held
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace

_REVOKE_ELSEWHERE = "Revoke its grant with a newer release, or at Zoho under Connected Apps."


async def revoke_saved(workspace: Workspace, name: str) -> None:
    """Revoke a connector's grant at Zoho; its file stays, without the grant.

    Args:
        workspace: where it is.
        name: of the connector.

    Raises:
        NoSuchConnector: there is none of that name.
        FileError: its file cannot be read or written, or is of a newer format.
        ZdeskError: it has nothing to revoke, or Zoho did not revoke it; nothing is changed then.
    """
    async with locked_aside(workspace.paths, name):
        connector = workspace.connectors.load(name)
        refuse_newer(connector, _REVOKE_ELSEWHERE)
        token = _token(workspace, connector)
        if token is None:
            raise ZdeskError(
                f"{name} has nothing that could be revoked here.",
                "Its tokens are kept in Zoho's developer console."
                if connector.lives_in != "here"
                else "It has no grant.",
            )
        if problem := await take_back(workspace, connector, token):
            raise problem
        workspace.connectors.save(replace(connector, grant=None))
        workspace.tokens.forget(name)
        workspace.statuses.save(name, Status(checked_at=time(), verdict="needs consent"))


async def delete(workspace: Workspace, name: str, *, revoking: bool) -> ZdeskError | None:
    """Remove a connector and all that belongs to it; a failed revoke does not keep it.

    Args:
        workspace: where it is.
        name: of the connector; its file may be unreadable.
        revoking: revoke the grant at Zoho first.

    Returns:
        Why the grant could not be revoked, if it was to be.

    Raises:
        NoSuchConnector: there is none of that name.
        FileError: it could not be removed.
    """
    if name not in workspace.connectors.names():
        workspace.connectors.load(name)
    async with locked_aside(workspace.paths, name):
        problem = await _revoke_all(workspace, name) if revoking else None
        workspace.connectors.delete(name)
        follow(workspace, name, None)
        workspace.tokens.forget(name)
        workspace.statuses.forget(name)
        workspace.carried(name).clear()
        remove(workspace.paths.edit(name))
        for draft_id, *_ in drafts_of(workspace, name):
            workspace.drafts.remove(draft_id)
        remove_held(workspace.paths, name)
    return problem


def bring_back(workspace: Workspace, connector: Connector) -> Connector:
    """Save a connector that was deleted, without its grant: it needs consent.

    Args:
        workspace: where it was.
        connector: as it was read before it was deleted.

    Raises:
        NameTaken: somebody saved one of its name meanwhile.
        FileError: it could not be written.
    """
    back = replace(connector, grant=None)
    with locked(workspace.paths, back.name):
        workspace.connectors.refuse_taken(back.name)
        workspace.connectors.save(back)
    return back


async def take_back(workspace: Workspace, connector: Connector, token: Secret) -> ZdeskError | None:
    """Revoke one token of a connector's person and strike it off the list of grants.

    Args:
        workspace: where the list is.
        connector: says at which data centers, and for which client.
        token: what is revoked.

    Returns:
        What went wrong, or None when the grant is gone.
    """
    problem = await revoke(workspace.data_centers, connector, token)
    if problem is None:
        with suppress(FileError):
            # Waiting for another process's lock must not stop the event loop.
            await asyncio.to_thread(workspace.grants.remove, token)
    return problem


def holders(workspace: Workspace, token: Secret) -> tuple[str, ...]:
    """Return the saved connectors whose file has this refresh token: copies share one.

    Args:
        workspace: where they are.
        token: the refresh token.
    """
    return tuple(
        name
        for name, found in workspace.connectors.every()
        if isinstance(found, Connector) and found.grant and found.grant.refresh_token == token
    )


def revocable(workspace: Workspace, connector: Connector | None) -> bool:
    """Tell whether there is anything to revoke, and this release may touch it."""
    return (
        connector is not None
        and connector.format <= FORMAT
        and _token(workspace, connector) is not None
    )


async def _revoke_all(workspace: Workspace, name: str) -> ZdeskError | None:
    try:
        connector = workspace.connectors.load(name)
        refuse_newer(connector, _REVOKE_ELSEWHERE)
    except ZdeskError as error:
        return error
    token = _token(workspace, connector)
    problem = await take_back(workspace, connector, token) if token else None
    for _, unsaved, center in drafts_of(workspace, name):
        if unsaved:
            # One that could not be revoked is no reason to leave another one valid.
            whose = replace(connector, user_data_center=center or connector.user_data_center)
            another = await take_back(workspace, whose, unsaved)
            problem = problem or another
    return problem


def _token(workspace: Workspace, connector: Connector) -> Secret | None:
    if connector.grant is None:
        return None
    if connector.grant.refresh_token:
        return connector.grant.refresh_token
    cached = workspace.tokens.load(connector)
    return cached.access_token if cached and cached.expires_at > time() else None


def drafts_of(
    workspace: Workspace, name: str
) -> list[tuple[str, Secret | None, DataCenter | None]]:
    """Return the unfinished re-authorizations of a connector, with the grant each may hold."""
    found: list[tuple[str, Secret | None, DataCenter | None]] = []
    for draft_id in workspace.drafts.ids():
        try:
            draft = workspace.drafts.load(draft_id)
        except FileError:
            continue
        if draft.get("journey") == "reauthorize" and draft.get("name") == name:
            grant = draft.get("grant")
            token = grant.get("refresh_token") if isinstance(grant, dict) else None
            center = workspace.data_centers.get(str(draft.get("user_data_center", "")))
            found.append((draft_id, Secret(token) if isinstance(token, str) else None, center))
    return found
