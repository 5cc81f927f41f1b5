"""Consent again for several connectors, one after the other in one app."""

from collections.abc import Callable, Iterable

from textual.app import App

from zdesk_tui.consent.machine import Machine
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.check import WORST_FIRST
from zdesk_tui.tui.beginnings import at_hand, begin_again
from zdesk_tui.tui.conversation import LEFT, SAVED, Conversation
from zdesk_tui.tui.screens.onward import OnwardScreen
from zdesk_tui.workspace import Workspace


class Several:
    """Asks for one consent after the other; one that is left does not lose the others.

    Args:
        workspace: folders, data centers, stores.
        machine: what this machine can do for consent.
        names: of the connectors.
        now: returns seconds since 1970.
    """

    def __init__(
        self,
        workspace: Workspace,
        machine: Machine,
        names: Iterable[str],
        *,
        now: Callable[[], float],
    ) -> None:
        self._workspace = workspace
        self._machine = machine
        self._names = list(dict.fromkeys(names))
        self._now = now
        self._codes: list[int] = []
        self._words: list[str] = []
        self._open: Conversation | None = None
        self.name = ""
        """Of the connector that it was about last."""

    async def __call__(self, app: App[int]) -> int:
        """Hold the conversations and return the worst exit code."""
        for number, name in enumerate(self._names, 1):
            self.name = name
            code = await self._one(app, number, name)
            self._codes.append(code)
            rest = self._names[number:]
            if code != SAVED and rest and not await app.push_screen_wait(OnwardScreen(name, rest)):
                self._words.append(f"Not begun: {', '.join(rest)}.")
                break
        return next((code for code in (3, *WORST_FIRST) if code in self._codes), SAVED)

    async def _one(self, app: App[int], number: int, name: str) -> int:
        """Hold one conversation and return its exit code."""
        count = len(self._names)
        try:
            await at_hand(self._workspace, name)
            begun = begin_again(self._workspace, name)
            conversation = Conversation(
                self._workspace, self._machine, begun.draft, kept=begun.kept, before=begun.before,
                now=self._now, place=f"{number} of {count}" if count > 1 else "",
            )  # fmt: skip
        except ZdeskError as error:
            self._words.append(f"{name}: {error.message} {error.advice}")
            return error.exit_code
        self._open = conversation
        code = await conversation(app)
        self._open = None
        self._words += conversation.last_words()
        return LEFT if code else SAVED

    def last_words(self) -> list[str]:
        """Return what to say on stderr when the screen is gone."""
        return [*self._words, *(self._open.last_words() if self._open else ())]
