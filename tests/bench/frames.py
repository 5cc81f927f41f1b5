"""How long a person waits for the first frame of home."""

import os
import statistics
import sys
import time
from pathlib import Path

from tests.bench import connectors
from tests.bench.report import Row
from tests.tui.terminal import Terminal
from zdesk_tui.store.paths import Paths

RUNS = 7
FEW, MANY = 20, 1000


def home(folder: Path) -> list[Row]:
    """Measure home against an app of one label, each from its start to its first frame.

    Args:
        folder: an empty one.
    """
    few, many = folder / "few", folder / "many"
    for where, count in ((few, FEW), (many, MANY)):
        connectors.save(Paths.under(str(where)), *(f"desk-{at:04}" for at in range(count)))
    least = ["-m", "tests.bench.one_label"]
    times: dict[str, list[float]] = {"least": [], "few": [], "many": []}
    for _ in range(RUNS):
        # In turns, so that a busy moment of the machine is everybody's.
        times["least"].append(_first_frame(least, "The first frame"))
        times["few"].append(_first_frame(["-m", "zdesk_tui", "--home", str(few)], "Connectors"))
        times["many"].append(_first_frame(["-m", "zdesk_tui", "--home", str(many)], "Connectors"))
    least_time, few_time, many_time = map(statistics.median, times.values())
    return [
        Row(f"first frame of home, {FEW} connectors", few_time / least_time, 1.3, "times"),
        Row(f"first frame of home, {MANY}, over {FEW}", many_time - few_time, 0.5, "s"),
    ]


def _first_frame(words: list[str], wanted: str) -> float:
    """Return the seconds from the start to a text on the screen."""
    start = time.perf_counter()
    terminal = Terminal([sys.executable, *words], {**os.environ})
    try:
        terminal.until(wanted)
        return time.perf_counter() - start
    finally:
        terminal.close()
