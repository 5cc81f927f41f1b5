"""The client secret of another data center, asked for when somebody of there has consented."""

from textual.app import ComposeResult
from textual.widgets import Input

from zdesk_tui import credentials
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.carry import CarryList, letters
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line


class OtherSecretScreen(AskScreen[Secret]):
    """Answers with the secret.

    Args:
        draft: the answers so far.
        home: where the client is registered.
        asked: where the person's account lives.
        files: where values may be written.
    """

    HELP = "consent"

    def __init__(
        self, draft: Draft, home: DataCenter, asked: DataCenter, files: CarriedFiles
    ) -> None:
        super().__init__(f"{draft.name}: client secret of {asked.spoken}")
        self._draft = draft
        self._home = home
        self._asked = asked
        self._files = files
        self._field = Field("Client Secret", name="other-secret", password=True)

    def keys(self) -> str:
        """Return the keys that act now."""
        row = letters(self.focused) or "Tab move"
        return f" Enter go on with it   {row}   Esc back"

    def body(self) -> ComposeResult:
        """Lay out where to look, and the field."""
        yield Line(
            f"Your account lives in {self._asked.spoken}, the client is registered in "
            f"{self._home.spoken}. There its Client ID is the same, but its secret can be another."
        )
        yield Line("", classes="gap")
        yield self._field
        yield Line("", classes="gap")
        yield CarryList(
            [
                Item(f"Open the API Console of {self._home.spoken}", self._home.console_url or ""),
                Item("Find the client by its Client ID", self._draft.client_id),
                Item(f"Tab Settings, Multi-DC: is {self._asked.spoken} on? If not, switch it on"),
                Item(f"SHOW CODE beside {self._asked.name} is the secret that is asked for here"),
            ],
            self._files,
            set(),
        )
        yield Line("", classes="gap")
        yield Line(
            'Or tick "Use the same OAuth credentials for all data centers" there, and enter the '
            "client's first secret here. Then consent again if the code has become too old.",
            classes="quiet",
        )

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self.tell("")
        secret = self._field.value
        self._field.say(
            credentials.check_client_secret(secret, client_id=self._draft.client_id)
            if secret
            else ""
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        event.stop()
        self.action_accept()

    def answer(self) -> Secret | None:
        """Return the secret, unless something about it has to be mended first."""
        secret = self._field.value
        found = credentials.check_client_secret(secret, client_id=self._draft.client_id)
        if stop := next((one for one in found if one.mark == "!"), None):
            self.tell(f"! {stop.text}")
            return None
        return Secret(secret)
