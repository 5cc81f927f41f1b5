"""The authorization endpoint: its error pages, organization page, consent page and redirect."""

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zdesk_tui.sandbox import choosing, pages, pkce, scopes
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
            return pages.invalid_client()
        switches = self._site.world.switches
        if sent["response_type"] != "code":
            if switches.response_type_page == "Invalid Client":
                return pages.invalid_client()
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
        home = self._site.table.get(str(form.get("data_center", "")))
        if not isinstance(asking, Asking) or home is None:
            return pages.stale_form()
        if self._site.world.client_at(asking.client.id, home.code) is None:
            return pages.invalid_client()
        permission = choosing.permission(form, asking.client.id, asking.scopes, home.code)
        if permission is None:
            return pages.stale_form()
        chosen = Chosen(asking, permission)
        if not asking.prompt and self._site.world.has_consented(chosen.permission):
            return self._back_with_code(chosen, offline=False)
        return self._consent_page(chosen)

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
        home = asking.client.data_center
        return pages.page(
            choosing.title(asking.scopes),
            f"<p>{escape(asking.client.name)} wants to use your data.</p>\n"
            f'<form method="post" action="/{home}/accounts/oauth/v2/auth/organization">\n'
            + pages.hidden("form_token", self._site.forms.issue(asking))
            + choosing.data_center_field(self._site.table, home)
            + choosing.account_fields(asking.scopes)
            + '<button type="submit">Submit</button>\n</form>',
        )

    def _consent_page(self, chosen: Chosen) -> Response:
        asking, permission = chosen.asking, chosen.permission
        return pages.page(
            "Allow access?",
            choosing.consent_page(
                asking.client.name,
                permission,
                offline=asking.offline,
                action=f"/{permission.data_center}/accounts/oauth/v2/auth/consent",
                form_token=self._site.forms.issue(chosen),
            ),
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
