"""A crash says where it happened and shows no secret (B70)."""

import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.tui.terminal import Terminal
from tests.tui.test_terminal import link_of
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.paths import Paths

TOKENS = re.compile(r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}")


@pytest.mark.parametrize("place", ["exchange", "save", "screen"])
def test_crash_shows_no_secret_and_says_where(place: str, tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    paths = Paths.under(str(data)).sandbox()
    redirect_uri = f"http://localhost:{free_port()}/callback"
    with Sandbox.join_or_run(data / "sandbox", port):
        client_id, secret = visitor.register(port, "desk prod", redirect_uri, "eu")
        draft = Draft(
            id="draft", step="consent", name="desk-prod", data_center="eu",
            scopes_text="Desk.basic.READ", redirect_uri=redirect_uri, client_id=client_id,
            client_secret=secret,
        )  # fmt: skip
        Drafts(paths).save(draft.id, draft.to_data())
        terminal = Terminal(
            [sys.executable, "-m", "tests.tui.crashing", place, "--home", str(data), "--sandbox",
             "--port", str(port), "new"],
            dict(os.environ),
        )  # fmt: skip
        try:
            terminal.until("step 6 of 8")
            terminal.press("enter")
            terminal.until("Waiting for your consent")
            visit = visitor.accept(link_of(terminal), port=port)
            assert visit.delivered
            if place == "save":
                terminal.until("(o) Zylker")
                terminal.press("enter")
                terminal.until("Step 8 of 8")
                terminal.press("enter")
            code = terminal.end()
            restored = terminal.restored
        finally:
            terminal.close()
    assert code == 1
    assert restored
    assert "RuntimeError" in terminal.written
    assert "crashing.py" in terminal.written
    assert "in boom" in terminal.written
    kept = tomllib.loads(Path(paths.draft(draft.id)).read_text(encoding="utf-8"))
    markers = {secret.reveal(), *TOKENS.findall(visit.address), *TOKENS.findall(str(kept))}
    assert len(markers) > 1
    for marker in markers:
        assert marker not in terminal.written
        assert marker not in (visit.page or "")
    assert "something about" not in terminal.written
    assert not Path(paths.connector("desk-prod")).exists()
