"""A person with a real browser: register in the sandbox's console, consent, see the final page."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ports import free_port
from zdesk_tui.connector import Client
from zdesk_tui.consent.redeem import Request
from zdesk_tui.consent.session import ConsentSession
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret

pytestmark = pytest.mark.anyio

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
if not CHROMIUM or not DRIVER:
    pytest.skip("needs chromium and chromedriver", allow_module_level=True)

SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the WebDriver standard hands out an element."""


class Browser:
    """As much of a WebDriver client as a form needs."""

    def __init__(self, port: int, profile: Path) -> None:
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE
        )
        self._wait_for_driver()
        options = {"binary": CHROMIUM, "args": [*SWITCHES, f"--user-data-dir={profile}"]}
        capabilities = {"alwaysMatch": {"goog:chromeOptions": options}}
        answer = self._http.post("/session", json={"capabilities": capabilities}).json()
        self._session = f"/session/{answer['value']['sessionId']}"
        self._do("timeouts", {"implicit": int(PATIENCE * 1000)})

    def _wait_for_driver(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self._http.get("/status").json()["value"]["ready"]:
                    return
            except httpx.TransportError:
                if time.monotonic() > end:
                    raise

    def _do(self, what: str, body: Mapping[str, object]) -> Any:
        answer = self._http.post(f"{self._session}/{what}", json=body).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def open(self, url: str) -> None:
        self._do("url", {"url": url})

    def element(self, css: str) -> str:
        found = self._do("element", {"using": "css selector", "value": css})
        return str(found[ELEMENT])

    def click(self, css: str) -> None:
        self._do(f"element/{self.element(css)}/click", {})

    def type(self, css: str, text: str) -> None:
        element = self.element(css)
        self._do(f"element/{element}/clear", {})
        self._do(f"element/{element}/value", {"text": text})

    def text(self, css: str) -> str:
        answer = self._http.get(f"{self._session}/element/{self.element(css)}/text").json()
        return str(answer["value"])

    def close(self) -> None:
        self._http.delete(self._session)
        self._http.close()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    port = free_port()
    environ = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(
        [str(DRIVER), f"--port={port}"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as driver:
        try:
            browser = Browser(port, tmp_path / "profile")
            yield browser
            browser.close()
        finally:
            driver.terminate()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox.join_or_run(tmp_path / "sandbox", free_port())
    yield sandbox
    sandbox.close()


async def test_person_registers_and_consents_with_a_real_browser(
    browser: Browser, sandbox: Sandbox
) -> None:
    import anyio
    from anyio.to_thread import run_sync

    table = data_centers(sandbox.port)
    europe = table.get("eu")
    assert europe is not None
    redirect_uri = f"http://localhost:{free_port()}/callback"

    def register() -> Client:
        browser.open(str(europe.console_url))
        browser.type("[name=client_name]", "desk prod")
        browser.type("[name=homepage_url]", "https://www.example.com")
        browser.type("[name=redirect_uris]", redirect_uri)
        browser.click("form [type=submit]")
        client_id = browser.text("#client_id")
        return Client(client_id, Secret(browser.text("#client_secret")), redirect_uri)

    def consent(link: str) -> str:
        browser.open(link)
        browser.click("[name=organization][value='2391882']")
        browser.click("[type=submit]")
        browser.click("[name=answer][value=accept]")
        return browser.text("body")

    client = await run_sync(register)
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
        page = await run_sync(consent, session.link)
        with anyio.fail_after(PATIENCE):
            await granted.wait()
    finally:
        await session.close()
    assert "Consent received" in page
    assert "go back to the terminal" in page
    assert "saved" not in page
    assert session.granted is not None
    assert session.granted.grant.refresh_token
    assert session.granted.user_data_center.code == "eu"
