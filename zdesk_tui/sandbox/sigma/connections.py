"""Connections: the dialog of a custom service, and that of the connection which uses it."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.credentials import ask_consent, status
from zdesk_tui.sandbox.sigma.dialogs import Values
from zdesk_tui.sandbox.sigma.flow import Flow
from zdesk_tui.sandbox.sigma.holders import of_service
from zdesk_tui.sandbox.sigma.records import Authorization, CustomService
from zdesk_tui.sandbox.sigma.redirects import connection_redirect_url
from zdesk_tui.sandbox.sigma.section import Section, go, panelled
from zdesk_tui.sandbox.sigma.shelf import identifier, unused
from zdesk_tui.sandbox.site import Site

_TAKEN = "This Connection LinkName is taken; choose another"


class Connections(Section):
    """The pages of Connections."""

    def __init__(self, site: Site, flow: Flow) -> None:
        super().__init__(site)
        self._flow = flow

    async def show_all(self, request: Request) -> Response:
        """Answer GET with the list and the dialog of a custom service."""
        return self._list(request, {}, {})

    async def create(self, request: Request) -> Response:
        """Answer POST: on to the dialog of the connection, or the first one with what is wrong."""
        row, form = self.site.data_center(request), await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, dialogs.SERVICE)
        problems = dialogs.problems(dialogs.SERVICE, sent, port=self.site.port)
        if problems:
            return self._list(request, sent, problems)
        taken = [one.key for one in self.shelf.services_in(row.code)]
        made = CustomService(
            data_center=row.code,
            key=unused(identifier(sent["Service Name"]), taken),
            name=sent["Service Name"],
            authentication_type=sent["Authentication Type"],
            param_type=sent["Param Type"],
            grant_type=sent["Grant Type"],
            authorize_url=sent["Authorize URL"],
            access_token_url=sent["Access Token URL"],
            refresh_token_url=sent["Refresh Token URL"],
            revoke_token_url=sent["Revoke Token URL"],
            scope_delimiter=sent["Scope Delimiter"],
            scopes=sent["Scope"].replace(",", " ").split(),
            authorization=Authorization(
                connection_redirect_url(self.site, row), sent["Client Id"], sent["Client Secret"]
            ),
        )
        self.shelf.services.append(made)
        self.site.world.save()
        return go(of_service(made).at)

    async def show(self, request: Request) -> Response:
        """Answer with a custom service: the dialog of its connection, or that and its state."""
        one = self.service(request)
        if not one.link_name:
            return self._dialog(request, {}, {})
        return panelled(
            self.site.data_center(request),
            one.connection_name,
            f"<p>Connection LinkName: <code>{escape(one.link_name)}</code></p>\n"
            + status(self, of_service(one), "Connect"),
        )

    async def connect(self, request: Request) -> Response:
        """Answer POST: make the connection and ask for consent, or show what is wrong."""
        one, form = self.service(request), await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, dialogs.CONNECTION)
        problems = dialogs.problems(dialogs.CONNECTION, sent, port=self.site.port)
        link_name = sent["Connection LinkName"]
        if any(it.link_name == link_name for it in self.shelf.services_in(one.data_center)):
            problems.setdefault("Connection LinkName", _TAKEN)
        if problems:
            return self._dialog(request, sent, problems)
        one.connection_name, one.link_name = sent["Connection Name"], link_name
        self.site.world.save()
        return ask_consent(self._flow, self.site.data_center(request), of_service(one))

    def _list(self, request: Request, sent: Values, problems: Values) -> Response:
        row = self.site.data_center(request)
        rows = [
            (
                f'<a href="{of_service(one).at}">{escape(one.name)}</a>',
                escape(one.connection_name) or "no connection yet",
            )
            for one in self.shelf.services_in(row.code)
        ]
        return panelled(
            row,
            "Connections",
            (pages.table(("Service Name", "Connection Name"), rows) if rows else "")
            + f"<h2>Custom Service</h2>\n{dialogs.WORDING}"
            + pages.given_field(
                "Redirect URL", "redirect_url", connection_redirect_url(self.site, row)
            )
            + self.form(
                f"/{row.code}/sigma/connections",
                dialogs.fields(dialogs.SERVICE, sent, problems),
                "Create Service",
            )
            + "<p>Without <code>?access_type=offline</code> in the Authorize URL the connection "
            "ends after an hour.</p>\n",
        )

    def _dialog(self, request: Request, sent: Values, problems: Values) -> Response:
        one = self.service(request)
        return panelled(
            self.site.data_center(request),
            "Connection",
            f"<p>{escape(one.name)}</p>\n{dialogs.WORDING}"
            + self.form(
                f"{of_service(one).at}/connection",
                dialogs.fields(dialogs.CONNECTION, sent, problems),
                "Create and Connect",
            ),
        )
