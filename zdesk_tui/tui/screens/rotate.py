"""A new client secret: proven by a renewal first, then swapped in."""

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials
from zdesk_tui.connector import Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.rotate import rotate, sharing
from zdesk_tui.secret import Secret
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.screens.form import FormScreen
from zdesk_tui.tui.widgets.carry import CarryList, letters
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, trouble
from zdesk_tui.workspace import Workspace

NAMED = 3
"""How many connectors of the same client are named; more are counted."""


class RotateScreen(FormScreen[str]):
    """Answers with how it went, once the new secret is saved.

    Args:
        workspace: where the connector is.
        connector: as saved.
    """

    HELP = "rotate"
    BINDINGS = [Binding("f4", "reveal", show=False)]

    def __init__(self, workspace: Workspace, connector: Connector) -> None:
        super().__init__(f"{connector.name}: new client secret")
        self._workspace = workspace
        self._connector = connector
        self._field = Field("Client Secret", name="new-secret", password=True)
        self._others = sharing(workspace, connector)
        self._whom = ChoiceList(
            [f"here and in {_listed(self._others)}, of the same client", "here only"], chosen=0
        )
        self._busy = False

    def body(self) -> ComposeResult:
        """Lay out where the new secret comes from, the field, and for whom it is."""
        center = self._connector.user_data_center
        console = self._connector.data_center.console_url or ""
        yield Line(
            f"The new secret is proven at {center.accounts_host} first. Until then the old one "
            "stays saved, and nothing is lost when the new one is wrong."
        )
        yield Line("", classes="gap")
        yield CarryList(
            [
                Item(f"Open the API Console of {self._connector.data_center.name}", console),
                Item("Find the client by its Client ID", self._connector.client.id),
                Item("Tab Client Secret: make a new secret there, and copy it"),
            ],
            self._workspace.carried(self._connector.name),
            set(),
        )
        yield Line("", classes="gap")
        yield self._field
        if self._others:
            yield Line("", classes="gap")
            yield self._whom

    def on_mount(self) -> None:
        """Begin in the field: the console may be open already."""
        self._field.input.focus()

    def on_unmount(self) -> None:
        """Take the files of carried values away."""
        self._workspace.carried(self._connector.name).clear()

    def keys(self) -> str:
        """Return the keys that act now."""
        row = letters(self.focused) or "F4 show or hide it   Tab move"
        return f" Enter prove and save it   {row}   Esc back, old one kept"

    def check(self) -> None:
        """Check while the person types; the secret is never repeated."""
        secret, client = self._field.value, self._connector.client
        found = credentials.check_client_secret(secret, client_id=client.id)
        self._field.say(found if secret else "")

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self._field.input.password = not self._field.input.password

    def action_accept(self) -> None:
        """Prove and save, unless something about the secret has to be mended first."""
        secret = self._field.value
        found = credentials.check_client_secret(secret, client_id=self._connector.client.id)
        if stop := next((one for one in found if one.mark == "!"), None):
            self.tell(f"! {stop.text}")
        elif not self._busy:
            self._busy = True
            self.tell(f"Asking {self._connector.user_data_center.accounts_host} for a renewal.")
            self._rotate()

    @work(description="prove a new secret", exclusive=True, group="rotate")
    async def _rotate(self) -> None:
        secret = Secret(self._field.value)
        try:
            said = await rotate(self._workspace, self._connector.name, secret)
        except ZdeskError as error:
            self.tell(trouble(error))
            self._busy = False
            return
        lines = [f"+ {self._connector.name}: {said}"]
        for name in self._others if self._whom.chosen == 0 else ():
            try:
                lines.append(f"+ {name}: {await rotate(self._workspace, name, secret)}")
            except ZdeskError as error:
                lines.append(f"! {name} keeps the old one: {error.message}")
        self.dismiss("\n".join(lines))


def _listed(found: tuple[str, ...]) -> str:
    if len(found) > NAMED:
        return f"{', '.join(found[:NAMED])} and {len(found) - NAMED} more"
    return " and ".join(found)
