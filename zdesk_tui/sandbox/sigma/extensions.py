"""Extensions: connectors are associated with them, and scripts call APIs by their identifiers."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.credentials import status
from zdesk_tui.sandbox.sigma.records import Api, Association, Authorization, Connector, Extension
from zdesk_tui.sandbox.sigma.redirects import redirect_url
from zdesk_tui.sandbox.sigma.section import Section, go, panelled
from zdesk_tui.sandbox.sigma.shelf import identifier, unused

_NAME = ("Extension Name",)


class Extensions(Section):
    """The pages of extensions."""

    async def show_all(self, request: Request) -> Response:
        """Answer GET with the list, and the form that creates one."""
        return self._list(request, {}, {})

    async def create(self, request: Request) -> Response:
        """Answer POST with the new extension, or with what is wrong with its name."""
        row, form = self.site.data_center(request), await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, _NAME)
        problems = dialogs.problems(_NAME, sent, port=self.site.port)
        if problems:
            return self._list(request, sent, problems)
        name = sent["Extension Name"]
        taken = [one.namespace for one in self.shelf.extensions_in(row.code)]
        made = Extension(row.code, unused(identifier(name), taken), name)
        self.shelf.extensions.append(made)
        self.site.world.save()
        return go(_at(made))

    async def show(self, request: Request) -> Response:
        """Answer with the tab Associated Connectors."""
        one = self.extension(request)
        rows = [
            (
                f'<a href="{_at(one)}/{had.connector}">{escape(connector.name)}</a>',
                f"<code>{one.namespace}.{had.connector}</code>",
            )
            for had in one.associated
            if (connector := self.shelf.connector(one.data_center, had.connector))
        ]
        return panelled(
            self.site.data_center(request),
            one.name,
            f"<p>Namespace: <code>{one.namespace}</code></p>\n<h2>Connectors</h2>\n"
            "<h3>Associated Connectors</h3>\n"
            + (pages.table(("Connector", "Connector key"), rows) if rows else "<p>None yet.</p>\n")
            + f"<h3>Add Connector</h3>\n{self._offer(one)}",
        )

    async def associate(self, request: Request) -> Response:
        """Answer POST: associate a published connector, and go on to its Client Credentials."""
        row, one = self.site.data_center(request), self.extension(request)
        form = await self.sent(request)
        wanted = str(form.get("connector", "")) if form else ""
        found = next((it for it in self._addable(one) if it.key == wanted), None)
        if found is None:
            return pages.stale_form()
        url = found.authorization.redirect_url
        if self.site.world.switches.associated_redirect == "of its own":
            url = redirect_url(self.site, row, f"{one.namespace}.{found.key}")
        apis = [api.key for api in found.apis if api.published]
        one.associated.append(Association(found.key, apis, Authorization(url)))
        self.site.world.save()
        return go(f"{_at(one)}/{found.key}/credentials")

    async def show_one(self, request: Request) -> Response:
        """Answer with an associated connector: its authorization and its APIs."""
        holder = self.holder(request)
        return panelled(
            self.site.data_center(request),
            holder.name,
            f"<p>Connector key: <code>{holder.key}</code></p>\n"
            + status(self, holder, "Authorize Connector")
            + f'<p><a href="{holder.at}/apis">View All APIs</a></p>\n',
        )

    async def show_apis(self, request: Request) -> Response:
        """Answer with List Of APIs, and with those that can be added."""
        holder = self.holder(request)
        listed = "".join(
            f'<li><a href="{holder.at}/apis/{api.key}">{escape(api.name)}</a></li>\n'
            for api in holder.apis
        )
        later = [(api.key, api.name) for api in self._later(request)]
        return panelled(
            self.site.data_center(request),
            "List Of APIs",
            f"<p>{escape(holder.name)}</p>\n<ul>{listed}</ul>\n<h2>Add API</h2>\n"
            + (
                self.form(request.url.path, pages.select("API", "api", later, ""), "OK")
                if later
                else "<p>There is no other published API.</p>\n"
            )
            + f'<p><a href="{holder.at}">Back to {escape(holder.name)}</a></p>\n',
        )

    async def add_api(self, request: Request) -> Response:
        """Answer POST: add an API that was published after its connector was associated."""
        holder, form = self.holder(request), await self.sent(request)
        wanted = str(form.get("api", "")) if form else ""
        if wanted not in [api.key for api in self._later(request)]:
            return pages.stale_form()
        extension, key = self.extension(request), request.path_params["key"]
        next(one for one in extension.associated if one.connector == key).apis.append(wanted)
        self.site.world.save()
        return go(f"{holder.at}/apis")

    def _list(self, request: Request, sent: dict[str, str], problems: dict[str, str]) -> Response:
        row = self.site.data_center(request)
        listed = "".join(
            f'<li><a href="{_at(one)}">{escape(one.name)}</a></li>\n'
            for one in self.shelf.extensions_in(row.code)
        )
        return panelled(
            row,
            "Extensions",
            f"<ul>{listed}</ul>\n<h2>Create Extension</h2>\n{dialogs.WORDING}"
            + self.form(
                f"/{row.code}/sigma/extensions", dialogs.fields(_NAME, sent, problems), "Create"
            ),
        )

    def _offer(self, one: Extension) -> str:
        choices = [(it.key, it.name) for it in self._addable(one)]
        if not choices:
            return (
                "<p>No other connector is published. Publish one on its page under Connector.</p>\n"
            )
        return self.form(_at(one), pages.select("Connector", "connector", choices, ""), "OK")

    def _addable(self, one: Extension) -> list[Connector]:
        had = {it.connector for it in one.associated}
        rows = self.shelf.connectors_in(one.data_center)
        return [it for it in rows if it.published and it.key not in had]

    def _later(self, request: Request) -> list[Api]:
        had = {api.key for api in self.holder(request).apis}
        rows = self.connector(request).apis
        return [api for api in rows if api.published and api.key not in had]


def _at(one: Extension) -> str:
    return f"/{one.data_center}/sigma/extensions/{one.namespace}"
