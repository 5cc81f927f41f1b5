"""Waiting for the browser to come back from Zoho's page for more scopes.

The page's address holds a token, so the browser gets it from a short local link alone. What it
comes back with is not documented: any visit of the redirect URI after that link counts as a sign
that it is worth asking Zoho, and as nothing more.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Self

from zdesk_tui.consent.listener import Listener, Page
from zdesk_tui.consent.loopback import free_beside, loopback
from zdesk_tui.errors import ListenerError
from zdesk_tui.plaintext import plain
from zdesk_tui.redirects import SUGGESTED, with_port
from zdesk_tui.secret import Secret

_BACK = Page(
    "Back from Zoho",
    "The terminal now asks Zoho whether the scopes were added. Go back to it.",
    good=True,
)


class Enhancing:
    """One short link to Zoho's page, and the wait behind it.

    Args:
        redirect_uri: of the client.
        link: to Zoho's page.
        back: called when the browser comes back, with the error word that it brought, if any.
        note: takes one sentence about each visitor who was turned away.
    """

    def __init__(
        self,
        redirect_uri: str,
        link: Secret,
        back: Callable[[str], None],
        note: Callable[[str], None],
    ) -> None:
        self._redirect_uri = redirect_uri
        self._link = link
        self._back = back
        self._note = note
        self._listener: Listener | None = None
        self.comes_back = False
        """Whether the browser comes back to this machine, to be noticed here."""

    @property
    def short_link(self) -> str:
        """What the person opens; it leads to Zoho's page."""
        return self._listener.short_link if self._listener else ""

    @property
    def port(self) -> int:
        """The port of the short link."""
        return self._listener.port if self._listener else 0

    async def __aenter__(self) -> Self:
        """Listen at the redirect URI; where that is not to be had, at a port for the link alone.

        Raises:
            ListenerError: nothing can listen on this machine.
        """
        try:
            self._listener = await self._listening(self._redirect_uri)
            self.comes_back = True
        except ListenerError:
            port = free_beside(loopback(SUGGESTED))
            if port is None:
                raise
            self._listener = await self._listening(with_port(SUGGESTED, port))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listener:
            await self._listener.close()

    async def _listening(self, uri: str) -> Listener:
        listener = Listener(uri, self._came_back, self._note, any_answer=True)
        await listener.start()
        listener.expect(secrets.token_urlsafe(32), self._link.reveal())
        return listener

    async def _came_back(self, params: Mapping[str, str]) -> Page:
        self._back(plain(params.get("error", ""), 80))
        return _BACK
