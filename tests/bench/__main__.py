"""Print what speed costs, beside what it may cost: `python -m tests.bench`.

A report to read, never a test: a clock on a shared machine proves nothing. Ratios are measured in
one run.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.bench import commands, frames, scopes, terminal
from tests.bench.report import Row, table

PARTS = {
    "token": commands.cached_token,
    "crowd": commands.crowd,
    "home": frames.home,
    "scopes": terminal.scope_key,
    "intent": scopes.found,
    "find": terminal.find_key,
    "bytes": terminal.sent,
}
"""What can be measured, by the word that asks for it alone."""


def main(wanted: list[str]) -> int:
    """Print the report.

    Args:
        wanted: parts of it; all when there are none.
    """
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("ZDESK_TUI_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ.pop(name, None)
        os.environ["HOME"] = folder
        for name, measure in PARTS.items():
            if name in (wanted or PARTS):
                rows += measure(Path(folder) / name)
    sys.stdout.write(f"{table(rows)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
