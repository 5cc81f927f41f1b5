"""The installed program in a real pseudo-terminal, with a terminal emulator on the other side."""

import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from fcntl import ioctl

import pyte

PATIENCE = 60.0
KEYS = {"enter": "\r", "escape": "\x1b", "down": "\x1b[B", "tab": "\t", "f1": "\x1bOP",
        "f2": "\x1bOQ", "f9": "\x1b[20~", "ctrl+c": "\x03"}  # fmt: skip


class Terminal:
    """A child on a pseudo-terminal; what it draws is kept as cells and as bytes.

    Args:
        words: the program and its arguments.
        environ: its environment.
        size: columns and lines.
    """

    def __init__(
        self, words: Sequence[str], environ: dict[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        columns, lines = size
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.output = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execve(words[0], list(words), {**environ, "TERM": "xterm-256color"})  # noqa: S606
        self.flags_before = termios.tcgetattr(self.master)[3]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    @property
    def written(self) -> str:
        """All that was ever written, without control sequences."""
        plain = re.sub(rb"\x1b\[[0-9;?<>=$]*[a-zA-Z~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)", b"",
                       self.output)  # fmt: skip
        return plain.decode("utf-8", "replace")

    def _read(self, seconds: float) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            received = os.read(self.master, 65536)
        except OSError:
            return False
        self.output += received
        # pyte knows no private markers but "?"; what it cannot read changes no cell.
        self._stream.feed(re.sub(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9]+\$p", b"", received))
        return bool(received)

    def until(self, wanted: str, *, written: bool = False) -> None:
        """Read until a text stands on the screen, or was ever written."""
        end = time.monotonic() + PATIENCE
        while wanted not in (self.written if written else self.text):
            assert time.monotonic() < end, f"{wanted!r} did not come:\n{self.text}"
            assert self._read(0.2), f"the program ended before {wanted!r}:\n{self.text}"

    def press(self, *keys: str) -> None:
        """Press keys by name."""
        for key in keys:
            os.write(self.master, KEYS.get(key, key).encode())

    def paste(self, text: str) -> None:
        """Paste as a terminal with bracketed paste does."""
        os.write(self.master, f"\x1b[200~{text}\x1b[201~".encode())

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def end(self) -> int:
        """Read to the end and return the exit code, or minus the signal."""
        end = time.monotonic() + PATIENCE
        while self._read(0.2):
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                while select.select([self.master], [], [], 0)[0] and self._read(0):
                    pass
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, f"it did not end:\n{self.text}"
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def hang_up(self) -> int:
        """Cut the line, and return the exit code, or minus the signal."""
        os.close(self.master)
        end = time.monotonic() + PATIENCE
        while not (done := os.waitpid(self.pid, os.WNOHANG))[0]:
            assert time.monotonic() < end, "it goes on without a terminal"
            time.sleep(0.02)
        return os.waitstatus_to_exitcode(done[1])

    @property
    def restored(self) -> bool:
        """Whether the full screen was left and the line discipline is as before."""
        flags = termios.tcgetattr(self.master)[3]
        return b"\x1b[?1049l" in self.output and flags == self.flags_before

    def close(self) -> None:
        """End the child if it still runs."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        with suppress(OSError):
            os.close(self.master)
