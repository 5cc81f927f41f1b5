"""More scopes for the grant of a saved connector: begun here, and believed only when proven."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from time import time

from zdesk_tui.catalog.services import of
from zdesk_tui.connector import Connector, Grant
from zdesk_tui.errors import NeedsConsent, Refused, ZdeskError
from zdesk_tui.lifecycle.adopt import adopt
from zdesk_tui.lifecycle.token import check_grant
from zdesk_tui.secret import Secret
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho import accounts, services
from zdesk_tui.zoho.accounts import TokenAnswer
from zdesk_tui.zoho.enhance import enhancement, enhancement_link
from zdesk_tui.zoho.wire import Wire

_AFRESH = "The saved connector is unchanged. A fresh consent for the whole list always works."


def enhanceable(workspace: Workspace, connector: Connector) -> bool:
    """Tell whether scopes can be added to a grant: it is good, and its client has a redirect URI.

    Args:
        workspace: where the connector is.
        connector: as saved.
    """
    try:
        check_grant(workspace, connector)
    except ZdeskError:
        return False
    return bool(_refresh_token(connector.grant) and connector.client.redirect_uri)


async def begin(connector: Connector, added: tuple[str, ...]) -> Secret:
    """Return the link on which the person consents to more scopes; it holds a token.

    Args:
        connector: as saved.
        added: the additional scopes alone.

    Raises:
        NeedsConsent: its refresh token is no longer good.
        ZdeskError: Zoho said no, or was not reached.
    """
    center, client = connector.user_data_center, connector.client
    async with Wire() as wire:
        token, _ = await enhancement(
            wire,
            center,
            client,
            _refresh_token(connector.grant) or Secret(""),
            registered_in=connector.data_center,
        )
    return enhancement_link(center, client, added, token)


async def prove_and_save(workspace: Workspace, before: Connector, scopes: tuple[str, ...]) -> str:
    """Prove that the grant has more scopes now, and save it with them.

    What Zoho's page sent the browser back with is not documented, and anybody may have written
    it. What counts is a renewal and a call with what it brings.

    Args:
        workspace: where the connector is.
        before: as saved.
        scopes: the whole list, the added ones included.

    Returns:
        How it was proven, in a sentence.

    Raises:
        ZdeskError: it was not proven, or could not be saved; the saved connector is unchanged.
    """
    refresh_token = _refresh_token(before.grant)
    if before.grant is None or refresh_token is None:
        raise NeedsConsent(f"{before.name} has no refresh token in its file.", _AFRESH)
    added = tuple(scope for scope in scopes if scope not in before.scopes)
    async with Wire() as wire:
        answer = await accounts.refresh(
            wire,
            before.user_data_center,
            before.client,
            refresh_token,
            registered_in=before.data_center,
        )
        how = await _proof(wire, before, answer, added)
    grant = replace(
        before.grant,
        scopes=scopes,
        authorized_at=datetime.fromtimestamp(int(time()), UTC),
        granted_scopes=answer.scopes,
    )
    after = replace(before, scopes=scopes, grant=grant)
    # Waiting for another process's lock must not stop the event loop.
    await asyncio.to_thread(
        adopt, workspace, after, answer.access_token, time() + answer.lifetime, before=before
    )
    return how


async def _proof(wire: Wire, before: Connector, answer: TokenAnswer, added: tuple[str, ...]) -> str:
    """Return how it is known that a token has the added scopes.

    Raises:
        ZdeskError: it has them not, or nobody can say.
    """
    listed = answer.scopes and {scope.lower() for scope in answer.scopes}
    missing = [scope for scope in added if listed and scope.lower() not in listed]
    if missing:
        raise _unproven(f"Zoho renewed the token without {', '.join(missing)}")
    organization = before.organization.id if before.organization else None
    service, center = of(before.service), before.user_data_center
    proof, refused = None, ""
    try:
        proof = await services.prove(
            wire, service, center, answer.access_token, _telling(before, added), organization
        )
    except Refused as error:
        refused = error.word
        if error.mends == "scopes":
            raise _unproven(f"a call that needs one was refused ({refused})") from None
    if proof:
        return f"Proven: {proof.call}, which an added scope opens, answered {proof.status}."
    if listed:
        return "Proven: Zoho renewed the token and listed the added scopes."
    raise _unproven(
        f"the call that would prove them was refused ({refused})"
        if refused
        else "no call is known that would prove them"
    )


def _telling(before: Connector, added: tuple[str, ...]) -> tuple[str, ...]:
    """Return the added scopes whose call was closed before: any other call would prove nothing."""
    service, center = of(before.service), before.user_data_center

    def opened(scope: str) -> str:
        call = services.cheap_call(service, center, (scope,), None)
        return call.url if call else ""

    before_that = {"", *map(opened, before.scopes)}
    return tuple(scope for scope in added if opened(scope) not in before_that)


def _unproven(why: str) -> ZdeskError:
    return ZdeskError(f"The added scopes are not there, as far as one can see: {why}.", _AFRESH)


def _refresh_token(grant: Grant | None) -> Secret | None:
    return grant.refresh_token if grant else None
