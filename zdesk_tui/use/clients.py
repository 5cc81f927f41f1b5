"""HTTP clients that try again where that is safe: after a throttle, a fault, a cut connection."""

import secrets
import time
from typing import Any

import anyio
import httpx

from zdesk_tui.use.auth import can_be_sent_again
from zdesk_tui.zoho.log import Line
from zdesk_tui.zoho.unanswered import NOT_SENT
from zdesk_tui.zoho.wire import retry_after

TRIES = 4
"""How often a request is sent at most."""
LONGEST = 60.0
"""Seconds that are waited at most; a server that wants more is left alone, with its answer."""
_FIRST = 0.5
_IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"))
"""Methods that may be done twice (RFC 9110, 9.2.2)."""
_FAULTS = (500, 502, 503, 504)
_TOO_MANY = 429


class _Tries:
    """The tries of one request.

    Args:
        request: that is sent.
    """

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        self._count = 0

    def wait(self, outcome: httpx.Response | httpx.TransportError) -> float | None:
        """Return the seconds until the next try, or None: this outcome is the last.

        Args:
            outcome: of the try that was just made.
        """
        self._count += 1
        again = self._count < TRIES and can_be_sent_again(self._request)
        if not again or not self._may_repeat(outcome):
            return None
        told = None
        if isinstance(outcome, httpx.Response):
            told = retry_after(outcome.headers.get("Retry-After", ""))
        if told is not None:
            return told if told <= LONGEST else None
        # Half of it by chance, so that those who failed together do not come back together.
        longest = _FIRST * 2.0 ** (self._count - 1)
        return longest * (1 + secrets.randbelow(1000) / 1000) / 2

    def _may_repeat(self, outcome: httpx.Response | httpx.TransportError) -> bool:
        idempotent = self._request.method in _IDEMPOTENT
        if isinstance(outcome, httpx.Response):
            # A throttle refuses before anything is done, whatever the method.
            return outcome.status_code == _TOO_MANY or (
                idempotent and outcome.status_code in _FAULTS
            )
        return idempotent or isinstance(outcome, NOT_SENT)


class Client(httpx.Client):
    """An `httpx.Client` with tries: see `OpenConnector.client`."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request as `httpx.Client.send` does, again where that is safe and may help.

        Raises:
            httpx.TransportError: the last try brought no answer.
            ZdeskError: there is no token for it; see `zdesk_tui.errors`.
        """
        tries = _Tries(request)
        while True:
            try:
                with Line(request.method, str(request.url)) as line:
                    response = super().send(request, **options)
                    line.answered(response)
            except httpx.TransportError as error:
                wait = tries.wait(error)
                if wait is None:
                    raise
            else:
                wait = tries.wait(response)
                if wait is None:
                    return response
                response.close()
            time.sleep(wait)


class AsyncClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` with tries: see `OpenConnector.async_client`."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request as `httpx.AsyncClient.send` does, again where that is safe and may help.

        Raises:
            httpx.TransportError: the last try brought no answer.
            ZdeskError: there is no token for it; see `zdesk_tui.errors`.
        """
        tries = _Tries(request)
        while True:
            try:
                with Line(request.method, str(request.url)) as line:
                    response = await super().send(request, **options)
                    line.answered(response)
            except httpx.TransportError as error:
                wait = tries.wait(error)
                if wait is None:
                    raise
            else:
                wait = tries.wait(response)
                if wait is None:
                    return response
                await response.aclose()
            await anyio.sleep(wait)
