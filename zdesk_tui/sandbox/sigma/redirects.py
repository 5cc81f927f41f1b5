"""The Redirect URLs that the console generates.

No source is sure of a connector's: the form of one captured request is played, and another by the
switch `connector_redirect`, so that nobody comes to rely on it.
"""

from zdesk_tui.catalog.data_centers import CONNECTION_REDIRECTS
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox.addresses import origin
from zdesk_tui.sandbox.site import Site

CALLED_AT = ("platform/auth/conns/{rest:path}", "sigma/redirect/{rest:path}")
"""Where consent for a connector comes back to, in every data center."""
CONNECTION_AT = ("deluge/delugeauth/callback", "dre/delugeauth/callback")
"""The same for connections."""


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
    # The first that the catalog has is the one that Zoho's own help names.
    named = CONNECTION_REDIRECTS.get(row.code, ("",))[0]
    host = CONNECTION_AT[not named.startswith("https://deluge.")]
    return f"{origin(site.port)}/{row.code}/{host}"
