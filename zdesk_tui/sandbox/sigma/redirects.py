"""The Redirect URLs that the console generates.

No source is sure of a connector's: the form of one captured request is played, and another by the
switch `connector_redirect`, so that nobody comes to rely on it.
"""

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox.addresses import origin
from zdesk_tui.sandbox.site import Site

CALLED_AT = ("platform/auth/conns/{rest:path}", "sigma/redirect/{rest:path}")
"""Where consent for a connector comes back to, in every data center."""
CONNECTION_AT = ("deluge/delugeauth/callback", "dre/delugeauth/callback")
"""The same for connections."""
_ON_DELUGE = ("us", "in")
"""The data centers whose help names that host; the others are quoted with `dre`."""


def redirect_url(site: Site, row: DataCenter, name: str) -> str:
    """Return the Redirect URL of a connector.

    Args:
        site: the sandbox.
        row: the console's data center.
        name: the connector's, as in identifiers; in an extension with the namespace before it.
    """
    form = site.world.switches.connector_redirect
    return f"{origin(site.port)}/{row.code}/{form.replace('NAME', name)}"


def connection_redirect_url(site: Site, row: DataCenter) -> str:
    """Return the Redirect URL that all connections of a data center share."""
    host = CONNECTION_AT[row.code not in _ON_DELUGE]
    return f"{origin(site.port)}/{row.code}/{host}"
