"""A valid access token for a saved connector: from the cache, or renewed."""

from contextlib import AsyncExitStack
from time import time

from zdesk_tui.connector import Client, Connector, Grant
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import FileError, NeedsConsent, Refused, StepName, TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.store.locks import Busy, locked_aside
from zdesk_tui.workspace import Workspace

MARGIN = 60.0
"""Seconds before its end at which an access token is no longer handed out."""
AT_ZOHO = {
    "zoho-connector": "Zoho's developer console",
    "zoho-connection": "the Connections of Zoho CRM or Creator",
}
"""Where a connector lives that does not live here."""
VERDICTS: dict[StepName, str] = {
    "scopes": "scope missing",
    "consent": "needs consent",
    "organization": "organization refused",
}
"""What a refusal says about a connector, by the step that mends it."""
MENDED_BY_RENEWAL = ("needs consent", "credentials refused")
"""Verdicts that a renewal which goes well proves wrong."""


def require_here(connector: Connector) -> None:
    """Refuse a connector whose tokens are Zoho's to keep.

    Raises:
        ZdeskError: it lives in Zoho; a grant of its own here is for checks and trials.
    """
    if connector.lives_in == "here":
        return
    at_hand = "; its grant here is for checks and trials" if connector.grant else ""
    raise ZdeskError(
        f"{connector.name} lives in {AT_ZOHO[connector.lives_in]}, which keeps its tokens to "
        f"itself{at_hand}.",
        "Call it from there, or make a connector of its own for this machine.",
    )


def check_grant(workspace: Workspace, connector: Connector) -> None:
    """Refuse a connector that cannot give a token without a person.

    Raises:
        ZdeskError: it lives in Zoho, and has no grant of its own here.
        NeedsConsent: there is no grant, or it was given for other answers than the file holds.
    """
    name = connector.name
    again = f"Run: {workspace.command('reauthorize', name)}"
    grant = connector.grant
    if grant is None:
        require_here(connector)
    if grant is None:
        raise NeedsConsent(f"{name} has no consent.", again)
    if (
        grant.client_id != connector.client.id
        or grant.data_center != connector.data_center.code
        or grant.scopes != connector.scopes
    ):
        raise NeedsConsent(
            f"{name} was edited after its consent: client ID, data center or scopes differ.", again
        )
    if grant.refresh_token is None and connector.access_type == "offline":
        raise NeedsConsent(f"{name} has no refresh token in its file.", again)


async def valid_token(
    workspace: Workspace, name: str, *, refused: Secret | None = None
) -> tuple[Secret, tuple[str, ...]]:
    """Return an access token that is good for a minute at least, and warnings for the person.

    Only one process at a time renews a connector; the others wait and use what it got.

    Args:
        workspace: where the connector is.
        name: of the connector.
        refused: an access token that Zoho does not take though its hour is not over.

    Raises:
        NoSuchConnector: there is none of that name.
        ZdeskError: it lives in Zoho, and has no grant of its own here.
        NeedsConsent: only a person's consent helps.
        Refused: Zoho does not accept the client ID or the client secret.
        TryLater: Zoho was not reached, or throttles.
        FileError: the connector could not be read.
    """
    connector = workspace.connectors.load(name)
    check_grant(workspace, connector)
    async with AsyncExitStack() as held:
        try:
            await held.enter_async_context(locked_aside(workspace.paths, connector.name))
        except Busy:
            raise
        except FileError:
            # A home that cannot be written has nothing to protect; saving will warn.
            pass
        else:
            connector = workspace.connectors.load(name)
            check_grant(workspace, connector)
        cached = workspace.tokens.load(connector)
        good = cached and cached.expires_at - time() > MARGIN
        if cached and good and cached.access_token != refused:
            return cached.access_token, ()
        return await renew(workspace, connector)


async def renew(workspace: Workspace, connector: Connector) -> tuple[Secret, tuple[str, ...]]:
    """Get a new access token with the refresh token; the caller holds the connector's lock.

    Raises:
        NeedsConsent: the refresh token is no longer good, or the connector is online only.
        Refused: Zoho does not accept the client ID or the client secret.
        TryLater: Zoho was not reached, or throttles.
    """
    name = connector.name
    again = f"Run: {workspace.command('reauthorize', name)}"
    grant = connector.grant
    if grant is None or grant.refresh_token is None:
        raise NeedsConsent(
            f"The hour of {name} is over, and an online connector has no refresh token.", again
        )
    status = workspace.statuses.load(name)
    if status.throttled_until and status.throttled_until > time():
        raise TryLater(
            f"Zoho asked {name} to slow down; it takes requests again in "
            f"{minutes(status.throttled_until - time())}.",
            "Try again then. The saved connector is unchanged.",
            until=status.throttled_until,
        )
    from zdesk_tui.zoho import accounts
    from zdesk_tui.zoho.wire import Wire

    try:
        async with Wire() as wire:
            answer = await accounts.refresh(
                wire,
                connector.user_data_center,
                connector.client,
                grant.refresh_token,
                registered_in=connector.data_center,
            )
    except NeedsConsent as error:
        workspace.statuses.note(name, verdict=verdict_of(error), verdicts=())
        raise NeedsConsent(f"{name}: {error.message}", again) from None
    except Refused as error:
        workspace.statuses.note(name, verdict=verdict_of(error), verdicts=())
        raise Refused(
            f"{name}: {error.message}", error.advice, word=error.word, mends=error.mends
        ) from None
    except TryLater as error:
        if error.until:
            workspace.statuses.note(name, throttled_until=error.until)
        raise
    now = time()
    warnings: list[str] = []
    try:
        workspace.tokens.save(connector, answer.access_token, now + answer.lifetime)
    except FileError as error:
        warnings.append(f"The token could not be kept for the next time. {error}")
    status = workspace.statuses.load(name)
    workspace.statuses.note(name, renewed_at=now, throttled_until=None)
    if status.verdict in MENDED_BY_RENEWAL:
        workspace.statuses.note(name, verdict=None, verdicts=())
    return answer.access_token, tuple(warnings)


async def live_token(
    client: Client,
    registered_in: DataCenter,
    user_data_center: DataCenter,
    grant: Grant,
    token: Secret,
    expires_at: float,
) -> tuple[Secret, float]:
    """Return a setup's access token and its end, renewed when its hour is over.

    Args:
        client: that the grant was given to.
        registered_in: where the client is registered.
        user_data_center: where the person's account lives.
        grant: not saved in a connector yet.
        token: that came with the grant.
        expires_at: its end, seconds since 1970.

    Raises:
        ZdeskError: it could not be renewed.
    """
    if grant.refresh_token is None or expires_at - time() > MARGIN:
        return token, expires_at
    from zdesk_tui.zoho import accounts
    from zdesk_tui.zoho.wire import Wire

    async with Wire() as wire:
        answer = await accounts.refresh(
            wire, user_data_center, client, grant.refresh_token, registered_in=registered_in
        )
    return answer.access_token, time() + answer.lifetime


def verdict_of(error: ZdeskError) -> str | None:
    """Return what an error of a renewal says about a connector; None: nothing."""
    if isinstance(error, NeedsConsent):
        return "needs consent"
    if not isinstance(error, Refused):
        return None
    return VERDICTS.get(error.mends or "credentials", "credentials refused")


def minutes(seconds: float) -> str:
    """Return a length of time in words, to the minute, at least one."""
    count = max(1, round(seconds / 60))
    return f"{count} minute" if count == 1 else f"{count} minutes"
