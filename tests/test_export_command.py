"""`export`: on stdout, or into a private file that replaces none unasked."""

import errno
import os
from pathlib import Path

import pytest

from tests.samples import CONNECTOR
from zdesk_tui import cli
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    Workspace(Paths.under(str(folder)), ZOHO).connectors.save(CONNECTOR)
    return folder


def export(home: Path, *words: str) -> int:
    return cli.main(["--home", str(home), "export", *words])


def test_every_format_goes_to_stdout_without_secrets(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begins = {
        "sigma": "Create Connector\n",
        "connection": "Add Client\n",
        "catalyst": "{\n",
        "env": "ZOHO_CONNECTOR=desk\n",
        "json": '{\n  "format": 1,\n',
        "curl": f"zdesk-tui --home {home} token --header desk | curl ",
    }
    for wanted, begin in begins.items():
        assert export(home, "desk", "--format", wanted) == 0
        told = capsys.readouterr()
        assert told.out.startswith(begin)
        assert told.err == ""
        assert "s3cret" not in told.out
        assert "1000.refresh" not in told.out


def test_sheets_are_markdown_for_the_data_centers_that_are_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--format", "sigma", "--markdown", "--data-center", "eu", "US")
    assert export(home, "desk", *words) == 0
    assert "|  | Field | eu | us |" in capsys.readouterr().out
    assert export(home, "desk", *words, "--data-center", "in") == 0
    assert "|  | Field | eu | us | in |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--format", "env", "--markdown"], 2, "--markdown is for sheets, and env is none."),
        (["--format", "curl", "--data-center", "eu"], 2, "--data-center is for sheets"),
        (["--format", "sigma", "--data-center", "mars"], 2, "There is no data center mars."),
        (["--format", "json", "--output", ""], 2, "--output names no file."),
        (["--format", "yaml"], 2, "invalid choice"),
        ([], 2, "--format"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    try:
        found: object = export(home, "desk", *words)
    except SystemExit as ended:
        found = ended.code
    assert found == code
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_nobody_is_told_as_such(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(home, "nobody", "--format", "json") == 3
    assert capsys.readouterr().out == ""


def test_file_is_private_from_the_first_byte(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = os.umask(0)
    modes = []
    write = os.write

    def watched(descriptor: int, data: bytes) -> int:
        if descriptor > 2:
            modes.append(os.fstat(descriptor).st_mode & 0o777)
        return write(descriptor, data)

    monkeypatch.setattr("os.write", watched)
    file = tmp_path / "new" / "desk.env"
    try:
        assert export(home, "desk", "--format", "env", "--reveal", "--output", str(file)) == 0
    finally:
        os.umask(before)
    assert modes == [0o600]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "s3cret" in file.read_text(encoding="utf-8")
    told = capsys.readouterr()
    assert told.out == ""
    assert str(file) in told.err
    assert "s3cret" not in told.err


def test_file_that_is_there_is_replaced_only_with_force(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, linked = tmp_path / "mine", tmp_path / "link"
    file.write_text("precious", encoding="utf-8")
    file.chmod(0o644)
    linked.symlink_to(tmp_path / "nothing")
    words = ("desk", "--format", "json", "--output")
    for taken in (file, linked):
        assert export(home, *words, str(taken)) == 6
        said = capsys.readouterr().err
        assert f"{taken} is there already, and was not replaced.\nChoose another file" in said
    assert file.read_text(encoding="utf-8") == "precious"
    assert not (tmp_path / "nothing").exists()
    assert export(home, *words, str(file), "--force") == 0
    assert '"name": "desk"' in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_half_a_file_is_not_left_behind(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.write", full)
    file = tmp_path / "desk.env"
    assert export(home, "desk", "--format", "env", "--output", str(file)) == 6
    assert f"{file} was not written: the disk is full." in capsys.readouterr().err
    assert not file.exists()
