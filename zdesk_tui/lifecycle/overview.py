"""Every saved connector with its state, its mark and what to do next, from what is on disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zdesk_tui.catalog import services
from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.lifecycle.state import state_of
from zdesk_tui.plaintext import plain
from zdesk_tui.store.files import loose
from zdesk_tui.workspace import Workspace

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0

_STATES: dict[str, tuple[str, str, str]] = {
    "ready": ("+", "The last check went well.", ""),
    "ready, old check": ("+", "The last check went well, more than a day ago.", "k checks it."),
    "expires in": ("+", "Its one hour is not over yet; then it needs consent again.", ""),
    "never checked": ("~", "It has not been checked yet.", "k checks it."),
    "try later": ("~", "Zoho asked to slow down, and is not asked again before then.", ""),
    "needs consent": ("!", "It has no grant that is good.", "a asks for consent again."),
    "credentials refused": (
        "!",
        "Zoho does not take its client ID or client secret.",
        "a asks for consent again, and for the secret where it is wrong.",
    ),
    "scope missing": (
        "!",
        "Zoho answered that a scope is missing.",
        "Set up a connector with that scope; n begins one.",
    ),
    "organization refused": (
        "!",
        "Zoho does not let it into its organization.",
        "a asks for consent again, for the right organization.",
    ),
    "lives in Zoho": ("o", "Its tokens are kept in Zoho's developer console; nothing asked.", ""),
    "newer format": ("~", "A newer zdesk-tui wrote it.", "Update zdesk-tui to change it."),
}
"""Each state by the words that it begins with: mark, what it means, what to do on home."""

_TROUBLE_FIRST = "!~+o"


@dataclass(frozen=True, slots=True)
class Row:
    """One saved connector as lists show it.

    Args:
        name: also of its file.
        state: in words.
        connector: as it was read, or None.
        problem: why it could not be read.
        renewed_at: when its token was last renewed, seconds since 1970.
        open_to_others: whether its file can be read or changed by others.
    """

    name: str
    state: str
    connector: Connector | None = None
    problem: ZdeskError | None = None
    renewed_at: float | None = None
    open_to_others: bool = False

    @property
    def mark(self) -> str:
        """`!` must be mended, `~` is worth a look, `+` is good, `o` is none of our business."""
        return "~" if self.open_to_others and self.calm else self._meaning[0]

    @property
    def calm(self) -> bool:
        """Whether its state asks for nothing."""
        return self._meaning[0] in "+o"

    @property
    def reason(self) -> str:
        """What the state means."""
        return self.problem.message if self.problem else self._meaning[1]

    @property
    def advice(self) -> str:
        """What to do next on home; empty when there is nothing to do."""
        return self.problem.advice if self.problem else self._meaning[2]

    @property
    def read_only(self) -> bool:
        """Whether this release can do no more with it than delete it."""
        return self.connector is None or self.connector.format > FORMAT

    @property
    def service(self) -> str:
        """The service, short, for people."""
        if self.connector is None:
            return "-"
        return plain(services.of(self.connector.service).name.removeprefix("Zoho "), 20)

    @property
    def data_center(self) -> str:
        """Code of the data center where the account lives."""
        return self.connector.user_data_center.code if self.connector else "-"

    @property
    def organization(self) -> str:
        """The organization's name, else its ID."""
        found = self.connector.organization if self.connector else None
        return plain(found.name or found.id, 32) if found else "-"

    @property
    def _meaning(self) -> tuple[str, str, str]:
        if self.problem:
            return ("!", "", "")
        found = (told for words, told in _STATES.items() if self.state == words)
        begun = (told for words, told in _STATES.items() if self.state.startswith(words))
        return next(found, None) or next(begun, ("~", "", ""))


def row_of(workspace: Workspace, name: str, now: float) -> Row:
    """Return one connector's row; one that cannot be read has a row too.

    Args:
        workspace: where it is.
        name: of the connector.
        now: seconds since 1970.
    """
    try:
        found: Connector | ZdeskError = workspace.connectors.load(name)
    except ZdeskError as error:
        found = error
    return _row(workspace, name, found, now)


def rows_of(workspace: Workspace, now: float) -> list[Row]:
    """Return a row for each saved connector, in the order of their names.

    Args:
        workspace: where they are.
        now: seconds since 1970.

    Raises:
        FileError: the folder cannot be read.
    """
    return [_row(workspace, name, found, now) for name, found in workspace.connectors.every()]


def trouble_first(rows: Iterable[Row]) -> list[Row]:
    """Return the rows, those that must be mended first."""
    return sorted(rows, key=lambda row: _TROUBLE_FIRST.index(row.mark))


def loose_warnings(workspace: Workspace, rows: Iterable[Row]) -> tuple[str, ...]:
    """Return a line for the folder and for each file that others can read or change."""
    again = "the next save closes it, and so does"
    lines = []
    if loose(workspace.paths.connectors):
        folder = workspace.paths.connectors
        lines.append(f"{folder} can be opened by others; {again}: chmod 700 {folder}")
    for row in rows:
        if row.open_to_others:
            file = workspace.paths.connector(row.name)
            lines.append(f"{file} can be opened by others; {again}: chmod 600 {file}")
    return tuple(lines)


def _row(workspace: Workspace, name: str, found: Connector | ZdeskError, now: float) -> Row:
    file = workspace.paths.connector(name)
    # A folder in a file's place is told as such; the rights that a file has would lock it.
    open_to_others = Path(file).is_file() and loose(file)
    if isinstance(found, ZdeskError):
        line = found.line if isinstance(found, FileError) else None
        state = f"unreadable, line {line}" if line else "unreadable"
        return Row(name, state, problem=found, open_to_others=open_to_others)
    return Row(
        name,
        state_of(workspace, found, now),
        found,
        renewed_at=workspace.statuses.load(name).renewed_at,
        open_to_others=open_to_others,
    )


def age(seconds: float) -> str:
    """Return how long ago something was, in one short word or two."""
    if seconds < _HOUR:
        return f"{max(0, int(seconds // _MINUTE))} min"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h"
    days = int(seconds // _DAY)
    return "1 day" if days == 1 else f"{days} days"
