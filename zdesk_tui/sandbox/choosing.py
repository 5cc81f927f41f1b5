"""What all pages of consent share: who is signed in, for which organization, and yes or no."""

from collections.abc import Sequence
from html import escape

from starlette.datastructures import FormData

from zdesk_tui.catalog.services import load
from zdesk_tui.datacenters import DataCenters
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.people import PEOPLE, Organization, Person, person
from zdesk_tui.sandbox.records import Permission


def title(scopes: Sequence[str]) -> str:
    """Return what the page that asks for the person is called."""
    return "Choose an organization" if _binding_services(scopes) else "Sign in"


def account_fields(scopes: Sequence[str]) -> str:
    """Return the fields for account and organization; the latter only where a token needs one."""
    accounts = [(one.email, f"{one.email} ({_count_words(one)})") for one in PEOPLE]
    binding = _binding_services(scopes)
    return pages.select("Signed in as", "account", accounts, PEOPLE[0].email) + (
        _organization_choice(binding) if binding else ""
    )


def data_center_field(table: DataCenters, chosen: str) -> str:
    """Return the field for the data center in which the account lives."""
    places = [(row.code, f"{row.name} ({row.code})") for row in table]
    return pages.select("Data center of the account", "data_center", places, chosen)


def permission(
    form: FormData, client_id: str, scopes: list[str], data_center: str
) -> Permission | None:
    """Return what a person who chose this would allow; None where there is no such account."""
    who = person(str(form.get("account", "")))
    if who is None:
        return None
    organization = None
    if _binding_services(scopes):
        organization = _chosen_organization(who, str(form.get("organization", "")))
    return Permission(
        client_id=client_id,
        account=who.email,
        data_center=data_center,
        scopes=scopes,
        organization=organization.id if organization else None,
    )


def consent_page(
    client_name: str, asked: Permission, *, offline: bool, action: str, form_token: str
) -> str:
    """Return the body of the page with Accept and Reject.

    Args:
        client_name: plain text.
        asked: what the person would allow.
        offline: whether that is for longer than an hour.
        action: where the form goes.
        form_token: of the form.
    """
    wanted = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in asked.scopes)
    who = person(asked.account)
    organization = who.organization(asked.organization) if who else None
    where = _organization_words(organization) if organization else "no organization"
    lasting = "also while you are away" if offline else "for one hour"
    return (
        f"<p><strong>{escape(client_name)}</strong> would like to access the following "
        f"information, {lasting}:</p>\n<ul>{wanted}</ul>\n"
        f"<p>Signed in as {escape(asked.account)} in {escape(asked.data_center)}, "
        f"{where}.</p>\n"
        f'<form method="post" action="{action}">\n'
        + pages.hidden("form_token", form_token)
        + '<button type="submit" name="answer" value="accept">Accept</button>\n'
        '<button type="submit" name="answer" value="reject">Reject</button>\n</form>'
    )


def _chosen_organization(who: Person, wanted: str) -> Organization | None:
    """Return what the person may and did choose: with one organization there is no choice."""
    first = next(iter(who.organizations), None)
    if len(who.organizations) <= 1:
        return first
    return who.organization(wanted) or first


def _binding_services(asked: Sequence[str]) -> list[str]:
    """Return the names of the services that bind a token with these scopes to an organization."""
    prefixes = {scope.partition(".")[0].lower() for scope in asked}
    return [
        service.name
        for service in load().values()
        if service.prefix.lower() in prefixes
        and (service.key == "desk" or service.organization.selector == "token")
    ]


def _organization_choice(services: list[str]) -> str:
    rows = "".join(
        f'<div><label><input type="radio" name="organization" value="{escape(one.id)}"'
        f"{' checked' if one.default else ''}> {_organization_words(one)}</label></div>\n"
        for one in next(who for who in PEOPLE if len(who.organizations) > 1).organizations
    )
    return (
        f"<fieldset><legend>{escape(' and '.join(services))}: organization of "
        f"{escape(PEOPLE[0].email)}; the other accounts are not asked</legend>\n{rows}</fieldset>\n"
    )


def _organization_words(organization: Organization) -> str:
    kind = ", sandbox" if organization.sandbox else ""
    return (
        f"{escape(organization.name)} ({escape(organization.id)}, "
        f"{escape(organization.edition)}{kind})"
    )


def _count_words(who: Person) -> str:
    number = len(who.organizations)
    return {0: "no organization", 1: "one organization"}.get(number, f"{number} organizations")
