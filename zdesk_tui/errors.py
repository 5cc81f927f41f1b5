"""Every error that a person can meet, with its exit code.

ZdeskError                  failed, or a finding                              1
├── UsageError              the command line, or no terminal                  2
├── NoSuchConnector         no file of that name                              3
├── NameTaken               another connector has that name                   1
├── NeedsConsent            only a person's consent helps                     4
├── TryLater                Zoho was not reached, is out of order, throttles  5
├── FileError               a file could not be read or written               6
│   └── Busy                another process holds a lock (in `store.locks`)   5
├── OutOfReach              keyring or command did not give a secret          1
├── Refused                 Zoho understood, and said no                      1
├── BadAnswer               what came back from consent cannot be trusted     1
└── ListenerError           the callback listener could not be armed          1
"""

from pathlib import Path
from typing import Literal

StepName = Literal[
    "connector",
    "scopes",
    "create-connector",
    "redirect",
    "register",
    "credentials",
    "client-credentials",
    "consent",
    "authorize",
    "organization",
    "save",
]
"""The wizard's steps, in order; an error names the one that mends it."""


class ZdeskError(Exception):
    """What happened, and what to do next. Neither text ever holds a secret.

    Args:
        message: one plain sentence: what happened, and the likely cause.
        advice: one plain sentence: what to do next.
        mends: the wizard's step where it is mended, when there is one.
    """

    exit_code = 1

    def __init__(self, message: str, advice: str, *, mends: StepName | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.mends = mends

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".rstrip()


class UsageError(ZdeskError):
    """The command line cannot be carried out as it stands."""

    exit_code = 2


class NoSuchConnector(ZdeskError):
    """No connector of this name is saved."""

    exit_code = 3


class NameTaken(ZdeskError):
    """Another connector has the name."""


class NeedsConsent(ZdeskError):
    """The grant is gone or never was; a person has to consent again."""

    exit_code = 4


class TryLater(ZdeskError):
    """Zoho could not be reached, is out of order, or throttles.

    Args:
        until: seconds since 1970 before which asking again is useless, when known.
        reached: whether the request may have reached Zoho.
    """

    exit_code = 5

    def __init__(
        self,
        message: str,
        advice: str,
        *,
        mends: StepName | None = None,
        until: float | None = None,
        reached: bool = True,
    ) -> None:
        super().__init__(message, advice, mends=mends)
        self.until = until
        self.reached = reached


class FileError(ZdeskError):
    """A file could not be read or written.

    Args:
        path: the file.
        line: the line that is wrong, counted from 1, when known.
    """

    exit_code = 6

    def __init__(
        self, message: str, advice: str, *, path: Path | None = None, line: int | None = None
    ) -> None:
        super().__init__(message, advice)
        self.path = path
        self.line = line


class OutOfReach(ZdeskError):
    """A secret that is not kept in a file of ours could not be had, or could not be put there."""


class Refused(ZdeskError):
    """Zoho understood the request and said no.

    Args:
        word: Zoho's own word for it, such as `invalid_client`.
    """

    def __init__(
        self, message: str, advice: str, *, word: str, mends: StepName | None = None
    ) -> None:
        super().__init__(message, advice, mends=mends)
        self.word = word


class BadAnswer(ZdeskError):
    """What came back from consent is incomplete, of another attempt, or points elsewhere."""


class ListenerError(ZdeskError):
    """The callback listener could not be armed on the redirect URI's port."""
