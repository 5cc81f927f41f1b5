"""The one place that speaks HTTP: bounded, patient to a limit, every failure in plain words."""

import asyncio
import json
import re
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from urllib.parse import urlencode, urlsplit

import httpx

from zdesk_tui import __version__
from zdesk_tui.datacenters import is_loopback
from zdesk_tui.errors import TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.zoho.log import Line
from zdesk_tui.zoho.network import network
from zdesk_tui.zoho.unanswered import FOREIGN, NOT_SENT, not_made, unanswered

CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 20.0
BODY_LIMIT = 1024 * 1024
"""Bytes of an answer that are read; Zoho's largest here has a few thousand."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read whole.

    Args:
        status: the HTTP status.
        content: what the JSON body says; None when it is no JSON. May hold tokens.
        is_json: the body was JSON, whatever its content type claimed.
        seconds: from the first byte asked to the last byte read.
        empty: there was no body.
        retry_after: seconds to wait, when the server named them.
        told_at: the server's time, seconds since 1970, when it told it.
    """

    status: int
    content: object = field(repr=False)
    is_json: bool
    seconds: float
    empty: bool
    retry_after: float | None = None
    told_at: float | None = None


class Stream:
    """An answer whose body is still on its way.

    Args:
        response: of httpx.
        translate: returns our error for one of httpx.
        started: monotonic seconds when the request was begun.
    """

    def __init__(
        self,
        response: httpx.Response,
        translate: Callable[[Exception], ZdeskError],
        started: float,
    ) -> None:
        self._response = response
        self._translate = translate
        self._started = started
        self.status = response.status_code
        self.content_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
        self.retry_after = retry_after(response.headers.get("Retry-After", ""))

    @property
    def seconds(self) -> float:
        """How long it has taken until now."""
        return time.monotonic() - self._started

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes; it is asked for once.

        Raises:
            TryLater: it was cut off, or a piece of it let wait too long.
        """
        try:
            async for piece in self._response.aiter_bytes():
                yield piece
        except FOREIGN as error:
            raise self._translate(error) from None


class Wire:
    """An HTTP client to be used with `async with`, for one run of requests.

    Redirects are not followed and cookies not kept; certificates are always checked. Loopback
    hosts are asked directly, whatever proxy the environment names.

    Args:
        transport: stands in for the network in tests.
        connect_seconds: the longest wait for a connection.
        total_seconds: the longest wait for a whole answer.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._transport = transport
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> "Wire":
        """Make the client.

        Raises:
            TryLater: a variable of the environment (proxy, certificates) does not let it be made.
        """
        try:
            self._client = httpx.AsyncClient(
                transport=self._transport,
                **network(),
                timeout=httpx.Timeout(self._total_seconds, connect=self._connect_seconds),
                follow_redirects=False,
                cookies=no_cookies(),
                headers={
                    "User-Agent": f"zdesk-tui/{__version__}",
                    "Accept": "application/json",
                    # A compressed answer could unfold far beyond the limit in one piece.
                    "Accept-Encoding": "identity",
                },
            )
        except FOREIGN as error:
            raise not_made(error) from None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            # Who is cancelled just now would leave all connections but the first open.
            closing = asyncio.ensure_future(client.aclose())
            with suppress(httpx.HTTPError, OSError):
                await asyncio.shield(closing)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str | Secret] | None = None,
        token: Secret | None = None,
        pair: tuple[str, Secret] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request and read the whole answer. Secrets are opened here and nowhere else.

        Args:
            method: such as `GET`.
            url: without anything secret in it.
            form: sent as the body, in this order.
            token: an access token, sent as `Authorization: Zoho-oauthtoken ...`.
            pair: client ID and client secret, sent as `Authorization: Basic ...`.
            headers: further headers.

        Raises:
            TryLater: no answer, a redirect, or one that is too long.
            OutOfReach: a secret that is kept elsewhere could not be had.
            ZdeskError: the request cannot be sent as it is.
        """
        client, host = self._client_for(url), _host(url)
        for value in (*(form or {}).values(), token):
            if isinstance(value, Secret):
                await value.fetched()
        started = time.monotonic()
        try:
            async with Line(method, url) as line, asyncio.timeout(self._total_seconds):
                sent = _headers(token, headers)
                body: bytes | None = None
                if form is not None:
                    body = urlencode({key: _opened(value) for key, value in form.items()}).encode()
                    sent["Content-Type"] = "application/x-www-form-urlencoded"
                if pair is not None:
                    both = f"{pair[0]}:{pair[1].reveal()}".encode()
                    sent["Authorization"] = f"Basic {b64encode(both).decode()}"
                async with client.stream(method, url, content=body, headers=sent) as response:
                    line.status = response.status_code
                    answer = await _read(response, host)
                    line.told(answer)
        except FOREIGN as error:
            raise self._unanswered(error, url) from None
        content, is_json = as_json(answer)
        return Reply(
            status=response.status_code,
            content=content,
            is_json=is_json,
            seconds=time.monotonic() - started,
            empty=not answer.strip(),
            retry_after=retry_after(response.headers.get("Retry-After", "")),
            told_at=_date(response.headers.get("Date", "")),
        )

    @asynccontextmanager
    async def opened(
        self,
        method: str,
        url: str,
        *,
        token: Secret,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> AsyncIterator[Stream]:
        """Send one request, and give its answer as soon as it begins; leaving drops the rest.

        Args:
            method: such as `GET`.
            url: without anything secret in it.
            token: an access token, sent as `Authorization: Zoho-oauthtoken ...`.
            headers: further headers.
            body: sent as it is.

        Raises:
            TryLater: no answer, or a redirect.
            ZdeskError: the request cannot be sent as it is.
        """
        client = self._client_for(url)
        started = time.monotonic()
        async with AsyncExitStack() as open_until_left:
            line = open_until_left.enter_context(Line(method, url))
            try:
                async with asyncio.timeout(self._total_seconds):
                    response = await open_until_left.enter_async_context(
                        client.stream(method, url, content=body, headers=_headers(token, headers))
                    )
            except FOREIGN as error:
                raise self._unanswered(error, url) from None
            line.status = response.status_code
            _refuse_redirect(response, _host(url))
            yield Stream(response, lambda error: self._unanswered(error, url), started)

    def _client_for(self, url: str) -> httpx.AsyncClient:
        """Return the client if it may ask this URL.

        Raises:
            ZdeskError: somebody on the way could read what is sent there.
        """
        if self._client is None:
            raise RuntimeError("Wire is used with `async with`")
        if not url.startswith(("https://", "http://") if is_loopback(url) else "https://"):
            raise ZdeskError(
                f"Nothing was sent to {_host(url)}: its address does not start with https://.",
                "Correct the data center's addresses.",
                mends="connector",
            )
        return self._client

    def _unanswered(self, error: Exception, url: str) -> ZdeskError:
        told = unanswered(
            error,
            _host(url),
            loopback=is_loopback(url),
            connect_seconds=self._connect_seconds,
            total_seconds=self._total_seconds,
        )
        if isinstance(told, TryLater):
            told.reached = not isinstance(error, NOT_SENT)
        return told


def as_json(body: bytes) -> tuple[object, bool]:
    """Return what a JSON body says, and whether it is one."""
    try:
        return json.loads(body), True
    except (ValueError, RecursionError):
        return None, False


def _headers(token: Secret | None, more: Mapping[str, str] | None) -> dict[str, str]:
    headers = dict(more or {})
    if token is not None:
        headers["Authorization"] = f"Zoho-oauthtoken {token.reveal()}"
    return headers


def _refuse_redirect(response: httpx.Response, host: str) -> None:
    if response.is_redirect or 300 <= response.status_code < 400:
        raise TryLater(
            f"{host} answered with a redirect (status {response.status_code}), which Zoho does not "
            "do here. A network sign-in page or a proxy may have answered in its place.",
            "Check the network and try again.",
        )


async def _read(response: httpx.Response, host: str) -> bytes:
    _refuse_redirect(response, host)
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > BODY_LIMIT:
            raise TryLater(
                f"{host} answered with far more than was asked for, so it was not read to its end.",
                "Try again.",
            )
    return bytes(body)


def _opened(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def retry_after(text: str) -> float | None:
    """Return the seconds that a `Retry-After` header names, as a number or as a date."""
    if re.fullmatch(r"[0-9]{1,6}", text.strip()):
        return float(text)
    at = _date(text)
    return None if at is None else max(0.0, at - time.time())


def no_cookies() -> CookieJar:
    """Return a jar that keeps nothing."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


def _host(url: str) -> str:
    """Return host and port of a URL, and nothing else of it: its query may be confidential."""
    try:
        return plain(urlsplit(url).netloc.rpartition("@")[2], 100) or "the server"
    except ValueError:
        return "the server"
