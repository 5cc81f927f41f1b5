"""Another organization for a saved connector, without a new consent where its token allows it."""

import asyncio
from dataclasses import replace
from time import time

from zdesk_tui.catalog import services
from zdesk_tui.catalog.services import Service
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.lifecycle import edit
from zdesk_tui.lifecycle.verdicts import of_proofs, state_word
from zdesk_tui.secret import Secret
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.services import Proof, cheap_call, prove
from zdesk_tui.zoho.wire import Wire


async def reorganize(
    workspace: Workspace, before: Connector, token: Secret, organization: Organization | None
) -> Proof | None:
    """Make one call in another organization, and save that organization if it went well.

    Args:
        workspace: where the connector is.
        before: as saved.
        token: a valid access token of its grant.
        organization: the new one; None leaves it to the token.

    Returns:
        The call, or None where no chosen scope opens one inside an organization.

    Raises:
        Refused: the service does not let this token into that organization; nothing is changed.
        TryLater: it cannot be told now; nothing is changed.
        ZdeskError: the connector was changed meanwhile, or could not be saved.
    """
    service, center = services.of(before.service), before.user_data_center
    proof = None
    if organization and (scopes := _inside(service, center, before.scopes)):
        async with Wire() as wire:
            proof = await prove(wire, service, center, token, scopes, organization.id)
    after = replace(before, organization=organization)
    # Waiting for another process's lock must not stop the event loop.
    await asyncio.to_thread(edit.save, workspace, before, after)
    if proof:
        found = of_proofs(after, [proof], proof.listed)
        word = state_word(Status(verdicts=found).trouble)
        workspace.statuses.note(before.name, checked_at=time(), verdict=word, verdicts=found)
    return proof


def _inside(service: Service, center: DataCenter, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes that open a call inside an organization.

    The call that lists the organizations is above all of them, and proves nothing of one.
    """
    above = center.url(service.organization.list_url) if service.organization.list_url else None
    found = ((scope, cheap_call(service, center, (scope,), None)) for scope in scopes)
    return tuple(
        scope for scope, call in found if call and call.url not in (above, center.user_info_url)
    )
