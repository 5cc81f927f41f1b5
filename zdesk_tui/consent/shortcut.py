"""A short link on the callback listener: short enough to be typed, it leads to the long one."""

import hmac
import re
import secrets

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that could be read for another
_LENGTH = 8
_MOST_GUESSES = 10
_GUESS = re.compile(rf"/[A-Za-z0-9]{{{_LENGTH}}}")


class Shortcut:
    """One short link.

    The long link holds the `state`, and every user of this machine can visit its loopback: so
    the path is random (40 bits), and ten wrong guesses close it for good.

    Args:
        target: the long link.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.path = "/" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        self.followed = False
        """Whether somebody came this way."""
        self._guesses = 0

    @property
    def closed(self) -> bool:
        """Whether it was guessed at too often, and leads nowhere any more."""
        return self._guesses >= _MOST_GUESSES

    def leads(self, path: str) -> bool:
        """Tell whether a path is this link's, closed or not."""
        return hmac.compare_digest(path.encode(), self.path.encode())

    def guessed(self, path: str) -> bool:
        """Take note of a path that is another one; return whether it looks like a guess."""
        guess = _GUESS.fullmatch(path) is not None
        self._guesses += guess
        return guess
