"""All addresses of the developer console."""

from starlette.routing import Route

from zdesk_tui.sandbox.sigma.apis import Apis
from zdesk_tui.sandbox.sigma.connections import Connections
from zdesk_tui.sandbox.sigma.connectors import Connectors
from zdesk_tui.sandbox.sigma.credentials import Credentials
from zdesk_tui.sandbox.sigma.extensions import Extensions
from zdesk_tui.sandbox.sigma.flow import Flow
from zdesk_tui.sandbox.sigma.redirects import CALLED_AT, CONNECTION_AT
from zdesk_tui.sandbox.site import Site


def routes(site: Site) -> list[Route]:
    """Return the routes of the developer console in every data center."""
    flow = Flow(site)
    connectors, extensions, connections = (
        Connectors(site),
        Extensions(site),
        Connections(site, flow),
    )
    apis, credentials = Apis(site, flow), Credentials(site, flow)
    sigma = "/{dc}/sigma"
    one, within = f"{sigma}/connectors/{{key}}", f"{sigma}/extensions/{{namespace}}/{{key}}"
    connection = f"{sigma}/connections/{{service}}"
    get, post = ["GET"], ["POST"]
    return [
        *(Route(f"/{{dc}}/{path}", credentials.back, methods=get) for path in CALLED_AT),
        *(Route(f"/{{dc}}/{path}", credentials.back, methods=get) for path in CONNECTION_AT),
        Route(sigma, connectors.show_all, methods=get),
        Route(f"{sigma}/connectors", connectors.show_all, methods=get),
        Route(f"{sigma}/create", connectors.ask, methods=get),
        Route(f"{sigma}/create", connectors.save, methods=post),
        Route(one, connectors.show, methods=get),
        Route(f"{one}/details", connectors.ask, methods=get),
        Route(f"{one}/details", connectors.save, methods=post),
        Route(f"{one}/publish", connectors.publish, methods=post),
        Route(f"{one}/apis", apis.ask, methods=get),
        Route(f"{one}/apis", apis.add, methods=post),
        Route(f"{sigma}/extensions", extensions.show_all, methods=get),
        Route(f"{sigma}/extensions", extensions.create, methods=post),
        Route(f"{sigma}/extensions/{{namespace}}", extensions.show, methods=get),
        Route(f"{sigma}/extensions/{{namespace}}", extensions.associate, methods=post),
        Route(within, extensions.show_one, methods=get),
        Route(f"{within}/apis", extensions.show_apis, methods=get),
        Route(f"{within}/apis", extensions.add_api, methods=post),
        Route(f"{sigma}/connections", connections.show_all, methods=get),
        Route(f"{sigma}/connections", connections.create, methods=post),
        Route(connection, connections.show, methods=get),
        Route(f"{connection}/connection", connections.connect, methods=post),
        *(
            route
            for at in (one, within)
            for route in (
                Route(f"{at}/apis/{{api}}", apis.show, methods=get),
                Route(f"{at}/apis/{{api}}", apis.invoke, methods=post),
            )
        ),
        *(
            route
            for at in (one, within, connection)
            for route in (
                Route(f"{at}/credentials", credentials.show, methods=get),
                Route(f"{at}/credentials", credentials.save, methods=post),
                Route(f"{at}/authorize", credentials.authorize, methods=post),
            )
        ),
    ]
