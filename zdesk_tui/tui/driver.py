"""The terminal as it is driven here: it is asked nothing, and no byte from it ends the program."""

from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable
from functools import partial

from textual.drivers import linux_driver


class SilentDriver(linux_driver.LinuxDriver):
    """Asks the terminal no question; over a slow line an answer in two pieces is typed text."""

    def _request_terminal_sync_mode_support(self) -> None:
        pass

    def _query_in_band_window_resize(self) -> None:
        pass


def _forgiving(encoding: str) -> Callable[[], IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), errors="replace")


# Bytes that are no text, such as an old-style report of the mouse after a terminal was attached
# anew, would end the thread that reads keys, and the program with it.
linux_driver.getincrementaldecoder = _forgiving  # type: ignore[assignment, attr-defined]
