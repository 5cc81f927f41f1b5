"""What every test gets: a home of its own, and no way past loopback."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Run `async def` tests on asyncio, as the program does."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's folders, proxies and screen out of the tests."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "TEXTUAL", "SSH_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    ours = ("ZDESK_TUI_HOME", "ZDESK_TUI_BROWSER")
    screen = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "NO_COLOR", "TMUX", "STY")
    for name in (*ours, *screen):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
