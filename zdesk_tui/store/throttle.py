"""How often each refresh token was used lately, and until when Zoho takes it no more.

Zoho allows 10 renewals of a refresh token in 10 minutes and refuses it for the rest of them
(documented). All processes of this user count together, so that none runs into that.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace

from zdesk_tui.errors import FileError
from zdesk_tui.secret import Held, Secret
from zdesk_tui.store.files import is_missing, read_toml, write_private
from zdesk_tui.store.grants import fingerprint
from zdesk_tui.store.locks import locked_file
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_text import toml_bytes

ALLOWED = 9
"""Renewals in a window; one less than Zoho's, as another program may use the same token."""
WINDOW = 600.0
"""Seconds (documented)."""
_BACK = 5.0
"""Seconds that a clock may have been set back without anything being forgotten."""
_LONGEST = 30 * 86_400.0
"""Seconds; Zoho never named a block as long as that."""
_LATEST = 250_000_000_000.0
"""Seconds since 1970, in the year 9892."""
_PATIENCE = 2.0
"""Seconds for which another process is waited for; counting too few is the lesser harm."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a refresh token must not be used just now.

    Args:
        until: seconds since 1970.
        by_zoho: Zoho asked for it; else so many renewals went out from here that it would.
    """

    until: float
    by_zoho: bool


@dataclass(frozen=True, slots=True)
class _Used:
    """The uses of one refresh token; times are wall-clock seconds, which all processes share.

    Args:
        fingerprint: of the token.
        kept_under: what it is known by where it is kept elsewhere and was not fetched, or "".
        asked_at: when it was used.
        blocked_at: when Zoho said that it was too often.
        blocked_for: seconds for which that holds.
    """

    fingerprint: str
    kept_under: str = ""
    asked_at: tuple[float, ...] = ()
    blocked_at: float = 0.0
    blocked_for: float = 0.0

    def now(self, now: float) -> "_Used":
        """Return what still counts: a time that lies ahead was written before a clock jump."""
        asked_at = tuple(at for at in self.asked_at if now - WINDOW < at <= now + _BACK)
        blocked = self.blocked_at <= now + _BACK and now < self.blocked_at + self.blocked_for
        return replace(self, asked_at=asked_at, blocked_for=self.blocked_for if blocked else 0.0)

    @property
    def pause(self) -> Pause | None:
        if self.blocked_for:
            return Pause(self.blocked_at + self.blocked_for, by_zoho=True)
        if len(self.asked_at) < ALLOWED:
            return None
        return Pause(sorted(self.asked_at)[-ALLOWED] + WINDOW, by_zoho=False)


class Throttle:
    """The uses of all refresh tokens of one home. Losing them costs a refusal; nothing fails.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def pause(self, token: Secret, now: float) -> Pause | None:
        """Return why a refresh token must not be used now; None: it may.

        One that is kept elsewhere is not fetched for it.

        Args:
            token: the refresh token.
            now: seconds since 1970.
        """
        if is_missing(self._paths.throttle):
            return None
        if not isinstance(token, Held):
            return self._used(token, now)[0].pause
        pauses = (one.pause for one in self._all(now) if one.kept_under == token.kept_under)
        return next(filter(None, pauses), None)

    def admit(self, token: Secret, now: float) -> Pause | None:
        """Count a use that is about to be made, unless it must not be: then return why.

        Args:
            token: the refresh token.
            now: seconds since 1970.
        """
        with self._locked():
            used, others = self._used(token, now)
            if used.pause is None:
                self._write(replace(used, asked_at=(*used.asked_at, now)), others)
            return used.pause

    def take_back(self, token: Secret, at: float) -> None:
        """Count a use no longer: the request did not reach Zoho.

        Args:
            token: the refresh token.
            at: `now` of its `admit`.
        """
        with self._locked():
            used, others = self._used(token, at)
            left = [one for one in used.asked_at if one != at]
            self._write(replace(used, asked_at=tuple(left)), others)

    def block(self, token: Secret, now: float, seconds: float) -> None:
        """Remember that Zoho takes a refresh token no more for a while.

        Args:
            token: the refresh token.
            now: seconds since 1970.
            seconds: for how long.
        """
        with self._locked():
            used, others = self._used(token, now)
            self._write(replace(used, blocked_at=now, blocked_for=seconds), others)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        path = self._paths.throttle_lock
        with ExitStack() as held:
            with suppress(FileError):
                held.enter_context(locked_file(path, "the count of renewals", _PATIENCE))
            yield

    def _used(self, token: Secret, now: float) -> tuple[_Used, list[_Used]]:
        """Return what counts of one refresh token, and of the others."""
        mark = fingerprint(token)
        found = {one.fingerprint: one for one in self._all(now)}
        used = found.pop(mark, _Used(mark))
        if isinstance(token, Held):
            used = replace(used, kept_under=token.kept_under)
        return used, [one for one in found.values() if one.asked_at or one.blocked_for]

    def _all(self, now: float) -> list[_Used]:
        try:
            rows = read_toml(self._paths.throttle).get("token")
        except FileError:
            return []
        read = map(_read, rows) if isinstance(rows, list) else ()
        return [one.now(now) for one in read if one is not None]

    def _write(self, used: _Used, others: list[_Used]) -> None:
        tables = [
            {
                "fingerprint": one.fingerprint,
                "kept_under": one.kept_under or None,
                "asked_at": one.asked_at,
                "blocked_at": one.blocked_at if one.blocked_for else None,
                "blocked_for": one.blocked_for or None,
            }
            for one in (*others, used)
        ]
        with suppress(FileError):
            write_private(self._paths.throttle, toml_bytes({"token": tables}))


def _read(row: object) -> _Used | None:
    match row:
        case {"fingerprint": str(mark), "asked_at": list(asked_at), **more}:
            blocked_for = _number(more.get("blocked_for"))
            kept_under = more.get("kept_under")
            return _Used(
                mark,
                kept_under if isinstance(kept_under, str) else "",
                tuple(_number(at) for at in asked_at),
                _number(more.get("blocked_at")),
                blocked_for if blocked_for < _LONGEST else 0.0,
            )
    return None


def _number(value: object) -> float:
    """Return a number; what is none lies so long ago that it counts for nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    # Infinity and "not a number" are good TOML, and no times.
    return float(value) if 0 <= value < _LATEST else 0.0
