"""The accounts server without its pages: exchange, renewal, revocation, user and server info."""

import base64
import binascii
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import pages, pkce
from zdesk_tui.sandbox.people import person
from zdesk_tui.sandbox.records import AccessToken, Client, Code, RefreshToken
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.world import ACCESS_SECONDS

_NOT_IN_SERVER_INFO = {"all but cn": ("cn",), "all": (), "documented": ("cn", "ae", "sg")}
"""By the switch `server_info`; Zoho's page about data centers names eight."""
_SCHEMES = ("zoho-oauthtoken", "bearer")


class Tokens:
    """The token endpoints of every data center's accounts server."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._world = site.world

    async def token(self, request: Request) -> Response:
        """Answer `/oauth/v2/token`: ordinary failures are a word with status 200 (reported)."""
        row = self._site.data_center(request)
        if request.method != "POST":
            return pages.bad_request()
        sent = await parameters(request)
        grant_type = sent.get("grant_type")
        if not grant_type:
            return pages.bad_request()
        client = self.client(sent, row)
        if isinstance(client, str):
            return self.refused(client)
        if grant_type == "authorization_code":
            self._site.count("exchange", row.code)
            return self._exchange(client, sent, row)
        if grant_type == "refresh_token":
            self._site.count("refresh", row.code)
            return self._refresh(client, sent, row)
        return self.refused("invalid_client")

    async def revoke_open(self, request: Request) -> Response:
        """Answer the older endpoint, `/oauth/v2/token/revoke`, which asks for no credentials."""
        row = self._site.data_center(request)
        if request.method != "POST":
            return pages.bad_request()
        token = (await parameters(request)).get("token", "")
        return self._revoke(self._refresh_at(token, row) or self._access_at(token, row))

    async def revoke_as_client(self, request: Request) -> Response:
        """Answer the newer endpoint, `/oauth/v2/revoke/token`, which asks for the client pair."""
        row = self._site.data_center(request)
        if request.method != "POST":
            return pages.bad_request()
        sent = await parameters(request)
        client = self.client(sent, row)
        if isinstance(client, str):
            return _error(client, status=400)
        token = sent.get("token", "")
        found: RefreshToken | AccessToken | None
        if sent.get("token_type", "refresh_token") == "refresh_token":
            found = self._refresh_at(token, row)
        else:
            found = self._access_at(token, row)
        if found is not None and found.permission.client_id != client.id:
            return _error("invalid_token", status=400)
        return self._revoke(found)

    async def user_info(self, request: Request) -> Response:
        """Answer `/oauth/user/info`: whose token it is."""
        row = self._site.data_center(request)
        access = self._world.access(bearer(request) or "", row.code)
        if access is None:
            return _user_info_error("INVALID_OAUTHTOKEN", status=401)
        if "AaaServer.profile.READ" not in access.permission.scopes:
            return _user_info_error("INVALID_OAUTHSCOPE", status=401)
        who = person(access.permission.account)
        if who is None:
            return _user_info_error("INVALID_OAUTHTOKEN", status=401)
        place = [one.code for one in self._site.table].index(row.code)
        return JSONResponse(
            {
                "First_Name": who.first_name,
                "Email": who.email,
                "Last_Name": who.last_name,
                "Display_Name": f"{who.first_name} {who.last_name}",
                "ZUID": 600_000_000 + 1000 * place + who.number,
            }
        )

    async def server_info(self, request: Request) -> Response:
        """Answer `/oauth/serverinfo`: the accounts servers of the data centers."""
        self._site.data_center(request)
        left_out = _NOT_IN_SERVER_INFO[self._world.switches.server_info]
        return JSONResponse(
            {
                "result": "success",
                "locations": {
                    one.code: one.accounts_url
                    for one in self._site.table
                    if one.code not in left_out
                },
            }
        )

    def client(
        self, sent: dict[str, str], row: DataCenter, *, own_secret: bool = False
    ) -> Client | str:
        """Return the client, or Zoho's word for what is wrong with the credentials.

        Args:
            sent: the parameters of the request.
            row: the data center that is asked.
            own_secret: whether the secret of the client's own data center counts here.
        """
        client = self._world.client_at(sent.get("client_id", ""), row.code)
        if client is None:
            return "invalid_client"
        secret = sent.get("client_secret", "")
        if not secret and self._needs_no_secret(client):
            return client
        right = client.secret if own_secret else client.secret_at(row.code) or ""
        if hmac.compare_digest(secret.encode(), right.encode()):
            return client
        if secret in (client.secret, *client.secrets.values()):
            return self._world.switches.foreign_secret_word
        return "invalid_client_secret"

    def _needs_no_secret(self, client: Client) -> bool:
        """Tell whether a client may leave its secret out: an app cannot keep one."""
        return client.type == "mobile" and not self._world.switches.mobile_secret_needed

    def _exchange(self, client: Client, sent: dict[str, str], row: DataCenter) -> Response:
        # What a client without redirect URIs sends as one does not matter.
        redirect_uri = sent.get("redirect_uri") if client.redirect_uris else ""
        if client.redirect_uris and redirect_uri not in client.redirect_uris:
            return self.refused("invalid_redirect_uri")
        code = self._world.codes.get(sent.get("code", ""))
        if (
            code is None
            or code.expires_at <= self._world.now()
            or code.permission.client_id != client.id
        ):
            return self.refused("invalid_code")
        if code.permission.data_center != row.code:
            return self.refused(self._world.switches.foreign_code_word)
        if not _verifier_fits(code, sent.get("code_verifier", "")):
            return self.refused("invalid_code")
        if code.challenge is None and not sent.get("client_secret"):
            # Only the verifier can stand in for the secret.
            return self.refused("invalid_client_secret")
        if code.redirect_uri != redirect_uri:
            return self.refused("invalid_redirect_uri")
        tokens = self._world.redeem(code)
        return self.throttled() if tokens is None else self.answer(*tokens, row)

    def _refresh(self, client: Client, sent: dict[str, str], row: DataCenter) -> Response:
        refresh = self._world.refresh_tokens.get(sent.get("refresh_token", ""))
        if (
            refresh is None
            or refresh.permission.client_id != client.id
            or refresh.permission.data_center != row.code
        ):
            return self.refused(self._world.switches.refresh_error_word)
        access = self._world.renew(refresh)
        return self.throttled() if access is None else self.answer(access, None, row)

    def refused(self, word: str, **more: str) -> Response:
        """Answer an ordinary failure, with what some words have beside them."""
        return _error(word, status=self._world.switches.error_status, **more)

    def throttled(self) -> Response:
        """Answer one who has asked too often."""
        return JSONResponse(
            {
                "error_description": "You have made too many requests continuously. "
                "Please try again after some time.",
                "error": "Access Denied",
                "status": "failure",
            },
            status_code=self._world.switches.throttle_status,
        )

    def answer(
        self, access: AccessToken, refresh: RefreshToken | None, row: DataCenter
    ) -> Response:
        """Answer with tokens."""
        switches = self._world.switches
        body: dict[str, Any] = {"access_token": access.value}
        if refresh is not None:
            body["refresh_token"] = refresh.value
        if switches.scope_in_answer != "absent":
            joint = "," if switches.scope_in_answer == "commas" else " "
            body["scope"] = joint.join(access.permission.scopes)
        domains = {"desk": row.desk_url, "api.zoho": f"{row.api_url}.zoho"}
        api_domain = domains.get(switches.api_domain, row.api_url)
        body |= {"api_domain": api_domain, "token_type": "Bearer", "expires_in": ACCESS_SECONDS}
        if switches.milliseconds:
            body |= {"expires_in": ACCESS_SECONDS * 1000, "expires_in_sec": ACCESS_SECONDS}
        return JSONResponse(body, media_type="application/json;charset=UTF-8")

    def _refresh_at(self, token: str, row: DataCenter) -> RefreshToken | None:
        found = self._world.refresh_tokens.get(token)
        return found if found is not None and self._reaches(found, row) else None

    def _access_at(self, token: str, row: DataCenter) -> AccessToken | None:
        found = self._world.access_tokens.get(token)
        alive = found is not None and found.expires_at > self._world.now()
        return found if found is not None and alive and self._reaches(found, row) else None

    def _reaches(self, token: RefreshToken | AccessToken, row: DataCenter) -> bool:
        """Tell whether a token can be revoked here: where the person or where the client is.

        Documented is the client's data center; the person's is the likelier one.
        """
        client = self._world.clients.get(token.permission.client_id)
        homes = {
            "client": client.data_center if client else None,
            "person": token.permission.data_center,
        }
        return row.code in (homes[whose] for whose in self._world.switches.revoked_at.split(" or "))

    def _revoke(self, token: RefreshToken | AccessToken | None) -> Response:
        if token is not None:
            self._world.revoke(token.value)
        elif not self._world.switches.unknown_token_revoked:
            return _error("invalid_token", status=400)
        return JSONResponse({"status": "success"})


def bearer(request: Request) -> str | None:
    """Return the access token of the `Authorization` header, whichever way it is written."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() in _SCHEMES and token.strip() else None


async def parameters(request: Request) -> dict[str, str]:
    """Return query, form body and Basic credentials as one: Zoho takes all of them."""
    sent = dict(request.query_params)
    sent |= {
        name: value for name, value in (await request.form()).items() if isinstance(value, str)
    }
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(credentials, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return sent
        sent["client_id"], _, sent["client_secret"] = text.partition(":")
    return sent


def _verifier_fits(code: Code, verifier: str) -> bool:
    """Tell whether the PKCE verifier belongs to the code; one without a challenge needs none."""
    if code.challenge is None:
        return True
    return pkce.fits(verifier, code.challenge, code.challenge_method or "plain")


def _error(word: str, status: int = 200, **more: str) -> Response:
    return JSONResponse(
        {**more, "error": word}, status_code=status, media_type="application/json;charset=UTF-8"
    )


def _user_info_error(cause: str, status: int) -> Response:
    return JSONResponse({"cause": cause, "response": "error"}, status_code=status)
