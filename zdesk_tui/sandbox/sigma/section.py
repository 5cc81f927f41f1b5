"""What all pages of the developer console share: its left panel, its forms, and who is asked."""

from collections.abc import Mapping
from html import escape
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma.holders import Holder, of_association, of_connector, of_service
from zdesk_tui.sandbox.sigma.records import Api, Connector, CustomService, Extension
from zdesk_tui.sandbox.sigma.shelf import Shelf
from zdesk_tui.sandbox.site import Site

Found = TypeVar("Found")


class Section:
    """A group of pages."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @property
    def shelf(self) -> Shelf:
        """What the consoles hold."""
        return self.site.world.sigma

    def connector(self, request: Request) -> Connector:
        """Return the connector that the path names; 404 where there is none."""
        row, key = self.site.data_center(request), request.path_params["key"]
        return _there(self.shelf.connector(row.code, key))

    def extension(self, request: Request) -> Extension:
        """Return the extension that the path names; 404 where there is none."""
        row, namespace = self.site.data_center(request), request.path_params["namespace"]
        return _there(self.shelf.extension(row.code, namespace))

    def service(self, request: Request) -> CustomService:
        """Return the custom service that the path names; 404 where there is none."""
        row, key = self.site.data_center(request), request.path_params["service"]
        return _there(self.shelf.service(row.code, key))

    def holder(self, request: Request) -> Holder:
        """Return what the path names: a connector, one within an extension, or a connection."""
        named = request.path_params
        if "service" in named:
            return of_service(self.service(request))
        connector = self.connector(request)
        if "namespace" not in named:
            return of_connector(connector)
        extension = self.extension(request)
        associated = (one for one in extension.associated if one.connector == connector.key)
        return of_association(extension, _there(next(associated, None)), connector)

    def api(self, request: Request, holder: Holder) -> Api:
        """Return the holder's API that the path names; 404 where there is none."""
        wanted = request.path_params["api"]
        return _there(next((one for one in holder.apis if one.key == wanted), None))

    def form(self, action: str, fields: str, button: str) -> str:
        """Return a form with a one-time token.

        Args:
            action: path that it is sent to.
            fields: HTML.
            button: plain text.
        """
        return (
            f'<form method="post" action="{escape(action)}" autocomplete="off">\n'
            + pages.hidden("form_token", self.site.forms.issue(("sigma", action)))
            + fields
            + f'<button type="submit">{escape(button)}</button>\n</form>\n'
        )

    async def sent(self, request: Request) -> FormData | None:
        """Return the form that was sent, or None where its token is of no use here."""
        form = await request.form()
        about = self.site.forms.take(form.get("form_token"))
        return form if about == ("sigma", request.url.path) else None


def panelled(row: DataCenter, title: str, body: str) -> HTMLResponse:
    """Return a page of the console, with the left panel beside it.

    Args:
        row: the console's data center.
        title: plain text.
        body: HTML.
    """
    at = f"/{row.code}/sigma"
    links = "".join(
        f'<p><a href="{at}{path}">{name}</a></p>\n'
        for name, path in (
            ("Connector", "/connectors"),
            ("Extensions", "/extensions"),
            ("Connections", "/connections"),
        )
    )
    return pages.page(
        title,
        f"<p>Developer console, {escape(row.name)}</p>\n"
        f'<div class="panelled">\n<nav>\n{links}</nav>\n<div>\n{body}</div>\n</div>',
    )


def details(rows: Mapping[str, str]) -> str:
    """Return what a dialog holds, plain text by label, without the fields that are empty."""
    lines = (
        f"<tr><th>{escape(label)}</th><td><pre>{escape(value)}</pre></td></tr>\n"
        for label, value in rows.items()
        if value
    )
    return f"<table>\n{''.join(lines)}</table>\n"


def go(path: str) -> RedirectResponse:
    """Send the browser to a page after a form was taken."""
    return RedirectResponse(path, status_code=303)


def _there(found: Found | None) -> Found:
    if found is None:
        raise HTTPException(404)
    return found
