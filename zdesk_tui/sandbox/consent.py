"""The authorization endpoint: its error pages, organization page, consent page and redirect."""

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zdesk_tui.catalog.services import load
from zdesk_tui.sandbox import pages, pkce, scopes
from zdesk_tui.sandbox.people import PEOPLE, Organization, Person, person
from zdesk_tui.sandbox.records import Client, Permission
from zdesk_tui.sandbox.site import Site


@dataclass(frozen=True, slots=True)
class Asking:
    """An authorization request that passed all checks."""

    client: Client
    scopes: list[str]
    redirect_uri: str
    state: str | None
    offline: bool
    prompt: bool
    challenge: str | None
    challenge_method: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An authorization request for which a person has chosen account and organization."""

    asking: Asking
    permission: Permission


class Consent:
    """The consent pages of every data center."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def ask(self, request: Request) -> Response:
        """Answer `/oauth/v2/auth` with the organization page, or with Zoho's error page."""
        if request.method not in ("GET", "HEAD"):
            return pages.bad_request()
        row = self._site.data_center(request)
        sent = request.query_params
        if not sent.get("client_id") or not sent.get("response_type"):
            return pages.error_page(
                "Invalid response type", "The response type or the client ID is missing"
            )
        client = self._site.world.clients.get(sent["client_id"])
        if client is None or client.data_center != row.code:
            return _invalid_client()
        switches = self._site.world.switches
        if sent["response_type"] != "code":
            if switches.response_type_page == "Invalid Client":
                return _invalid_client()
            return pages.page("An error occurred", "<p>The response type is not known</p>", 500)
        known = scopes.resolve(
            scopes.split(sent.get("scope", ""), blanks=not switches.blanks_refused),
            unverified=switches.unverified_scopes,
        )
        if not known:
            return pages.error_page("Invalid OAuth scope", "Scope does not exist")
        if sent.get("redirect_uri") not in client.redirect_uris:
            return pages.error_page(
                "Invalid Redirect Uri",
                "Redirect URI passed does not match with the one configured",
            )
        challenge = sent.get("code_challenge") or None
        method = sent.get("code_challenge_method") or "plain"
        problem = pkce.problem(challenge, method) if challenge else None
        if challenge is None and client.type == "mobile" and switches.pkce_needed:
            problem = "The code challenge is missing"
        if problem is not None:
            return pages.error_page("An error occurred", problem)
        return self._organization_page(
            Asking(
                client=client,
                scopes=known,
                redirect_uri=sent["redirect_uri"],
                state=sent.get("state"),
                offline=sent.get("access_type", "").lower() == "offline",
                prompt=sent.get("prompt", "").lower() == "consent",
                challenge=challenge,
                challenge_method=method if challenge else None,
            )
        )

    async def choose(self, request: Request) -> Response:
        """Answer the organization page: on to consent, or straight back if it was given before."""
        self._site.data_center(request)
        form = await request.form()
        asking = self._site.forms.take(form.get("form_token"))
        who = person(str(form.get("account", "")))
        home = self._site.table.get(str(form.get("data_center", "")))
        if not isinstance(asking, Asking) or who is None or home is None:
            return pages.stale_form()
        if self._site.world.client_at(asking.client.id, home.code) is None:
            return _invalid_client()
        organization = None
        if _binding_services(asking.scopes):
            organization = _chosen_organization(who, str(form.get("organization", "")))
        chosen = Chosen(
            asking,
            Permission(
                client_id=asking.client.id,
                account=who.email,
                data_center=home.code,
                scopes=asking.scopes,
                organization=organization.id if organization else None,
            ),
        )
        if not asking.prompt and self._site.world.has_consented(chosen.permission):
            return self._back_with_code(chosen, offline=False)
        return self._consent_page(chosen, organization)

    async def answer(self, request: Request) -> Response:
        """Answer the consent page: redirect to the client with a code, or with the refusal."""
        self._site.data_center(request)
        form = await request.form()
        chosen = self._site.forms.take(form.get("form_token"))
        word = form.get("answer")
        if not isinstance(chosen, Chosen) or word not in ("accept", "reject"):
            return pages.stale_form()
        if word == "accept":
            return self._back_with_code(chosen, offline=chosen.asking.offline)
        return self._denied(chosen.asking)

    def _organization_page(self, asking: Asking) -> Response:
        accounts = [(one.email, f"{one.email} ({_count_words(one)})") for one in PEOPLE]
        places = [(row.code, f"{row.name} ({row.code})") for row in self._site.table]
        binding = _binding_services(asking.scopes)
        return pages.page(
            "Choose an organization" if binding else "Sign in",
            f"<p>{escape(asking.client.name)} wants to use your data.</p>\n"
            f'<form method="post" action="/{asking.client.data_center}/accounts/oauth/v2/auth/'
            'organization">\n'
            + pages.hidden("form_token", self._site.forms.issue(asking))
            + pages.select("Signed in as", "account", accounts, PEOPLE[0].email)
            + pages.select(
                "Data center of the account", "data_center", places, asking.client.data_center
            )
            + (_organization_choice(binding) if binding else "")
            + '<button type="submit">Submit</button>\n</form>',
        )

    def _consent_page(self, chosen: Chosen, organization: Organization | None) -> Response:
        asking, permission = chosen.asking, chosen.permission
        wanted = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in asking.scopes)
        where = _organization_words(organization) if organization else "no organization"
        lasting = "also while you are away" if asking.offline else "for one hour"
        return pages.page(
            "Allow access?",
            f"<p><strong>{escape(asking.client.name)}</strong> would like to access the following "
            f"information, {lasting}:</p>\n<ul>{wanted}</ul>\n"
            f"<p>Signed in as {escape(permission.account)} in {escape(permission.data_center)}, "
            f"{where}.</p>\n"
            f'<form method="post" action="/{permission.data_center}/accounts/oauth/v2/auth/'
            'consent">\n'
            + pages.hidden("form_token", self._site.forms.issue(chosen))
            + '<button type="submit" name="answer" value="accept">Accept</button>\n'
            '<button type="submit" name="answer" value="reject">Reject</button>\n</form>',
        )

    def _back_with_code(self, chosen: Chosen, *, offline: bool) -> Response:
        asking, home = chosen.asking, chosen.permission.data_center
        world = self._site.world
        row = self._site.table.get(home)
        code = world.grant_code(
            chosen.permission,
            redirect_uri=asking.redirect_uri,
            offline=offline,
            challenge=asking.challenge,
            challenge_method=asking.challenge_method,
        )
        if code is None:
            return self._denied(asking)
        server = row.accounts_url if row and world.switches.accounts_server_in_redirect else None
        return self._back(
            asking,
            {
                "state": asking.state,
                "code": code,
                "location": home if world.switches.location_in_redirect else None,
                "accounts-server": server,
            },
        )

    def _denied(self, asking: Asking) -> Response:
        """Say that the person refused, or that too many codes were asked for: one word for both."""
        repeated = asking.state if self._site.world.switches.state_on_denial else None
        return self._back(asking, {"state": repeated, "error": "access_denied"})

    def _back(self, asking: Asking, answer: dict[str, str | None]) -> Response:
        switches = self._site.world.switches
        plain = () if switches.accounts_server_encoded else ("accounts-server",)
        pairs = [
            f"{name}={quote(value, safe=':/' if name in plain else '')}"
            for name, value in answer.items()
            if value is not None
        ]
        if switches.trailing_ampersand:
            pairs.append("")
        joint = "&" if "?" in asking.redirect_uri else "?"
        return RedirectResponse(f"{asking.redirect_uri}{joint}{'&'.join(pairs)}", status_code=302)


def _invalid_client() -> Response:
    return pages.error_page("Invalid Client", "The transmitted client ID does not exist")


def _chosen_organization(who: Person, wanted: str) -> Organization | None:
    """Return what the person may and did choose: with one organization there is no choice."""
    first = next(iter(who.organizations), None)
    if len(who.organizations) <= 1:
        return first
    return who.organization(wanted) or first


def _binding_services(asked: list[str]) -> list[str]:
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
