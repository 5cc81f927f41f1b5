"""From a grant code to a grant: one exchange, and what it must leave behind."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from zdesk_tui.connector import AccessType, Client, Grant
from zdesk_tui.consent.answer import Answer
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.accounts import TokenAnswer
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
    return granted(token, request, answer.data_center, now)


def granted(token: TokenAnswer, request: Request, home: DataCenter, now: float) -> Granted:
    """Return the grant that tokens make, whichever way they came.

    Args:
        token: Zoho's answer.
        request: what was asked for.
        home: where the person's account lives.
        now: seconds since 1970.

    Raises:
        Refused: there is no refresh token for an offline connector.
    """
    if request.access_type == "offline" and not token.refresh_token:
        raise Refused(
            "Zoho issued an access token but no refresh token, so the connector would end in an "
            "hour.",
            "What is saved is unchanged. A new link asks for a fresh consent (prompt=consent), "
            "which brings one: press Accept on Zoho's page.",
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
    return Granted(grant, home, token.access_token, now + token.lifetime)


def may_retry(error: ZdeskError | None, code_ends: float) -> bool:
    """Tell whether the same code may still be good when Zoho is asked again.

    Args:
        error: why there is no grant.
        code_ends: when the code is out at the latest, in seconds since 1970.
    """
    return isinstance(error, TryLater) and (error.until is None or error.until < code_ends)


def lacks_secret(error: ZdeskError | None, request: Request, asked: DataCenter) -> bool:
    """Tell whether another secret may help: that of the person's data center.

    Zoho does not say how it refuses the secret of another data center, so both words count.

    Args:
        error: what came of asking for tokens.
        request: with the client that asked.
        asked: the data center whose accounts server was asked.
    """
    return (
        asked != request.data_center
        and isinstance(error, Refused)
        and error.word in ("invalid_client", "invalid_client_secret")
    )


def with_secret(request: Request, data_center: DataCenter, secret: Secret) -> Request:
    """Return the request with the client's secret of one more data center."""
    client = request.client
    secrets = {**client.secrets, data_center.code: secret}
    return replace(request, client=replace(client, secrets=secrets))
