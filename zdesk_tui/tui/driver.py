"""The terminal as it is driven here: it is asked nothing."""

from textual.drivers.linux_driver import LinuxDriver


class SilentDriver(LinuxDriver):
    """Asks the terminal no question; over a slow line an answer in two pieces is typed text."""

    def _request_terminal_sync_mode_support(self) -> None:
        pass

    def _query_in_band_window_resize(self) -> None:
        pass
