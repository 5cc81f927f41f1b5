"""The log of requests that a person may ask for: one line each, never a secret."""

import json
import os
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from zdesk_tui.errors import FileError
from zdesk_tui.plaintext import plain

VARIABLE = "ZDESK_TUI_LOG"
"""Names the file; `--log` sets it. Without it nothing is logged."""
NONE = "-"
"""Stands for a field that has nothing to say, so that every line has the same fields."""
_WORD = re.compile(r"[A-Za-z][A-Za-z_ -]{0,39}")


def begin(path: str) -> None:
    """Log every request of this process to a file from now on.

    Args:
        path: is made with mode 0600 if it is missing, and added to.

    Raises:
        FileError: it cannot be written.
    """
    try:
        os.close(_open(path))
    except (OSError, ValueError) as error:
        why = ((error.strerror if isinstance(error, OSError) else None) or "it failed").lower()
        raise FileError(
            f"{path} cannot be written as a log: {why}.",
            f"Give another file with --log or {VARIABLE}, or leave it out.",
            path=Path(path),
        ) from None
    # A program may go to another folder before its first request.
    os.environ[VARIABLE] = os.path.abspath(path)  # noqa: PTH100 - links stay as they are


class Line:
    """The line of one request, written when it is left, whatever happened.

    Args:
        method: such as `GET`.
        url: of which host and path are told, and no query.
    """

    def __init__(self, method: str, url: str) -> None:
        self._method = method
        self._url = url
        self._started = time.monotonic()
        self._word = NONE
        self.status: int | None = None

    def answered(self, response: httpx.Response) -> None:
        """Take status and error word from an answer; the word only if its body was read.

        Args:
            response: of a client's request.
        """
        self.status = response.status_code
        with suppress(httpx.ResponseNotRead):
            self.told(response.content)

    def told(self, answer: bytes) -> None:
        """Take Zoho's error word from an answer that was read.

        Args:
            answer: its body, which may hold anything.
        """
        try:
            content = json.loads(answer) if os.environ.get(VARIABLE) else None
        except (ValueError, RecursionError):
            return
        if isinstance(content, dict):
            found = next(filter(None, map(content.get, ("error", "errorCode", "code"))), None)
            # What has digits may be no word but a secret that was echoed.
            if isinstance(found, str) and _WORD.fullmatch(found):
                self._word = found.replace(" ", "_")

    def __enter__(self) -> "Line":
        return self

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.__exit__(kind, *rest)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        path = os.environ.get(VARIABLE)
        if not path:
            return
        try:
            parts = urlsplit(self._url)
            where = (parts.netloc.rpartition("@")[2], parts.path)
        except ValueError:
            where = ("", "")
        now = datetime.now(UTC)
        fields = (
            f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z",
            self._method,
            *(plain(text, 300).replace(" ", "%20") or NONE for text in where),
            NONE if self.status is None else str(self.status),
            f"{(time.monotonic() - self._started) * 1000:.0f}ms",
            kind.__name__ if kind and self._word == NONE else self._word,
        )
        # A log that is full is no reason to go without a token.
        with suppress(OSError, ValueError):
            descriptor = _open(path)
            try:
                # One write of one line: lines of other processes stand before it or after it.
                os.write(descriptor, f"{' '.join(fields)}\n".encode())
            finally:
                os.close(descriptor)


def _open(path: str) -> int:
    # A pipe that nobody reads would be waited for without end.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
    return os.open(path, flags, 0o600)
