"""`doctor`: a report that can be posted in public."""

import argparse
import asyncio
import json

from zdesk_tui import output
from zdesk_tui.lifecycle.doctor import Section, examine
from zdesk_tui.workspace import Workspace

DOCTOR_FORMAT = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `doctor` takes."""
    parser.add_argument("--offline", action="store_true", help="ask no accounts server")
    parser.add_argument("--json", action="store_true", help="as an object for programs")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Print the report and return the exit code: 1 where something must be mended."""
    sections = asyncio.run(examine(workspace, offline=options.offline))
    if options.json:
        _print_json(sections)
    else:
        _print_lines(sections)
    return int(any(line.mark == "!" for section in sections for line in section.lines))


def _print_json(sections: tuple[Section, ...]) -> None:
    told = {
        section.title: [
            {"label": line.label, "value": line.value, "mark": line.mark} for line in section.lines
        ]
        for section in sections
    }
    output.line(json.dumps({"format": DOCTOR_FORMAT, "sections": told}, indent=2))


def _print_lines(sections: tuple[Section, ...]) -> None:
    for number, section in enumerate(sections):
        if number:
            output.line("")
        output.line(section.title)
        width = max(len(line.label) for line in section.lines)
        for line in section.lines:
            output.line(f"  {line.mark} {line.label:<{width}}  {line.value}")
