"""`show`, `check`, `revoke` and `delete` as scripts and people meet them."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import World, connect, program
from tests.tui.terminal import Terminal
from zdesk_tui.commands.delete import delete
from zdesk_tui.secret import Secret


def test_show_keeps_secrets_to_itself_until_it_is_told(world: World) -> None:
    connect(world, "desk")
    secrets = world.secrets("desk")
    assert len(secrets) == 2
    shown = world.run("show", "desk")
    assert (shown.returncode, shown.stderr) == (0, "")
    for text in ("never checked", "Zoho Desk", "Europe (eu)", "Zylker (2389290)", "1 made here"):
        assert text in shown.stdout
    whole = world.run("show", "desk", "--reveal").stdout
    data = json.loads(world.run("show", "desk", "--json").stdout)
    assert data["format"] == 1
    assert data["connector"]["organization"] == {"id": "2389290", "name": "Zylker"}
    assert data["connector"]["refresh_token_url"].endswith("/eu/accounts/oauth/v2/token")
    revealed = json.loads(world.run("show", "desk", "--json", "--reveal").stdout)["connector"]
    assert [revealed["client_secret"], revealed["refresh_token"]] == secrets
    for secret in secrets:
        assert secret not in shown.stdout
        assert secret not in json.dumps(data)
        assert secret in whole


def test_secrets_of_other_data_centers_are_revealed_too(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    client = replace(connector.client, secrets={"in": Secret("of India")})
    world.workspace.connectors.save(replace(connector, client=client))
    for words in (("show", "desk"), ("show", "desk", "--json")):
        assert "of India" not in world.run(*words).stdout
    assert "of India" in world.run("show", "desk", "--reveal").stdout
    told = json.loads(world.run("show", "desk", "--json", "--reveal").stdout)
    assert told["connector"]["client_secrets"] == {"in": "of India"}


def test_check_prints_verdicts_and_ends_with_the_worst(world: World) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, name="bare", grant=None))
    world.workspace.connectors.save(
        replace(connector, name="sigma", grant=None, lives_in="zoho-connector")
    )
    good = world.run("check", "desk", "sigma")
    assert (good.returncode, good.stderr) == (0, "")
    assert [line.split()[:2] for line in good.stdout.splitlines()] == [
        ["desk", "ready"], ["sigma", "lives"],
    ]  # fmt: skip
    whole = world.run("check", "--json")
    assert whole.returncode == 4
    told = json.loads(whole.stdout)
    assert told["format"] == 1
    assert [(row["name"], row["verdict"]) for row in told["results"]] == [
        ("bare", "needs consent"), ("desk", "ready"), ("sigma", "lives in Zoho"),
    ]  # fmt: skip
    assert "reauthorize bare" in told["results"][0]["next"]
    desk = told["results"][1]
    assert [(about, desk[about]["good"], desk[about]["verdict"], desk[about]["next"])
            for about in ("token", "scopes", "organization")] == [
        ("token", True, "alive", None), ("scopes", True, "sufficient", None),
        ("organization", True, "reachable", None),
    ]  # fmt: skip
    assert all(desk[about]["reason"] for about in ("token", "scopes", "organization"))
    assert told["results"][0]["token"]["good"] is False
    assert told["results"][2]["token"] is None
    shown = json.loads(world.run("show", "--json", "desk").stdout)["connector"]
    assert shown["verdicts"] == {about: desk[about] for about in shown["verdicts"]}
    assert shown["checked_at"] == world.workspace.statuses.load("desk").checked_at
    assert "token alive, scopes sufficient, organization reachable" in good.stdout
    world.control.fault("organizations", "cut")
    away = world.run("check", "desk")
    assert away.returncode == 5
    assert away.stdout.split() == ["desk", "try", "later"]
    assert "cut" in away.stderr
    assert "ready" in world.run("list").stdout
    unknown = world.run("check", "desk", "nobody")
    assert (unknown.returncode, unknown.stdout) == (3, "")


def test_folder_in_a_files_place_is_told_without_rights_that_would_lock_it(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "connectors"
    (folder / "desk.toml").mkdir(parents=True)
    (folder / "desk.toml").chmod(0o755)
    folder.chmod(0o700)
    told = program("--home", str(tmp_path), "list")
    assert told.returncode == 6
    assert "desk.toml is not a regular file" in told.stderr
    assert "chmod" not in told.stderr


def test_open_files_are_told_on_stderr_and_closed_by_the_next_save(world: World) -> None:
    connect(world, "desk")
    file = world.file("desk")
    for words in (("list",), ("check",), ("show", "desk")):
        file.chmod(0o644)
        file.parent.chmod(0o755)
        told = world.run(*words)
        assert told.returncode == 0
        assert f"chmod 600 {file}" in told.stderr
        assert f"chmod 700 {file.parent}" in told.stderr
        assert "chmod" not in told.stdout
    token = world.run("token", "desk")
    assert (token.returncode, token.stderr) == (0, "")
    assert world.run("revoke", "desk", "--yes").returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "chmod" not in world.run("list").stderr


def test_nothing_is_taken_away_unasked_in_a_script(world: World) -> None:
    connect(world, "desk")
    before = world.file("desk").read_bytes()
    for command in ("revoke", "delete"):
        refused = world.run(command, "desk")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "--yes" in refused.stderr
    assert world.file("desk").read_bytes() == before
    assert world.control.counts().get("revoke", 0) == 0
    revoked = world.run("revoke", "desk", "--yes")
    assert revoked.returncode == 0
    assert "reauthorize desk" in revoked.stderr
    assert world.run("revoke", "desk", "--yes").returncode == 1
    assert world.run("delete", "desk", "--yes").returncode == 0
    assert world.control.counts()["revoke"] == 1
    assert not world.file("desk").exists()


def test_delete_says_when_zoho_goes_on_honoring_the_grant(world: World) -> None:
    connect(world, "desk")
    world.control.fault("revoke", "status", status=503, times=2)
    done = world.run("delete", "desk", "--yes")
    assert done.returncode == 5
    assert "desk is deleted" in done.stderr
    assert "could not be revoked" in done.stderr
    assert not world.file("desk").exists()


@pytest.mark.parametrize(("answer", "code", "kept"), [("\r", 1, True), ("y\r", 0, False)])
def test_a_person_is_asked_before_a_connector_goes(
    world: World, answer: str, code: int, kept: bool
) -> None:
    connect(world, "desk")
    terminal = Terminal(
        [sys.executable, "-m", "zdesk_tui", "--home", str(world.home), "--sandbox",
         "--port", str(world.port), "delete", "desk", "--no-revoke"],
        {},
    )  # fmt: skip
    try:
        terminal.until("[y/N]")
        terminal.press(*answer)
        assert terminal.end() == code
    finally:
        terminal.close()
    assert world.file("desk").exists() is kept


@pytest.mark.parametrize("command", ["check", "delete"])
def test_names_are_checked_before_anything_else(command: str) -> None:
    refused = program(command, "../x")
    assert refused.returncode == 2
    assert "name" in refused.stderr
    assert program(command, "nobody").returncode == 3


def test_rename_takes_everything_along_and_says_what_is_wrong_with_a_name(world: World) -> None:
    connect(world, "desk")
    token = world.run("token", "desk").stdout
    done = world.run("rename", "desk", "helpdesk")
    assert (done.returncode, done.stdout) == (0, "")
    assert "desk is called helpdesk now" in done.stderr
    assert world.run("token", "helpdesk").stdout == token
    assert world.control.counts() == {}, "the cached token went along"
    connect(world, "mail")
    for words, code, said in [
        (("helpdesk", "MAIL"), 1, "A connector mail is saved already"),
        (("helpdesk", "a b"), 2, "blanks"),
        (("nobody", "somebody"), 3, "no connector nobody"),
    ]:
        refused = world.run("rename", *words)
        assert (refused.returncode, refused.stdout) == (code, "")
        assert said in refused.stderr


@pytest.mark.parametrize(
    ("kind", "words", "asked"),
    [
        ("bare", (), "it holds no grant that could be revoked"),
        ("desk", (), "its grant is revoked at Zoho first"),
        ("desk", ("--no-revoke",), "Zoho keeps honoring its grant"),
        ("broken", (), "a grant in it cannot be revoked from here"),
    ],
)
def test_question_before_deleting_speaks_of_the_grant_that_there_is(
    world: World, kind: str, words: tuple[str, ...], asked: str
) -> None:
    connect(world, "desk")
    connector = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(connector, name="bare", grant=None))
    world.file("broken").write_text("format = \n", encoding="utf-8")
    question: list[str] = []

    def no(text: str, *, yes: bool) -> bool:
        question.append(text)
        return yes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zdesk_tui.commands.delete.confirmed", no)
        code = delete(world.workspace, kind, yes=False, revoking="--no-revoke" not in words)
    assert code == 1
    assert question == [f"Delete {kind}? ({asked})"]
