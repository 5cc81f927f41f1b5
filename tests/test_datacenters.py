"""The table of data centers, and what every host is derived from."""

import subprocess
import sys
from pathlib import Path

import pytest

from zdesk_tui.catalog import generate
from zdesk_tui.datacenters import (
    ZOHO,
    DataCenter,
    DataCenters,
    base_url,
    custom,
    home_of_account,
    is_loopback,
)
from zdesk_tui.errors import BadAnswer

WHOLE = {
    "us": (
        "https://accounts.zoho.com/oauth/v2/auth",
        "https://accounts.zoho.com/oauth/v2/token",
        "https://accounts.zoho.com/oauth/v2/token/revoke",
        "https://accounts.zoho.com/oauth/user/info",
        "https://api-console.zoho.com",
        "https://desk.zoho.com",
        "https://www.zohoapis.com",
    ),
    "eu": (
        "https://accounts.zoho.eu/oauth/v2/auth",
        "https://accounts.zoho.eu/oauth/v2/token",
        "https://accounts.zoho.eu/oauth/v2/token/revoke",
        "https://accounts.zoho.eu/oauth/user/info",
        "https://api-console.zoho.eu",
        "https://desk.zoho.eu",
        "https://www.zohoapis.eu",
    ),
    "in": (
        "https://accounts.zoho.in/oauth/v2/auth",
        "https://accounts.zoho.in/oauth/v2/token",
        "https://accounts.zoho.in/oauth/v2/token/revoke",
        "https://accounts.zoho.in/oauth/user/info",
        "https://api-console.zoho.in",
        "https://desk.zoho.in",
        "https://www.zohoapis.in",
    ),
    "au": (
        "https://accounts.zoho.com.au/oauth/v2/auth",
        "https://accounts.zoho.com.au/oauth/v2/token",
        "https://accounts.zoho.com.au/oauth/v2/token/revoke",
        "https://accounts.zoho.com.au/oauth/user/info",
        "https://api-console.zoho.com.au",
        "https://desk.zoho.com.au",
        "https://www.zohoapis.com.au",
    ),
    "jp": (
        "https://accounts.zoho.jp/oauth/v2/auth",
        "https://accounts.zoho.jp/oauth/v2/token",
        "https://accounts.zoho.jp/oauth/v2/token/revoke",
        "https://accounts.zoho.jp/oauth/user/info",
        "https://api-console.zoho.jp",
        "https://desk.zoho.jp",
        "https://www.zohoapis.jp",
    ),
    "ca": (
        "https://accounts.zohocloud.ca/oauth/v2/auth",
        "https://accounts.zohocloud.ca/oauth/v2/token",
        "https://accounts.zohocloud.ca/oauth/v2/token/revoke",
        "https://accounts.zohocloud.ca/oauth/user/info",
        "https://api-console.zohocloud.ca",
        "https://desk.zohocloud.ca",
        "https://www.zohoapis.ca",
    ),
    "sa": (
        "https://accounts.zoho.sa/oauth/v2/auth",
        "https://accounts.zoho.sa/oauth/v2/token",
        "https://accounts.zoho.sa/oauth/v2/token/revoke",
        "https://accounts.zoho.sa/oauth/user/info",
        "https://api-console.zoho.sa",
        "https://desk.zoho.sa",
        "https://www.zohoapis.sa",
    ),
    "uk": (
        "https://accounts.zoho.uk/oauth/v2/auth",
        "https://accounts.zoho.uk/oauth/v2/token",
        "https://accounts.zoho.uk/oauth/v2/token/revoke",
        "https://accounts.zoho.uk/oauth/user/info",
        "https://api-console.zoho.uk",
        "https://desk.zoho.uk",
        "https://www.zohoapis.uk",
    ),
    "cn": (
        "https://accounts.zoho.com.cn/oauth/v2/auth",
        "https://accounts.zoho.com.cn/oauth/v2/token",
        "https://accounts.zoho.com.cn/oauth/v2/token/revoke",
        "https://accounts.zoho.com.cn/oauth/user/info",
        "https://api-console.zoho.com.cn",
        "https://desk.zoho.com.cn",
        "https://www.zohoapis.com.cn",
    ),
    "ae": (
        "https://accounts.zoho.ae/oauth/v2/auth",
        "https://accounts.zoho.ae/oauth/v2/token",
        "https://accounts.zoho.ae/oauth/v2/token/revoke",
        "https://accounts.zoho.ae/oauth/user/info",
        "https://api-console.zoho.ae",
        "https://desk.zoho.ae",
        "https://www.zohoapis.ae",
    ),
    "sg": (
        "https://accounts.zoho.sg/oauth/v2/auth",
        "https://accounts.zoho.sg/oauth/v2/token",
        "https://accounts.zoho.sg/oauth/v2/token/revoke",
        "https://accounts.zoho.sg/oauth/user/info",
        "https://api-console.zoho.sg",
        "https://desk.zoho.sg",
        "https://www.zohoapis.sg",
    ),
}


def row(code: str) -> DataCenter:
    found = ZOHO.get(code)
    assert found is not None
    return found


def test_the_table_has_these_eleven_rows() -> None:
    assert {
        each.code: (
            each.authorization_url,
            each.token_url,
            each.revoke_url,
            each.user_info_url,
            each.console_url,
            each.desk_url,
            each.api_url,
        )
        for each in ZOHO
    } == WHOLE


def test_the_generated_files_are_what_the_source_makes() -> None:
    command = [sys.executable, "-m", "zdesk_tui.catalog.generate", "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_stale_generated_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "scopes.json"
    monkeypatch.setattr(generate, "outputs", lambda: {stale: "new"})
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().err == "scopes.json is not what the catalog source makes\n"
    assert not stale.exists()
    assert generate.main([]) == 0
    assert stale.read_text(encoding="utf-8") == "new"
    assert generate.main(["--check"]) == 0


def test_a_data_center_is_found_by_code_and_by_accounts_server() -> None:
    assert "eu" in ZOHO
    assert "EU" not in ZOHO
    assert "custom" not in ZOHO
    assert ZOHO.get("xx") is None
    assert ZOHO.at("https://accounts.zoho.eu") == row("eu")
    assert ZOHO.at("HTTPS://Accounts.Zoho.EU:443/oauth/v2/token") == row("eu")
    assert ZOHO.at("http://accounts.zoho.eu") is None
    assert ZOHO.at("https://accounts.zoho.eu.example.com") is None
    assert ZOHO.at("https://me@accounts.zoho.eu") is None
    assert row("ca").accounts_host == "accounts.zohocloud.ca"


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://accounts.zoho.eu", "https://accounts.zoho.eu"),
        ("https://accounts.zoho.eu/", "https://accounts.zoho.eu"),
        (" https://ACCOUNTS.zoho.eu/oauth/v2/token\n", "https://accounts.zoho.eu"),
        ("https://accounts.zoho.eu:443/oauth/v2/auth?scope=a", "https://accounts.zoho.eu"),
        ("https://accounts.zoho.eu:8443/oauth/v2/auth", "https://accounts.zoho.eu:8443"),
        ("http://localhost:80/eu/accounts/oauth/v2/auth", "http://localhost/eu/accounts"),
        ("http://localhost:8700/eu/accounts/", "http://localhost:8700/eu/accounts"),
        ("http://[::1]:8700/eu/accounts/oauth/", "http://[::1]:8700/eu/accounts"),
        ("http://accounts.zoho.eu:443", "http://accounts.zoho.eu:443"),
        ("https://me:word@accounts.zoho.eu/x", "https://me:word@accounts.zoho.eu/x"),
        ("https://accounts.zoho.eu:99999", "https://accounts.zoho.eu:99999"),
        ("https://[::1", "https://[::1"),
        ("accounts.zoho.eu", "accounts.zoho.eu"),
        ("", ""),
    ],
)
def test_the_base_of_a_url_has_one_spelling(url: str, base: str) -> None:
    assert base_url(url) == base


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8700/x", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:1/", True),
        ("http://localhost.example.com", False),
        ("http://localhost@example.com", False),
        ("https://accounts.zoho.eu", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_loopback_is_the_host_and_nothing_else(url: str, here: bool) -> None:
    assert is_loopback(url) is here


def test_a_custom_data_center_has_the_usual_paths() -> None:
    made = custom(
        "https://accounts.example.com/zoho/",
        desk_url="https://desk.example.com/",
        api_url="http://localhost:8700/api",
        console_url="http://[::1]:8700",
    )
    assert made == DataCenter(
        code="custom",
        name="custom",
        accounts_url="https://accounts.example.com/zoho",
        console_url="http://[::1]:8700",
        desk_url="https://desk.example.com",
        api_url="http://localhost:8700/api",
    )
    assert made.token_url == "https://accounts.example.com/zoho/oauth/v2/token"
    assert made.accounts_host == "accounts.example.com/zoho"
    assert custom("http://127.0.0.1:9") == DataCenter("custom", "custom", "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://accounts.example.com", "must start with https:// (http:// only on loopback)"),
        ("ftp://accounts.example.com", "must start with https:// (http:// only on loopback)"),
        ("accounts.example.com", "must start with https:// (http:// only on loopback)"),
        ("", "must start with https:// (http:// only on loopback)"),
        ("https://", "must start with https:// (http:// only on loopback)"),
        ("https://accounts.example.com:99999", "is not a URL"),
        ("https://[::1", "is not a URL"),
        ("https://me@accounts.example.com", "must be a base URL without user, query or fragment"),
        ("https://accounts.example.com?a=1", "must be a base URL without user, query or fragment"),
        ("https://accounts.example.com#a", "must be a base URL without user, query or fragment"),
    ],
)
def test_a_custom_url_is_refused_by_name(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        custom(url)
    assert str(caught.value) == f"accounts_url {reason}: {url}"
    with pytest.raises(ValueError, match=r".") as caught:
        custom("https://accounts.example.com", desk_url=url)
    assert str(caught.value) == f"desk_url {reason}: {url}"


CUSTOM = custom("https://accounts.example.com")


@pytest.mark.parametrize(
    ("client", "location", "accounts_server", "home"),
    [
        (row("eu"), None, None, row("eu")),
        (row("eu"), "", "", row("eu")),
        (row("eu"), "eu", "https://accounts.zoho.eu", row("eu")),
        (row("us"), "in", "https://accounts.zoho.in", row("in")),
        (row("us"), "IN", "https://ACCOUNTS.zoho.in/", row("in")),
        (row("us"), "ca", None, row("ca")),
        (row("us"), None, "https://accounts.zoho.com.au", row("au")),
        (CUSTOM, None, None, CUSTOM),
        (CUSTOM, "us", None, CUSTOM),
        (CUSTOM, "us", "https://accounts.example.com/", CUSTOM),
    ],
)
def test_hints_pick_a_row_of_the_table(
    client: DataCenter, location: str | None, accounts_server: str | None, home: DataCenter
) -> None:
    assert home_of_account(ZOHO, client, location, accounts_server) == home


AGAIN = "Nothing was sent there. Make a new link and consent again."


@pytest.mark.parametrize(
    ("client", "location", "accounts_server", "message"),
    [
        (
            row("us"),
            "xx",
            None,
            "The answer names a data center that is not known here (location xx).",
        ),
        (
            row("us"),
            "custom",
            "https://accounts.example.com",
            "The answer names a data center that is not known here (location custom).",
        ),
        (
            row("us"),
            None,
            "https://accounts.example.com",
            "The answer names a data center that is not known here "
            "(accounts server https://accounts.example.com).",
        ),
        (
            row("us"),
            "us",
            "https://accounts.zoho.eu",
            "The answer contradicts itself: location us does not go with the accounts server "
            "https://accounts.zoho.eu.",
        ),
        (
            row("us"),
            "us",
            "https://accounts.zoho.com@example.com",
            "The answer contradicts itself: location us does not go with the accounts server "
            "https://accounts.zoho.com@example.com.",
        ),
        (
            row("us"),
            "us",
            "http://accounts.zoho.com",
            "The answer contradicts itself: location us does not go with the accounts server "
            "http://accounts.zoho.com.",
        ),
        (
            CUSTOM,
            "us",
            "https://accounts.zoho.com",
            "The answer names another accounts server (https://accounts.zoho.com) than this "
            "connector's https://accounts.example.com.",
        ),
    ],
)
def test_unknown_and_contradicting_hints_are_refused(
    client: DataCenter, location: str | None, accounts_server: str | None, message: str
) -> None:
    with pytest.raises(BadAnswer) as caught:
        home_of_account(ZOHO, client, location, accounts_server)
    assert caught.value.message == message
    assert caught.value.advice == AGAIN
    assert caught.value.mends == "consent"


def test_a_table_can_be_handed_in() -> None:
    local = DataCenter("eu", "Europe", "http://localhost:8700/eu/accounts")
    table = DataCenters([local])
    assert home_of_account(table, local, "eu", "http://localhost:8700/eu/accounts") == local
    with pytest.raises(BadAnswer):
        home_of_account(table, local, "eu", "https://accounts.zoho.eu")
    with pytest.raises(BadAnswer):
        home_of_account(table, local, "us", None)
