"""The redirect rehearsed before it is needed: port, families, and the listener behind the URI."""

from collections.abc import Mapping

from zdesk_tui.consent.listener import Listener
from zdesk_tui.consent.loopback import free_beside, loopback
from zdesk_tui.consent.pages import UNCLEAR, Page
from zdesk_tui.errors import ListenerError
from zdesk_tui.findings import Finding
from zdesk_tui.redirects import with_port


async def rehearse(redirect_uri: str) -> Finding:
    """Listen for a moment at a loopback redirect URI, visit it, and say how that went.

    A port that is taken stands in nobody's way: the answer can be pasted, and another port can be
    registered, which is the finding's repair.

    Args:
        redirect_uri: exactly as it is to be registered.
    """
    try:
        address = loopback(redirect_uri)
        async with Listener(redirect_uri, _nobody_answers) as listener:
            reached = await listener.rehearse()
    except ListenerError as error:
        return _taken(redirect_uri, error)
    if not reached:
        return Finding(
            "~",
            f"Port {address.port} is free, but {address.host} does not lead to it here. Look for "
            f"{address.host} in /etc/hosts; pasting the address back works anyway.",
        )
    return Finding("+", f"Port {address.port} is free, reached over {' and '.join(reached)}.")


def _taken(redirect_uri: str, error: ListenerError) -> Finding:
    try:
        port = free_beside(loopback(redirect_uri))
    except ListenerError:
        port = None
    if port is None:
        return Finding("~", f"{error.message} Pasting the address back works anyway.")
    return Finding(
        "~",
        f"{error.message} Port {port} is free; Zoho compares exactly, so it must be in the API "
        "Console as well. Pasting the address back works with either.",
        with_port(redirect_uri, port),
    )


async def _nobody_answers(_: Mapping[str, str]) -> Page:
    return UNCLEAR
