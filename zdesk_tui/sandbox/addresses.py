"""Where the sandbox's data centers are: one loopback port, a folder for each of the eleven."""

from zdesk_tui.datacenters import ZOHO, DataCenter, DataCenters

DEFAULT_PORT = 8700


def origin(port: int) -> str:
    """Return scheme, host and port, as they stand in every URL of the sandbox."""
    return f"http://localhost:{port}"


def data_centers(port: int) -> DataCenters:
    """Return the sandbox's table of data centers, with Zoho's codes and names."""
    return DataCenters(
        DataCenter(
            code=row.code,
            name=row.name,
            accounts_url=f"{origin(port)}/{row.code}/accounts",
            console_url=f"{origin(port)}/{row.code}/console",
            desk_url=f"{origin(port)}/{row.code}/desk",
            api_url=f"{origin(port)}/{row.code}/api",
            product_url=f"{origin(port)}/{row.code}/{{product}}",
            confidence=row.confidence,
        )
        for row in ZOHO
    )
