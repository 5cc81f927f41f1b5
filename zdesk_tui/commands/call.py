"""`call`: one of a connector's APIs, its answer on stdout."""

import argparse
import asyncio
import codecs
import sys
from collections.abc import Iterable
from pathlib import Path

from zdesk_tui import apis, output
from zdesk_tui.commands.narration import confirmed
from zdesk_tui.connector import Api, Connector
from zdesk_tui.errors import FileError, UsageError
from zdesk_tui.lifecycle.call import Answer, called
from zdesk_tui.lifecycle.token import check_grant
from zdesk_tui.output import say
from zdesk_tui.plaintext import plain, plain_lines
from zdesk_tui.workspace import Workspace

LARGEST_BODY = 20 * 1024 * 1024
"""Bytes of a body that are sent; Desk takes no larger attachment."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `call` takes."""
    parser.add_argument("name", help="a saved connector")
    parser.add_argument("api", help="an API that is kept with it, by its name")
    parser.add_argument(
        "values", nargs="*", metavar="key=value", help="what its placeholders are filled with"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print the request, the token masked; send nothing"
    )
    parser.add_argument("--yes", action="store_true", help="send what may change something")
    parser.add_argument(
        "--body", metavar="FILE", help="send this file as the body; - is standard input"
    )


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Make the call, print its answer, and return the exit code."""
    connector = workspace.connectors.load(options.name)
    api = apis.of_name(connector, options.api)
    body = None if options.body is None else _body(options.body)
    request = apis.request_of(api, connector, _values(options.values), body)
    if options.dry_run:
        output.line(request.shown)
        return 0
    check_grant(workspace, connector)
    if not api.reads:
        if not options.yes:
            say(request.shown, "")
        if not confirmed("Send this? It may change something at Zoho.", yes=options.yes):
            say("Nothing was sent.")
            return 1
    try:
        return asyncio.run(_call(workspace, connector, api, request))
    except KeyboardInterrupt:
        if not api.reads:
            say("Left before the answer was read; Zoho may have done it all the same.")
        raise


async def _call(workspace: Workspace, connector: Connector, api: Api, request: apis.Request) -> int:
    async with called(workspace, connector, api, request) as answer:
        for warning in answer.warnings:
            say(f"zdesk-tui: {warning}")
        if not answer.is_page:
            await _print(answer)
        say(answer.summary)
        if answer.error is None:
            return 0
        say(f"zdesk-tui: {answer.error.message}", answer.error.advice)
        return answer.error.exit_code


async def _print(answer: Answer) -> None:
    """Print an answer as it came; to a terminal without the signs that act on one."""
    if not sys.stdout.isatty():
        output.raw(answer.head)
        async for piece in answer.rest:
            output.raw(piece)
        return
    text = answer.text
    if text is None:
        say(f"The answer is no text ({plain(answer.content_type, 60) or 'of unknown kind'}).")
        say("Send it to a file: add > FILE to the command.")
        return
    if answer.whole:
        output.write(f"{text}\n" if text else "")
        return
    letters = codecs.getincrementaldecoder("utf-8")("replace")
    output.write(plain_lines(letters.decode(answer.head)))
    async for piece in answer.rest:
        output.write(plain_lines(letters.decode(piece)))
    output.write("\n")


def _values(words: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign:
            raise UsageError(
                f"{plain(word, 60)} is no value of a placeholder.", "Write it as key=value."
            )
        if key in values:
            raise UsageError(f"{plain(key, 60)} has two values.", "Give one.")
        values[key] = value
    return values


def _body(path: str) -> bytes:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LARGEST_BODY + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(LARGEST_BODY + 1)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise FileError(
            f"{plain(path, 500)} cannot be read: {why}.", "Name a file that can.", path=Path(path)
        ) from None
    if len(data) > LARGEST_BODY:
        raise FileError(
            f"{plain(path, 500)} is larger than {LARGEST_BODY // 1024 // 1024} MiB.",
            "Send a smaller body.",
            path=Path(path),
        )
    return data
