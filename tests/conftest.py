"""What every test gets: a home of its own, and no way past loopback."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import World
from tests.keyrings.ring import FAILING, RING, use
from tests.ports import free_port
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.store import vault
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace


def pytest_xdist_auto_num_workers() -> int:
    """Return how many run side by side: one more than there are cores, as many tests wait."""
    return (os.cpu_count() or 1) + 1


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
    ours = ("ZDESK_TUI_HOME", "ZDESK_TUI_BROWSER", "ZDESK_TUI_LOG", "ZDESK_TUI_MOUSE")
    network = ("SSL_CERT_FILE", "SSL_CERT_DIR")
    screen = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "NO_COLOR", "TMUX", "STY")
    for name in (*ours, *network, *screen):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", FAILING)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a keyring of the test's own, here and in the processes that are started."""
    monkeypatch.setenv("RING", str(tmp_path / "ring.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", RING)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    monkeypatch.setattr(vault, "_silence", {"until": 0.0})
    use(RING)
    yield
    use(FAILING)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Run a sandbox beside a home."""
    port = free_port()
    paths = Paths.under(str(tmp_path / "data")).sandbox()
    home = Path(paths.sandbox_home).parent
    sandbox = Sandbox.join_or_run(home, port)
    workspace = Workspace(paths, data_centers(port), sandbox=True)
    yield World(tmp_path / "data", port, Control(home, port), workspace)
    sandbox.close()
