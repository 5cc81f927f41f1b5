"""What the `token` command costs: with a cached token, and in a crowd."""

import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import connectors
from tests.bench.report import Row
from tests.commands import World, connect
from tests.ports import free_port
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

RUNS = 30
_OTHERS = (["gh", "--version"], ["rclone", "version"])
"""Programs of the same kind, for comparison where they are installed."""
CROWD = 50


def cached_token(folder: Path) -> list[Row]:
    """Measure whole processes, as multiples of an interpreter that reads nothing.

    Args:
        folder: an empty one.
    """
    beside = Path(sys.executable).parent / "zdesk-tui"
    program = str(beside) if beside.exists() else shutil.which("zdesk-tui")
    assert program, "zdesk-tui is not installed beside this Python"
    given = {**os.environ, "ZDESK_TUI_HOME": str(folder)}
    connectors.save(Paths.default(), "desk")
    connectors.save(Paths.under(str(folder)), "desk")
    words = [program, "token", "desk"]
    here = dict(os.environ)
    python = [sys.executable, "-I", "-c"]
    installed = [other for other in _OTHERS if shutil.which(other[0])]
    bare, short, header, long, package, empty, opened, library, *others = _seconds(
        ([*python, "import tomllib"], here),
        (words, given),
        ([*words, "--header", "--min-valid", "300", "--cached-only"], given),
        (words, here),
        ([*python, "import zdesk_tui"], here),
        ([*python, "pass"], here),
        ([*python, "import zdesk_tui; zdesk_tui.open_connector"], here),
        ([*python, "import httpx"], here),
        *((other, here) for other in installed),
    )
    return [
        Row("token, cached, ZDESK_TUI_HOME set", short / bare, 1.5, "times"),
        Row("the same with --header, --min-valid, ...", header / bare, 1.5, "times"),
        Row("token, cached, default path", long / bare, 1.8, "times"),
        Row("import zdesk_tui, over no import", package / empty, 1.2, "times"),
        Row("import open_connector, over import httpx", opened / library, 1.8, "times"),
        *(
            Row(f"{' '.join(other)}, for comparison", seconds / bare, math.inf, "times")
            for other, seconds in zip(installed, others, strict=True)
        ),
    ]


def crowd(folder: Path) -> list[Row]:
    """Ask for a token that is over from many processes at once.

    Args:
        folder: an empty one.
    """
    port = free_port()
    paths = Paths.under(str(folder)).sandbox()
    home = Path(paths.sandbox_home).parent
    with Sandbox.run(home, port):
        workspace = Workspace(paths, data_centers(port), sandbox=True)
        world = World(folder, port, Control(home, port), workspace)
        connect(world, "desk")
        world.expire("desk")
        words = [sys.executable, "-m", "zdesk_tui", "--home", str(folder), "--sandbox", "--port",
                 str(port), "token", "desk"]  # fmt: skip
        processes = [subprocess.Popen(words, stdout=subprocess.PIPE) for _ in range(CROWD)]
        tokens = {process.communicate()[0] for process in processes}
        refreshes = world.control.counts()["refresh"]
    return [
        Row(f"refreshes of {CROWD} processes at once", refreshes, 1, "requests"),
        Row("different tokens that they print", len(tokens), 1, "tokens"),
    ]


def _seconds(*programs: tuple[list[str], dict[str, str]]) -> list[float]:
    """Return the median time of each whole process, in seconds.

    Args:
        programs: words and environment of each; run in turns, so that a busy moment of the machine
            is everybody's.
    """
    times: list[list[float]] = [[] for _ in programs]
    for _ in range(RUNS):
        for (words, environ), found in zip(programs, times, strict=True):
            start = time.perf_counter()
            subprocess.run(words, env=environ, check=True, stdout=subprocess.DEVNULL)
            found.append(time.perf_counter() - start)
    return [statistics.median(found) for found in times]
