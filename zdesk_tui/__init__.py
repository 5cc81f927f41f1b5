"""zdesk-tui: from "I need API access to Zoho Desk" to a saved, working OAuth 2.0 connector."""

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from zdesk_tui.use.opened import OpenConnector, open_connector

__all__ = ["OpenConnector", "open_connector"]


def __getattr__(name: str) -> object:
    """Import what programs use when they ask for it: the command line does not, and starts fast."""
    if name in __all__:
        from zdesk_tui.use import opened

        return getattr(opened, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
