"""What is on the disk whatever goes wrong: the old or the new, never half, and no stray secret."""

import asyncio
import errno
import fcntl
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests import kills
from tests.commands import World, connect, desk_accepts
from zdesk_tui.cli import main
from zdesk_tui.lifecycle import token as lifecycle
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.store import flock
from zdesk_tui.store.locks import locked
from zdesk_tui.use.opened import OpenConnector

KILLS = 20


@pytest.fixture
def desk(world: World) -> World:
    connect(world, "desk")
    world.expire("desk")
    return world


def words(world: World, *more: str) -> list[str]:
    return ["--home", str(world.home), "--sandbox", "--port", str(world.port), *more]


def files(world: World) -> dict[str, bytes]:
    folders = (world.workspace.paths.config, world.workspace.paths.state)
    found = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in found if path.suffix != ".lock"}


def test_killed_at_any_moment_leaves_old_or_new(desk: World) -> None:
    desk.control.fault("token", "body", body=kills.ANSWER, times=None)
    code = (
        "import sys; from tests.kills import kill_many\n"
        "print(dict(kill_many(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(desk.home), str(desk.port), str(KILLS)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"'killed': {KILLS}" in done.stdout
    # One renewal later no copy of a secret lies about, and all works.
    desk.control.clear_faults()
    desk.expire("desk")
    Path(desk.workspace.paths.throttle).unlink(missing_ok=True)
    assert desk.run("token", "desk").returncode == 0
    assert [path for path in files(desk) if path.endswith(".tmp")] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_full_disk_keeps_the_old_files_and_prints_the_token(
    number: int, desk: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(desk)

    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        # asyncio wakes itself through a socket, and what is printed goes through Python's streams.
        broken.setattr(os, "write", full)
        code = main(words(desk, "token", "desk"))
    printed = capsys.readouterr()
    assert code == 0
    assert desk_accepts(desk, "eu", printed.out.strip())
    assert printed.err.count("\n") == 1
    assert "The token could not be kept for the next time." in printed.err
    assert files(desk) == before


def test_limit_on_file_sizes_keeps_the_old_files_and_prints_the_token(desk: World) -> None:
    before = files(desk)
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 0; exec "$0" -m zdesk_tui "$@"', sys.executable,
         *words(desk, "token", "desk")],
        capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0
    assert desk_accepts(desk, "eu", done.stdout.strip())
    assert "a limit on file sizes is in the way" in done.stderr
    assert files(desk) == before


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS])
def test_home_without_locks_costs_a_warning(
    number: int, desk: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """B65: a network's file system may refuse locks."""

    def no_locks(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    assert main(words(desk, "token", "desk")) == 0
    printed = capsys.readouterr()
    assert desk_accepts(desk, "eu", printed.out.strip())
    assert printed.err.startswith("zdesk-tui: desk was not locked: the file system of ")
    assert printed.err.count("\n") == 1
    # The token was kept, so the next one is not worth a word.
    assert main(words(desk, "token", "desk")) == 0
    assert capsys.readouterr() == (printed.out, "")


def test_lock_that_hangs_is_given_up_once_for_all_files(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()
    monkeypatch.setattr(fcntl, "flock", lambda *_: never.wait())
    monkeypatch.setattr(flock, "PATIENCE", 0.2)
    monkeypatch.setattr(flock, "_silent_until", 0.0)
    found = asyncio.run(valid_token(desk.workspace, "desk"))
    never.set()
    assert desk_accepts(desk, "eu", found.access_token.reveal())
    assert "did not answer within 0.2 seconds" in found.warnings[0]


def test_lock_that_somebody_keeps_is_told(
    desk: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lifecycle, "PATIENCE", 0)
    with locked(desk.workspace.paths, "desk"):
        assert main(words(desk, "token", "desk")) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "desk is busy: another zdesk-tui held its lock for 0 seconds." in printed.err


HOLDER = """
import sys
from zdesk_tui.store.locks import locked
from zdesk_tui.store.paths import Paths
with locked(Paths.under(sys.argv[1]).sandbox(), "desk"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_killed_holder_of_the_lock_blocks_nobody(desk: World) -> None:
    program = OpenConnector(desk.workspace, "desk")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(desk.home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        tokens: list[str] = []
        waiting = [
            threading.Thread(target=lambda: tokens.append(program.token())) for _ in range(3)
        ]
        for thread in waiting:
            thread.start()
        assert "refresh" not in desk.control.counts()
        holder.kill()
        for thread in waiting:
            thread.join()
    assert Counter(tokens) == {tokens[0]: 3}
    assert desk.control.counts()["refresh"] == 1


def test_files_of_an_older_release_are_read(desk: World) -> None:
    status = Path(desk.workspace.paths.status("desk"))
    status.write_text("renewed_at = 1.0\nthrottled_until = 9e9\nlater = [1]\n", encoding="utf-8")
    token = Path(desk.workspace.paths.token("desk"))
    token.write_text(f"{token.read_text('utf-8')}later = 1\n", encoding="utf-8")
    assert desk.run("token", "desk").returncode == 0
