"""The console's own OAuth client: consent, exchange, renewal and calls, all against the sandbox."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import httpx
from starlette.requests import Request

from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.sandbox.addresses import data_centers, origin
from zdesk_tui.sandbox.client import async_loopback_client
from zdesk_tui.sandbox.errorspage import explained
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.holders import Holder
from zdesk_tui.sandbox.sigma.records import Api
from zdesk_tui.sandbox.site import Site
from zdesk_tui.secret import Secret

_SECONDS = 10.0
_STATE = "PORTAL-zylker-"
"""What a state begins with, as the one captured request has it (reported)."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A consent that was asked for and has not come back."""

    holder: Holder
    path: str


class Flow:
    """The code flow of whatever holds a client pair.

    The tokens' addresses are asked over a real connection, as a server elsewhere would; the loop
    that waits for the answer goes on serving, so the sandbox can answer itself.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def begin(self, holder: Holder) -> str:
        """Return the address at which consent is asked for.

        Raises:
            ZdeskError: the pair is missing, or the address is not one of this sandbox.
        """
        pair = holder.authorization
        if not pair.client_id or not pair.client_secret:
            raise ZdeskError(
                "Client ID and Client Secret are not entered yet.",
                "Open Client Credentials and save both.",
            )
        self._check(holder.request_url)
        parts = urlsplit(holder.request_url)
        state = self._site.forms.issue(Begun(holder, urlsplit(pair.redirect_url).path))
        added = urlencode(
            [
                *holder.parameters,
                ("client_id", pair.client_id),
                ("redirect_uri", pair.redirect_url),
                ("response_type", "code"),
                ("state", _STATE + state),
            ]
        )
        query = "&".join(one for one in (parts.query, added) if one)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))

    def came_back(self, request: Request) -> Holder | None:
        """Return whose consent comes back with a request, or None when nobody waits for it."""
        state = request.query_params.get("state", "").removeprefix(_STATE)
        begun = self._site.forms.take(state)
        if not isinstance(begun, Begun) or begun.path != request.url.path:
            return None
        return begun.holder

    async def exchange(self, holder: Holder, request: Request) -> None:
        """Exchange the code that came back, and note the tokens.

        Raises:
            Refused: the person rejected, or the accounts server did not take the code.
            TryLater: the accounts server did not answer.
        """
        code = request.query_params.get("code")
        if not code:
            word = request.query_params.get("error", "no code")
            raise Refused(
                f"Consent came back without a code: {word}.",
                explained(word) or "Press Authorize once more.",
                word=word,
            )
        grant = {
            "grant_type": "authorization_code",
            "redirect_uri": holder.authorization.redirect_url,
        }
        await self._take_tokens(holder, holder.access_url, {**grant, "code": code})

    async def token(self, holder: Holder) -> Secret:
        """Return a living access token, renewed where that is possible.

        Raises:
            Refused: there is none and no way to one; `word` is the accounts server's.
            TryLater: the accounts server did not answer.
        """
        held, now = holder.authorization, self._site.world.now()
        if not held.is_fresh(now):
            if not held.refresh_token:
                raise Refused(
                    f"{holder.name} is not authorized.", "Authorize it again.", word="403"
                )
            grant = {"grant_type": "refresh_token", "refresh_token": held.refresh_token}
            await self._take_tokens(holder, holder.refresh_url, grant)
        return Secret(held.access_token)

    async def invoke(self, holder: Holder, api: Api, values: dict[str, str]) -> dict[str, Any]:
        """Call an API and return the map that a script gets: `status_code` and `response`.

        Args:
            holder: with whose token.
            api: what to call.
            values: by placeholder.

        Raises:
            Refused: nothing was sent, as there is no token.
            ZdeskError: nothing was sent, as the address is not one of this sandbox.
            TryLater: no answer came.
        """
        self._check(api.url)
        token = await self.token(holder)
        encoded = {name: quote(value, safe="") for name, value in values.items()}
        url = dialogs.filled(api.url, encoded)
        parameters = {name: dialogs.filled(text, values) for name, text in api.parameters.items()}
        if parameters:
            url += ("&" if "?" in url else "?") + urlencode(parameters)
        headers = {
            name: dialogs.filled(text, values)
            for name, text in api.headers.items()
            if name.lower() != "authorization"
        }
        headers["Authorization"] = f"Zoho-oauthtoken {token.reveal()}"
        body = dialogs.filled(api.body, values)
        answer = await self._ask(api.method, url, headers=headers, content=body)
        return {"status_code": answer.status_code, "response": answer.text}

    async def _take_tokens(self, holder: Holder, url: str, grant: dict[str, str]) -> None:
        held = holder.authorization
        self._check(url)
        form = {"client_id": held.client_id, "client_secret": held.client_secret, **grant}
        answer = await self._ask(
            "POST",
            url,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode(form),
        )
        try:
            got = json.loads(answer.text)
        except ValueError:
            got = None
        if not isinstance(got, dict):
            got = {"error": "no JSON object"}
        access, refresh = got.get("access_token"), got.get("refresh_token")
        if not isinstance(access, str):
            word = str(got.get("error", "no access_token"))
            raise Refused(
                f"{url} answered {answer.status_code}: {word}.",
                explained(word) or "Compare the URLs of the connector with the service's.",
                word=word,
            )
        life = got.get("expires_in_sec", got.get("expires_in"))
        held.access_token = access
        # Without a fresh consent none comes, and the earlier one stays good.
        held.refresh_token = refresh if isinstance(refresh, str) else held.refresh_token
        held.expires_at = self._site.world.now() + (life if isinstance(life, int | float) else 0)
        self._site.world.save()

    async def _ask(
        self, method: str, url: str, *, headers: dict[str, str], content: str
    ) -> httpx.Response:
        try:
            async with async_loopback_client(_SECONDS) as client:
                return await client.request(
                    method,
                    url,
                    headers=[(name.encode(), value.encode()) for name, value in headers.items()],
                    content=content.encode() or None,
                )
        except (httpx.HTTPError, httpx.InvalidURL):
            raise TryLater(
                f"{_bare(url)} did not answer.", "Look at the address, and try again."
            ) from None

    def _check(self, url: str) -> None:
        if not dialogs.is_here(url, self._site.port):
            like = next(iter(data_centers(self._site.port))).authorization_url
            raise ZdeskError(
                f"The sandbox goes to its own addresses only, and {_bare(url)} is none.",
                f"Those begin with {origin(self._site.port)}/, such as {like}",
            )


def _bare(url: str) -> str:
    return url.partition("?")[0]
