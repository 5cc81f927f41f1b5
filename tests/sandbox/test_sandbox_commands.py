"""The commands that play the person before the console, and that turn the switches."""

import io
import json
import re
from pathlib import Path

import pytest

from tests.sandbox.zoho import SCOPES, Zoho
from zdesk_tui.cli import main


def run(zoho: Zoho, *words: str) -> int:
    return main(["--home", str(zoho.home.parent), "--port", str(zoho.port), "sandbox", *words])


@pytest.mark.parametrize(
    "words",
    [
        ("Ticket sync", "http://localhost:9/callback"),
        ("Leads", "crmleads://", "--type", "mobile"),
        ("Meter", "--type", "non-browser"),
        ("", "--type", "self-client", "--data-center", "ca"),
    ],
)
def test_register_prints_the_pair_of_any_client_type(
    zoho: Zoho, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(zoho, "register", *words) == 0
    found = re.fullmatch(
        r"Client ID      (1000\.[A-Z0-9]{30})\nClient Secret  ([0-9a-f]{42})\n",
        capsys.readouterr().out,
    )
    assert found
    kept = zoho.client(found[1])
    assert kept["secret"] == found[2]
    assert kept["type"] == (words[words.index("--type") + 1] if len(words) > 2 else "server-based")


def test_register_takes_several_redirect_uris(
    zoho: Zoho, capsys: pytest.CaptureFixture[str]
) -> None:
    uris = [zoho.url("eu/platform/auth/conns/desk/redirect"), "http://localhost:9/callback"]
    assert run(zoho, "register", "Ticket sync", *uris, "--data-center", "eu") == 0
    client_id = capsys.readouterr().out.split()[2]
    assert zoho.client(client_id)["redirect_uris"] == uris


def test_register_says_what_the_console_refused(
    zoho: Zoho, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(zoho, "register", "Leads", "--type", "mobile") == 1
    assert "Enter a valid redirect URI" in capsys.readouterr().err


def test_switch_sets_and_shows(zoho: Zoho, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(zoho, "switch", "code_seconds=60", "state_on_denial=no", "api_domain=desk") == 0
    shown = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert len(shown) > 30
    assert (shown["code_seconds"], shown["state_on_denial"], shown["api_domain"]) == (
        "60",
        "no",
        "desk",
    )
    assert zoho.control.switch()["state_on_denial"] is False


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("code_seconds", "Write NAME=VALUE"),
        ("code_seconds=61", "takes one of: 120, 60, 180"),
        ("nothing=yes", "There is no switch nothing"),
    ],
)
def test_switch_refuses_with_the_reason(
    zoho: Zoho, capsys: pytest.CaptureFixture[str], word: str, said: str
) -> None:
    assert run(zoho, "switch", word) == 2
    assert said in capsys.readouterr().err


def test_generate_code_prints_the_code_or_downloads_the_file(
    zoho: Zoho, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(zoho, "generate-code", "Desk.tickets.READ", "--data-center", "jp") == 0
    assert re.fullmatch(r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}\n", capsys.readouterr().out)
    file = tmp_path / "self_client.json"
    assert run(zoho, "generate-code", "Desk.tickets.READ", "--file", str(file)) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(file.read_text())["scope"] == ["Desk.tickets.READ"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_accept_takes_the_link_of_a_device(
    zoho: Zoho, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = zoho.http.post(
        zoho.url("us/accounts/oauth/v3/device/code"),
        data={
            "client_id": zoho.register(kind="non-browser")["client_id"],
            "grant_type": "device_request",
            "scope": SCOPES,
        },
    ).json()
    monkeypatch.setattr("sys.stdin", io.StringIO(asked["verification_uri_complete"]))
    assert run(zoho, "accept", "--data-center", "eu") == 0
    assert "Go back to your device" in capsys.readouterr().out
