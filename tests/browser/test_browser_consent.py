"""A person with a real browser beside a real terminal: from the console to a saved connector."""

import re
import stat
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import chromium, tmux
from tests.browser.chromium import Browser
from tests.browser.tmux import Tmux, program
from tests.ports import free_port
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.running import Sandbox

pytestmark = [chromium.needed, tmux.needed]

SIZES = [(80, 24), (60, 20)]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with chromium.chromium(tmp_path) as browser:
        yield browser


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def sandbox(home: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox.join_or_run(home / "sandbox", free_port())
    yield sandbox
    sandbox.close()


def register(browser: Browser, console: str, redirect_uri: str) -> tuple[str, str]:
    """Register a client on the console's page and return what it shows."""
    browser.open(console)
    browser.type("[name=client_name]", "desk prod")
    browser.type("[name=homepage_url]", "https://www.example.com")
    browser.type("[name=redirect_uris]", redirect_uri)
    browser.click("form [type=submit]")
    return browser.text("#client_id"), browser.text("#client_secret")


@pytest.mark.parametrize("size", SIZES)
def test_person_registers_and_consents_with_a_real_browser(
    browser: Browser, sandbox: Sandbox, home: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    europe = data_centers(sandbox.port).get("eu")
    assert europe is not None
    redirect_uri = f"http://localhost:{free_port()}/callback"
    window = Tmux(tmp_path, program(home, sandbox.port, "new", "desk-prod"), size=size)
    try:
        window.until("Step 1 of 8")
        window.press("Enter", "Enter", *"europe", "Enter", "Enter")
        window.until("Step 2 of 8")
        window.press("F2")
        window.until("3 scopes")
        window.press("Enter", "Enter")
        window.until("Step 3 of 8")
        window.press("Tab", "C-u")
        window.paste(redirect_uri)
        window.until(redirect_uri)
        window.press("Enter")
        window.until("Step 4 of 8")
        client_id, secret = register(browser, str(europe.console_url), redirect_uri)
        window.press("Enter")
        window.until("Step 5 of 8")
        window.paste(client_id)
        window.press("Tab")
        window.paste(secret)
        window.until("Looks right, 42 characters")
        assert secret not in window.text
        window.press("Enter")
        window.until("Step 6 of 8")
        window.press("v")
        # What a person selects in the terminal: one line of its own, nothing inside or around it.
        alone = window.until("Enter goes back")
        link = next(line for line in alone.splitlines() if line.startswith("http"))
        assert re.fullmatch(r"\S+", link)
        browser.open(link)
        browser.click("[name=organization][value='2391882']")
        browser.click("[type=submit]")
        browser.click("[name=answer][value=accept]")
        page = browser.until("Consent received")
        window.until("Step 7 of 8")
        window.until("Zylker Support")
        window.press("Enter")
        window.until("Step 8 of 8")
        window.press("Enter")
        window.until("answered 200")
        window.press("Enter")
    finally:
        window.close()
    assert "go back to the terminal" in page
    assert "saved" not in page
    assert data_of(home)["organization"]["id"] == "2391882"
    token = subprocess.run(
        program(home, sandbox.port, "token", "desk-prod"),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert re.fullmatch(r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}\n", token.stdout)


def data_of(home: Path) -> dict[str, dict[str, str]]:
    """Return what the saved connector's file holds, readable by its owner alone."""
    path = home / "sandbox" / "config" / "connectors" / "desk-prod.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return tomllib.loads(path.read_text(encoding="utf-8"))
