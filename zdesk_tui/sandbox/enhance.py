"""More scopes for a refresh token that is there: the token for it, its page, and the redirect."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from zdesk_tui.sandbox import choosing, pages, scopes
from zdesk_tui.sandbox.records import Client, Permission
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.tokens import Tokens, parameters
from zdesk_tui.sandbox.world import ACCESS_SECONDS, new_token

_ANSWERS = {
    "status": ("status=success", "status=failure"),
    "state alone": ("", ""),
    "error word": ("error=none", "error=access_denied"),
}
"""By the switch `enhance_answer`, for yes and for no; what Zoho sends is not published."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """A request for more scopes that passed all checks."""

    client: Client
    redirect_uri: str
    refresh_token: str
    permission: Permission


class Enhance:
    """The endpoints for more scopes, of every data center.

    Args:
        site: what all pages have in common.
        tokens: know the clients.
    """

    def __init__(self, site: Site, tokens: Tokens) -> None:
        self._site = site
        self._tokens = tokens
        self._given: dict[str, tuple[str, float]] = {}
        """By the token that opens the page: the refresh token, and when it ends."""

    async def token(self, request: Request) -> Response:
        """Answer `/oauth/v2/token/scopeenhance` with the token that opens the page."""
        row = self._site.data_center(request)
        if request.method != "POST":
            return pages.bad_request()
        sent = await parameters(request)
        client = self._tokens.client(sent, row)
        if isinstance(client, str):
            return self._tokens.refused(client)
        refresh = self._site.world.refresh_tokens.get(sent.get("refresh_token", ""))
        if sent.get("grant_type") != "update_scopes_token":
            return self._tokens.refused("invalid_client")
        if (
            refresh is None
            or refresh.permission.client_id != client.id
            or refresh.permission.data_center != row.code
        ):
            return self._tokens.refused(self._site.world.switches.refresh_error_word)
        value = new_token()
        self._given[value] = (refresh.value, self._site.world.now() + ACCESS_SECONDS)
        return JSONResponse(
            {"access_token": value, "token_type": "Bearer", "expires_in": ACCESS_SECONDS}
        )

    async def ask(self, request: Request) -> Response:
        """Answer `/oauth/v2/token/addextrascope` with the consent page for the added scopes."""
        row = self._site.data_center(request)
        sent, world = request.query_params, self._site.world
        client = world.client_at(sent.get("client_id", ""), row.code)
        if client is None:
            return pages.invalid_client()
        if sent.get("response_type") != "update_scopes" or "logout" not in sent:
            return pages.error_page("Invalid response type", "A parameter is missing")
        if sent.get("redirect_uri") not in client.redirect_uris:
            return pages.error_page("Invalid Redirect Uri", "It is not the one configured")
        refresh_token, ends_at = self._given.get(sent.get("enhance_token", ""), ("", 0.0))
        refresh = world.refresh_tokens.get(refresh_token)
        if refresh is None or ends_at <= world.now() or refresh.permission.client_id != client.id:
            return pages.error_page("Invalid token", "The enhance token is not known")
        known = scopes.resolve(scopes.split(sent.get("scope", ""), blanks=False), unverified=False)
        if not known:
            return pages.error_page("Invalid OAuth scope", "Scope does not exist")
        asking = _Asking(
            client, sent["redirect_uri"], refresh_token, replace(refresh.permission, scopes=known)
        )
        return pages.page(
            "Allow access?",
            choosing.consent_page(
                client.name,
                asking.permission,
                offline=True,
                action=f"/{row.code}/accounts/oauth/v2/token/addextrascope/consent",
                form_token=self._site.forms.issue(asking),
            ),
        )

    async def answer(self, request: Request) -> Response:
        """Answer the consent page: add the scopes or do not, and redirect to the client."""
        self._site.data_center(request)
        form = await request.form()
        asking = self._site.forms.take(form.get("form_token"))
        word = form.get("answer")
        if not isinstance(asking, _Asking) or word not in ("accept", "reject"):
            return pages.stale_form()
        switches = self._site.world.switches
        if word == "accept" and switches.enhance_adds:
            self._site.world.add_scopes(asking.refresh_token, asking.permission.scopes)
        said = _ANSWERS[switches.enhance_answer][word == "reject"]
        joint = "&" if "?" in asking.redirect_uri else "?"
        return RedirectResponse(f"{asking.redirect_uri}{joint if said else ''}{said}", 302)
