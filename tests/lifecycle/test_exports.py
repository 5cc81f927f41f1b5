"""Exports for shells and programs, compared whole; a real shell reads what is meant for one."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import CONNECTOR
from zdesk_tui.connector import Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle import exports
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

DESK = replace(CONNECTOR, note="Ticket sync", organization=Organization("2389290", "Zylker"))
SECRETS = ("s3cret", "1000.refresh")
AUTH = "https://accounts.zoho.eu/oauth/v2"

ENV = f"""\
ZOHO_CONNECTOR=desk
ZOHO_NOTE='Ticket sync'
ZOHO_SERVICE=desk
ZOHO_DATA_CENTER=eu
ZOHO_ACCOUNTS_URL=https://accounts.zoho.eu
ZOHO_API_URL=https://desk.zoho.eu/api/v1
ZOHO_REQUEST_TOKEN_URL='{AUTH}/auth?scope=Desk.tickets.READ,Desk.basic.READ&access_type=offline'
ZOHO_ACCESS_TOKEN_URL={AUTH}/token
ZOHO_REFRESH_TOKEN_URL={AUTH}/token
ZOHO_SCOPES=Desk.tickets.READ,Desk.basic.READ
ZOHO_ORGANIZATION_ID=2389290
ZOHO_REDIRECT_URI=http://localhost:8765/callback
ZOHO_CLIENT_ID=1000.ABC
# ZOHO_CLIENT_SECRET: --reveal prints it
# ZOHO_REFRESH_TOKEN: --reveal prints it
"""
CATALYST = """\
{
  "desk": {
    "client_id": "1000.ABC",
    "client_secret": "s3cret",
    "refresh_token": "1000.refresh",
    "auth_url": "https://accounts.zoho.eu/oauth/v2/token",
    "refresh_url": "https://accounts.zoho.eu/oauth/v2/token"
  }
}
"""
CURL = """\
zdesk-tui token --header desk | curl -sS -H @- -H 'orgId: 2389290' \
'https://desk.zoho.eu/api/v1/tickets?limit=1'
"""
NASTY = [
    "it's $(touch pwned) `touch pwned`",
    '"; touch pwned; "',
    "two\nlines\n$HOME 'quoted' \\",
    "--help #!&|<>*?~",
    "",
]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Paths.under(str(tmp_path)), ZOHO)


def test_env_is_whole_and_without_secrets(workspace: Workspace) -> None:
    assert exports.as_program(workspace, DESK, "env", reveal=False) == ENV


def test_env_with_secrets_differs_in_them_alone(workspace: Workspace) -> None:
    whole = exports.as_program(workspace, DESK, "env", reveal=True)
    assert whole.splitlines()[:-2] == ENV.splitlines()[:-2]
    assert whole.splitlines()[-2:] == [
        "ZOHO_CLIENT_SECRET=s3cret",
        "ZOHO_REFRESH_TOKEN=1000.refresh",
    ]


@pytest.mark.parametrize("note", NASTY)
def test_shell_reads_every_note_as_it_was_written(
    workspace: Workspace, tmp_path: Path, note: str
) -> None:
    nasty = replace(DESK, note=note, organization=Organization(note or "1"))
    text = exports.as_program(workspace, nasty, "env", reveal=False)
    done = subprocess.run(
        ["sh", "-euc", f'{text}\nprintf %s "${{ZOHO_NOTE:-}}|$ZOHO_ORGANIZATION_ID"'],
        capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60,
    )  # fmt: skip
    assert done.stdout == f"{note}|{note or 1}"
    assert not (tmp_path / "pwned").exists()


def test_what_no_shell_holds_is_left_out(workspace: Workspace) -> None:
    nasty = replace(DESK, note="a\0b\x1b]0;title\x07c")
    text = exports.as_program(workspace, nasty, "env", reveal=False)
    assert "ZOHO_NOTE='ab]0;titlec'" in text


def test_catalyst_has_the_words_of_its_code(workspace: Workspace) -> None:
    assert exports.as_program(workspace, DESK, "catalyst", reveal=True) == CATALYST
    hidden = json.loads(exports.as_program(workspace, DESK, "catalyst", reveal=False))
    assert set(json.loads(CATALYST)["desk"]) - set(hidden["desk"]) == {
        "client_secret",
        "refresh_token",
    }


def test_json_names_its_form_and_everything_that_is_saved(workspace: Workspace) -> None:
    told = json.loads(exports.as_program(workspace, DESK, "json", reveal=False))
    assert told["format"] == exports.JSON_FORMAT
    assert told["connector"] == {
        "name": "desk",
        "lives_in": "here",
        "service": "desk",
        "note": "Ticket sync",
        "created_at": "2026-01-31T11:58:00+00:00",
        "data_center": "eu",
        "user_data_center": "eu",
        "client_type": "server-based",
        "client_id": "1000.ABC",
        "redirect_uri": "http://localhost:8765/callback",
        "scopes": ["Desk.tickets.READ", "Desk.basic.READ"],
        "access_type": "offline",
        "request_token_url": (
            f"{AUTH}/auth?scope=Desk.tickets.READ,Desk.basic.READ&access_type=offline"
        ),
        "access_token_url": f"{AUTH}/token",
        "refresh_token_url": f"{AUTH}/token",
        "organization": {"id": "2389290", "name": "Zylker"},
        "authorized_at": "2026-01-31T12:00:00+00:00",
        "account": None,
        "secret_in": "file",
    }


@pytest.mark.parametrize("wanted", ["catalyst", "env", "json", "curl"])
def test_no_format_holds_a_secret_unless_asked(
    workspace: Workspace, wanted: exports.Format
) -> None:
    text = exports.as_program(workspace, DESK, wanted, reveal=False)
    assert not [secret for secret in SECRETS if secret in text]


def test_curl_takes_its_token_from_standard_input(workspace: Workspace) -> None:
    assert exports.as_program(workspace, DESK, "curl", reveal=False) == CURL


def test_shell_runs_the_curl_line_whatever_the_organization_is_called(
    workspace: Workspace, tmp_path: Path
) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name, script in (("zdesk-tui", 'echo "$*"'), ("curl", 'printf "%s\\n" "$@"; cat')):
        program = bin_folder / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    shutil.copy("/bin/cat", bin_folder / "cat")
    odd = replace(DESK, organization=Organization("1'; touch pwned; '$(touch pwned)"))
    line = exports.curl(workspace, odd)
    done = subprocess.run(
        ["/bin/sh", "-c", line], env={"PATH": str(bin_folder)}, cwd=tmp_path,
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "-sS", "-H", "@-", "-H", "orgId: 1'; touch pwned; '$(touch pwned)",
        "https://desk.zoho.eu/api/v1/tickets?limit=1", "token --header desk",
    ]  # fmt: skip
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("grant", [None, DESK.grant])
def test_no_curl_line_for_what_lives_in_zoho(workspace: Workspace, grant: object) -> None:
    at_zoho = replace(DESK, lives_in="zoho-connector", grant=grant)  # type: ignore[arg-type]
    with pytest.raises(ZdeskError, match="desk lives in Zoho's developer console"):
        exports.curl(workspace, at_zoho)


def test_service_without_a_known_call_has_no_curl_line(workspace: Workspace) -> None:
    with pytest.raises(ZdeskError, match="No call of"):
        exports.curl(workspace, replace(DESK, service="newer", scopes=("Newer.x.ALL",)))
