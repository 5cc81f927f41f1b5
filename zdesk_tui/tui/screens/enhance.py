"""More scopes for the present grant: the short link to Zoho's page, and the proof afterwards."""

from contextlib import AsyncExitStack

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.connector import Connector
from zdesk_tui.consent.enhance import Enhancing
from zdesk_tui.consent.machine import open_browser
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.enhance import begin, prove_and_save
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import KEYS, Carrier, Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.line import Line, trouble


class EnhanceScreen(AskScreen[str], Carrier):
    """Answers with how it was proven, once the connector is saved with its added scopes.

    Args:
        context: of the saved connector.
        connector: as saved.
        scopes: the whole list, the added ones included.
    """

    HELP = "more scopes"
    AUTO_FOCUS = ""
    BINDINGS = [
        *KEYS,
        Binding("o", "open", show=False),
        Binding("n", "renew", show=False),
    ]

    def __init__(self, context: Context, connector: Connector, scopes: tuple[str, ...]) -> None:
        super().__init__(f"{connector.name}: more scopes")
        self._run = context
        self._connector = connector
        self._scopes = scopes
        self._added = tuple(one for one in scopes if one not in connector.scopes)
        self._state = Line("", id="state")
        self._how = Line("")
        self._link = Line("", classes="value")
        self._back = Line("")
        self._waiting: Enhancing | None = None
        self._proving = False

    def body(self) -> ComposeResult:
        """Lay out what waits, and the link."""
        yield self._state
        yield Line("", classes="gap")
        yield Line(f"Added: {', '.join(self._added)}")
        yield Line(
            "Sign in as the person who consented before, and press Accept. Zoho keeps the same "
            "refresh token, and the connector stays as it is until the scopes are proven."
        )
        yield Line("", classes="gap")
        yield self._how
        yield self._link
        if self._run.workspace.sandbox:
            yield Line("No browser? In another terminal this reads the link and accepts:")
            yield Line(self._run.workspace.sandbox_command("accept"), classes="value")
        yield Line("", classes="gap")
        yield self._back

    def keys(self) -> str:
        """Return the keys that act now."""
        if self._waiting is None:
            return " n ask for a link   Esc back, nothing changed"
        opens = "   o open the browser" if self._run.machine.browser else ""
        return f" Enter I have accepted{opens}   c copy   v alone   w file   n new link   Esc back"

    def on_mount(self) -> None:
        """Ask for a link at once."""
        self.action_renew()

    def action_renew(self) -> None:
        """Make a new link; the one before it leads nowhere any more."""
        self._wait()

    @work(description="wait for more scopes", exclusive=True, group="wait")
    async def _wait(self) -> None:
        self._show(None, f"Asking {self._connector.user_data_center.accounts_host} for a link.")
        async with AsyncExitStack() as held:
            try:
                link = await begin(self._connector, self._added)
                waiting = await held.enter_async_context(
                    Enhancing(self._connector.client.redirect_uri, link, self._came_back, self.tell)
                )
            except ZdeskError as error:
                self._show(None, "! There is no link. The connector is as it was.")
                self.tell(trouble(error))
                return
            self.tell("")
            self._show(waiting, "Waiting for your consent on Zoho's page.")
            if self._run.machine.browser:
                self.action_open()
            # Held until the screen goes, or a new link is wanted.
            await self.over.wait()

    def _show(self, waiting: Enhancing | None, state: str) -> None:
        self._waiting = waiting
        self._state.show(state)
        if waiting is None:
            for line in (self._how, self._link, self._back):
                line.show("")
        else:
            machine = self._run.machine
            tunnel = (
                "With a tunnel. On your own computer, in another terminal:\n"
                f"    {machine.tunnel(waiting.port)}\n  then open there"
            )
            self._how.show(tunnel if machine.over_ssh else "Open this short link in a browser:")
            self._link.show(waiting.short_link)
            self._back.show(
                "Enter asks Zoho too, should the browser not find its way back."
                if waiting.comes_back
                else "The browser does not come back here: press Enter when you have accepted."
            )
        self.show_keys()

    def _came_back(self, word: str) -> None:
        self._prove(word)

    def action_accept(self) -> None:
        """Ask Zoho whether the scopes are there."""
        if self._waiting:
            self._prove("")

    @work(description="prove more scopes", group="prove")
    async def _prove(self, word: str) -> None:
        if self._proving:
            return
        self._proving = True
        self._state.show("Asking Zoho whether the scopes are there.")
        try:
            said = await prove_and_save(self._run.workspace, self._connector, self._scopes)
        except ZdeskError as error:
            self._proving = False
            said = f' The page said "{word}".' if word else ""
            self._state.show("Waiting for your consent on Zoho's page.")
            self.tell(f"! {error.message}{said}\n  {error.advice}")
            return
        if self.app.screen is self:
            self.dismiss(f"+ {self._connector.name} has {len(self._scopes)} scopes now. {said}")

    def action_open(self) -> None:
        """Open the short link in the graphical browser of this machine, where there is one."""
        machine, waiting = self._run.machine, self._waiting
        if waiting and machine.browser and not open_browser(machine, waiting.short_link):
            self.tell("~ The browser could not be started. v shows the link alone.")

    @property
    def carried(self) -> Item:
        """The short link; Zoho's own, which holds a token, is never carried."""
        return Item("Short link", self._waiting.short_link if self._waiting else "")

    @property
    def carried_alone(self) -> list[Item]:
        """The short link, and the tunnel to it."""
        machine = self._run.machine
        if not (self._waiting and machine.over_ssh):
            return [self.carried]
        tunnel = machine.tunnel(self._waiting.port)
        return [Item("The tunnel, for a terminal on your own computer", tunnel), self.carried]

    @property
    def files(self) -> CarriedFiles:
        """Where the short link may be written."""
        return self._run.workspace.carried(self._connector.name)

    def on_unmount(self) -> None:
        """Take the file with the link away."""
        self.forget_file()
