"""A person at the sandbox's developer console, filling in its dialogs from sheets."""

from collections.abc import Mapping
from urllib.parse import urljoin

import httpx

from tests.sandbox.zoho import SCOPES, Zoho
from zdesk_tui.sandbox import visitor, webforms
from zdesk_tui.sandbox.sigma.dialogs import field_name

Sheet = Mapping[str, str]
"""What goes into a dialog: value by the label of its field, in the dialog's order."""


def connector_sheet(zoho: Zoho, scopes: str = SCOPES, *, name: str = "Zoho Desk") -> dict[str, str]:
    """Return the guide's values, with the sandbox's accounts server for Zoho's."""
    accounts = f"{zoho.url('us')}/accounts/oauth/v2"
    return {
        "Connector Name": name,
        "Request Token URL": f"{accounts}/auth?scope={scopes}",
        "Access Token URL": f"{accounts}/token",
        "Refresh Token URL": f"{accounts}/token",
    }


class Person:
    """Goes from page to page of one console, without scripts, as a browser does."""

    def __init__(self, zoho: Zoho) -> None:
        self._zoho = zoho
        self._answer: httpx.Response | None = None
        self.page = webforms.Page()

    @property
    def path(self) -> str:
        """Where the person is."""
        assert self._answer is not None
        return self._answer.url.path

    def open(self, path: str) -> webforms.Page:
        """Open a page by its path without the leading slash."""
        return self._see(self._zoho.http.get(self._zoho.url(path)))

    def send(self, sheet: Sheet | None = None, *, to: str = "", **button: str) -> webforms.Page:
        """Fill in a form of the page and send it, and follow where that leads.

        Args:
            sheet: by label; the form is the first that has all of the fields.
            to: how the form's action ends.
            button: name and value of the one that is pressed, where it has them.
        """
        filled = {field_name(label): value for label, value in (sheet or {}).items()}
        form = next(
            one
            for one in self.page.forms
            if one.action.endswith(to) and set(filled) <= set(one.fields) | set(one.choices)
        )
        url = urljoin(self._zoho.url(""), form.action)
        sent = {**form.fields, **filled, **button}
        return self._see(self._zoho.http.post(url, data=sent, follow_redirects=True))

    def create(self, sheet: Sheet) -> str:
        """Create a connector and return its path; Client Credentials is open then."""
        self.open("us/sigma/create")
        self.send(sheet)
        assert self.page.title == "Client Credentials"
        return self.path.removesuffix("/credentials").lstrip("/")

    def register(self) -> dict[str, str]:
        """Register the Redirect URL that the page shows, and return the dialog's sheet."""
        client_id, secret = visitor.register(
            self._zoho.port, "Ticket sync", self.page.marked["redirect_url"]
        )
        return {"Client ID": client_id, "Client Secret": secret.reveal()}

    def accept(self, organization: str = "", *, answer: str = "accept") -> webforms.Page:
        """Press Authorize Connector, choose the organization if that is asked, and answer."""
        self.send(to="/authorize")
        self.send(self.chosen(organization))
        return self.send(answer=answer) if "Accept" in self.page.text else self.page

    def chosen(self, organization: str = "") -> Sheet:
        """Return what goes into the page that asks for the person; some ask no organization."""
        asked = "organization" in self.page.forms[0].choices
        return {"organization": organization or "2389290"} if asked else {}

    def authorized(self, sheet: Sheet) -> str:
        """Go the whole way to an authorized connector and return its path."""
        at = self.create(sheet)
        self.send(self.register())
        self.accept()
        return at

    def _see(self, answer: httpx.Response) -> webforms.Page:
        self._answer = answer
        self.page = webforms.read(answer.text)
        return self.page
