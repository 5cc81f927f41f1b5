"""Every saved connector with its state, its mark and what to do next, from what is on disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zdesk_tui.catalog import services
from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.errors import FileError, NeedsConsent, ZdeskError
from zdesk_tui.lifecycle.state import state_of
from zdesk_tui.lifecycle.token import check_grant
from zdesk_tui.plaintext import plain
from zdesk_tui.store.files import loose
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0

_STATES: dict[str, tuple[str, str, str]] = {
    "ready": ("+", "The last check went well.", ""),
    "ready, old check": ("+", "The last check went well, more than a day ago.", "k checks it."),
    "expires in": ("+", "Its one hour is not over yet; then it needs consent again.", ""),
    "never checked": ("~", "No check has found it good so far.", "k checks it."),
    "try later": ("~", "Zoho asked to slow down, and is not asked again before then.", ""),
    "needs consent": ("!", "It has no grant that is good.", "a asks for consent again."),
    "credentials refused": (
        "!",
        "Zoho does not take its client ID or client secret.",
        "r takes a new client secret; for another client ID: Enter, then e.",
    ),
    "scope missing": (
        "!",
        "Zoho answered that a scope is missing.",
        "+ adds it to the list; a asks for consent again where it is on the list.",
    ),
    "organization refused": (
        "!",
        "Zoho does not let it into its organization.",
        "o chooses among those that it reaches; a asks for consent again, for another.",
    ),
    "lives in Zoho": ("o", "Its tokens are kept in Zoho.", "a shows how they are given there."),
    "newer format": ("~", "A newer zdesk-tui wrote it.", "Update zdesk-tui to change it."),
}
"""Each state by the words that it begins with: mark, what it means, what to do on home."""

TROUBLE_FIRST = "!~+o"
"""The marks, those that want a person first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One saved connector as lists show it.

    Args:
        name: also of its file.
        state: in words.
        connector: as it was read, or None.
        problem: why it could not be read.
        ungranted: why its grant cannot be used, as far as its file says.
        status: what is known of its health.
        open_to_others: whether its file can be read or changed by others.
        foreign: whether it is a file of another name, which no command can be told about.
    """

    name: str
    state: str
    connector: Connector | None = None
    problem: ZdeskError | None = None
    ungranted: str = ""
    status: Status = field(default_factory=Status)
    open_to_others: bool = False
    foreign: bool = False

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
        """What the state means, in Zoho's answer to the last check where there is one."""
        if self.problem:
            return self.problem.message
        if self.ungranted:
            return self.ungranted
        trouble = self.status.trouble
        return trouble.reason if trouble and not self.calm else self._meaning[1]

    @property
    def advice(self) -> str:
        """What to do next on home; empty when there is nothing to do."""
        if self.problem:
            return self.problem.advice
        trouble = self.status.trouble
        if trouble and not self.calm and self.connector and self.connector.lives_in != "here":
            return trouble.advice
        return self._meaning[2]

    @property
    def mended_in_editor(self) -> bool:
        """Whether a line of its file is wrong."""
        problem = self.problem
        return isinstance(problem, FileError) and problem.line is not None

    @property
    def renewed_at(self) -> float | None:
        """When its token was last renewed, seconds since 1970."""
        return self.status.renewed_at

    @property
    def checked_at(self) -> float | None:
        """When it was last checked, seconds since 1970."""
        return self.status.checked_at

    @property
    def authorized_at(self) -> float | None:
        """When consent was given, seconds since 1970."""
        grant = self.connector.grant if self.connector else None
        return grant.authorized_at.timestamp() if grant else None

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
            return ("~" if self.foreign else "!", "", "")
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
    return list(each_row(workspace, now))


def each_row(workspace: Workspace, now: float) -> Iterator[Row]:
    """Do as `rows_of` does, one row at a time: a thousand take longer than a key may wait."""
    for name, found in workspace.connectors.every():
        yield _row(workspace, name, found, now)


def foreign_rows(workspace: Workspace) -> list[Row]:
    """Return a row for each file among the connectors that is none.

    Raises:
        FileError: the folder cannot be read.
    """
    return [
        Row(plain(name, 100), "no connector", problem=problem, foreign=True)
        for name, problem in workspace.connectors.foreign()
    ]


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
    status = workspace.statuses.load(name)
    state = state_of(workspace, found, status, now)
    ungranted = ""
    if state == "needs consent":
        try:
            check_grant(workspace, found)
        except NeedsConsent as error:
            ungranted = error.message
    return Row(
        name, state, found, ungranted=ungranted, status=status, open_to_others=open_to_others
    )


def age(seconds: float) -> str:
    """Return how long ago something was, in one short word or two."""
    if seconds < _HOUR:
        return f"{max(0, int(seconds // _MINUTE))} min"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h"
    days = int(seconds // _DAY)
    return "1 day" if days == 1 else f"{days} days"
