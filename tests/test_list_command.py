"""What `list` prints, for people and for programs, without asking anybody."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests import samples
from tests.commands import program
from tests.samples import center
from zdesk_tui.connector import Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

GRANT = replace(samples.GRANT, refresh_token=Secret("1000.markerR.markerR"))
CONNECTOR = replace(
    samples.CONNECTOR,
    client=replace(samples.CONNECTOR.client, secret=Secret("markerS")),
    user_data_center=center("ca"),
    grant=GRANT,
    organization=Organization("2389290", "Zylker"),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def workspace(home: Path) -> Workspace:
    return Workspace(Paths.under(str(home)), ZOHO)


def test_empty_home_names_the_command_that_fills_it(home: Path) -> None:
    listed = program("--home", str(home), "list")
    assert (listed.returncode, listed.stdout) == (0, "")
    assert listed.stderr == (
        f"No connector is saved yet. Run: zdesk-tui --home {home} new\n"
    )  # fmt: skip
    told = program("--home", str(home), "list", "--json")
    assert json.loads(told.stdout) == {"format": 1, "connectors": []}
    assert told.stderr == ""
    assert not home.exists()


def test_table_has_a_row_for_each_in_the_order_of_names(home: Path, workspace: Workspace) -> None:
    workspace.connectors.save(CONNECTOR)
    workspace.connectors.save(
        replace(
            CONNECTOR,
            name="Alpha",
            grant=None,
            user_data_center=CONNECTOR.data_center,
            organization=None,
        )
    )
    workspace.connectors.save(
        replace(
            CONNECTOR, name="zebra.2", lives_in="zoho-connector", organization=Organization("7")
        )
    )
    listed = program("--home", str(home), "list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.splitlines() == [
        "NAME     SERVICE  DC  ORGANIZATION  STATE",
        "Alpha    Desk     eu  -             needs consent",
        "desk     Desk     ca  Zylker        never checked",
        "zebra.2  Desk     ca  7             lives in Zoho",
    ]


def test_json_holds_what_a_program_needs_and_no_secret(home: Path, workspace: Workspace) -> None:
    workspace.connectors.save(CONNECTOR)
    workspace.tokens.save(CONNECTOR, Secret("markerA"), 4e9)
    listed = program("--home", str(home), "list", "--json")
    assert json.loads(listed.stdout) == {
        "format": 1,
        "connectors": [
            {
                "name": "desk",
                "service": "desk",
                "data_center": "ca",
                "organization": "2389290",
                "scopes": ["Desk.tickets.READ", "Desk.basic.READ"],
                "state": "never checked",
            }
        ],
    }
    assert "marker" not in listed.stdout


def test_text_of_a_file_moves_no_cursor_and_turns_no_line(home: Path, workspace: Workspace) -> None:
    name = "Zylker\x1b[2J\x1b]0;gone\x07\u202e\u2066desrever\nnext line"
    workspace.connectors.save(replace(CONNECTOR, organization=Organization("7", name)))
    listed = program("--home", str(home), "list")
    assert listed.returncode == 0
    assert len(listed.stdout.splitlines()) == 2
    assert not {"\x1b", "\x07", "\u202e", "\u2066"} & set(listed.stdout)


def test_several_broken_files_are_told_after_the_good_ones(
    home: Path, workspace: Workspace
) -> None:
    workspace.connectors.save(CONNECTOR)
    folder = Path(workspace.paths.connectors)
    whole = (folder / "desk.toml").read_text(encoding="utf-8")
    (folder / "bad-toml.toml").write_text(whole + "\n[client\n", encoding="utf-8")
    (folder / "newer.toml").write_text(whole.replace("format = 1", "format = 2"), encoding="utf-8")
    (folder / "not-text.toml").write_bytes(whole.encode() + b"\n# \xff\n")
    for file in folder.iterdir():
        file.chmod(0o600)
    (folder / "a-folder.toml").mkdir(0o700)
    (folder / "no name.toml").write_text(whole, encoding="utf-8")
    listed = program("--home", str(home), "list")
    assert listed.returncode == 6
    rows = {line.split()[0]: line.split(maxsplit=4)[4] for line in listed.stdout.splitlines()[1:]}
    lines = whole.count("\n") + 2
    assert rows == {
        "a-folder": "unreadable",
        "bad-toml": f"unreadable, line {lines}",
        "desk": "never checked",
        "newer": "newer format",
        "not-text": f"unreadable, line {lines}",
    }
    assert len(listed.stderr.splitlines()) == 4
    assert "no name.toml is not read as a connector" in listed.stderr
    assert "marker" not in listed.stderr + listed.stdout


def test_a_file_in_the_place_of_the_folder_is_told(home: Path, workspace: Workspace) -> None:
    folder = Path(workspace.paths.connectors)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way", encoding="utf-8")
    for words in (("list",), ("list", "--json"), ("token", "desk")):
        told = program("--home", str(home), *words)
        assert told.returncode == 6, words
        assert f"{folder} cannot be read: not a directory." in told.stderr


@pytest.mark.parametrize("name", ["scopes", "sandbox"])
def test_home_may_be_called_as_a_command(name: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "zdesk_tui", "--home", name, "list", "--json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (told.returncode, json.loads(told.stdout)["connectors"]) == (0, [])
