"""Changes of a connector's APIs, each on what its file holds at that moment."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from zdesk_tui.connector import Api, Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.store.locks import locked_aside
from zdesk_tui.workspace import Workspace


async def keep(workspace: Workspace, name: str, api: Api, *, before: str = "") -> Connector:
    """Save an API with a connector, and return the connector.

    Args:
        workspace: where the connector is.
        name: of the connector.
        api: to save.
        before: name of the one whose place it takes; empty for a new one.

    Raises:
        ZdeskError: its name is taken, or the one before is gone.
        NoSuchConnector: there is no connector of that name.
        FileError: its file cannot be read or written.
    """

    def changed(connector: Connector) -> Connector:
        apis = list(connector.apis)
        at = next((at for at, one in enumerate(apis) if one.name == before), len(apis))
        if before and at == len(apis):
            raise ZdeskError(f"The API {before} is gone meanwhile.", "Go back and look again.")
        others = (one.name.casefold() for one in (*apis[:at], *apis[at + 1 :]))
        if api.name.casefold() in others:
            raise ZdeskError(f"{name} has an API {api.name} already.", "Choose another name.")
        apis[at : at + 1] = [api]
        return replace(connector, apis=tuple(apis))

    return await _changed(workspace, name, changed)


async def remove(workspace: Workspace, name: str, api: str) -> Connector:
    """Remove an API from a connector, and return the connector; one that is gone is fine.

    Raises:
        NoSuchConnector: there is no connector of that name.
        FileError: its file cannot be read or written.
    """

    def changed(connector: Connector) -> Connector:
        return replace(connector, apis=tuple(one for one in connector.apis if one.name != api))

    return await _changed(workspace, name, changed)


async def ask_for(workspace: Workspace, name: str, scopes: Iterable[str]) -> Connector:
    """Add scopes to those that a connector asks for, and return it; it needs consent again then.

    Raises:
        NoSuchConnector: there is no connector of that name.
        FileError: its file cannot be read or written.
    """

    def changed(connector: Connector) -> Connector:
        return replace(connector, scopes=tuple(dict.fromkeys((*connector.scopes, *scopes))))

    return await _changed(workspace, name, changed)


async def _changed(
    workspace: Workspace, name: str, changed: Callable[[Connector], Connector]
) -> Connector:
    async with locked_aside(workspace.paths, name):
        connector = changed(workspace.connectors.load(name))
        workspace.connectors.save(connector)
        return connector
