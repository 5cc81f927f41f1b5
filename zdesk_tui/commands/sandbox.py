"""`sandbox`: the local Zoho by itself, and the person who would stand before it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zdesk_tui import output
from zdesk_tui.commands import common
from zdesk_tui.errors import UsageError
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `sandbox` takes: one of its actions, or none to run it."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    shared = [common.options()]
    register = actions.add_parser(
        "register",
        parents=shared,
        help="register a client and print its ID and secret",
        description="Register a client in the sandbox's API Console and print its Client ID and "
        "Client Secret.",
    )
    register.add_argument("name", help="the client's name")
    register.add_argument(
        "redirect_uris",
        nargs="*",
        metavar="REDIRECT_URI",
        help="its authorized redirect URIs; non-browser and self clients have none",
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
        parents=shared,
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
        parents=shared,
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
        parents=shared,
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


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Do what the command line asked for, and return the exit code."""
    from zdesk_tui.sandbox.addresses import DEFAULT_PORT

    at = getattr(options, "port", None) or DEFAULT_PORT
    home = Path(workspace.paths.sandbox_home)
    if options.action is None:
        from zdesk_tui.sandbox.running import serve

        def ready() -> None:
            say(
                f"The sandbox listens on http://localhost:{at}/ until Ctrl+C.",
                f"Its clients and grants are kept in {home}",
            )

        return 128 + serve(home, at, ready)
    if options.action == "switch":
        return _switch(options.positions, home, at)
    from zdesk_tui.sandbox.running import Sandbox

    sandbox = Sandbox.join_or_run(home, at)
    try:
        match options.action:
            case "register":
                _register(options, at)
            case "generate-code":
                _generate_code(options, at)
            case _:
                _accept(options, at)
    finally:
        sandbox.close()
    return 0


def _register(options: argparse.Namespace, port: int) -> None:
    from zdesk_tui.sandbox import visitor

    client_id, secret = visitor.register(
        port,
        options.name,
        "\n".join(options.redirect_uris),
        options.data_center,
        kind=options.client_type,
    )
    output.line(f"Client ID      {client_id}")
    output.line(f"Client Secret  {secret.reveal()}")


def _accept(options: argparse.Namespace, port: int) -> None:
    from zdesk_tui.sandbox import visitor

    link = _read_link()
    choices = {
        "organization": options.organization,
        "account": options.account,
        "data_center": options.data_center,
        "reject": options.reject,
    }
    if visitor.is_device_link(link):
        output.line(visitor.accept_device(link, port=port, **choices))
        return
    visit = visitor.accept(link, port=port, deliver=not options.print_address, **choices)
    if visit.delivered:
        say("The redirect was followed. The page says:")
        output.line(visit.page or "")
        return
    if not options.print_address:
        say("Nobody listens at the redirect URI. Paste this address into the wizard:")
    output.line(visit.address)


def _switch(positions: Sequence[str], home: Path, port: int) -> int:
    from zdesk_tui.sandbox.control import Control
    from zdesk_tui.sandbox.switches import read, spelled

    wanted = {}
    for one in positions:
        name, given, value = one.partition("=")
        if not given:
            raise UsageError(f"{one} sets nothing.", "Write NAME=VALUE, such as code_seconds=60.")
        wanted[name] = read(value)
    for name, position in Control(home, port).switch(**wanted).items():
        output.line(f"{name:<28} {spelled(position)}")
    return 0


def _generate_code(options: argparse.Namespace, port: int) -> None:
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
        output.line(code.reveal())
        return
    disk.write_private(Path(options.file), file.reveal())
    say(f"Downloaded to {options.file}; the code in it is good for {options.minutes} minutes.")


def _read_link() -> str:
    if sys.stdin.isatty():
        say("Paste the consent link and press Enter:")
        link = sys.stdin.readline()
    else:
        link = sys.stdin.read()
    if not link.strip():
        raise UsageError(
            "No consent link was options.", "Paste the link that the wizard shows in step Consent."
        )
    return link
