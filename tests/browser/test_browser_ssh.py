"""The program on a server over a real SSH connection, the browser on the person's computer."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import chromium, sshd
from tests.browser.sshd import HERE
from tests.browser.tmux import program
from tests.ports import free_port
from tests.tui.terminal import Terminal
from tests.tui.world import Zoho, ready_draft
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.paths import Paths

pytestmark = [chromium.needed, sshd.needed]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def zoho(home: Path) -> Iterator[Zoho]:
    port = free_port()
    with Sandbox.join_or_run(home / "sandbox", port):
        yield Zoho.at(home / "sandbox", port)


def test_consent_comes_back_through_the_tunnel_by_the_short_link(
    zoho: Zoho, home: Path, tmp_path: Path
) -> None:
    port = free_port()
    draft = ready_draft(zoho, redirect_uri=f"http://localhost:{port}/callback")
    paths = Paths.under(str(home / "sandbox"))
    Drafts(paths).save(draft.id, draft.to_data())
    on_the_computer = f"--host-resolver-rules=MAP localhost:{port} {HERE}:{port}"
    with (
        sshd.server(tmp_path / "sshd") as server,
        chromium.chromium(tmp_path, on_the_computer) as browser,
    ):
        words = server.login(program(home, zoho.port, "new"), forwarded=port)
        terminal = Terminal(words, {"PATH": "/usr/bin:/bin"})
        try:
            terminal.until("Setups that were not finished")
            terminal.press("enter")
            terminal.until("over SSH: the browser opens on your own computer")
            terminal.until(f"ssh -L {port}:localhost:{port} {server.tunnel_end}")
            terminal.until(f"port {port} answers over 127.0.0.1")
            terminal.until("tunnel: not seen so far")
            short = re.search(rf"http://localhost:{port}/[a-z2-9]{{8}}\b", terminal.text)
            assert short
            browser.open(short[0])
            browser.click("[name=organization][value='2391882']")
            browser.click("[type=submit]")
            terminal.until("tunnel: seen ")
            browser.click("[name=answer][value=accept]")
            assert "go back to the terminal" in browser.until("Consent received")
            terminal.until("Step 7 of 8")
            terminal.until("Zylker Support")
            terminal.press("enter")
            terminal.until("Step 8 of 8")
            terminal.press("enter")
            terminal.until("answered 200")
            terminal.press("enter")
            assert terminal.end() == 0
        finally:
            terminal.close()
    saved = tomllib.loads(Path(paths.connector("desk-prod")).read_text(encoding="utf-8"))
    assert saved["organization"]["id"] == "2391882"
    assert saved["grant"]["refresh_token"]
