"""`completion`: what a shell needs to complete our words, connector names included.

argcomplete does it for bash, zsh and fish from the parser that we have anyway, without a
requirement of its own.
"""

import argparse

from zdesk_tui import output
from zdesk_tui.datacenters import ZOHO, DataCenters
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

SHELLS = ("bash", "zsh", "fish")
_OF_NO_CONNECTOR = ("new", "sandbox")
"""Commands whose name is not that of a saved connector."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `completion` takes."""
    parser.add_argument("shell", choices=SHELLS, help="the shell that will read it")


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Print the script and return the exit code."""
    from argcomplete.shell_integration import shellcode

    output.write(shellcode(["zdesk-tui"], shell=options.shell).lstrip("\n"))
    return 0


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks how the line goes on, and end this process.

    Args:
        parser: told what the commands on the line take.
    """
    import argcomplete

    for command, one in _commands_of(parser):
        for action in one._actions:
            if action.dest in ("name", "names") and command not in _OF_NO_CONNECTOR:
                action.completer = _names  # type: ignore[attr-defined]
            if action.dest == "api":
                action.completer = _apis  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser, always_complete_options="long")


def _commands_of(parser: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    return [
        (name, one)
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, one in action.choices.items()
    ]


def _names(*, parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """Return the saved connectors of the home that the line has named so far."""
    return _workspace(parsed_args).connectors.names()


def _apis(*, parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """Return the APIs of the connector that the line has named so far."""
    from zdesk_tui.sandbox.addresses import DEFAULT_PORT, data_centers

    given = vars(parsed_args)
    table = data_centers(given.get("port", DEFAULT_PORT)) if "sandbox" in given else ZOHO
    connector = _workspace(parsed_args, table).connectors.load(given["name"])
    return [api.name for api in connector.apis]


def _workspace(parsed_args: argparse.Namespace, table: DataCenters = ZOHO) -> Workspace:
    given = vars(parsed_args)
    paths = Paths.of(given.get("home") or None)
    return Workspace(paths.sandbox() if "sandbox" in given else paths, table)
