"""Reading TOML with the line that is wrong, and writing whole, private files or none."""

import contextlib
import errno
import os
import re
import secrets
import stat
import time
import tomllib
from pathlib import Path
from typing import Any

from zdesk_tui import names
from zdesk_tui.errors import FileError
from zdesk_tui.store import flock
from zdesk_tui.store.paths import APP, OWN_FOLDERS

LARGEST = 1024 * 1024
"""Most bytes that are read of one file; ours are a few kilobytes."""

_NOBODYS = 3600.0
"""Seconds after which a temporary file is left over, where no lock can tell."""
_MEND = "Mend the file in an editor, or move it away."
_KEPT = "What was saved before is unchanged."

# What an operating system's refusal means, and what helps.
_WRITE_REFUSALS = {
    errno.ENOSPC: ("the disk is full", "Free some space and save again."),
    errno.EDQUOT: ("your disk quota is used up", "Free some space and save again."),
    errno.EFBIG: ("a limit on file sizes is in the way", "Raise it (ulimit -f) and save again."),
    errno.EROFS: ("the file system is read-only", "Choose another place with --home."),
    errno.EACCES: ("this is not permitted", "Check who owns the folder, or use --home."),
    errno.EPERM: ("this is not permitted", "Check who owns the folder, or use --home."),
    errno.ENOTDIR: ("a file stands where a folder is needed", "Move it away, or use --home."),
    errno.EEXIST: ("a file stands where a folder is needed", "Move it away, or use --home."),
    errno.ENAMETOOLONG: ("the path is too long", "Choose a shorter place with --home."),
    errno.ELOOP: ("its symbolic links go in a circle", "Remove the link and save again."),
}


def read_toml(path: str) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises:
        FileError: it cannot be read, with the line that is wrong where there is one.
    """
    return parse_toml(read_text(path), path)


def read_text(path: str) -> str:
    """Return the text of a file.

    Raises:
        FileError: it is missing, unreadable, no regular file, too large or not UTF-8.
    """
    return text_of(read_bytes(path), path)


def read_bytes(path: str) -> bytes:
    """Return what a file holds, be it text or not.

    Raises:
        FileError: it is missing, unreadable, no regular file or too large.
    """
    try:
        # Opening a pipe without a writer would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FileError(f"{path} is not a regular file.", _MEND, path=Path(path))
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(LARGEST + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise FileError(f"{path} does not exist.", "", path=Path(path)) from None
    except OSError as error:
        raise FileError(
            f"{path} cannot be read: {_reason(error)}.",
            "Check who owns it and its permissions.",
            path=Path(path),
        ) from None
    if len(data) > LARGEST:
        raise FileError(f"{path} is larger than 1 MiB.", _MEND, path=Path(path))
    return data


def text_of(data: bytes, path: str) -> str:
    """Return the text of what a file holds.

    Raises:
        FileError: it is not UTF-8, with its line.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise line_error(path, line, "the text is not UTF-8") from None


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """Return the content of TOML text.

    Args:
        text: what the file holds.
        path: the file, for the message.

    Raises:
        FileError: it is not TOML, with its line.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise FileError(f"{path} is nested too deeply.", _MEND, path=Path(path)) from None
    except ValueError as error:
        # tomllib names the place only in its text; a number of endless digits has no place.
        what, _, place = str(error).partition(" (at ")
        number = re.match(r"line (\d+)", place)
        line = int(number[1]) if number else text.rstrip().count("\n") + 1
        raise line_error(path, line, f"this is not TOML: {what[:1].lower()}{what[1:]}") from None


def line_error(path: str, line: int, why: str) -> FileError:
    """Return the error for a line that is wrong.

    Args:
        path: the file.
        line: counted from 1.
        why: a sentence without a capital letter and without a full stop; it holds no secret.
    """
    return FileError(f"{path}, line {line}: {why}.", _MEND, path=Path(path), line=line)


def write_private(path: str, data: bytes) -> None:
    """Write a file that only its owner can read: the whole of it, or nothing.

    A symbolic link stays one, and what it points to is written. Missing folders are made 0700.

    Raises:
        FileError: it could not be written; the earlier file is untouched.
    """
    given = Path(path)
    try:
        private_folder(given.parent)
        # A loop of links is left over by realpath as a link.
        target = Path(os.path.realpath(given))
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists() and not target.is_file():
            raise FileError(f"{path} is not a regular file.", _MEND, path=given)
        _make_folders(target.parent)
        remove_leftovers(target.parent)
        _replace(target, data)
    except OSError as error:
        raise write_error(path, error) from None


def write_new(path: str, data: bytes) -> None:
    """Write a file that only its owner can read, where nothing is yet; no link is followed.

    Missing folders are made 0700.

    Raises:
        FileError: it could not be written, or something is there; that is untouched.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        _make_folders(Path(path).parent)
    except OSError as error:
        raise write_error(path, error) from None
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError:
        raise FileError(
            f"{path} is there already, and was not replaced.",
            "Choose another file, or say --force.",
            path=Path(path),
        ) from None
    except OSError as error:
        raise write_error(path, error) from None
    written = False
    try:
        _write_all(descriptor, data)
        written = True
    except OSError as error:
        raise write_error(path, error) from None
    finally:
        # After Ctrl+C too: no half of it stays behind.
        if not written:
            Path(path).unlink(missing_ok=True)
        os.close(descriptor)


def write_error(path: str, error: OSError) -> FileError:
    """Return the error for a file that could not be written."""
    known = _WRITE_REFUSALS.get(error.errno or 0)
    why, advice = known or (_reason(error), "Try again, or choose another place with --home.")
    return FileError(f"{path} was not written: {why}.", f"{advice} {_KEPT}", path=Path(path))


def private_folder(folder: Path) -> None:
    """Make a folder, and those missing above it, with mode 0700.

    One that is there is closed to others when it is one of the store's own folders, by its name,
    and belongs to this user; what its owner may do in it stays. Any other folder keeps its mode.

    Raises:
        OSError: it could not be made.
    """
    _make_folders(folder)
    own = [folder] if folder.name in OWN_FOLDERS else []
    if own and folder.parent.name == APP:
        own.append(folder.parent)
    for one in own:
        # A linked folder is somebody's arrangement outside our home, with modes of its own.
        found = one.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and found.st_mode & 0o077:
            with contextlib.suppress(OSError):
                one.chmod(found.st_mode & 0o700)


def names_in(folder: str) -> list[str]:
    """Return the names of a folder's files, sorted as people read; none where there is no folder.

    Capital and small letters stand together. What `names` does not take is left out.

    Raises:
        FileError: the folder cannot be read.
    """
    found = [entry.stem for entry in entries(folder) if entry.suffix == ".toml"]
    return sorted(filter(names.valid, found), key=lambda name: (name.casefold(), name))


def entries(folder: str) -> list[Path]:
    """Return all that is in a folder, sorted; nothing where there is no folder.

    Raises:
        FileError: the folder cannot be read.
    """
    try:
        return sorted(Path(folder).iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(
            f"{folder} cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            "Check who owns it and its permissions.",
            path=Path(folder),
        ) from None


def remove(path: str) -> None:
    """Remove a file; one that is missing is fine. Of a symbolic link only the link goes.

    Raises:
        FileError: it could not be removed.
    """
    try:
        Path(path).unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        known = _WRITE_REFUSALS.get(error.errno or 0)
        why, advice = known or (_reason(error), "Remove it by hand.")
        raise FileError(f"{path} was not removed: {why}.", advice, path=Path(path)) from None


def move(path: str, target: str) -> None:
    """Give a file another name in its folder; one that is missing is fine. A link stays a link.

    Args:
        path: the file.
        target: its new name; what is there is replaced.

    Raises:
        FileError: it could not be renamed.
    """
    try:
        Path(path).replace(target)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise write_error(target, error) from None
    _sync_folder(Path(target).parent)


def is_missing(path: str) -> bool:
    """Tell whether there is no file to read: nothing there, or a link to nothing."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        # It may be there; reading it says why it cannot be read.
        return False
    return False


def loose(path: str) -> bool:
    """Tell whether others than the owner can read or change a file or folder."""
    try:
        return bool(Path(path).stat().st_mode & 0o077)
    except OSError:
        return False


def _make_folders(folder: Path) -> None:
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        if folder == folder.parent:
            break
        folder = folder.parent
    for one in reversed(missing):
        try:
            one.mkdir(0o700)
        except FileExistsError:
            # Another process may have been faster; anything else there is in the way.
            if not one.is_dir():
                raise


def _replace(target: Path, data: bytes) -> None:
    descriptor, temporary = _temporary(target.parent)
    replaced = False
    try:
        _write_all(descriptor, data)
        temporary.replace(target)
        replaced = True
    finally:
        # After Ctrl+C too: no copy of a secret stays behind.
        if not replaced:
            temporary.unlink(missing_ok=True)
        os.close(descriptor)
    # The new file is in place and whole.
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    # Some file systems cannot sync a folder.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _temporary(folder: Path) -> tuple[int, Path]:
    """Return a new, private, locked file: descriptor and path."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    while True:
        path = folder / f".zdesk-tui-{secrets.token_hex(8)}.tmp"
        descriptor = os.open(path, flags, 0o600)
        mine = True
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, 0o600)
            # The lock says that the writer lives; it ends with the process.
            mine = flock.lock(descriptor)
        # Somebody may have taken it for a leftover just before.
        if mine and os.fstat(descriptor).st_nlink:
            return descriptor, path
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers left that were killed: their locks are free.

    Where there are no locks, one that is an hour old is nobody's any more.
    """
    for path in folder.glob(".zdesk-tui-*.tmp"):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                try:
                    left = flock.lock(descriptor)
                except OSError:
                    left = time.time() - os.fstat(descriptor).st_mtime > _NOBODYS
                if left:
                    path.unlink()
            finally:
                os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
