"""The conversation: one screen after the other, from a draft to a saved connector."""

from textual.app import App

from zdesk_tui.errors import StepName
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.connector import ConnectorScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.console_code import ConsoleCodeScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.device import DeviceScreen
from zdesk_tui.tui.screens.given_redirect import GivenRedirectScreen
from zdesk_tui.tui.screens.handover import HandOverScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.proof import ProofScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.tui.screens.sheets import (
    AuthorizeScreen,
    ClientCredentialsScreen,
    CreateConnectorScreen,
)
from zdesk_tui.tui.screens.step import StepScreen

SCREENS: dict[StepName, type[StepScreen]] = {
    "connector": ConnectorScreen,
    "scopes": ScopesScreen,
    "create-connector": CreateConnectorScreen,
    "redirect": RedirectScreen,
    "register": RegisterScreen,
    "credentials": CredentialsScreen,
    "client-credentials": ClientCredentialsScreen,
    "consent": ConsentScreen,
    "authorize": AuthorizeScreen,
    "organization": OrganizationScreen,
    "save": SaveScreen,
}


AT_ZOHO: dict[StepName, type[StepScreen]] = {
    "redirect": GivenRedirectScreen,
    "consent": ProofScreen,
    "save": HandOverScreen,
}
"""Those of what lives in Zoho."""


async def walk(app: App[int], context: Context, draft: Draft) -> bool:
    """Walk a draft through its steps.

    Args:
        app: the running app.
        context: this run of the wizard.
        draft: where to begin.

    Returns:
        Whether a connector was saved.
    """
    step = steps.start_at(draft, context.workspace.data_centers, context.taken)
    returned = False
    while True:
        draft = draft.at(step)
        context.keep(draft)
        files = context.workspace.carried(draft.name)
        files.clear()  # those of a run that was killed
        screen = screen_of(step, draft)(context, draft)
        screen.returned = returned
        try:
            outcome = await app.push_screen_wait(screen)
        finally:
            files.clear()
        draft, returned = outcome.draft, outcome.to == "back"
        match outcome.to:
            case "saved":
                return True
            case "leave":
                return False
            case "back":
                earlier = steps.before(draft, step)
                if earlier is None:
                    return False
                step = earlier
            case "next":
                step = _forward(context, draft, steps.after(draft, step) or "save")
            case wanted:
                step = wanted


def screen_of(step: StepName, draft: Draft) -> type[StepScreen]:
    """Return the screen of a step: on some ways back another one than on the others."""
    if draft.lives_in != "here" and step in AT_ZOHO:
        return AT_ZOHO[step]
    if step == "consent" and draft.way == "device-code":
        return DeviceScreen
    if step == "consent" and draft.way == "self-client":
        return ConsoleCodeScreen
    return SCREENS[step]


def _forward(context: Context, draft: Draft, wanted: StepName) -> StepName:
    """Return the wanted step, or an earlier one whose answers no longer hold."""
    return steps.start_at(draft.at(wanted), context.workspace.data_centers, context.taken)
