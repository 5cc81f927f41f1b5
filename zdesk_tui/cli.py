"""The command line: parse, call one function, turn errors into exit codes.

Results go to stdout, everything else to stderr. Only what the command needs is imported.
"""

import os
import sys

from zdesk_tui import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Container, Sequence

    from zdesk_tui.store.paths import Paths
    from zdesk_tui.workspace import Workspace

INTERRUPTED = 130


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the words after `zdesk-tui`; those of this process when left out.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if "_ARGCOMPLETE" in os.environ:
        _complete()
    output.open_closed_streams()
    try:
        try:
            token = _cached_token(words)
            if token is None:
                return _run_safely(words)
            output.line(token)
            return 0
        finally:
            # Here a reader that went away can still be noticed; at Python's end it is too late.
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.discard()  # the reader has had enough
        return 1
    except OSError as error:
        output.discard()
        return _unwritten(error)


def _complete() -> None:
    """Tell the shell that asks how its line goes on; this does not return then."""
    from zdesk_tui.commands import completion

    completion.answer(parser(os.environ.get("COMP_LINE", "").split()))


def _run_safely(words: list[str]) -> int:
    """Run a command with all that can go wrong turned into words and an exit code."""
    from zdesk_tui import crash, errors

    try:
        return _run(words)
    except errors.ZdeskError as error:
        output.say(f"zdesk-tui: {error.message}", error.advice)
        return error.exit_code
    except (BrokenPipeError, output.Unwritten):
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback, no secret
        output.say(crash.report(error))
        return 1


def _cached_token(words: list[str]) -> str | None:
    """Serve `token NAME` from the cache, without a parser; None when anything is unusual."""
    home = seconds = None
    sandbox = header = False
    rest = []
    queue = iter(words)
    for word in queue:
        match word:
            case "--home":
                home = next(queue, "")
            case "--sandbox":
                sandbox = True
            case "--header":
                header = True
            case "--min-valid":
                seconds = next(queue, "")
            case "--log":
                # Nothing is asked that could be logged.
                if not next(queue, ""):
                    return None
            case "--cached-only":
                pass
            case _:
                rest.append(word)
    if len(rest) != 2 or rest[0] != "token" or rest[1].startswith("-"):
        return None
    if home is not None and not home.strip():
        return None
    if seconds is not None and not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 4):
        return None
    import time

    from zdesk_tui import names
    from zdesk_tui.store import fast
    from zdesk_tui.store.paths import Paths

    if not names.valid(rest[1]):
        return None
    paths = Paths.of(home)
    token = fast.cached_token(
        paths.sandbox() if sandbox else paths,
        rest[1],
        time.time(),
        fast.MARGIN if seconds is None else int(seconds),
    )
    if token is None:
        return None
    return output.header(token) if header else token


def _unwritten(error: OSError) -> int:
    from zdesk_tui.errors import FileError

    why = (error.strerror or "it failed").lower()
    output.say(
        f"zdesk-tui: The result could not be written to standard output: {why}.",
        "See where the command's output goes.",
    )
    return FileError.exit_code


def parser(words: "Container[str]") -> "argparse.ArgumentParser":
    """Return the parser of a command line.

    Args:
        words: only the commands that stand among them are told what they take.
    """
    import argparse

    from zdesk_tui import __version__
    from zdesk_tui.commands.common import options
    from zdesk_tui.commands.registry import COMMANDS, module_of

    common = options()
    whole = argparse.ArgumentParser(
        prog="zdesk-tui",
        parents=[common],
        description='From "I need API access to Zoho Desk" to a saved, working OAuth 2.0 '
        "connector.",
        epilog="Without a command the saved connectors are shown, or the wizard for the first one "
        "starts. Exit codes: 0 done, "
        "1 failed or left without saving, 2 usage, 3 no such connector, 4 needs consent, "
        "5 later helps (Zoho not reached or throttling, another process at it), "
        "6 a file could not be read or written, 130 Ctrl+C. "
        "ZDESK_TUI_BROWSER=here or =elsewhere overrules what is found out about your browser; "
        "ZDESK_TUI_MOUSE=on gives the mouse to the program. ZDESK_TUI_LOG=FILE is --log for all.",
    )
    whole.add_argument("--version", action="version", version=f"zdesk-tui {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=command.text,
            description=command.text,
            epilog="\n  ".join(("examples:", *command.examples)),
            # The examples are to stay as they are.
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
        )
        if name in words:
            module_of(name).arguments(one)
    return whole


def _up_to_actions(words: list[str]) -> list[str]:
    """Return the words as far as a command with actions of its own, which may be called alike."""
    from zdesk_tui.commands.registry import COMMANDS

    for at, word in enumerate(words):
        command = COMMANDS.get(word)
        if command and command.actions and words[max(at - 1, 0)] not in ("--home", "--port"):
            return words[: at + 1]
    return words


def _run(words: list[str]) -> int:
    options = parser(_up_to_actions(words)).parse_args(words)
    given = vars(options)
    home: str | None = given.get("home")
    port: int | None = given.get("port")
    from zdesk_tui import names
    from zdesk_tui.datacenters import ZOHO
    from zdesk_tui.errors import UsageError
    from zdesk_tui.store.paths import Paths
    from zdesk_tui.workspace import Workspace

    if sys.platform == "win32":
        raise UsageError("zdesk-tui runs on Linux and macOS.", "On Windows, start it in WSL.")
    paths = Paths.of(home)
    log = given.get("log", os.environ.get("ZDESK_TUI_LOG") or None)
    if log is not None:
        from zdesk_tui.zoho.log import begin

        begin(log)
    for name in (given.get("name", ""), *given.get("names", ())):
        if name and options.command != "sandbox":
            names.require(name)
    at_home = ("--home", home) if home else ()
    if "sandbox" not in given or options.command == "sandbox":
        return _act(Workspace(paths, ZOHO, at_home), options)
    return _in_sandbox(paths, at_home, port, options)


def _in_sandbox(
    paths: "Paths", at_home: tuple[str, ...], port: int | None, options: "argparse.Namespace"
) -> int:
    """Do it against the local Zoho, which runs meanwhile unless the command asks nobody."""
    from pathlib import Path

    from zdesk_tui.commands.registry import COMMANDS
    from zdesk_tui.sandbox.addresses import DEFAULT_PORT, data_centers
    from zdesk_tui.sandbox.running import Sandbox
    from zdesk_tui.workspace import Workspace

    at = port or DEFAULT_PORT
    words = (*at_home, "--sandbox", *(("--port", str(port)) if port else ()))
    workspace = Workspace(paths.sandbox(), data_centers(at), words, sandbox=True)
    asks_nobody = "cached_only" in options and options.cached_only
    if asks_nobody or (options.command and COMMANDS[options.command].asks_nobody):
        return _act(workspace, options)
    sandbox = Sandbox.join_or_run(Path(paths.sandbox_home), at)
    try:
        return _act(workspace, options)
    finally:
        sandbox.close()


def _act(workspace: "Workspace", options: "argparse.Namespace") -> int:
    from zdesk_tui.commands.registry import COMMANDS, module_of

    if options.command is None:
        from zdesk_tui.tui.start import home

        _need_terminal()
        return home(workspace)
    if COMMANDS[options.command].screen:
        _need_terminal()
    return module_of(options.command).run(workspace, options)


def _need_terminal() -> None:
    from zdesk_tui.errors import UsageError

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "This command needs a terminal for its input and its screen.",
            "Start it in a terminal; over SSH use ssh -t.",
        )
    if os.environ.get("TERM", "dumb") in ("dumb", ""):
        raise UsageError(
            "This command draws on the whole screen, which TERM=dumb cannot do.",
            "Start it in another terminal, or set TERM to what yours is, such as xterm-256color.",
        )
