"""Connections: the dialog of a custom service, and the one connection that it makes."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.credentials import status
from zdesk_tui.sandbox.sigma.dialogs import Values
from zdesk_tui.sandbox.sigma.holders import of_service
from zdesk_tui.sandbox.sigma.records import Authorization, CustomService
from zdesk_tui.sandbox.sigma.redirects import connection_redirect_url
from zdesk_tui.sandbox.sigma.section import Section, go, panelled

_TAKEN = "This Connection LinkName is taken; choose another"


class Connections(Section):
    """The pages of Connections."""

    async def show_all(self, request: Request) -> Response:
        """Answer GET with the list and the dialog."""
        return self._list(request, {}, {})

    async def create(self, request: Request) -> Response:
        """Answer POST: on to the new connection, or the dialog with what is wrong."""
        row, form = self.site.data_center(request), await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, dialogs.SERVICE)
        problems = dialogs.problems(dialogs.SERVICE, sent, port=self.site.port)
        link_name = sent["Connection LinkName"]
        if self.shelf.service(row.code, link_name):
            problems["Connection LinkName"] = _TAKEN
        if problems:
            return self._list(request, sent, problems)
        made = CustomService(
            data_center=row.code,
            name=sent["Service Name"],
            authentication=sent["Authentication Type"],
            param_type=sent["Param Type"],
            authorize_url=sent["Authorize URL"],
            access_token_url=sent["Access Token URL"],
            refresh_token_url=sent["Refresh Token URL"],
            revoke_token_url=sent["Revoke Token URL"],
            scopes=sent["Scopes"],
            scope_delimiter=sent["Scope Delimiter"],
            connection_name=sent["Connection Name"],
            link_name=link_name,
            authorization=Authorization(
                connection_redirect_url(self.site, row), sent["Client ID"], sent["Client Secret"]
            ),
        )
        self.shelf.services.append(made)
        self.site.world.save()
        return go(of_service(made).at)

    async def show(self, request: Request) -> Response:
        """Answer with one connection."""
        holder = self.holder(request)
        return panelled(
            self.site.data_center(request),
            holder.name,
            f"<p>Connection LinkName: <code>{escape(holder.key)}</code></p>\n"
            + status(self, holder, "Connect"),
        )

    def _list(self, request: Request, sent: Values, problems: Values) -> Response:
        row = self.site.data_center(request)
        listed = "".join(
            f'<li><a href="{of_service(one).at}">{escape(one.connection_name)}</a>, '
            f"{escape(one.name)}</li>\n"
            for one in self.shelf.services_in(row.code)
        )
        redirect_url = connection_redirect_url(self.site, row)
        return panelled(
            row,
            "Connections",
            f"<ul>{listed}</ul>\n<h2>Custom service</h2>\n{dialogs.WORDING}"
            + pages.given_field("Redirect URL", "redirect_url", redirect_url)
            + self.form(
                f"/{row.code}/sigma/connections",
                dialogs.fields(dialogs.SERVICE, sent, problems),
                "Create Service",
            )
            + "<p>Without <code>?access_type=offline</code> in the Authorize URL the connection "
            "ends after an hour.</p>\n",
        )
