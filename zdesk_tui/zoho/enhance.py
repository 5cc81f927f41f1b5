"""More scopes for a refresh token that is there: Zoho's incremental authorization.

It makes no new refresh token, so that none of the 20 is used up. Its page takes a token in its
address; such an address is never shown, logged or written, but only passed on by a short link.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from zdesk_tui.connector import Client
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import words
from zdesk_tui.zoho.accounts import signed, token_answer

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Wire


async def enhancement(
    wire: "Wire",
    data_center: DataCenter,
    client: Client,
    refresh_token: Secret,
    *,
    registered_in: DataCenter,
) -> tuple[Secret, float]:
    """Ask for the token with which a person can be asked for more scopes (documented).

    Args:
        wire: an open wire.
        data_center: where the person's account lives.
        client: asks, with its credentials in the form body.
        refresh_token: that gets the scopes.
        registered_in: where the client is registered: for explanations only.

    Returns:
        The token, and the seconds for which it is good.

    Raises:
        NeedsConsent: the refresh token is no longer good.
        Refused: Zoho said no to the client.
        TryLater: no usable answer.
    """
    form = signed("update_scopes_token", client, data_center)
    form["refresh_token"] = refresh_token
    question = words.Question("refresh", data_center, client, registered_in)
    answer = token_answer(
        await wire.ask("POST", data_center.enhance_token_url, form=form), question
    )
    return answer.access_token, answer.lifetime


def enhancement_link(
    data_center: DataCenter, client: Client, scopes: Iterable[str], token: Secret
) -> Secret:
    """Return the link on which the person consents to more scopes (documented).

    Args:
        data_center: where the person's account lives.
        client: with the redirect URI to which the browser comes back.
        scopes: the additional ones alone.
        token: from `enhancement`.
    """
    parameters = {
        "client_id": quote(client.id, safe=""),
        "response_type": "update_scopes",
        "redirect_uri": quote(client.redirect_uri, safe=""),
        "scope": ",".join(quote(scope, safe="") for scope in scopes),
        "enhance_token": quote(token.reveal(), safe=""),
        # It is marked as required; the person stays signed in.
        "logout": "false",
    }
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return Secret(f"{data_center.enhance_url}?{query}")
