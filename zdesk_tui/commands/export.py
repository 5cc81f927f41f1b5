"""`export`: a saved connector in the form that another place wants."""

import argparse
from pathlib import Path

from zdesk_tui import output
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import UsageError
from zdesk_tui.lifecycle import exports
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace

_MEANINGS = (
    "sigma: the dialogs of a connector in the developer console; connection: those of a "
    "Connection of Zoho CRM or Creator; catalyst: a Catalyst connector; env: for a POSIX shell; "
    "json: for programs; curl: a line that calls the service"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `export` takes."""
    parser.add_argument("name", help="a saved connector")
    parser.add_argument(
        "--format", required=True, choices=exports.FORMATS, metavar="FORMAT", help=_MEANINGS
    )
    parser.add_argument("--markdown", action="store_true", help="sheets as Markdown")
    parser.add_argument(
        "--data-center",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="sheets for these data centers, side by side",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write there, readable only by you, and not to stdout"
    )
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument("--reveal", action="store_true", help="with the secrets")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Print or write the export, and return the exit code.

    Raises:
        ZdeskError: the connector cannot be read, or has nothing to offer in that format.
        UsageError: the options do not go together.
        FileError: the file could not be written, or is there already.
    """
    if options.output == "":
        raise UsageError("--output names no file.", "Give the file to write, as in --output FILE.")
    sheet = exports.is_sheet(options.format)
    for given, option in ((options.markdown, "--markdown"), (options.data_center, "--data-center")):
        if given and not sheet:
            raise UsageError(
                f"{option} is for sheets, and {options.format} is none.",
                "Leave it out, or take --format sigma or --format connection.",
            )
    connector = workspace.connectors.load(options.name)
    if sheet:
        text = exports.as_sheets(
            connector,
            options.format,
            _centers(workspace, connector, options.data_center),
            markdown=options.markdown,
            reveal=options.reveal,
        )
    else:
        text = exports.as_program(workspace, connector, options.format, reveal=options.reveal)
    if options.output is None:
        output.write(text)
        return 0
    path = str(Path(options.output).expanduser())
    exports.write(path, text, force=options.force)
    say(f"Written to {path}, readable only by you.")
    return 0


def _centers(workspace: Workspace, connector: Connector, codes: list[str]) -> list[DataCenter]:
    """Return the data centers that sheets are for: the connector's own unless some are named."""
    if not codes:
        return [connector.data_center]
    centers = []
    for code in dict.fromkeys(code.lower() for code in codes):
        row = workspace.data_centers.get(code)
        if row is None:
            known = ", ".join(one.code for one in workspace.data_centers)
            raise UsageError(f"There is no data center {code}.", f"Known are: {known}.")
        centers.append(row)
    return centers
