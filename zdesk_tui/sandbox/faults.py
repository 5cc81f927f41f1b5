"""Faults that the control door orders: the next answers of an endpoint go wrong."""

import asyncio
import math
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from zdesk_tui.sandbox.endpoints import is_name

KINDS = ("delay", "cut", "status", "body")


@dataclass(slots=True)
class Fault:
    """One ordered fault.

    Args:
        endpoint: such as `token`, or `eu.token` for one data center.
        kind: `delay` answers late; `cut` closes the connection in the middle of the answer;
            `status` and `body` answer something else, and the request has no effect.
        seconds: how late.
        status: the HTTP status, 500 for `status` and 200 for `body` unless told.
        body: the text that is sent.
        content_type: of that text; HTML for `status` and JSON for `body` unless told.
        headers: further headers, such as `Retry-After`.
        after: for `cut`: the request takes effect, only its answer is lost.
        times: how often; None for always.
    """

    endpoint: str
    kind: str
    seconds: float = 0.0
    status: int | None = None
    body: str | None = None
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    times: int | None = 1

    def __post_init__(self) -> None:
        if not is_name(self.endpoint):
            raise ValueError(f"There is no endpoint {self.endpoint}.")
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault {self.kind}; there are {', '.join(KINDS)}.")
        if not 0 <= self.seconds < math.inf:
            raise ValueError("seconds takes a number from 0.")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status takes a number from 200 to 599.")
        if self.times is not None and self.times < 1:
            raise ValueError("times takes a number from 1, or null for always.")

    def response(self) -> Response:
        """Return the answer of a `status` or `body` fault."""
        if self.kind == "status":
            status, body, kind = 500, "<html><body><h1>Server error</h1></body></html>", "text/html"
        else:
            status, body, kind = 200, "", "application/json"
        return Response(
            body if self.body is None else self.body,
            status_code=status if self.status is None else self.status,
            media_type=self.content_type or kind,
            headers=self.headers,
        )


class Faults:
    """The faults that wait for their request, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, order: dict[str, Any]) -> None:
        """Order a fault, as the control door's JSON says it.

        Raises:
            ValueError: the order cannot be understood.
        """
        for name in ("endpoint", "kind", "body", "content_type"):
            if not isinstance(order.get(name, ""), str):
                raise ValueError(f"{name} takes text.")
        try:
            self._waiting.append(Fault(**order))
        except TypeError:
            raise ValueError(
                "A fault has endpoint, kind, seconds, status, body, content_type, headers, after "
                "and times."
            ) from None

    def clear(self) -> None:
        """Forget all of them."""
        self._waiting.clear()

    def as_data(self) -> list[dict[str, Any]]:
        """Return those that still wait."""
        return [asdict(fault) for fault in self._waiting]

    async def serve(
        self, names: set[str], app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request that goes by these names: wrongly if it was ordered, else properly."""
        for fault in [one for one in self._waiting if one.endpoint in names]:
            if fault.times is not None:
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
                continue
            if fault.kind == "cut":
                if fault.after:
                    await app(scope, receive, _nowhere)
                else:
                    await _read_all(receive)
                await _cut(send)
            else:
                await fault.response()(scope, receive, send)
            return
        await app(scope, receive, send)


async def _cut(send: Send) -> None:
    """Promise a long body, send a little of it and end: the server then drops the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"acc', "more_body": True})


async def _read_all(receive: Receive) -> None:
    """Take the whole request: a connection closed before that is reset, not just ended."""
    while (await receive()).get("more_body"):
        pass


async def _nowhere(_: Any) -> None:
    """Swallow an answer."""
