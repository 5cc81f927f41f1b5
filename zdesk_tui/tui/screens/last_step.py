"""What every last step has in common: after saving, the grant that was replaced can be revoked."""

from textual import work
from textual.binding import Binding

from zdesk_tui.connector import Connector
from zdesk_tui.lifecycle.retire import holders, take_back
from zdesk_tui.lifecycle.revoke import by_hand
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.grants import KEPT
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen

REPLACED = (
    f"Zoho keeps {KEPT} refresh tokens at most, the replaced one among them if it was good. Where "
    "nothing else uses it, r revokes it."
)
"""What is to be said once a connector is saved whose refresh token was replaced."""


class LastStepScreen(StepScreen):
    """A step that saves.

    Attributes:
        saved: what was saved, once it is.
    """

    BINDINGS = [Binding("r", "revoke_replaced", show=False)]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self.saved: Connector | None = None
        self._revoked = False

    def keep(self) -> None:
        """Keep the draft until the connector is saved."""
        if self.saved is None:
            super().keep()

    @property
    def replaced(self) -> Secret | None:
        """The refresh token that was replaced, while Zoho still takes it."""
        before = self.context.before
        if self.saved is None or self._revoked or before is None or before.grant is None:
            return None
        old, new = before.grant.refresh_token, self.saved.grant and self.saved.grant.refresh_token
        return old if old != new else None

    @work(description="revoke the replaced refresh token", exclusive=True, group="revoke")
    async def action_revoke_replaced(self) -> None:
        """Revoke the refresh token that was replaced; never before the new one is saved."""
        before, token = self.context.before, self.replaced
        if before is None or token is None:
            return
        if others := holders(self.context.workspace, token):
            self.tell(f"~ It is left: {', '.join(others)} has the same one, and would stop.")
            return
        self.tell("Revoking the replaced refresh token.")
        if problem := await take_back(self.context.workspace, before, token):
            self.tell(
                f"! It could not be revoked; r tries again. {problem.message}\n"
                f"  {by_hand(before)} That ends the new grant too."
            )
            return
        self._revoked = True
        self.tell("+ The replaced refresh token is revoked.")
        self.show_keys()
