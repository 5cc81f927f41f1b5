"""What keeps a saved connector from being changed: a newer format, or somebody else's change."""

from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.workspace import Workspace


def refuse_newer(connector: Connector, advice: str = "Only a newer release can change it.") -> None:
    """Refuse a connector that a newer release wrote.

    Args:
        connector: as it was read.
        advice: what to do instead.

    Raises:
        FileError: it has a higher format.
    """
    if connector.format > FORMAT:
        raise FileError(
            f"{connector.name} was written by a newer zdesk-tui (format {connector.format}), and "
            "is not used here.",
            advice,
        )


def refuse_changed(workspace: Workspace, before: Connector) -> None:
    """Refuse to write over what somebody else wrote; the caller holds the connector's lock.

    Args:
        workspace: where it is.
        before: as it was read.

    Raises:
        NoSuchConnector: it is gone.
        ZdeskError: it is not as it was.
        FileError: it cannot be read, or has a higher format.
    """
    present = workspace.connectors.load(before.name)
    refuse_newer(present)
    if present != before:
        raise ZdeskError(
            f"{before.name} was changed meanwhile, by another program or another run.",
            "Nothing was written. Leave, look at it again, and go on from what is there now.",
        )
