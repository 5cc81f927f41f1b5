"""`secrets` and `allow`, and every command on connectors whose secrets are kept elsewhere."""

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Protocol

import pytest

from tests.commands import World, connect, desk_accepts
from tests.keyrings.ring import FAILING, FORGETFUL, HANGING, items, use
from zdesk_tui.cli import main

DONE = (0, "")


class Run(Protocol):
    """Runs a command line here, as `World.run` does in a process of its own."""

    def __call__(self, *words: str) -> "subprocess.CompletedProcess[str]": ...


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    def here(*words: str) -> "subprocess.CompletedProcess[str]":
        at = ["--home", str(world.home), "--sandbox", "--port", str(world.port)]
        capsys.readouterr()
        code = main([*at, *words])
        said = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, said.out, said.err)

    return here


def printer(world: World, secret: str, name: str = "print.sh") -> tuple[str, Path]:
    """Return a program that prints a secret, and the file where it leaves a mark."""
    program, mark = world.home / name, world.home / f"{name}.ran"
    program.write_text(
        f"#!/bin/sh\necho ran >> {shlex.quote(str(mark))}\necho {shlex.quote(secret)}\n"
    )
    program.chmod(0o700)
    return str(program), mark


def test_secrets_move_into_the_keyring_and_back_and_renewal_goes_on(
    world: World, run: Run, ring: None
) -> None:
    connect(world, "desk")
    secrets = world.secrets("desk")
    done = run("secrets", "desk", "--to", "keyring")
    assert (done.returncode, done.stdout) == DONE
    assert done.stderr == "The secrets of desk are in the keyring (ring Ring).\n"
    assert not any(secret in world.file("desk").read_text() for secret in secrets)
    shown = run("show", "desk").stdout
    assert re.search(r"^Secrets +kept in the keyring$", shown, re.MULTILINE)
    assert not any(secret in shown for secret in secrets)
    revealed = run("show", "--reveal", "desk").stdout
    assert all(secret in revealed for secret in secrets)
    told = json.loads(run("show", "--reveal", "--json", "desk").stdout)["connector"]
    assert [told["client_secret"], told["refresh_token"]] == secrets
    assert told["secret_in"] == "keyring"
    world.expire("desk")
    token = world.run("token", "desk")
    assert (token.returncode, token.stderr) == DONE
    assert desk_accepts(world, "eu", token.stdout.strip())
    assert run("secrets", "desk", "--to", "file").returncode == 0
    assert world.secrets("desk") == secrets
    assert items() == {}
    assert re.search(r"^Secrets +kept in its file$", run("show", "desk").stdout, re.MULTILINE)


def test_cached_token_list_and_show_need_no_keyring(world: World, run: Run, ring: None) -> None:
    connect(world, "desk")
    assert run("secrets", "desk", "--to", "keyring").returncode == 0
    # Renewals are counted now.
    world.expire("desk")
    assert run("token", "desk").returncode == 0
    use(HANGING)
    for words in (
        ("token", "desk"), ("list",), ("list", "--json"), ("show", "desk"), ("secrets", "desk"),
        ("show", "--json", "desk"), ("doctor", "--offline"),
    ):  # fmt: skip
        done = run(*words)
        assert (done.returncode, done.stderr) == DONE, words


def test_keyring_that_is_not_there_costs_a_sentence(world: World, run: Run, ring: None) -> None:
    connect(world, "desk")
    assert run("secrets", "desk", "--to", "keyring").returncode == 0
    world.expire("desk")
    for backend, said in (
        (FAILING, "No keyring is running for this session."),
        (FORGETFUL, "This machine's keyring does not hold the secrets of desk."),
    ):
        use(backend)
        done = run("token", "desk")
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
    checked = run("check", "desk")
    assert checked.returncode == 1
    assert "secret out of reach" in checked.stdout + checked.stderr
    hung = world.run("token", "desk", environ={"PYTHON_KEYRING_BACKEND": HANGING})
    assert hung.returncode == 1
    assert "The keyring did not answer for 3 seconds." in hung.stderr
    assert "Traceback" not in hung.stderr


def test_delete_takes_the_item_along_and_revokes_with_what_it_held(
    world: World, run: Run, ring: None
) -> None:
    connect(world, "desk")
    assert run("secrets", "desk", "--to", "keyring").returncode == 0
    assert len(items()) == 1
    done = run("delete", "--yes", "desk")
    assert (done.returncode, done.stderr) == (0, "desk is deleted.\n")
    assert items() == {}
    assert world.control.counts()["revoke"] == 1


def test_revoked_grant_leaves_the_keyring(world: World, run: Run, ring: None) -> None:
    connect(world, "desk")
    secret, token = world.secrets("desk")
    assert run("secrets", "desk", "--to", "keyring").returncode == 0
    assert run("revoke", "--yes", "desk").returncode == 0
    kept = " ".join(items().values())
    assert secret in kept
    assert token not in kept


def test_command_prints_the_client_secret_and_runs_only_for_a_renewal(
    world: World, run: Run
) -> None:
    connect(world, "desk")
    secret, refresh_token = world.secrets("desk")
    program, mark = printer(world, world.secrets("desk")[0])
    done = run("secrets", "desk", "--to-command", program, "-x", "--yes")
    assert (done.returncode, done.stdout) == DONE
    assert f"comes from the command {program} -x --yes" in done.stderr
    text = world.file("desk").read_text()
    assert secret not in text
    assert refresh_token in text
    mark.unlink()
    shown = []
    for words in (
        ("token", "desk"), ("list",), ("show", "desk"), ("show", "--reveal", "desk"),
        ("show", "--json", "--reveal", "desk"), ("secrets", "desk"), ("doctor", "--offline"),
        ("allow", "--yes", "desk"),
    ):  # fmt: skip
        done = run(*words)
        assert done.returncode == 0, (words, done.stderr)
        shown.append(done.stdout)
    assert not mark.exists()
    assert secret not in "".join(shown)
    assert f"client secret from the command {program} -x --yes" in shown[2]
    assert refresh_token in shown[3]
    world.expire("desk")
    token = run("token", "desk")
    assert (token.returncode, token.stderr) == DONE
    assert desk_accepts(world, "eu", token.stdout.strip())
    assert mark.read_text() == "ran\n"


def test_command_waits_for_a_yes_on_this_machine_and_for_another_when_it_changes(
    world: World,
    run: Run,
) -> None:
    connect(world, "desk")
    program, mark = printer(world, world.secrets("desk")[0])
    assert run("secrets", "desk", "--to-command", program).returncode == 0
    mark.unlink()
    world.expire("desk")
    allowed = Path(world.workspace.paths.allowed)
    yes = allowed.read_text()
    # As on a machine to which the connector's file was copied.
    allowed.unlink()
    at = ("zdesk-tui", "--home", str(world.home), "--sandbox", "--port", str(world.port))
    advice = f"See whether it may run: {shlex.join((*at, 'allow', 'desk'))}\n"
    refused = run("token", "desk")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "a command that was not yet allowed on this machine" in refused.stderr
    assert refused.stderr.endswith(advice)
    asked = run("allow", "desk")
    assert asked.returncode == 2
    assert program in asked.stderr
    assert "add --yes" in asked.stderr
    assert not mark.exists()
    assert run("allow", "--yes", "desk").returncode == 0
    assert allowed.read_text() == yes
    assert run("token", "desk").returncode == 0
    mark.unlink()
    other, other_mark = printer(world, "x", "other.sh")
    file = world.file("desk")
    file.write_text(file.read_text().replace(program, other))
    world.expire("desk")
    refused = run("token", "desk")
    assert refused.returncode == 1
    assert "a command that changed since it was allowed on this machine" in refused.stderr
    assert not mark.exists()
    assert not other_mark.exists()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_command_of_a_file_that_others_can_write_is_not_run(
    world: World, run: Run, what: str
) -> None:
    connect(world, "desk")
    program, mark = printer(world, world.secrets("desk")[0])
    assert run("secrets", "desk", "--to-command", program).returncode == 0
    mark.unlink()
    world.expire("desk")
    changed = world.file("desk") if what == "file" else world.file("desk").parent
    changed.chmod(0o777)
    for words in (
        ("token", "desk"),
        ("allow", "--yes", "desk"),
        ("secrets", "desk", "--to", "file"),
    ):
        done = run(*words)
        assert done.returncode == 1, words
        assert f"{changed} can be written by others" in done.stderr
    assert not mark.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("echo", "another"), "The command prints another secret than the one of desk"),
        (("false",), "ended with exit code 1"),
        (("no-such-program",), "cannot be run (no-such-program)"),
        ((), "--to-command needs the command"),
    ],
)
def test_secret_is_given_up_only_for_a_command_that_prints_it(
    world: World, run: Run, words: tuple[str, ...], said: str
) -> None:
    connect(world, "desk")
    before = world.file("desk").read_text()
    done = run("secrets", "desk", "--to-command", *words)
    assert done.returncode == (1 if words else 2)
    assert said in done.stderr
    assert world.file("desk").read_text() == before
    assert not Path(world.workspace.paths.allowed).exists()


def test_failing_command_is_told_without_what_it_said(world: World, run: Run) -> None:
    connect(world, "desk")
    program, _ = printer(world, world.secrets("desk")[0])
    assert run("secrets", "desk", "--to-command", program).returncode == 0
    Path(program).write_text("#!/bin/sh\necho MARKER-out\necho MARKER-err >&2\nexit 2\n")
    world.expire("desk")
    done = run("token", "desk")
    assert (done.returncode, done.stdout) == (1, "")
    assert "ended with exit code 2" in done.stderr
    assert f"Run it yourself in a shell and see: {program}" in done.stderr
    assert "MARKER" not in done.stderr


def test_secret_that_leaves_the_file_leaves_the_kept_draft_too(
    world: World, run: Run, ring: None
) -> None:
    connect(world, "desk")
    secret = world.secrets("desk")[0]
    drafts = world.workspace.drafts
    drafts.save("reauthorize-desk", {
        "journey": "reauthorize", "name": "desk", "client_secret": secret, "note": "mine",
    })  # fmt: skip
    drafts.save("mending", {"journey": "reauthorize", "name": "desk", "client_secret": "typed"})
    drafts.save("other", {"journey": "new", "name": "desk", "client_secret": secret})
    assert run("secrets", "desk", "--to", "keyring").returncode == 0
    assert drafts.load("reauthorize-desk") == {
        "journey": "reauthorize", "name": "desk", "note": "mine",
    }  # fmt: skip
    assert drafts.load("mending")["client_secret"] == "typed"
    assert drafts.load("other")["client_secret"] == secret


def test_deleted_connector_has_nothing_allowed(world: World, run: Run) -> None:
    connect(world, "desk")
    program, _ = printer(world, world.secrets("desk")[0])
    assert run("secrets", "desk", "--to-command", program).returncode == 0
    assert "desk" in tomllib.loads(Path(world.workspace.paths.allowed).read_text())
    assert run("delete", "--yes", "desk").returncode == 0
    assert tomllib.loads(Path(world.workspace.paths.allowed).read_text()) == {}
