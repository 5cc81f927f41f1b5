"""Run the wizard with a fault at one place: `python -m tests.tui.crashing PLACE ARGUMENTS...`.

Only the fault is made up; the message and a local variable of the failing call hold a secret.
"""

import sys
from collections.abc import Callable
from typing import Any

from zdesk_tui.cli import main
from zdesk_tui.connector import Connector
from zdesk_tui.store.connectors import Connectors
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.zoho import accounts


def boom(secret: str) -> None:
    """Fail with a secret in the text and in a local variable."""
    local = secret
    raise RuntimeError(f"something about {local}")


async def failing_exchange(*arguments: Any, **_: Any) -> None:
    """Fail where the grant code and the client secret are at hand."""
    _, _, client, code = arguments
    boom(client.secret.reveal() + code.reveal())


def failing_save(_: Connectors, connector: Connector) -> None:
    """Fail where everything is at hand."""
    refresh = connector.grant.refresh_token if connector.grant else None
    boom(connector.client.secret.reveal() + (refresh.reveal() if refresh else ""))


def failing_handler(screen: OrganizationScreen) -> None:
    """Fail in a handler of a screen that holds an access token."""
    token = screen.draft.access_token
    boom(screen.draft.client_secret.reveal() + (token.reveal() if token else ""))


PLACES: dict[str, Callable[[], None]] = {
    "exchange": lambda: setattr(accounts, "exchange", failing_exchange),
    "save": lambda: setattr(Connectors, "save", failing_save),
    "screen": lambda: setattr(OrganizationScreen, "action_ask", failing_handler),
}

if __name__ == "__main__":
    PLACES[sys.argv[1]]()
    sys.exit(main(sys.argv[2:]))
