"""What the last renewal and the last check of each connector said."""

from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

from zdesk_tui import names
from zdesk_tui.errors import FileError
from zdesk_tui.store.files import move, read_toml, remove, write_private
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_text import toml_bytes

_LATEST = 250_000_000_000.0
"""Seconds since 1970, in the year 9892; a later time has no date that could be shown."""

About = Literal["token", "scopes", "organization"]
"""What a check looks at, in this order."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found about one of the three things that it looks at.

    Args:
        about: which.
        mark: `!` must be mended, `~` is not known, `+` is good.
        word: a word or two, such as `alive`.
        reason: one plain sentence.
        advice: what to do next; empty when there is nothing to do.
    """

    about: About
    mark: str
    word: str
    reason: str
    advice: str = ""


_VERDICT = tuple(field.name for field in fields(Verdict))


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a connector's health; times are seconds since 1970.

    Args:
        renewed_at: when the access token was last renewed.
        checked_at: when the connector was last checked.
        verdict: what that check said in a word or two, such as `ready`.
        verdicts: what that check found about token, scopes and organization; none before the
            first one.
    """

    renewed_at: float | None = None
    checked_at: float | None = None
    verdict: str | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def trouble(self) -> Verdict | None:
        """The first thing that must be mended, if there is one."""
        return next((one for one in self.verdicts if one.mark == "!"), None)


class Statuses:
    """The status files of one home. Losing one costs a check, so reading never fails.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def load(self, name: str) -> Status:
        """Return what is known of a connector; what cannot be read is not known."""
        try:
            values = read_toml(self._paths.status(names.require(name)))
        except FileError:
            return Status()
        verdict = values.get("verdict")
        return Status(
            renewed_at=_seconds(values.get("renewed_at")),
            checked_at=_seconds(values.get("checked_at")),
            verdict=verdict if isinstance(verdict, str) and verdict.isprintable() else None,
            verdicts=_verdicts(values.get("verdicts")),
        )

    def save(self, name: str, status: Status) -> None:
        """Keep what is known of a connector.

        Raises:
            FileError: it could not be written.
        """
        write_private(self._paths.status(names.require(name)), toml_bytes(asdict(status)))

    def note(self, name: str, **changes: Any) -> None:
        """Change what is known of a connector; not being able to is no reason to fail.

        Args:
            name: of the connector.
            changes: fields of its `Status`.
        """
        with suppress(FileError):
            self.save(name, replace(self.load(name), **changes))

    def rename(self, name: str, new_name: str) -> None:
        """Keep what is known of a connector under its new name; there may be nothing.

        Raises:
            FileError: it could not be renamed.
        """
        old, new = names.require(name), names.require(new_name)
        move(self._paths.status(old), self._paths.status(new))

    def forget(self, name: str) -> None:
        """Remove what is known of a connector; there may be nothing.

        Raises:
            FileError: it could not be removed.
        """
        remove(self._paths.status(names.require(name)))


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Infinity and "not a number" are good TOML, and no times.
    return float(value) if 0 <= value < _LATEST else None


def _verdicts(rows: object) -> tuple[Verdict, ...]:
    """Return what is in the file; rows of another form are not known."""
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("about") in get_args(About):
            values: dict[str, Any] = {key: row.get(key) for key in _VERDICT}
            if all(isinstance(value, str) and value.isprintable() for value in values.values()):
                found.append(Verdict(**values))
    return tuple(found)
