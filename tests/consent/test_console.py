"""A grant code of the API Console: read in every way it is given, and exchanged."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port
from zdesk_tui.connector import Client
from zdesk_tui.consent.console import LIFE, CodeSession, read_code
from zdesk_tui.consent.redeem import Granted, Request
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import BadAnswer, FileError, Refused, TryLater
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret

SCOPES = ("Desk.tickets.READ", "Desk.basic.READ")
CODE = f"1000.{'0a' * 16}.{'b1' * 16}"
SECRET = "a" * 42
CLIENT = Client("1000.GMB0YULZHJK411248S8I5GZ4CHUEX0", Secret(SECRET), "", "self-client")
NOW = 1_750_000_000.0
EUROPE = ZOHO.get("eu")
assert EUROPE is not None
REQUEST = Request(CLIENT, EUROPE, SCOPES)
FILE = {
    "scope": list(SCOPES),
    "expiry_time": int((NOW + 400) * 1000),
    "client_id": CLIENT.id,
    "client_secret": SECRET,
    "code": CODE,
    "grant_type": "authorization_code",
}


@pytest.mark.parametrize(
    "text", [CODE, f"  {CODE}\n", f'"{CODE}"', f"<{CODE[:40]}\n   {CODE[40:]}>", f"\u200b{CODE}"]
)
def test_code_is_read_with_any_wrapping(text: str) -> None:
    code = read_code(text, REQUEST, NOW)
    assert code.value == Secret(CODE)
    assert code.expires_at == NOW + LIFE


def test_file_is_read_by_path_and_by_paste(tmp_path: Path) -> None:
    path = tmp_path / "self client.json"
    path.write_text(json.dumps(FILE))
    for text in (str(path), f"'{path}'", json.dumps(FILE), json.dumps(FILE, indent=2)):
        code = read_code(text, REQUEST, NOW)
        assert code.value == Secret(CODE)
        assert code.expires_at == NOW + 400


def test_more_scopes_do_no_harm_and_what_a_file_does_not_say_is_not_needed() -> None:
    file = {**FILE, "scope": [*SCOPES, "Desk.contacts.READ"]}
    assert read_code(json.dumps(file), REQUEST, NOW).expires_at == NOW + 400
    without = {name: value for name, value in FILE.items() if name not in ("scope", "expiry_time")}
    code = read_code(json.dumps(without), REQUEST, NOW)
    assert code.expires_at == NOW + LIFE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "nothing to read yet"),
        (CLIENT.id, "a client ID"),
        (SECRET, "looks like a client secret"),
        ("https://accounts.zoho.eu/oauth/v2/auth?client_id=1000.A", "is an address"),
        (CODE[:50], "cut off"),
        (CODE[:20], "cut off"),
        ("WLKU-4502", "neither a code nor the path"),
        ("x" * 70_000, "far longer"),
        ('{"code": "100', "not the whole content"),
        (json.dumps({**FILE, "code": None}), "holds no code"),
        (json.dumps({**FILE, "client_id": "1000.OTHER"}), "of another client: 1000.OTHER"),
        (json.dumps({**FILE, "expiry_time": int(NOW * 1000)}), "ended about a minute ago"),
        (json.dumps({**FILE, "expiry_time": int(NOW - 300)}), "ended about 5 minutes ago"),
        (json.dumps({**FILE, "scope": [SCOPES[0]]}), "made without Desk.basic.READ"),
    ],
)
def test_everything_else_is_refused_with_its_own_reason(text: str, said: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        read_code(text, REQUEST, NOW)
    assert said in refused.value.message
    assert refused.value.advice
    assert SECRET not in str(refused.value)


def test_file_that_is_not_there_is_told() -> None:
    with pytest.raises(FileError, match="no file /nowhere/self_client"):
        read_code("/nowhere/self_client.json", REQUEST, NOW)


# Against the sandbox


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Control]]:
    home = tmp_path_factory.mktemp("sandbox")
    port = free_port()
    with Sandbox.join_or_run(home, port):
        yield port, Control(home, port)


def session_at(port: int, **changes: Any) -> tuple[CodeSession, list[Granted]]:
    client_id, secret = visitor.register(port, "", data_center="eu", kind="self-client")
    row = data_centers(port).get("eu")
    assert row is not None
    grants: list[Granted] = []
    client = replace(Client(client_id, secret, "", "self-client"), **changes)
    session = CodeSession(
        Request(client, row, SCOPES), now=time.time, changed=lambda: None, granted=grants.append
    )
    return session, grants


def generated(port: int, **choices: Any) -> tuple[str, str]:
    code, file = visitor.generate_code(port, ",".join(SCOPES), "eu", **choices)
    return code.reveal(), file.reveal()


@pytest.mark.anyio
async def test_downloaded_file_ends_in_a_grant(
    running: tuple[int, Control], tmp_path: Path
) -> None:
    port, _ = running
    session, grants = session_at(port)
    path = tmp_path / "self_client.json"
    path.write_text(generated(port, minutes=10)[1])
    await session.take(str(path))
    assert session.phase == "granted"
    assert grants[0].grant.refresh_token
    assert grants[0].user_data_center.code == "eu"
    assert 500 < session.remaining <= 600


@pytest.mark.anyio
async def test_lost_connection_is_tried_again_with_the_same_code(
    running: tuple[int, Control],
) -> None:
    port, control = running
    session, _ = session_at(port)
    control.fault("token", "status", status=503)
    await session.take(generated(port)[0])
    assert isinstance(session.error, TryLater)
    assert session.can_retry
    await session.retry()
    assert session.granted is not None


@pytest.mark.anyio
async def test_code_that_zoho_does_not_take_is_explained_and_a_new_one_works(
    running: tuple[int, Control],
) -> None:
    port, control = running
    session, grants = session_at(port)
    late = generated(port)[0]
    control.advance(180)
    await session.take(late)
    assert isinstance(session.error, Refused)
    assert session.error.word == "invalid_code"
    assert "already used" in session.error.message
    assert "link" not in session.error.advice
    assert not session.can_retry
    await session.take(generated(port)[0])
    assert len(grants) == 1
