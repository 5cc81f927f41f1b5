"""`allow`: a yes on this machine to the command that prints a client secret."""

import argparse
import shlex

from zdesk_tui.commands.narration import KEPT, confirmed
from zdesk_tui.lifecycle import secret_place
from zdesk_tui.output import say
from zdesk_tui.plaintext import plain
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `allow` takes."""
    parser.add_argument("name", help="a saved connector whose client secret a command prints")
    parser.add_argument("--yes", action="store_true", help="do not ask first")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Show the command, ask, remember the yes, and return the exit code."""
    words = secret_place.to_allow(workspace, options.name)
    say(
        f"{options.name} runs this command, without a shell, for its client secret:",
        f"  {plain(shlex.join(words), 20_000)}",
    )
    if not confirmed("Let it run on this machine?", yes=options.yes):
        say(KEPT)
        return 1
    secret_place.allow(workspace, options.name, words)
    say("It is allowed, as it stands; a changed one asks again.")
    return 0
