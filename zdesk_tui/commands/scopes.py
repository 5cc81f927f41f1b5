"""`scopes`: what is known of scopes and operations, and a judge of scope lists, for scripts."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches

from zdesk_tui import intent, output, scope_offers
from zdesk_tui.catalog import operations, services
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.commands import common
from zdesk_tui.errors import UsageError
from zdesk_tui.findings import Finding
from zdesk_tui.output import say
from zdesk_tui.plaintext import plain
from zdesk_tui.scope_offers import Listed, certainty
from zdesk_tui.scopes import ScopeList, parse
from zdesk_tui.workspace import Workspace

SCOPES_FORMAT = 1
LARGEST = 1024 * 1024
"""Most characters that are read of standard input; a scope list has a few hundred."""

_NAMED = 3
"""Operations that `explain` names of each scope."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `scopes` takes: one of its actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    shared = [common.options()]
    listing = actions.add_parser(
        "list",
        parents=shared,
        help="every scope of a service",
        description="Print every known scope of a service, how sure it is, and what it is for.",
    )
    listing.add_argument("service", metavar="SERVICE", help="such as desk or crm")
    finding = actions.add_parser(
        "search",
        parents=shared,
        help="scopes and operations by plain words",
        description="Print the operations and the groups of scopes that a few words ask for, the "
        "best first. Nothing found is exit code 1.",
    )
    finding.add_argument("words", nargs="+", metavar="WORDS", help="such as: reply to a ticket")
    explaining = actions.add_parser(
        "explain",
        parents=shared,
        help="what a list opens",
        description="Say of each scope of a list how sure it is and which operations it opens.",
    )
    checking = actions.add_parser(
        "check",
        parents=shared,
        help="judge a list; exit code 1 if there is something to mend or to look at",
        description="Judge a list of scopes: one line for each finding, with ! for what Zoho "
        "refuses and ~ for what it may refuse or what can go. Exit code 0 if there is none, else "
        "1. It asks nobody, so that a pre-commit hook and a CI job can run it: "
        "zdesk-tui scopes check - < scopes.txt",
    )
    checking.add_argument(
        "--lenient", action="store_true", help="exit code 1 only for what must be mended (!)"
    )
    for action in (explaining, checking):
        action.add_argument(
            "list",
            nargs="+",
            metavar="LIST",
            help="scopes in any form that people paste, or a Request Token URL; - reads them from "
            "standard input",
        )
    wishing = actions.add_parser(
        "for",
        parents=shared,
        help="the smallest list for some operations",
        description="Print the smallest list of scopes that allows some operations, and on "
        "standard error which operation each scope is for.",
    )
    wishing.add_argument(
        "operations",
        nargs="+",
        metavar="OPERATION",
        help='what Zoho calls it (sendReply), method and path, or words ("list tickets and reply '
        'to them")',
    )
    wishing.add_argument(
        "--module", default="", metavar="NAME", help="confine CRM's records to one module"
    )
    for action in (finding, explaining, checking, wishing):
        action.add_argument("--service", metavar="SERVICE", help="the one that is meant")
    for action in (listing, finding, explaining, checking, wishing):
        action.add_argument("--json", action="store_true", help="as an object for programs")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    named = getattr(options, "service", None)
    service = None if named is None else _service(named)
    action: Callable[[argparse.Namespace, str | None], int] = _ACTIONS[options.action]
    return action(options, service)


def _list(options: argparse.Namespace, service: str | None) -> int:
    groups = scope_offers.known(service or "")
    rows = [row for group in groups for row in _rows(group)]
    if options.json:
        _write_json({"service": service, "scopes": [_scope_data(*row) for row in rows]})
    else:
        _write_table(rows)
    return 0


def _rows(group: Listed) -> Iterator[tuple[str, str, str]]:
    for word in (*group.operations, *group.unconfirmed):
        scope = f"{group.name}.{word}"
        known = group.certainty if word in group.operations else scope_offers.UNSURE
        found = certainty(scope).word
        yield scope, known if found == scope_offers.UNKNOWN else found, group.description


def _scope_data(scope: str, certainty: str, description: str) -> dict[str, object]:
    return {"scope": scope, "certainty": certainty, "description": description}


def _search(options: argparse.Namespace, service: str | None) -> int:
    words = " ".join(options.words)
    hits = operations.search(words, service)
    found = scope_offers.search(words, service)
    if options.json:
        _write_json(
            {
                "operations": [_operation_data(hit.operation) for hit in hits],
                "groups": [
                    {
                        "name": one.group.name,
                        "service": one.service,
                        "operations": list(one.group.operations),
                        "certainty": one.group.certainty,
                        "description": one.group.description,
                    }
                    for one in found
                ],
            }
        )
    else:
        _write_table(
            [
                (one.service, one.identifier, one.title, _asked(one))
                for one in (hit.operation for hit in hits)
            ]
        )
        if hits and found:
            output.line("")
        _write_table(
            [
                (
                    one.service,
                    one.group.name,
                    " ".join(one.group.operations),
                    one.group.certainty,
                    one.group.description,
                )
                for one in found
            ]
        )
    if not hits and not found:
        say(f"zdesk-tui: Nothing here is called {plain(words)}.", _known_operations())
        return 1
    return 0


def _asked(operation: Operation) -> str:
    """Return which scopes an operation asks for, in one line."""
    return (
        " and ".join(
            choice[0] if len(choice) == 1 else f"({' or '.join(choice)})"
            for choice in operation.choices
        )
        or "no scope is named"
    )


def _operation_data(operation: Operation) -> dict[str, object]:
    return {
        "service": operation.service,
        "identifier": operation.identifier,
        "title": operation.title,
        "method": operation.method,
        "path": operation.path,
        "scopes": list(operation.scopes),
        "match": operation.match,
        "extra_scopes": list(operation.extra_scopes),
    }


def _explain(options: argparse.Namespace, service: str | None) -> int:
    read = _read(options, service)
    told = [(scope, certainty(scope), intent.opens([scope]).operations) for scope in read.scopes]
    if options.json:
        _write_json(
            {
                "scopes": [
                    {
                        **_scope_data(scope, sure.word, scope_offers.description(scope)),
                        "reason": sure.reason,
                        "opens": [f"{one.service} {one.identifier}" for one in opened],
                    }
                    for scope, sure, opened in told
                ],
                "findings": _findings_data(read.findings),
            }
        )
        return 0 if read.scopes else 1
    for scope, sure, opened in told:
        output.line(f"{scope}  ({sure.word})")
        for text in (scope_offers.description(scope), sure.reason, _opening(opened)):
            if text:
                output.line(f"  {text}")
    say(*(f"{finding.mark} {finding.text}" for finding in read.findings if finding.mark != "+"))
    return 0 if read.scopes else 1


def _opening(opened: Sequence[Operation]) -> str:
    if not opened:
        return "No operation is known that it opens alone."
    count = "one operation" if len(opened) == 1 else f"{len(opened)} operations"
    named = ", ".join(operation.title for operation in opened[:_NAMED])
    return f"Opens {count} known here: {named}{', ...' if len(opened) > _NAMED else '.'}"


def _check(options: argparse.Namespace, service: str | None) -> int:
    read = _read(options, service)
    counted = ("!",) if options.lenient else ("!", "~")
    good = not any(finding.mark in counted for finding in read.findings)
    if options.json:
        _write_json(
            {
                "good": good,
                "scopes": list(read.scopes),
                "findings": _findings_data(read.findings),
            }
        )
    else:
        for finding in read.findings:
            output.line(f"{finding.mark} {finding.text}")
    return 0 if good else 1


def _findings_data(findings: Iterable[Finding]) -> list[dict[str, str | None]]:
    return [{"mark": one.mark, "text": one.text, "repair": one.repair} for one in findings]


def _for(options: argparse.Namespace, service: str | None) -> int:
    if service is not None and not operations.of(service):
        name = scope_offers.service_name(service)
        raise UsageError(f"No operation of {name} is known here.", _known_operations())
    wishes = [wish for text in options.operations for wish in intent.understood(text, service)]
    unknown = [plain(wish.text) for wish in wishes if wish.operation is None]
    if unknown or not wishes:
        listed = ", ".join(unknown) or "that"
        say(f"zdesk-tui: No operation is known here that {listed} may mean.", _known_operations())
        return 1
    wanted = [wish.operation.in_module(options.module) for wish in wishes if wish.operation]
    answer = intent.smallest(wanted)
    if options.json:
        _write_json(
            {
                "scopes": list(answer.scopes),
                "for": [
                    {
                        "scope": reason.scope,
                        "operations": [_operation_data(one) for one in reason.operations],
                    }
                    for reason in answer.reasons
                ],
                "without": [_operation_data(one) for one in answer.free],
                "smallest": answer.exact,
            }
        )
        return 0
    for wish, operation in zip(wishes, wanted, strict=True):
        if wish.text != operation.identifier:
            say(f"{plain(wish.text)}: {operation.title} ({operation.service} "
                f"{operation.identifier})")  # fmt: skip
    output.line(",".join(answer.scopes))
    for reason in answer.reasons:
        say(f"{reason.scope} for {', '.join(one.title for one in reason.operations)}")
    say(*_doubts(answer, wanted))
    return 0


def _doubts(answer: intent.Answer, wanted: Sequence[Operation]) -> Iterator[str]:
    """Yield what a person should know about an answer."""
    for operation in answer.free:
        yield f"{operation.title}: Zoho's description names no scope for it."
    for operation in wanted:
        if operation.match == "unsure":
            yield (
                f"{operation.title}: Zoho's description lists its scopes without saying whether "
                "all are needed; all were taken."
            )
    if any("{module}" in scope for scope in answer.scopes):
        yield "Replace {module} by the name of a module: --module Contacts does it."
    if not answer.exact:
        yield "There may be a smaller list; too many were possible to try all."


_ACTIONS = {"list": _list, "search": _search, "explain": _explain, "check": _check, "for": _for}


def _service(named: str) -> str:
    """Return the key of a service that was named by key, name or prefix."""
    wanted = named.casefold()
    known = services.load()
    for key, row in known.items():
        if wanted in (key, row.name.casefold(), row.prefix.casefold()):
            return key
    close = get_close_matches(wanted, known, n=1)
    guess = f"Did you mean {close[0]}? " if close else ""
    raise UsageError(
        f"No service is called {plain(named)}.", f"{guess}Known are {', '.join(known)}."
    )


def _known_operations() -> str:
    return f"Operations are known of {', '.join(operations.services())}."


def _read(options: argparse.Namespace, service: str | None) -> ScopeList:
    parts = [sys.stdin.read(LARGEST) if text == "-" else text for text in options.list]
    return parse("\n".join(parts), service or "")


def _write_json(told: dict[str, object]) -> None:
    output.write(json.dumps({"format": SCOPES_FORMAT, **told}, indent=2) + "\n")


def _write_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Write lines whose columns begin below each other; the last one may be of any width."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)]
        output.line("  ".join(cells).rstrip())
