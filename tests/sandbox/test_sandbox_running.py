"""One sandbox per home: run, join, take over, restart, and what is refused."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import FileError, UsageError
from zdesk_tui.sandbox import running, visitor
from zdesk_tui.sandbox.addresses import DEFAULT_PORT, data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox

CALLBACK = "http://localhost:9/callback"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sandbox"


def names(home: Path, port: int) -> list[str]:
    return [client["name"] for client in Control(home, port).state()["clients"]]


def wait_until_owned(sandbox: Sandbox) -> None:
    """Wait for the watcher's thread, which ends when it has become the owner."""
    assert sandbox._watcher is not None
    sandbox._watcher.join(10)
    assert sandbox.owned


def test_every_data_center_has_addresses_on_one_port() -> None:
    rows = list(data_centers(8701))
    assert [(row.code, row.name) for row in rows] == [(row.code, row.name) for row in ZOHO]
    assert len(rows) == 11
    assert rows[1].accounts_url == "http://localhost:8701/eu/accounts"
    assert rows[1].console_url == "http://localhost:8701/eu/console"
    assert rows[1].desk_url == "http://localhost:8701/eu/desk"
    assert rows[1].api_url == "http://localhost:8701/eu/api"
    assert DEFAULT_PORT == 8700


def test_asking_for_the_addresses_loads_nothing_of_the_server() -> None:
    program = (
        "import sys, zdesk_tui.sandbox.addresses, zdesk_tui.sandbox.running as r\n"
        "print([n for n in ('starlette', 'uvicorn', 'httpx', 'textual', 'asyncio') "
        "if n in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_state_is_the_same_after_a_restart(home: Path, port: int) -> None:
    with Sandbox.join_or_run(home, port) as sandbox:
        assert sandbox.owned
        client_id, _ = visitor.register(port, "Yesterday", CALLBACK, "eu")
        visitor.enable(port, client_id, "eu", ["us"])
        visitor.accept(
            f"http://localhost:{port}/eu/accounts/oauth/v2/auth?response_type=code"
            f"&client_id={client_id}&scope=Desk.tickets.READ&redirect_uri={CALLBACK}",
            port=port,
        )
        Control(home, port).advance(100)
        before = Control(home, port).state()
        assert all(before[kept] for kept in ("clients", "consents", "codes", "windows"))
        assert list(before["clients"][0]["secrets"]) == ["us"]
    with Sandbox.join_or_run(home, port):
        assert Control(home, port).state() == before
    assert json.loads((home / "zoho.json").read_text()) == before


def test_state_of_the_previous_release_still_loads(home: Path, port: int) -> None:
    with Sandbox.join_or_run(home, port):
        client_id, secret = visitor.register(port, "Kept", CALLBACK)
    state = home / "zoho.json"
    data = json.loads(state.read_text())
    first = {"id", "secret", "name", "homepage", "redirect_uris", "data_center", "multi_dc"}
    data["clients"] = [{key: one[key] for key in first} for one in data["clients"]]
    keys = ("format", "clock_offset", "clients", "consents", "codes")
    data = {key: data[key] for key in (*keys, "refresh_tokens", "access_tokens")}
    permission = {"client_id": client_id, "account": "solo@zylker.example", "data_center": "us",
                  "scopes": ["Desk.tickets.READ"], "organization": "2400001"}  # fmt: skip
    data["refresh_tokens"] = [
        {"value": "1000.kept", "permission": permission, "window_began": 0.0, "window_count": 3}
    ]
    state.write_text(json.dumps(data))
    with Sandbox.join_or_run(home, port):
        found = Control(home, port).state()
    (client,) = found["clients"]
    assert found["refresh_tokens"] == [{"value": "1000.kept", "permission": permission}]
    assert (client["id"], client["secret"]) == (client_id, secret.reveal())
    assert (client["type"], client["multi_dc"]) == ("server-based", True)


def test_home_is_private(home: Path, port: int) -> None:
    with Sandbox.join_or_run(home, port):
        visitor.register(port, "Private", CALLBACK)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    assert modes == {"zoho.json": 0o600, "control.key": 0o600, "running.lock": 0o600}
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


EMPTY = (
    '{"format": 1, "clock_offset": 0, "clients": [], "consents": [], "codes": [], '
    '"refresh_tokens": [], "access_tokens": [], "sigma": SIGMA}'
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n"format": 1,\n', 3),
        ("[]", None),
        ('{"format": 2}', None),
        ('{"format": 1, "clock_offset": 0, "clients": [{"id": "x"}]}', None),
        (EMPTY.replace("SIGMA", "[]"), None),
        (EMPTY.replace("SIGMA", '{"connectors": [{"key": "x"}]}'), None),
        ("\udcff", None),
    ],
)
def test_broken_state_is_reported_and_left_alone(
    home: Path, port: int, text: str, line: int | None
) -> None:
    home.mkdir(parents=True)
    state = home / "zoho.json"
    state.write_bytes(text.encode(errors="surrogateescape"))
    before = state.read_bytes()
    with pytest.raises(FileError) as failure:
        Sandbox.join_or_run(home, port)
    assert (failure.value.path, failure.value.line) == (state, line)
    assert state.read_bytes() == before
    state.unlink()
    Sandbox.join_or_run(home, port).close()


def test_second_one_joins_and_closing_it_ends_nothing(home: Path, port: int) -> None:
    with Sandbox.join_or_run(home, port) as owner:
        guest = Sandbox.join_or_run(home, port)
        assert (owner.owned, guest.owned) == (True, False)
        assert (guest.home, guest.port) == (home, port)
        guest.close()
        guest.close()
        visitor.register(port, "Still here", CALLBACK)


def test_guest_takes_over_when_the_owner_ends(home: Path, port: int) -> None:
    owner = Sandbox.join_or_run(home, port)
    visitor.register(port, "Of the owner", CALLBACK)
    with Sandbox.join_or_run(home, port) as guest:
        owner.close()
        owner.close()
        wait_until_owned(guest)
        assert names(home, port) == ["Of the owner"]
        visitor.register(port, "Of the guest", CALLBACK)
    assert len(json.loads((home / "zoho.json").read_text())["clients"]) == 2


def test_one_of_several_guests_takes_over_and_the_others_join_it(home: Path, port: int) -> None:
    owner = Sandbox.join_or_run(home, port)
    visitor.register(port, "Kept", CALLBACK)
    guests = [Sandbox.join_or_run(home, port) for _ in range(3)]
    owner.close()
    while guests:
        # Whoever owns it now is the one whose watcher has ended.
        heir = next_owner(guests)
        assert [guest.owned for guest in guests].count(True) == 1
        assert names(home, port) == ["Kept"]
        guests.remove(heir)
        heir.close()


def next_owner(guests: list[Sandbox]) -> Sandbox:
    while True:
        for guest in guests:
            if guest._watcher is not None:
                guest._watcher.join(0.02)
            if guest.owned:
                return guest


def test_owner_that_is_killed_is_replaced(home: Path, port: int) -> None:
    with started(home, port) as process:
        visitor.register(port, "Of the killed", CALLBACK)
        with Sandbox.join_or_run(home, port) as guest:
            assert not guest.owned
            process.kill()
            process.wait(10)
            wait_until_owned(guest)
            assert names(home, port) == ["Of the killed"]


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_stranger_on_the_port_is_named(home: Path, port: int, family: socket.AddressFamily) -> None:
    with listening(family, port), pytest.raises(UsageError) as refused:
        Sandbox.join_or_run(home, port)
    assert str(port) in refused.value.message
    assert "--port" in refused.value.advice


def test_sandbox_of_another_home_is_a_stranger(home: Path, tmp_path: Path, port: int) -> None:
    with Sandbox.join_or_run(home, port), pytest.raises(UsageError, match=f"Port {port} is held"):
        Sandbox.join_or_run(tmp_path / "other", port)


def test_home_has_one_sandbox_on_whatever_port(
    home: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_PATIENCE", 0.2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = probe.getsockname()[1]
    with Sandbox.join_or_run(home, port), pytest.raises(UsageError) as refused:
        Sandbox.join_or_run(home, other)
    assert refused.value.message.endswith(f"already runs on port {port}.")


@pytest.mark.parametrize("number", [0, -1, 65536])
def test_number_that_is_no_port_is_refused(home: Path, number: int) -> None:
    with pytest.raises(UsageError, match="is not a port"):
        Sandbox.join_or_run(home, number)


def test_missing_extra_is_one_line_to_install(
    home: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("zdesk_tui.sandbox.server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(UsageError) as refused:
        Sandbox.join_or_run(home, port)
    assert refused.value.advice == f"{sys.executable} -m pip install 'zdesk-tui[sandbox]'"


# The blocking variant

PROGRAM = """
import sys
from pathlib import Path
from zdesk_tui.errors import ZdeskError
from zdesk_tui.sandbox.running import serve
try:
    ended_by = serve(Path(sys.argv[1]), int(sys.argv[2]), lambda: print("ready", flush=True))
except ZdeskError as error:
    sys.exit(str(error))
print(ended_by.name, flush=True)
"""


class started:
    """A sandbox in a process of its own, as `zdesk-tui sandbox` runs it."""

    def __init__(self, home: Path, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(home), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "subprocess.Popen[str]":
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"
        return self._process

    def __exit__(self, *_: Any) -> None:
        self._process.kill()
        self._process.communicate(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_blocking_one_cleanly(home: Path, port: int, number: int) -> None:
    with started(home, port) as process:
        visitor.register(port, "Served", CALLBACK)
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=10)
    assert (out, err, process.returncode) == (f"{signal.Signals(number).name}\n", "", 0)
    with Sandbox.join_or_run(home, port) as sandbox:
        assert sandbox.owned
        assert names(home, port) == ["Served"]


def test_blocking_one_says_when_one_of_ours_already_runs(home: Path, port: int) -> None:
    with Sandbox.join_or_run(home, port), pytest.raises(UsageError) as refused:
        running.serve(home, port)
    assert refused.value.message == f"A sandbox of this home already runs on port {port}."


class listening:
    """A stranger on the port who takes connections and says nothing that we understand."""

    def __init__(self, family: socket.AddressFamily, port: int) -> None:
        self._socket = socket.socket(family)
        host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        try:
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            pytest.skip(f"this machine has no {host}")
        self._socket.listen()
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                line.recv(4096)
                line.sendall(b"220 mail.example ESMTP\r\n")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: Any) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [one for one in threading.enumerate() if one not in before and one.is_alive()]
    for thread in left:
        thread.join(10)
    assert not [one for one in left if one.is_alive()]
