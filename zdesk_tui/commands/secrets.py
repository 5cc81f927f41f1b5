"""`secrets`: where a connector's secrets are kept, and moving them."""

import argparse

from zdesk_tui import output
from zdesk_tui.errors import UsageError
from zdesk_tui.lifecycle import secret_place
from zdesk_tui.lifecycle.review import where
from zdesk_tui.output import say
from zdesk_tui.plaintext import plain
from zdesk_tui.workspace import Workspace

LABELS = {"client_secret": "Client Secret", "refresh_token": "Refresh Token"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `secrets` takes."""
    parser.add_argument("name", help="a saved connector")
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--to", choices=("file", "keyring"), help="move all of them into its file or the keyring"
    )
    way.add_argument(
        "--to-command",
        nargs=argparse.REMAINDER,
        metavar=("PROGRAM", "ARGUMENT"),
        help="have this command print the client secret; it takes the rest of the line",
    )


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Move the secrets, or say where each one is, and return the exit code."""
    if options.to_command is not None:
        if not options.to_command:
            raise UsageError(
                "--to-command needs the command.", "For example: --to-command pass show zoho/desk"
            )
        say(secret_place.move_to_command(workspace, options.name, options.to_command))
    elif options.to:
        say(secret_place.move(workspace, options.name, options.to))
    else:
        for name, secret in workspace.connectors.load(options.name).secrets():
            label = LABELS.get(name) or f"Secret in {name.partition('.')[2]}"
            output.write(f"{label:<13}  {plain(where(secret), 20_000)}\n")
    return 0
