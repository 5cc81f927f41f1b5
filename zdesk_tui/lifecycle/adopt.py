"""Save a connector with its new grant, and prove that the grant works."""

from contextlib import suppress
from dataclasses import replace
from time import time

from zdesk_tui.catalog.services import of
from zdesk_tui.connector import Connector, Grant
from zdesk_tui.errors import FileError, OutOfReach, ZdeskError
from zdesk_tui.lifecycle.guards import refuse_changed
from zdesk_tui.lifecycle.verdicts import of_proofs, state_word
from zdesk_tui.secret import Secret
from zdesk_tui.store.grants import KEPT, MANY
from zdesk_tui.store.locks import locked
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho import services
from zdesk_tui.zoho.services import Proof
from zdesk_tui.zoho.wire import Wire


def adopt(
    workspace: Workspace,
    connector: Connector,
    access_token: Secret,
    expires_at: float,
    *,
    new: bool = False,
    before: Connector | None = None,
) -> tuple[str, ...]:
    """Write the connector in one step; then its token, which may be lost without harm.

    Args:
        workspace: where to.
        connector: complete, with its grant.
        access_token: that came with the grant.
        expires_at: its end, seconds since 1970.
        new: refuse to write over a connector that somebody saved meanwhile.
        before: the saved one, which must still be as it was.

    Returns:
        Warnings for the person.

    Raises:
        FileError: the connector could not be written; the file of before is untouched.
        ZdeskError: a new connector's name was taken meanwhile, or the saved one was changed.
    """
    with locked(workspace.paths, connector.name):
        if before:
            refuse_changed(workspace, before)
        if new and workspace.connectors.exists(connector.name):
            raise _taken(connector.name)
        warnings = _saved(workspace, connector)
        try:
            workspace.tokens.save(connector, access_token, expires_at)
            workspace.statuses.save(connector.name, Status(renewed_at=time()))
        except FileError as error:
            warnings.append(f"The connector is saved, its access token is not: {error}")
        return (*warnings, *_counted(workspace, connector.grant))


def _saved(workspace: Workspace, connector: Connector) -> list[str]:
    """Write the connector; a keyring that fails is no reason to lose a grant."""
    try:
        workspace.connectors.save(connector)
    except OutOfReach as error:
        client = replace(connector.client, secret_in="file")  # noqa: S106 - a place
        if client == connector.client or client.secret_command:
            raise
        workspace.connectors.save(replace(connector, client=client))
        back = workspace.command("secrets", connector.name, "--to", "keyring")
        return [
            f"Its secrets are in its file now, which only you can read. {error.message} "
            f"Move them back with: {back}"
        ]
    return []


def _counted(workspace: Workspace, grant: Grant | None) -> tuple[str, ...]:
    """Note the grant's refresh token, and warn while Zoho does not drop one yet."""
    if grant is None or grant.refresh_token is None:
        return ()
    with suppress(FileError):
        # A list that cannot be written only counts too few.
        workspace.grants.add(grant)
    count = workspace.grants.count(grant)
    if count < MANY:
        return ()
    return (
        f"{count} refresh tokens were made here for this client and account. Zoho keeps {KEPT} "
        "and silently drops the oldest; revoke those that nothing needs.",
    )


def adopt_for_zoho(
    workspace: Workspace,
    connector: Connector,
    *,
    new: bool = False,
    before: Connector | None = None,
) -> None:
    """Write a connector that lives in Zoho, where no consent was given for it here now.

    Args:
        workspace: where to.
        connector: complete; its grant, if it has one, is that of before.
        new: refuse to write over a connector that somebody saved meanwhile.
        before: the saved one, which must still be as it was.

    Raises:
        FileError: the connector could not be written.
        ZdeskError: its name was taken meanwhile, or the saved one was changed.
    """
    with locked(workspace.paths, connector.name):
        if before:
            refuse_changed(workspace, before)
        if new and workspace.connectors.exists(connector.name):
            raise _taken(connector.name)
        workspace.connectors.save(connector)


def _taken(name: str) -> ZdeskError:
    return ZdeskError(
        f"A connector {name} was saved meanwhile, by another run.",
        "Go back to the first step and choose another name; your answers are kept.",
        mends="connector",
    )


async def prove(workspace: Workspace, connector: Connector, access_token: Secret) -> Proof | None:
    """Make one live call with the token, and remember that it went well.

    Returns:
        The call, or None when no scope opens one that costs next to nothing.

    Raises:
        ZdeskError: the call failed; the connector stays saved.
    """
    proof = await call_once(connector, access_token)
    if proof:
        found = of_proofs(connector, [proof], proof.listed)
        word = state_word(Status(verdicts=found).trouble)
        workspace.statuses.note(connector.name, checked_at=time(), verdict=word, verdicts=found)
    return proof


async def call_once(connector: Connector, access_token: Secret) -> Proof | None:
    """Make one live call with the token; nothing is noted of it.

    Args:
        connector: that may not be saved yet.
        access_token: of a grant of its own.

    Returns:
        The call, or None when no scope opens one that costs next to nothing.

    Raises:
        ZdeskError: the call failed.
    """
    organization = connector.organization.id if connector.organization else None
    async with Wire() as wire:
        return await services.prove(
            wire,
            of(connector.service),
            connector.user_data_center,
            access_token,
            connector.scopes,
            organization,
        )


def with_account(grant: Grant, account: str | None, zuid: str | None) -> Grant:
    """Return the grant with the person's name on it, as far as it is known."""
    return replace(grant, account=account or grant.account, zuid=zuid or grant.zuid)
