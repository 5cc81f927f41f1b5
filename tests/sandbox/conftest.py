"""One sandbox for the tests of what it plays, with its switches and clock back after each."""

from collections.abc import Iterator

import httpx
import pytest

from tests.ports import free_port
from tests.sandbox.zoho import Zoho
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    """A sandbox."""
    port, home = free_port(), tmp_path_factory.mktemp("zoho") / "sandbox"
    with Sandbox.join_or_run(home, port), httpx.Client(trust_env=False) as client:
        yield Zoho(port, home, client, Control(home, port))


@pytest.fixture
def zoho(shared: Zoho) -> Iterator[Zoho]:
    """The sandbox, with its switches and clock back in place afterwards."""
    before = shared.control.switch()
    yield shared
    shared.control.switch(**before)
    shared.control.set_clock(0)


@pytest.fixture
def pair(zoho: Zoho) -> dict[str, str]:
    """A fresh client's ID and secret as form fields."""
    return zoho.register()
