"""The command that prints a client secret: what it may print, and when it may run at all."""

import os
import time
from pathlib import Path

import pytest

from zdesk_tui.errors import OutOfReach
from zdesk_tui.store import secret_command
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.secret_command import Allowed, refuse_open, run

MARKER = "MARKER-7f3a"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


def sh(script: str) -> tuple[str, ...]:
    return ("sh", "-c", script)


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        (sh("echo s3cret"), "s3cret"),
        (sh("printf s3cret"), "s3cret"),
        (sh("printf 's3cret\\r\\n'"), "s3cret"),
        (sh("printf 's3cret\\nlogin: somebody\\n'"), "s3cret"),
        (sh("echo s3cret; yes | head -c 300000"), "s3cret"),
        (sh("echo noise >&2; echo s3cret"), "s3cret"),
        # Something that is left running does not hold it up.
        (sh("echo s3cret; sleep 30 &"), "s3cret"),
        # No shell reads the words.
        (("echo", "$HOME", ";", "id"), "$HOME ; id"),
    ],
)
def test_first_line_of_what_it_prints_is_the_secret(words: tuple[str, ...], secret: str) -> None:
    assert run(words) == secret


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-program-here", "x"), "cannot be run (no-such-program-here x): no such file"),
        (("",), "cannot be run"),
        (sh(f"echo {MARKER}; echo {MARKER} >&2; exit 3"), "ended with exit code 3"),
        (sh("kill -9 $$"), "was ended by signal 9"),
        (("true",), "printed an empty first line"),
        (sh(f"echo; echo {MARKER}"), "printed an empty first line"),
        (sh(f"printf '{MARKER}\\033[0m\\n'"), "printed a control character"),
        (sh("printf '\\377\\n'"), "that is not UTF-8"),
        (sh("yes | tr -d '\\n'"), "a line of more than 4096 bytes"),
        # There is nothing to read and no terminal to ask on.
        (sh("read line && echo $line"), "ended with exit code"),
        (sh("echo asked > /dev/tty && echo x"), "ended with exit code"),
    ],
)
def test_anything_else_is_said_without_what_it_printed(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(OutOfReach) as caught:
        run(words)
    assert said in caught.value.message
    assert MARKER not in caught.value.message


def test_command_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_command, "LIMIT", 0.5)
    mark = tmp_path / "child"
    with pytest.raises(OutOfReach, match=r"did not end within 0\.5 seconds"):
        run(sh(f"sleep 60 & echo $! > {mark}; wait"))
    child = int(mark.read_text())
    end = time.monotonic() + 10
    while _alive(child) and time.monotonic() < end:
        os.sched_yield()
    assert not _alive(child)


def _alive(process: int) -> bool:
    """Tell whether a process runs; one that nobody has waited for yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_only_the_command_that_was_allowed_is(paths: Paths) -> None:
    allowed = Allowed(paths)
    assert not allowed.has("desk", ("pass", "show", "x"))
    allowed.add("desk", ("pass", "show", "x"))
    assert Allowed(paths).has("desk", ("pass", "show", "x"))
    for name, words in (
        ("desk", ("pass", "show", "y")),
        ("desk", ("pass", "show x")),
        ("desk", ("pass", "show", "x", "")),
        ("other", ("pass", "show", "x")),
    ):
        assert not allowed.has(name, words), (name, words)
    assert "pass" not in Path(paths.allowed).read_text()
    allowed.add("desk", ("pass", "show", "y"))
    assert not allowed.has("desk", ("pass", "show", "x"))
    allowed.forget("desk")
    assert not allowed.knows("desk")


@pytest.mark.parametrize("text", ["desk = 1", "no toml", "[desk]"])
def test_odd_list_allows_nothing_and_can_be_written_again(paths: Paths, text: str) -> None:
    allowed = Allowed(paths)
    allowed.add("desk", ("x",))
    Path(paths.allowed).write_text(text)
    assert not allowed.has("desk", ("x",))
    allowed.add("desk", ("x",))
    assert allowed.has("desk", ("x",))


def test_list_that_others_can_write_allows_nothing(paths: Paths) -> None:
    allowed = Allowed(paths)
    allowed.add("desk", ("x",))
    Path(paths.allowed).chmod(0o620)
    assert not allowed.has("desk", ("x",))


def test_file_is_refused_when_others_could_change_it(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(0o700)
    file = real / "desk.toml"
    file.touch(0o600)
    linked = tmp_path / "linked"
    linked.mkdir(0o700)
    (linked / "desk.toml").symlink_to(file)
    # Others may read it: it is about what is run.
    file.chmod(0o644)
    real.chmod(0o755)
    for path in (file, linked / "desk.toml"):
        refuse_open(str(path))
    for changed, mode in ((file, 0o620), (file, 0o602), (real, 0o770), (real, 0o1777)):
        before = changed.stat().st_mode
        changed.chmod(mode)
        for path in (file, linked / "desk.toml"):
            with pytest.raises(OutOfReach, match="can be written by others") as caught:
                refuse_open(str(path))
            assert f" {changed}" in caught.value.advice
        changed.chmod(before)
    linked.chmod(0o777)
    with pytest.raises(OutOfReach, match="can be written by others"):
        refuse_open(str(linked / "desk.toml"))


@pytest.mark.parametrize("given", ["desk.toml", "."])
def test_file_of_another_user_is_refused(
    tmp_path: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk.toml").touch(0o600)
    # Only root can give a file away; the other way round it is this user who is another one.
    lent = (tmp_path / given).stat()
    mine = Path.stat

    def owned(path: Path, **how: bool) -> os.stat_result:
        found = mine(path, **how)
        if found.st_ino != lent.st_ino:
            return found
        return os.stat_result((*found[:4], found.st_uid + 1, *found[5:]))

    monkeypatch.setattr(Path, "stat", owned)
    with pytest.raises(OutOfReach, match="belongs to another user"):
        refuse_open(str(tmp_path / "desk.toml"))
