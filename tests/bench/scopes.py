"""What finding operations, the smallest list for some, and judging a list cost."""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.report import Row
from zdesk_tui import intent, picks
from zdesk_tui.catalog import operations, wording

WORDS = "list tickets of a contact"
MANY = 40
RUNS = 15


def found(folder: Path) -> list[Row]:
    """Measure the search over every operation, the smallest list, and a whole `scopes check`.

    Args:
        folder: an empty one, for the program's home.
    """
    chance = random.Random(1)  # noqa: S311 - no secret
    wanted = [chance.sample(operations.of("desk"), MANY) for _ in range(RUNS)]
    letters = [WORDS[: end + 1] for end in range(len(WORDS))]
    operations.search(WORDS)
    keys = [_milliseconds(partial(operations.search, typed)) for typed in letters]
    intent.smallest(wanted[0])
    solved = [_milliseconds(partial(intent.smallest, some)) for some in wanted]
    check = [sys.executable, "-m", "zdesk_tui", "--home", str(folder), "scopes", "check",
             "Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ"]  # fmt: skip
    bare = [sys.executable, "-I", "-c", "import tomllib"]
    ratio = _median(lambda: _run(check)) / _median(lambda: _run(bare))
    return [
        Row("the rows of the picker, first time", _median(_rows), 16, "ms"),
        Row("first search, Desk's operations", _median(lambda: _first("desk")), 50, "ms"),
        Row("first search, every operation", _median(lambda: _first(None)), 100, "ms"),
        Row("a letter more, every operation", max(keys), 16, "ms"),
        Row(f"smallest list for {MANY} operations", max(solved), 16, "ms"),
        Row("scopes check, whole process", ratio, 5, "times"),
    ]


def _first(service: str | None) -> None:
    for kept in (operations.of, operations._operations, operations._index, wording._piece):
        kept.cache_clear()
    operations.search("l", service)


def _rows() -> None:
    picks.matrix.cache_clear()
    picks.matrix("crm")


def _run(words: list[str]) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))


def _median(what: Callable[[], object]) -> float:
    return statistics.median(_milliseconds(what) for _ in range(RUNS))


def _milliseconds(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return (time.perf_counter() - start) * 1000
