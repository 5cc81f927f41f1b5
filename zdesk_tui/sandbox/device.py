"""Consent for a device: a code that the device asks for, and that a person types elsewhere."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import choosing, pages, scopes
from zdesk_tui.sandbox.devices import LIFE, from_link, in_link
from zdesk_tui.sandbox.records import Client, DeviceCode, Permission
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.tokens import Tokens, parameters

_TYPE_IT = "Enter the code that your device shows"


@dataclass(frozen=True, slots=True)
class Asking:
    """A device code that a person has typed."""

    client: Client
    code: DeviceCode


@dataclass(frozen=True, slots=True)
class Chosen:
    """A device code for which a person has chosen account and organization."""

    asking: Asking
    permission: Permission


class Device:
    """The device endpoints of every data center, and the pages for their codes.

    Args:
        site: the running sandbox.
        tokens: the token endpoint, which has the same clients and the same answers.
    """

    def __init__(self, site: Site, tokens: Tokens) -> None:
        self._site = site
        self._world = site.world
        self._tokens = tokens

    async def code(self, request: Request) -> Response:
        """Answer `/oauth/v3/device/code`: a code to poll with and one to type, no secret needed."""
        row = self._site.data_center(request)
        sent = await parameters(request)
        if request.method != "POST" or not sent.get("grant_type"):
            return pages.bad_request()
        client = self._world.clients.get(sent.get("client_id", ""))
        if (
            client is None
            or client.data_center != row.code
            or client.type != "non-browser"
            or sent["grant_type"] != "device_request"
        ):
            return self._tokens.refused("invalid_client")
        known = scopes.resolve(
            scopes.split(sent.get("scope", ""), blanks=False),
            unverified=self._world.switches.unverified_scopes,
        )
        if not known:
            return self._tokens.refused("invalid_scope")
        code = self._world.device_code(
            client,
            known,
            offline=sent.get("access_type", "").lower() == "offline",
            prompt=sent.get("prompt", "").lower() == "consent",
        )
        page = f"{row.accounts_url}/oauth/v3/device"
        devcode = urlencode({"devcode": in_link(code.user_code)})
        # Unlike everywhere else, the times are in milliseconds (documented).
        return JSONResponse(
            {
                "user_code": code.user_code,
                "device_code": code.value,
                "interval": self._world.switches.device_seconds * 1000,
                "verification_uri_complete": f"{page}/setCode?{devcode}",
                "expires_in": int(LIFE * 1000),
                "verification_url": page,
            }
        )

    async def token(self, request: Request) -> Response:
        """Answer `/oauth/v3/device/token`: tokens, or a word for why there are none yet."""
        row = self._site.data_center(request)
        sent = await parameters(request)
        if request.method != "POST" or not sent.get("grant_type"):
            return pages.bad_request()
        client = self._tokens.client(
            sent, row, own_secret=self._world.switches.after_other_dc == "first secret"
        )
        if isinstance(client, str):
            return self._tokens.refused(client)
        if sent["grant_type"] != "device_token":
            return self._tokens.refused("invalid_client")
        code = self._world.devices.find(sent.get("code", ""), client, row.code)
        if code is None:
            return self._tokens.refused("invalid_code")
        said = self._world.devices.poll(code, row.code, seconds=self._world.switches.device_seconds)
        self._world.save()
        if said == "other_dc" and code.permission is not None:
            return self._tokens.refused(said, user_location=code.permission.data_center)
        if isinstance(said, str):
            return self._tokens.refused(said)
        tokens = self._world.redeem_device(code, said)
        return self._tokens.throttled() if tokens is None else self._tokens.answer(*tokens, row)

    async def ask(self, request: Request) -> Response:
        """Answer GET of `/oauth/v3/device` with the field for the code, POST with the next page."""
        row = self._site.data_center(request)
        if request.method == "GET":
            return _code_page(row, None)
        typed = str((await request.form()).get("user_code", ""))
        if self._world.devices.typed(typed) is None:
            return _code_page(row, "The code is wrong, was used, or is older than five minutes")
        link = f"/{row.code}/accounts/oauth/v3/device/setCode?"
        return RedirectResponse(
            link + urlencode({"devcode": in_link(typed.strip().upper())}), status_code=303
        )

    async def set_code(self, request: Request) -> Response:
        """Answer the link that has the code in it: who is signed in, for which organization."""
        row = self._site.data_center(request)
        code = self._world.devices.typed(from_link(request.query_params.get("devcode", "")))
        client = self._world.clients.get(code.client_id) if code else None
        if code is None or client is None:
            return _code_page(row, "The code is wrong, was used, or is older than five minutes")
        return pages.page(
            choosing.title(code.scopes),
            f"<p>{escape(client.name)} wants to use your data. Go on only if your device shows "
            f"the code <code>{code.user_code}</code>.</p>\n"
            f'<form method="post" action="/{row.code}/accounts/oauth/v3/device/organization">\n'
            + pages.hidden("form_token", self._site.forms.issue(Asking(client, code)))
            + choosing.data_center_field(self._site.table, client.data_center)
            + choosing.account_fields(code.scopes)
            + '<button type="submit">Submit</button>\n</form>',
        )

    async def choose(self, request: Request) -> Response:
        """Answer the organization page with the consent page."""
        self._site.data_center(request)
        form = await request.form()
        asking = self._site.forms.take(form.get("form_token"))
        home = self._site.table.get(str(form.get("data_center", "")))
        if not isinstance(asking, Asking) or home is None:
            return pages.stale_form()
        if self._world.client_at(asking.client.id, home.code) is None:
            return pages.invalid_client()
        code = asking.code
        permission = choosing.permission(form, asking.client.id, code.scopes, home.code)
        if permission is None:
            return pages.stale_form()
        return pages.page(
            "Allow access?",
            choosing.consent_page(
                asking.client.name,
                permission,
                offline=code.offline,
                action=f"/{home.code}/accounts/oauth/v3/device/consent",
                form_token=self._site.forms.issue(Chosen(asking, permission)),
            ),
        )

    async def answer(self, request: Request) -> Response:
        """Answer the consent page: the device learns of it when it polls."""
        self._site.data_center(request)
        form = await request.form()
        chosen = self._site.forms.take(form.get("form_token"))
        word = form.get("answer")
        if not isinstance(chosen, Chosen) or word not in ("accept", "reject"):
            return pages.stale_form()
        code = chosen.asking.code
        if word == "accept":
            title, in_time = "Access allowed", self._world.allow_device(code, chosen.permission)
        else:
            title, in_time = "Access refused", self._world.reject_device(code)
        if not in_time:
            return pages.error_page("Too late", "The code is older than five minutes.")
        return pages.page(title, "<p>Go back to your device; it will notice shortly.</p>")


def _code_page(row: DataCenter, problem: str | None) -> Response:
    return pages.page(
        _TYPE_IT,
        f'<form method="post" action="/{row.code}/accounts/oauth/v3/device">\n'
        + pages.text_field("Code", "user_code", "", problem)
        + '<button type="submit">Continue</button>\n</form>',
    )
