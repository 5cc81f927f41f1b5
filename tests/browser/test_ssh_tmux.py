"""The program in a tmux that was started before anybody logged in over SSH."""

import shlex
from pathlib import Path

from tests.browser import sshd, tmux
from tests.browser.tmux import TMUX, Tmux, program
from tests.ports import free_port
from tests.tui.terminal import Terminal
from tests.tui.world import Zoho, ready_draft
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.paths import Paths

pytestmark = [tmux.needed, sshd.needed]

DETACH = "\x02d"
LARGER = (140, 40)
"""Columns and lines of the window from which the person comes back."""


def test_who_is_attached_counts_and_a_larger_window_takes_over(
    tmp_path: Path,
) -> None:
    home, port = tmp_path / "data", free_port()
    paths = Paths.under(str(home / "sandbox"))
    with (
        Sandbox.join_or_run(home / "sandbox", free_port()) as sandbox,
        sshd.server(tmp_path / "sshd") as server,
    ):
        zoho = Zoho.at(home / "sandbox", sandbox.port)
        draft = ready_draft(zoho, redirect_uri=f"http://localhost:{port}/callback")
        Drafts(paths).save(draft.id, draft.to_data())
        window = Tmux(tmp_path, ["sh"])
        attach = [str(TMUX), "-S", str(tmp_path / "tmux"), "attach"]
        login = server.login(attach, forwarded=port)
        try:
            first = Terminal(login, {"PATH": "/usr/bin:/bin"})
            first.press(f"exec {shlex.join(program(home, zoho.port, 'new'))}\n")
            first.until("Setups that were not finished")
            first.press("enter")
            first.until("over SSH: the browser opens on your own computer")
            first.until(f"ssh -L {port}:localhost:{port} {server.tunnel_end}")
            first.press("c")
            first.until("tmux set -g allow-passthrough on")
            first.press(DETACH)
            assert first.end() == 0
            # Nobody is attached, and the program goes on.
            window.press("w")
            window.until("mode 0600")
            link = (Path(paths.carried) / "desk-prod/consent-link.txt").read_text("utf-8").strip()
            wider = server.login(attach, forwarded=port, size=LARGER)
            again = Terminal(wider, {"PATH": "/usr/bin:/bin"}, size=LARGER)
            again.until("Waiting for your consent")
            # A wide window has help beside the step, and a head as wide as itself.
            again.until("F1 hide help")
            assert again.screen.display[0].rstrip().endswith("Step 6 of 8")
            assert len(again.screen.display[0].rstrip()) > LARGER[0] - 3
            visitor.accept(link, port=zoho.port)
            again.until("Step 7 of 8")
        finally:
            window.close()
