"""A connector's file in an editor: what is swapped in, what is kept, and what is left behind."""

import shlex
from pathlib import Path

import pytest

from tests.samples import CONNECTOR
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import FileError, NoSuchConnector, ZdeskError
from zdesk_tui.lifecycle import editing
from zdesk_tui.lifecycle.editing import Sheet, begin, finish
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.store.locks import locked
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    space = Workspace(Paths.under(str(tmp_path / "z")), ZOHO)
    space.connectors.save(CONNECTOR)
    return space


def file_of(workspace: Workspace) -> Path:
    return Path(workspace.paths.connector("desk"))


def left(workspace: Workspace) -> list[str]:
    return sorted(entry.name for entry in Path(workspace.paths.edits).iterdir())


def edited(sheet: Sheet, old: str, new: str) -> None:
    text = sheet.copy.read_text("utf-8")
    assert old in text
    sheet.copy.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "ed"}, ["code", "--wait"]),
        ({"VISUAL": " ", "EDITOR": "'/opt/my editor/e' -n $HOME;true"},
         ["/opt/my editor/e", "-n", "$HOME;true"]),
    ],
)  # fmt: skip
def test_editor_is_split_into_words_and_never_read_by_a_shell(
    environ: dict[str, str], words: list[str]
) -> None:
    assert editing.editor(environ) == words


def test_missing_editor_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZdeskError, match=r"\$EDITOR cannot be read: a quotation mark"):
        editing.editor({"EDITOR": "vi 'x"})
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ZdeskError, match="There is no editor"):
        editing.editor({})


def test_good_edit_is_swapped_in_as_it_was_typed(workspace: Workspace) -> None:
    workspace.statuses.save("desk", Status(5.0, 6.0, "credentials refused"))
    sheet = begin(workspace, "desk")
    assert sheet.copy.stat().st_mode & 0o777 == 0o600
    assert sheet.copy.parent.stat().st_mode & 0o777 == 0o700
    edited(sheet, 'secret = "s3cret"', 'secret = "another"  # made anew')
    for name in (".desk.toml.swp", "desk.toml~", "#desk.toml#"):
        sheet.copy.with_name(name).write_text("s3cret", encoding="utf-8")
    sheet.copy.chmod(0o644)
    assert finish(workspace, sheet) is True
    assert left(workspace) == []
    assert 'secret = "another"  # made anew' in file_of(workspace).read_text("utf-8")
    assert file_of(workspace).stat().st_mode & 0o777 == 0o600
    assert workspace.statuses.load("desk") == Status(renewed_at=5.0)


def test_nothing_changed_leaves_nothing(workspace: Workspace) -> None:
    old = file_of(workspace).read_bytes()
    assert finish(workspace, begin(workspace, "desk")) is False
    assert finish(workspace, begin(workspace, "desk"), failed=True) is False
    assert (file_of(workspace).read_bytes(), left(workspace)) == (old, [])


@pytest.mark.parametrize(
    ("old", "new", "why", "line"),
    [
        ("format = 1", "format = ", "this is not TOML", 1),
        ("format = 1", "format = 2", "made by a newer zdesk-tui", None),
        ("https://accounts.zoho.eu/oauth/v2/token", "https://zoho.example/oauth/v2/token",
         "leads to another server", None),
        ("[client]", "[client]  # \udcff", "not UTF-8", None),
    ],
)  # fmt: skip
def test_bad_edit_is_kept_named_and_gone_on_with(
    workspace: Workspace, old: str, new: str, why: str, line: int | None
) -> None:
    before = file_of(workspace).read_bytes()
    sheet = begin(workspace, "desk")
    text = sheet.copy.read_text("utf-8").replace(old, new, 1)
    sheet.copy.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(FileError) as told:
        finish(workspace, sheet)
    kept = Path(workspace.paths.edit("desk"))
    assert why in told.value.message
    assert "desk is as it was before" in told.value.message
    assert line is None or told.value.line == line
    assert str(kept) in told.value.advice
    assert (left(workspace), kept.stat().st_mode & 0o777) == (["desk.toml"], 0o600)
    assert file_of(workspace).read_bytes() == before
    again = begin(workspace, "desk")
    assert again.copy.read_bytes() == kept.read_bytes()
    again.copy.write_bytes(before + b"# mended\n")
    assert finish(workspace, again) is True
    assert left(workspace) == []


def test_original_that_changed_meanwhile_is_not_written_over(workspace: Workspace) -> None:
    sheet = begin(workspace, "desk")
    edited(sheet, 'service = "desk"', 'service = "crm"')
    other = file_of(workspace).read_text("utf-8") + "# somebody else\n"
    file_of(workspace).write_text(other, encoding="utf-8")
    with pytest.raises(FileError, match="changed by another program"):
        finish(workspace, sheet)
    assert file_of(workspace).read_text("utf-8") == other
    assert 'service = "crm"' in Path(workspace.paths.edit("desk")).read_text("utf-8")


def test_busy_connector_and_failed_editor_lose_no_text(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = begin(workspace, "desk")
    edited(sheet, 'service = "desk"', 'service = "crm"')
    monkeypatch.setattr(editing, "locked", lambda paths, name: locked(paths, name, 0))
    with (
        locked(workspace.paths, "desk"),
        pytest.raises(FileError, match="is busy"),
    ):
        finish(workspace, sheet)
    assert left(workspace) == ["desk.toml"]
    again = begin(workspace, "desk")
    edited(again, "crm", "books")
    with pytest.raises(FileError, match="The editor ended with an error"):
        finish(workspace, again, failed=True)
    assert "books" in Path(workspace.paths.edit("desk")).read_text("utf-8")


def test_unreadable_file_can_be_mended_and_a_newer_one_is_left_alone(workspace: Workspace) -> None:
    whole = file_of(workspace).read_bytes()
    file_of(workspace).write_bytes(whole + b"\xff")
    sheet = begin(workspace, "desk")
    sheet.copy.write_bytes(whole)
    assert finish(workspace, sheet) is True
    assert row_of(workspace, "desk", 0.0).state == "never checked"
    file_of(workspace).write_bytes(whole.replace(b"format = 1", b"format = 2"))
    with pytest.raises(FileError, match="newer zdesk-tui"):
        begin(workspace, "desk")
    with pytest.raises(NoSuchConnector):
        begin(workspace, "nobody")


def test_words_that_cannot_be_started_are_told() -> None:
    error = editing.no_start(shlex.split("nowhere -x"), FileNotFoundError(2, "No such file"))
    assert error.message == "The editor nowhere cannot be started: no such file."
