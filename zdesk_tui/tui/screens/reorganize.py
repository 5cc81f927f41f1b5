"""Another organization for a saved connector, without a new consent where its token allows it."""

from dataclasses import replace

from textual import work

from zdesk_tui.connector import Connector
from zdesk_tui.errors import Refused, ZdeskError
from zdesk_tui.lifecycle.reorganize import reorganize
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.lifecycle.whose import Whose, whose
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import of_connector
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.organization import OrganizationScreen


class ReorganizeScreen(OrganizationScreen):
    """Step 7 for a saved connector: what is chosen is proven by a call, then saved.

    Args:
        context: of the saved connector; nothing is kept in a draft.
        connector: as saved.
    """

    KEYS = " Enter take it   Up/Down choose   r ask again   Esc back, nothing changed"
    ASKING = "Asking {service} for its {word}s."
    ELSEWHERE = (
        "~ The grant was given for another organization; Desk may answer\n"
        "  OAUTH_ORG_MISMATCH for this one. Enter asks it; only then is it saved."
    )

    def __init__(self, context: Context, connector: Connector) -> None:
        draft = replace(
            of_connector("organization", connector),
            grant=connector.grant,
            user_data_center=connector.user_data_center.code,
            access_token=Secret(""),
        )
        super().__init__(context, draft)
        self._connector = connector
        self._token = Secret("")
        self._busy = False
        self.said = ""
        """How it went, once another organization is saved."""

    def head(self) -> tuple[str, str]:
        """Return whose organization it is."""
        return (f"{self._connector.name}: another {self.about()}", "")

    async def _found(self) -> Whose:
        connector = self._connector
        try:
            found = await valid_token(self.context.workspace, connector.name)
        except ZdeskError as error:
            return Whose(None, problem=error)
        self._token = found.access_token
        return await whose(self._service, connector.user_data_center, self._token, connector.scopes)

    def _by_whom(self) -> str:
        grant = self._connector.grant
        person = self._whose.person if self._whose else None
        account = (grant and grant.account) or (person and person.account)
        place = self._connector.user_data_center.spoken
        return f"The grant is of {plain(account or 'an account unknown here', 60)}, in {place}."

    async def go_on(self) -> None:
        """Prove and save what is chosen."""
        if self.draft.organization == self._connector.organization:
            self.tell("This is the one that is saved. Esc goes back.")
        elif not self._token:
            self.tell("! Without a token nothing can be proven. a of the screen before consents.")
        elif not self._busy:
            self._busy = True
            self.tell(f"Asking {self._service.name} in that {self.about()}.")
            self._save()

    @work(description="prove another organization", exclusive=True, group="reorganize")
    async def _save(self) -> None:
        chosen, name = self.draft.organization, self._connector.name
        try:
            proof = await reorganize(self.context.workspace, self._connector, self._token, chosen)
        except ZdeskError as error:
            self._busy = False
            again = "Esc, then a consents again, for the one that you choose on Zoho's page."
            advice = again if isinstance(error, Refused) else error.advice
            self.tell(f"! {error.message} Nothing is changed.\n  {advice}")
            return
        place = f"{plain(chosen.name or chosen.id, 60)}" if chosen else "left to the token"
        self.said = (
            f"+ {name}: {place}. {proof.call} answered {proof.status} there."
            if proof
            else f"~ {name}: {place}. No chosen scope opens a call that proves it."
        )
        self.leave("saved")
