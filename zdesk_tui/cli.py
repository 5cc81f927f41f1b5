"""The command line: parse, call one function, turn errors into exit codes.

Results go to stdout, everything else to stderr. Only what the command needs is imported.
"""

import os
import sys

from zdesk_tui import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from zdesk_tui.sandbox.running import Sandbox
    from zdesk_tui.store.paths import Paths
    from zdesk_tui.workspace import Workspace

INTERRUPTED = 130


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the words after `zdesk-tui`; those of this process when left out.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    output.open_closed_streams()
    try:
        try:
            token = _cached_token(words)
            return _print(token) if token is not None else _run_safely(words)
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


def _run_safely(words: list[str]) -> int:
    """Run a command with all that can go wrong turned into words and an exit code."""
    from zdesk_tui import crash, errors

    try:
        return _run(words)
    except errors.ZdeskError as error:
        _say(f"zdesk-tui: {error.message}", error.advice)
        return error.exit_code
    except (BrokenPipeError, output.Unwritten):
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback, no secret
        _say(crash.report(error))
        return 1


def _cached_token(words: list[str]) -> str | None:
    """Serve `token NAME` from the cache, without a parser; None when anything is unusual."""
    home = None
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
            case _:
                rest.append(word)
    if len(rest) != 2 or rest[0] != "token" or rest[1].startswith("-"):
        return None
    if home is not None and not home.strip():
        return None
    import time

    from zdesk_tui import names
    from zdesk_tui.store import fast
    from zdesk_tui.store.paths import Paths

    if not names.valid(rest[1]):
        return None
    paths = Paths.of(home)
    token = fast.cached_token(paths.sandbox() if sandbox else paths, rest[1], time.time())
    if token is None:
        return None
    return _header(token) if header else token


def _header(token: str) -> str:
    return f"Authorization: Zoho-oauthtoken {token}"


def _print(line: str) -> int:
    output.write(f"{line}\n")
    return 0


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines if line))


def _unwritten(error: OSError) -> int:
    from zdesk_tui.errors import FileError

    why = (error.strerror or "it failed").lower()
    _say(
        f"zdesk-tui: The result could not be written to standard output: {why}.",
        "See where the command's output goes.",
    )
    return FileError.exit_code


def _parser() -> "argparse.ArgumentParser":
    import argparse

    from zdesk_tui import __version__

    # The same options are taken before the command and after it; a default of the second
    # place must not wipe out what was said in the first.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", metavar="DIR", help="keep everything under this folder")
    common.add_argument(
        "--sandbox", action="store_true", help="work against a local Zoho, with a home of its own"
    )
    common.add_argument(
        "--port", type=_port, metavar="N", help="the sandbox's port (8700 unless told otherwise)"
    )
    parser = argparse.ArgumentParser(
        prog="zdesk-tui",
        parents=[common],
        description='From "I need API access to Zoho Desk" to a saved, working OAuth 2.0 '
        "connector.",
        epilog="Without a command the saved connectors are shown, or the wizard for the first one "
        "starts. Exit codes: 0 done, "
        "1 failed or left without saving, 2 usage, 3 no such connector, 4 needs consent, "
        "5 Zoho not reached or throttling, 6 a file could not be read or written, 130 Ctrl+C. "
        "ZDESK_TUI_BROWSER=here or =elsewhere overrules what is found out about your browser; "
        "ZDESK_TUI_MOUSE=on gives the mouse to the program.",
    )
    parser.add_argument("--version", action="version", version=f"zdesk-tui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    add("new", "Set up a new connector, or go on with one that was left.").add_argument(
        "name", nargs="?", default="", help="a name for the connector"
    )
    add("reauthorize", "Ask for consent again; all else is kept.").add_argument(
        "name", help="a saved connector"
    )
    token = add("token", "Print a valid access token, renewed first when needed.")
    token.add_argument("name", help="a saved connector")
    token.add_argument(
        "--header", action="store_true", help="print the whole Authorization header line"
    )
    listed = add("list", "List the saved connectors.")
    shown = add("show", "Show all that is known of a saved connector.")
    shown.add_argument("name", help="a saved connector")
    shown.add_argument("--reveal", action="store_true", help="print the secrets too")
    checked = add("check", "Ask Zoho whether saved connectors work.")
    checked.add_argument("names", nargs="*", metavar="name", help="saved connectors; all if none")
    for reader in (listed, shown, checked):
        reader.add_argument("--json", action="store_true", help="as an object for programs")
    revoked = add("revoke", "Take a connector's grant back at Zoho; all else is kept.")
    deleted = add("delete", "Take a connector's grant back at Zoho, and delete the connector.")
    deleted.add_argument(
        "--no-revoke", action="store_true", help="leave the grant at Zoho as it is"
    )
    for ending in (revoked, deleted):
        ending.add_argument("name", help="a saved connector")
        ending.add_argument("--yes", action="store_true", help="do not ask first")
    add("paths", "Print every folder in use.")
    _add_sandbox(add("sandbox", "Run the local Zoho by itself, or play the person before it."))
    return parser


def _add_sandbox(sandbox: "argparse.ArgumentParser") -> None:
    actions = sandbox.add_subparsers(dest="action", metavar="ACTION")
    register = actions.add_parser(
        "register",
        help="register a client and print its ID and secret",
        description="Register a client in the sandbox's API Console and print its Client ID and "
        "Client Secret.",
    )
    register.add_argument("name", help="the client's name")
    register.add_argument(
        "redirect_uri",
        nargs="?",
        default="",
        help="its authorized redirect URI; non-browser and self clients have none",
    )
    register.add_argument(
        "--type",
        choices=("server-based", "mobile", "non-browser", "self-client"),
        default="server-based",
        dest="client_type",
        help="the client type (server-based)",
    )
    register.add_argument(
        "--data-center", default="us", metavar="CODE", help="where it is registered (us)"
    )
    switch = actions.add_parser(
        "switch",
        help="show or set how the running sandbox behaves",
        description="Show where the switches of the running sandbox stand, after setting some.",
    )
    switch.add_argument(
        "positions",
        nargs="*",
        metavar="NAME=VALUE",
        help="such as code_seconds=60",
    )
    accept = actions.add_parser(
        "accept",
        help="read a consent link and accept it",
        description="Read a consent link from standard input, give consent on the sandbox's "
        "pages and follow the redirect, as a browser would.",
    )
    accept.add_argument("--reject", action="store_true", help="press Reject instead")
    accept.add_argument("--organization", metavar="ID", help="choose this organization")
    accept.add_argument(
        "--account", default="admin@zylker.example", help="the Zoho account that is signed in"
    )
    accept.add_argument(
        "--data-center", metavar="CODE", help="where that account lives (where the client is)"
    )
    accept.add_argument(
        "--print",
        action="store_true",
        dest="print_address",
        help="print the address to paste back instead of visiting it",
    )
    generate = actions.add_parser(
        "generate-code",
        help="make a grant code of the self client and print it",
        description="Make a grant code in the tab Generate Code of the self client, as a person "
        "in the API Console would, and print it.",
    )
    generate.add_argument("scopes", help="with commas, such as Desk.tickets.READ,Desk.basic.READ")
    generate.add_argument(
        "--data-center", default="us", metavar="CODE", help="where the self client is (us)"
    )
    generate.add_argument(
        "--minutes", type=int, choices=(3, 5, 7, 10), default=3, help="how long it is good (3)"
    )
    generate.add_argument("--organization", metavar="ID", help="choose this organization")
    generate.add_argument(
        "--account", default="admin@zylker.example", help="the Zoho account that is signed in"
    )
    generate.add_argument(
        "--file",
        metavar="PATH",
        help="download self_client.json to this file instead of printing the code",
    )


def _port(text: str) -> int:
    import argparse

    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; a port is 1 to 65535")
    return int(text)


def _run(words: list[str]) -> int:
    options = _parser().parse_args(words)
    given = vars(options)
    home: str | None = given.get("home")
    sandboxed = "sandbox" in given
    port: int | None = given.get("port")
    from zdesk_tui.errors import UsageError
    from zdesk_tui.store.paths import Paths

    if sys.platform == "win32":
        raise UsageError("zdesk-tui runs on Linux and macOS.", "On Windows, start it in WSL.")
    if home == "":
        raise UsageError("--home names no folder.", "Give the folder to use, as in --home DIR.")
    paths = Paths.of(home)
    command: str = options.command or "home"
    if command == "paths":
        for label, path in (paths.sandbox() if sandboxed else paths).rows():
            _print(f"{label:<12} {path}")
        return 0
    if command == "sandbox":
        return _sandbox(options, paths, port)
    return _with_workspace(command, options, paths, home=home, sandboxed=sandboxed, port=port)


def _with_workspace(
    command: str,
    options: "argparse.Namespace",
    paths: "Paths",
    *,
    home: str | None,
    sandboxed: bool,
    port: int | None,
) -> int:
    from zdesk_tui import names
    from zdesk_tui.datacenters import ZOHO
    from zdesk_tui.workspace import Workspace

    for name in (getattr(options, "name", ""), *getattr(options, "names", ())):
        if name:
            names.require(name)
    if command in ("home", "new", "reauthorize"):
        _need_terminal()
    words = ("--home", home) if home else ()
    if not sandboxed:
        return _act(command, options, Workspace(paths, ZOHO, words))
    from zdesk_tui.sandbox.addresses import DEFAULT_PORT, data_centers

    at = port or DEFAULT_PORT
    words = (*words, "--sandbox", *(("--port", str(at)) if port else ()))
    workspace = Workspace(paths.sandbox(), data_centers(at), words, sandbox=True)
    if command in ("list", "show"):
        return _act(command, options, workspace)
    sandbox = _join(paths, at)
    try:
        return _act(command, options, workspace)
    finally:
        sandbox.close()


def _join(paths: "Paths", port: int) -> "Sandbox":
    from pathlib import Path

    from zdesk_tui.sandbox.running import Sandbox

    return Sandbox.join_or_run(Path(paths.sandbox_home), port)


def _act(command: str, options: "argparse.Namespace", workspace: "Workspace") -> int:
    match command:
        case "token":
            return _token(workspace, options.name, header=options.header)
        case "list":
            from zdesk_tui.commands.listing import print_list

            return print_list(workspace, as_json=options.json)
        case "show":
            from zdesk_tui.commands.show import print_connector

            return print_connector(
                workspace, options.name, reveal=options.reveal, as_json=options.json
            )
        case "check":
            from zdesk_tui.commands.check import print_check

            return print_check(workspace, options.names, as_json=options.json)
        case "revoke":
            from zdesk_tui.commands.retire import revoke

            return revoke(workspace, options.name, yes=options.yes)
        case "delete":
            from zdesk_tui.commands.retire import delete

            return delete(workspace, options.name, yes=options.yes, revoking=not options.no_revoke)
        case "reauthorize":
            from zdesk_tui.tui.start import reauthorize

            return reauthorize(workspace, options.name)
        case "new":
            from zdesk_tui.tui.start import new

            return new(workspace, options.name)
        case _:
            from zdesk_tui.tui.start import home

            return home(workspace)


def _token(workspace: "Workspace", name: str, *, header: bool) -> int:
    import asyncio

    from zdesk_tui.lifecycle.token import valid_token

    token, warnings = asyncio.run(valid_token(workspace, name))
    for warning in warnings:
        _say(f"zdesk-tui: {warning}")
    return _print(_header(token.reveal()) if header else token.reveal())


def _switch(positions: "Sequence[str]", home: "Path", port: int) -> int:
    from zdesk_tui.errors import UsageError
    from zdesk_tui.sandbox.control import Control
    from zdesk_tui.sandbox.switches import read, spelled

    wanted = {}
    for one in positions:
        name, given, value = one.partition("=")
        if not given:
            raise UsageError(f"{one} sets nothing.", "Write NAME=VALUE, such as code_seconds=60.")
        wanted[name] = read(value)
    for name, position in Control(home, port).switch(**wanted).items():
        _print(f"{name:<28} {spelled(position)}")
    return 0


def _sandbox(options: "argparse.Namespace", paths: "Paths", port: int | None) -> int:
    from pathlib import Path

    from zdesk_tui.sandbox.addresses import DEFAULT_PORT

    at = port or DEFAULT_PORT
    if options.action is None:
        from zdesk_tui.sandbox.running import serve

        def ready() -> None:
            _say(
                f"The sandbox listens on http://localhost:{at}/ until Ctrl+C.",
                f"Its clients and grants are kept in {paths.sandbox_home}",
            )

        return 128 + serve(Path(paths.sandbox_home), at, ready)
    if options.action == "switch":
        return _switch(options.positions, Path(paths.sandbox_home), at)
    sandbox = _join(paths, at)
    try:
        from zdesk_tui.sandbox import visitor

        if options.action == "register":
            client_id, secret = visitor.register(
                at,
                options.name,
                options.redirect_uri,
                options.data_center,
                kind=options.client_type,
            )
            _print(f"Client ID      {client_id}")
            return _print(f"Client Secret  {secret.reveal()}")
        if options.action == "generate-code":
            return _generate_code(options, at)
        link = _read_link()
        choices = {
            "organization": options.organization,
            "account": options.account,
            "data_center": options.data_center,
            "reject": options.reject,
        }
        if visitor.is_device_link(link):
            return _print(visitor.accept_device(link, port=at, **choices))
        visit = visitor.accept(link, port=at, deliver=not options.print_address, **choices)
    finally:
        sandbox.close()
    if options.print_address:
        return _print(visit.address)
    if visit.delivered:
        _say("The redirect was followed. The page says:")
        return _print(visit.page or "")
    _say("Nobody listens at the redirect URI. Paste this address into the wizard:")
    return _print(visit.address)


def _generate_code(options: "argparse.Namespace", port: int) -> int:
    from pathlib import Path

    from zdesk_tui.sandbox import disk, visitor

    code, file = visitor.generate_code(
        port,
        options.scopes,
        options.data_center,
        minutes=options.minutes,
        organization=options.organization,
        account=options.account,
    )
    if options.file is None:
        return _print(code.reveal())
    disk.write_private(Path(options.file), file.reveal())
    _say(f"Downloaded to {options.file}; the code in it is good for {options.minutes} minutes.")
    return 0


def _read_link() -> str:
    from zdesk_tui.errors import UsageError

    if sys.stdin.isatty():
        _say("Paste the consent link and press Enter:")
        link = sys.stdin.readline()
    else:
        link = sys.stdin.read()
    if not link.strip():
        raise UsageError(
            "No consent link was given.", "Paste the link that the wizard shows in step Consent."
        )
    return link


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
