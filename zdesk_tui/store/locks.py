"""One lock per connector, so that of several processes only one renews or changes it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.errors import FileError
from zdesk_tui.store.files import private_folder, write_error
from zdesk_tui.store.paths import Paths


class Busy(FileError):
    """Another process holds the lock. Any other `FileError` says that locking is impossible."""


@contextmanager
def locked(paths: Paths, name: str, timeout: float = 10.0) -> Iterator[None]:
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
    from filelock import FileLock, Timeout

    path = paths.lock(names.require(name))
    lock = FileLock(path, timeout=timeout, mode=0o600)
    try:
        private_folder(Path(path).parent)
        lock.acquire()
    except Timeout:
        raise Busy(
            f"{name} is busy: another zdesk-tui held its lock for {timeout:g} seconds.",
            "Wait for it to finish, or end it, and try again.",
            path=Path(path),
        ) from None
    except OSError as error:
        raise write_error(path, error) from None
    except NotImplementedError:
        # Older filelock releases say it so when the file system has no locks.
        raise write_error(path, OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))) from None
    try:
        yield
    finally:
        lock.release()
