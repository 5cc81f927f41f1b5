"""What is said about the redirect URI's port before anybody needs it."""

import errno
import os
import socket
import sys
from pathlib import Path

import pytest

from tests.ports import free_port
from zdesk_tui.consent import loopback
from zdesk_tui.consent.holder import holder
from zdesk_tui.consent.listener import Listener
from zdesk_tui.consent.rehearsal import rehearse

pytestmark = pytest.mark.anyio
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def uri(port: int, host: str = "localhost") -> str:
    return f"http://{host}:{port}/callback"


async def test_free_port_is_reached_and_free_again_afterwards() -> None:
    port = free_port()
    for _ in range(2):
        found = await rehearse(uri(port))
        assert found.mark == "+"
        assert found.text.startswith(f"Port {port} is free, reached over 127.0.0.1")
        assert found.repair is None


async def test_only_the_family_of_the_address_is_named() -> None:
    port = free_port()
    found = await rehearse(uri(port, "127.0.0.1"))
    assert found.text == f"Port {port} is free, reached over 127.0.0.1."


async def test_missing_family_is_only_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    listen = loopback._listen

    def without_ipv6(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "no ::1")
        return listen(family, host, port)

    monkeypatch.setattr(loopback, "_listen", without_ipv6)
    port = free_port()
    assert (await rehearse(uri(port))).text == f"Port {port} is free, reached over 127.0.0.1."


async def test_taken_port_is_told_with_its_holder_and_a_free_one_is_offered() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as stranger:
        port = stranger.getsockname()[1]
        found = await rehearse(uri(port))
        assert found.mark == "~"
        assert f"Port {port} is in use" in found.text
        assert "API Console as well" in found.text
        assert "Pasting the address back works" in found.text
        if sys.platform == "linux":
            assert f"(process {os.getpid()})" in found.text
        assert found.repair is not None
        assert f"Port {found.repair.split(':')[2].split('/')[0]} is free" in found.text
        assert (await rehearse(found.repair)).mark == "+"


async def test_port_that_the_system_forbids_is_told_and_another_one_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, listen = free_port(), loopback._listen

    def forbidden(family: socket.AddressFamily, host: str, wanted: int) -> socket.socket:
        if wanted == port:
            raise OSError(errno.EACCES, "Permission denied")
        return listen(family, host, wanted)

    monkeypatch.setattr(loopback, "_listen", forbidden)
    found = await rehearse(uri(port))
    assert f"does not let you listen on port {port}" in found.text
    assert found.repair is not None
    assert found.repair != uri(port)
    assert (await rehearse(found.repair)).mark == "+"


async def test_two_wizards_with_the_same_port_say_so_and_disturb_nobody() -> None:
    port = free_port()

    async def nobody(params: object) -> loopback.Loopback:
        raise AssertionError(params)

    async with Listener(uri(port), nobody) as first:  # type: ignore[arg-type]
        first.expect("state", "https://accounts.zoho.eu/")
        assert f"Port {port} is in use" in (await rehearse(uri(port))).text
        assert "127.0.0.1" in await first.rehearse()


async def test_host_that_leads_nowhere_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    found = await rehearse(uri(free_port()))
    assert found.mark == "~"
    assert "localhost does not lead to it here" in found.text
    assert "pasting the address back works" in found.text


async def test_no_port_left_beside_offers_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        monkeypatch.setattr(loopback, "_NEIGHBOURS", 0)
        found = await rehearse(uri(stranger.getsockname()[1]))
    assert found.repair is None
    assert "Pasting the address back works" in found.text


@on_linux
def test_holder_is_the_program_that_listens_not_one_that_is_connected() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            assert holder(port).endswith(f"(process {os.getpid()})")
            assert holder(visitor.getsockname()[1]) == ""


TABLE = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
    "   0: 0100007F:223D 00000000:0000 0A 00000000:00000000 00:00000000 00000000 {uid} 0 77 1\n"
    "   1: 0100007F:223E 00000000:0000 01 00000000:00000000 00:00000000 00000000 0 0 78 1\n"
    "   2: odd\n"
)


@pytest.mark.parametrize(
    ("uid", "port", "who"),
    [
        (0, 8765, "a program of root"),
        (4_000_000, 8765, ""),
        (0, 8766, ""),
        (0, 1, ""),
    ],
)
def test_of_another_users_program_only_the_user_is_known(
    tmp_path: Path, uid: int, port: int, who: str
) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text(TABLE.format(uid=uid), encoding="ascii")
    assert holder(port, tmp_path) == who


def test_without_proc_nobody_is_known(tmp_path: Path) -> None:
    assert holder(8765, tmp_path) == ""
