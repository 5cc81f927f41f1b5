"""The sandbox's home: a private folder, written atomically and locked by the one that runs it."""

import contextlib
import fcntl
import os
import secrets
import tempfile
from pathlib import Path

from zdesk_tui.errors import FileError

KEY_FILE = "control.key"
LOCK_FILE = "running.lock"
STATE_FILE = "zoho.json"


def make_private(folder: Path) -> None:
    """Create the folder for its owner alone, or take everybody else's rights away.

    Raises:
        FileError: it cannot be made, or belongs to somebody else.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise _unwritable(folder, error) from None


def write_private(path: Path, text: str) -> None:
    """Write a file at once or not at all, readable for its owner only from the first byte.

    Raises:
        FileError: it could not be written; what was there before is still there.
    """
    try:
        temporary = _temporary(path, text)
        try:
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _unwritable(path, error) from None


def control_key(home: Path) -> bytes:
    """Return the key that proves a sandbox to be of this home; the first caller makes it.

    Raises:
        FileError: it cannot be read or made.
    """
    make_private(home)
    path = home / KEY_FILE
    try:
        if not path.exists():
            temporary = _temporary(path, secrets.token_hex(32) + "\n")
            # A link refuses to replace: of two programs that start at once both use one key.
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)
            temporary.unlink()
        key = path.read_bytes().strip()
    except OSError as error:
        raise _unwritable(path, error) from None
    if len(key) < 32:
        raise FileError(
            f"{path} is not a sandbox key.",
            "Remove the file while no sandbox runs; the next start makes a new one.",
            path=path,
        )
    return key


class HomeLock:
    """Held by the one sandbox that owns a home, on whatever port, so that its file has one writer.

    Args:
        home: the sandbox's folder; it exists.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / LOCK_FILE
        self._handle: int | None = None

    def take(self, port: int) -> bool:
        """Take the lock and note the port in it; False while another sandbox holds it.

        Raises:
            FileError: the lock file cannot be made.
        """
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unwritable(self._path, error) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, f"{port}\n".encode())
        self._handle = handle
        return True

    def holder(self) -> str:
        """Return the port that the holder noted, as text; empty when it cannot be told."""
        try:
            return self._path.read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Give the lock back; once is enough, more is harmless."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _temporary(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _unwritable(path: Path, error: OSError) -> FileError:
    return FileError(
        f"{path} could not be read or written: {error.strerror or error}.",
        "Look at the owner and the rights of the folder, and at the free space.",
        path=path,
    )
