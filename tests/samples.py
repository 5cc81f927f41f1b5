"""The connector and the data centers that many tests begin with."""

from datetime import UTC, datetime

from zdesk_tui.connector import Client, Connector, Grant
from zdesk_tui.datacenters import ZOHO, DataCenter
from zdesk_tui.secret import Secret


def center(code: str) -> DataCenter:
    """Return a named data center that is known to be there."""
    row = ZOHO.get(code)
    assert row is not None
    return row


EU = center("eu")
GRANT = Grant(
    authorized_at=datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
    scopes=("Desk.tickets.READ", "Desk.basic.READ"),
    client_id="1000.ABC",
    data_center="eu",
    refresh_token=Secret("1000.refresh"),
)
CONNECTOR = Connector(
    name="desk",
    service="desk",
    client=Client("1000.ABC", Secret("s3cret"), "http://localhost:8765/callback"),
    data_center=EU,
    user_data_center=EU,
    scopes=GRANT.scopes,
    created_at=datetime(2026, 1, 31, 11, 58, tzinfo=UTC),
    grant=GRANT,
)
