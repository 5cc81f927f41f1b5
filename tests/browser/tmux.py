"""The installed program in a real tmux: keys in, the window's text out."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

TMUX = shutil.which("tmux")
PATIENCE = 20.0
PAUSE = 0.05
"""Seconds between two looks at the window."""

needed = pytest.mark.skipif(not TMUX, reason="needs tmux")
"""Marks a test that runs in tmux."""


class Tmux:
    """One tmux server with one window, which nobody else's settings reach.

    Args:
        folder: for its socket.
        words: the program and its arguments.
        environ: on top of this process's environment.
        size: columns and lines.
    """

    def __init__(
        self,
        folder: Path,
        words: Sequence[str],
        environ: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> None:
        self._base = [str(TMUX), "-S", str(folder / "tmux"), "-f", os.devnull]
        inherited = {name: text for name, text in os.environ.items() if name != "TMUX"}
        self._environ = {**inherited, "LC_ALL": "C.UTF-8", **(environ or {})}
        columns, lines = size
        self._do("new-session", "-d", "-x", str(columns), "-y", str(lines), shlex.join(words))
        self._do("set-option", "-g", "remain-on-exit", "on")

    def _do(self, *words: str, given: str | None = None) -> str:
        answer = subprocess.run(
            [*self._base, *words],
            env=self._environ,
            input=given,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        return answer.stdout

    @property
    def text(self) -> str:
        """The window, with the lines that it only folded in one piece again."""
        return self._do("capture-pane", "-p", "-J")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names, such as `Enter`, `Down` or `v`."""
        self._do("send-keys", *keys)

    def paste(self, text: str) -> None:
        """Paste a text as a person does, so that it stands in no argument list."""
        self._do("load-buffer", "-", given=text)
        self._do("paste-buffer", "-p", "-d")

    def until(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until the window shows a text, and return all that it shows."""
        shown = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + PATIENCE
        while not shown(text := self.text):
            assert time.monotonic() < end, f"{wanted!r} never came:\n{text}"
            time.sleep(PAUSE)
        return text

    def close(self) -> None:
        """End the program and the server."""
        subprocess.run([*self._base, "kill-server"], env=self._environ, check=False, timeout=10)


def program(home: Path, port: int, *words: str) -> list[str]:
    """Return the command line of zdesk-tui against a sandbox."""
    base = [sys.executable, "-m", "zdesk_tui", "--home", str(home), "--sandbox"]
    return [*base, "--port", str(port), *words]
