"""The callback listener: it waits on the loopback for the browser to come back from consent."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import h11

from zdesk_tui.consent.gate import REHEARSAL, Forward, Gate, Rehearsed, TurnedAway
from zdesk_tui.consent.loopback import bind, loopback
from zdesk_tui.consent.pages import RECEIVED, UNCLEAR, Page, draw
from zdesk_tui.errors import ZdeskError

__all__ = ["Listener", "Page"]

_HEAD_BYTES = 16 * 1024
_BODY_BYTES = 64 * 1024
_MOST_VISITORS = 32
_FAREWELL = 2.0  # seconds in which a visitor may read its page to the end
_REHEARSAL = 2.0  # seconds in which our own visit must be answered
_MISPLACED = 421
_HEADERS = (
    ("Connection", "close"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
)


@dataclass(slots=True)
class _Outcome:
    """One answer that was taken, and the page that everybody who repeats it gets."""

    params: Mapping[str, str] = field(repr=False)
    page: asyncio.Future[Page]
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True)
class _Response:
    """What a visitor gets."""

    status: int
    page: Page
    location: str = field(default="", repr=False)


_FORWARD = Page("On to Zoho", "If the browser stays here, open the link of the terminal again.")
_REHEARSED = Page("Rehearsed", "The terminal made sure that this address arrives.")


def _nobody(note: str) -> None:
    """Take a note that nobody asked for."""


def _unseen() -> None:
    """Take a visit that nobody asked for."""


class Listener:
    """Waits at a loopback redirect URI for one answer to each link.

    Everything but a GET with the current `state` at the exact address is answered politely and
    changes nothing. An answer is handed over once, however often the browser repeats it.

    Args:
        redirect_uri: exactly as registered.
        on_callback: takes the decoded parameters of an answer, `state` already compared, and
            returns the page for the browser. A ZdeskError becomes a page; it must raise nothing
            else (the loop's exception handler gets that, and the browser a neutral page). Closing
            the listener does not cancel it: its code is good only once.
        on_visit: takes one sentence about each visitor who was turned away.
        on_arrival: called for each request that was meant for this address, our own left out.
        page_timeout: seconds after which the browser is told that the answer was received, while
            `on_callback` goes on.
        head_timeout: seconds in which a visitor must have sent the whole request head.
        any_answer: whether a visit counts without `state` once the short link was followed.

    Raises:
        ListenerError: the redirect URI does not lead to this machine's loopback.
    """

    def __init__(
        self,
        redirect_uri: str,
        on_callback: Callable[[Mapping[str, str]], Awaitable[Page]],
        on_visit: Callable[[str], None] = _nobody,
        on_arrival: Callable[[], None] = _unseen,
        *,
        page_timeout: float = 10.0,
        head_timeout: float = 10.0,
        any_answer: bool = False,
    ) -> None:
        self._address = loopback(redirect_uri)
        self._gate = Gate(self._address, any_answer=any_answer)
        self._on_callback = on_callback
        self._on_visit = on_visit
        self._on_arrival = on_arrival
        self._page_timeout = page_timeout
        self._head_timeout = head_timeout
        self._servers: list[asyncio.Server] = []
        self._visitors: set[asyncio.Task[None]] = set()
        self._answered: set[asyncio.Task[None]] = set()
        self._outcomes: dict[str, _Outcome] = {}
        self._rehearsal: asyncio.Task[tuple[str, ...]] | None = None
        self._closed = False

    @property
    def port(self) -> int:
        """The port of the redirect URI."""
        return self._address.port

    @property
    def short_link(self) -> str:
        """The short link to the link that is waited for, or "" when it has none."""
        shortcut = self._gate.shortcut
        return f"{self._address.origin}{shortcut.path}" if shortcut else ""

    async def start(self) -> None:
        """Listen, on every family to which the redirect URI's host may lead.

        Raises:
            ListenerError: the port is taken or not allowed.
        """
        for sock in bind(self._address):
            server = await asyncio.start_server(self._visit, sock=sock, start_serving=False)
            self._servers.append(server)
        try:
            for server in self._servers:
                await server.start_serving()
        except asyncio.CancelledError:
            # Whoever is cancelled here never gets to close it.
            for server in self._servers:
                server.close()
            raise

    def expect(self, state: str, link: str = "") -> None:
        """Wait for the answer to a new link; answers to earlier ones are turned away from now.

        Args:
            state: of the link.
            link: the link itself, when there is to be a short one that leads to it.
        """
        self._gate.expect(state, link)

    async def rehearse(self) -> tuple[str, ...]:
        """Visit the redirect URI as a browser would, and return the addresses that led here."""
        # Always to its end, which is bounded: `close` waits for it.
        self._rehearsal = asyncio.create_task(self._visit_ourselves(), name="rehearsal")
        return await asyncio.shield(self._rehearsal)

    async def _visit_ourselves(self) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        address = self._address
        try:
            found = await loop.getaddrinfo(
                address.host, address.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            )
        except OSError:
            return ()
        hosts = dict.fromkeys(str(row[4][0]) for row in found)
        return tuple([host for host in sorted(hosts) if await self._led_here(host)])

    async def _led_here(self, host: str) -> bool:
        word = self._gate.rehearsal()
        query = f"?{self._address.query}" if self._address.query else ""
        request = (
            f"GET {self._address.path}{query} HTTP/1.1\r\nHost: {self._address.named}\r\n"
            f"{REHEARSAL}: {word}\r\n\r\n"
        )
        try:
            async with asyncio.timeout(_REHEARSAL):
                reader, writer = await asyncio.open_connection(host, self._address.port)
                try:
                    writer.write(request.encode("ascii"))
                    await reader.read()
                finally:
                    writer.transport.abort()
        except OSError:
            pass  # refused, cut or too slow: what arrived is known here
        return self._gate.arrived(word)

    async def close(self) -> None:
        """Stop listening and free the port at once; once more does nothing.

        Visitors are dropped, but one whose answer was taken gets its page, for up to 2 seconds.
        """
        try:
            if self._rehearsal is not None:
                # asyncio loses a connection that it accepts while its server closes.
                await asyncio.wait({self._rehearsal})
        finally:
            self._closed = True
            for server in self._servers:
                server.close()
            self._servers.clear()
        for outcome in self._outcomes.values():
            _settle(outcome, RECEIVED)
        await _end(self._visitors - self._answered)
        if self._answered:
            await asyncio.wait(self._answered, timeout=_FAREWELL)
        await _end(self._visitors)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; whatever the visitor does ends here."""
        task = asyncio.current_task()
        if task is None or self._closed or len(self._visitors) >= _MOST_VISITORS:
            writer.transport.abort()
            return
        self._visitors.add(task)
        try:
            await self._serve(task, reader, writer)
        except (OSError, h11.ProtocolError):
            pass  # gone, too slow (TimeoutError is an OSError), or past helping
        finally:
            self._visitors.discard(task)
            self._answered.discard(task)
            writer.transport.abort()

    async def _serve(
        self,
        task: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        wire = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        try:
            async with asyncio.timeout(self._head_timeout):
                request = await _read_head(wire, reader)
        except h11.RemoteProtocolError as error:
            page = Page("This is no proper request", "Please go back to the terminal.")
            await _reply(wire, writer, _Response(error.error_status_hint, page))
        else:
            if request is None:
                return
            answer = await self._decide(task, request)
            await _reply(wire, writer, answer, method=request.method)
        self._answered.discard(task)
        # Closing with something unread would reset the connection before the page is read.
        async with asyncio.timeout(_FAREWELL):
            await _drain(reader)

    async def _decide(self, task: asyncio.Task[None], request: h11.Request) -> _Response:
        verdict = self._gate.judge(
            request.method.decode("ascii"),
            request.target.decode("ascii"),
            [(name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers],
        )
        if isinstance(verdict, Rehearsed):
            return _Response(200, _REHEARSED)
        if not isinstance(verdict, TurnedAway) or verdict.status != _MISPLACED:
            self._on_arrival()
        if isinstance(verdict, TurnedAway):
            self._on_visit(verdict.note)
            return _Response(verdict.status, verdict.page)
        if isinstance(verdict, Forward):
            return _Response(302, _FORWARD, verdict.link)
        outcome = self._outcomes.get(verdict.params.get("state", ""))
        if outcome is None:
            outcome = self._take(verdict.params)
        elif outcome.params != verdict.params:
            self._on_visit("A second, different answer to the same link was turned away.")
            return _Response(
                400,
                Page(
                    "This link was answered already",
                    "The first answer counts. Please go back to the terminal.",
                ),
            )
        self._answered.add(task)
        await asyncio.wait({outcome.page}, timeout=self._page_timeout)
        return _Response(200, outcome.page.result() if outcome.page.done() else RECEIVED)

    def _take(self, params: Mapping[str, str]) -> _Outcome:
        outcome = _Outcome(params, asyncio.get_running_loop().create_future())
        self._outcomes[params.get("state", "")] = outcome
        outcome.task = asyncio.create_task(self._hand_over(outcome), name="consent callback")
        outcome.task.add_done_callback(_report)
        return outcome

    async def _hand_over(self, outcome: _Outcome) -> None:
        page = UNCLEAR
        try:
            page = await self._on_callback(outcome.params)
        except ZdeskError as error:
            page = Page("This answer could not be used", f"{error} Please go back to the terminal.")
        finally:
            _settle(outcome, page)


def _settle(outcome: _Outcome, page: Page) -> None:
    if not outcome.page.done():
        outcome.page.set_result(page)


def _report(task: asyncio.Task[None]) -> None:
    """Hand a fault to the loop's exception handler now, not when the task is collected."""
    if not task.cancelled() and (fault := task.exception()):
        context = {"message": "the consent callback failed", "exception": fault}
        task.get_loop().call_exception_handler(context)


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    ending = set(tasks)
    for task in ending:
        task.cancel()
    if ending:
        await asyncio.wait(ending)


async def _read_head(wire: h11.Connection, reader: asyncio.StreamReader) -> h11.Request | None:
    """Return the request, or None for a visitor who left without a word."""
    room = _HEAD_BYTES + 1
    while True:
        event = wire.next_event()
        if isinstance(event, h11.Request):
            return event
        if event is not h11.NEED_DATA:
            return None
        received = await reader.read(room)
        room -= len(received)
        wire.receive_data(received)


async def _reply(
    wire: h11.Connection,
    writer: asyncio.StreamWriter,
    answer: _Response,
    *,
    method: bytes = b"GET",
) -> None:
    body = draw(answer.page)
    headers = [*_HEADERS, ("Content-Length", str(len(body)))]
    if answer.status == 405:
        headers.append(("Allow", "GET"))
    if answer.location:
        headers.append(("Location", answer.location))
    writer.write(wire.send(h11.Response(status_code=answer.status, headers=headers)) or b"")
    if method != b"HEAD":
        writer.write(wire.send(h11.Data(data=body)) or b"")
    async with asyncio.timeout(_FAREWELL):
        await writer.drain()
    writer.write_eof()


async def _drain(reader: asyncio.StreamReader) -> None:
    left = _BODY_BYTES
    while left > 0:
        received = await reader.read(min(left, 4096))
        if not received:
            return
        left -= len(received)
