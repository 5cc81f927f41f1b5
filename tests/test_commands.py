"""The commands as scripts see them: the installed program in a process of its own."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.commands import FAKETIME, HOUR, World, connect, desk_accepts, moved_clock, program
from zdesk_tui import __version__

ERROR = "application/json;charset=UTF-8"


def test_version_is_told() -> None:
    assert program("--version").stdout == f"zdesk-tui {__version__}\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("frobnicate",), 2, "invalid choice"),
        (("token", "../x"), 2, "name"),
        (("token", "nobody"), 3, "nobody"),
        (("reauthorize", "x"), 2, "terminal"),
        (("new",), 2, "ssh -t"),
        ((), 2, "terminal"),
        (("--home", "", "list"), 2, "--home"),
    ],
)
def test_refusals_have_their_exit_code(words: tuple[str, ...], code: int, said: str) -> None:
    done = program(*words)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("value", "followed"), [("{tmp}/config", True), ("", False), ("relative/folder", False)]
)
def test_paths_follow_the_variables_that_are_absolute(
    tmp_path: Path, value: str, followed: bool
) -> None:
    given = value.format(tmp=tmp_path)
    told = program("paths", XDG_CONFIG_HOME=given).stdout
    wanted = f"{given}/zdesk-tui" if followed else f"{os.environ['HOME']}/.config/zdesk-tui"
    assert wanted in told
    assert list(Path(os.environ["HOME"]).iterdir()) == []


def test_cached_token_needs_no_network_and_has_a_header_form(world: World) -> None:
    connect(world, "desk")
    printed = world.run("token", "desk")
    assert (printed.returncode, printed.stderr) == (0, "")
    token = printed.stdout.strip()
    assert desk_accepts(world, "eu", token)
    header = world.run("token", "--header", "desk")
    assert header.stdout == f"Authorization: Zoho-oauthtoken {token}\n"
    assert world.control.counts().get("refresh", 0) == 0


@pytest.mark.parametrize("center", ["eu", "ca"])
def test_renewal_goes_to_the_data_center_of_the_connector(world: World, center: str) -> None:
    connect(world, "desk", center)
    old = world.run("token", "desk").stdout.strip()
    world.expire("desk")
    world.control.advance(HOUR + 1)
    assert not desk_accepts(world, center, old)
    renewed = world.run("token", "desk")
    assert renewed.returncode == 0
    assert renewed.stdout.strip() != old
    assert desk_accepts(world, center, renewed.stdout.strip())
    counts = world.control.counts()
    assert counts["refresh"] == 1
    assert counts[f"{center}.token"] == counts["token"] == 1
    assert world.run("token", "desk").stdout == renewed.stdout


@pytest.mark.skipif(FAKETIME is None, reason="needs faketime")
def test_token_is_renewed_after_its_hour_on_another_clock(world: World) -> None:
    connect(world, "desk")
    old = world.run("token", "desk").stdout
    world.control.advance(2 * HOUR)
    renewed = world.run("token", "desk", environ=moved_clock("+2h"))
    assert renewed.returncode == 0
    assert renewed.stdout != old
    assert desk_accepts(world, "eu", renewed.stdout.strip())


@pytest.mark.parametrize(
    ("kind", "details", "code", "said"),
    [
        ("body", {"body": '{"error":"invalid_code"}'}, 4, "reauthorize desk"),
        ("body", {"body": '{"error":"invalid_client_secret"}'}, 1, "client secret"),
        ("body", {"body": '{"error":"invalid_client"}'}, 1, "client ID"),
        ("body", {"body": "{}"}, 5, "access token"),
        ("body", {"body": '{"access_token":""}'}, 5, "access token"),
        ("body", {"body": "please retry", "content_type": "text/plain"}, 5, "instead of data"),
        ("status", {"status": 500, "body": "<html><b>sorry</b></html>"}, 5, "500"),
        (
            "status",
            {"status": 400, "body": '{"error":"Access Denied","status":"failure"}'},
            5,
            "10 minutes",
        ),
        ("cut", {}, 5, "cut"),
    ],
)
def test_failed_renewal_changes_nothing_that_matters(
    world: World, kind: str, details: dict[str, object], code: int, said: str
) -> None:
    connect(world, "desk")
    world.expire("desk")
    before = world.file("desk").read_bytes()
    world.control.fault("token", kind, **{"content_type": ERROR, **details})
    failed = world.run("token", "desk")
    assert failed.returncode == code
    assert failed.stdout == ""
    assert said in failed.stderr
    assert "Traceback" not in failed.stderr
    assert "<html>" not in failed.stderr
    assert not any(secret in failed.stderr for secret in world.secrets("desk"))
    assert world.file("desk").read_bytes() == before
    if "Access Denied" in str(details):
        again = world.run("token", "desk")
        assert again.returncode == 5
        assert world.control.counts()["token"] == 1, "a throttled connector must not ask again"
        Path(world.workspace.paths.throttle).unlink()
    healthy = world.run("token", "desk")
    assert healthy.returncode == 0
    assert desk_accepts(world, "eu", healthy.stdout.strip())


def test_answer_without_a_lifetime_is_kept_for_an_hour_at_most(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    world.control.fault("token", "body", body='{"access_token":"1000.aa.bb"}', content_type=ERROR)
    assert world.run("token", "desk").stdout == "1000.aa.bb\n"
    cached = world.workspace.tokens.load(world.workspace.connectors.load("desk"))
    assert cached is not None
    assert cached.expires_at <= time.time() + HOUR


def test_online_connector_needs_consent_after_its_hour(world: World) -> None:
    connect(world, "desk", access="online")
    assert world.run("token", "desk").returncode == 0
    world.expire("desk")
    over = world.run("token", "desk")
    assert over.returncode == 4
    assert "reauthorize desk" in over.stderr


def test_edited_scopes_need_consent(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, scopes=("Desk.tickets.ALL",)))
    assert world.run("token", "desk").returncode == 4


@pytest.mark.parametrize("proxy", ["socks4://127.0.0.1:9", "socks://x"])
def test_proxy_that_is_not_supported_is_said(world: World, proxy: str) -> None:
    connect(world, "desk")
    world.expire("desk")
    failed = world.run("token", "desk", environ={"ALL_PROXY": proxy})
    assert failed.returncode == 5
    assert "ALL_PROXY" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert world.run("list", environ={"ALL_PROXY": proxy}).returncode == 0


def test_loopback_never_goes_by_a_proxy(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    done = world.run("token", "desk", environ={"HTTP_PROXY": "http://127.0.0.1:9"})
    assert done.returncode == 0


def test_list_prints_the_others_before_it_tells_of_an_unreadable_one(world: World) -> None:
    connect(world, "desk")
    broken = world.file("broken")
    broken.write_text("format = 1\nservice = \n", encoding="utf-8")
    listed = world.run("list")
    assert listed.returncode == 6
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["NAME", "broken", "desk"]
    assert "unreadable, line 2" in listed.stdout
    assert "never checked" in listed.stdout
    assert str(broken) in listed.stderr
    assert broken.read_text(encoding="utf-8") == "format = 1\nservice = \n"
    told = json.loads(world.run("list", "--json").stdout)
    assert told["format"] == 1
    assert [row["state"] for row in told["connectors"]] == ["never checked", "unreadable, line 2"]
    assert world.run("token", "broken").returncode == 6


def test_foreign_accounts_server_in_a_file_is_refused_with_its_line(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    file = world.file("desk")
    text = file.read_text(encoding="utf-8")
    own = f'refresh_token_url = "http://localhost:{world.port}/eu/accounts/oauth/v2/token"'
    assert own in text
    evil = text.replace(own, 'refresh_token_url = "https://evil.example/oauth/v2/token"')
    file.write_text(evil, encoding="utf-8")
    refused = world.run("token", "desk")
    assert refused.returncode == 6
    line = evil.splitlines().index('refresh_token_url = "https://evil.example/oauth/v2/token"') + 1
    assert f"line {line}" in refused.stderr
    assert world.control.counts().get("token", 0) == 0


def test_revoked_grant_names_the_command_that_helps(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    grant = world.workspace.connectors.load("desk").grant
    assert grant is not None
    assert grant.refresh_token is not None
    row = world.workspace.data_centers.get("eu")
    assert row is not None
    token = grant.refresh_token.reveal()
    httpx.post(row.revoke_url, data={"token": token}, trust_env=False).raise_for_status()
    refused = world.run("token", "desk")
    assert refused.returncode == 4
    assert "reauthorize desk" in refused.stderr
    assert "needs consent" in world.run("list").stdout
