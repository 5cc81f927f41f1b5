"""Where the secrets of a connector are kept, and moving them."""

import asyncio

from textual import work
from textual.app import ComposeResult

from zdesk_tui.connector import Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.review import where
from zdesk_tui.lifecycle.secret_place import PLACES, move
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line, trouble
from zdesk_tui.workspace import Workspace

ROWS = {
    "file": "in the connector's file, which only you can read",
    "keyring": "in the keyring of this machine",
}


class SecretPlaceScreen(AskScreen[str]):
    """Moves the secrets, and answers with where they are then; None when nothing was moved.

    Args:
        workspace: where the connector is.
        connector: as saved.
    """

    HELP = "secrets"
    KEYS = " Enter keep them there   Up/Down move   Esc back"

    def __init__(self, workspace: Workspace, connector: Connector) -> None:
        super().__init__(f"{connector.name}: where its secrets are kept")
        self._workspace = workspace
        self._connector = connector
        now = connector.client.secret_in
        at = PLACES.index(now) if now in PLACES else None
        self._list = ChoiceList([ROWS[place] for place in PLACES], chosen=at)
        self._moving = False

    def body(self) -> ComposeResult:
        """Lay out where they are, and the choice."""
        client, grant = self._connector.client, self._connector.grant
        yield Line(f"The client secret is {where(client.secret)}.")
        if grant and grant.refresh_token:
            yield Line(f"The refresh token is {where(grant.refresh_token)}.")
        yield Line("", classes="gap")
        yield self._list
        yield Line("", classes="gap")
        yield Line(
            "Scripts and services find the keyring only where it is unlocked for them. A command "
            "of yours can print the client secret instead:"
        )
        yield Line(
            self._workspace.command("secrets", self._connector.name, "--to-command")
            + " pass show zoho/desk"
        )

    def action_accept(self) -> None:
        """Move them, unless they are there."""
        at = self._list.chosen
        if at is None or self._moving:
            return
        if PLACES[at] == self._connector.client.secret_in:
            self.dismiss(None)
            return
        self._moving = True
        self.tell("Moving the secrets.")
        self._move(at)

    @work(description="move the secrets", exclusive=True)
    async def _move(self, at: int) -> None:
        try:
            # A keyring and a command may take seconds, and so may another process's lock.
            said = await asyncio.to_thread(move, self._workspace, self._connector.name, PLACES[at])
        except ZdeskError as error:
            self.tell(trouble(error))
        else:
            self.dismiss(said)
        finally:
            self._moving = False
