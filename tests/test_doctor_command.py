"""`doctor`: what it finds, and that its report can be shown to anybody."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.commands import World, connect
from zdesk_tui.connector import Connector
from zdesk_tui.lifecycle.secret_place import move_to_command
from zdesk_tui.store.locks import locked


def report(world: World, *words: str) -> tuple[int, str]:
    told = world.run("doctor", *words)
    assert told.stderr == ""
    for name, connector in world.workspace.connectors.every():
        if not isinstance(connector, Connector):
            continue
        assert connector.client.id not in told.stdout
        for secret in world.secrets(name):
            assert secret not in told.stdout
    assert str(Path("~").expanduser()) + "/" not in told.stdout
    return told.returncode, told.stdout


def test_all_well_is_told_with_every_part(world: World) -> None:
    connect(world, "desk-prod")
    code, told = report(world)
    assert code == 0, told
    for words in ("+ zdesk-tui", "httpx ", " 0700", "none held", "the clocks agree within a minute",
                  "Desk, eu, server-based, secrets in the file: ", "no proxy"):  # fmt: skip
        assert words in told
    assert "! " not in told


def test_trouble_is_marked_and_ends_with_1(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(world, "desk-prod")
    world.file("desk-prod").chmod(0o644)
    world.file("broken").write_text("format = 1\nservice = ")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:MARK@proxy.zylker.example:3128")
    with locked(world.workspace.paths, "desk-prod"):
        code, told = report(world, "--offline")
    assert code == 1
    assert "desk-prod.toml" in told
    assert "0644, others can open it" in told
    assert "~ desk-prod  held by another process just now" in told
    assert "HTTPS_PROXY is set" in told
    assert "! broken" in told
    assert "MARK" not in told
    assert "Accounts servers" not in told


def test_where_secrets_live_and_what_waits_is_told_without_running_or_naming_anything(
    world: World,
) -> None:
    connect(world, "desk-prod")
    program = ("echo", world.secrets("desk-prod")[0])
    move_to_command(world.workspace, "desk-prod", program)
    world.control.fault("token", "status", status=429)
    world.expire("desk-prod")
    assert world.run("token", "desk-prod").returncode == 5
    code, told = report(world, "--offline")
    assert code == 0
    assert "~ desk-prod  Desk, eu, server-based, client secret from a command: " in told
    assert re.search(r": renewals wait until \d\d:\d\d \(Zoho asked for it\)\n", told)
    Path(world.workspace.paths.allowed).unlink()
    told = world.run("doctor", "--offline").stdout
    assert "from a command that is not allowed on this machine: " in told
    assert program[1] not in told


def test_a_clock_that_runs_wrong_is_told_with_how_much(world: World) -> None:
    connect(world, "desk-prod")
    world.control.set_clock(200.0)
    code, told = report(world)
    assert code == 1
    # The header has whole seconds.
    assert re.search(r"this machine's clock is (199|200) s behind its own", told)
    world.control.set_clock(-3600.0)
    assert "s ahead of its own" in report(world)[1]


def test_a_server_that_does_not_answer_is_told(world: World) -> None:
    connect(world, "desk-prod")
    world.control.fault("server_info", "status", status=503)
    code, told = report(world)
    assert code == 0, "it answered, and that is what is asked"
    world.control.fault("server_info", "cut")
    code, told = report(world)
    assert code == 1
    assert "! eu" in told


def test_an_empty_home_is_no_trouble(world: World) -> None:
    code, told = report(world)
    assert code == 0
    assert "none saved" in told
    assert "none in use yet" in told


def test_json_says_the_same(world: World) -> None:
    connect(world, "desk-prod")
    _, told = report(world, "--json")
    data = json.loads(told)
    assert data["format"] == 1
    assert list(data["sections"]) == [
        "Program", "Folders", "Locks", "Environment", "Accounts servers", "Connectors",
    ]  # fmt: skip
    assert data["sections"]["Connectors"][0]["label"] == "desk-prod"
    assert os.environ["HOME"] not in told
