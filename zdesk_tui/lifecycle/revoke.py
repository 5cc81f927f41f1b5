"""Take a grant back at Zoho."""

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.wire import Wire


async def revoke(data_center: DataCenter, token: Secret) -> ZdeskError | None:
    """Revoke a refresh token, or the access token of an online grant.

    Args:
        data_center: where the person's account lives.
        token: what is revoked.

    Returns:
        What went wrong, or None when the grant is gone.
    """
    try:
        async with Wire() as wire:
            await accounts.revoke(wire, data_center, token)
    except ZdeskError as error:
        return error
    return None
