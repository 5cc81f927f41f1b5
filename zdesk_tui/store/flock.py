"""`flock` that is never waited for without end: some file systems do not answer at all.

This is not left to a library, as those at hand either wait for the system's answer for ever or put
a mere file in the place of a lock that is refused, which a killed process leaves behind.
"""

import errno
import fcntl
import os
import threading
import time

PATIENCE = 10.0
"""Seconds after which a file system that does not answer counts as one without locks."""
NONE = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ETIMEDOUT)
"""What a system answers that has no locks here; the last is our own word for no answer."""
_REMEMBERED = 60.0
"""Seconds for which a file system that did not answer is not asked again."""

_silent_until = 0.0


class Attempt:
    """A try to lock an open file, which the caller need not wait for.

    The lock lasts until the descriptor is closed, or the process ends in whatever way.

    Args:
        descriptor: of the file; it may be closed while the system has not answered yet.

    Raises:
        OSError: the file system did not answer lately.
    """

    def __init__(self, descriptor: int) -> None:
        self._until = time.monotonic() + PATIENCE
        if time.monotonic() < _silent_until:
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        self._over = threading.Event()
        self._error: OSError | None = None
        # A daemon, so that a program can end though the system never answers. A descriptor of its
        # own, so that none is locked which the caller has closed meanwhile and opened anew.
        threading.Thread(target=self._ask, args=(os.dup(descriptor),), daemon=True).start()

    def _ask(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._error = error
        finally:
            os.close(descriptor)
            self._over.set()

    def held(self, wait: float) -> bool | None:
        """Tell whether the lock was had; None while the system has not answered.

        Args:
            wait: seconds to wait for that.

        Raises:
            OSError: there are no locks here, or the system did not answer for `PATIENCE`.
        """
        global _silent_until
        if not self._over.wait(wait):
            if time.monotonic() < self._until:
                return None
            _silent_until = time.monotonic() + _REMEMBERED
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        if self._error is None:
            return True
        if self._error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise self._error


def lock(descriptor: int) -> bool:
    """Lock an open file unless somebody else has it locked, and tell whether it is ours.

    Raises:
        OSError: there are no locks here, or the system did not answer for `PATIENCE`.
    """
    attempt = Attempt(descriptor)
    while (held := attempt.held(PATIENCE)) is None:
        pass
    return held
