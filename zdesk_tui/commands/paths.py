"""`paths`: every folder and file in use."""

import argparse

from zdesk_tui import output
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `paths` takes: nothing."""


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Print them and return the exit code."""
    for label, path in workspace.paths.rows():
        output.write(f"{label:<12} {path}\n")
    return 0
