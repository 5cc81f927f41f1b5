"""A person with a browser for the terminal: the same forms, shown and submitted by w3m."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.tui.terminal import PATIENCE, Terminal
from zdesk_tui.connector import Client
from zdesk_tui.consent.redeem import Request
from zdesk_tui.consent.session import ConsentSession
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret

pytestmark = pytest.mark.anyio

W3M = shutil.which("w3m")
if not W3M:
    pytest.skip("needs w3m", allow_module_level=True)

FIRST, NEXT, LAST = "[", "tab", "]"
"""w3m's keys to the links, fields and buttons of a page."""


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox.join_or_run(tmp_path / "sandbox", free_port()) as sandbox:
        yield sandbox


def opened(url: str, home: Path, text_area: str = "") -> Terminal:
    """Open a page in w3m; what is to stand in a text area comes from its editor."""
    editor = home / "editor"
    editor.write_text(f"#!/bin/sh\nprintf '%s\\n' '{text_area}' > \"$1\"\n")
    editor.chmod(0o700)
    words = [str(W3M), "-no-mouse", "-o", f"editor={editor}", url]
    return Terminal(words, {"PATH": os.environ["PATH"], "HOME": str(home)})


def register(console: str, home: Path, name: str, redirect_uri: str) -> Client:
    with closing(opened(console, home, redirect_uri)) as w3m:
        w3m.until("Viewing")
        w3m.press(FIRST, *[NEXT] * 3)
        for text in (name, "https://www.example.com"):
            w3m.press("enter")
            w3m.until("TEXT:")
            w3m.press(text, "enter")
            w3m.until(f"[{text}")
            w3m.press(NEXT)
        w3m.press("enter")
        w3m.until(redirect_uri)
        w3m.press(LAST, "enter")
        w3m.until("Viewing <Client registered>")
        client_id, secret = re.findall(r"Client (?:ID|Secret) +(\S+)", w3m.text)
    return Client(client_id, Secret(secret), redirect_uri)


def consent(link: str, home: Path) -> str:
    with closing(opened(link, home)) as w3m:
        w3m.until("Viewing <Choose an organization>")
        assert "(*) Zylker (2389290" in w3m.text
        w3m.press(LAST, "enter")
        w3m.until("Viewing <Allow access?>")
        assert "Desk.tickets.READ" in w3m.text
        w3m.press(FIRST, "enter")
        w3m.until("Consent received")
        return w3m.text


async def test_person_registers_and_consents_with_w3m(sandbox: Sandbox, tmp_path: Path) -> None:
    import anyio
    from anyio.to_thread import run_sync

    table = data_centers(sandbox.port)
    europe = table.get("eu")
    assert europe is not None
    redirect_uri = f"http://localhost:{free_port()}/callback"
    client = await run_sync(register, str(europe.console_url), tmp_path, "desk prod", redirect_uri)
    granted = anyio.Event()
    session = ConsentSession(
        Request(client, europe, ("Desk.tickets.READ", "Desk.basic.READ")),
        table,
        now=time.time,
        changed=lambda: None,
        attempt_made=lambda attempt: None,
        granted=lambda result: granted.set(),
        listen=True,
    )
    await session.start()
    try:
        page = await run_sync(consent, session.link, tmp_path)
        with anyio.fail_after(PATIENCE):
            await granted.wait()
    finally:
        await session.close()
    assert "go back to the terminal" in page
    assert session.granted is not None
    assert session.granted.grant.refresh_token
