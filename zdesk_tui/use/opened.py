"""`zdesk_tui.open_connector`: a saved connector in a Python program."""

from functools import cached_property
from typing import Any

import httpx

from zdesk_tui import __version__
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.lifecycle.token import MOST
from zdesk_tui.store.paths import Paths
from zdesk_tui.use.auth import ConnectorAuth
from zdesk_tui.use.clients import AsyncClient, Client
from zdesk_tui.use.source import Source
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.network import network
from zdesk_tui.zoho.unanswered import FOREIGN, not_made
from zdesk_tui.zoho.wire import CONNECT_SECONDS, no_cookies

ANSWER_SECONDS = 30.0
"""How long a client waits for each piece of an answer, unless it is told otherwise."""


class OpenConnector:
    """A saved connector, for a program that calls its service. Safe to share between threads.

    What cannot go on raises a `zdesk_tui.errors.ZdeskError` that says what happened and what to do:
    `NeedsConsent` when only a person helps, `TryLater` when Zoho was not reached or throttles.

        >>> import zdesk_tui
        >>> desk = zdesk_tui.open_connector("desk-prod")
        >>> desk.organization_id
        '2389290'

    Args:
        workspace: where the connector is.
        name: of the connector.

    Raises:
        ZdeskError: it cannot give a token without a person.
    """

    def __init__(self, workspace: Workspace, name: str) -> None:
        self.name = name
        self._source = Source(workspace, name)
        self._source.connector()

    def __repr__(self) -> str:
        return f"<OpenConnector {self.name}>"

    @cached_property
    def auth(self) -> ConnectorAuth:
        """What signs the requests of any httpx client; only those to Zoho's own hosts.

        >>> import httpx, zdesk_tui
        >>> desk = zdesk_tui.open_connector("desk-prod")
        >>> with httpx.Client(auth=desk.auth) as client:
        ...     client.get(f"{desk.base_url}/organizations").status_code
        200
        """
        return ConnectorAuth(self._source)

    @property
    def base_url(self) -> str:
        """Base URL of the service's API in the account's data center; empty where it is not known.

        >>> import zdesk_tui
        >>> zdesk_tui.open_connector("desk-prod").base_url.endswith("/api/v1")
        True
        """
        return _base_url(self._source.connector())

    @property
    def organization_id(self) -> str | None:
        """ID of the connector's organization, if it has one.

        >>> import zdesk_tui
        >>> zdesk_tui.open_connector("desk-prod").organization_id
        '2389290'
        """
        organization = self._source.connector().organization
        return organization.id if organization else None

    def token(self, *, min_valid: float | None = None) -> str:
        """Return an access token, renewed first when needed: for other libraries than httpx.

        >>> import zdesk_tui
        >>> token = zdesk_tui.open_connector("desk-prod").token(min_valid=300)
        >>> header = {"Authorization": f"Zoho-oauthtoken {token}"}

        Args:
            min_valid: seconds for which it must still be good; about a minute when left out.

        Raises:
            ValueError: no token is good for so long.
            ZdeskError: there is none to be had.
        """
        if min_valid is not None and not 0 <= min_valid <= MOST:
            raise ValueError(f"a token is good for an hour, so min_valid takes 0 to {MOST:.0f}")
        return self._source.token(self._source.connector(), at_least=min_valid).reveal()

    def client(self, **options: Any) -> Client:
        """Return an `httpx.Client` for the service: signed, with base URL and organization.

        It tries again, at most three times and later each time, what a throttle (429) refused; and
        what met a fault (500, 502, 503, 504) or a cut connection, if that may be done twice (GET,
        PUT, DELETE and the like). `Retry-After` is followed up to a minute.

        >>> import zdesk_tui
        >>> desk = zdesk_tui.open_connector("desk-prod")
        >>> with desk.client() as client:
        ...     client.get("/tickets", params={"limit": 1}).raise_for_status().status_code
        200

        Args:
            options: of `httpx.Client`, in place of the connector's own.

        Raises:
            ZdeskError: the connector cannot be used, or a variable of the environment (proxy,
                certificates) does not let a client be made.
        """
        settings = self._settings(options)
        try:
            return Client(**settings)
        except FOREIGN as error:
            raise not_made(error) from None

    def async_client(self, **options: Any) -> AsyncClient:
        """Return an `httpx.AsyncClient` for the service that does what `client` does.

        >>> import asyncio, zdesk_tui
        >>> desk = zdesk_tui.open_connector("desk-prod")
        >>> async def first() -> int:
        ...     async with desk.async_client() as client:
        ...         return (await client.get("/tickets", params={"limit": 1})).status_code
        >>> asyncio.run(first())
        200

        Args:
            options: of `httpx.AsyncClient`, in place of the connector's own.

        Raises:
            ZdeskError: the connector cannot be used, or a variable of the environment (proxy,
                certificates) does not let a client be made.
        """
        settings = self._settings(options)
        try:
            return AsyncClient(**settings)
        except FOREIGN as error:
            raise not_made(error) from None

    def _settings(self, options: dict[str, Any]) -> dict[str, Any]:
        connector = self._source.connector()
        rule = services.of(connector.service).organization
        organization = connector.organization.id if connector.organization else ""
        chosen = {rule.name: organization} if organization else {}
        return {
            "auth": self.auth,
            "base_url": _base_url(connector),
            "cookies": no_cookies(),
            **network(),
            "params": chosen if rule.selector == "query" else None,
            "timeout": httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            **options,
            "headers": {
                "User-Agent": f"zdesk-tui/{__version__}",
                **(chosen if rule.selector == "header" else {}),
                **dict(options.get("headers") or {}),
            },
        }


def open_connector(name: str, home: str | None = None) -> OpenConnector:
    """Return a saved connector for use in a program.

        >>> import zdesk_tui
        >>> desk = zdesk_tui.open_connector("desk-prod")
        >>> with desk.client() as client:
        ...     tickets = client.get("/tickets", params={"limit": 1}).json()["data"]

    Args:
        name: of the connector.
        home: the folder of `--home`; that of `ZDESK_TUI_HOME`, or the usual ones, when left out.

    Raises:
        ZdeskError: there is none of that name, or it cannot give a token without a person.
    """
    options = ("--home", home) if home else ()
    return OpenConnector(Workspace(Paths.of(home), ZOHO, options), name)


def _base_url(connector: Connector) -> str:
    template = services.of(connector.service).api_base
    return connector.user_data_center.url(template) or ""
