"""What is done with one saved connector from home or from its own screen."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual.app import App

from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.consent.machine import Machine
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle import naming, retire
from zdesk_tui.lifecycle.enhance import enhanceable
from zdesk_tui.lifecycle.lacking import lacking
from zdesk_tui.lifecycle.rotate import require_saved_secret
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.edit import EditScreen
from zdesk_tui.tui.screens.enhance import EnhanceScreen
from zdesk_tui.tui.screens.naming import NamingScreen
from zdesk_tui.tui.screens.reorganize import ReorganizeScreen
from zdesk_tui.tui.screens.rescope import RescopeScreen
from zdesk_tui.tui.screens.rotate import RotateScreen
from zdesk_tui.tui.widgets.line import trouble
from zdesk_tui.tui.wishes import Deed
from zdesk_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Done:
    """How a deed ended.

    Args:
        name: of the connector that it was about, by its present name.
        said: about it; empty where there is nothing to say.
        scopes: for which consent is to be asked again now; empty when it is not.
    """

    name: str
    said: str = ""
    scopes: tuple[str, ...] = ()


class Deeds:
    """Carries deeds out.

    Args:
        workspace: where the connectors are.
        machine: what this machine can do for consent.
        deleted: what was deleted since the program began.
        now: returns seconds since 1970.
    """

    def __init__(
        self,
        workspace: Workspace,
        machine: Machine,
        deleted: list[Connector],
        *,
        now: Callable[[], float],
    ) -> None:
        self._workspace = workspace
        self._machine = machine
        self._deleted = deleted
        self._now = now

    async def carry_out(self, app: App[int], deed: Deed, name: str) -> Done:
        """Ask what has to be asked, and do it.

        Args:
            app: the running app.
            deed: what is to be done.
            name: of the connector.
        """
        try:
            if deed == "rename":
                return await self._rename(app, name)
            connector = self._workspace.connectors.load(name)
            if connector.format > FORMAT:
                raise ZdeskError(f"{name} was written by a newer zdesk-tui.", "Update zdesk-tui.")
            return await self._change(app, deed, connector)
        except ZdeskError as error:
            return Done(name, trouble(error))

    async def bring_back(self) -> Done:
        """Save the connector again that was deleted last, without its grant."""
        if not self._deleted:
            return Done("", "Nothing was deleted since the program started.")
        connector = self._deleted[-1]
        try:
            await asyncio.to_thread(retire.bring_back, self._workspace, connector)
        except ZdeskError as error:
            return Done(connector.name, trouble(error))
        self._deleted.pop()
        return Done(
            connector.name,
            f"+ {connector.name} is back, without its grant: a asks for consent.",
        )

    async def _change(self, app: App[int], deed: Deed, connector: Connector) -> Done:
        workspace, name = self._workspace, connector.name
        said: str | None
        match deed:
            case "edit":
                said = await app.push_screen_wait(EditScreen(workspace, connector))
            case "rotate":
                require_saved_secret(workspace, connector)
                said = await app.push_screen_wait(RotateScreen(workspace, connector))
            case "organization":
                screen = ReorganizeScreen(self._context(connector), connector)
                await app.push_screen_wait(screen)
                said = screen.said
            case "scopes":
                return await self._rescope(app, connector)
            case _:
                return await self._duplicate(app, connector)
        return Done(name, said or "")

    async def _rescope(self, app: App[int], connector: Connector) -> Done:
        if connector.lives_in != "here":
            raise ZdeskError(
                f"{connector.name} lives in Zoho's developer console, where its consent is given.",
                "e edits the list that is kept here.",
            )
        able = enhanceable(self._workspace, connector)
        status = self._workspace.statuses.load(connector.name)
        missing = any(one.about == "scopes" and one.mark == "!" for one in status.verdicts)
        form = RescopeScreen(
            self._workspace, connector, enhanceable=able,
            lacking=lacking(connector) if missing else (), now=self._now,
        )  # fmt: skip
        wanted = await app.push_screen_wait(form)
        if wanted is None:
            return Done(connector.name)
        if wanted.how == "afresh":
            return Done(connector.name, scopes=wanted.scopes)
        screen = EnhanceScreen(self._context(connector), connector, wanted.scopes)
        said: str | None = await app.push_screen_wait(screen)
        return Done(connector.name, said or "")

    async def _rename(self, app: App[int], name: str) -> Done:
        text = (
            "Its token, its history and an unfinished consent go along. Programs that ask for a "
            "token by its name need the new one."
        )

        def act(new_name: str) -> None:
            naming.rename(self._workspace, name, new_name)

        new_name = await self._named(app, f"{name}: rename", text, name, act, own=name)
        return Done(new_name, f"+ {name} is called {new_name} now.") if new_name else Done(name)

    async def _duplicate(self, app: App[int], connector: Connector) -> Done:
        name = connector.name
        text = "All of it is copied but its grant: the copy needs a consent of its own."

        def act(new_name: str) -> None:
            naming.duplicate(self._workspace, name, new_name)

        proposed = self._free_beside(name)
        new_name = await self._named(app, f"{name}: duplicate", text, proposed, act)
        if not new_name:
            return Done(name)
        return Done(new_name, f"+ {new_name} is a copy of {name} without its grant: a asks for it.")

    async def _named(
        self,
        app: App[int],
        title: str,
        text: str,
        proposed: str,
        act: Callable[[str], None],
        *,
        own: str = "",
    ) -> str:
        """Ask for a name until it could be had, or nobody wants it any more."""
        problem = ""
        while True:
            taken = [one for one in self._workspace.connectors.names() if one != own]
            asked = NamingScreen(title, text, proposed, taken, problem)
            wanted = await app.push_screen_wait(asked)
            if wanted is None or wanted == own:
                return ""
            try:
                # Waiting for another process's lock must not stop the event loop.
                await asyncio.to_thread(act, wanted)
            except ZdeskError as error:
                proposed, problem = wanted, trouble(error)
            else:
                return wanted

    def _free_beside(self, name: str) -> str:
        used = {one.casefold() for one in self._workspace.connectors.names()}
        numbers = (f"{name[:60]}-{number}" for number in range(2, len(used) + 3))
        return next(one for one in numbers if one.casefold() not in used)

    def _context(self, connector: Connector) -> Context:
        """Return the surroundings of screens that know the wizard's; no draft is written."""
        return Context(
            workspace=self._workspace,
            machine=self._machine,
            keep=lambda _: None,
            forget=lambda _: None,
            now=self._now,
            before=connector,
        )
