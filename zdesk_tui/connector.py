"""The connector: one saved permission for a program to use one Zoho service."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.secret import Secret

AccessType = Literal["offline", "online"]
ClientType = Literal["server-based", "mobile", "non-browser", "self-client"]
LivesIn = Literal["here", "zoho-connector", "zoho-connection"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
SecretIn = Literal["file", "keyring", "command"]
"""Where secrets are kept: all in the connector's file, all in the system keyring, or the client
secret by a command that prints it and the refresh token in the file."""

CONSOLE_NAMES: dict[ClientType, str] = {
    "server-based": "Server-based Applications",
    "mobile": "Mobile-based Applications",
    "non-browser": "Non-browser Applications",
    "self-client": "Self Client",
}
"""What the API Console calls each type of client."""

OF_DATA_CENTER = "client_secret."
"""Begins the name of a client secret of another data center; its code follows."""

FORMAT = 1
"""The file format that this release writes; a higher one is read-only."""


@dataclass(frozen=True, slots=True)
class Client:
    """What was registered in the API Console.

    Args:
        id: the client ID.
        secret: the client secret of the data center where it is registered; a mobile client may
            have none.
        redirect_uri: exactly as registered, byte for byte; empty where none is.
        type: the kind of client.
        pkce: whether a server-based client was asked to use PKCE.
        secrets: of other data centers by their code, where they differ.
        local_redirect_uri: a second one, on loopback, where Zoho keeps the first: consent can be
            tried here with it; empty where none is registered.
        secret_in: where the connector's secrets are kept.
        secret_command: the program and its arguments, where a command prints the client secret.
    """

    id: str
    secret: Secret
    redirect_uri: str
    type: ClientType = "server-based"
    pkce: bool = False
    secrets: Mapping[str, Secret] = field(default_factory=dict, hash=False)
    local_redirect_uri: str = ""
    secret_in: SecretIn = "file"  # noqa: S105 - a place
    secret_command: tuple[str, ...] = ()

    @property
    def uses_pkce(self) -> bool:
        """Whether a consent link carries a PKCE challenge; Zoho wants it of mobile clients."""
        return self.pkce or self.type == "mobile"

    def secret_at(self, data_center: str) -> Secret:
        """Return the client secret for the accounts server of a data center.

        Args:
            data_center: its code.
        """
        return self.secrets.get(data_center, self.secret)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a consent left behind.

    Args:
        authorized_at: when it was given, in UTC, to the second.
        scopes: the scopes that were asked for.
        client_id: the client that asked.
        data_center: code of the data center where the client is registered.
        refresh_token: absent for an online connector.
        account: the e-mail address of the person, when known.
        zuid: the person's Zoho user ID, when known.
        api_domain: as Zoho answered it; only a cross-check.
        granted_scopes: as Zoho answered them, when it did.
    """

    authorized_at: datetime
    scopes: tuple[str, ...]
    client_id: str
    data_center: str
    refresh_token: Secret | None = None
    account: str | None = None
    zuid: str | None = None
    api_domain: str | None = None
    granted_scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """One organization of the service.

    Args:
        id: as calls name it; digits at most services, and always at Desk.
        name: for people.
    """

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """One API of a connector: a call of the service that can be made by its name.

    Args:
        name: by which it is called, here and in Zoho.
        method: such as `GET`.
        url: the whole address; its path and its query may hold `${placeholders}`.
        headers: beside the token, which is no part of it.
        parameters: of the query, beside those in the URL; values may hold placeholders.
        body: as a template, or "".
        scopes: that it needs, all of them, as far as it is known.
        note: the person's own words.
        extra: the table as read; keys that this release does not know are written back.
    """

    name: str
    method: Method
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    body: str = ""
    scopes: tuple[str, ...] = ()
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing at Zoho."""
        return self.method == "GET"


@dataclass(frozen=True, slots=True)
class Connector:
    """A saved connector.

    Args:
        name: also the file's name.
        service: key of the service, such as `desk`.
        client: the registered client.
        data_center: where the client is registered.
        user_data_center: where the person's account lives.
        scopes: what is asked for, in order.
        created_at: in UTC, to the second.
        access_type: `offline` has a refresh token.
        note: the person's own words.
        lives_in: where the token is kept.
        grant: absent before the first consent.
        organization: absent where the service has none, or none was chosen.
        apis: calls that are kept with it, in the person's order.
        format: of the file it came from.
        extra: the whole file as read; keys that this release does not know are written back.
    """

    name: str
    service: str
    client: Client
    data_center: DataCenter
    user_data_center: DataCenter
    scopes: tuple[str, ...]
    created_at: datetime
    access_type: AccessType = "offline"
    note: str = ""
    lives_in: LivesIn = "here"
    grant: Grant | None = None
    organization: Organization | None = None
    apis: tuple[Api, ...] = ()
    format: int = FORMAT
    extra: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def secrets(self) -> Iterator[tuple[str, Secret]]:
        """Return the connector's secrets, each with the name that it has in every place."""
        if self.client.secret:
            yield "client_secret", self.client.secret
        for code, secret in self.client.secrets.items():
            yield f"{OF_DATA_CENTER}{code}", secret
        if self.grant and self.grant.refresh_token:
            yield "refresh_token", self.grant.refresh_token
