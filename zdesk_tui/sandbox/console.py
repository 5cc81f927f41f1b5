"""The API Console: register a server-based client, and see those that are registered."""

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.records import Client
from zdesk_tui.sandbox.site import Site

NAME_PROBLEM = "Enter a valid client name"
HOMEPAGE_PROBLEM = "Enter a valid homepage URL"
REDIRECT_PROBLEM = "Enter a valid redirect URI"


@dataclass(slots=True)
class Registration:
    """The form as it was sent."""

    name: str = ""
    homepage: str = ""
    redirect_uris: str = ""
    multi_dc: bool = True

    @classmethod
    def of(cls, form: FormData) -> "Registration":
        """Read the form; an unchecked box is not sent at all."""
        return cls(
            str(form.get("client_name", "")).strip(),
            str(form.get("homepage_url", "")).strip(),
            str(form.get("redirect_uris", "")),
            "multi_dc" in form,
        )

    def uris(self) -> list[str]:
        """Return the redirect URIs, one of each."""
        lines = (line.strip() for line in self.redirect_uris.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def problems(self, *, loopback_ip_refused: bool) -> dict[str, str]:
        """Return the console's message for each field that it refuses (documented)."""
        found = {}
        # Letters, digits, blanks, underscore and ampersand; a hyphen is a special character.
        if not re.fullmatch(r"[\w& ]+", self.name):
            found["client_name"] = NAME_PROBLEM
        if not _is_web_address(self.homepage):
            found["homepage_url"] = HOMEPAGE_PROBLEM
        uris = self.uris()
        refused = [
            uri
            for uri in uris
            if not _is_web_address(uri)
            or (loopback_ip_refused and urlsplit(uri).hostname == "127.0.0.1")
        ]
        if refused or not uris:
            found["redirect_uris"] = ": ".join([REDIRECT_PROBLEM, *refused[:1]])
        return found


class Console:
    """The console pages of every data center."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Answer GET with the clients and the form to register one."""
        return self._page(self._site.data_center(request), Registration(), {})

    async def register(self, request: Request) -> Response:
        """Answer POST with the new client ID and secret, or with the form and what is wrong."""
        row = self._site.data_center(request)
        form = await request.form()
        if self._site.forms.take(form.get("form_token")) != ("console", row.code):
            return pages.stale_form()
        sent = Registration.of(form)
        problems = sent.problems(loopback_ip_refused=self._site.world.switches.loopback_ip_refused)
        if problems:
            return self._page(row, sent, problems)
        client = self._site.world.register(
            name=sent.name,
            homepage=sent.homepage,
            redirect_uris=sent.uris(),
            data_center=row.code,
            multi_dc=sent.multi_dc,
        )
        return pages.page(
            "Client registered",
            f"<p>{escape(client.name)}, server-based, in {escape(row.name)}.</p>\n"
            f'<table>\n<tr><th>Client ID</th><td><code id="client_id">{escape(client.id)}</code>'
            f'</td></tr>\n<tr><th>Client Secret</th><td><code id="client_secret">'
            f"{escape(client.secret)}</code></td></tr>\n{_uri_row(client)}</table>\n"
            f'<p><a href="/{row.code}/console">Back to the list</a></p>',
        )

    def _page(self, row: DataCenter, sent: Registration, problems: dict[str, str]) -> Response:
        token = self._site.forms.issue(("console", row.code))
        clients = [
            client for client in self._site.world.clients.values() if client.data_center == row.code
        ]
        listed = "".join(
            f"<h2>{escape(client.name)}</h2>\n<table>\n"
            f"<tr><th>Client ID</th><td><code>{escape(client.id)}</code></td></tr>\n"
            f"<tr><th>Client Secret</th><td><code>{escape(client.secret)}</code></td></tr>\n"
            f"{_uri_row(client)}"
            f"<tr><th>Data centers</th><td>{'all' if client.multi_dc else 'this one'}</td></tr>\n"
            "</table>\n"
            for client in clients
        )
        return pages.page(
            f"API Console, {row.name}",
            f"{listed}<h2>Add Client: Server-based Applications</h2>\n"
            f'<form method="post" action="/{row.code}/console" autocomplete="off">\n'
            + pages.hidden("form_token", token)
            + pages.text_field("Client Name", "client_name", sent.name, problems.get("client_name"))
            + pages.text_field(
                "Homepage URL", "homepage_url", sent.homepage, problems.get("homepage_url")
            )
            + '<label>Authorized Redirect URIs, one per line<textarea name="redirect_uris" '
            f'rows="3">\n{escape(sent.redirect_uris)}</textarea></label>'
            + pages.problem_line(problems.get("redirect_uris"))
            + '<label><input type="checkbox" name="multi_dc" value="yes"'
            f"{' checked' if sent.multi_dc else ''}> Use the same OAuth credentials for all data "
            'centers</label>\n<button type="submit">CREATE</button>\n</form>',
        )


def _uri_row(client: Client) -> str:
    uris = "<br>".join(f"<code>{escape(uri)}</code>" for uri in client.redirect_uris)
    return f"<tr><th>Authorized Redirect URIs</th><td>{uris}</td></tr>\n"


def _is_web_address(text: str) -> bool:
    if re.search(r"[\s\x00-\x1f\x7f]", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
