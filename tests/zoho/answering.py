"""A wire on which every request is answered alike."""

import httpx

from zdesk_tui.zoho.wire import Wire


def answering(
    body: object, status: int = 200, headers: dict[str, str] | None = None
) -> tuple[Wire, list[httpx.Request]]:
    """Return a wire on which every request gets this body, and the list of the requests."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(body, str):
            return httpx.Response(status, text=body, headers=headers)
        return httpx.Response(status, json=body, headers=headers)

    return Wire(httpx.MockTransport(answer)), seen
