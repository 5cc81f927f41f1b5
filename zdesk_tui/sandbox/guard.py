"""The sandbox's front gate: no other host name, no foreign web page, no caching, no script."""

from email.utils import formatdate

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zdesk_tui.sandbox.endpoints import names_of
from zdesk_tui.sandbox.site import Site

DOOR = "/_sandbox/"

_MOST_BYTES = 1024 * 1024
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Without form-action: Chromium would hold the redirect to the client against it.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class Guard:
    """Lets a request through to the app, or refuses it; counts it and serves ordered faults.

    Args:
        app: what is guarded.
        site: the running sandbox.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site
        self._hosts = {f"{host}:{site.port}" for host in ("localhost", "127.0.0.1", "[::1]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        send = _with_headers(send, self._site.world.now())
        path = scope["path"]
        refusal = self._refusal(path, scope["method"], Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        data_center, names = names_of(path)
        if path.startswith(DOOR) or not names:
            await self._app(scope, receive, send)
            return
        for name in names:
            self._site.count(name, data_center)
        all_names = {*names, *(f"{data_center}.{name}" for name in names)}
        await self._site.faults.serve(all_names, self._app, scope, receive, send)

    def _refusal(self, path: str, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            return PlainTextResponse("This sandbox answers on localhost only.", status_code=421)
        origin = headers.get("origin")
        if origin is not None and path.startswith(DOOR):
            return PlainTextResponse("The control door is closed to web pages.", status_code=403)
        if origin is not None and method not in ("GET", "HEAD"):
            # no-referrer makes browsers send `null` for our own forms too; then they say in a
            # header that no page can set where the form came from.
            from_here = origin.lower() == f"http://{host}" or (
                origin == "null" and headers.get("sec-fetch-site") == "same-origin"
            )
            if not from_here:
                return PlainTextResponse("This came from a foreign page.", status_code=403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            return PlainTextResponse("Too large.", status_code=413)
        return None


def _with_headers(send: Send, now: float) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Date"] = formatdate(now, usegmt=True)
        await send(message)

    return guarded
