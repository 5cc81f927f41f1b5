"""The APIs of a connector: Add API, and the page of one with its identifier and a test call."""

import json
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from zdesk_tui.errors import Refused, ZdeskError
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.dialogs import Values
from zdesk_tui.sandbox.sigma.flow import Flow
from zdesk_tui.sandbox.sigma.holders import Holder, of_connector
from zdesk_tui.sandbox.sigma.records import Api
from zdesk_tui.sandbox.sigma.section import Section, details, go, panelled
from zdesk_tui.sandbox.sigma.shelf import identifier, unused
from zdesk_tui.sandbox.site import Site


class Apis(Section):
    """The pages of APIs."""

    def __init__(self, site: Site, flow: Flow) -> None:
        super().__init__(site)
        self._flow = flow

    async def ask(self, request: Request) -> Response:
        """Answer GET with the dialog Add API."""
        return self._dialog(request, {}, {})

    async def add(self, request: Request) -> Response:
        """Answer POST: add the API, or show the dialog with what is wrong."""
        connector, form = self.connector(request), await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, dialogs.API)
        problems = dialogs.problems(dialogs.API, sent, port=self.site.port)
        if problems:
            return self._dialog(request, sent, problems)
        connector.apis.append(
            Api(
                key=unused(identifier(sent["API Name"]), [one.key for one in connector.apis]),
                name=sent["API Name"],
                method=sent["Method"],
                url=sent["URL"],
                headers=dialogs.pairs(sent, "Header"),
                parameters=dialogs.pairs(sent, "Parameter"),
                body=sent["Body"],
            )
        )
        self.site.world.save()
        return go(of_connector(connector).at)

    async def show(self, request: Request) -> Response:
        """Answer GET with an API and the form of a test call."""
        holder = self.holder(request)
        return self._page(request, holder, self.api(request, holder), {}, "")

    async def invoke(self, request: Request) -> Response:
        """Answer POST: call the API with the connector's token and show the map that comes."""
        holder, form = self.holder(request), await self.sent(request)
        api = self.api(request, holder)
        if form is None:
            return pages.stale_form()
        values = {name: str(form.get(_place(name), "")) for name in dialogs.placeholders(api)}
        if any(map(dialogs.value_problem, values.values())):
            return self._page(request, holder, api, values, "")
        try:
            result = await self._flow.invoke(holder, api, values)
        except Refused as error:
            # So an unauthorized connector is told in the JavaScript call (reported).
            result = {"code": error.word, "message": str(error)}
        except ZdeskError as error:
            shown = f'<p class="problem">{escape(str(error))}</p>\n'
            return self._page(request, holder, api, values, shown)
        text = json.dumps(result, indent=2, ensure_ascii=False)
        return self._page(
            request,
            holder,
            api,
            values,
            f'<h2>Answer</h2>\n<pre id="answer">{escape(text)}</pre>\n',
        )

    def _dialog(self, request: Request, sent: Values, problems: Values) -> Response:
        connector = self.connector(request)
        return panelled(
            self.site.data_center(request),
            "Add API",
            f"<p>{escape(connector.name)}</p>\n{dialogs.WORDING}"
            + self.form(request.url.path, dialogs.fields(dialogs.API, sent, problems), "Save")
            + "<p>A value that is known only when it is called stands as a placeholder, such as "
            "<code>${ticketId}</code>.</p>\n",
        )

    def _page(
        self, request: Request, holder: Holder, api: Api, values: Values, below: str
    ) -> Response:
        places = "".join(
            pages.text_field(
                name,
                _place(name),
                values.get(name, ""),
                dialogs.value_problem(values.get(name, "")),
            )
            for name in dialogs.placeholders(api)
        )
        about = {
            "Method": api.method,
            "URL": api.url,
            "Parameters": "\n".join(map("=".join, api.parameters.items())),
            "Headers": "\n".join(map(": ".join, api.headers.items())),
            "Body": api.body,
        }
        return panelled(
            self.site.data_center(request),
            api.name,
            self._identified(request, holder, api)
            + details(about)
            + "<h2>Test call</h2>\n<p>Its answer is the map that a script gets.</p>\n"
            + self.form(request.url.path, places, "Invoke")
            + below
            + f'<p><a href="{holder.at}">Back to {escape(holder.name)}</a></p>\n',
        )

    def _identified(self, request: Request, holder: Holder, api: Api) -> str:
        if "namespace" not in request.path_params:
            return (
                "<p>Its API Unique Identifier stands in the extension that has it, under View All "
                "APIs.</p>\n"
            )
        key = f"{holder.key}.{api.key}"
        params = "params" if dialogs.placeholders(api) else "Map()"
        return (
            f'<p>API Unique Identifier: <code id="identifier">{key}</code></p>\n'
            f'<pre>response = zoho.crm.invokeConnector("{key}", {params});</pre>\n'
        )


def _place(name: str) -> str:
    return f"value_{name}"
