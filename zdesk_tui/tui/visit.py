"""One visit: home, and the wizards that are started from there."""

from collections.abc import Callable

from textual.app import App

from zdesk_tui.consent.machine import Machine
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.table import View
from zdesk_tui.tui.screens.home import HomeScreen, Wish
from zdesk_tui.workspace import Workspace

DONE = 0


class Visit:
    """Shows home until the person leaves it.

    Args:
        workspace: folders, data centers, stores.
        machine: what this machine can do for consent.
        now: returns seconds since 1970.
    """

    def __init__(self, workspace: Workspace, machine: Machine, *, now: Callable[[], float]) -> None:
        self._workspace = workspace
        self._machine = machine
        self._now = now
        self._open: list[Callable[[], list[str]]] = []

    async def __call__(self, app: App[int]) -> int:
        """Hold the visit and return the exit code."""
        at = said = ""
        view = View()
        while True:
            home = HomeScreen(self._workspace, self._now, at=at, said=said, view=view)
            wish = await app.push_screen_wait(home)
            if wish is None:
                return DONE
            view, told = home.view, []
            for name in wish.names or ("",):
                at = name
                try:
                    at, said = await self._carry_out(app, wish, name)
                except ZdeskError as error:
                    said = f"! {error.message}\n  {error.advice}"
                told.append(said)
            said = "\n".join(filter(None, told))

    async def _carry_out(self, app: App[int], wish: Wish, name: str) -> tuple[str, str]:
        """Go through a wizard; return whose it was, and what to say about it on home."""
        # Here and not at the top: home is drawn before anything of the wizard is loaded.
        from zdesk_tui.tui.beginnings import begin_again, begin_new
        from zdesk_tui.tui.conversation import Conversation

        begun = (
            begin_again(self._workspace, name)
            if wish.to == "again"
            else begin_new(self._workspace, "")
        )
        conversation = Conversation(
            self._workspace, self._machine, begun.draft, kept=begun.kept, before=begun.before,
            now=self._now,
        )  # fmt: skip
        self._open.append(conversation.last_words)
        await conversation(app)
        self._open.clear()
        return conversation.name or name, " ".join((*conversation.last_words(), *begun.problems))

    def last_words(self) -> list[str]:
        """Return what to say on stderr when the screen is gone: of a wizard that was cut off."""
        return [line for words in self._open for line in words()]
