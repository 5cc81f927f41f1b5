"""A new client secret: proven first, then swapped in; the old one stays until then."""

from dataclasses import replace

from zdesk_tui.connector import Client, Connector
from zdesk_tui.errors import NeedsConsent, Refused, ZdeskError
from zdesk_tui.lifecycle.guards import refuse_newer
from zdesk_tui.lifecycle.token import Valid, check_grant, note_renewal, refreshed
from zdesk_tui.secret import Secret
from zdesk_tui.store.locks import locked_aside
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.wire import Wire


def with_secret(connector: Connector, secret: Secret) -> Connector:
    """Return the connector with another client secret, of the data center that renews it."""
    client, code = connector.client, connector.user_data_center.code
    if code in client.secrets:
        client = replace(client, secrets={**client.secrets, code: secret})
    else:
        client = replace(client, secret=secret)
    return replace(connector, client=client)


def sharing(workspace: Workspace, connector: Connector) -> tuple[str, ...]:
    """Return the other connectors with the same client and the same secret.

    Args:
        workspace: where they are.
        connector: as saved.
    """
    pair = _pair(connector)
    return tuple(
        name
        for name, other in workspace.connectors.every()
        if isinstance(other, Connector) and name != connector.name and _pair(other) == pair
    )


def require_saved_secret(workspace: Workspace, connector: Connector) -> None:
    """Refuse a connector whose client secret is not one that could be replaced here.

    Raises:
        FileError: a newer release wrote it.
        OutOfReach: a command prints it.
    """
    refuse_newer(connector)
    if connector.client.secret_command:
        raise workspace.connectors.places.printed_elsewhere(connector)


async def rotate(workspace: Workspace, name: str, secret: Secret) -> str:
    """Prove a new client secret with one renewal, and put it in the place of the old one.

    Args:
        workspace: where the connector is.
        name: of the connector.
        secret: as the API Console shows it now.

    Returns:
        How it was proven, in a sentence.

    Raises:
        ZdeskError: it was not proven, or could not be saved; the old one stays.
    """
    async with locked_aside(workspace.paths, name):
        before = workspace.connectors.load(name)
        require_saved_secret(workspace, before)
        after = with_secret(before, secret)
        if after == before:
            raise ZdeskError(
                "This is the secret that is saved already.",
                "Copy the new one from the client's tab Client Secret in the API Console.",
            )
        refresh_token = _refresh_token(workspace, before)
        if refresh_token is None:
            return await _asked(workspace, after)
        valid = await _renewed(workspace, after, refresh_token)
        workspace.connectors.save(after)
        if valid is None:
            workspace.statuses.note(name, verdict="needs consent", verdicts=())
            return (
                "Zoho takes the new secret; the refresh token it no longer knows, so that consent "
                "is needed again."
            )
        workspace.tokens.save(after, valid.access_token, valid.expires_at)
        note_renewal(workspace, name)
        return "Proven: a renewal with the new secret went well."


def _refresh_token(workspace: Workspace, connector: Connector) -> Secret | None:
    """Return the refresh token, when it can be renewed with; one that lives in Zoho has none."""
    try:
        check_grant(workspace, connector)
    except ZdeskError:
        return None
    return connector.grant.refresh_token if connector.grant else None


async def _renewed(workspace: Workspace, after: Connector, refresh_token: Secret) -> Valid | None:
    """Return what a renewal brings; None where the client is taken, but not the refresh token.

    Raises:
        ZdeskError: the secret was not taken, or nobody can say.
    """
    try:
        return await refreshed(
            workspace,
            after.name,
            after.client,
            after.data_center,
            after.user_data_center,
            refresh_token,
        )
    except NeedsConsent:
        # What is wrong with the client is answered before what is wrong with the token.
        return None
    except Refused as error:
        raise _refused(error, after.client) from None


async def _asked(workspace: Workspace, after: Connector) -> str:
    async with Wire() as wire:
        verdict = await accounts.knows_pair(wire, after.user_data_center, after.client)
    host = after.user_data_center.accounts_host
    if verdict == "wrong secret":
        raise ZdeskError(f"{host} does not take this secret. The old one stays.", _COPY)
    if verdict != "known":
        raise ZdeskError(
            f"{host} does not say whether it takes this secret, and without a grant nothing can "
            "be renewed with it. The old one stays.",
            "Try again later; the form for all fields saves it without a proof.",
        )
    workspace.connectors.save(after)
    return f"{host} takes it, as far as can be seen without a grant."


def _refused(error: Refused, client: Client) -> ZdeskError:
    word = error.word.replace("_", "").lower()
    if word in ("invalidclientsecret", "invalidclient"):
        return Refused(
            f"Zoho does not take the new secret ({error.word}) for {client.id}. The old one stays.",
            _COPY,
            word=error.word,
            mends=error.mends,
        )
    return error


_COPY = "Copy it again from the client's tab Client Secret in the API Console."


def _pair(connector: Connector) -> tuple[str, Secret]:
    return connector.client.id, connector.client.secret_at(connector.user_data_center.code)
