"""Private files: whole or not at all."""

import errno
import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zdesk_tui.errors import FileError
from zdesk_tui.store import files


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fails_with(number: int) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


UNREADABLE: dict[str, tuple[bytes, int | None, str]] = {
    "a key without value": (b"a = 1\nb =\n", 2, "this is not TOML: invalid value"),
    "a table twice": (b"[a]\n\n[a]\n", 3, "this is not TOML: cannot declare ('a',) twice"),
    "an open string": (b'a = 1\n\nb = """x\n', 3, "this is not TOML: unterminated string"),
    "a byte that is not UTF-8": (b"a = 1\n# \xff\n", 2, "the text is not UTF-8"),
    "an endless number": (
        b"a = " + b"1" * 5000,
        1,
        "this is not TOML: exceeds the limit (4300 digits) for integer string conversion: "
        "value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_bad_file_is_reported_with_its_line(case: str, tmp_path: Path) -> None:
    data, line, why = UNREADABLE[case]
    path = tmp_path / "x.toml"
    path.write_bytes(data)
    with pytest.raises(FileError) as caught:
        files.read_toml(str(path))
    assert (caught.value.message, caught.value.line, caught.value.path) == (
        f"{path}, line {line}: {why}.",
        line,
        path,
    )


def test_a_file_that_is_no_text_file_is_refused(tmp_path: Path) -> None:
    fifo, large, deep = tmp_path / "fifo", tmp_path / "large", tmp_path / "deep"
    os.mkfifo(fifo)
    large.write_bytes(b"#" * (files.LARGEST + 1))
    deep.write_text(f"a = {'[' * 100_000}")
    said = {}
    for path in (tmp_path, fifo, large, deep, tmp_path / "none"):
        with pytest.raises(FileError) as caught:
            files.read_toml(str(path))
        said[path] = caught.value.message
    assert said == {
        tmp_path: f"{tmp_path} is not a regular file.",
        fifo: f"{fifo} is not a regular file.",
        large: f"{large} is larger than 1 MiB.",
        deep: f"{deep} is nested too deeply.",
        tmp_path / "none": f"{tmp_path}/none does not exist.",
    }


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('a = "ü"\n', encoding="utf-8")
    assert files.read_toml(str(path)) == {"a": "ü"}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_files_are_0600_and_folders_0700_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "a" / "b" / "tokens" / "x.toml"
    before = os.umask(umask & 0o077)
    try:
        files.write_private(str(path), b"1")
        os.umask(umask)
        files.write_private(str(path), b"data")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"data"
    assert [mode(p) for p in (path, *list(path.parents)[:3])] == [0o600, 0o700, 0o700, 0o700]


def test_the_temporary_file_is_private_from_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    write = os.write

    def watched(descriptor: int, data: bytes) -> int:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        # A short write, as a system may do it.
        return write(descriptor, data[:3])

    before = os.umask(0)
    try:
        monkeypatch.setattr(os, "write", watched)
        files.write_private(str(tmp_path / "x"), b"12345678")
    finally:
        os.umask(before)
    assert (tmp_path / "x").read_bytes() == b"12345678"
    assert seen == [0o600, 0o600, 0o600]


def test_loose_modes_are_seen_and_tightened(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    path = foreign / "zdesk-tui" / "connectors" / "x.toml"
    path.parent.mkdir(parents=True)
    path.write_text("old")
    for one, loose in ((path, 0o644), (path.parent, 0o755), (path.parents[1], 0o755)):
        one.chmod(loose)
        assert files.loose(str(one))
    foreign.chmod(0o755)
    files.write_private(str(path), b"new")
    assert [mode(one) for one in (path, *list(path.parents)[:3])] == [0o600, 0o700, 0o700, 0o755]
    assert not files.loose(str(path))
    assert not files.loose(str(tmp_path / "none"))


def test_a_folder_that_is_not_of_the_store_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    files.write_private(str(tmp_path / "x"), b"1")
    assert mode(tmp_path) == 0o755


def test_a_folder_that_its_owner_made_read_only_stays_so(tmp_path: Path) -> None:
    folder = tmp_path / "connectors"
    folder.mkdir(mode=0o555)
    files.private_folder(folder)
    assert mode(folder) == 0o500


def test_a_linked_folder_keeps_its_mode(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    (tmp_path / "connectors").symlink_to(elsewhere)
    files.write_private(str(tmp_path / "connectors" / "x.toml"), b"1")
    assert mode(elsewhere) == 0o755
    assert (elsewhere / "x.toml").read_bytes() == b"1"


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "dangling"])
def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "dotfiles" / "deep" / "x.toml"
    if there:
        target.parent.mkdir(parents=True)
        target.write_text("old")
    link = tmp_path / "config" / "x.toml"
    link.parent.mkdir()
    link.symlink_to("../dotfiles/deep/x.toml")
    files.write_private(str(link), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert mode(target) == 0o600
    assert [p.name for p in target.parent.iterdir()] == ["x.toml"]


def test_only_a_regular_file_is_written_over(tmp_path: Path) -> None:
    fifo, loop, null = tmp_path / "fifo", tmp_path / "loop", tmp_path / "null"
    os.mkfifo(fifo)
    loop.symlink_to("loop")
    null.symlink_to(os.devnull)
    (tmp_path / "file").write_text("kept")
    said = {}
    for path in (fifo, loop, null, tmp_path, tmp_path / "file" / "x"):
        with pytest.raises(FileError) as caught:
            files.write_private(str(path), b"new")
        said[path] = caught.value.message
    assert said == {
        fifo: f"{fifo} is not a regular file.",
        loop: f"{loop} was not written: its symbolic links go in a circle.",
        null: f"{null} is not a regular file.",
        tmp_path: f"{tmp_path} is not a regular file.",
        tmp_path / "file" / "x": (
            f"{tmp_path}/file/x was not written: a file stands where a folder is needed."
        ),
    }
    assert (tmp_path / "file").read_text() == "kept"


REFUSALS = {
    errno.ENOSPC: (
        "the disk is full",
        "Free some space and save again. What was saved before is unchanged.",
    ),
    errno.EDQUOT: (
        "your disk quota is used up",
        "Free some space and save again. What was saved before is unchanged.",
    ),
    errno.EROFS: (
        "the file system is read-only",
        "Choose another place with --home. What was saved before is unchanged.",
    ),
    errno.EACCES: (
        "this is not permitted",
        "Check who owns the folder, or use --home. What was saved before is unchanged.",
    ),
    errno.EIO: (
        "input/output error",
        "Try again, or choose another place with --home. What was saved before is unchanged.",
    ),
}


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("number", REFUSALS, ids=lambda number: errno.errorcode[number])
def test_a_failing_system_leaves_the_old_file_and_nothing_else(
    call: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old")
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails_with(number))
        with pytest.raises(FileError) as caught:
            files.write_private(str(path), b"new")
    why, advice = REFUSALS[number]
    assert (caught.value.message, caught.value.advice, caught.value.exit_code) == (
        f"{path} was not written: {why}.",
        advice,
        6,
    )
    assert caught.value.__suppress_context__
    assert {p.name: p.read_text() for p in tmp_path.iterdir() if p.is_file()} == {"x.toml": "old"}


def test_ctrl_c_in_the_middle_leaves_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_private(str(tmp_path / "sub" / "x"), b"new")
    assert list((tmp_path / "sub").iterdir()) == []


def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    files.write_private(str(tmp_path / "x"), b"new")
    assert (tmp_path / "x").read_bytes() == b"new"


KILLED = """
import os, signal, sys
from zdesk_tui.store import files
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
files.write_private(sys.argv[1], b"secret")
"""


def test_without_locks_only_an_old_leftover_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, young = (tmp_path / f".zdesk-tui-{which}.tmp" for which in ("old", "young"))
    for one in (old, young):
        one.write_text("secret")
    os.utime(old, (0, 0))
    monkeypatch.setattr(fcntl, "flock", fails_with(errno.ENOLCK))
    files.write_private(str(tmp_path / "x"), b"new")
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [young.name, "x"]


def test_what_a_killed_writer_left_goes_with_the_next_save(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_text() == "old"
    (left,) = [p for p in tmp_path.iterdir() if p.name.endswith(".tmp")]
    assert mode(left) == 0o600
    files.write_private(str(path), b"new")
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["x"]


def test_the_temporary_file_of_a_living_writer_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace
    inner = [tmp_path / "b"]

    def another_writer_first(source: Path, target: Path) -> None:
        if inner:
            files.write_private(str(inner.pop()), b"b")
        replace(source, target)

    monkeypatch.setattr(os, "replace", another_writer_first)
    files.write_private(str(tmp_path / "a"), b"a")
    assert {p.name: p.read_text() for p in tmp_path.iterdir() if p.is_file()} == {
        "a": "a",
        "b": "b",
    }


def test_removing_is_quiet_about_what_is_gone_and_takes_only_the_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("kept")
    link.symlink_to(target)
    files.remove(str(link))
    files.remove(str(link))
    files.remove(str(target / "below"))
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["target"]
    with pytest.raises(FileError) as caught:
        files.remove(str(tmp_path))
    assert caught.value.message.startswith(f"{tmp_path} was not removed: ")
