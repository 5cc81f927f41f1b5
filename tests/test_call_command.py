"""`call`: what is sent, and what becomes of each kind of answer."""

import json
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.commands import World, connect
from tests.ports import free_port
from zdesk_tui import apis
from zdesk_tui.cli import main
from zdesk_tui.connector import Api, Connector
from zdesk_tui.datacenters import custom
from zdesk_tui.lifecycle.call import HELD, called
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A sandbox with a connector that has APIs, for all tests here."""
    folder, port = tmp_path_factory.mktemp("call"), free_port()
    paths = Paths.under(str(folder)).sandbox()
    home = Path(paths.sandbox_home).parent
    with Sandbox.join_or_run(home, port):
        workspace = Workspace(paths, data_centers(port), sandbox=True)
        world = World(folder, port, Control(home, port), workspace)
        connect(world, "desk")
        base = f"{workspace.connectors.load('desk').user_data_center.desk_url}/api/v1"
        write = Api("Add", "POST", f"{base}/tickets", body='{"subject": "${subject}"}',
                    scopes=("Desk.tickets.CREATE",))  # fmt: skip
        with_apis(world, Api("List", "GET", f"{base}/tickets?limit=${{limit}}"), write)
        yield world


@pytest.fixture
def world(_shared: World) -> World:
    _shared.control.clear_faults()
    _shared.control.clear_counts()
    return _shared


def with_apis(world: World, *added: Api) -> Connector:
    connector = replace(world.workspace.connectors.load("desk"), apis=added)
    world.workspace.connectors.save(connector)
    return connector


def call(world: World, *words: str) -> int:
    """Run the command in this process."""
    return main(
        ["--home", str(world.home), "--sandbox", "--port", str(world.port), "call", "desk", *words]
    )


def test_a_good_answer_is_printed_as_it_came(world: World, capfd: Any) -> None:
    assert call(world, "list", "limit=1") == 0
    printed, said = capfd.readouterr()
    [ticket] = json.loads(printed)["data"]
    assert ticket["ticketNumber"] == "100"
    assert said.startswith("200 in ")
    assert said.endswith(f" ms, {len(printed)} bytes\n")


def test_an_empty_answer_is_none(world: World, capfd: Any) -> None:
    world.control.fault("tickets", "status", status=204, body="", content_type="text/plain")
    assert call(world, "list", "limit=1") == 0
    printed, said = capfd.readouterr()
    assert printed == ""
    assert "204 in " in said
    assert "nothing in the answer" in said


def test_a_token_that_is_not_taken_is_renewed_once(world: World, capfd: Any) -> None:
    body = '{"errorCode": "INVALID_OAUTH", "message": "no"}'
    world.control.fault("tickets", "status", status=401, body=body, content_type="application/json")
    assert call(world, "list", "limit=1") == 0
    printed, said = capfd.readouterr()
    assert "data" in json.loads(printed)
    assert "401" not in said
    counts = world.control.counts()
    assert (counts["token"], counts["tickets"]) == (1, 2)
    world.control.fault("tickets", "status", status=401, body=body, times=None)
    assert call(world, "list", "limit=1") == 4
    printed, said = capfd.readouterr()
    assert printed == ""
    assert "A renewed token did not help either." in said
    assert "reauthorize desk" in said
    assert world.control.counts()["token"] == 2


FIELDS = {
    "errorCode": "INVALID_DATA",
    "message": "The data is invalid",
    "errors": [
        {"fieldName": "/subject", "errorType": "missing", "errorMessage": ""},
        {"fieldName": "/email", "errorType": "invalid"},
        {"fieldName": "/\u202ecf", "errorType": "odd"},
    ],
}
ANSWERS: dict[str, tuple[dict[str, Any], int, str]] = {
    "no scope": (
        {"status": 403, "body": '{"errorCode": "SCOPE_MISMATCH", "message": "x"}'}, 1,
        "none of its scopes opens this call at {desk} (SCOPE_MISMATCH).\n"
        "Add Desk.tickets.CREATE to the connector and consent again.",
    ),
    "fields": (
        {"status": 422, "body": json.dumps(FIELDS)}, 1,
        "{desk}/api/v1/tickets found a value wrong (INVALID_DATA): subject is missing, "
        "email is invalid, cf (odd). It says: The data is invalid\nCorrect it and call again.",
    ),
    "a record of CRM's form": (
        {"status": 400, "body": json.dumps({"data": [{
            "code": "MANDATORY_NOT_FOUND", "details": {"api_name": "Last_Name"},
            "message": "required field not found", "status": "error"}]})}, 1,
        "found a value wrong (MANDATORY_NOT_FOUND): Last_Name. It says: required field not found",
    ),
    "nothing there": (
        {"status": 404, "body": '{"errorCode": "URL_NOT_FOUND"}'}, 1,
        "has nothing at this address (URL_NOT_FOUND).\nThere may be no such record, or the API's",
    ),
    "another method": (
        {"status": 405, "body": '{"errorCode": "METHOD_NOT_ALLOWED"}'}, 1,
        "does not take POST at this address (METHOD_NOT_ALLOWED).",
    ),
    "no organization": (
        {"status": 403, "body": '{"errorCode": "FORBIDDEN", "message": "x"}'}, 1,
        "The API sends no orgId.\nAdd the header orgId with the organization ID",
    ),
    "too fast, with a time": (
        {"status": 429, "body": '{"errorCode": "TOO_MANY_REQUESTS"}',
         "headers": {"Retry-After": "90"}}, 5, "Try again in 90 seconds.",
    ),
    "too fast, without": (
        {"status": 429, "body": '{"errorCode": "TOO_MANY_REQUESTS"}'}, 5,
        "Try again in a minute.",
    ),
    "too fast, as a page": ({"status": 429, "content_type": "text/html"}, 5, "too many requests"),
    "a page": (
        {"status": 200, "body": "<html>", "content_type": "text/html"}, 5,
        "answered with a page instead of data (status 200)",
    ),
    "a page of a server at fault": ({"status": 502, "content_type": "text/html"}, 5, "page"),
    "a redirect": ({"status": 302, "headers": {"Location": "http://evil.example/"}}, 5,
                   "answered with a redirect (status 302)"),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_a_refusal_is_explained_and_its_body_kept_for_programs(
    case: str, world: World, capfd: Any
) -> None:
    fault, code, words = ANSWERS[case]
    world.control.fault("tickets", "status", **{"content_type": "application/json"} | fault)
    assert call(world, "Add", "subject=Hello", "--yes") == code
    printed, said = capfd.readouterr()
    row = world.workspace.data_centers.get("eu")
    assert row
    assert row.desk_url
    assert words.replace("{desk}", row.desk_url.partition("://")[2]) in said
    is_page = "html" in fault.get("content_type", "") or fault["status"] == 302
    assert printed == ("" if is_page else fault["body"])
    assert world.control.counts().get("token", 0) == 0


def test_what_writes_is_sent_only_after_yes(world: World, capfd: Any) -> None:
    assert call(world, "Add", "subject=Hello") == 2
    assert "In a script, add --yes." in capfd.readouterr().err
    assert world.control.counts() == {}
    assert call(world, "Add", "subject=Hello", "--yes") == 1
    assert "does not take POST" in capfd.readouterr().err
    assert world.control.counts()["tickets"] == 1


def test_a_dry_run_shows_the_request_without_a_token_and_asks_nobody(
    world: World, capfd: Any
) -> None:
    connector = world.workspace.connectors.load("desk")
    cached = world.workspace.tokens.load(connector)
    assert cached
    assert call(world, "Add", 'subject=say "hi"', "--dry-run") == 0
    assert capfd.readouterr() == (
        f"POST {connector.user_data_center.desk_url}/api/v1/tickets\n"
        "Authorization: Zoho-oauthtoken ************\n"
        "Content-Type: application/json\n"
        "\n"
        '{"subject": "say \\"hi\\""}\n',
        "",
    )
    assert world.control.counts() == {}


def test_a_body_comes_from_a_file_or_is_refused(world: World, tmp_path: Path, capfd: Any) -> None:
    file = tmp_path / "body.json"
    file.write_text('{"subject": "of a file"}', encoding="utf-8")
    assert call(world, "Add", "--body", str(file), "--dry-run") == 0
    assert capfd.readouterr().out.endswith('\n\n{"subject": "of a file"}\n')
    assert call(world, "Add", "--body", str(tmp_path / "none"), "--dry-run") == 6
    assert "cannot be read: no such file or directory." in capfd.readouterr().err


FOLDED = """{
  "a": "\\u001b]0;x\\u0007b",
  "c": [
    1,
    2
  ]
}
"""
HOSTILE = '{"a": "\\u001b]0;x\\u0007\u202eb", "c": [1, 2]}'


@pytest.mark.parametrize(
    ("body", "kind", "printed", "said"),
    [
        (HOSTILE, "application/json", FOLDED, ""),
        ("one\n\ttwo \x1b[2J\n", "text/plain", "one\n    two [2J\n\n", ""),
        ("", "text/plain", "", "nothing in the answer"),
        ("\0\1", "application/pdf", "", "no text (application/pdf)"),
    ],
)  # fmt: skip
def test_a_terminal_gets_folded_json_and_no_sign_that_acts_on_it(
    body: str, kind: str, printed: str, said: str,
    world: World, capsys: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    world.control.fault("tickets", "body", body=body, content_type=kind)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert call(world, "List", "limit=1") == 0
    out, err = capsys.readouterr()
    assert out == printed
    assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "desk has no API nothing.\nIt has: List, Add."),
        (["List"], "List has no value for limit."),
        (["List", "limit"], "limit is no value of a placeholder."),
        (["List", "limit=1", "limit=2"], "limit has two values."),
        (["List", "limit=1", "x=2"], "List has no placeholder x."),
    ],
)
def test_a_command_line_that_does_not_fit_the_api_is_a_usage_error(
    words: list[str], said: str, world: World, capfd: Any
) -> None:
    assert call(world, *words) == 2
    assert said in capfd.readouterr().err
    assert world.control.counts() == {}


def test_a_foreign_host_in_a_copied_file_gets_nothing(
    world: World, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a token was read")

    before = world.workspace.connectors.load("desk")
    monkeypatch.setattr("zdesk_tui.store.tokens.Tokens.load", read)
    try:
        with_apis(world, Api("List", "GET", "https://desk.evil.example/api/v1/tickets"))
        assert call(world, "List") == 1
    finally:
        world.workspace.connectors.save(before)
    printed, said = capfd.readouterr()
    assert printed == ""
    assert "desk.evil.example is no host of Zoho's that is known in Europe." in said
    assert "Nothing was sent, and no token was read." in said
    assert world.control.counts() == {}


def test_a_connector_without_a_good_grant_says_so_before_it_asks(world: World, capfd: Any) -> None:
    before = world.workspace.connectors.load("desk")
    try:
        world.workspace.connectors.save(replace(before, grant=None))
        assert call(world, "Add", "subject=x") == 4
        world.workspace.connectors.save(replace(before, lives_in="zoho-connector", grant=None))
        assert call(world, "Add", "subject=x") == 1
        assert call(world, "Add", "subject=x", "--dry-run") == 0
    finally:
        world.workspace.connectors.save(before)
    said = capfd.readouterr().err
    assert "desk has no consent." in said
    assert "lives in Zoho's developer console" in said


def test_ctrl_c_leaves_in_good_order(world: World) -> None:
    world.control.fault("tickets", "delay", seconds=60)
    child = subprocess.Popen(
        [sys.executable, "-m", "zdesk_tui", "--home", str(world.home), "--sandbox",
         "--port", str(world.port), "call", "desk", "Add", "subject=x", "--yes"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    end = time.monotonic() + 20
    while not world.control.counts().get("tickets"):
        assert child.poll() is None, child.stderr
        assert time.monotonic() < end
    child.send_signal(signal.SIGINT)
    printed, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert printed == ""
    assert said == "Left before the answer was read; Zoho may have done it all the same.\n"


@contextmanager
def downloads(size: int) -> Iterator[int]:
    """Serve bytes without end in sight on a port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(size))
            self.end_headers()
            piece = b"\xff" * 65536
            for _ in range(size // len(piece)):
                self.wfile.write(piece)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.anyio
async def test_a_large_answer_passes_through_and_is_not_held(world: World) -> None:
    size = 24 * MIB
    with downloads(size) as port:
        row = custom(f"http://127.0.0.1:{port}/accounts", desk_url=f"http://127.0.0.1:{port}/desk")
        api = Api("Download", "GET", f"http://127.0.0.1:{port}/desk/api/v1/attachment")
        saved = world.workspace.connectors.load("desk")
        assert saved.grant
        connector = replace(
            saved, name="large", data_center=row, user_data_center=row, apis=(api,),
            grant=replace(saved.grant, data_center="custom"),
        )  # fmt: skip
        world.workspace.connectors.save(connector)
        world.workspace.tokens.save(connector, Secret("1000.token"), time.time() + 3600)
        request = apis.request_of(api, connector, {})
        tracemalloc.start()
        try:
            async with called(world.workspace, connector, api, request) as answer:
                got = len(answer.head)
                assert not answer.whole
                assert got <= HELD + MIB // 2
                async for piece in answer.rest:
                    got += len(piece)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            world.workspace.connectors.delete("large")
    assert got == size
    assert answer.text is None
    assert peak < 8 * MIB
