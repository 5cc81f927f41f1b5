"""The sandbox's HTTP server in a thread of its own."""

import asyncio
import contextlib
import socket
import threading
from pathlib import Path

import uvicorn

from zdesk_tui.errors import UsageError
from zdesk_tui.sandbox.app import build
from zdesk_tui.sandbox.world import World

_START_SECONDS = 10.0
_STOP_SECONDS = 5.0


class Server:
    """Serves the sandbox from the moment it is made until `stop`.

    Args:
        sockets: already listening; closed when the server stops.
        home: the folder with the state.
        port: the port in every URL.
        key: the control key.

    Raises:
        FileError: the state cannot be read.
        UsageError: the server did not start.
    """

    def __init__(self, sockets: list[socket.socket], *, home: Path, port: int, key: bytes) -> None:
        app = build(World.open(home), port=port, key=key)
        config = uvicorn.Config(
            app,
            # Whoever hosts this thread has a logging set-up, and a screen, of its own.
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._uvicorn = _Uvicorn(config)
        self._sockets = sockets
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        if not self._uvicorn.ready.wait(_START_SECONDS) or not self._uvicorn.started:
            self.stop()
            raise UsageError(
                f"The sandbox did not start on port {port}.",
                "Try again, or choose another port with --port.",
            )

    def stop(self) -> None:
        """End the server, its open connections and its thread."""
        self._uvicorn.ask_to_stop()
        self._thread.join(_STOP_SECONDS)
        for listener in self._sockets:
            listener.close()

    def _run(self) -> None:
        try:
            self._uvicorn.run(self._sockets)
        finally:
            self._uvicorn.ready.set()


class _Uvicorn(uvicorn.Server):
    """uvicorn that tells another thread when it accepts, and stops at once when asked."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._stop: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._stop = (asyncio.get_running_loop(), asyncio.Event())
        self.ready.set()

    async def main_loop(self) -> None:
        if self._stop is not None:
            await self._stop[1].wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # asyncio forgets, and leaves open, a connection that it has just taken when its server is
        # closed; the other side would never learn of the end. So: take no more, let those that
        # were taken settle, which needs a few turns of the loop, and only then close.
        loop = asyncio.get_running_loop()
        for listener in sockets or ():
            loop.remove_reader(listener)
        for _ in range(5):
            await asyncio.sleep(0)
        await super().shutdown(sockets=sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    def ask_to_stop(self) -> None:
        self.should_exit = True
        if self._stop is not None:
            loop, stop = self._stop
            # A loop that has ended by itself needs no asking.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)
