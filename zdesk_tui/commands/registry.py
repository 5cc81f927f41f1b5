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
        examples: command lines for the help.
        screen: whether it draws on the whole screen, and so needs a terminal.
        actions: whether words of its own follow that say what it does.
        asks_nobody: whether it never talks to Zoho, so that a sandbox need not run for it.
    """

    module: str
    text: str
    examples: tuple[str, ...]
    screen: bool = False
    actions: bool = False
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
    "new": Command(
        "new",
        "Set up a new connector, or go on with one that was left.",
        (
            "zdesk-tui new",
            "zdesk-tui new desk-prod",
            "zdesk-tui new --sigma",
            "zdesk-tui --sandbox new",
        ),
        screen=True,
    ),
    "reauthorize": Command(
        "reauthorize",
        "Ask for consent again; all else is kept.",
        ("zdesk-tui reauthorize desk-prod", "zdesk-tui reauthorize desk-prod crm-export"),
        screen=True,
    ),
    "token": Command(
        "token",
        "Print a valid access token, renewed first when needed.",
        (
            "zdesk-tui token desk-prod",
            "zdesk-tui token --json --min-valid 300 desk-prod",
            'zdesk-tui token --header desk-prod | curl -H @- "$DESK_URL/api/v1/tickets"',
        ),
    ),
    "list": Command(
        "listing",
        "List the saved connectors.",
        ("zdesk-tui list", "zdesk-tui list --json"),
        asks_nobody=True,
    ),
    "show": Command(
        "show",
        "Show all that is known of a saved connector.",
        ("zdesk-tui show desk-prod", "zdesk-tui show --reveal --json desk-prod"),
        asks_nobody=True,
    ),
    "export": Command(
        "export",
        "Print a connector for Zoho's dialogs, a shell or a program.",
        (
            "zdesk-tui export desk-prod --format sigma",
            "zdesk-tui export desk-prod --format sigma --markdown --data-center eu us in",
            "zdesk-tui export desk-prod --format env --reveal --output desk.env",
        ),
        asks_nobody=True,
    ),
    "check": Command(
        "check",
        "Ask Zoho whether saved connectors work.",
        ("zdesk-tui check", "zdesk-tui check desk-prod crm-export", "zdesk-tui check --json"),
    ),
    "call": Command(
        "call",
        "Call an API that is kept with a connector.",
        (
            'zdesk-tui call desk-prod "List tickets" limit=10',
            "zdesk-tui call desk-prod listtickets limit=10 --dry-run",
            "zdesk-tui call desk-prod reply ticketId=7 --body reply.json --yes",
        ),
    ),
    "edit": Command(
        "edit",
        "Open a connector's file in your editor.",
        ("zdesk-tui edit desk-prod",),
        asks_nobody=True,
    ),
    "rename": Command(
        "rename",
        "Give a connector another name.",
        ("zdesk-tui rename desk-prod desk-eu",),
        asks_nobody=True,
    ),
    "revoke": Command(
        "revoke",
        "Take a connector's grant back at Zoho; all else is kept.",
        ("zdesk-tui revoke desk-prod",),
    ),
    "delete": Command(
        "delete",
        "Take a connector's grant back at Zoho, and delete the connector.",
        ("zdesk-tui delete desk-old", "zdesk-tui delete --no-revoke --yes desk-old"),
    ),
    "scopes": Command(
        "scopes",
        "Look scopes and operations up, judge a list, or get the smallest one.",
        (
            'zdesk-tui scopes for "list tickets and reply to them" --service desk',
            "zdesk-tui scopes search knowledge base",
            "zdesk-tui scopes explain Desk.tickets.READ,Desk.basic.READ",
            "zdesk-tui scopes list crm",
            "zdesk-tui scopes check - < scopes.txt    in a pre-commit hook or a CI job",
        ),
        actions=True,
        asks_nobody=True,
    ),
    "secrets": Command(
        "secrets",
        "Say where a connector's secrets are kept, or move them.",
        (
            "zdesk-tui secrets desk-prod",
            "zdesk-tui secrets desk-prod --to keyring",
            "zdesk-tui secrets desk-prod --to-command pass show zoho/desk",
        ),
        asks_nobody=True,
    ),
    "allow": Command(
        "allow",
        "See the command that prints a client secret, and let it run on this machine.",
        ("zdesk-tui allow desk-prod", "zdesk-tui allow --yes desk-prod"),
        asks_nobody=True,
    ),
    "doctor": Command(
        "doctor",
        "Print a report without secrets, for whoever helps you.",
        ("zdesk-tui doctor", "zdesk-tui doctor --offline"),
    ),
    "paths": Command("paths", "Print every folder in use.", ("zdesk-tui paths",), asks_nobody=True),
    "completion": Command(
        "completion",
        "Print what a shell needs to complete our words.",
        (
            'eval "$(zdesk-tui completion bash)"    in ~/.bashrc; zsh likewise in ~/.zshrc',
            "zdesk-tui completion fish | source    in ~/.config/fish/config.fish",
        ),
        asks_nobody=True,
    ),
    "sandbox": Command(
        "sandbox",
        "Run the local Zoho by itself, or play the person before it.",
        (
            "zdesk-tui sandbox",
            "zdesk-tui sandbox register Sync http://localhost:8765/callback --data-center eu",
            "zdesk-tui sandbox accept < link.txt",
            "zdesk-tui sandbox switch code_seconds=60",
        ),
        actions=True,
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
