"""The first question when there are drafts: go on with one of them?"""

from time import time

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.errors import FileError
from zdesk_tui.lifecycle.overview import age
from zdesk_tui.lifecycle.revoke import revoke
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line, trouble
from zdesk_tui.workspace import Workspace


class ResumeScreen(AskScreen[Draft]):
    """Answers with a draft to go on with; a new one is the last row.

    Args:
        workspace: where the drafts are.
        drafts: with the time each was kept, seconds since 1970, the latest first.
        new: the draft for a new connector.
    """

    HELP = "unfinished"
    BINDINGS = [
        Binding("d", "discard", show=False),
        Binding("y", "confirm(True)", show=False),
        Binding("k", "confirm(False)", show=False),
    ]

    def __init__(self, workspace: Workspace, drafts: list[tuple[Draft, float]], new: Draft) -> None:
        super().__init__("Setups that were not finished")
        self._workspace = workspace
        self._drafts = drafts
        self._new = new
        self._discarding: Draft | None = None
        self._list = ChoiceList(self._rows(), chosen=0)

    def body(self) -> ComposeResult:
        """Lay out the list."""
        yield Line("Every answer of these was kept. Go on with one?")
        yield Line("", classes="gap")
        yield self._list

    def keys(self) -> str:
        """Return the keys that act now."""
        if self._discarding is None:
            return " Enter go on   Up/Down choose   d discard   Esc leave"
        if self._discarding.grant:
            return " y revoke and discard   k discard without revoking   Esc keep it"
        return " y discard   Esc keep it"

    def answer(self) -> Draft | None:
        """Return the chosen draft."""
        at = self._list.chosen or 0
        return self._drafts[at][0] if at < len(self._drafts) else self._new

    def _rows(self) -> list[str]:
        rows = []
        for draft, kept_at in self._drafts:
            at, count = steps.position(draft, draft.step)
            step = f"step {at} of {count}, {steps.TITLES[draft.step]}"
            rows.append(
                f"{draft.name or '(no name yet)':<20.20} {step:<36} {age(time() - kept_at)} ago"
            )
        return [*rows, "start a new connector"]

    def action_discard(self) -> None:
        """Ask before a draft is removed."""
        at = self._list.chosen or 0
        if at < len(self._drafts):
            self._discarding = self._drafts[at][0]
            name = self._discarding.name or "this draft"
            self.tell(
                f"! {name} holds a grant that Zoho still honors. Revoke it before it is gone?"
                if self._discarding.grant
                else f"! Discard {name}? Its answers are gone then."
            )
            self.show_keys()

    def action_confirm(self, revoking: bool) -> None:
        """Carry the discarding out; `k` is only a key while there is something to revoke."""
        draft = self._discarding
        if draft and (revoking or draft.grant):
            self._discard(draft, revoking=revoking and draft.grant is not None)

    @work(description="discard a draft", exclusive=True)
    async def _discard(self, draft: Draft, *, revoking: bool) -> None:
        token = (draft.grant and draft.grant.refresh_token) or draft.access_token
        table = self._workspace.data_centers
        problem = None
        if revoking and token and draft.data_center in table:
            whole = to_connector(draft, table, now=0, before=None)
            problem = await revoke(table, whole, token)
        self._discarding = None
        if problem:
            self.tell(f"! It could not be revoked, and is kept. {problem.message}")
        else:
            self._remove(draft)
        self.show_keys()

    def _remove(self, draft: Draft) -> None:
        try:
            self._workspace.drafts.remove(draft.id)
        except FileError as error:
            self.tell(trouble(error))
            return
        self._drafts = [row for row in self._drafts if row[0].id != draft.id]
        self._list.refill(self._rows(), 0)
        self.tell("+ Discarded.")

    def action_back(self) -> None:
        """Keep the draft that was to be discarded, or leave."""
        if self._discarding:
            self._discarding = None
            self.tell("")
            self.show_keys()
        else:
            super().action_back()

    def action_accept(self) -> None:
        """Go on, unless a question is open."""
        if self._discarding is None:
            super().action_accept()
