"""Step 5: Client ID and Client Secret, checked while they are typed."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line


class CredentialsScreen(StepScreen):
    """The two values that the API Console shows."""

    STEP = "credentials"
    KEYS = " Enter next   F3 swap the two   F4 show or hide the secret   Esc back"
    BINDINGS = [
        Binding("f3", "swap", show=False),
        Binding("f4", "reveal", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self.id_field = Field("Client ID", draft.client_id, name="client-id")
        self.secret_field = Field(
            "Client Secret", draft.client_secret.reveal(), name="client-secret", password=True
        )

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield Line("Both stand in the API Console, in the client's tab Client Secret.")
        yield Line("", classes="gap")
        yield self.id_field
        yield self.secret_field
        yield Line("", classes="gap")
        yield Line(
            "They are kept in this setup's draft and later in the connector's file,\n"
            "readable only by you.",
            classes="quiet",
        )

    def collect(self) -> Draft:
        """Take the answers, without the blanks and quotes that a paste brings along."""
        return replace(
            self.draft,
            client_id=credentials.clean(self.id_field.value),
            client_secret=Secret(credentials.clean(self.secret_field.value)),
        )

    def check(self) -> None:
        """Check both while they are typed; the secret is never repeated."""
        secret = self.secret_field.value
        self.id_field.say(
            credentials.check_client_id(self.id_field.value) if self.id_field.value else ""
        )
        self.secret_field.say(
            credentials.check_client_secret(secret, client_id=self.draft.client_id)
            if secret
            else ""
        )

    def action_swap(self) -> None:
        """Exchange the two values."""
        self.id_field.input.value, self.secret_field.input.value = (
            self.secret_field.value,
            self.id_field.value,
        )

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self.secret_field.input.password = not self.secret_field.input.password
