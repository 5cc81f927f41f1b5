"""`edit`: a connector's file in the person's own editor."""

import argparse
import os
import signal
import subprocess
from time import time

from zdesk_tui.lifecycle import editing
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `edit` takes."""
    parser.add_argument("name", help="a saved connector")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Open a private copy in the editor, check it, and swap it in.

    Args:
        workspace: where the connector is.
        options: of the command line.

    Returns:
        The exit code.

    Raises:
        ZdeskError: there is none of that name, no editor, or the text cannot be used.
    """
    name = options.name
    words = editing.editor(os.environ)
    sheet = editing.begin(workspace, name)
    failed = True
    try:
        failed = _edit([*words, str(sheet.copy)])
    finally:
        changed = editing.finish(workspace, sheet, failed=failed)
    if not changed:
        say(f"{name} was not changed.", editing.WAITING)
        return 0
    row = row_of(workspace, name, time())
    say(f"{name} is saved, and is now: {row.state}.")
    if row.state == "needs consent":
        say(f"Run: {workspace.command('reauthorize', name)}")
    return 0


def _edit(words: list[str]) -> bool:
    """Run the editor, and tell whether it failed.

    Raises:
        ZdeskError: it cannot be started.
    """
    # Ctrl+C is the editor's; a handler of ours, unlike being ignored, is not handed down to it.
    before = {one: signal.signal(one, _nothing) for one in (signal.SIGINT, signal.SIGQUIT)}
    try:
        # It is the person's own command, and no shell reads it.
        return subprocess.run(words, check=False).returncode != 0  # noqa: S603
    except OSError as error:
        raise editing.no_start(words, error) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _nothing(number: int, frame: object) -> None:
    pass
