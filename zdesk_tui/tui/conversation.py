"""One run of the wizard: the question about drafts first, then the steps."""

from collections.abc import Callable

from textual.app import App

from zdesk_tui.connector import Connector
from zdesk_tui.consent.machine import Machine
from zdesk_tui.errors import FileError
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.resume import ResumeScreen
from zdesk_tui.tui.wizard import walk
from zdesk_tui.workspace import Workspace

SAVED = 0
LEFT = 1


class Conversation:
    """Asks, walks, and knows afterwards what to say.

    Args:
        workspace: folders, data centers, stores.
        machine: what this machine can do for consent.
        draft: to begin with, unless a kept one is chosen.
        kept: drafts to go on with, with the time each was kept, seconds since 1970.
        before: the saved connector that is authorized again.
        now: returns seconds since 1970.
        place: which of several conversations it is, such as `2 of 3`.

    Raises:
        FileError: the saved connectors cannot be listed, so no name can be checked.
    """

    def __init__(
        self,
        workspace: Workspace,
        machine: Machine,
        draft: Draft,
        *,
        kept: list[tuple[Draft, float]],
        before: Connector | None,
        now: Callable[[], float],
        place: str = "",
    ) -> None:
        self._workspace = workspace
        self._draft = draft
        self._kept = kept
        self._problem: FileError | None = None
        self._written: Draft | None = None
        self._saved = False
        self._context = Context(
            workspace=workspace,
            machine=machine,
            keep=self._keep,
            forget=self._forget,
            now=now,
            before=before,
            taken=() if before else tuple(workspace.connectors.names()),
            place=place,
        )

    async def __call__(self, app: App[int]) -> int:
        """Hold the conversation and return the exit code."""
        draft: Draft | None = self._draft
        if self._kept:
            draft = await app.push_screen_wait(
                ResumeScreen(self._workspace, self._kept, self._draft)
            )
        if draft is None:
            return LEFT
        self._draft = draft
        self._saved = await walk(app, self._context, draft)
        return SAVED if self._saved else LEFT

    @property
    def name(self) -> str:
        """Of the connector that it was about last."""
        return self._draft.name

    def last_words(self) -> list[str]:
        """Return what to say on stderr when the screen is gone."""
        name = self._draft.name
        if self._saved:
            return [f"{name} is saved in {self._workspace.paths.connector(name)}"]
        if self._problem:
            return [f"zdesk-tui: the answers could not be kept. {self._problem}"]
        if self._written is None and not self._kept:
            return ["Nothing was saved."]
        before = self._context.before
        if before and before.scopes != self._draft.scopes and self._draft.grant is None:
            # Consent again begins with the scopes that are saved.
            return [f"Nothing was changed: {name} has the scopes of before."]
        again = ("reauthorize", name) if self._draft.journey == "reauthorize" else ("new",)
        return [
            f"Nothing was saved yet; every answer is kept. {self._workspace.command(*again)} "
            "goes on."
        ]

    def _keep(self, draft: Draft) -> None:
        self._draft = draft
        if draft == self._written or not draft.worth_keeping:
            return
        try:
            self._workspace.drafts.save(draft.id, draft.to_data())
        except FileError as error:
            self._problem = error
        else:
            self._problem = None
            self._written = draft

    def _forget(self, draft: Draft) -> None:
        self._saved = True
        self._written = None
        try:
            self._workspace.drafts.remove(draft.id)
        except FileError as error:
            self._problem = error
