"""The command line's manners: what it names, where it refuses, and how it says so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import World, connect, program
from tests.ports import free_port
from tests.tui.terminal import Terminal
from zdesk_tui.commands.registry import COMMANDS


def test_help_names_every_command_and_no_other() -> None:
    told = program("--help")
    assert (told.returncode, told.stderr) == (0, "")
    named = re.findall(r"^    (\w+)(?: |$)", told.stdout, re.MULTILINE)
    assert named == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_without_a_terminal(command: str) -> None:
    told = program(command, "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"usage: zdesk-tui {command}")


@pytest.mark.parametrize("words", [("new",), ("reauthorize", "desk"), ()])
@pytest.mark.parametrize("term", ["dumb", ""])
def test_full_screen_is_refused_where_it_cannot_be_drawn(words: tuple[str, ...], term: str) -> None:
    terminal = Terminal(
        # The emulator's own TERM is put first by the one that starts it.
        ["/usr/bin/env", f"TERM={term}", sys.executable, "-m", "zdesk_tui", *words],
        {**os.environ},
    )
    try:
        assert terminal.end() == 2
        assert "TERM=dumb" in " ".join(terminal.written.split())
        assert b"\x1b[?1049h" not in terminal.output
    finally:
        terminal.close()


WITHOUT_STARLETTE = """
import sys
sys.modules["starlette"] = None
sys.argv[0] = "zdesk-tui"
from zdesk_tui.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("words", [("--sandbox", "reauthorize", "desk"), ("sandbox",)])
def test_missing_extra_is_told_with_the_line_that_installs_it(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    terminal = Terminal(
        [
            sys.executable, "-c", WITHOUT_STARLETTE,
            "--home", str(tmp_path), "--port", str(free_port()), *words,
        ],
        {**os.environ},
    )  # fmt: skip
    try:
        assert terminal.end() == 2
        told = terminal.written.replace("\r\n", "\n")
        assert f"{sys.executable} -m pip install 'zdesk-tui[sandbox]'\n" in told
        assert "Traceback" not in told
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("deks-prod", "Did you mean desk-prod? Saved: desk-prod, Other."),
        ("OTHER", "Did you mean Other? Saved: desk-prod, Other."),
        ("xyz", "Saved: desk-prod, Other."),
    ],
)
def test_unknown_name_is_answered_with_near_ones(world: World, typed: str, advice: str) -> None:
    connect(world, "desk-prod")
    connector = world.file("desk-prod")
    world.file("Other").write_bytes(connector.read_bytes())
    asked = world.run("token", typed)
    assert (asked.returncode, asked.stdout) == (3, "")
    assert asked.stderr == f"zdesk-tui: There is no connector {typed}.\n{advice}\n"


def test_bad_name_is_refused_before_anything_is_made_of_it(tmp_path: Path) -> None:
    home = tmp_path / "home-of-its-own"
    for name in ("../../etc/passwd", "a/b", ".hidden", "x" * 65, "two words", "\u202eksed"):
        refused = program("--home", str(home), "token", name)
        assert (refused.returncode, refused.stdout) == (2, ""), name
        assert "A name is 1 to 64 of a-z A-Z 0-9 . _ -" in refused.stderr
        assert "\u202e" not in refused.stderr
    assert not home.exists()


def test_given_home_holds_everything(world: World) -> None:
    told = world.run("paths")
    assert told.returncode == 0
    places = [line.split(maxsplit=1)[1] for line in told.stdout.splitlines()]
    assert all(place.startswith(f"{world.home}/sandbox") for place in places)
    assert list(Path(os.environ["HOME"]).iterdir()) == []


def test_unreadable_file_is_told_with_its_line_and_left_alone(world: World) -> None:
    connect(world, "desk")
    file = world.file("desk")
    text = file.read_text(encoding="utf-8")
    broken = text.replace("format = 1", "format = 1\nservice =")
    file.write_text(broken, encoding="utf-8")
    refused = world.run("token", "desk")
    assert (refused.returncode, refused.stdout) == (6, "")
    assert f"{file}, line 2: this is not TOML" in refused.stderr
    assert "secret" not in refused.stderr
    assert file.read_text(encoding="utf-8") == broken


@pytest.mark.parametrize(
    "words", [("token", "desk"), ("list",), ("list", "--json"), ("paths",), ("--help",)]
)
def test_reader_that_went_away_is_no_traceback(world: World, words: tuple[str, ...]) -> None:
    connect(world, "desk")
    read, write = os.pipe()
    os.close(read)
    buffered = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    # Without --port, a cached token is printed by the shortest way.
    port = () if words[0] == "token" else ("--port", str(world.port))
    done = subprocess.run(
        [sys.executable, "-m", "zdesk_tui", "--home", str(world.home), "--sandbox", *port, *words],
        stdout=write, stderr=subprocess.PIPE, text=True, timeout=60, check=False, env=buffered,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_stdout_that_takes_nothing_is_told(world: World, unbuffered: str) -> None:
    connect(world, "desk")
    for ending in ("token desk >/dev/full", "list >/dev/full", "token desk >&-", "--version >&-"):
        command = f'"{sys.executable}" -m zdesk_tui --home "{world.home}" --sandbox {ending}'
        done = subprocess.run(
            ["sh", "-c", command], stderr=subprocess.PIPE, text=True, timeout=60, check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
        assert done.returncode == 6, ending
        assert "The result could not be written to standard output: " in done.stderr
        assert "Traceback" not in done.stderr
        assert "fault of its own" not in done.stderr


@pytest.mark.parametrize("words", ["revoke desk", "new", "token nobody"])
def test_closed_stdin_and_stderr_are_no_fault(tmp_path: Path, words: str) -> None:
    command = f'"{sys.executable}" -m zdesk_tui --home "{tmp_path}" {words} <&-'
    told = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode in (2, 3)
    assert "fault of its own" not in told.stderr
    silent = subprocess.run(["sh", "-c", f"{command} 2>&-"], timeout=60, check=False)
    assert silent.returncode == told.returncode


@pytest.mark.parametrize("port", ["0", "65536", "web", "-1", "8_7"])
def test_port_out_of_range_is_told(port: str) -> None:
    refused = program(f"--port={port}", "list")
    assert refused.returncode == 2
    assert f"'{port}' is no port; a port is 1 to 65535" in refused.stderr


@pytest.mark.parametrize("words", [("token", "desk"), ("token", "--header", "desk"), ("list",)])
@pytest.mark.parametrize("home", ["", "  "])
def test_home_without_a_name_is_refused(home: str, words: tuple[str, ...]) -> None:
    refused = program("--home", home, *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("zdesk-tui: --home ")
    assert "Traceback" not in refused.stderr
