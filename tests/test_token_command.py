"""What `token` does beside renewing: without a network, without a disk, in a crowd, elsewhere."""

import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import FAKETIME, HOUR, World, connect, desk_accepts, moved_clock, program
from tests.ports import free_port
from zdesk_tui.connector import Connector
from zdesk_tui.errors import TryLater
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.secret import Secret
from zdesk_tui.store.throttle import ALLOWED
from zdesk_tui.use.opened import OpenConnector
from zdesk_tui.workspace import Workspace

CROWD = 10


def fast(world: World, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program without `--port`, so that a cached token is printed by the shortest way."""
    return program("--home", str(world.home), "--sandbox", *words)


def cached(world: World) -> str:
    found = world.workspace.tokens.load(saved(world))
    assert found is not None
    return found.access_token.reveal()


def keep(world: World, left: float) -> None:
    """Let the cached token be good for so many seconds more."""
    world.workspace.tokens.save(saved(world), Secret(cached(world)), time.time() + left + 1)


def saved(world: World) -> Connector:
    return world.workspace.connectors.load("desk")


def test_cached_token_is_printed_with_nobody_on_the_port(world: World) -> None:
    connect(world, "desk")
    token = cached(world)
    # Nobody listens on the default port for this home; the words choose no other.
    for words, printed in (
        (("token", "desk"), f"{token}\n"),
        (("token", "--header", "desk"), f"Authorization: Zoho-oauthtoken {token}\n"),
        (("token", "desk", "--header"), f"Authorization: Zoho-oauthtoken {token}\n"),
    ):
        done = fast(world, *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")
    assert world.control.counts() == {}


def test_fast_way_knows_every_option_that_changes_nothing(world: World, tmp_path: Path) -> None:
    connect(world, "desk")
    token = cached(world)
    for words in (
        ("--min-valid", "3000"),
        ("--cached-only",),
        ("--log", str(tmp_path / "none" / "log")),
        ("--header", "--cached-only", "--min-valid", "0"),
    ):
        done = fast(world, "token", "desk", *words)
        head = "Authorization: Zoho-oauthtoken " if "--header" in words else ""
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{head}{token}\n", "")


def test_all_about_a_token_is_printed_as_json(world: World) -> None:
    connect(world, "desk")
    found = json.loads(world.run("token", "desk", "--json").stdout)
    left = found.pop("seconds_left")
    assert 3500 < left <= 3600
    zoho = world.workspace.data_centers.get("eu")
    assert zoho
    assert found == {
        "format": 1,
        "name": "desk",
        "access_token": cached(world),
        "scopes": list(saved(world).scopes),
        "api_url": zoho.api_url,
        "desk_url": zoho.desk_url,
        "organization_id": "2389290",
    }
    assert world.run("token", "desk", "--json", "--header").returncode == 2


def test_token_with_too_little_left_is_renewed_when_more_is_wanted(world: World) -> None:
    connect(world, "desk")
    keep(world, left=200)
    before = cached(world)
    assert world.run("token", "desk", "--min-valid", "100").stdout.strip() == before
    renewed = world.run("token", "desk", "--min-valid", "300")
    assert renewed.stdout.strip() not in ("", before)
    assert world.control.counts()["refresh"] == 1
    for wrong in ("3001", "²"):
        refused = world.run("token", "desk", "--min-valid", wrong)
        assert refused.returncode == 2
        assert "0 to 3000" in refused.stderr


def test_new_token_that_is_shorter_than_wanted_is_printed_with_a_word(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    body = '{"access_token":"1000.short.life","expires_in":120}'
    world.control.fault("token", "body", body=body)
    done = world.run("token", "desk", "--min-valid", "600")
    assert (done.returncode, done.stdout) == (0, "1000.short.life\n")
    assert "is good for 1" in done.stderr


def test_cached_only_asks_nobody_and_says_what_would(world: World) -> None:
    connect(world, "desk")
    assert world.run("token", "desk", "--cached-only").stdout.strip() == cached(world)
    world.expire("desk")
    world.control.clear_counts()
    refused = world.run("token", "desk", "--cached-only")
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "No token of desk is at hand that is good for another 60 seconds." in refused.stderr
    assert refused.stderr.rstrip().endswith("token desk")
    assert world.control.counts() == {}
    assert world.run("token", "nobody", "--cached-only").returncode == 3


def test_last_minute_of_a_token_is_used_while_zoho_is_out_of_order(world: World) -> None:
    connect(world, "desk")
    keep(world, left=40)
    token = cached(world)
    world.control.fault("token", "status", status=503, times=None)
    done = world.run("token", "desk")
    assert (done.returncode, done.stdout) == (0, f"{token}\n")
    assert "desk could not be renewed; its token is good for" in done.stderr
    # Who wants more than that is not given less.
    assert world.run("token", "desk", "--min-valid", "60").returncode == 5
    keep(world, left=5)
    assert world.run("token", "desk").returncode == 5


def test_own_renewals_stop_before_zoho_blocks(world: World) -> None:
    """B22: a program that asks again and again is told when, and Zoho is left alone."""
    connect(world, "desk")
    for _ in range(ALLOWED):
        world.expire("desk")
        asyncio.run(valid_token(world.workspace, "desk"))
    world.expire("desk")
    for _ in range(2):
        refused = world.run("token", "desk")
        assert refused.returncode == 5
        assert "was renewed 9 times within 10 minutes, and Zoho allows 10." in refused.stderr
        assert "minutes" in refused.stderr.split("goes out in")[1]
    assert world.control.counts()["token"] == ALLOWED


def test_outage_without_a_connection_is_no_renewal_that_counts(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    away = Workspace(world.workspace.paths, data_centers(free_port()), sandbox=True)
    port = away.data_centers.get("eu")
    assert port
    text = world.file("desk").read_text("utf-8")
    here = world.workspace.data_centers.get("eu")
    assert here
    world.file("desk").write_text(text.replace(here.accounts_url, port.accounts_url), "utf-8")
    for _ in range(ALLOWED + 1):
        with pytest.raises(TryLater, match="No connection"):
            asyncio.run(valid_token(away, "desk"))
    world.file("desk").write_text(text, "utf-8")
    assert world.run("token", "desk").returncode == 0


@pytest.mark.parametrize("jump", ["+30d", "-30d"])
def test_clock_that_jumps_costs_a_renewal_and_no_dead_token(world: World, jump: str) -> None:
    if FAKETIME is None:
        pytest.skip("faketime is not installed")
    connect(world, "desk")
    first = cached(world)
    there = world.run("token", "desk", environ=moved_clock(jump))
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout.strip() != first
    assert world.run("token", "desk", environ=moved_clock(jump)).stdout == there.stdout
    # The clock is put right again: what was kept meanwhile is not believed.
    back = world.run("token", "desk")
    assert back.returncode == 0
    assert desk_accepts(world, "eu", back.stdout.strip())
    assert world.control.counts()["refresh"] == 2


@pytest.mark.parametrize("body", ["{}", '{"access_token":""}', '{"access_token":7}', "[]", "null"])
def test_answer_without_a_token_changes_nothing(world: World, body: str) -> None:
    """B03: the refresh token stays, and the next try finds all as it was."""
    connect(world, "desk")
    world.expire("desk")
    before = world.file("desk").read_bytes()
    world.control.fault("token", "body", body=body)
    refused = world.run("token", "desk")
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "Traceback" not in refused.stderr
    assert world.file("desk").read_bytes() == before
    assert world.run("token", "desk").returncode == 0


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
    slow = {"argparse", "asyncio", "dataclasses", "httpx", "pathlib", "platformdirs"}
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


WEAK = () if os.getuid() else ("setpriv", "--bounding-set", "-dac_override")
"""What takes root's power to write into read-only folders away."""


@pytest.mark.skipif(bool(WEAK) and not shutil.which("setpriv"), reason="root writes everywhere")
def test_read_only_home_still_gives_a_token(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    paths = world.workspace.paths
    folders = [Path(paths.state), Path(paths.tokens), Path(paths.statuses), Path(paths.locks)]
    for folder in folders:
        folder.chmod(0o500)
    try:
        done = world.run("token", "desk", within=WEAK)
        listed = world.run("list", within=WEAK)
        told = world.run("doctor", "--offline", within=WEAK)
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert done.returncode == 0
    assert desk_accepts(world, "eu", done.stdout.strip())
    assert "The token could not be kept for the next time." in done.stderr
    assert (listed.returncode, listed.stderr) == (0, "")
    assert told.stdout.count("0500, nothing can be written there") == len(folders)


def test_connector_that_may_not_be_written_is_renewed_all_the_same(world: World) -> None:
    connect(world, "desk")
    world.expire("desk")
    world.file("desk").chmod(0o400)
    before = world.file("desk").read_bytes()
    done = world.run("token", "desk")
    assert (done.returncode, done.stderr) == (0, "")
    assert world.file("desk").read_bytes() == before


def test_crowd_makes_one_refresh_of_each_connector(world: World) -> None:
    """Processes of two connectors, and threads of a program beside them."""
    for name in ("desk", "other"):
        connect(world, name)
        world.expire(name)
    world.control.clear_counts()
    words = [sys.executable, "-m", "zdesk_tui", "--home", str(world.home), "--sandbox", "--port",
             str(world.port), "token"]  # fmt: skip
    crowd = [
        subprocess.Popen(
            [*words, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for name in ("desk", "other") * (CROWD // 2)
    ]  # fmt: skip
    program = OpenConnector(world.workspace, "desk")
    with ThreadPoolExecutor(CROWD) as pool:
        threads = [
            f"{one.result()}\n" for one in [pool.submit(program.token) for _ in range(CROWD)]
        ]
    ends = [(*child.communicate(timeout=60), child.returncode) for child in crowd]
    assert {end[1:] for end in ends} == {("", 0)}, set(ends)
    desk, other = ({end[0] for end in ends[which::2]} for which in (0, 1))
    assert (len(desk), len(other), len(desk | other)) == (1, 1, 2)
    assert set(threads) == desk
    assert world.control.counts()["refresh"] == 2


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
    secrets.append(cached(world))
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
