"""Move the secrets of a saved connector to where the person wants them, and allow its command.

Whatever ends the program in between, the secrets are where they were or where they go, or in both.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Literal, get_args

from zdesk_tui.connector import Connector
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.lifecycle.guards import refuse_changed, refuse_newer
from zdesk_tui.secret import Held, Secret
from zdesk_tui.store import secret_command, vault
from zdesk_tui.store.locks import locked
from zdesk_tui.workspace import Workspace

Place = Literal["file", "keyring"]
PLACES: tuple[Place, ...] = get_args(Place)
"""Where all secrets of a connector can be moved to."""


def move(workspace: Workspace, name: str, to: Place) -> str:
    """Move all secrets of a connector into its file or into the keyring.

    Args:
        workspace: where it is.
        name: of the connector.
        to: the place.

    Returns:
        Where they are now, in a sentence.

    Raises:
        NoSuchConnector: there is none of that name.
        OutOfReach: a secret could not be had from where it is, or not put where it is to go.
        FileError: the connector could not be read or written.
    """
    before = _opened(workspace, name)
    with locked(workspace.paths, name):
        refuse_changed(workspace, before)
        client = replace(before.client, secret_in=to, secret_command=())
        workspace.connectors.save(replace(before, client=client))
        secret_command.Allowed(workspace.paths).forget(name)
        if to == "file":
            return f"The secrets of {name} are in its file, which only you can read."
        _clear_drafts(workspace, before)
    return f"The secrets of {name} are in the keyring ({vault.backend()})."


def move_to_command(workspace: Workspace, name: str, words: Sequence[str]) -> str:
    """Have a command print a connector's client secret; the refresh token goes into the file.

    The command is run once, and the secret of before is given up only when that prints the same.
    Who types it here has allowed it.

    Args:
        workspace: where the connector is.
        name: of the connector.
        words: the program and its arguments.

    Returns:
        Where the secrets are now, in a sentence.

    Raises:
        NoSuchConnector: there is none of that name.
        OutOfReach: the command does not give the secret, or the file is open to others.
        ZdeskError: the connector cannot have one.
        FileError: the connector could not be read or written.
    """
    connector = workspace.connectors.load(name)
    if connector.client.secrets:
        codes = ", ".join(connector.client.secrets)
        raise ZdeskError(
            f"{name} has secrets of its own in other data centers ({codes}); a command prints one.",
            f"Move them into the keyring: {workspace.command('secrets', name, '--to', 'keyring')}",
        )
    if not connector.client.secret:
        raise ZdeskError(f"{name} has no client secret that a command could print.", "")
    before = connector if connector.client.secret_command else _opened(workspace, name)
    secret_command.refuse_open(workspace.paths.connector(name))
    printed = Secret(secret_command.run(words))
    if not before.client.secret_command and printed.reveal() != before.client.secret.reveal():
        raise ZdeskError(
            f"The command prints another secret than the one of {name}, which stays as it is.",
            "Put the saved secret where the command finds it; show --reveal prints it.",
        )
    with locked(workspace.paths, name):
        refuse_changed(workspace, before)
        held = workspace.connectors.places.by_command(name, tuple(words))
        client = replace(
            before.client,
            secret=held,
            secret_in="command",  # noqa: S106 - a place
            secret_command=tuple(words),
        )
        secret_command.Allowed(workspace.paths).add(name, words)
        workspace.connectors.save(replace(before, client=client))
        _clear_drafts(workspace, before)
    return f"The client secret of {name} comes {held.place}; its refresh token is in its file."


def to_allow(workspace: Workspace, name: str) -> tuple[str, ...]:
    """Return the command that a connector asks to run, where it may be allowed at all.

    Args:
        workspace: where the connector is.
        name: of the connector.

    Raises:
        NoSuchConnector: there is none of that name.
        OutOfReach: its file is open to others, who could put another command there.
        ZdeskError: it has no command.
    """
    connector = workspace.connectors.load(name)
    if not connector.client.secret_command:
        raise ZdeskError(f"{name} runs no command; there is nothing to allow.", "")
    secret_command.refuse_open(workspace.paths.connector(name))
    return connector.client.secret_command


def allow(workspace: Workspace, name: str, words: Sequence[str]) -> None:
    """Remember that a connector's command may run on this machine.

    Args:
        workspace: where the connector is.
        name: of the connector.
        words: the command that was shown.

    Raises:
        FileError: it could not be remembered.
    """
    secret_command.Allowed(workspace.paths).add(name, words)


def follow(workspace: Workspace, name: str, new_name: str | None) -> None:
    """Let what was allowed follow a connector that was renamed, or went.

    Its item in the keyring needs nothing: its file names it, and deleting removes it.

    Args:
        workspace: where it was.
        name: of the connector.
        new_name: its name now, or None when it is gone.

    Raises:
        FileError: the list could not be written; its command has to be allowed again.
    """
    allowed = secret_command.Allowed(workspace.paths)
    if new_name and allowed.knows(name):
        with suppress(FileError):
            words = workspace.connectors.load(new_name).client.secret_command
            if allowed.has(name, words):
                allowed.add(new_name, words)
    allowed.forget(name)


def _opened(workspace: Workspace, name: str) -> Connector:
    """Return a connector with all its secrets fetched; others need not wait for that."""
    connector = workspace.connectors.load(name)
    refuse_newer(connector)
    for _, secret in connector.secrets():
        secret.reveal()
    return connector


def _clear_drafts(workspace: Workspace, before: Connector) -> None:
    """Take the secrets that left the file out of what was kept of an unfinished consent as well."""
    secret = before.client.secret
    if isinstance(secret, Held):
        # It never was in a draft.
        return
    for draft_id in workspace.drafts.ids():
        try:
            draft = workspace.drafts.load(draft_id)
        except FileError:
            continue
        same = draft.get("journey") == "reauthorize" and draft.get("name") == before.name
        if same and draft.get("client_secret") == secret.reveal():
            del draft["client_secret"]
            draft.pop("client_secrets", None)
            workspace.drafts.save(draft_id, draft)
