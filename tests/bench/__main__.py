"""Print what speed costs, as ratios measured in one run: `python -m tests.bench`.

A report to read, never a test: a clock on a shared machine proves nothing.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.terminal import measure
from zdesk_tui.connector import Client, Connector, Grant
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

RUNS = 30


def seconds(words: list[str], environ: dict[str, str]) -> float:
    """Return the median time of a whole process, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(words, env=environ, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def save_connector(paths: Paths) -> None:
    """Save a connector with a token that is good for an hour."""
    europe = ZOHO.get("eu")
    assert europe is not None
    at = datetime.now(UTC).replace(microsecond=0)
    connector = Connector(
        name="desk", service="desk", data_center=europe, user_data_center=europe,
        client=Client("1000.A", Secret("0" * 42), "http://localhost:8765/callback"),
        scopes=GUIDE, created_at=at,
    )  # fmt: skip
    grant = Grant(at, GUIDE, "1000.A", "eu", refresh_token=Secret("1000.aa.bb"))
    workspace = Workspace(paths, ZOHO)
    workspace.connectors.save(replace(connector, grant=grant))
    saved = workspace.connectors.load("desk")
    workspace.tokens.save(saved, Secret("1000.cc.dd"), time.time() + 3600)


def main() -> int:
    """Print the report."""
    beside = Path(sys.executable).parent / "zdesk-tui"
    program = str(beside) if beside.exists() else shutil.which("zdesk-tui")
    if program is None:
        sys.stderr.write("zdesk-tui is not installed beside this Python\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "HOME": folder}
        for name in ("ZDESK_TUI_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            environ.pop(name, None)
        given = {**environ, "ZDESK_TUI_HOME": folder}
        os.environ.clear()
        os.environ.update(environ)
        save_connector(Paths.default())
        save_connector(Paths.under(folder))
        bare = seconds([sys.executable, "-I", "-c", "import tomllib"], environ)
        rows = [
            ("token, cached, ZDESK_TUI_HOME set", seconds([program, "token", "desk"], given), 1.5),
            ("token, cached, default path", seconds([program, "token", "desk"], environ), 1.8),
        ]
        sent = measure(Path(folder) / "walk")
    sys.stdout.write(f"bare interpreter with tomllib: {bare * 1000:.1f} ms\n")
    for label, took, budget in rows:
        sys.stdout.write(f"{label:<36} {took / bare:.2f} times (budget {budget})\n")
    for label, size, most in sent:
        sys.stdout.write(f"{label:<36} {size} bytes at 80x24 (budget {most})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
