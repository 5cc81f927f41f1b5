"""One lock per connector."""

import asyncio
import errno
import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zdesk_tui.errors import FileError, UsageError
from zdesk_tui.store import flock
from zdesk_tui.store.files import write_private
from zdesk_tui.store.locks import Busy, locked, locked_aside, remove_held
from zdesk_tui.store.paths import Paths

HOLDER = """
import sys
from zdesk_tui.store.locks import locked
from zdesk_tui.store.paths import Paths
with locked(Paths.under(sys.argv[1]), "desk"):
    print("held", flush=True)
    sys.stdin.read()
"""


TURN = 0.01

pytestmark = pytest.mark.anyio


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


def test_another_process_waits_and_then_says_busy(paths: Paths) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(paths.home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy) as caught, locked(paths, "desk", timeout=0.1):
            pass
        with locked(paths, "other", timeout=0):
            pass
        holder.kill()
    assert str(caught.value) == (
        "desk is busy: another zdesk-tui held its lock for 0.1 seconds. "
        "Wait for it to finish, or end it, and try again."
    )
    assert caught.value.exit_code == 5
    with locked(paths, "desk", timeout=0):
        pass


def test_the_lock_is_free_after_an_error_inside(paths: Paths) -> None:
    with pytest.raises(KeyError), locked(paths, "desk"):
        raise KeyError
    with locked(paths, "desk", timeout=0):
        pass


def test_an_error_of_the_body_is_not_taken_for_one_of_the_lock(paths: Paths) -> None:
    with pytest.raises(OSError, match="body"), locked(paths, "desk"):
        raise OSError(errno.ENOSPC, "body")


def test_the_lock_file_and_its_folder_are_private(paths: Paths) -> None:
    with locked(paths, "desk"):
        path = Path(paths.lock("desk"))
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told_and_nothing_is_held(
    number: int, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with locked(paths, "desk", timeout=0) as warning, locked(paths, "desk", timeout=0) as again:
        assert warning == again
    assert warning.startswith(
        f"desk was not locked: the file system of {paths.locks} has no locks. Two processes may"
    )


async def test_a_file_system_that_never_answers_is_given_up(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    never, asked = threading.Event(), []

    def hangs(*_: object) -> None:
        asked.append(1)
        never.wait()

    monkeypatch.setattr(fcntl, "flock", hangs)
    monkeypatch.setattr(flock, "PATIENCE", 0.5)
    monkeypatch.setattr(flock, "_silent_until", 0.0)
    turning = asyncio.create_task(asyncio.sleep(TURN))
    async with locked_aside(paths, "desk") as warning:
        assert turning.done()
    assert "did not answer within 0.5 seconds" in warning
    # It is not asked again for a while, and files are written all the same.
    with locked(paths, "desk") as warning:
        assert "did not answer" in warning
    write_private(paths.token("desk"), b"1")
    never.set()
    assert asked == [1]


def test_a_lock_file_that_is_taken_away_locks_nobody_out(paths: Paths) -> None:
    with locked(paths, "desk", timeout=0):
        Path(paths.lock("desk")).unlink()
        with locked(paths, "desk", timeout=0), pytest.raises(Busy), locked(paths, "desk", 0):
            pass


def test_a_lock_folder_that_cannot_be_made_is_no_busy_connector(paths: Paths) -> None:
    Path(paths.state).mkdir(parents=True)
    Path(paths.locks).write_text("in the way")
    with pytest.raises(FileError, match="a file stands") as caught, locked(paths, "desk", 0):
        pass
    assert not isinstance(caught.value, Busy)


async def test_who_stops_waiting_leaves_no_lock_behind(paths: Paths) -> None:
    async def wait() -> None:
        async with locked_aside(paths, "desk"):
            raise AssertionError

    with locked(paths, "desk"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(TURN)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    with locked(paths, "desk", timeout=0):
        pass


def test_no_lock_is_made_of_an_improper_name(paths: Paths) -> None:
    with pytest.raises(UsageError), locked(paths, "../x"):
        pass


def test_waiting_aside_lets_the_event_loop_go_on(paths: Paths) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(TURN)

    async def wait() -> None:
        counting = asyncio.create_task(count())
        with pytest.raises(Busy, match=r"for 0.3 seconds"):
            async with locked_aside(paths, "desk", timeout=0.3):
                pass
        counting.cancel()

    with locked(paths, "desk"):
        asyncio.run(wait())
    assert turns > 2

    async def hold() -> None:
        async with locked_aside(paths, "desk"):
            with pytest.raises(Busy), locked(paths, "desk", timeout=0):
                pass

    asyncio.run(hold())


def test_lock_file_that_is_removed_while_it_is_waited_for_is_not_taken_for_the_lock(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = fcntl.flock
    removed: list[int] = []

    def late(descriptor: int, operation: int) -> None:
        if not removed:
            # The file is open already when the one before removes it.
            removed.append(descriptor)
            remove_held(paths, "desk")
        take(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with locked(paths, "desk"):
        assert removed
        assert Path(paths.lock("desk")).exists()
        with pytest.raises(Busy), locked(paths, "desk", timeout=0):
            pass
