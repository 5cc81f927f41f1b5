"""The sandbox's start page and its page of refusals."""

import re

import pytest

from tests.sandbox.zoho import Zoho
from zdesk_tui.sandbox.people import PEOPLE
from zdesk_tui.sandbox.switches import ALL


def test_start_page_leads_to_the_consoles_of_every_data_center(zoho: Zoho) -> None:
    page = zoho.http.get(zoho.url("")).text
    codes = ["us", "eu", "in", "au", "jp", "ca", "sa", "uk", "cn", "ae", "sg"]
    assert re.findall(r'href="/(\w+)/console"', page) == codes
    assert re.findall(r'href="/(\w+)/sigma"', page) == codes


def test_start_page_names_accounts_switches_and_commands_with_the_port(zoho: Zoho) -> None:
    text = zoho.page("").text
    for who in PEOPLE:
        assert who.email in text
        assert all(one.id in text for one in who.organizations)
    for switch in ALL:
        assert f"\n{switch.name}: " in text
    commands = [line for line in text.splitlines() if line.startswith("zdesk-tui ")]
    assert len(commands) >= 6
    assert all(f"--port {zoho.port}" in line for line in commands[1:])


def test_start_page_shows_switches_and_clients_as_they_are_now(zoho: Zoho) -> None:
    def clients() -> int:
        return int(re.findall(r"Europe\n(\d+)", zoho.page("").text)[0])

    zoho.register("eu")
    before = clients()
    zoho.register("eu")
    zoho.control.switch(code_seconds=60, state_on_denial=False)
    assert clients() == before + 1
    text = zoho.page("").text
    assert "code_seconds: 60 (changed)" in text
    assert "state_on_denial: no (changed)" in text
    assert text.count("(changed)") == 2


@pytest.mark.parametrize("path", ["", "errors", "us/console", "us/sigma/create"])
def test_pages_need_nothing_from_elsewhere(zoho: Zoho, path: str) -> None:
    html = zoho.http.get(zoho.url(path)).text
    assert not re.search(r"<(script|img|link|iframe)|@import|url\(", html)
    assert all(target.startswith("/") for target in re.findall(r'(?:href|src)="([^"]*)"', html))


def test_every_refusal_is_explained(zoho: Zoho) -> None:
    text = zoho.page("errors").text
    for word in (
        "Enter a valid client name",
        "Enter a valid homepage URL",
        "Enter a valid redirect URI",
        "Invalid response type",
        "Invalid Client",
        "Invalid OAuth scope",
        "Enter a valid scope",
        "Enter a scope description",
        "authorization_pending",
        "slow_down",
        "other_dc",
        "expired",
        "Invalid Redirect Uri",
        "An error occurred",
        "access_denied",
        "invalid_client",
        "invalid_client_secret",
        "invalid_redirect_uri",
        "invalid_code",
        "invalid_token",
        "Access Denied",
        "UNAUTHORIZED",
        "INVALID_OAUTH",
        "SCOPE_MISMATCH",
        "OAUTH_ORG_MISMATCH",
        "FORBIDDEN",
        "URL_NOT_FOUND",
        "METHOD_NOT_ALLOWED",
        "INVALID_DATA",
        "Enter the Request Token URL",
        "is not a whole address that begins with https://",
        "is not authorized",
        "The sandbox goes to its own addresses only",
    ):
        assert f"\n{word}" in text, word
