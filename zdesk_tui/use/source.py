"""Where a program's access tokens come from: the cache and the lock of `zdesk-tui token`."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from zdesk_tui.connector import Connector
from zdesk_tui.lifecycle.token import Valid, cached_token, ready, require_here, valid_token
from zdesk_tui.secret import Secret
from zdesk_tui.workspace import Workspace

_LOG = logging.getLogger("zdesk_tui")
_Result = TypeVar("_Result")


class Source:
    """The access tokens of one connector, for any number of threads.

    The files are read each time, so that a token which another process renewed, or a connector that
    was authorized again, counts at once. That takes well below a hundredth of a call to Zoho.

    Args:
        workspace: where the connector is.
        name: of the connector.
    """

    def __init__(self, workspace: Workspace, name: str) -> None:
        self._workspace = workspace
        self._name = name

    def connector(self) -> Connector:
        """Return the connector as it is now.

        Raises:
            ZdeskError: it cannot give a token without a person.
        """
        connector = ready(self._workspace, self._name)
        require_here(connector)
        return connector

    def token(
        self, connector: Connector, *, at_least: float | None = None, refused: Secret | None = None
    ) -> Secret:
        """Return a valid access token, renewed when needed; what is worth a warning is logged.

        Args:
            connector: as it is now.
            at_least: seconds for which it must still be good; about a minute when left out.
            refused: an access token that Zoho does not take though its hour is not over.

        Raises:
            ZdeskError: there is none to be had; see `zdesk_tui.errors`.
        """
        cached = cached_token(self._workspace, connector, at_least=at_least, refused=refused)
        if cached:
            return cached.access_token

        async def renewed() -> Valid:
            return await valid_token(
                self._workspace, self._name, at_least=at_least, refused=refused
            )

        found = _finished(renewed)
        for warning in found.warnings:
            _LOG.warning("%s", warning)
        return found.access_token


def _finished(work: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result:
    """Run a coroutine to its end, also within an event loop, as notebooks have one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work()))
        except BaseException as error:  # noqa: BLE001 - it is raised where it was asked for
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
