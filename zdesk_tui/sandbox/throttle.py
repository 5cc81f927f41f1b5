"""How often something may be done: so many times in a window, then nothing for a while."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zdesk_tui.sandbox.records import Window

_MINUTE = 60.0
_TEN_MINUTES = 600.0


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit.

    Args:
        most: how often within a window.
        seconds: how long a window is, from its first request on.
        block: seconds for which all is refused after the window was full; None for its rest.
    """

    most: int
    seconds: float = _TEN_MINUTES
    block: float | None = None


RENEWALS = Limit(10)
"""Access tokens of one refresh token (documented)."""
AUTHORIZATIONS = {
    "10 per client": Limit(10),
    "10 per person": Limit(10),
    "4 a minute": Limit(4, _MINUTE, block=_TEN_MINUTES),
}
"""Grant codes, by the switch `authorization_limit`; each is documented somewhere."""
REFRESH_TOKENS = {
    "5 a minute": Limit(5, _MINUTE),
    "10 per person": Limit(10),
    "20 per client": Limit(20),
}
"""New refresh tokens, by the switch `refresh_token_limit`."""


class Throttle:
    """Counts what was done, by a key that says who did what.

    Args:
        now: seconds since 1970 on the sandbox's clock.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._windows: dict[str, Window] = {}

    def admits(self, key: str, limit: Limit | None) -> bool:
        """Tell whether it may be done once more, and count it if so; None limits nothing."""
        if limit is None:
            return True
        now = self._now()
        window = self._windows.get(key)
        if window is None or not window.began <= now < window.began + window.seconds:
            window = self._windows[key] = Window(key, now, limit.seconds, 0)
        if window.count < limit.most:
            window.count += 1
            return True
        if limit.block is not None and window.seconds != limit.block:
            window.began, window.seconds = now, limit.block
        return False

    def windows(self) -> list[Window]:
        """Return those that are not over."""
        now = self._now()
        return [one for one in self._windows.values() if now < one.began + one.seconds]

    def restore(self, windows: Iterable[Window]) -> None:
        """Go on counting where another run left off."""
        self._windows = {one.key: one for one in windows}
