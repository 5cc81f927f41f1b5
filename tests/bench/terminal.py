"""How many bytes the wizard sends to a terminal of 80x24: what a slow line has to carry."""

import os
import sys
import time
from pathlib import Path

from tests.ports import free_port
from tests.tui.terminal import Terminal
from tests.tui.test_terminal import save, walk_to_consent
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.running import Sandbox

QUIET = 0.5
"""Seconds without a byte after which a repaint is over."""

Row = tuple[str, int, int]
"""What was done, the bytes it took, and the budget."""


def measure(folder: Path) -> list[Row]:
    """Walk the straight path once, and return what each thing took.

    Args:
        folder: an empty one, for the program's home.
    """
    port = free_port()
    program = [sys.executable, "-m", "zdesk_tui", "--home", str(folder), "--sandbox",
               "--port", str(port), "new"]  # fmt: skip
    with Sandbox.run(folder / "sandbox", port):
        terminal = Terminal(program, {**os.environ})
        try:
            terminal.until("Step 1 of 8")
            _bytes_until_quiet(terminal)
            # The first letter also takes away what was said about the empty field.
            terminal.press("d")
            _bytes_until_quiet(terminal)
            terminal.press("e")
            letter = _bytes_until_quiet(terminal)
            terminal.press("tab")
            tab = _bytes_until_quiet(terminal)
            idle = _bytes_until_quiet(terminal, 3.0)
            terminal.press("ctrl+c")
            terminal.end()
        finally:
            terminal.close()
        for draft in (folder / "sandbox/state/drafts").iterdir():
            draft.unlink()
        terminal = Terminal(program, {**os.environ})
        try:
            visitor.accept(walk_to_consent(terminal, port), port=port)
            save(terminal)
            terminal.end()
            whole = len(terminal.output)
        finally:
            terminal.close()
    return [
        ("a typed letter", letter, 250),
        ("Tab to the next field", tab, 1500),
        ("three seconds of nothing", idle, 0),
        ("the whole wizard, straight path", whole, 100_000),
    ]


def _bytes_until_quiet(terminal: Terminal, seconds: float = QUIET) -> int:
    """Read until nothing has come for a while, and return how much came before."""
    before = len(terminal.output)
    last = time.monotonic()
    seen = before
    while time.monotonic() - last < seconds:
        terminal._read(0.1)
        if len(terminal.output) != seen:
            seen, last = len(terminal.output), time.monotonic()
    return seen - before
