"""Step 4: what to do in the API Console, with the exact values to type there."""

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.line import Line

HOMEPAGE = "https://www.example.com"


class RegisterScreen(StepScreen):
    """A short list to follow on another screen."""

    STEP = "register"
    KEYS = " Enter next   v show the values alone   Esc back   Ctrl+C leave, kept"
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter", "next", show=False),
        Binding("v", "alone", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._client_name = credentials.suggested_client_name(draft.name)
        self._stand_in = context.workspace.sandbox_command(
            "register", self._client_name, draft.redirect_uri, "--data-center", draft.data_center
        )

    def body(self) -> ComposeResult:
        """Lay out the list."""
        center = self.context.data_center(self.draft)
        yield Line(
            f"Open  {center.console_url or 'your API Console'}  (the console of {center.name})"
        )
        yield Line("Sign in there with the Zoho account whose data you want to reach.")
        yield Line("", classes="gap")
        yield Line(
            "  1  Get Started (on the first visit) or Add Client, then\n"
            "     Server-based Applications, Create Now\n"
            f"  2  Client Name (only a label)     {self._client_name}\n"
            f"  3  Homepage URL (any address)     {HOMEPAGE}\n"
            f"  4  Authorized Redirect URIs       {self.draft.redirect_uri}\n"
            "  5  Create. The tab Client Secret shows both values of the next step.",
            id="steps",
        )
        yield Line("", classes="gap")
        if self.context.workspace.sandbox:
            yield Line("No browser? In another terminal this registers the same client:")
            yield Line(self._stand_in, id="stand-in", classes="value")
            return
        yield Line(
            "Do people of other data centers have to consent too? Then switch those data\n"
            "centers on in the client's tab Settings, with the same credentials for all.",
            classes="quiet",
        )

    async def action_alone(self) -> None:
        """Show the values outside the full screen."""
        center = self.context.data_center(self.draft)
        values = [
            ("API Console", center.console_url or ""),
            ("Client Name", self._client_name),
            ("Homepage URL", HOMEPAGE),
            ("Authorized Redirect URIs", self.draft.redirect_uri),
        ]
        if self.context.workspace.sandbox:
            values.append(("The same without a browser", self._stand_in))
        await show_alone(self.app, values)
