"""One sandbox per home: run it, or join the one that already runs, and take over when it ends."""

import contextlib
import errno
import shlex
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self

from zdesk_tui.errors import UsageError, ZdeskError
from zdesk_tui.sandbox import disk
from zdesk_tui.sandbox.addresses import DEFAULT_PORT
from zdesk_tui.sandbox.neighbour import LOOPBACKS, Neighbour, who_listens

if TYPE_CHECKING:
    from zdesk_tui.sandbox.server import Server

_PATIENCE = 8.0
"""Seconds to wait for a sandbox that is just ending to let go of the port and of the home."""


class Sandbox:
    """A sandbox that answers on a port for as long as this is open, whoever runs it.

    Made by `join_or_run`. Closing it ends the sandbox only if it runs here.

    Args:
        home: the folder with the state and the key.
        port: the loopback port.
    """

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._server: Server | None = None
        self._lock: disk.HomeLock | None = None
        self._line: socket.socket | None = None
        self._watcher: threading.Thread | None = None

    @classmethod
    def join_or_run(cls, home: Path, port: int = DEFAULT_PORT) -> Self:
        """Join the sandbox of this home that listens on the port, or run one in a thread.

        Raises:
            UsageError: a stranger holds the port, the home is in use on another port, or what the
                sandbox needs is not installed.
            FileError: the home or its state cannot be read or written.
        """
        sandbox = cls(home, port)
        sandbox._settle(may_join=True)
        if not sandbox.owned:
            sandbox._watcher = threading.Thread(
                target=sandbox._watch, name="sandbox watcher", daemon=True
            )
            sandbox._watcher.start()
        return sandbox

    @classmethod
    def run(cls, home: Path, port: int = DEFAULT_PORT) -> Self:
        """Run a sandbox in a thread.

        Raises:
            UsageError: as `join_or_run`, and also when a sandbox of this home already runs.
            FileError: the home or its state cannot be read or written.
        """
        sandbox = cls(home, port)
        sandbox._settle(may_join=False)
        return sandbox

    @property
    def owned(self) -> bool:
        """Whether it runs in this process; a joined one can become owned."""
        return self._server is not None

    def close(self) -> None:
        """End it if it runs here, and stop watching it if not. Harmless when repeated."""
        self._closed.set()
        self._hang_up()
        with self._guard:
            server, self._server = self._server, None
            lock, self._lock = self._lock, None
        if server is not None:
            server.stop()
        if lock is not None:
            lock.release()
        watcher = self._watcher
        if watcher is not None and watcher is not threading.current_thread():
            self._hang_up()
            watcher.join(timeout=_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _settle(self, *, may_join: bool) -> None:
        """Become the owner or a guest; whoever binds the port first is the owner."""
        if not 1 <= self.port <= 65535:
            raise UsageError(
                f"{self.port} is not a port.", "Give --port a number from 1 to 65535."
            )  # fmt: skip
        key = disk.control_key(self.home)
        deadline = time.monotonic() + _PATIENCE
        while True:
            neighbour = who_listens(self.port, key)
            if neighbour is Neighbour.OURS and may_join:
                line = _open_line(self.port)
                if line is not None:
                    self._line = line
                    return
            elif neighbour is Neighbour.OURS:
                raise UsageError(
                    f"A sandbox of this home already runs on port {self.port}.",
                    "Use that one, or end it first.",
                )
            elif neighbour is Neighbour.STRANGER:
                raise _stranger(self.port)
            elif neighbour is Neighbour.NOBODY and self._run_own(key, deadline):
                return
            if time.monotonic() > deadline:
                raise _stranger(self.port)
            if self._closed.wait(0.05):
                return

    def _run_own(self, key: bytes, deadline: float) -> bool:
        """Listen and serve; False when somebody else was faster on the port."""
        try:
            from zdesk_tui.sandbox.server import Server
        except ImportError as error:
            raise _missing(error.name) from None
        # Starlette reads forms with it, and asks for it only when the first form comes.
        if not (find_spec("python_multipart") or find_spec("multipart")):
            raise _missing("python-multipart")
        sockets = _bind(self.port)
        if sockets is None:
            return False
        lock = disk.HomeLock(self.home)
        try:
            while not lock.take(self.port):
                if time.monotonic() > deadline:
                    elsewhere = lock.holder()
                    raise UsageError(
                        f"The sandbox of {self.home} already runs on port {elsewhere}.",
                        f"Use it with --port {elsewhere}, end it, or choose another --home.",
                    )
                self._closed.wait(0.05)
            server = Server(sockets, home=self.home, port=self.port, key=key)
        except ZdeskError:
            for listener in sockets:
                listener.close()
            lock.release()
            raise
        with self._guard:
            if not self._closed.is_set():
                self._server, self._lock = server, lock
                return True
        server.stop()
        lock.release()
        return True

    def _watch(self) -> None:
        while (line := self._line) is not None:
            # The owner never writes here: what comes is the end of the connection.
            if not self._closed.is_set():
                with contextlib.suppress(OSError):
                    line.recv(1)
            line.close()
            self._line = None
            if self._closed.is_set():
                return
            # Where it cannot be replaced, the next request says that nobody is there.
            with contextlib.suppress(ZdeskError):
                self._settle(may_join=True)

    def _hang_up(self) -> None:
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def serve(
    home: Path, port: int = DEFAULT_PORT, ready: Callable[[], None] | None = None
) -> signal.Signals:
    """Run the sandbox until a signal ends it; for the main thread.

    Args:
        home: the folder with the state and the key.
        port: the loopback port.
        ready: called once it accepts requests.

    Returns:
        The signal that ended it: SIGINT, SIGTERM or SIGHUP.

    Raises:
        UsageError: a stranger or a sandbox of this home holds the port, the home is in use on
            another port, or what the sandbox needs is not installed.
        FileError: the home or its state cannot be read or written.
    """
    # Blocked before any thread starts, so that all threads inherit it and none is interrupted.
    wanted = {
        number
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    before = signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
    try:
        with Sandbox.run(home, port):
            if ready is not None:
                ready()
            return signal.Signals(signal.sigwait(wanted))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _bind(port: int) -> list[socket.socket] | None:
    """Listen on every loopback family of this machine; None when one is taken."""
    listeners: list[socket.socket] = []
    for family, host in LOOPBACKS:
        listener: socket.socket | None = None
        try:
            # asyncio sends small answers at once only where the protocol is named.
            listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((host, port))
            listener.listen(128)
            listeners.append(listener)
        except OSError as error:
            if listener is not None:
                listener.close()
            if error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT):
                continue
            for other in listeners:
                other.close()
            if error.errno == errno.EADDRINUSE:
                return None
            raise UsageError(
                f"Port {port} cannot be listened on: {error.strerror or error}.",
                "Choose another port with --port, above 1023.",
            ) from None
    if not listeners:
        raise UsageError(
            "This machine has no loopback address to listen on.",
            "Bring up the lo interface.",
        )
    return listeners


def _open_line(port: int) -> socket.socket | None:
    """Connect to the owner and stay silent: the connection ends when the owner does."""
    for family, host in LOOPBACKS:
        try:
            line = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue
        try:
            line.connect((host, port))
        except OSError:
            line.close()
            continue
        return line
    return None


def _stranger(port: int) -> UsageError:
    return UsageError(
        f"Port {port} is held by another program, or by the sandbox of another home.",
        "End that program, or choose another port with --port.",
    )


def _missing(name: str | None) -> UsageError:
    return UsageError(
        f"The sandbox needs a library that is not installed here ({name}).",
        f"{shlex.quote(sys.executable)} -m pip install 'zdesk-tui[sandbox]'",
    )
