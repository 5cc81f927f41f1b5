"""Which scope a connector lacks when Zoho says that one is missing."""

from zdesk_tui import intent
from zdesk_tui.catalog import operations, services
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.connector import Connector
from zdesk_tui.zoho.services import Call, cheap_call


def lacking(connector: Connector, call: Call | None = None) -> tuple[str, ...]:
    """Return the scopes that a new consent should bring, when a call of the check was refused.

    They are those of the check's call that the grant has not, as far as the grant tells; else
    those that the call asks for. Nothing where that is not known.

    Args:
        connector: with a grant.
        call: that was refused; the cheapest one if none is named.
    """
    grant = connector.grant
    held = (grant.granted_scopes or grant.scopes) if grant else ()
    missing = intent.not_granted(connector.scopes, held)
    organization = connector.organization.id if connector.organization else None
    service = services.of(connector.service)
    row = connector.user_data_center
    call = call or cheap_call(service, row, connector.scopes, organization)
    if call is None:
        return missing
    known = _operation(connector, call)
    if known is None:
        return missing
    for scope in (*missing, *connector.scopes):
        if intent.allows((*held, scope) if scope in missing else (scope,), known):
            return (scope,)
    return intent.missing(held, known)


def _operation(connector: Connector, call: Call) -> Operation | None:
    every = operations.of(connector.service)
    base = connector.user_data_center.url(every[0].base) if every else None
    if base is None:
        return None
    return operations.called(connector.service, call.method, call.url.removeprefix(base))
