"""`edit`, and the same by key from home: a connector's file in the person's own editor."""

import os
import sys
from pathlib import Path

import pytest

from tests.commands import program
from tests.samples import CONNECTOR
from tests.tui.terminal import Terminal
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    space = Workspace(Paths.under(str(tmp_path / "data")), ZOHO)
    space.connectors.save(CONNECTOR)
    return space


def script(tmp_path: Path, text: str) -> str:
    file = tmp_path / "my editor"
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o700)
    return f"'{file}'"


def test_good_edit_is_saved_and_says_what_is_needed_now(
    workspace: Workspace, tmp_path: Path
) -> None:
    home = str(tmp_path / "data")
    visual = script(tmp_path, """sed -i 's/^    "Desk.basic.READ",$//' "$1"; echo made by hand""")
    told = program("--home", home, "edit", "desk", VISUAL=visual, EDITOR="false")
    assert (told.returncode, told.stdout) == (0, "made by hand\n")
    # Both lists lost the scope, so that it is as if it had never been asked for.
    assert workspace.connectors.load("desk").scopes == ("Desk.tickets.READ",)
    assert "desk is saved, and is now: never checked." in told.stderr
    visual = script(tmp_path, """sed -i '0,/Desk.tickets/s//Desk.contacts/' "$1" """)
    told = program("--home", home, "edit", "desk", VISUAL=visual)
    assert "is now: needs consent" in told.stderr
    assert "reauthorize desk" in told.stderr


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("true", 0, "desk was not changed."),
        ("false", 0, "desk was not changed."),
        ('echo x >> "$1"', 6, "editing desk goes on with it"),
        ('echo "# x" >> "$1"; false', 6, "The editor ended with an error"),
    ],
)
def test_what_is_not_swapped_in_is_told(
    workspace: Workspace, tmp_path: Path, text: str, code: int, said: str
) -> None:
    before = Path(workspace.paths.connector("desk")).read_bytes()
    visual = script(tmp_path, text)
    told = program("--home", str(tmp_path / "data"), "edit", "desk", VISUAL=visual)
    assert told.returncode == code
    assert said in told.stderr
    assert Path(workspace.paths.connector("desk")).read_bytes() == before
    kept = [entry.name for entry in Path(workspace.paths.edits).iterdir()]
    assert kept == (["desk.toml"] if code else [])


@pytest.mark.parametrize(
    ("name", "visual", "code", "said"),
    [
        ("desk", "/nowhere/at all", 1, "/nowhere/at cannot be started"),
        ("desk", "vi 'x", 1, "$VISUAL cannot be read"),
        ("nobody", "true", 3, "There is no connector nobody"),
    ],
)
def test_what_cannot_be_edited_is_told(
    workspace: Workspace, tmp_path: Path, name: str, visual: str, code: int, said: str
) -> None:
    told = program("--home", str(tmp_path / "data"), "edit", name, VISUAL=visual)
    assert (told.returncode, told.stdout) == (code, "")
    assert said in told.stderr
    folder = Path(workspace.paths.edits)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_editor_has_the_terminal_to_itself_until_it_ends(
    workspace: Workspace, tmp_path: Path
) -> None:
    # Ctrl+C in the editor is the editor's; the program behind it lives on.
    visual = script(
        tmp_path,
        """trap 'echo "it was cut short"' INT
        echo "this is the editor"
        read answer || read answer
        echo "note = \\"$answer\\"" | cat - "$1" > "$1.new" && cat "$1.new" > "$1" """,
    )
    words = [sys.executable, "-m", "zdesk_tui", "--home", str(tmp_path / "data")]
    terminal = Terminal(words, {**os.environ, "VISUAL": visual})
    try:
        terminal.until("1 saved")
        terminal.press("e")
        terminal.until("this is the editor")
        terminal.press("\x03")
        terminal.until("it was cut short")
        terminal.press("by hand", "\r")
        terminal.until("desk is saved")
        assert workspace.connectors.load("desk").note == "by hand"
        terminal.press("x")
        assert terminal.end() == 0
        assert terminal.restored
    finally:
        terminal.close()
    assert list(Path(workspace.paths.edits).iterdir()) == []
