"""The API Console: register a client of any type, and see those that are registered."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.connector import CONSOLE_NAMES, ClientType
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.records import Client
from zdesk_tui.sandbox.registration import CALLED_BACK, URIS, Registration, client_type
from zdesk_tui.sandbox.settings import SHARED
from zdesk_tui.sandbox.site import Site


class Console:
    """The console pages of every data center."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Answer GET with the clients and the form to register one."""
        kind = client_type(request.query_params.get("type"))
        return self._page(self._site.data_center(request), Registration(kind), {})

    async def register(self, request: Request) -> Response:
        """Answer POST with the new client ID and secret, or with the form and what is wrong."""
        row = self._site.data_center(request)
        form = await request.form()
        if self._site.forms.take(form.get("form_token")) != ("console", row.code):
            return pages.stale_form()
        sent = Registration.of(form)
        problems = sent.problems(self._site.world.switches)
        if problems:
            return self._page(row, sent, problems)
        client = self._self_client(sent, row) or self._site.world.register(
            name=sent.name,
            homepage=sent.homepage,
            redirect_uris=sent.uris(),
            data_center=row.code,
            multi_dc=sent.multi_dc,
            kind=sent.kind,
        )
        return pages.page(
            "Client registered",
            f"<p>{escape(client.name)}, {escape(client.type)}, in {escape(row.name)}.</p>\n"
            f'<table>\n<tr><th>Client ID</th><td><code id="client_id">{escape(client.id)}</code>'
            f'</td></tr>\n<tr><th>Client Secret</th><td><code id="client_secret">'
            f"{escape(client.secret)}</code></td></tr>\n{pages.uri_row(client.redirect_uris)}"
            f'</table>\n<p><a href="/{row.code}/console/{escape(client.id)}">Settings</a> '
            f'<a href="/{row.code}/console">Back to the list</a></p>',
        )

    def _self_client(self, sent: Registration, row: DataCenter) -> Client | None:
        """Return the self client if one was asked for and is there: an account has one."""
        return self._site.world.self_client(row.code) if sent.kind == "self-client" else None

    def _page(self, row: DataCenter, sent: Registration, problems: dict[str, str]) -> Response:
        clients = [
            client for client in self._site.world.clients.values() if client.data_center == row.code
        ]
        return pages.page(
            f"API Console, {row.name}",
            "".join(_listed(client) for client in clients)
            + "<h2>Add Client</h2>\n<ul>"
            + "".join(_type_line(row, kind, sent.kind) for kind in CONSOLE_NAMES)
            + f"</ul>\n<h2>{escape(CONSOLE_NAMES[sent.kind])}</h2>\n"
            f'<form method="post" action="/{row.code}/console" autocomplete="off">\n'
            + pages.hidden("form_token", self._site.forms.issue(("console", row.code)))
            + pages.hidden("client_type", sent.kind)
            + _fields(sent, problems)
            + '<button type="submit">CREATE</button>\n</form>',
        )


def _listed(client: Client) -> str:
    where = "all" if client.multi_dc else ", ".join([client.data_center, *client.secrets])
    return (
        f"<h2>{escape(client.name)}</h2>\n<table>\n"
        f"<tr><th>Client Type</th><td>{escape(CONSOLE_NAMES[client.type])}</td></tr>\n"
        f"<tr><th>Client ID</th><td><code>{escape(client.id)}</code></td></tr>\n"
        f"<tr><th>Client Secret</th><td><code>{escape(client.secret)}</code></td></tr>\n"
        f"{pages.uri_row(client.redirect_uris)}"
        f"<tr><th>Data centers</th><td>{where}</td></tr>\n</table>\n"
        f'<p><a href="/{client.data_center}/console/{escape(client.id)}">Settings</a></p>\n'
    )


def _type_line(row: DataCenter, kind: ClientType, shown: ClientType) -> str:
    name = escape(CONSOLE_NAMES[kind])
    if kind == shown:
        return f"<li>{name}: the form below</li>"
    return f'<li><a href="/{row.code}/console?type={kind}">{name}</a></li>'


def _fields(sent: Registration, problems: dict[str, str]) -> str:
    if sent.kind == "self-client":
        return (
            "<p>A self client needs no name and no address. An account has one: if it is there "
            "already, CREATE shows it.</p>\n"
        )
    fields = pages.text_field(
        "Client Name", "client_name", sent.name, problems.get("client_name")
    ) + pages.text_field(
        "Homepage URL", "homepage_url", sent.homepage, problems.get("homepage_url")
    )
    if sent.kind in CALLED_BACK:
        fields += pages.text_area(
            URIS,
            "redirect_uris",
            sent.redirect_uris,
            problems.get("redirect_uris"),
        )
    return fields + pages.checkbox(SHARED, "multi_dc", "yes", checked=sent.multi_dc)
