"""The three URLs of a connector, by the names that Zoho's Connector dialog gives them."""

from collections.abc import Iterable
from urllib.parse import quote

from zdesk_tui.connector import AccessType
from zdesk_tui.datacenters import DataCenter


def request_token_url(
    data_center: DataCenter, scopes: Iterable[str], access_type: AccessType
) -> str:
    """Return the Request Token URL: where consent is asked for, with scopes and access type.

    Args:
        data_center: where the client is registered.
        scopes: in the order in which they are asked for; the commas between them stay commas, as
            Zoho's guides write them.
        access_type: `offline` brings a refresh token; `online` is what Zoho takes without a word,
            and what its guide's address leaves out.
    """
    scope = ",".join(quote(one, safe="") for one in scopes)
    offline = "&access_type=offline" if access_type == "offline" else ""
    return f"{data_center.authorization_url}?scope={scope}{offline}"


def three_urls(
    registered_in: DataCenter,
    user_data_center: DataCenter,
    scopes: Iterable[str],
    access_type: AccessType,
) -> list[tuple[str, str]]:
    """Return the three URLs with the names that Zoho gives them, in its dialog's order.

    Args:
        registered_in: where the client is registered.
        user_data_center: where the person's account lives.
        scopes: in the order in which they are asked for.
        access_type: `offline` brings a refresh token.
    """
    return [
        ("Request Token URL", request_token_url(registered_in, scopes, access_type)),
        ("Access Token URL", access_token_url(user_data_center)),
        ("Refresh Token URL", refresh_token_url(user_data_center)),
    ]


def access_token_url(data_center: DataCenter) -> str:
    """Return the Access Token URL: where a grant code is exchanged.

    Args:
        data_center: where the person's account lives.
    """
    return data_center.token_url


def refresh_token_url(data_center: DataCenter) -> str:
    """Return the Refresh Token URL: where a refresh token brings a new access token.

    Args:
        data_center: where the person's account lives.
    """
    return data_center.token_url
