"""`list`: the saved connectors on stdout, for people and for programs."""

import argparse
import json
from time import time

from zdesk_tui import output
from zdesk_tui.commands.narration import warn_of_open_files
from zdesk_tui.errors import FileError
from zdesk_tui.lifecycle.overview import Row, foreign_rows, rows_of
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace

LIST_FORMAT = 1
HEADINGS = ("NAME", "SERVICE", "DC", "ORGANIZATION", "STATE")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `list` takes."""
    parser.add_argument("--json", action="store_true", help="as an object for programs")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    return print_list(workspace, as_json=options.json)


def print_list(workspace: Workspace, *, as_json: bool) -> int:
    """Print every saved connector with its state, the unreadable ones too.

    Args:
        workspace: where they are.
        as_json: one object with a `format` number instead of a table.

    Returns:
        The exit code: 6 when one could not be read, else 0.
    """
    rows = rows_of(workspace, time())
    if as_json:
        _print_json(rows)
    else:
        _print_table(rows)
    if not rows and not as_json:
        say(f"No connector is saved yet. Run: {workspace.command('new')}")
    problems = [row.problem for row in rows if row.problem]
    for problem in problems:
        say(f"zdesk-tui: {problem}")
    for row in foreign_rows(workspace):
        say(f"zdesk-tui: {row.problem}")
    warn_of_open_files(workspace, rows)
    return FileError.exit_code if problems else 0


def _print_json(rows: list[Row]) -> None:
    readable = [_as_data(row) for row in rows if row.connector]
    broken = [{"name": row.name, "state": row.state} for row in rows if not row.connector]
    told = {"format": LIST_FORMAT, "connectors": [*readable, *broken]}
    output.write(json.dumps(told, indent=2) + "\n")


def _as_data(row: Row) -> dict[str, object]:
    connector = row.connector
    assert connector is not None  # noqa: S101 - only readable rows come here
    return {
        "name": row.name,
        "service": connector.service,
        "data_center": connector.user_data_center.code,
        "organization": connector.organization.id if connector.organization else None,
        "scopes": list(connector.scopes),
        "state": row.state,
    }


def _print_table(rows: list[Row]) -> None:
    if not rows:
        return
    cells = [(row.name, row.service, row.data_center, row.organization, row.state) for row in rows]
    table = [HEADINGS, *cells]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    for line in table:
        padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        output.write("  ".join(padded).rstrip() + "\n")
