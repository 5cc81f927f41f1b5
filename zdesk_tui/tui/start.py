"""Start the full screen for a command, and say afterwards on stderr how it ended."""

import gc
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from zdesk_tui import crash
from zdesk_tui.consent.machine import Machine, this_machine
from zdesk_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.app import App

    from zdesk_tui.tui.beginnings import Beginning

LEFT = 1
MOUSE = "ZDESK_TUI_MOUSE"
"""Set to `on`, the mouse is the program's and not the terminal's."""
SLOW_ESCAPE = "300"
"""Milliseconds for which a key's bytes may be on their way over a slow line."""


class Talk(Protocol):
    """What the app holds: it pushes the screens, and knows what to say afterwards."""

    async def __call__(self, app: "App[int]") -> int:
        """Return the exit code."""

    def last_words(self) -> list[str]:
        """Return what to say on stderr when the screen is gone."""


def new(workspace: Workspace, name: str, *, at_zoho: bool = False) -> int:
    """Set up a new connector, or go on with a setup that was left.

    Args:
        workspace: where to save.
        name: proposed for the connector; may be empty.
        at_zoho: one that lives in Zoho's developer console.

    Returns:
        The exit code.

    Raises:
        FileError: the saved connectors cannot be listed.
    """
    from zdesk_tui.tui.beginnings import begin_new

    begun = begin_new(workspace, name, "given-by-zoho" if at_zoho else None)
    _tell_of_drafts(begun)

    def converse(machine: Machine) -> Talk:
        from zdesk_tui.tui.conversation import Conversation

        return Conversation(
            workspace, machine, begun.draft, kept=begun.kept, before=None, now=time.time
        )

    return _run(converse)


def home(workspace: Workspace) -> int:
    """Show the saved connectors, or set up the first one.

    Args:
        workspace: where they are.

    Returns:
        The exit code.

    Raises:
        FileError: the saved connectors cannot be listed.
    """
    if not workspace.connectors.names():
        return new(workspace, "")

    def visit(machine: Machine) -> Talk:
        from zdesk_tui.tui.visit import Visit

        return Visit(workspace, machine, now=time.time)

    return _run(visit)


def reauthorize(workspace: Workspace, names: Sequence[str]) -> int:
    """Ask for consent again for saved connectors, one after the other; all else is kept.

    Args:
        workspace: where the connectors are.
        names: of the connectors.

    Returns:
        The exit code, of several the worst.

    Raises:
        ZdeskError: there is none of a name, or it cannot be authorized here; none was begun then.
    """
    from zdesk_tui.tui.beginnings import begin_again

    begun = [begin_again(workspace, name) for name in names]
    _tell_of_drafts(begun[0])

    def converse(machine: Machine) -> Talk:
        from zdesk_tui.tui.several import Several

        return Several(workspace, machine, names, now=time.time)

    return _run(converse)


def clean_environment(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the environment that Textual may see, and words about what was taken out.

    Its own variables can write every key that is pressed, secrets too, to a readable file. With
    `GPG_TTY` a command for a client secret would ask for a passphrase in the middle of a screen.

    Args:
        environ: the environment variables.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("TEXTUAL") and name not in ("COLUMNS", "LINES", "GPG_TTY")
    }
    taken = sorted(name for name in environ if name.startswith("TEXTUAL"))
    words = [f"{name} is not used here: it could write secrets to a file." for name in taken]
    if any(name.startswith("SSH_") for name in environ):
        kept.setdefault("ESCDELAY", SLOW_ESCAPE)
    return kept, words


def _tell_of_drafts(begun: "Beginning") -> None:
    """Say on stderr which drafts could not be read."""
    for line in begun.problems:
        sys.stderr.write(f"zdesk-tui: {line}\n")


def _run(make: Callable[[Machine], Talk]) -> int:
    # Nothing that is loaded is garbage; looking for some costs a tenth of the first frame.
    gc.disable()
    environ, words = clean_environment(os.environ)
    for line in words:
        sys.stderr.write(f"zdesk-tui: {line}\n")
    os.environ.clear()
    os.environ.update(environ)

    from zdesk_tui.tui.app import WizardApp

    conversation = make(this_machine())
    app = WizardApp(conversation)
    # Without the mouse a terminal selects text as ever, and a line that drops leaves no codes on.
    code = app.run(mouse=os.environ.get(MOUSE) == "on")
    if app.crash is not None:
        sys.stderr.write(crash.report(app.crash) + "\n")
        return LEFT
    for line in conversation.last_words():
        sys.stderr.write(f"{line}\n")
    return code if code is not None else (app.return_code or 0)
