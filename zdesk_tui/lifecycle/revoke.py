"""Take a grant back at Zoho."""

from collections.abc import Iterator

from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import DataCenter, DataCenters
from zdesk_tui.errors import ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.wire import Wire


async def revoke(table: DataCenters, connector: Connector, token: Secret) -> ZdeskError | None:
    """Revoke a refresh token, or the access token of an online grant.

    Zoho documents the client's data center, and the person's is the likelier one: a token that
    one of them does not know may live in the other, so that only both together say it is gone.

    Args:
        table: the named data centers.
        connector: that it belongs to.
        token: what is revoked.

    Returns:
        What went wrong, or None when the grant is gone.
    """
    problem: ZdeskError | None = None
    for center in _places(table, connector):
        try:
            async with Wire() as wire:
                if await accounts.revoke(
                    wire,
                    center,
                    connector.client,
                    token,
                    offline=connector.access_type == "offline",
                ):
                    return None
        except ZdeskError as error:
            problem = problem or error
    return problem


def by_hand(connector: Connector) -> str:
    """Return where a person takes a grant back when it could not be done from here."""
    host = connector.user_data_center.accounts_host
    return f"By hand: sign in at {host}, and remove its client under Connected Apps."


def _places(table: DataCenters, connector: Connector) -> Iterator[DataCenter]:
    """Return each data center that may know the token, the person's first."""
    # The connector may have been moved to another data center after its consent.
    asked = connector.grant and table.get(connector.grant.data_center)
    seen = set()
    for center in (connector.user_data_center, connector.data_center, asked):
        if center and center.accounts_url not in seen:
            seen.add(center.accounts_url)
            yield center
