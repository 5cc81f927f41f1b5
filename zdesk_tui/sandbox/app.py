"""All of the sandbox's addresses in one list."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from zdesk_tui.errors import FileError
from zdesk_tui.sandbox import errorspage, startpage
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.consent import Consent
from zdesk_tui.sandbox.console import Console
from zdesk_tui.sandbox.desk import Desk
from zdesk_tui.sandbox.device import Device
from zdesk_tui.sandbox.door import Door
from zdesk_tui.sandbox.enhance import Enhance
from zdesk_tui.sandbox.guard import DOOR, Guard
from zdesk_tui.sandbox.neighbour import PROVE_PATH
from zdesk_tui.sandbox.products import Products
from zdesk_tui.sandbox.selfclient import SelfClient
from zdesk_tui.sandbox.settings import Settings
from zdesk_tui.sandbox.sigma.addresses import routes as sigma_routes
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.tokens import Tokens
from zdesk_tui.sandbox.world import World

# Zoho answers a wrong method itself, with a page or with its own error body.
_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def build(world: World, *, port: int, key: bytes) -> ASGIApp:
    """Return the sandbox as an ASGI app.

    Args:
        world: its state.
        port: the port in its URLs, and the only one that a `Host` may name.
        key: opens the control door.
    """
    site = Site(world=world, table=data_centers(port), port=port, key=key)
    console, consent, tokens = Console(site), Consent(site), Tokens(site)
    enhance = Enhance(site, tokens)
    device, selfclient = Device(site, tokens), SelfClient(site)
    desk, products = Desk(site), Products(site)
    door, settings = Door(site), Settings(site)

    async def start(request: Request) -> Response:
        return startpage.show(site)

    async def errors(request: Request) -> Response:
        return errorspage.show()

    accounts = "/{dc}/accounts/oauth"
    app = Starlette(
        routes=[
            Route("/", start),
            Route("/errors", errors),
            Route("/{dc}/console", console.show, methods=["GET"]),
            Route("/{dc}/console", console.register, methods=["POST"]),
            Route("/{dc}/console/{client_id}", settings.show, methods=["GET"]),
            Route("/{dc}/console/{client_id}", settings.change, methods=["POST"]),
            Route("/{dc}/console/{client_id}/details", settings.update, methods=["POST"]),
            Route("/{dc}/console/{client_id}/code", selfclient.show, methods=["GET"]),
            Route("/{dc}/console/{client_id}/code", selfclient.ask, methods=["POST"]),
            Route("/{dc}/console/{client_id}/portal", selfclient.choose, methods=["POST"]),
            Route("/{dc}/console/{client_id}/download", selfclient.download, methods=["POST"]),
            Route(f"{accounts}/v2/auth", consent.ask, methods=_ANY),
            Route(f"{accounts}/v2/auth/organization", consent.choose, methods=["POST"]),
            Route(f"{accounts}/v2/auth/consent", consent.answer, methods=["POST"]),
            Route(f"{accounts}/v2/token", tokens.token, methods=_ANY),
            Route(f"{accounts}/v2/token/scopeenhance", enhance.token, methods=_ANY),
            Route(f"{accounts}/v2/token/addextrascope", enhance.ask, methods=["GET"]),
            Route(f"{accounts}/v2/token/addextrascope/consent", enhance.answer, methods=["POST"]),
            Route(f"{accounts}/v2/token/revoke", tokens.revoke_open, methods=_ANY),
            Route(f"{accounts}/v2/revoke/token", tokens.revoke_as_client, methods=_ANY),
            Route(f"{accounts}/v3/device", device.ask, methods=["GET", "POST"]),
            Route(f"{accounts}/v3/device/code", device.code, methods=_ANY),
            Route(f"{accounts}/v3/device/token", device.token, methods=_ANY),
            Route(f"{accounts}/v3/device/setCode", device.set_code),
            Route(f"{accounts}/v3/device/organization", device.choose, methods=["POST"]),
            Route(f"{accounts}/v3/device/consent", device.answer, methods=["POST"]),
            Route(f"{accounts}/user/info", tokens.user_info),
            Route(f"{accounts}/serverinfo", tokens.server_info),
            Route("/{dc}/desk/{rest:path}", desk.call, methods=_ANY),
            *sigma_routes(site),
            Route(PROVE_PATH, door.prove),
            Route(DOOR + "{what:path}", door.control, methods=["GET", "POST"]),
            Route("/{dc}/{rest:path}", products.call, methods=_ANY),
        ],
        exception_handlers={FileError: _file_error},
    )
    return Guard(app, site)


async def _file_error(request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), status_code=500)
