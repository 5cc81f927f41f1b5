"""One lock per connector, so that of several processes only one renews or changes it.

Where the file system has no locks, nothing is locked, and the caller is told so: every file is
replaced as a whole and a refresh token stays good, so that two processes which do the same at once
cost a request too many, and no data.
"""

import errno
import os
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.errors import FileError, TryLater
from zdesk_tui.store import flock
from zdesk_tui.store.files import private_folder, write_error
from zdesk_tui.store.paths import Paths

PATIENCE = 10.0
"""Seconds for which another process is waited for."""
_EVERY = 0.05
_AT_ONCE = 0.02
"""Seconds for which an event loop may stand still; a local file system answers far sooner."""


class Busy(FileError):
    """Another process holds the lock. Any other `FileError` says that it cannot be made."""

    # Nothing is wrong with the file: trying again later helps, as it does when Zoho is away.
    exit_code = TryLater.exit_code


@contextmanager
def locked(paths: Paths, name: str, timeout: float = PATIENCE) -> Iterator[str]:
    """Hold a connector's lock; it is free again at the end, also when the process is killed.

    It is not to be taken twice by one thread. What comes is a warning for the person when there
    are no locks here and so none is held, else "".

    Args:
        paths: of the home.
        name: the connector.
        timeout: how long to wait for another process, in seconds.

    Raises:
        Busy: somebody else held it all the time.
        FileError: the lock file cannot be made here.
    """
    with locked_file(paths.lock(names.require(name)), name, timeout) as warning:
        yield warning


@asynccontextmanager
async def locked_aside(paths: Paths, name: str, timeout: float = PATIENCE) -> AsyncIterator[str]:
    """Hold a connector's lock as `locked` does; the event loop goes on while it is waited for.

    Args:
        paths: of the home.
        name: the connector.
        timeout: how long to wait for another process, in seconds.

    Raises:
        Busy: somebody else held it all the time.
        FileError: the lock file cannot be made here.
    """
    # Most commands never wait, and starting asyncio costs more than they do.
    import asyncio

    taking = _taking(paths.lock(names.require(name)), name, timeout)
    try:
        while True:
            await asyncio.sleep(next(taking))
    except StopIteration as end:
        descriptor, warning = end.value
    finally:
        taking.close()
    with _closed(descriptor):
        yield warning


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
def locked_file(path: str, what: str, timeout: float = PATIENCE) -> Iterator[str]:
    """Hold any lock file, as `locked` does that of a connector.

    Args:
        path: the lock file.
        what: is locked, for the message.
        timeout: how long to wait for another process, in seconds.

    Raises:
        Busy: somebody else held it all the time.
        FileError: the lock file cannot be made here.
    """
    taking = _taking(path, what, timeout)
    try:
        while True:
            time.sleep(next(taking))
    except StopIteration as end:
        descriptor, warning = end.value
    with _closed(descriptor):
        yield warning


@contextmanager
def _closed(descriptor: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(descriptor)


def _taking(path: str, what: str, timeout: float) -> Generator[float, None, tuple[int, str]]:
    """Take a lock file, yielding the seconds to sleep, and return its descriptor and a warning."""
    end = time.monotonic() + timeout
    while True:
        descriptor = _opened(path)
        mine = False
        try:
            attempt = flock.Attempt(descriptor)
            while (held := attempt.held(_AT_ONCE)) is None:
                yield _EVERY
            # One that was removed meanwhile locks nobody else out.
            mine = held and _same(descriptor, path)
            if mine:
                return descriptor, ""
        except OSError as error:
            mine = error.errno in flock.NONE
            if mine:
                return descriptor, _unlocked(path, what, error)
            raise write_error(path, error) from None
        finally:
            if not mine:
                os.close(descriptor)
        if not held:
            if time.monotonic() >= end:
                raise _busy(path, what, timeout)
            yield _EVERY


def _opened(path: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        private_folder(Path(path).parent)
        return os.open(path, flags, 0o600)
    except OSError as error:
        raise write_error(path, error) from None


def _same(descriptor: int, path: str) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), Path(path).lstat())
    return False


def _unlocked(path: str, what: str, error: OSError) -> str:
    folder = Path(path).parent
    if error.errno == errno.ETIMEDOUT:
        why = f"the file system of {folder} did not answer within {flock.PATIENCE:g} seconds"
    else:
        why = f"the file system of {folder} has no locks"
    return (
        f"{what} was not locked: {why}. Two processes may do the same at once; keep the state "
        "folder on a local disk to avoid it (XDG_STATE_HOME or --home)."
    )


def _busy(path: str, what: str, timeout: float) -> Busy:
    return Busy(
        f"{what} is busy: another zdesk-tui held its lock for {timeout:g} seconds.",
        "Wait for it to finish, or end it, and try again.",
        path=Path(path),
    )
