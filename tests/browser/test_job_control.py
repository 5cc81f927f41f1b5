"""Ctrl+Z in a real shell: the shell is back, the port is kept, and an answer meanwhile counts."""

import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser import tmux
from tests.browser.tmux import Tmux, program
from tests.ports import free_port
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.scopes import GUIDE
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.paths import Paths

pytestmark = tmux.needed


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox.join_or_run(tmp_path / "data" / "sandbox", free_port())
    yield sandbox
    sandbox.close()


def test_ctrl_z_gives_the_shell_back_and_a_callback_meanwhile_counts(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    home, redirect_uri = tmp_path / "data", f"http://localhost:{free_port()}/callback"
    client_id, secret = visitor.register(sandbox.port, "desk prod", redirect_uri, "eu")
    draft = Draft(
        id="one", name="desk-prod", data_center="eu", step="consent", redirect_uri=redirect_uri,
        scopes_text=",".join(GUIDE), client_id=client_id, client_secret=secret,
    )  # fmt: skip
    Drafts(Paths.of(str(home)).sandbox()).save(draft.id, draft.to_data())
    shell = Tmux(tmp_path, ["bash", "--norc", "--noprofile", "-i"])
    with ThreadPoolExecutor(1) as browser:
        try:
            shell.until("bash-")
            shell.paste(shlex.join(program(home, sandbox.port, "new")))
            shell.press("Enter")
            shell.until("not finished")
            shell.press("Enter")
            shell.until("Step 6 of 8")
            shell.press("v")
            shell.until("Enter goes back")
            link = next(line for line in shell.text.splitlines() if line.startswith("http"))
            shell.press("Enter")
            shell.until("Step 6 of 8")
            shell.press("C-z")
            shell.until("Stopped")
            shell.press(*"echo back again", "Enter")
            shell.until(lambda text: "back again" in text.splitlines())
            visit = browser.submit(visitor.accept, link, port=sandbox.port)
            shell.press("f", "g", "Enter")
            shell.until("Step 7 of 8")
            shell.until("Zylker Support")
            assert "Consent received" in (visit.result(timeout=20).page or "")
        finally:
            shell.close()
