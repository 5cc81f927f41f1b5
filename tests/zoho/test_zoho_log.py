"""The log of requests: a line each, nothing secret, and no failure of its own."""

import re
from pathlib import Path

import pytest

from tests.commands import World, connect
from zdesk_tui.use.opened import OpenConnector

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (GET|POST) localhost:\d+ (/\S+) (\d{3}|-) \d+ms (\S+)"
)


def lines(path: Path) -> list[tuple[str, ...]]:
    found = [LINE.fullmatch(line) for line in path.read_text("utf-8").splitlines()]
    assert all(found), path.read_text("utf-8")
    return [one.groups() for one in found if one]


@pytest.mark.parametrize("way", ["option before", "option after", "variable"])
def test_each_request_has_a_line(world: World, tmp_path: Path, way: str) -> None:
    connect(world, "desk")
    world.expire("desk")
    log = tmp_path / "requests.log"
    before = ("--log", str(log)) if way == "option before" else ()
    after = ("--log", str(log)) if way == "option after" else ()
    environ = {"ZDESK_TUI_LOG": str(log)} if way == "variable" else {}
    assert world.run(*before, "check", "desk", *after, environ=environ).returncode == 0
    assert lines(log) == [
        ("POST", "/eu/accounts/oauth/v2/token", "200", "-"),
        ("GET", "/eu/desk/api/v1/organizations", "200", "-"),
        ("GET", "/eu/desk/api/v1/tickets", "200", "-"),
    ]
    assert log.stat().st_mode & 0o777 == 0o600


def test_refusals_and_outages_are_in_it_and_no_secret(world: World, tmp_path: Path) -> None:
    connect(world, "desk")
    secrets = world.secrets("desk")
    world.expire("desk")
    log = tmp_path / "requests.log"
    for fault in (
        {"kind": "body", "body": '{"error":"Access Denied"}'},
        {"kind": "body", "body": '{"error":"' + secrets[0] + '"}'},
        {"kind": "body", "body": '{"error":{"a":1}}'},
        {"kind": "body", "body": "<html>"},
        {"kind": "cut"},
        {"kind": "status", "status": 502},
    ):
        kind = str(fault.pop("kind"))
        world.control.fault("token", kind, **fault)
        world.run("--log", str(log), "token", "desk")
        Path(world.workspace.paths.throttle).unlink()
    words = [(status, word) for _, _, status, word in lines(log)]
    assert words == [
        ("200", "Access_Denied"),
        ("200", "-"),
        ("200", "-"),
        ("200", "-"),
        ("200", "RemoteProtocolError"),
        ("502", "-"),
    ]
    assert not [secret for secret in secrets if secret in log.read_text()]


def test_requests_of_a_program_are_in_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(world, "desk")
    log = tmp_path / "requests.log"
    monkeypatch.setenv("ZDESK_TUI_LOG", str(log))
    world.control.fault("tickets", "body", status=403, body='{"errorCode":"SCOPE_MISMATCH"}')
    with OpenConnector(world.workspace, "desk").client() as client:
        client.get("/tickets", params={"email": "a@zylker.example"})
        with client.stream("GET", "/tickets"):
            pass
    assert lines(log) == [
        ("GET", "/eu/desk/api/v1/tickets", "403", "SCOPE_MISMATCH"),
        ("GET", "/eu/desk/api/v1/tickets", "200", "-"),
    ]


def test_log_that_cannot_be_written_is_told_before_anything_is_asked(
    world: World, tmp_path: Path
) -> None:
    connect(world, "desk")
    world.expire("desk")
    for wrong in (str(tmp_path), str(tmp_path / "none" / "x"), ""):
        refused = world.run("--log", wrong, "token", "desk")
        assert refused.returncode == 6
        assert f"{wrong} cannot be written as a log: " in refused.stderr
    assert "token" not in world.control.counts()


def test_log_that_fills_the_disk_stops_nobody(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    done = world.run("--log", "/dev/full", "token", "desk")
    assert (done.returncode, done.stderr) == (0, "")
