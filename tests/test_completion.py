"""Completion as real shells get it."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import CONNECTOR
from zdesk_tui.connector import Api
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

BASH = """
eval "$(zdesk-tui completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_WORDS=($1)
case $1 in *" ") COMP_WORDS+=("");; esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_python_argcomplete zdesk-tui
echo "${COMPREPLY[@]}"
"""
FISH = 'zdesk-tui completion fish | source; complete -C "$argv[1]"'
ZSH = """
autoload -Uz compinit && compinit -u
eval "$(zdesk-tui completion zsh)"
echo $_comps[zdesk-tui]
"""


def shell(name: str, script: str, line: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    quiet = {"bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]}[name]
    named = [] if name == "fish" else ["shell"]
    done = subprocess.run(
        [found, *quiet, "-c", script, *named, line],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=True,
        env={**os.environ, "PATH": PATH},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "data"
    api = Api("List-all", "GET", "https://desk.zoho.eu/api/v1/tickets")
    Workspace(Paths.under(str(home)), ZOHO).connectors.save(replace(CONNECTOR, apis=(api,)))
    return home


@pytest.mark.parametrize(("name", "script"), [("bash", BASH), ("fish", FISH)])
def test_commands_options_and_connector_names_are_completed(
    name: str, script: str, home: Path
) -> None:
    at = f"zdesk-tui --home {home}"
    assert "token" in shell(name, script, "zdesk-tui tok")
    assert "--reveal" in shell(name, script, f"{at} show --re")
    for command in ("show", "token", "check", "delete", "reauthorize"):
        assert CONNECTOR.name in shell(name, script, f"{at} {command} ").split(), command
    assert "List-all" in shell(name, script, f"{at} call {CONNECTOR.name} L").split()
    assert CONNECTOR.name not in shell(name, script, f"{at} new ").split()
    assert CONNECTOR.name not in shell(name, script, f"{at} --sandbox show ").split()


def test_zsh_takes_the_script() -> None:
    assert "_python_argcomplete" in shell("zsh", ZSH, "")
