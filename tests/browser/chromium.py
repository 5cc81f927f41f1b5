"""A headless Chromium, driven through its driver by the WebDriver protocol."""

import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ports import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
needed = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")
"""Marks a test that a real browser takes part in."""

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
PATIENCE = 60.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the WebDriver standard hands out an element."""


class Browser:
    """As much of a WebDriver client as a form needs."""

    def __init__(self, port: int, profile: Path, *switches: str) -> None:
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE
        )
        self._wait_for_driver()
        options = {"binary": CHROMIUM, "args": [*SWITCHES, *switches, f"--user-data-dir={profile}"]}
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

    @property
    def address(self) -> str:
        """Where the browser is."""
        return str(self._http.get(f"{self._session}/url").json()["value"])

    def element(self, css: str, *, using: str = "css selector") -> str:
        found = self._do("element", {"using": using, "value": css})
        return str(found[ELEMENT])

    def labelled(self, label: str) -> list[str]:
        """Return the fields that a person finds by a label; a remark may follow a comma."""
        text = "normalize-space(text()[1])"
        fields = "*[self::input|self::textarea|self::select]"
        xpath = f"//label[{text}='{label}' or starts-with({text}, '{label},')]//{fields}"
        found = self._do("elements", {"using": "xpath", "value": xpath})
        assert found, f"no field is called {label}"
        return [str(one[ELEMENT]) for one in found]

    def fill(self, sheet: Iterable[tuple[str, str]]) -> None:
        """Fill in a form by the labels of its fields, in this order.

        A second value of the same label goes into the next field of that label, or on a further
        line of the last one.
        """
        met: Counter[str] = Counter()
        for label, value in sheet:
            fields = self.labelled(label)
            element, text = fields[min(met[label], len(fields) - 1)], value
            if met[label] >= len(fields):
                text = f"\n{value}"
            elif self._get(element, "property/tagName") != "SELECT":
                self._do(f"element/{element}/clear", {})
            self._do(f"element/{element}/value", {"text": text})
            met[label] += 1

    def held(self, label: str) -> str:
        """Return what the field of this label holds."""
        return self._get(self.labelled(label)[0], "property/value")

    def press(self, text: str) -> None:
        """Press the button, or follow the link, that says this."""
        says = f"normalize-space(.)='{text}'"
        css = f"//button[{says}]|//a[{says}]"
        self._do(f"element/{self.element(css, using='xpath')}/click", {})

    def click(self, css: str) -> None:
        self._do(f"element/{self.element(css)}/click", {})

    def type(self, css: str, text: str) -> None:
        element = self.element(css)
        self._do(f"element/{element}/clear", {})
        self._do(f"element/{element}/value", {"text": text})

    def text(self, css: str) -> str:
        return self._get(self.element(css), "text")

    def _get(self, element: str, what: str) -> str:
        path = f"{self._session}/element/{element}/{what}"
        return str(self._http.get(path).json()["value"])

    def until(self, wanted: str) -> str:
        """Wait until the page says something, and return all that it says."""
        end = time.monotonic() + PATIENCE
        # While one page follows another, the body that was found may be gone already.
        while wanted not in (page := self.text("body")):
            assert time.monotonic() < end, f"{wanted!r} never came: {page}"
        return page

    def close(self) -> None:
        self._http.delete(self._session)
        self._http.close()


@contextmanager
def chromium(tmp_path: Path, *switches: str) -> Iterator[Browser]:
    """Run a headless Chromium with a profile of its own, and with more switches."""
    port = free_port()
    environ = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(
        [str(DRIVER), f"--port={port}"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as driver:
        try:
            browser = Browser(port, tmp_path / "profile", *switches)
            yield browser
            browser.close()
        finally:
            driver.terminate()
