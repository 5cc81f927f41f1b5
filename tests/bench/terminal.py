"""What the wizard sends to a terminal of 80x24, and what a key costs it."""

import os
import sys
import time
from pathlib import Path

from tests.bench import connectors, frames
from tests.bench.report import Row
from tests.ports import free_port
from tests.tui.terminal import Terminal
from tests.tui.test_terminal import save, walk_to_consent
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

QUIET = 0.5
"""Seconds without a byte after which a repaint is over."""

TYPED = "Desk.tickets.READ,Desk.contacts.ALL,Desk.basic.READ,"
WORDS = "list tickets, read a contact and send a reply"


def sent(folder: Path) -> list[Row]:
    """Count the bytes of the straight path, and of single keys.

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
        Row("a typed letter", letter, 250, "bytes"),
        Row("Tab to the next field", tab, 1500, "bytes"),
        Row("three seconds of nothing", idle, 0, "bytes"),
        Row("the whole wizard, straight path", whole, 100_000, "bytes"),
    ]


def scope_key(folder: Path) -> list[Row]:
    """Measure what a letter costs in step 2: in the field for words, and in the list itself.

    Args:
        folder: an empty one, for the program's home.
    """
    workspace = Workspace(Paths.under(str(folder)), ZOHO)
    draft = Draft(id="bench", step="scopes", name="desk", data_center="eu")
    workspace.drafts.save(draft.id, draft.to_data())
    terminal = Terminal([sys.executable, "-m", "zdesk_tui", "--home", str(folder), "new"],
                        {**os.environ})  # fmt: skip
    try:
        terminal.until("Setups that were not finished")
        terminal.press("enter")
        terminal.until("Step 2 of 8")
        _bytes_until_quiet(terminal)
        # The first one reads the operations.
        terminal.press("z")
        _bytes_until_quiet(terminal)
        terminal.press("\x7f")
        _bytes_until_quiet(terminal)
        before = len(terminal.output)
        searched = _own_time(terminal, WORDS)
        sent_search = (len(terminal.output) - before) / len(WORDS)
        # By the rows to the list.
        terminal.press("tab")
        _bytes_until_quiet(terminal)
        terminal.press("down")
        row = _bytes_until_quiet(terminal)
        terminal.press("tab")
        _bytes_until_quiet(terminal)
        before = len(terminal.output)
        spent = _own_time(terminal, TYPED)
        sent_list = (len(terminal.output) - before) / len(TYPED)
    finally:
        terminal.close()
    return [
        Row("a letter for what a program is to do, own time", searched * 1000, 16, "ms"),
        Row("the same, with the rows that it finds", sent_search, 500, "bytes"),
        Row("a row of scopes further down", row, 500, "bytes"),
        Row("a letter in the scope field, own time", spent * 1000, 16, "ms"),
        Row("the same, with all that follows it", sent_list, 1000, "bytes"),
    ]


def find_key(folder: Path) -> list[Row]:
    """Measure the time that this program itself spends on a letter of what is to be found at home.

    Args:
        folder: an empty one, for the program's home.
    """
    connectors.save(Paths.under(str(folder)), *(f"desk-{at:04}" for at in range(frames.MANY)))
    terminal = Terminal([sys.executable, "-m", "zdesk_tui", "--home", str(folder)], {**os.environ})
    try:
        terminal.until(f"{frames.MANY} saved")
        terminal.press("/")
        _bytes_until_quiet(terminal)
        # The first one looks at what stands in every row.
        terminal.press("z")
        _bytes_until_quiet(terminal)
        spent = _own_time(terminal, "ylker desk-09 eu ready")
    finally:
        terminal.close()
    return [Row(f"a letter that finds among {frames.MANY}, own time", spent * 1000, 16, "ms")]


def _own_time(terminal: Terminal, typed: str) -> float:
    """Return the seconds of processor time that the program needs for a letter."""
    before = _seconds_of(terminal.pid)
    for letter in typed:
        terminal.press(letter)
        _bytes_until_quiet(terminal, 0.1)
    return (_seconds_of(terminal.pid) - before) / len(typed)


def _seconds_of(pid: int) -> float:
    """Return the processor time that a process has had, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bytes_until_quiet(terminal: Terminal, seconds: float = QUIET) -> int:
    """Read until nothing has come for a while, and return how much came before."""
    before = len(terminal.output)
    last = time.monotonic()
    seen = before
    while time.monotonic() - last < seconds:
        terminal._read(min(0.1, seconds))
        if len(terminal.output) != seen:
            seen, last = len(terminal.output), time.monotonic()
    return seen - before
