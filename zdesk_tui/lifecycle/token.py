"""A valid access token for a saved connector: from the cache, or renewed."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import time

from zdesk_tui.connector import Client, Connector, Grant
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import FileError, NeedsConsent, Refused, StepName, TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.store.fast import LONGEST, MARGIN
from zdesk_tui.store.files import remove_leftovers
from zdesk_tui.store.locks import Busy, locked_aside
from zdesk_tui.store.throttle import ALLOWED
from zdesk_tui.store.tokens import CachedToken
from zdesk_tui.workspace import Workspace

AT_ZOHO = {
    "zoho-connector": "Zoho's developer console",
    "zoho-connection": "the Connections of Zoho CRM or Creator",
}
"""Where a connector lives that does not live here."""
LAST = 10.0
"""Seconds for which a token must still be good to be handed out when it cannot be renewed."""
PATIENCE = 30.0
"""Seconds for which another process's renewal is waited for; it has 20 before it gives Zoho up."""
MOST = 3000.0
"""Seconds that may be asked for: with more, an hour's token would be renewed all the time."""
VERDICTS: dict[StepName, str] = {
    "scopes": "scope missing",
    "consent": "needs consent",
    "organization": "organization refused",
}
"""What a refusal says about a connector, by the step that mends it."""
MENDED_BY_RENEWAL = ("needs consent", "credentials refused")
"""Verdicts that a renewal which goes well proves wrong."""


@dataclass(frozen=True, slots=True)
class Valid:
    """An access token that can be used.

    Args:
        access_token: for the `Authorization` header.
        expires_at: its end, seconds since 1970.
        warnings: for the person.
    """

    access_token: Secret
    expires_at: float
    warnings: tuple[str, ...] = ()


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


def cached_token(
    workspace: Workspace,
    connector: Connector,
    *,
    at_least: float | None = None,
    refused: Secret | None = None,
) -> CachedToken | None:
    """Return the connector's access token if it is at hand and good for a while; nobody is asked.

    Args:
        workspace: where the connector is.
        connector: as it was read.
        at_least: seconds for which the token must still be good; a minute when left out.
        refused: an access token that Zoho does not take though its hour is not over.
    """
    wanted = MARGIN if at_least is None else at_least
    cached = workspace.tokens.load(connector)
    if cached is None or cached.access_token == refused:
        return None
    return cached if wanted < cached.expires_at - time() <= LONGEST else None


def kept_token(workspace: Workspace, name: str, *, at_least: float | None = None) -> Valid:
    """Return the access token at hand as `valid_token` does, but ask nobody for another.

    Args:
        workspace: where the connector is.
        name: of the connector.
        at_least: seconds for which the token must still be good; a minute when left out.

    Raises:
        NoSuchConnector: there is none of that name.
        ZdeskError: it lives in Zoho.
        NeedsConsent: only a person's consent helps.
        TryLater: no token that is good for so long is at hand.
        FileError: the connector could not be read.
    """
    found = cached_token(workspace, ready(workspace, name), at_least=at_least)
    if found is None:
        wanted = MARGIN if at_least is None else at_least
        raise TryLater(
            f"No token of {name} is at hand that is good for another {wanted:g} seconds.",
            f"Renew it with: {workspace.command('token', name)}",
            reached=False,
        )
    return Valid(found.access_token, found.expires_at)


async def valid_token(
    workspace: Workspace,
    name: str,
    *,
    at_least: float | None = None,
    refused: Secret | None = None,
) -> Valid:
    """Return an access token that is good for a while, from the cache or renewed.

    Only one process at a time renews a connector; the others wait and use what it got.

    Args:
        workspace: where the connector is.
        name: of the connector.
        at_least: seconds for which the token must still be good. When left out it is a minute, or
            what is left of it while no other token can be had.
        refused: an access token that Zoho does not take though its hour is not over.

    Raises:
        NoSuchConnector: there is none of that name.
        ZdeskError: it lives in Zoho, and has no grant of its own here.
        NeedsConsent: only a person's consent helps.
        Refused: Zoho does not accept the client ID or the client secret.
        TryLater: Zoho was not reached, or throttles.
        FileError: the connector could not be read, or another process holds its lock.
    """
    connector = ready(workspace, name)
    found = cached_token(workspace, connector, at_least=at_least, refused=refused)
    if found:
        return Valid(found.access_token, found.expires_at)
    try:
        return await _renewed(workspace, name, at_least, refused)
    except (Busy, TryLater) as error:
        if at_least is None:
            found = cached_token(workspace, connector, at_least=LAST, refused=refused)
        if not found:
            raise
        left = f"{found.expires_at - time():.0f} seconds"
        warning = f"{name} could not be renewed; its token is good for {left} more. {error}"
        return Valid(found.access_token, found.expires_at, (warning,))


def ready(workspace: Workspace, name: str) -> Connector:
    """Return a connector that can give a token without a person.

    Raises:
        NoSuchConnector: there is none of that name.
        ZdeskError: it lives in Zoho.
        NeedsConsent: only a person's consent helps.
        FileError: it could not be read.
    """
    connector = workspace.connectors.load(name)
    check_grant(workspace, connector)
    return connector


async def _renewed(
    workspace: Workspace, name: str, at_least: float | None, refused: Secret | None
) -> Valid:
    async with AsyncExitStack() as held:
        unlocked = ""
        try:
            unlocked = await held.enter_async_context(locked_aside(workspace.paths, name, PATIENCE))
        except Busy:
            raise
        except FileError:
            # A home that cannot be written has nothing to protect; saving will warn.
            pass
        # The winner of the lock may just have renewed it, or somebody have edited it.
        connector = ready(workspace, name)
        found = cached_token(workspace, connector, at_least=at_least, refused=refused)
        if found:
            return Valid(found.access_token, found.expires_at)
        return await renew(workspace, connector, unlocked=unlocked)


async def renew(workspace: Workspace, connector: Connector, *, unlocked: str = "") -> Valid:
    """Get a new access token with the refresh token; the caller holds the connector's lock.

    Args:
        workspace: where the connector is.
        connector: as it was read.
        unlocked: a warning when there was no lock to hold.

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
    before = workspace.tokens.content(name)
    # Connector files are seldom written: a copy that a killed process left goes here.
    remove_leftovers(Path(workspace.paths.connectors))
    try:
        found = await refreshed(
            workspace,
            name,
            connector.client,
            connector.data_center,
            connector.user_data_center,
            grant.refresh_token,
        )
    except NeedsConsent as error:
        workspace.statuses.note(name, verdict=verdict_of(error), verdicts=())
        raise NeedsConsent(f"{name}: {error.message}", again) from None
    except Refused as error:
        workspace.statuses.note(name, verdict=verdict_of(error), verdicts=())
        raise Refused(
            f"{name}: {error.message}", error.advice, word=error.word, mends=error.mends
        ) from None
    warning = unlocked
    try:
        workspace.tokens.save_if(connector, found.access_token, found.expires_at, before)
    except FileError as error:
        warning = f"The token could not be kept for the next time. {error}"
    note_renewal(workspace, name)
    return Valid(found.access_token, found.expires_at, (warning,) if warning else ())


def note_renewal(workspace: Workspace, name: str) -> None:
    """Remember that a renewal went well, and forget what it proves wrong."""
    changes: dict[str, object] = {"renewed_at": time()}
    if workspace.statuses.load(name).verdict in MENDED_BY_RENEWAL:
        # No check has found it good yet.
        changes |= {"checked_at": None, "verdict": None, "verdicts": ()}
    workspace.statuses.note(name, **changes)


async def refreshed(
    workspace: Workspace,
    who: str,
    client: Client,
    registered_in: DataCenter,
    user_data_center: DataCenter,
    refresh_token: Secret,
) -> Valid:
    """Ask Zoho for a new access token, unless it was asked too often; every process counts.

    Args:
        workspace: where uses of the refresh token are counted.
        who: in words about a pause.
        client: that the refresh token was given to.
        registered_in: where the client is registered.
        user_data_center: where the person's account lives.
        refresh_token: to renew with.

    Raises:
        NeedsConsent: the refresh token is no longer good.
        Refused: Zoho does not accept the client ID or the client secret.
        TryLater: Zoho was not reached, or throttles.
        ZdeskError: a secret could not be had.
    """
    # Where a secret cannot be had, nothing is asked and nothing counts.
    for secret in (refresh_token, client.secret_at(user_data_center.code)):
        await secret.fetched()
    asked_at = time()
    pause = workspace.throttle.admit(refresh_token, asked_at)
    if pause:
        wait = minutes(pause.until - asked_at)
        why = (
            f"Zoho asked {who} to slow down; it takes requests again in {wait}."
            if pause.by_zoho
            else f"{who} was renewed {ALLOWED} times within 10 minutes, and Zoho allows 10. The "
            f"next renewal goes out in {wait}."
        )
        raise TryLater(why, "Try again then. The saved connector is unchanged.", until=pause.until)
    from zdesk_tui.zoho import accounts
    from zdesk_tui.zoho.wire import Wire

    try:
        async with Wire() as wire:
            answer = await accounts.refresh(
                wire, user_data_center, client, refresh_token, registered_in=registered_in
            )
    except TryLater as error:
        if error.until:
            workspace.throttle.block(refresh_token, time(), error.until - time())
        elif not error.reached:
            workspace.throttle.take_back(refresh_token, asked_at)
        raise
    # Zoho's hour began before its answer was here.
    return Valid(answer.access_token, asked_at + answer.lifetime)


async def live_token(
    workspace: Workspace,
    client: Client,
    registered_in: DataCenter,
    user_data_center: DataCenter,
    grant: Grant,
    token: Secret,
    expires_at: float,
) -> tuple[Secret, float]:
    """Return a setup's access token and its end, renewed when its hour is over.

    Args:
        workspace: where uses of the refresh token are counted.
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
    found = await refreshed(
        workspace, "The new connector", client, registered_in, user_data_center, grant.refresh_token
    )
    return found.access_token, found.expires_at


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
