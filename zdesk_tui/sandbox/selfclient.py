"""The console's tab Generate Code: grant codes of a self client, made without any link."""

import json
from dataclasses import dataclass
from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.sandbox import choosing, pages, scopes
from zdesk_tui.sandbox.records import Client, Code
from zdesk_tui.sandbox.site import Site

MINUTES = (3, 5, 7, 10)
"""The choices of Time Duration (documented)."""
FILE_NAME = "self_client.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a code is to be made for."""

    client: Client
    scopes: list[str]
    minutes: int


class SelfClient:
    """The tab of every data center's self client."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Answer GET with the form."""
        return self._page(self._client(request), {}, {})

    async def ask(self, request: Request) -> Response:
        """Answer the form: on to the portal, or the form again with what is wrong."""
        client = self._client(request)
        form = await request.form()
        if self._site.forms.take(form.get("form_token")) != ("generate", client.id):
            return pages.stale_form()
        sent = {
            name: str(form.get(name, "")).strip() for name in ("scope", "duration", "description")
        }
        known = scopes.resolve(
            scopes.split(sent["scope"], blanks=False),
            unverified=self._site.world.switches.unverified_scopes,
        )
        problems = {}
        if not known:
            problems["scope"] = "Enter a valid scope"
        if sent["duration"] not in map(str, MINUTES):
            problems["duration"] = "Choose a time duration"
        if not sent["description"]:
            problems["description"] = "Enter a scope description"
        if problems or not known:
            return self._page(client, sent, problems)
        return pages.page(
            "Select Portal",
            f'<form method="post" action="{_at(client)}/portal">\n'
            + pages.hidden(
                "form_token",
                self._site.forms.issue(Wanted(client, known, int(sent["duration"]))),
            )
            + choosing.account_fields(known)
            + '<button type="submit">CREATE</button>\n</form>',
        )

    async def choose(self, request: Request) -> Response:
        """Answer the portal's form with the generated code."""
        client = self._client(request)
        form = await request.form()
        wanted = self._site.forms.take(form.get("form_token"))
        if not isinstance(wanted, Wanted) or wanted.client.id != client.id:
            return pages.stale_form()
        permission = choosing.permission(form, client.id, wanted.scopes, client.data_center)
        if permission is None:
            return pages.stale_form()
        code = self._site.world.generate_code(permission, seconds=wanted.minutes * 60)
        return pages.page(
            "Generated Code",
            f'<p><code id="code">{escape(code.value)}</code></p>\n'
            f"<p>It is good for {wanted.minutes} minutes, and works once.</p>\n"
            f'<form method="post" action="{_at(client)}/download">\n'
            + pages.hidden("form_token", self._site.forms.issue(code))
            + '<button type="submit">Download</button>\n</form>',
        )

    async def download(self, request: Request) -> Response:
        """Answer with the file that the console hands out."""
        client = self._client(request)
        code = self._site.forms.take((await request.form()).get("form_token"))
        if not isinstance(code, Code) or code.permission.client_id != client.id:
            return pages.stale_form()
        return Response(
            json.dumps(
                {
                    "scope": code.permission.scopes,
                    "expiry_time": int(code.expires_at * 1000),
                    "client_id": client.id,
                    "client_secret": client.secret,
                    "code": code.value,
                    "grant_type": "authorization_code",
                }
            ),
            media_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
        )

    def _page(self, client: Client, sent: dict[str, str], problems: dict[str, str]) -> Response:
        durations = [(str(one), f"{one} minutes") for one in MINUTES]
        return pages.page(
            "Generate Code",
            f'<form method="post" action="{_at(client)}/code" autocomplete="off">\n'
            + pages.hidden("form_token", self._site.forms.issue(("generate", client.id)))
            + pages.text_field("Scope", "scope", sent.get("scope", ""), problems.get("scope"))
            + pages.select("Time Duration", "duration", durations, sent.get("duration", "3"))
            + pages.problem_line(problems.get("duration"))
            + pages.text_field(
                "Scope Description",
                "description",
                sent.get("description", ""),
                problems.get("description"),
            )
            + '<button type="submit">CREATE</button>\n</form>\n'
            f'<p><a href="{_at(client)}">Client Secret</a></p>',
        )

    def _client(self, request: Request) -> Client:
        row = self._site.data_center(request)
        client = self._site.world.clients.get(request.path_params["client_id"])
        if client is None or client.data_center != row.code or client.type != "self-client":
            raise HTTPException(404)
        return client


def _at(client: Client) -> str:
    return f"/{client.data_center}/console/{escape(client.id)}"
