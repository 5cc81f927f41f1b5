"""A simulated day of one connector: `python -m tests.day [MINUTES]`, of a minute or two.

A curl loop, a command as a service starts it and a Python program use the connector every so many
minutes (20 unless told), through outages of both of Zoho's servers and restarts of the program. All
of them read the time from a file through libfaketime; the sandbox's clock goes along.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import IO

from tests.commands import FAKETIME, World, connect, install
from tests.ports import free_port
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

DAY = 24 * 60
RESTART, ACCOUNTS_OUTAGE, DESK_FAULT = 180, 300, 420
"""Minutes from one to the next."""
PROGRAM = """
import sys, httpx, zdesk_tui
with zdesk_tui.open_connector("desk-prod").client(timeout=5) as client:
    for _ in sys.stdin:
        try:
            print(client.get("/tickets", params={"limit": 1}).status_code, flush=True)
        except (httpx.TransportError, zdesk_tui.errors.ZdeskError) as error:
            print(type(error).__name__, flush=True)
"""
COMMAND = "import sys; from zdesk_tui.cli import main; sys.exit(main(['token', *sys.argv[1:]]))"
LOOP = """
header=$("$0" -c "$1" --header desk-prod 2>/dev/null) || exit
printf '%s\\n' "$header" | curl -s -f --retry 3 -w '\\n%{http_code}' -H @- "$2" | tail -n 1
"""


def main(words: list[str]) -> int:
    """Live through the day, and print what everybody saw and what Zoho was asked."""
    step = int(words[0]) if words else 20
    assert FAKETIME, "faketime is not installed"
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        paths = Paths.under(folder).sandbox()
        home = Path(paths.sandbox_home).parent
        clock, log = Path(folder) / "clock", Path(folder) / "log"
        clock.write_text("+0\n")
        environ = {
            **os.environ, "LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1", "ZDESK_TUI_HOME": folder, "ZDESK_TUI_LOG": str(log),
        }  # fmt: skip
        with Sandbox.run(home, port):
            workspace = Workspace(paths, data_centers(port), sandbox=True)
            world = World(Path(folder), port, Control(home, port), workspace)
            connect(world, "desk-prod")
            install(world, "desk-prod")
            seen, refreshes = _day(world, step, clock, environ)
        lines = [line.split() for line in log.read_text("utf-8").splitlines()]
        requests = Counter((line[3].rsplit("/", 1)[1], line[4]) for line in lines)
    sys.stdout.write(f"seen: {dict(seen)}\nrefreshes, by hour: {dict(refreshes)}\n")
    sys.stdout.write(f"logged: {dict(requests)}\n")
    return 0


def _day(
    world: World, step: int, clock: Path, environ: dict[str, str]
) -> tuple[Counter[str], Counter[int]]:
    seen: Counter[str] = Counter()
    refreshes: Counter[int] = Counter()
    row = world.workspace.data_centers.get("eu")
    assert row
    tickets = f"{row.desk_url}/api/v1/tickets?limit=1"
    program = _started(environ)
    for minute in range(0, DAY, step):
        _move(world, clock, minute * 60)
        world.control.clear_faults()
        if minute % ACCOUNTS_OUTAGE < step:
            world.control.fault("token", "status", status=503, times=2)
        faulty = minute % DESK_FAULT < step
        if faulty:
            world.control.fault("tickets", "status", status=502)
        if minute and minute % RESTART < step:
            program.kill()
            program.wait()
            program = _started(environ)
        before = world.control.counts().get("refresh", 0)
        loop = subprocess.run(
            ["sh", "-c", LOOP, sys.executable, COMMAND, tickets],
            env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        seen[f"curl {loop.stdout.strip() or f'exit {loop.returncode}'}"] += 1
        service = [sys.executable, "-c", COMMAND, "desk-prod"]
        done = subprocess.run(service, env=environ, capture_output=True, check=False)
        seen[f"service exit {done.returncode}"] += 1
        if faulty:
            world.control.fault("tickets", "status", status=502)
        seen[f"Python {_answer(program.stdin, program.stdout)}"] += 1
        refreshes[minute // 60] += world.control.counts().get("refresh", 0) - before
    program.kill()
    program.wait()
    return seen, refreshes


def _move(world: World, clock: Path, seconds: float) -> None:
    """Set all clocks so far ahead."""
    new = clock.with_suffix(".new")
    new.write_text(f"+{seconds:.0f}\n")
    new.replace(clock)
    world.control.set_clock(seconds)


def _started(environ: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environ, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def _answer(asked: IO[str] | None, told: IO[str] | None) -> str:
    assert asked
    assert told
    asked.write("go\n")
    asked.flush()
    return told.readline().strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
