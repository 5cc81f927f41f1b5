"""One visit: home, and the wizards that are started from there."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import App

from zdesk_tui.connector import Connector
from zdesk_tui.consent.machine import Machine
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.table import View
from zdesk_tui.tui.screens.home import HomeScreen, Wish
from zdesk_tui.tui.widgets.line import trouble
from zdesk_tui.workspace import Workspace

if TYPE_CHECKING:
    from zdesk_tui.tui.conversation import Conversation
    from zdesk_tui.tui.deeds import Deeds
    from zdesk_tui.tui.several import Several

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
        self._deleted: list[Connector] = []
        self._open: list[Callable[[], list[str]]] = []

    async def __call__(self, app: App[int]) -> int:
        """Hold the visit and return the exit code."""
        at = said = ""
        view = View()
        while True:
            home = HomeScreen(
                self._workspace, self._now, deeds=self._deeds, deleted=self._deleted, at=at,
                said=said, view=view,
            )  # fmt: skip
            wish = await app.push_screen_wait(home)
            if wish is None:
                return DONE
            view, at = home.view, wish.names[0] if wish.names else ""
            try:
                at, said = await self._carry_out(app, wish)
            except ZdeskError as error:
                said = trouble(error)

    async def _carry_out(self, app: App[int], wish: Wish) -> tuple[str, str]:
        """Go through a wizard; return whose it was, and what to say about it on home."""
        if len(wish.names) > 1:
            return await self._several(app, wish.names)
        # Here and not at the top: home is drawn before anything of the wizard is loaded.
        from zdesk_tui.tui.beginnings import at_hand, begin_again, begin_new
        from zdesk_tui.tui.conversation import Conversation

        if wish.names:
            await at_hand(self._workspace, wish.names[0])
        begun = (
            begin_again(self._workspace, wish.names[0], wish.scopes)
            if wish.names
            else begin_new(self._workspace, "")
        )
        conversation = Conversation(
            self._workspace, self._machine, begun.draft, kept=begun.kept, before=begun.before,
            now=self._now,
        )  # fmt: skip
        await self._hold(app, conversation)
        words = (*conversation.last_words(), *begun.problems)
        return conversation.name or "".join(wish.names), " ".join(words)

    async def _several(self, app: App[int], names: Sequence[str]) -> tuple[str, str]:
        """Ask for consent again for several; return the last one, and what to say about all."""
        from zdesk_tui.tui.several import Several

        several = Several(self._workspace, self._machine, names, now=self._now)
        await self._hold(app, several)
        return several.name, "\n".join(several.last_words())

    def _deeds(self) -> "Deeds":
        from zdesk_tui.tui.deeds import Deeds

        return Deeds(self._workspace, self._machine, self._deleted, now=self._now)

    async def _hold(self, app: App[int], talk: "Conversation | Several") -> None:
        self._open.append(talk.last_words)
        await talk(app)
        self._open.clear()

    def last_words(self) -> list[str]:
        """Return what to say on stderr when the screen is gone: of a wizard that was cut off."""
        return [line for words in self._open for line in words()]
