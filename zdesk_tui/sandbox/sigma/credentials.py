"""The dialog Client Credentials, the button that authorizes, and what comes back from consent."""

from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import ZdeskError
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.flow import Flow
from zdesk_tui.sandbox.sigma.holders import Holder
from zdesk_tui.sandbox.sigma.section import Section, go, panelled
from zdesk_tui.sandbox.site import Site


class Credentials(Section):
    """Client pair and authorization of whatever has them."""

    def __init__(self, site: Site, flow: Flow) -> None:
        super().__init__(site)
        self._flow = flow

    async def show(self, request: Request) -> Response:
        """Answer GET with the dialog, its Redirect URL filled in."""
        pair = self.holder(request).authorization
        held = {"Client ID": pair.client_id, "Client Secret": pair.client_secret}
        return self._page(request, held, {})

    async def save(self, request: Request) -> Response:
        """Answer POST: note the pair, or show the dialog with what is wrong."""
        holder, form = self.holder(request), await self.sent(request)
        if form is None:
            return pages.stale_form()
        sent = dialogs.read(form, dialogs.CREDENTIALS)
        problems = dialogs.problems(dialogs.CREDENTIALS, sent, port=self.site.port)
        if problems:
            return self._page(request, sent, problems)
        holder.authorization.take(sent["Client ID"], sent["Client Secret"])
        self.site.world.save()
        return go(holder.at)

    async def authorize(self, request: Request) -> Response:
        """Answer POST: send the browser to the Request Token URL."""
        holder = self.holder(request)
        if await self.sent(request) is None:
            return pages.stale_form()
        return ask_consent(self._flow, self.site.data_center(request), holder)

    async def back(self, request: Request) -> Response:
        """Answer at a Redirect URL: exchange the code and show what came of it."""
        holder = self._flow.came_back(request)
        if holder is None:
            return pages.stale_form()
        try:
            await self._flow.exchange(holder, request)
        except ZdeskError as error:
            return _refused(self.site.data_center(request), holder, error)
        return go(holder.at)

    def _page(self, request: Request, sent: dict[str, str], problems: dict[str, str]) -> Response:
        holder = self.holder(request)
        pair = holder.authorization
        return panelled(
            self.site.data_center(request),
            "Client Credentials",
            f"<p>{escape(holder.name)}</p>\n"
            + pages.given_field("Redirect URL", "redirect_url", pair.redirect_url)
            + "<p>It belongs into the Authorized Redirect URIs of a server-based client in the "
            f'<a href="/{request.path_params["dc"]}/console">API Console</a>.</p>\n'
            + self.form(
                f"{holder.at}/credentials",
                dialogs.fields(dialogs.CREDENTIALS, sent, problems),
                "Save",
            ),
        )


def ask_consent(flow: Flow, row: DataCenter, holder: Holder) -> Response:
    """Send the browser to where consent is asked for, or say why that cannot be.

    Args:
        flow: of the console.
        row: the console's data center.
        holder: what is to be authorized.
    """
    try:
        return RedirectResponse(flow.begin(holder), status_code=302)
    except ZdeskError as error:
        return _refused(row, holder, error)


_WITHOUT_RENEWAL = "as access_type is online, or as it was allowed before without prompt=consent"


def status(section: Section, holder: Holder, button: str) -> str:
    """Return whether something is authorized, until when, and the button that does it.

    Args:
        section: of the page.
        holder: what it is about.
        button: what the button is called.
    """
    held, now = holder.authorization, section.site.world.now()
    if held.holds(now):
        word = "Authorized"
        why = (
            "A refresh token renews it whenever it is used."
            if held.refresh_token
            else f"For {max(1, round((held.expires_at - now) / 60))} minutes: no refresh token "
            f"came, {_WITHOUT_RENEWAL}."
        )
    elif held.access_token:
        word = "Not authorized"
        why = f"The hour is over, and no refresh token came, {_WITHOUT_RENEWAL}."
    elif held.client_id:
        word, why = "Not authorized", "Nobody has accepted yet."
    else:
        word, why = "Not authorized", "Client ID and Client Secret are not entered yet."
    urls = (holder.request_url, holder.access_url, holder.refresh_url)
    if not all(dialogs.is_here(url, section.site.port) for url in urls):
        why += " The sandbox goes to its own addresses only, and these URLs lead elsewhere."
    return (
        f'<p><strong id="status">{word}</strong></p>\n<p>{why}</p>\n'
        f'<p><a href="{holder.at}/credentials">Client Credentials</a></p>\n'
        + section.form(f"{holder.at}/authorize", "", button)
    )


def _refused(row: DataCenter, holder: Holder, error: ZdeskError) -> Response:
    return panelled(
        row,
        "Not authorized",
        f'<p class="problem">{escape(error.message)}</p>\n<p>{escape(error.advice)}</p>\n'
        f'<p><a href="{holder.at}">Back to {escape(holder.name)}</a></p>\n',
    )
