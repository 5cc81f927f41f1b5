"""The blocks of the README's "Using a connector" and "Operating it", run as they stand there."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.commands import World, connect
from tests.gateway import gateway
from tests.samples import EU
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.lifecycle.adopt import adopt
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

README = Path(__file__).parents[1] / "README.md"


def blocks_of(title: str) -> dict[str, list[str]]:
    """Return the blocks of a section by their language."""
    text = README.read_text("utf-8")
    section = re.search(rf"\n## {title}\n.*?(?=\n## )", text, re.DOTALL)
    found: dict[str, list[str]] = {}
    for language, block in re.findall(
        r"\n```(\w+)\n(.*?)```", section[0] if section else "", re.DOTALL
    ):
        found.setdefault(language, []).append(block)
    return found


USING, OPERATING = blocks_of("Using a connector"), blocks_of("Operating it")
(CURL, LOOP), (HTTPX, MANY, REQUESTS), (SERVICE,) = USING["sh"], USING["python"], USING["ini"]
CHECK, SECRETS, REPORT, COMPLETION = OPERATING["sh"]
CHECK_SERVICE, TIMER = OPERATING["ini"]

pytestmark = [
    pytest.mark.skipif(not shutil.which(tool), reason=f"{tool} is not installed")
    for tool in ("curl", "openssl")
]


@dataclass
class Machine:
    """A person's machine with the connector desk-prod, on which Zoho's names lead to a sandbox."""

    world: World
    environ: dict[str, str]
    workspace: Workspace

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words, capture_output=True, text=True, timeout=60, check=False, env=self.environ
        )

    def python(self, text: str) -> "subprocess.CompletedProcess[str]":
        return self.run(sys.executable, "-c", text)

    def expire(self) -> None:
        connector = self.workspace.connectors.load("desk-prod")
        self.workspace.tokens.save(connector, Secret("1000.over.over"), 1.0)

    @property
    def refreshes(self) -> int:
        return self.world.control.counts().get("refresh", 0)


@pytest.fixture
def machine(world: World, tmp_path: Path) -> Iterator[Machine]:
    connect(world, "desk-prod")
    made = world.workspace.connectors.load("desk-prod")
    cached = world.workspace.tokens.load(made)
    assert cached
    with gateway(tmp_path, world.port) as environ:
        bin_folder = Path(sys.executable).parent
        everything = {**os.environ, **environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"}
        # The usual folders, as the blocks name none.
        workspace = Workspace(Paths.default(), ZOHO)
        moved = replace(made, data_center=EU, user_data_center=EU, extra={})
        adopt(workspace, moved, cached.access_token, cached.expires_at)
        machine = Machine(world, everything, workspace)
        machine.expire()
        yield machine


def test_curl(machine: Machine) -> None:
    for _ in range(2):
        done = machine.run("sh", "-c", CURL)
        assert (done.returncode, done.stderr) == (0, "")
        assert '"data"' in done.stdout
    assert machine.refreshes == 1
    # Without a token nothing is sent.
    machine.expire()
    machine.world.control.clear_counts()
    machine.world.control.fault("token", "status", status=503)
    assert machine.run("sh", "-c", CURL).returncode == 5
    assert "tickets" not in machine.world.control.counts()


@pytest.fixture
def minutes(machine: Machine, tmp_path: Path) -> Path:
    """Let `sleep` take no time, note each call, and end the loop with the third."""
    shim = tmp_path / "bin" / "sleep"
    shim.parent.mkdir()
    calls = tmp_path / "calls"
    shim.write_text(
        f'#!/bin/sh\necho "$1" >> {calls}\n[ "$(wc -l < {calls})" -lt 3 ] || kill $PPID\n'
    )
    shim.chmod(0o755)
    machine.environ["PATH"] = f"{shim.parent}:{machine.environ['PATH']}"
    return calls


def test_loop_asks_every_minute_through_an_outage(machine: Machine, minutes: Path) -> None:
    machine.world.control.fault("token", "status", status=503)
    machine.world.control.fault("tickets", "status", status=502)
    done = machine.run("sh", "-c", LOOP)
    assert minutes.read_text().split() == ["60"] * 3
    assert done.stdout.count('"data"') == 2
    assert "Zoho is not to be had; trying again in a minute.\n" in done.stderr
    counts = machine.world.control.counts()
    assert (counts["token"], counts["tickets"]) == (2, 3)


def test_loop_ends_where_only_a_person_helps(machine: Machine, minutes: Path) -> None:
    machine.world.control.fault("token", "body", body='{"error":"invalid_code"}')
    done = machine.run("sh", "-c", LOOP)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("zdesk-tui reauthorize desk-prod")
    assert not minutes.exists()


@pytest.mark.parametrize(
    ("block", "printed"),
    [(HTTPX, "[{"), (MANY, "[200, 200, 200]\n"), (REQUESTS, "200\n")],
    ids=["httpx", "many", "requests"],
)
def test_python(machine: Machine, block: str, printed: str) -> None:
    done = machine.python(block)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(printed)
    assert machine.refreshes == 1


def unit(text: str) -> configparser.ConfigParser:
    """Return a systemd unit's sections."""
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(text)
    return found


def test_service_runs_the_program_and_stops_where_only_a_person_helps(machine: Machine) -> None:
    home = Path(machine.environ["HOME"])
    (home / "ticket-sync.py").write_text(HTTPX, encoding="utf-8")
    service = {
        key: value.replace("%h", str(home)) for key, value in unit(SERVICE)["Service"].items()
    }
    name, _, log = service["Environment"].partition("=")
    machine.environ[name] = log
    words = shlex.split(service["ExecStart"])
    assert machine.run(*words).returncode == 0
    assert [
        line.split(" ", 1)[1].rsplit(" ", 2)[0] for line in Path(log).read_text().splitlines()
    ] == [
        "POST accounts.zoho.eu /oauth/v2/token 200",
        "GET desk.zoho.eu /api/v1/tickets 200",
    ]
    machine.expire()
    machine.world.control.fault("token", "status", status=503)
    assert machine.run(*words).returncode == 5
    assert machine.run(*words).returncode == 0
    machine.expire()
    machine.world.control.fault("token", "body", body='{"error":"invalid_code"}')
    gone = machine.run(*words)
    assert (service["Restart"], service["RestartPreventExitStatus"]) == (
        "on-failure",
        str(gone.returncode),
    )
    assert "zdesk-tui reauthorize desk-prod" in gone.stderr


def shim(machine: Machine, folder: Path, name: str, text: str) -> None:
    """Have a program of this name found before any other."""
    program = folder / "shims" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    machine.environ["PATH"] = f"{program.parent}:{machine.environ['PATH']}"


def test_timer_writes_only_where_a_person_can_help(machine: Machine, tmp_path: Path) -> None:
    assert unit(TIMER)["Timer"]["Persistent"] == "true"
    home, mail = Path(machine.environ["HOME"]), tmp_path / "mail"
    shim(machine, tmp_path, "mail", f'echo "$2" >> {mail}; cat >> {mail}')
    program = home / ".local" / "bin" / "zoho-check"
    program.parent.mkdir(parents=True)
    program.write_text(CHECK)
    program.chmod(0o755)
    service = unit(CHECK_SERVICE)["Service"]
    start = service["ExecStart"].replace("%h", str(home))
    assert machine.run(start).returncode == 0
    machine.expire()
    machine.world.control.fault("token", "status", status=503)
    assert str(machine.run(start).returncode) == service["SuccessExitStatus"]
    assert not mail.exists()
    machine.world.control.fault("token", "body", body='{"error":"invalid_code"}')
    assert machine.run(start).returncode == 4
    assert mail.read_text().startswith("Zoho: consent is needed again\n")
    assert "reauthorize desk-prod" in mail.read_text()


def test_secrets_move_from_place_to_place(machine: Machine, ring: None, tmp_path: Path) -> None:
    before = machine.workspace.connectors.load("desk-prod")
    shim(
        machine,
        tmp_path,
        "pass",
        f'[ "$*" = "show zoho/desk" ] && echo {before.client.secret.reveal()}',
    )
    for name in ("RING", "PYTHON_KEYRING_BACKEND", "PYTHONPATH"):
        machine.environ[name] = os.environ[name]
    done = machine.run("sh", "-e", "-c", SECRETS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("in its file") == 2
    assert [line.partition(" desk-prod ")[2] for line in done.stderr.splitlines()] == [
        "are in the keyring (ring Ring).",
        "comes from the command pass show zoho/desk; its refresh token is in its file.",
        "are in its file, which only you can read.",
    ]
    assert machine.workspace.connectors.load("desk-prod") == before


def test_report_and_log_can_be_shown_to_anybody(machine: Machine, tmp_path: Path) -> None:
    secrets = [one.reveal() for _, one in machine.workspace.connectors.load("desk-prod").secrets()]
    done = machine.run("sh", "-e", "-c", f"cd {tmp_path}; {REPORT}")
    assert done.returncode == 0, done.stderr
    report, log = (tmp_path / name for name in ("report.txt", "requests.log"))
    assert "accounts.zoho.eu answered" in report.read_text()
    assert "POST accounts.zoho.eu /oauth/v2/token 200" in log.read_text()
    assert not any(secret in file.read_text() for secret in secrets for file in (report, log))


def test_completion_lines_are_what_the_shells_read(machine: Machine) -> None:
    home = Path(machine.environ["HOME"])
    fish = home / ".config" / "fish" / "completions" / "zdesk-tui.fish"
    fish.parent.mkdir(parents=True)
    assert machine.run("sh", "-e", "-c", COMPLETION).returncode == 0
    assert "complete" in fish.read_text()
    told = machine.run("bash", "-c", f". {home}/.bashrc; complete -p zdesk-tui")
    assert "_python_argcomplete" in told.stdout


def test_no_block_puts_a_token_on_a_command_line() -> None:
    for text in (*USING["sh"], *OPERATING["sh"]):
        assert not re.search(r"curl[^|]*Authorization", text)
        assert "$(zdesk-tui token" not in text.replace("header=$(zdesk-tui token --header", "")
