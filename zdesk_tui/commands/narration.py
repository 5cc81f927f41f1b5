"""What several commands warn of on stderr, and the question that they ask there."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from zdesk_tui.errors import UsageError
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace

if TYPE_CHECKING:
    from zdesk_tui.lifecycle.overview import Row

KEPT = "Nothing was changed."
"""Said when a question was not answered with yes."""


def warn_of_open_files(workspace: Workspace, rows: "Iterable[Row]") -> None:
    """Warn of connectors that others can read or change."""
    # Here and not at the top: it brings the network along, and most commands only speak.
    from zdesk_tui.lifecycle.overview import loose_warnings

    for line in loose_warnings(workspace, rows):
        say(f"zdesk-tui: {line}")


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask a person, unless it was answered with the command; anything but yes is no.

    Args:
        question: ends with a question mark.
        yes: `--yes` was given.

    Raises:
        UsageError: there is nobody to ask.
    """
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "This asks first, and there is no terminal to ask on.", "In a script, add --yes."
        )
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
