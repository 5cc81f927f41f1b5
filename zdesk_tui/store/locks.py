"""One lock per connector, so that of several processes only one renews or changes it."""

import errno
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.errors import FileError
from zdesk_tui.store.files import private_folder, write_error
from zdesk_tui.store.paths import Paths

PATIENCE = 10.0
"""Seconds for which another process is waited for."""
_EVERY = 0.05


class Busy(FileError):
    """Another process holds the lock. Any other `FileError` says that locking is impossible."""


@contextmanager
def locked(paths: Paths, name: str, timeout: float = PATIENCE) -> Iterator[None]:
    """Hold a connector's lock; it is free again at the end, also when the process is killed.

    It is not to be taken twice by one thread.

    Args:
        paths: of the home.
        name: the connector.
        timeout: how long to wait for another process, in seconds.

    Raises:
        Busy: somebody else held it all the time.
        FileError: the lock file cannot be made or locked here.
    """
    with locked_file(paths.lock(names.require(name)), name, timeout):
        yield


@asynccontextmanager
async def locked_aside(paths: Paths, name: str, timeout: float = PATIENCE) -> AsyncIterator[None]:
    """Hold a connector's lock as `locked` does; the event loop goes on while it is waited for.

    Args:
        paths: of the home.
        name: the connector.
        timeout: how long to wait for another process, in seconds.

    Raises:
        Busy: somebody else held it all the time.
        FileError: the lock file cannot be made or locked here.
    """
    # Most commands never wait, and starting asyncio costs more than they do.
    import asyncio

    end = time.monotonic() + timeout
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(locked(paths, name, 0))
                break
            except Busy:
                if time.monotonic() >= end:
                    raise _busy(paths.lock(name), name, timeout) from None
            await asyncio.sleep(_EVERY)
        yield


def remove_held(paths: Paths, name: str) -> None:
    """Remove the lock file of a connector that is gone, while the lock is held.

    Whoever waits for it does not take the removed file for the lock, but makes a new one.

    Args:
        paths: of the home.
        name: the connector.
    """
    with suppress(OSError):
        Path(paths.lock(names.require(name))).unlink()


@contextmanager
def locked_file(path: str, what: str, timeout: float = PATIENCE) -> Iterator[None]:
    """Hold any lock file, as `locked` does that of a connector.

    Args:
        path: the lock file.
        what: is locked, for the message.
        timeout: how long to wait for another process, in seconds.

    Raises:
        Busy: somebody else held it all the time.
        FileError: the lock file cannot be made or locked here.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=timeout, mode=0o600)
    try:
        private_folder(Path(path).parent)
        lock.acquire()
    except Timeout:
        raise _busy(path, what, timeout) from None
    except OSError as error:
        raise write_error(path, error) from None
    except NotImplementedError:
        # Older filelock releases say it so when the file system has no locks.
        raise write_error(path, OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))) from None
    try:
        yield
    finally:
        lock.release()


def _busy(path: str, what: str, timeout: float) -> Busy:
    return Busy(
        f"{what} is busy: another zdesk-tui held its lock for {timeout:g} seconds.",
        "Wait for it to finish, or end it, and try again.",
        path=Path(path),
    )
