"""Requests of a program signed with a connector's access token."""

from collections.abc import AsyncGenerator, Generator

import httpx
from anyio import to_thread

from zdesk_tui.errors import ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.use.source import Source

_REFUSED = 401
"""The status with which Zoho's services refuse an access token (documented)."""


class ConnectorAuth(httpx.Auth):
    """Signs requests with `Authorization: Zoho-oauthtoken ...`, in sync and async clients.

    The token is renewed before it ends, and once when Zoho refuses it before its time; then the
    request is sent again, unless its body was a stream that is used up. Threads, tasks and other
    processes share one renewal. Only requests to the connector's own data center are signed.

        >>> import httpx, zdesk_tui
        >>> desk = zdesk_tui.open_connector("desk-prod")
        >>> httpx.get(f"{desk.base_url}/organizations", auth=desk.auth).status_code
        200

    Args:
        source: of the access tokens.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._second: Secret | None = None

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request of a sync client, and once more after a refusal."""
        token = self._sign(request)
        response = yield request
        if self._renews(response, token):
            self._sign_again(request, token)
            yield request

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign a request of an async client, and once more after a refusal."""
        # Renewing waits for a lock and for Zoho; who does not wait any longer leaves it to its end.
        token = await to_thread.run_sync(self._sign, request, abandon_on_cancel=True)
        response = yield request
        if self._renews(response, token):
            await to_thread.run_sync(self._sign_again, request, token, abandon_on_cancel=True)
            yield request

    def _sign(self, request: httpx.Request, refused: Secret | None = None) -> Secret:
        connector = self._source.connector()
        center = connector.user_data_center
        if not center.owns(str(request.url)):
            host = plain(request.url.netloc.decode("ascii", "replace"), 100)
            raise ZdeskError(
                f"Nothing was sent to {host}: it is no host of {center.name}, for which the token "
                f"of {connector.name} is good.",
                "Correct the address, or use another connector.",
            )
        token = self._source.token(connector, refused=refused)
        request.headers["Authorization"] = f"Zoho-oauthtoken {token.reveal()}"
        return token

    def _sign_again(self, request: httpx.Request, refused: Secret) -> None:
        self._second = self._sign(request, refused)

    def _renews(self, response: httpx.Response, token: Secret) -> bool:
        # A token that was renewed after a refusal and is refused as well was not to blame.
        return (
            response.status_code == _REFUSED
            and token != self._second
            and can_be_sent_again(response.request)
        )


def can_be_sent_again(request: httpx.Request) -> bool:
    """Tell whether the request's body is at hand: a stream can be read only once."""
    try:
        request.content  # noqa: B018 - raises when it was not read
    except httpx.RequestNotRead:
        return False
    return True
