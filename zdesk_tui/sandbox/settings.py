"""A client's own page in the API Console: its secrets, and where else it may be used."""

from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zdesk_tui.connector import CONSOLE_NAMES
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.records import Client
from zdesk_tui.sandbox.site import Site

SHARED = "Use the same OAuth credentials for all data centers"


class Settings:
    """The tabs Client Secret and Settings of every client, on one page."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Answer GET with the values and the data centers of a client."""
        row, client = self._client(request)
        return pages.page(
            client.name,
            "<h2>Client Secret</h2>\n<table>\n"
            f"<tr><th>Client Type</th><td>{escape(CONSOLE_NAMES[client.type])}</td></tr>\n"
            f'<tr><th>Client ID</th><td><code id="client_id">{escape(client.id)}</code></td></tr>\n'
            '<tr><th>Client Secret</th><td><code id="client_secret">'
            f"{escape(client.secret)}</code></td></tr>\n{pages.uri_row(client.redirect_uris)}"
            f"</table>\n<h2>Settings</h2>\n{self._multi_dc(client)}"
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
