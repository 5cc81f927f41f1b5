"""The list of saved connectors on stdout, for people and for programs."""

import json
import sys
from time import time

from zdesk_tui.connector import Connector
from zdesk_tui.errors import FileError
from zdesk_tui.lifecycle.state import state_of
from zdesk_tui.plaintext import plain
from zdesk_tui.workspace import Workspace

LIST_FORMAT = 1
HEADINGS = ("NAME", "SERVICE", "DC", "ORGANIZATION", "STATE")


def print_list(workspace: Workspace, *, as_json: bool) -> int:
    """Print every saved connector with its state, the unreadable ones too.

    Args:
        workspace: where they are.
        as_json: one object with a `format` number instead of a table.

    Returns:
        The exit code: 6 when one could not be read, else 0.
    """
    readable: list[tuple[Connector, str]] = []
    broken: list[tuple[str, FileError]] = []
    for name in workspace.connectors.names():
        try:
            connector = workspace.connectors.load(name)
        except FileError as error:
            broken.append((name, error))
        else:
            readable.append((connector, state_of(workspace, connector, time())))
    if as_json:
        _print_json(readable, broken)
    else:
        _print_table(readable, broken)
    if not readable and not broken and not as_json:
        sys.stderr.write(f"No connector is saved yet. Run: {workspace.command('new')}\n")
    for _, problem in broken:
        sys.stderr.write(f"zdesk-tui: {problem}\n")
    return FileError.exit_code if broken else 0


def _broken_state(error: FileError) -> str:
    return f"unreadable, line {error.line}" if error.line else "unreadable"


def _print_json(readable: list[tuple[Connector, str]], broken: list[tuple[str, FileError]]) -> None:
    rows: list[dict[str, object]] = [
        {
            "name": connector.name,
            "service": connector.service,
            "data_center": connector.user_data_center.code,
            "organization": connector.organization.id if connector.organization else None,
            "scopes": list(connector.scopes),
            "state": state,
        }
        for connector, state in readable
    ]
    rows += [{"name": name, "state": _broken_state(error)} for name, error in broken]
    sys.stdout.write(json.dumps({"format": LIST_FORMAT, "connectors": rows}, indent=2) + "\n")


def _print_table(
    readable: list[tuple[Connector, str]], broken: list[tuple[str, FileError]]
) -> None:
    rows = [
        (
            connector.name,
            plain(connector.service, 20),
            connector.user_data_center.code,
            plain(_organization(connector), 32),
            state,
        )
        for connector, state in readable
    ]
    rows += [(name, "-", "-", "-", _broken_state(error)) for name, error in broken]
    if not rows:
        return
    table = [HEADINGS, *sorted(rows, key=lambda row: row[0].lower())]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _organization(connector: Connector) -> str:
    if connector.organization is None:
        return "-"
    return connector.organization.name or connector.organization.id
