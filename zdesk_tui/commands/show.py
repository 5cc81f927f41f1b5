"""`show`: all that is known of one connector."""

import argparse
import json
from time import time

from zdesk_tui import output
from zdesk_tui.commands.narration import warn_of_open_files
from zdesk_tui.lifecycle import exports, verdicts
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.review import fields_of
from zdesk_tui.output import say
from zdesk_tui.plaintext import plain
from zdesk_tui.workspace import Workspace

SHOW_FORMAT = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `show` takes."""
    parser.add_argument("name", help="a saved connector")
    parser.add_argument("--reveal", action="store_true", help="print the secrets too")
    parser.add_argument("--json", action="store_true", help="as an object for programs")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    return print_connector(workspace, options.name, reveal=options.reveal, as_json=options.json)


def print_connector(workspace: Workspace, name: str, *, reveal: bool, as_json: bool) -> int:
    """Print every field of a connector.

    Args:
        workspace: where it is.
        name: of the connector.
        reveal: print the secrets too.
        as_json: one object with a `format` number instead of lines.

    Returns:
        The exit code.

    Raises:
        ZdeskError: it is not there, or cannot be read.
    """
    connector = workspace.connectors.load(name)
    row = row_of(workspace, name, time())
    if as_json:
        data = {
            **exports.as_data(connector, reveal=reveal),
            "state": row.state,
            "file": workspace.paths.connector(name),
            "checked_at": row.checked_at,
            "renewed_at": row.renewed_at,
            "verdicts": verdicts.as_data(row.status.verdicts),
        }
        told = {"format": SHOW_FORMAT, "connector": data}
        output.write(json.dumps(told, indent=2) + "\n")
    else:
        shown = fields_of(workspace, row)
        width = max(len(field.label) for field in shown)
        for field in shown:
            value = plain(field.text(reveal=reveal), 20_000)
            output.write(f"{field.label:<{width}}  {value}\n")
    for note in workspace.connectors.notes(name):
        say(f"zdesk-tui: {note}")
    warn_of_open_files(workspace, [row])
    return 0
