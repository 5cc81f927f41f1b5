"""What `token` does beside renewing: without a network, without a disk, in a crowd, elsewhere."""

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import HOUR, World, connect, desk_accepts, program
from zdesk_tui.connector import Connector

CROWD = 10


def fast(world: World, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program without `--port`, so that a cached token is printed by the shortest way."""
    return program("--home", str(world.home), "--sandbox", *words)


def saved(world: World) -> Connector:
    return world.workspace.connectors.load("desk")


def test_cached_token_is_printed_with_nobody_on_the_port(world: World) -> None:
    connect(world, "desk")
    cached = world.workspace.tokens.load(saved(world))
    assert cached is not None
    token = cached.access_token.reveal()
    # Nobody listens on the default port for this home; the words choose no other.
    for words, printed in (
        (("token", "desk"), f"{token}\n"),
        (("token", "--header", "desk"), f"Authorization: Zoho-oauthtoken {token}\n"),
        (("token", "desk", "--header"), f"Authorization: Zoho-oauthtoken {token}\n"),
    ):
        done = fast(world, *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")
    assert world.control.counts() == {}


def test_cached_token_loads_nothing_that_is_slow(world: World) -> None:
    connect(world, "desk")
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from zdesk_tui.cli import main\n"
        "main()\n"
        "sys.stderr.write(' '.join(sorted(set(sys.modules) - before)))\n"
    )
    words = ["--home", str(world.home), "--sandbox", "token", "desk"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    )
    slow = {"argparse", "asyncio", "dataclasses", "filelock", "httpx", "pathlib", "platformdirs"}
    assert not set(done.stderr.split()) & {*slow, "rich", "textual"}


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        ({"lives_in": "zoho-connector"}, 1, "lives in Zoho's developer console"),
        ({"grant": None}, 4, "desk has no consent."),
        ({"scopes": ("Desk.tickets.ALL",)}, 4, "desk was edited after its consent"),
    ],
)
def test_edited_connector_is_not_served_from_the_cache(
    world: World, edit: dict[str, object], code: int, said: str
) -> None:
    connect(world, "desk")
    world.workspace.connectors.save(replace(saved(world), **edit))  # type: ignore[arg-type]
    refused = world.run("token", "desk")
    assert (refused.returncode, refused.stdout) == (code, "")
    assert said in refused.stderr
    assert world.control.counts().get("token", 0) == 0


def test_advice_of_a_refusal_is_a_command_that_works_as_it_stands(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    world.control.fault("token", "body", body='{"error":"invalid_code"}')
    refused = world.run("token", "desk")
    assert refused.returncode == 4
    advice = refused.stderr.splitlines()[-1]
    wanted = ["--home", str(world.home), "--sandbox", "--port", str(world.port)]
    assert shlex.split(advice) == ["Run:", "zdesk-tui", *wanted, "reauthorize", "desk"]


def test_account_of_another_data_center_is_renewed_there(world: World) -> None:
    connect(world, "desk", "ca")
    world.expire("desk")
    connect(world, "other", "eu")
    world.expire("other")
    world.control.clear_counts()
    assert world.run("token", "desk").returncode == 0
    assert {key for key in world.control.counts() if key.endswith(".token")} == {"ca.token"}
    assert world.run("token", "other").returncode == 0
    assert world.control.counts()["eu.token"] == 1


def test_token_that_cannot_be_kept_is_printed_with_a_warning(world: World) -> None:
    connect(world, "desk")
    folder = Path(world.workspace.paths.tokens)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    # A file in a folder's place stops root as well.
    folder.write_text("in the way", encoding="utf-8")
    done = world.run("token", "desk")
    assert done.returncode == 0
    assert desk_accepts(world, "eu", done.stdout.strip())
    assert "The token could not be kept for the next time." in done.stderr
    assert done.stdout.strip() not in done.stderr


@pytest.mark.skipif(os.getuid() == 0, reason="root writes into read-only folders")
def test_read_only_home_still_gives_a_token(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    paths = world.workspace.paths
    folders = [Path(paths.state), Path(paths.tokens), Path(paths.statuses), Path(paths.locks)]
    for folder in folders:
        folder.chmod(0o500)
    try:
        done = world.run("token", "desk")
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert done.returncode == 0
    assert desk_accepts(world, "eu", done.stdout.strip())
    assert "The token could not be kept for the next time." in done.stderr


def test_connector_that_may_not_be_written_is_renewed_all_the_same(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    world.file("desk").chmod(0o400)
    before = world.file("desk").read_bytes()
    done = world.run("token", "desk")
    assert (done.returncode, done.stderr) == (0, "")
    assert world.file("desk").read_bytes() == before


def test_crowd_of_processes_makes_one_refresh(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    words = ["--home", str(world.home), "--sandbox", "--port", str(world.port), "token", "desk"]
    crowd = [
        subprocess.Popen(
            [sys.executable, "-m", "zdesk_tui", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(CROWD)
    ]  # fmt: skip
    ends = [(*child.communicate(timeout=60), child.returncode) for child in crowd]
    assert len(set(ends)) == 1, set(ends)
    assert ends[0][1:] == ("", 0)
    assert world.control.counts()["refresh"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "body", "body": '{"error":"invalid_code"}'},
        {"kind": "body", "body": '{"error":"invalid_client_secret"}'},
        {"kind": "cut"},
        {"kind": "cut", "after": True},
        {"kind": "status", "status": 502, "body": "<html>{secrets}</html>"},
        {"kind": "body", "body": '["{secrets}"]'},
    ],
)
def test_no_secret_is_on_the_error_line(world: World, fault: dict[str, object]) -> None:
    connect(world, "desk")
    secrets = list(world.secrets("desk"))
    cached = world.workspace.tokens.load(saved(world))
    assert cached is not None
    secrets.append(cached.access_token.reveal())
    world.expire("desk")
    told = " ".join(secrets)
    details = {
        key: value.replace("{secrets}", told) if isinstance(value, str) else value
        for key, value in fault.items()
    }
    world.control.fault("token", str(details.pop("kind")), **details)
    refused = world.run("token", "desk")
    assert refused.returncode in (1, 4, 5)
    assert refused.stdout == ""
    assert [secret for secret in secrets if secret in refused.stderr] == []


def test_token_of_yesterday_is_renewed_against_a_moved_clock(world: World) -> None:
    connect(world, "desk")
    world.control.advance(24 * HOUR)
    world.expire("desk")
    renewed = world.run("token", "--header", "desk")
    assert renewed.returncode == 0
    scheme, _, token = renewed.stdout.strip().rpartition(" ")
    assert scheme == "Authorization: Zoho-oauthtoken"
    assert desk_accepts(world, "eu", token)
    assert world.run("token", "desk").stdout == f"{token}\n"
    assert world.control.counts()["refresh"] == 1
