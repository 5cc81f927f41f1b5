"""Results on stdout, words on stderr, and the standard streams that a caller closed."""

import os
import sys


class Unwritten(OSError):
    """Stdout takes no more of the result."""


def open_closed_streams() -> None:
    """Put nothing in the place of each standard stream that is closed.

    Else Python has no stream there, and the next file that is opened takes its number.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # What is read ends at once. Results that nobody can get are a failure; words are not.
            nothing = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w"))


def write(text: str) -> None:
    """Write a part of the result to stdout.

    Raises:
        BrokenPipeError: its reader went away.
        Unwritten: it takes no more.
    """
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritten(error.errno, error.strerror) from None


def raw(data: bytes) -> None:
    """Write a part of the result to stdout as it came, and at once.

    Raises:
        BrokenPipeError: its reader went away.
        Unwritten: it takes no more.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritten(error.errno, error.strerror) from None


def line(text: str) -> None:
    """Write a line of the result to stdout.

    Raises:
        BrokenPipeError: its reader went away.
        Unwritten: it takes no more.
    """
    write(f"{text}\n")


def say(*lines: str) -> None:
    """Write lines to stderr; empty ones are left out."""
    sys.stderr.write("".join(f"{line}\n" for line in lines if line))


def header(token: str) -> str:
    """Return the header line that carries an access token to Zoho."""
    return f"Authorization: Zoho-oauthtoken {token}"


def discard() -> None:
    """Let stdout lead nowhere, so that Python does not complain about it while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
