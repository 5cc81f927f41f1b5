"""`check`: ask Zoho about saved connectors."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from time import time

from zdesk_tui import output
from zdesk_tui.commands.narration import warn_of_open_files
from zdesk_tui.lifecycle.check import Outcome, check_several, worst
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.verdicts import as_data
from zdesk_tui.output import say
from zdesk_tui.plaintext import plain
from zdesk_tui.workspace import Workspace

CHECK_FORMAT = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `check` takes."""
    parser.add_argument("names", nargs="*", metavar="name", help="saved connectors; all if none")
    parser.add_argument("--json", action="store_true", help="as an object for programs")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    return print_check(workspace, options.names, as_json=options.json)


def print_check(workspace: Workspace, names: Sequence[str], *, as_json: bool) -> int:
    """Check connectors and print a verdict for each, in the order in which they were named.

    Args:
        workspace: where they are.
        names: of the connectors; all when none is named.
        as_json: one object with a `format` number instead of lines.

    Returns:
        The exit code of the worst verdict.

    Raises:
        NoSuchConnector: one of them is not there; none is asked about then.
    """
    saved = workspace.connectors.names()
    wanted = list(dict.fromkeys(names)) or saved
    for name in wanted:
        if name not in saved:
            workspace.connectors.load(name)
    if not wanted:
        say(f"No connector is saved yet. Run: {workspace.command('new')}")
    found: dict[str, Outcome] = {}

    def done(outcome: Outcome) -> None:
        found[outcome.name] = outcome

    asyncio.run(check_several(workspace, wanted, done))
    outcomes = [found[name] for name in wanted]
    if as_json:
        _print_json(outcomes)
    else:
        _print_lines(outcomes)
    warn_of_open_files(workspace, [row_of(workspace, name, time()) for name in wanted])
    return worst(outcomes)


def _print_json(outcomes: list[Outcome]) -> None:
    results = [
        {
            "name": outcome.name,
            "verdict": outcome.verdict,
            "reason": outcome.reason,
            "next": outcome.advice or None,
            "exit_code": outcome.exit_code,
            **as_data(outcome.verdicts),
        }
        for outcome in outcomes
    ]
    output.write(json.dumps({"format": CHECK_FORMAT, "results": results}, indent=2) + "\n")


def _print_lines(outcomes: list[Outcome]) -> None:
    names = max((len(outcome.name) for outcome in outcomes), default=0)
    verdicts = max((len(outcome.verdict) for outcome in outcomes), default=0)
    for outcome in outcomes:
        good = outcome.exit_code == 0
        line = f"{outcome.name:<{names}}  {outcome.verdict:<{verdicts}}"
        three = ", ".join(f"{one.about} {one.word}" for one in outcome.verdicts)
        told = three or (plain(outcome.reason, 500) if good else "")
        output.write(f"{line}  {told}".rstrip() + "\n")
        if not good:
            named = outcome.name in outcome.reason
            who = "" if named else f"{outcome.name}: "
            say(f"zdesk-tui: {who}{plain(outcome.reason, 1000)}", outcome.advice)
