"""A client's own page in the API Console: its secrets, its redirect URIs, its data centers."""

from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zdesk_tui.connector import CONSOLE_NAMES
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.records import Client
from zdesk_tui.sandbox.registration import CALLED_BACK, URIS, Registration
from zdesk_tui.sandbox.site import Site

SHARED = "Use the same OAuth credentials for all data centers"


class Settings:
    """The tabs Client Secret, Settings and Client Details of every client, on one page."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Answer GET with the values and the data centers of a client."""
        return self._page(*self._client(request))

    def _page(
        self, row: DataCenter, client: Client, typed: str | None = None, problem: str = ""
    ) -> Response:
        return pages.page(
            client.name,
            "<h2>Client Secret</h2>\n<table>\n"
            f"<tr><th>Client Type</th><td>{escape(CONSOLE_NAMES[client.type])}</td></tr>\n"
            f'<tr><th>Client ID</th><td><code id="client_id">{escape(client.id)}</code></td></tr>\n'
            '<tr><th>Client Secret</th><td><code id="client_secret">'
            f"{escape(client.secret)}</code></td></tr>\n{pages.uri_row(client.redirect_uris)}"
            f"</table>\n<h2>Settings</h2>\n{self._multi_dc(client)}"
            f"{self._details(client, typed, problem)}"
            f'<p><a href="/{row.code}/console">Back to the list</a></p>',
        )

    async def change(self, request: Request) -> Response:
        """Answer POST: enable the data centers that are ticked, and show the page again."""
        row, client = self._client(request)
        form = await request.form()
        about = self._site.forms.take(form.get("form_token"))
        if about != ("settings", client.id) or client.type == "self-client":
            return pages.stale_form()
        ticked = form.getlist("data_center")
        self._site.world.enable(
            client,
            [one.code for one in self._site.table if one.code in ticked],
            multi_dc="multi_dc" in form,
        )
        return RedirectResponse(f"/{row.code}/console/{client.id}", status_code=303)

    async def update(self, request: Request) -> Response:
        """Answer POST: take the redirect URIs, or show the page with what is wrong with them."""
        row, client = self._client(request)
        form = await request.form()
        if self._site.forms.take(form.get("form_token")) != ("details", client.id):
            return pages.stale_form()
        typed = str(form.get("redirect_uris", ""))
        sent = Registration(client.type, client.name, client.homepage, typed)
        if problem := sent.problems(self._site.world.switches).get("redirect_uris"):
            return self._page(row, client, typed, problem)
        self._site.world.readdress(client, sent.uris())
        return RedirectResponse(f"/{row.code}/console/{client.id}", status_code=303)

    def _details(self, client: Client, typed: str | None, problem: str) -> str:
        if client.type not in CALLED_BACK:
            return ""
        held = "\n".join(client.redirect_uris) if typed is None else typed
        return (
            "<h2>Client Details</h2>\n"
            f'<form method="post" action="/{client.data_center}/console/{escape(client.id)}'
            '/details" autocomplete="off">\n'
            + pages.hidden("form_token", self._site.forms.issue(("details", client.id)))
            + pages.text_area(URIS, "redirect_uris", held, problem)
            + '<button type="submit">UPDATE</button>\n</form>\n'
        )

    def _multi_dc(self, client: Client) -> str:
        if client.type == "self-client":
            return (
                "<p>A self client works in its own data center only.</p>\n"
                f'<p><a href="/{client.data_center}/console/{escape(client.id)}/code">'
                "Generate Code</a></p>\n"
            )
        toggles = "".join(
            _toggle(one, client) for one in self._site.table if one.code != client.data_center
        )
        shared = "<p>So they all take the Client Secret above.</p>\n" if client.multi_dc else ""
        return (
            f'<form method="post" action="/{client.data_center}/console/{escape(client.id)}">\n'
            + pages.hidden("form_token", self._site.forms.issue(("settings", client.id)))
            + "<fieldset><legend>Multi-DC: each that is ticked has a secret of its own</legend>\n"
            f"{toggles}</fieldset>\n"
            + pages.checkbox(SHARED, "multi_dc", "yes", checked=client.multi_dc)
            + f'{shared}<button type="submit">OK</button>\n</form>\n'
        )

    def _client(self, request: Request) -> tuple[DataCenter, Client]:
        row = self._site.data_center(request)
        client = self._site.world.clients.get(request.path_params["client_id"])
        if client is None or client.data_center != row.code:
            raise HTTPException(404)
        return row, client


def _toggle(row: DataCenter, client: Client) -> str:
    secret = client.secrets.get(row.code)
    box = pages.checkbox(
        f"{row.name} ({row.code})", "data_center", row.code, checked=secret is not None
    )
    if secret is None:
        return box
    unused = " (not used while all share one)" if client.multi_dc else ""
    return (
        f'{box}<details><summary>SHOW CODE</summary><code id="secret_{row.code}">'
        f"{escape(secret)}</code>{unused}</details>"
    )
