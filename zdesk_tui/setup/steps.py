"""Which steps there are, which come next, and what keeps one from being left."""

from collections.abc import Collection

from zdesk_tui import credentials, names, redirects, scopes, zoho_names
from zdesk_tui.catalog import services
from zdesk_tui.datacenters import DataCenters
from zdesk_tui.errors import StepName
from zdesk_tui.findings import Finding
from zdesk_tui.setup.draft import Draft

TITLES: dict[StepName, str] = {
    "connector": "new connector",
    "scopes": "scopes",
    "create-connector": "Create Connector",
    "redirect": "where consent comes back",
    "register": "register the client",
    "credentials": "credentials",
    "client-credentials": "Client Credentials",
    "consent": "consent",
    "authorize": "Authorize Connector",
    "organization": "organization",
    "save": "save",
}
"""Every step in order, with its title; no journey has all of them."""

REAUTHORIZE: tuple[StepName, ...] = ("consent", "organization", "save")
REAUTHORIZE_AT_ZOHO: tuple[StepName, ...] = ("authorize", "consent", "organization", "save")

_AT_ZOHO: frozenset[StepName] = frozenset(("create-connector", "client-credentials", "authorize"))
"""Dialogs of Zoho's that only a connector which lives there needs."""
_OF_CONNECTOR: frozenset[StepName] = frozenset(("create-connector", "client-credentials"))
"""Those of them that a Connection has not."""


def steps_of(draft: Draft) -> tuple[StepName, ...]:
    """Return the steps of this draft's journey, in order; those that do not apply are left out."""
    here = draft.lives_in == "here"
    again = REAUTHORIZE if here else REAUTHORIZE_AT_ZOHO
    steps = again if draft.journey == "reauthorize" else tuple(TITLES)
    if here and steps == again and not draft.client_secret and needs_secret(draft):
        # The keyring that held it is not on this machine.
        steps = ("credentials", *steps)
    skipped: set[StepName] = set()
    if here:
        skipped |= _AT_ZOHO
    if draft.lives_in == "zoho-connection":
        skipped |= _OF_CONNECTOR
    if not here and draft.journey == "reauthorize" and not draft.local_redirect_uri:
        # Nothing is registered with which consent could be tried here.
        skipped.add("consent")
    asked_for = here or draft.grant_fits
    if not (asked_for and services.of(draft.service).organization.chosen_here):
        skipped.add("organization")
    return tuple(step for step in steps if step not in skipped)


def needs_secret(draft: Draft) -> bool:
    """Tell whether the draft's client must have a client secret."""
    return draft.client_type != "mobile"


def position(draft: Draft, step: StepName) -> tuple[int, int]:
    """Return the step's number, counted from 1, and how many there are on this journey.

    A step that is only visited to mend something is number 0.
    """
    steps = steps_of(draft)
    return (steps.index(step) + 1 if step in steps else 0, len(steps))


def after(draft: Draft, step: StepName) -> StepName | None:
    """Return the step that follows, or None after the last."""
    steps = steps_of(draft)
    if step not in steps:
        return steps[0]
    at = steps.index(step) + 1
    return steps[at] if at < len(steps) else None


def before(draft: Draft, step: StepName) -> StepName | None:
    """Return the step that precedes, or None before the first."""
    steps = steps_of(draft)
    if step not in steps:
        return steps[0]
    at = steps.index(step)
    return steps[at - 1] if at else None


def check_data_center(code: str, table: DataCenters) -> tuple[Finding, ...]:
    """Say what is wrong with the chosen data center, if anything."""
    if code in table:
        return ()
    return (Finding("!", "Choose the data center of your Zoho account."),)


def findings(
    draft: Draft, step: StepName, table: DataCenters, taken: Collection[str]
) -> tuple[Finding, ...]:
    """Say all that is to be said about a step's answers.

    Args:
        draft: the answers.
        step: which of them.
        table: the named data centers.
        taken: names of the saved connectors.
    """
    match step:
        case "connector":
            return (
                *names.check(draft.name, taken),
                *(zoho_names.check(draft.name) if draft.lives_in == "zoho-connector" else ()),
                *check_data_center(draft.data_center, table),
            )
        case "scopes":
            return scopes.parse(draft.scopes_text, draft.service).findings
        case "redirect":
            if draft.purpose is None:
                return ()
            return redirects.check(draft.redirect_uri, draft.purpose, table, draft.data_center)
        case "credentials":
            return (
                *credentials.check_client_id(draft.client_id),
                *credentials.check_client_secret(
                    draft.client_secret.reveal(),
                    client_id=draft.client_id,
                    needed=needs_secret(draft),
                ),
            )
        case "consent" if draft.lives_in == "here" and not draft.grant_fits:
            return (Finding("!", "There is no consent for these answers yet."),)
        case _:
            return ()


def obstacle(
    draft: Draft, step: StepName, table: DataCenters, taken: Collection[str]
) -> Finding | None:
    """Return what must be mended before a step can be left forward, or None."""
    found = findings(draft, step, table, taken)
    return next((finding for finding in found if finding.mark == "!"), None)


def start_at(draft: Draft, table: DataCenters, taken: Collection[str]) -> StepName:
    """Return the step where a kept draft goes on: where it stopped, or at an earlier gap."""
    steps = steps_of(draft)
    wanted = draft.step if draft.step in steps else steps[0]
    for step in steps:
        if step == wanted or obstacle(draft, step, table, taken):
            return step
    return wanted
