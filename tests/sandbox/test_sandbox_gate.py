"""Who is let in, and what the holder of the key can order."""

import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ports import free_port
from zdesk_tui.errors import TryLater, UsageError
from zdesk_tui.sandbox import visitor, webforms
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox


@dataclass
class Gate:
    """A running sandbox and the ways to knock at it."""

    port: int
    home: Path
    control: Control
    http: httpx.Client

    def url(self, path: str) -> str:
        return f"http://localhost:{self.port}/{path}"

    def token(self) -> httpx.Response:
        return self.http.post(self.url("eu/accounts/oauth/v2/token"), data={"grant_type": "x"})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    port, home = free_port(), tmp_path_factory.mktemp("gate") / "sandbox"
    with Sandbox.join_or_run(home, port), httpx.Client(trust_env=False) as client:
        yield Gate(port, home, Control(home, port), client)


@pytest.fixture
def gate(running: Gate) -> Iterator[Gate]:
    running.control.clear_counts()
    yield running
    running.control.clear_faults()
    running.control.set_clock(0)


def test_only_loopback_names_with_the_port_are_hosts(gate: Gate) -> None:
    hosts = {
        "localhost:{}": 200,
        "LOCALHOST:{}": 200,
        "127.0.0.1:{}": 200,
        "[::1]:{}": 200,
        "localhost": 421,
        "localhost:1": 421,
        "evil.example:{}": 421,
        "eu.localhost:{}": 421,
        "0.0.0.0:{}": 421,
    }
    for path in ("", "us/console", "us/desk/api/v1/tickets", "_sandbox/state"):
        for host, status in hosts.items():
            answer = gate.http.get(gate.url(path), headers={"Host": host.format(gate.port)})
            assert (answer.status_code == 421) is (status == 421), (path, host)


def test_both_loopback_addresses_answer(gate: Gate) -> None:
    assert gate.http.get(f"http://127.0.0.1:{gate.port}/").status_code == 200
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no ::1")
    assert gate.http.get(f"http://[::1]:{gate.port}/").status_code == 200


def test_form_of_a_foreign_page_is_refused(gate: Gate) -> None:
    url = gate.url("us/console")
    own = f"http://localhost:{gate.port}"
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 200),
        ({"Origin": own}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"http://127.0.0.1:{gate.port}"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
    ]
    for headers, status in cases:
        form = webforms.read(gate.http.get(url).text).forms[0]
        answer = gate.http.post(url, data=form.fields, headers=headers)
        assert answer.status_code == status, headers


def test_form_without_its_token_is_refused(gate: Gate) -> None:
    sent = {"client_name": "A", "homepage_url": "http://a", "redirect_uris": "http://a"}
    for token in ({}, {"form_token": "guess"}):
        assert gate.http.post(gate.url("us/console"), data={**sent, **token}).status_code == 403


def test_every_answer_is_kept_from_caches_frames_and_scripts(gate: Gate) -> None:
    paths = ("", "us/console", "us/accounts/oauth/v2/auth", "us/desk/api/v1/x", "nothing", "x/y/z")
    for path in paths:
        headers = gate.http.get(gate.url(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
        assert "form-action" not in headers["Content-Security-Policy"]


def test_large_body_is_refused(gate: Gate) -> None:
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(
            b"POST /us/accounts/oauth/v2/token HTTP/1.1\r\nContent-Length: 1100000\r\n"
            + f"Host: localhost:{gate.port}\r\n\r\n".encode()
        )
        assert line.recv(12) == b"HTTP/1.1 413"


def test_unknown_data_center_is_nowhere(gate: Gate) -> None:
    for path in ("xx/console", "xx/accounts/oauth/v2/auth", "xx/desk/api/v1/tickets", "us/api"):
        assert gate.http.get(gate.url(path)).status_code == 404


def test_control_door_wants_key_json_and_no_origin(gate: Gate) -> None:
    key = (gate.home / "control.key").read_text().strip()
    url = gate.url("_sandbox/clock")
    body = json.dumps({"offset": 5})
    good = {"X-Sandbox-Key": key, "Content-Type": "application/json"}
    cases: list[tuple[dict[str, str], int]] = [
        ({"Content-Type": "application/json"}, 403),
        ({**good, "X-Sandbox-Key": "0" * 64}, 403),
        ({**good, "Origin": f"http://localhost:{gate.port}"}, 403),
        ({**good, "Origin": "null"}, 403),
        ({**good, "Content-Type": "text/plain"}, 415),
        (good, 200),
    ]
    for headers, status in cases:
        assert gate.http.post(url, content=body, headers=headers).status_code == status, headers
    refused = gate.http.get(url, headers={"X-Sandbox-Key": key, "Origin": "null"})
    assert refused.status_code == 403
    assert gate.http.post(url, content=b"{", headers=good).status_code == 400
    assert gate.http.post(url, content=b"[]", headers=good).status_code == 400
    assert gate.http.get(gate.url("_sandbox/nothing"), headers=good).status_code == 404


def test_challenge_is_answered_without_showing_the_key(gate: Gate) -> None:
    key = (gate.home / "control.key").read_text().strip()
    answer = gate.http.get(gate.url("_sandbox/prove"), params={"nonce": "0" * 32})
    assert key not in answer.text
    assert len(answer.json()["proof"]) == 64
    assert gate.http.get(gate.url("_sandbox/prove"), params={"nonce": "x"}).status_code == 400


def test_key_is_not_shown_to_a_stranger(tmp_path: Path) -> None:
    seen: list[str] = []

    class Stranger(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path + str(self.headers))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"proof": "' + b"0" * 64 + b'"}')

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        with pytest.raises(TryLater, match="No sandbox of"):
            Control(tmp_path / "home", server.server_port).counts()
        server.shutdown()
        thread.join()
    key = (tmp_path / "home" / "control.key").read_text().strip()
    assert len(seen) == 1
    assert key not in seen[0]


# Orders


def test_clock_moves_by_steps_and_to_an_offset(gate: Gate) -> None:
    gate.control.advance(30)
    gate.control.advance(12.5)
    assert gate.control.state()["clock_offset"] == 42.5
    gate.control.set_clock(-10)
    assert gate.control.state()["clock_offset"] == -10


WRONG_ORDERS: list[tuple[str, dict[str, Any], str]] = [
    ("clock", {}, "The clock takes advance or offset, in seconds."),
    ("clock", {"advance": "1"}, "The clock takes advance or offset, in seconds."),
    ("clock", {"advance": 1, "more": 1}, "The clock takes advance or offset, in seconds."),
    ("faults", {"endpoint": "tokens", "kind": "cut"}, "There is no endpoint tokens."),
    ("faults", {"endpoint": 5, "kind": "cut"}, "endpoint takes text."),
    (
        "faults",
        {"endpoint": "token", "kind": "slow"},
        "There is no fault slow; there are delay, cut, status, body.",
    ),
    (
        "faults",
        {"endpoint": "token", "kind": "cut", "times": 0},
        "times takes a number from 1, or null for always.",
    ),
    (
        "faults",
        {"endpoint": "token", "kind": "status", "status": 99},
        "status takes a number from 200 to 599.",
    ),
    (
        "faults",
        {"endpoint": "token", "kind": "delay", "seconds": -1},
        "seconds takes a number from 0.",
    ),
    (
        "faults",
        {"endpoint": "token"},
        "A fault has endpoint, kind, seconds, status, body, content_type, headers, after and "
        "times.",
    ),
    ("switches", {"nothing": True}, "There is no switch nothing."),
    ("switches", {"code_seconds": "60"}, "The switch code_seconds takes one of: 120, 60, 180."),
    ("switches", {"milliseconds": 1}, "The switch milliseconds takes one of: no, yes."),
    ("nothing", {}, "There is no such order."),
]


@pytest.mark.parametrize(("what", "order", "why"), WRONG_ORDERS)
def test_wrong_order_is_refused_with_the_reason(
    gate: Gate, what: str, order: dict[str, Any], why: str
) -> None:
    key = (gate.home / "control.key").read_text().strip()
    answer = gate.http.post(
        gate.url(f"_sandbox/{what}"), json=order, headers={"X-Sandbox-Key": key}
    )
    assert (answer.status_code // 100, answer.json()) == (4, {"error": why})
    assert gate.control.faults() == []


def test_control_passes_the_reason_on(gate: Gate) -> None:
    with pytest.raises(UsageError, match="There is no endpoint tokens"):
        gate.control.fault("tokens", "cut")


def test_requests_are_counted_by_endpoint_and_data_center(gate: Gate) -> None:
    gate.token()
    gate.token()
    gate.http.get(gate.url("us/desk/api/v1/tickets"))
    gate.http.get(gate.url("us/desk/api/v1/nothing"))
    gate.http.get(gate.url("us/accounts/oauth/v2/auth"))
    assert gate.control.counts() == {
        "token": 2,
        "eu.token": 2,
        "desk": 2,
        "us.desk": 2,
        "tickets": 1,
        "us.tickets": 1,
        "auth": 1,
        "us.auth": 1,
    }


def test_exchanges_and_renewals_are_counted_apart(gate: Gate) -> None:
    client_id, secret = visitor.register(gate.port, "Count", "http://localhost:9/", "eu")
    gate.control.clear_counts()
    pair = {"client_id": client_id, "client_secret": secret.reveal()}
    for grant_type in ("authorization_code", "refresh_token", "refresh_token"):
        gate.http.post(
            gate.url("eu/accounts/oauth/v2/token"), data={**pair, "grant_type": grant_type}
        )
    counts = gate.control.counts()
    assert (counts["token"], counts["eu.exchange"], counts["refresh"]) == (3, 1, 2)


def test_status_fault_comes_once(gate: Gate) -> None:
    gate.control.fault("token", "status", status=503, headers={"Retry-After": "7"})
    answer = gate.token()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert answer.headers["content-type"].startswith("text/html")
    assert gate.token().json() == {"error": "invalid_client"}
    assert gate.control.faults() == []


def test_body_fault_comes_as_often_as_ordered(gate: Gate) -> None:
    gate.control.fault("eu.token", "body", body='{"error":"general_error"}', times=2)
    answers = [gate.token().json()["error"] for _ in range(3)]
    assert answers == ["general_error", "general_error", "invalid_client"]


def test_fault_for_one_data_center_spares_the_others(gate: Gate) -> None:
    gate.control.fault("us.token", "status", times=None)
    assert gate.token().status_code == 200
    us = gate.url("us/accounts/oauth/v2/token")
    assert [gate.http.post(us).status_code for _ in range(3)] == [500, 500, 500]
    gate.control.clear_faults()
    assert gate.http.post(us).status_code == 400


def test_html_and_empty_bodies_can_be_ordered(gate: Gate) -> None:
    gate.control.fault("desk", "body", body="<html>", content_type="text/html", status=401)
    gate.control.fault("desk", "body", body="")
    url = gate.url("us/desk/api/v1/organizations")
    first, second = gate.http.get(url), gate.http.get(url)
    assert (first.status_code, first.text) == (401, "<html>")
    assert (second.status_code, second.content) == (200, b"")


def test_cut_fault_ends_the_connection_in_the_middle(gate: Gate) -> None:
    gate.control.fault("token", "cut")
    with pytest.raises(httpx.RemoteProtocolError):
        gate.token()
    assert gate.token().status_code == 200


def test_cut_fault_can_lose_the_answer_of_what_took_effect(gate: Gate) -> None:
    url = gate.url("us/console")
    form = webforms.read(gate.http.get(url).text).forms[0]
    form.fields |= {"client_name": "Lost", "homepage_url": "http://a", "redirect_uris": "http://a"}
    gate.control.fault("console", "cut", after=True)
    with pytest.raises(httpx.RemoteProtocolError):
        gate.http.post(url, data=form.fields)
    assert "Lost" in [client["name"] for client in gate.control.state()["clients"]]


def test_delay_fault_answers_late_but_properly(gate: Gate) -> None:
    gate.control.fault("token", "delay", seconds=0.2)
    gate.control.fault("token", "status", status=502)
    began = time.monotonic()
    assert gate.token().status_code == 502
    assert time.monotonic() - began >= 0.2
    gate.control.fault("token", "delay", seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        gate.http.post(gate.url("eu/accounts/oauth/v2/token"), timeout=0.1)


def test_faults_reach_the_visitor_as_ours(gate: Gate) -> None:
    gate.control.fault("console", "cut")
    with pytest.raises(TryLater):
        visitor.register(gate.port, "Name", "http://localhost:9/")


def test_visitor_delivers_to_a_callback_that_listens(gate: Gate) -> None:
    visited: list[str] = []

    class Callback(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visited.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(
                b"<html><style>p{}</style><title>t</title><h1>Received</h1><p>Go &amp; see</p>"
            )

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Callback) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        callback = f"http://127.0.0.1:{server.server_port}/cb"
        client_id, _ = visitor.register(gate.port, "Callback", callback)
        link = (
            f"{gate.url('us/accounts/oauth/v2/auth')}?client_id={client_id}&response_type=code"
            f"&scope=Desk.basic.READ&redirect_uri={callback}&state=s"
        )
        kept = visitor.accept(link, port=gate.port, deliver=False)
        assert (kept.delivered, visited) == (False, [])
        visit = visitor.accept(link, port=gate.port)
        server.shutdown()
        thread.join()
    assert (visit.delivered, visit.page) == (True, "Received\nGo & see")
    assert visited == [visit.address.removeprefix(f"http://127.0.0.1:{server.server_port}")]
