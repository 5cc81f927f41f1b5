"""What a screen is handed: the surroundings, and the few things it may have done for it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from zdesk_tui.connector import Client, Connector
from zdesk_tui.consent.machine import Machine
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import StepName
from zdesk_tui.lifecycle.token import live_token
from zdesk_tui.setup.draft import Draft, home_of
from zdesk_tui.workspace import Workspace

Move = Literal["next", "back", "leave", "saved"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a screen was left.

    Args:
        draft: the answers, those of this screen included.
        to: the way on, or the step to go to.
    """

    draft: Draft
    to: Move | StepName


@dataclass(frozen=True, slots=True)
class Context:
    """One run of the wizard.

    Args:
        workspace: folders, data centers, stores.
        machine: what this machine can do for consent.
        keep: writes a draft; called when a field is left.
        forget: removes a draft's file.
        now: returns seconds since 1970.
        before: the saved connector that is authorized again.
        taken: names that a new connector cannot have.
        place: which of several runs it is, such as `2 of 3`; empty for one alone.
        asked: the clients, with the code of the data center, that Zoho was asked about.
    """

    workspace: Workspace
    machine: Machine
    keep: Callable[[Draft], None]
    forget: Callable[[Draft], None]
    now: Callable[[], float]
    before: Connector | None = None
    taken: tuple[str, ...] = ()
    place: str = ""
    asked: set[tuple[str, Client]] = field(default_factory=set)

    def data_center(self, draft: Draft) -> DataCenter:
        """Return where the draft's client is registered; it must be chosen."""
        return home_of(draft, self.workspace.data_centers, self.before)

    async def with_live_token(self, draft: Draft) -> Draft:
        """Return the draft with an access token that is good, as it may have lain for days.

        Raises:
            ZdeskError: the token could not be renewed.
        """
        if draft.grant is None or draft.access_token is None:
            return draft
        token, expires_at = await live_token(
            self.workspace,
            draft.client,
            self.data_center(draft),
            self.user_data_center(draft),
            draft.grant,
            draft.access_token,
            draft.expires_at,
        )
        if token is draft.access_token:
            return draft
        renewed = replace(draft, access_token=token, expires_at=expires_at)
        self.keep(renewed)
        return renewed

    def user_data_center(self, draft: Draft) -> DataCenter:
        """Return where the account of the person lives that consented."""
        row = self.workspace.data_centers.get(draft.user_data_center)
        return row or self.data_center(draft)
