"""What only Zoho Desk tells: which organizations a token reaches, and who is asking."""

from typing import TYPE_CHECKING

from zdesk_tui.catalog import services as catalog
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts, services
from zdesk_tui.zoho.accounts import Person
from zdesk_tui.zoho.organizations import Listed

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Wire


async def accessible_organizations(
    wire: "Wire", data_center: DataCenter, token: Secret
) -> tuple[Listed, ...] | None:
    """List the organizations that this token reaches, or None where Desk does not tell.

    Raises:
        TryLater: no usable answer.
        ZdeskError: this data center's Desk is not known.
    """
    template = "https://desk.{zoho}/api/v1/accessibleOrganizations"
    try:
        return await services.listed_by(wire, catalog.of("desk"), data_center, token, template)
    except Refused:
        return None


async def my_info(
    wire: "Wire", data_center: DataCenter, token: Secret, organization_id: str | None
) -> Person | None:
    """Return whose token it is, or None where Desk does not tell. Needs `Desk.basic.READ`.

    Raises:
        TryLater: no usable answer.
        ZdeskError: this data center's Desk is not known.
    """
    service = catalog.of("desk")
    url = services.url_of(service, data_center, "https://desk.{zoho}/api/v1/myinfo")
    call = services.addressed(service, "GET", url, "/api/v1/myinfo", organization_id)
    try:
        reply = await services.ask(wire, service, data_center, token, call, organization_id)
    except Refused:
        return None
    if not isinstance(reply.content, dict):
        return None
    return accounts.person(
        account=reply.content.get("emailId"),
        zuid=reply.content.get("zuid"),
        names=(reply.content.get("firstName"), reply.content.get("lastName")),
    )
