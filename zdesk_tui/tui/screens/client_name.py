"""The question for another client name, with the console's rules beside it."""

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line


class ClientNameScreen(AskScreen[str]):
    """Answers with a client name that the API Console takes, or None for back.

    Args:
        title: what the first line says.
        client_name: to begin with.
    """

    HELP = "register"
    BINDINGS = [Binding("f3", "repair", show=False)]

    def __init__(self, title: str, client_name: str) -> None:
        super().__init__(title)
        self._field = Field("Client Name", client_name, name="client-name")

    def body(self) -> ComposeResult:
        """Lay out the field."""
        yield Line("The client's name in the API Console. People read it on the consent page.")
        yield Line("", classes="gap")
        yield self._field

    def on_mount(self) -> None:
        """Check what stands there at first."""
        self._check()

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self._check()

    def on_input_submitted(self) -> None:
        """Answer, unless the console would refuse it."""
        self.action_accept()

    def keys(self) -> str:
        """Return the keys that act now; F3 only where there is something to repair."""
        repair = "F3 repair   " if self._repair else ""
        return f" Enter use this one   {repair}Esc leave it as it is"

    def answer(self) -> str | None:
        """Return the name, or None while the console would refuse it."""
        findings = credentials.check_client_name(self._field.value)
        refused = next((finding for finding in findings if finding.mark == "!"), None)
        if refused:
            self.tell(f"! {refused.text}")
        return None if refused else self._field.value

    def action_repair(self) -> None:
        """Write the name as the console takes it."""
        if repair := self._repair:
            self._field.input.value = repair

    @property
    def _repair(self) -> str | None:
        findings = credentials.check_client_name(self._field.value)
        return next((finding.repair for finding in findings if finding.repair), None)

    def _check(self) -> None:
        self.tell("")
        self._field.say(credentials.check_client_name(self._field.value))
        self.show_keys()
