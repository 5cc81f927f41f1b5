"""Whatever is authorized with a client pair of its own, seen the same way."""

from collections.abc import Sequence
from dataclasses import dataclass

from zdesk_tui.sandbox.sigma.records import (
    Api,
    Association,
    Authorization,
    Connector,
    CustomService,
    Extension,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A connector, a connector within an extension, or a connection.

    Args:
        name: for people.
        key: as scripts name it.
        at: path of its page.
        request_url: where consent is asked, with what the person wrote behind it.
        parameters: what is added to that besides client ID, redirect URL and state.
        access_url: where a code is exchanged.
        refresh_url: where an access token is renewed.
        apis: those that can be called.
    """

    name: str
    key: str
    at: str
    request_url: str
    access_url: str
    refresh_url: str
    authorization: Authorization
    parameters: tuple[tuple[str, str], ...] = ()
    apis: Sequence[Api] = ()


def of_connector(one: Connector) -> Holder:
    """Return a connector."""
    return Holder(
        name=one.name,
        key=one.key,
        at=f"/{one.data_center}/sigma/connectors/{one.key}",
        request_url=one.request_token_url,
        access_url=one.access_token_url,
        refresh_url=one.refresh_token_url,
        authorization=one.authorization,
        apis=one.apis,
    )


def of_association(extension: Extension, one: Association, connector: Connector) -> Holder:
    """Return a connector within an extension: only those of its APIs that were added there."""
    return Holder(
        name=f"{connector.name} in {extension.name}",
        key=f"{extension.namespace}.{connector.key}",
        at=f"/{extension.data_center}/sigma/extensions/{extension.namespace}/{connector.key}",
        request_url=connector.request_token_url,
        access_url=connector.access_token_url,
        refresh_url=connector.refresh_token_url,
        authorization=one.authorization,
        apis=[api for api in connector.apis if api.key in one.apis],
    )


def of_service(one: CustomService) -> Holder:
    """Return the connection of a custom service."""
    # In a query a plus is a blank.
    joint = "," if one.scope_delimiter == "Comma" else " "
    return Holder(
        name=one.connection_name or one.name,
        key=one.link_name,
        at=f"/{one.data_center}/sigma/connections/{one.key}",
        request_url=one.authorize_url,
        access_url=one.access_token_url,
        refresh_url=one.refresh_token_url,
        authorization=one.authorization,
        parameters=(("scope", joint.join(one.scopes)),),
    )
