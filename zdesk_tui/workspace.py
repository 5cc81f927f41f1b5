"""Where this run works: its folders, its table of data centers, its stores."""

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import DataCenters
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.store.connectors import Connectors
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.grants import Grants
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Statuses
from zdesk_tui.store.throttle import Throttle
from zdesk_tui.store.tokens import Tokens

if TYPE_CHECKING:
    from zdesk_tui.store.presets import Presets


@dataclass(frozen=True)
class Workspace:
    """One run's surroundings.

    Args:
        paths: every folder in use.
        data_centers: Zoho's, or the sandbox's.
        options: the words that stood between `zdesk-tui` and the command.
        sandbox: whether the local Zoho plays the other side.
    """

    paths: Paths
    data_centers: DataCenters
    options: tuple[str, ...] = ()
    sandbox: bool = False

    def command(self, *words: str) -> str:
        """Return a command line of ours that works as it stands in this run's surroundings."""
        return shlex.join(("zdesk-tui", *self.options, *words))

    def sandbox_command(self, *words: str) -> str:
        """Return a `sandbox` command line that reaches this run's sandbox."""
        options = [word for word in self.options if word != "--sandbox"]
        return shlex.join(("zdesk-tui", *options, "sandbox", *words))

    @cached_property
    def connectors(self) -> Connectors:
        """The saved connectors."""
        return Connectors(self.paths, self.data_centers, self.command)

    @cached_property
    def presets(self) -> "Presets":
        """The person's own lists of scopes."""
        # Here and not at the top: it brings the operations along, and few commands want them.
        from zdesk_tui.store.presets import Presets

        return Presets(self.paths)

    @cached_property
    def tokens(self) -> Tokens:
        """The access tokens at hand."""
        return Tokens(self.paths)

    @cached_property
    def statuses(self) -> Statuses:
        """What was last seen of each connector."""
        return Statuses(self.paths)

    @cached_property
    def grants(self) -> Grants:
        """Which refresh tokens this program has made."""
        return Grants(self.paths)

    @cached_property
    def throttle(self) -> Throttle:
        """How often each refresh token was used lately."""
        return Throttle(self.paths)

    @cached_property
    def drafts(self) -> Drafts:
        """Setups that were not finished."""
        return Drafts(self.paths)

    def carried(self, name: str) -> CarriedFiles:
        """Return the files of what is carried for a connector."""
        return CarriedFiles(self.paths.carried, name)

    def file_of(self, connector: Connector) -> str:
        """Return the connector's file, with `~` for the home folder: for reading."""
        path = self.paths.connector(connector.name)
        home = str(Path("~").expanduser())
        return f"~{path[len(home) :]}" if path.startswith(f"{home}/") else path
