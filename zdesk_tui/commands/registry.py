"""Every command: the module that has it, and what the command line must know beforehand.

A command's module has `arguments`, which says what it takes, and `run`, which does it. It is
imported only when its word stands on the command line.
"""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    import argparse

    from zdesk_tui.workspace import Workspace


class Command(NamedTuple):
    """One command.

    Args:
        module: which of this room has it.
        text: one sentence for the help.
        screen: whether it draws on the whole screen, and so needs a terminal.
        asks_nobody: whether it never talks to Zoho, so that a sandbox need not run for it.
    """

    module: str
    text: str
    screen: bool = False
    asks_nobody: bool = False


class Module(Protocol):
    """What a command's module has."""

    def arguments(self, parser: "argparse.ArgumentParser") -> None:
        """Add what the command takes."""

    def run(self, workspace: "Workspace", options: "argparse.Namespace") -> int:
        """Do it and return the exit code.

        Raises:
            ZdeskError: it could not be done.
        """


COMMANDS = {
    "new": Command("new", "Set up a new connector, or go on with one that was left.", screen=True),
    "reauthorize": Command("reauthorize", "Ask for consent again; all else is kept.", screen=True),
    "token": Command("token", "Print a valid access token, renewed first when needed."),
    "list": Command("listing", "List the saved connectors.", asks_nobody=True),
    "show": Command("show", "Show all that is known of a saved connector.", asks_nobody=True),
    "check": Command("check", "Ask Zoho whether saved connectors work."),
    "revoke": Command("revoke", "Take a connector's grant back at Zoho; all else is kept."),
    "delete": Command("delete", "Take a connector's grant back at Zoho, and delete the connector."),
    "paths": Command("paths", "Print every folder in use.", asks_nobody=True),
    "doctor": Command("doctor", "Print a report without secrets, for whoever helps you."),
    "completion": Command(
        "completion", "Print what a shell needs to complete our words.", asks_nobody=True
    ),
    "sandbox": Command(
        "sandbox",
        "Run the local Zoho by itself, or play the person before it.",
        asks_nobody=True,
    ),
}
"""By the word on the command line, in the order of the help."""


def module_of(name: str) -> Module:
    """Import the module of a command.

    Raises:
        KeyError: there is no such command.
    """
    return cast("Module", import_module(f"zdesk_tui.commands.{COMMANDS[name].module}"))
