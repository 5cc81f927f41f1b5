"""The console's Connector: the list, the dialog that creates one, its page, Publish."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.credentials import status
from zdesk_tui.sandbox.sigma.dialogs import Values
from zdesk_tui.sandbox.sigma.holders import of_connector
from zdesk_tui.sandbox.sigma.records import Authorization, Connector
from zdesk_tui.sandbox.sigma.redirects import redirect_url
from zdesk_tui.sandbox.sigma.section import Section, details, go, panelled
from zdesk_tui.sandbox.sigma.shelf import identifier, unused


class Connectors(Section):
    """The pages of connectors themselves."""

    async def show_all(self, request: Request) -> Response:
        """Answer with the list."""
        row, now = self.site.data_center(request), self.site.world.now()
        rows = [
            (
                f'<a href="{of_connector(one).at}">{escape(one.name)}</a>',
                "authorized" if one.authorization.holds(now) else "not authorized",
                "published" if one.published else "not published",
                str(len(one.apis)),
            )
            for one in self.shelf.connectors_in(row.code)
        ]
        return panelled(
            row,
            "Connector",
            (pages.table(("Connector Name", "State", "Published", "APIs"), rows) if rows else "")
            + f'<p><a href="/{row.code}/sigma/create">Create Connector</a></p>\n',
        )

    async def ask(self, request: Request) -> Response:
        """Answer GET with the dialog, empty or with what a connector has."""
        return self._dialog(request, self._held(request), {})

    async def save(self, request: Request) -> Response:
        """Answer POST: on to Client Credentials, or the dialog with what is wrong."""
        form = await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, dialogs.CONNECTOR)
        problems = dialogs.problems(dialogs.CONNECTOR, sent, port=self.site.port)
        if problems:
            return self._dialog(request, sent, problems)
        if "key" in request.path_params:
            at = of_connector(self._change(self.connector(request), sent)).at
        else:
            at = f"{of_connector(self._create(request, sent)).at}/credentials"
        self.site.world.save()
        return go(at)

    async def show(self, request: Request) -> Response:
        """Answer with one connector: details, authorization, APIs."""
        one = self.connector(request)
        holder = of_connector(one)
        apis = "".join(
            f'<li><a href="{holder.at}/apis/{api.key}">{escape(api.name)}</a> '
            f"({api.method}, {'published' if api.published else 'not published'})</li>\n"
            for api in one.apis
        )
        return panelled(
            self.site.data_center(request),
            one.name,
            details(_values(one))
            + f'<p><a href="{holder.at}/details">Edit</a></p>\n<h2>Authorization</h2>\n'
            + status(self, holder, "Authorize Connector")
            + f"<h2>APIs</h2>\n<ul>{apis}</ul>\n"
            f'<p><a href="{holder.at}/apis">Add API</a></p>\n'
            f"<h2>{'Published' if one.published else 'Not published'}</h2>\n"
            "<p>Only published connectors and APIs can be had in an extension.</p>\n"
            + self.form(f"{holder.at}/publish", "", "Publish"),
        )

    async def publish(self, request: Request) -> Response:
        """Answer POST: publish the connector with the APIs that it has now."""
        one = self.connector(request)
        if await self.sent(request) is None:
            return pages.stale_form()
        one.published = True
        for api in one.apis:
            api.published = True
        self.site.world.save()
        return go(of_connector(one).at)

    def _held(self, request: Request) -> Values:
        return _values(self.connector(request)) if "key" in request.path_params else {}

    def _dialog(self, request: Request, sent: Values, problems: Values) -> Response:
        row = self.site.data_center(request)
        return panelled(
            row,
            "Edit Connector" if "key" in request.path_params else "Create Connector",
            dialogs.WORDING
            + self.form(request.url.path, dialogs.fields(dialogs.CONNECTOR, sent, problems), "Save")
            + "<p>The scopes stand in the Request Token URL, as <code>?scope=</code> with commas. "
            "It gives access for an hour; with <code>&amp;access_type=offline</code> at its end a "
            "refresh token comes too.</p>\n",
        )

    def _create(self, request: Request, sent: Values) -> Connector:
        row, name = self.site.data_center(request), sent["Connector Name"]
        taken = [one.key for one in self.shelf.connectors_in(row.code)]
        key = unused(identifier(name), taken)
        made = Connector(
            data_center=row.code,
            key=key,
            name=name,
            request_token_url=sent["Request Token URL"],
            access_token_url=sent["Access Token URL"],
            refresh_token_url=sent["Refresh Token URL"],
            authorization=Authorization(redirect_url(self.site, row, key)),
        )
        self.shelf.connectors.append(made)
        return made

    def _change(self, one: Connector, sent: Values) -> Connector:
        """Take over what was edited; what another URL gave is worth nothing with this one."""
        if _values(one) | {"Connector Name": ""} != sent | {"Connector Name": ""}:
            for held in self.shelf.authorizations(one):
                held.forget()
        one.name = sent["Connector Name"]
        one.request_token_url = sent["Request Token URL"]
        one.access_token_url = sent["Access Token URL"]
        one.refresh_token_url = sent["Refresh Token URL"]
        return one


def _values(one: Connector) -> Values:
    return {
        "Connector Name": one.name,
        "Request Token URL": one.request_token_url,
        "Access Token URL": one.access_token_url,
        "Refresh Token URL": one.refresh_token_url,
    }
