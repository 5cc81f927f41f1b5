"""One sandbox for all tests of the wizard; a fresh workspace and clean counts for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.tui.world import Zoho, workspace_in
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.workspace import Workspace


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    """A sandbox."""
    home, port = tmp_path_factory.mktemp("sandbox"), free_port()
    with Sandbox.join_or_run(home, port):
        yield Zoho.at(home, port)


@pytest.fixture
def zoho(running: Zoho) -> Zoho:
    """The sandbox without faults, its counts at nothing."""
    running.control.clear_faults()
    running.control.clear_counts()
    return running


@pytest.fixture
def workspace(tmp_path: Path, zoho: Zoho) -> Workspace:
    """Folders of its own."""
    return workspace_in(tmp_path / "work", zoho)
