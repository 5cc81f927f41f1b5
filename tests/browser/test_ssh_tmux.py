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


def test_who_is_attached_counts_and_detaching_loses_nothing(tmp_path: Path) -> None:
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
        login = server.login([str(TMUX), "-S", str(tmp_path / "tmux"), "attach"], forwarded=port)
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
            link = (
                (Path(paths.carried) / "desk-prod" / "consent-link.txt")
                .read_text(encoding="utf-8")
                .strip()
            )
            again = Terminal(login, {"PATH": "/usr/bin:/bin"})
            again.until("Waiting for your consent")
            visitor.accept(link, port=zoho.port)
            again.until("Step 7 of 8")
        finally:
            window.close()
