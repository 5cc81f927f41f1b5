"""The system keyring: one item for each connector that keeps its secrets there.

The library comes with an extra and is imported when it is needed. Whatever it does, it does in a
thread of its own and within a time limit: over SSH a keyring may hang, or ask a question on a
desktop that nobody sees.
"""

import json
import os
import queue
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from threading import Thread
from typing import TypeVar

from zdesk_tui.errors import OutOfReach

T = TypeVar("T")

SERVICE = "zdesk-tui"
"""What the keyring files our items under."""
LIMIT = 3.0
"""Seconds for the keyring to answer."""
ASKING = 60.0
"""Seconds for it where a person sits before the screen on which it may ask to be unlocked."""
AGAIN = 30.0
"""Seconds for which a keyring that was silent is not waited for again."""
_INSTEAD = "Keep the secrets in the connector's file, or try again where a keyring runs."


def new_entry() -> str:
    """Return a name that no item has."""
    return secrets.token_hex(8)


def read(entry: str) -> dict[str, str] | None:
    """Return the secrets of an item by their names, or None when there is no such item.

    Args:
        entry: the item's name.

    Raises:
        OutOfReach: the keyring is not installed, not running, locked or silent.
    """

    def ask() -> str | None:
        import keyring

        return keyring.get_password(SERVICE, entry)

    text = _reach(ask)
    try:
        values = json.loads(text or "null")
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    return {name: value for name, value in values.items() if isinstance(value, str)}


def write(entry: str, values: Mapping[str, str]) -> None:
    """Write an item and read it back: some keyrings take everything and keep nothing.

    Args:
        entry: the item's name.
        values: the secrets by their names.

    Raises:
        OutOfReach: the keyring is not installed, not running, locked or silent, or did not keep
            it.
    """

    def ask() -> None:
        import keyring

        keyring.set_password(SERVICE, entry, json.dumps(dict(values)))

    _reach(ask)
    if read(entry) != dict(values):
        remove(entry)
        raise OutOfReach(
            f"The keyring ({backend()}) did not keep what was written to it.", _INSTEAD
        )


def remove(entry: str) -> None:
    """Remove an item; one that is missing is fine.

    Raises:
        OutOfReach: the keyring is not installed, not running, locked or silent.
    """

    def ask() -> None:
        import keyring
        from keyring.errors import PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, entry)
        except PasswordDeleteError:
            # Backends say the same when there is none and when they cannot.
            if keyring.get_password(SERVICE, entry) is not None:
                raise

    _reach(ask)


def backend() -> str:
    """Return which keyring is in use, in its own words.

    Raises:
        OutOfReach: it is not installed, not running or silent.
    """

    def ask() -> str:
        import keyring

        return str(keyring.get_keyring().name)

    return _in_time(ask, LIMIT)


def _reach(ask: Callable[[], T]) -> T:
    """Call the library; the bus that it needs is looked for first, which takes no person."""
    backend()
    return _in_time(ask, ASKING if _somebody_sees() else LIMIT)


def _in_time(ask: Callable[[], T], limit: float) -> T:
    if time.monotonic() < _silence["until"]:
        raise _silent(limit)
    answers: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # noqa: BLE001 - backends raise what they like
            answers.put(error)

    Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=limit)
    except queue.Empty:
        _silence["until"] = time.monotonic() + AGAIN
        raise _silent(limit) from None
    if isinstance(answer, Exception):
        raise _unreached(answer) from None
    return answer


_silence = {"until": 0.0}
"""Moment of the monotonic clock before which it is not asked, as it was silent just now."""


def _silent(limit: float) -> OutOfReach:
    return OutOfReach(
        f"The keyring did not answer for {limit:g} seconds. It may wait to be unlocked on another "
        "screen, or its D-Bus session may be dead, as is usual over SSH.",
        f"Unlock it and try again. {_INSTEAD}",
    )


def _unreached(error: Exception) -> OutOfReach:
    """Return what an error of the library means; its own text may hold anything."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "ModuleNotFoundError" in kinds:
        return OutOfReach(
            "The keyring cannot be used: the Python package keyring is not installed.",
            'Install it with: pip install "zdesk-tui[keyring]"',
        )
    if "NoKeyringError" in kinds:
        return OutOfReach("No keyring is running for this session.", _INSTEAD)
    if "KeyringLocked" in kinds:
        return OutOfReach("The keyring is locked.", "Unlock it and try again.")
    return OutOfReach(f"The keyring refused ({type(error).__name__}).", _INSTEAD)


def _somebody_sees() -> bool:
    """Tell whether a question of the keyring appears where the person is."""
    if any(name in os.environ for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")):
        return False
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform == "darwin" or any(os.environ.get(name) for name in screens)
