"""The command that prints a client secret: whether it may run, and running it.

It stands in a file, so whoever can write that file could have anything run. It runs only from a
file that is this user's alone, and only after a yes on this machine.
"""

import os
import selectors
import shlex
import signal
import stat
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from zdesk_tui.errors import FileError, OutOfReach
from zdesk_tui.store.files import is_missing, read_toml, write_private
from zdesk_tui.store.locks import locked_file
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_text import toml_bytes

LIMIT = 20.0
"""Seconds for the command to end."""
LONGEST = 4096
"""Bytes that a secret's line may have; Zoho's have 42."""
_EVERY = 0.1


def run(words: Sequence[str]) -> str:
    """Run a command and return the first line that it prints.

    No shell reads the words, it gets no input, and what it says on stderr goes nowhere. Its
    process group is killed at the time limit.

    Args:
        words: the program and its arguments.

    Raises:
        OutOfReach: it cannot be run, fails, takes too long, or prints nothing that could be a
            secret.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - allowed by the person, word for word
            list(words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A terminal of its own it has none: asking there fails at once instead of hanging.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "it is no command").lower()
        raise OutOfReach(
            f"The command for the client secret cannot be run ({shlex.join(words)}): {why}.",
            "Install it, or correct client.secret_command in the connector's file.",
        ) from None
    try:
        line, code = _first_line(process)
    except subprocess.TimeoutExpired:
        raise _failed(words, f"did not end within {LIMIT:g} seconds") from None
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()
    if code:
        how = f"ended with exit code {code}" if code > 0 else f"was ended by signal {-code}"
        raise _failed(words, how)
    if len(line) > LONGEST:
        raise _failed(words, f"printed a line of more than {LONGEST} bytes, which is no secret")
    try:
        text = line.decode().strip()
    except UnicodeDecodeError:
        raise _failed(words, "printed something that is not UTF-8") from None
    if not text:
        raise _failed(words, "printed an empty first line")
    if not text.isprintable():
        raise _failed(words, "printed a control character or another invisible sign")
    return text


def refuse_open(path: str) -> None:
    """Refuse a file from which others could have commands run.

    Args:
        path: the file; a link to it is looked at as well.

    Raises:
        OutOfReach: it or its folder is another user's, or can be written by others.
    """
    file = Path(path)
    real = Path(os.path.realpath(path))
    for one in dict.fromkeys((file.parent, real.parent, real)):
        try:
            found = one.stat()
        except OSError as error:
            why = (error.strerror or "unknown reason").lower()
            raise OutOfReach(f"{one} cannot be looked at: {why}.", "Check its owner.") from None
        mode = "700" if stat.S_ISDIR(found.st_mode) else "600"
        if found.st_uid != os.getuid():
            raise OutOfReach(
                f"{one} belongs to another user, so that no command of it is run.",
                f"Make it yours and closed to others: chown {os.getuid()} {one}; "
                f"chmod {mode} {one}",
            )
        if found.st_mode & 0o022:
            raise OutOfReach(
                f"{one} can be written by others, so that no command of it is run.",
                f"Look at client.secret_command, then close it: chmod {mode} {one}",
            )


class Allowed:
    """Which commands the person allowed on this machine, as fingerprints.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def has(self, name: str, words: Sequence[str]) -> bool:
        """Tell whether a connector's command was allowed as it stands.

        Args:
            name: of the connector.
            words: the program and its arguments.
        """
        return self._read().get(name) == _fingerprint(name, words)

    def knows(self, name: str) -> bool:
        """Tell whether any command was ever allowed for a connector."""
        return name in self._read()

    def add(self, name: str, words: Sequence[str]) -> None:
        """Remember a yes, in the place of an earlier one.

        Raises:
            FileError: it could not be written.
        """
        self._change(name, _fingerprint(name, words))

    def forget(self, name: str) -> None:
        """Forget what was allowed for a connector; there may be nothing.

        Raises:
            FileError: it could not be written.
        """
        if self.knows(name):
            self._change(name, None)

    def _change(self, name: str, mark: str | None) -> None:
        with locked_file(self._paths.allowed_lock, "the list of allowed commands"):
            rows: dict[str, object] = {**self._read(), name: mark}
            write_private(self._paths.allowed, toml_bytes(rows))

    def _read(self) -> dict[str, str]:
        """Return the rows; a file that is odd, or not ours alone, allows nothing."""
        if is_missing(self._paths.allowed):
            return {}
        try:
            refuse_open(self._paths.allowed)
            rows = read_toml(self._paths.allowed)
        except (FileError, OutOfReach):
            return {}
        return {name: mark for name, mark in rows.items() if isinstance(mark, str)}


def _first_line(process: "subprocess.Popen[bytes]") -> tuple[bytes, int]:
    """Return the first line and the exit code.

    Raises:
        TimeoutExpired: it did not end in time.
    """
    end = time.monotonic() + LIMIT
    printed = b""
    with selectors.DefaultSelector() as waiting:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        waiting.register(process.stdout, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0:
            if not waiting.select(min(left, _EVERY)):
                # Something that it left running may hold the pipe open.
                if process.poll() is not None:
                    break
                continue
            piece = os.read(process.stdout.fileno(), LONGEST)
            if not piece:
                break
            # What follows the first line is read, so that it can end, and dropped.
            if b"\n" not in printed:
                printed += piece
            if len(_line(printed)) > LONGEST:
                return _line(printed), 0
    return _line(printed), process.wait(max(0.0, end - time.monotonic()))


def _line(printed: bytes) -> bytes:
    return printed.partition(b"\n")[0]


def _failed(words: Sequence[str], how: str) -> OutOfReach:
    return OutOfReach(
        f"The command for the client secret {how}. What it says is not shown here.",
        f"Run it yourself in a shell and see: {shlex.join(words)}",
    )


def _fingerprint(name: str, words: Sequence[str]) -> str:
    # Words are counted and measured, so that no two commands have the same text.
    parts = [name, *words]
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
