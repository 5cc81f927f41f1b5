"""Zoho's own error pages at consent: they never come back to us, so the person tells."""

from textual.app import ComposeResult

from zdesk_tui.errors import StepName
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line


def _pages(draft: Draft, context: Context) -> list[tuple[str, str, StepName, str]]:
    """Return title, cause, step that mends it, and what Enter does."""
    center = context.data_center(draft)
    return [
        (
            "Invalid Client: it is registered in another data center",
            f"{center.accounts_host} does not know this Client ID, which may be of another\n"
            f"data center than {center.spoken}:\n"
            f"{draft.client_id}",
            "connector",
            "Enter chooses another data center.",
        ),
        (
            "Invalid Client: its Client ID was mistyped, or it was deleted",
            f"{center.accounts_host} does not know this Client ID. Compare it with the\n"
            "API Console; where the client is gone, register a new one there:\n"
            f"{draft.client_id}",
            "credentials",
            "Enter goes to Client ID and Client Secret.",
        ),
        (
            "Invalid OAuth scope",
            "Zoho does not know one of the scopes, and refuses the whole list for it.",
            "scopes",
            "Enter goes to the scopes.",
        ),
        (
            "Invalid Redirect Uri",
            "The client is registered with another redirect URI than the one that was sent.\n"
            "They must be the same letter by letter. Sent was:\n"
            f"{draft.redirect_uri}",
            "redirect",
            "Enter goes to the redirect URI; or add this one to the client in the console.",
        ),
        (
            "Invalid response type",
            "The link reached Zoho incomplete: it was cut where it was copied.",
            "consent",
            "Enter makes a new link; v shows it in one piece.",
        ),
        (
            "An error at Accept, for a person of another data center",
            "The client is only enabled in its own data center. Switch the person's data\n"
            "center on in the client's tab Settings in the API Console.",
            "consent",
            "Enter makes a new link.",
        ),
    ]


class RefusalsScreen(AskScreen[StepName]):
    """Answers with the step that mends what Zoho's page says.

    Args:
        draft: the answers that were sent.
        context: this run of the wizard.
    """

    HELP = "consent"
    KEYS = " Enter go there   Up/Down choose   Esc back to the wait"

    def __init__(self, draft: Draft, context: Context) -> None:
        super().__init__(f"{draft.name}: what Zoho's page says")
        self._rows = _pages(draft, context)
        self._list = ChoiceList([title for title, *_ in self._rows], chosen=0)
        self._about = Line("")

    def body(self) -> ComposeResult:
        """Lay out the list and the explanation."""
        yield Line("Which of these stands on Zoho's page?")
        yield self._list
        yield Line("", classes="gap")
        yield self._about

    def on_mount(self) -> None:
        """Explain the first."""
        self.on_choice_list_changed()

    def on_choice_list_changed(self) -> None:
        """Explain the one that is chosen."""
        _, cause, _, way = self._rows[self._list.chosen or 0]
        self._about.show(f"{cause}\n\n{way}")

    def answer(self) -> StepName | None:
        """Return the step that mends it."""
        return self._rows[self._list.chosen or 0][2]
