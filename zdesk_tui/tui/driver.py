"""The terminal as it is driven here: it is asked nothing, and no byte from it ends the program."""

import os
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Mapping
from functools import partial

from textual.drivers import linux_driver


class SilentDriver(linux_driver.LinuxDriver):
    """Asks the terminal no question; over a slow line an answer in two pieces is typed text."""

    def _request_terminal_sync_mode_support(self) -> None:
        pass

    def _query_in_band_window_resize(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        """Give the terminal back, without what was drawn."""
        super().stop_application_mode()
        if draws_over(os.environ):
            self.write("\x1b[H\x1b[2J")
            self.flush()


def draws_over(environ: Mapping[str, str]) -> bool:
    """Tell whether the full screen was drawn over the shell's lines: there is no second screen.

    Args:
        environ: the environment variables.
    """
    # GNU screen has one only with `altscreen on`, which is not its default.
    gnu_screen = bool(environ.get("STY")) and not environ.get("TMUX")
    return gnu_screen or environ.get("TERM", "").startswith(("linux", "vt"))


def _forgiving(encoding: str) -> Callable[[], IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), errors="replace")


# Bytes that are no text, such as an old-style report of the mouse after a terminal was attached
# anew, would end the thread that reads keys, and the program with it.
linux_driver.getincrementaldecoder = _forgiving  # type: ignore[assignment, attr-defined]
