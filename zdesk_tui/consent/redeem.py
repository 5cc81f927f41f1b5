"""From a grant code to a grant: one exchange, and what it must leave behind."""

from dataclasses import dataclass
from datetime import UTC, datetime

from zdesk_tui.connector import AccessType, Client, Grant
from zdesk_tui.consent.answer import Answer
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.wire import Wire


@dataclass(frozen=True, slots=True)
class Request:
    """What a consent is asked for.

    Args:
        client: the registered client.
        data_center: where it is registered.
        scopes: what is asked for, in order.
        access_type: `offline` must end with a refresh token.
    """

    client: Client
    data_center: DataCenter
    scopes: tuple[str, ...]
    access_type: AccessType = "offline"


@dataclass(frozen=True, slots=True)
class Granted:
    """What the exchange left.

    Args:
        grant: for the connector.
        user_data_center: where the person's account lives.
        access_token: good until `expires_at`.
        expires_at: seconds since 1970.
    """

    grant: Grant
    user_data_center: DataCenter
    access_token: Secret
    expires_at: float


async def redeem(
    wire: Wire, request: Request, answer: Answer, now: float, *, verifier: Secret | None = None
) -> Granted:
    """Exchange the grant code at the accounts server of the person's data center.

    Args:
        wire: the way to Zoho.
        request: what was asked for.
        answer: what came back from consent.
        now: seconds since 1970.
        verifier: the PKCE verifier behind the link, when it has one.

    Raises:
        Refused: Zoho said no, or gave no refresh token for an offline connector.
        TryLater: Zoho was not reached; the code may still be good.
    """
    token = await accounts.exchange(
        wire,
        answer.data_center,
        request.client,
        answer.code,
        verifier=verifier,
        registered_in=request.data_center,
    )
    if request.access_type == "offline" and not token.refresh_token:
        raise Refused(
            "Zoho issued an access token but no refresh token, so the connector would end in an "
            "hour.",
            "Make a new link and press Accept on Zoho's page; the link asks for a fresh consent.",
            word="no_refresh_token",
            mends="consent",
        )
    grant = Grant(
        authorized_at=datetime.fromtimestamp(int(now), UTC),
        scopes=request.scopes,
        client_id=request.client.id,
        data_center=request.data_center.code,
        refresh_token=token.refresh_token if request.access_type == "offline" else None,
        api_domain=token.api_domain,
        granted_scopes=token.scopes,
    )
    return Granted(grant, answer.data_center, token.access_token, now + token.lifetime)
