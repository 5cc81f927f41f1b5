"""The wire on real sockets: cut, slow, redirected, oversized, proxied and intercepted answers."""

import asyncio
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from zdesk_tui.errors import TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho.wire import BODY_LIMIT, Reply, Wire

pytestmark = pytest.mark.anyio

FORM: dict[str, str | Secret] = {"client_id": "1000.AB", "client_secret": Secret("MARK-secret")}
TOKEN = Secret("MARK-token")
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

# Made for these tests only: trusted nowhere, good until 2120 for localhost and 127.0.0.1.
KEY_AND_CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrQWE0jfu1AlJmh0n
2UxXQbo0y3tGZ7R4jV2robIzmFuhRANCAAS5VXG/5xSL3jyhU59nN///hNviOymJ
PQmJVkAv9VAAC0UgYTXRBoQGI6VJ7ajEyaHGzwQwyT4Fc2uEWs4n2tqH
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBlTCCATqgAwIBAgIUIdsluOZsW6ApkyZKPWSYGF94wcMwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOemRlc2stdHVpIHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
MDAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDnpkZXNrLXR1aSB0ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEuVVxv+cUi948oVOfZzf//4Tb4jspiT0JiVZAL/VQ
AAtFIGE10QaEBiOlSe2oxMmhxs8EMMk+BXNrhFrOJ9rah6NeMFwwGgYDVR0RBBMw
EYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQD
AgKEMB0GA1UdDgQWBBRJJRHDsa0DoMD/txbWXcpBDJVWyzAKBggqhkjOPQQDAgNJ
ADBGAiEAs1MQDC4pCiQbjwnINnlNCMcLkcmqLF4fCi1bZsmasFMCIQDSEgbNyvLy
/crlztuFamOgoIhvqwOS+CYWtS6w2d1IZQ==
-----END CERTIFICATE-----
"""


@asynccontextmanager
async def serving(
    talk: Talk, *, host: str = "127.0.0.1", context: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Serve every connection with this conversation, and close it behind; gives the port."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(visit, host, 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def saying(answer: bytes, heard: list[bytes] | None = None) -> Talk:
    """Return a conversation: read one request whole, say this, hang up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = await reader.readexactly(length)
        if heard is not None:
            heard.append(head + body)
        writer.write(answer)
        await writer.drain()

    return talk


def answer(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    """Return a whole HTTP answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


GOOD = answer(b'{"access_token":"MARK"}')


def dead_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def failure(url: str, wire: Wire | None = None) -> ZdeskError:
    """Return the error of one request, made with secrets; it must not show them."""
    with pytest.raises(ZdeskError) as caught:
        async with wire or Wire() as open_wire:
            await open_wire.ask("POST", url, form=FORM, token=TOKEN)
    error = caught.value
    assert "MARK" not in f"{error} {error!r} {error.args}"
    assert error.__suppress_context__ or error.__context__ is None
    return error


async def test_a_request_is_sent_and_its_answer_read() -> None:
    heard: list[bytes] = []
    sent = answer(b'{"a":1}', "201 Created", "Retry-After: 7")
    async with serving(saying(sent, heard)) as port, Wire() as wire:
        reply = await wire.ask(
            "POST",
            f"http://127.0.0.1:{port}/oauth?limit=1",
            form=FORM,
            token=TOKEN,
            headers={"orgId": "5"},
        )
    assert (reply.status, reply.content, reply.is_json, reply.empty) == (201, {"a": 1}, True, False)
    assert reply.retry_after == 7
    assert 0 < reply.seconds < 10
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /oauth?limit=1 HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Zoho-oauthtoken MARK-token\r\n" in head
    assert b"\r\norgId: 5\r\n" in head
    assert b"MARK-secret" not in head
    assert body == b"client_id=1000.AB&client_secret=MARK-secret"


def test_a_reply_does_not_show_its_content() -> None:
    reply = Reply(200, {"access_token": "MARK"}, is_json=True, seconds=0.5, empty=False)
    assert "MARK" not in repr(reply)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "was cut before a whole answer came"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "was cut before a whole answer came"),
        (answer(b"{}").replace(b": 2", b": 9"), "was cut before a whole answer came"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "was cut before a whole answer came"),
        (answer(b"x" * (BODY_LIMIT + 1)), "far more than was asked for"),
        (
            answer(b"", "302 Found", "Location: https://evil.example/?MARK"),
            "a redirect (status 302)",
        ),
        (answer(b"", "307 Temporary Redirect", "Location: /x"), "a redirect (status 307)"),
        (answer(b"<html>", "300 Multiple Choices"), "a redirect (status 300)"),
        (answer(b"zz", "200 OK", "Content-Encoding: gzip"), "could not be read"),
    ],
)
async def test_a_broken_answer_is_for_later(sent: bytes, said: str) -> None:
    heard: list[bytes] = []
    async with serving(saying(sent, heard)) as port:
        error = await failure(f"http://127.0.0.1:{port}/oauth?MARK=1")
    assert type(error) is TryLater
    assert said in error.message
    assert f"127.0.0.1:{port}" in error.message
    assert len(heard) == 1


async def test_a_body_of_just_the_limit_is_read() -> None:
    body = b'"' + b"x" * (BODY_LIMIT - 2) + b'"'
    async with serving(saying(answer(body))) as port, Wire() as wire:
        reply = await wire.ask("GET", f"http://127.0.0.1:{port}/")
    assert reply.is_json


async def test_a_reset_connection_is_for_later() -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async with serving(reset) as port:
        error = await failure(f"http://127.0.0.1:{port}/")
    assert type(error) is TryLater
    assert "was cut" in error.message


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"])
async def test_a_slow_server_is_given_up(first: bytes) -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        await reader.read()

    async with serving(stall) as port:
        error = await failure(f"http://127.0.0.1:{port}/", Wire(total_seconds=0.2))
    assert type(error) is TryLater
    assert f"127.0.0.1:{port} did not answer within 0.2 seconds" in error.message


async def test_a_server_that_drips_cannot_stretch_the_time() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serving(drip) as port:
        error = await failure(f"http://127.0.0.1:{port}/", Wire(total_seconds=0.3))
    assert "did not answer within 0.3 seconds" in error.message


async def test_nobody_listening_is_for_later() -> None:
    port = dead_port()
    error = await failure(f"http://127.0.0.1:{port}/")
    assert type(error) is TryLater
    assert error.message.startswith(f"No connection to 127.0.0.1:{port}.")
    assert "proxy" not in error.advice


async def test_a_name_that_does_not_resolve_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failure("https://accounts.zoho.invalid/oauth/v2/token?MARK")
    assert type(error) is TryLater
    assert error.message.startswith("The name accounts.zoho.invalid could not be looked up.")


async def test_cookies_are_not_kept() -> None:
    heard: list[bytes] = []
    sent = answer(b"{}", "200 OK", "Set-Cookie: sid=1; Path=/", "Set-Cookie: b=2")
    async with serving(saying(sent, heard)) as port, Wire() as wire:
        for _ in range(2):
            await wire.ask("GET", f"http://localhost:{port}/")
    assert len(heard) == 2
    assert not any(b"cookie:" in request.lower() for request in heard)


@pytest.mark.parametrize(
    "url",
    ["http://accounts.zoho.eu/x?MARK", "ftp://localhost/", "https://[::1/", "/oauth", "https://"],
)
async def test_nothing_is_sent_to_an_address_that_is_not_secure_or_none(url: str) -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request)

    error = await failure(url, None if url == "https://" else Wire(httpx.MockTransport(never)))
    assert isinstance(error, ZdeskError)


@pytest.mark.parametrize("token", ["MARK\r\nX: 1", "MARK-é"])
async def test_a_token_that_fits_in_no_header_is_not_sent(token: str) -> None:
    heard: list[bytes] = []
    async with serving(saying(GOOD, heard)) as port, Wire() as wire:
        with pytest.raises(ZdeskError, match="stray characters") as caught:
            await wire.ask("GET", f"http://127.0.0.1:{port}/", token=Secret(token))
    assert "MARK" not in f"{caught.value} {caught.value!r}"
    assert heard == []


async def test_a_secret_that_cannot_be_encoded_is_an_error_of_ours() -> None:
    async with Wire(httpx.MockTransport(lambda _: httpx.Response(200))) as wire:
        with pytest.raises(ZdeskError, match="stray characters"):
            await wire.ask("POST", "https://accounts.zoho.eu/", form={"code": Secret("\ud800")})


async def test_a_cancelled_request_stays_cancelled() -> None:
    asked = asyncio.Event()

    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()

    async with serving(stall) as port, Wire() as wire:
        task = asyncio.ensure_future(wire.ask("GET", f"http://127.0.0.1:{port}/"))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("raised", "kind", "said"),
    [
        (httpx.ConnectTimeout("MARK"), TryLater, "did not answer within 10 seconds"),
        (httpx.ReadTimeout("MARK"), TryLater, "did not answer within 20 seconds"),
        (httpx.PoolTimeout("MARK"), TryLater, "did not answer within 20 seconds"),
        (TimeoutError("MARK"), TryLater, "did not answer within 20 seconds"),
        (httpx.ConnectError("MARK"), TryLater, "No connection to accounts.zoho.eu."),
        (httpx.ProxyError("MARK"), TryLater, "The proxy did not let"),
        (httpx.ReadError("MARK"), TryLater, "was cut"),
        (httpx.WriteError("MARK"), TryLater, "was cut"),
        (httpx.CloseError("MARK"), TryLater, "was cut"),
        (httpx.RemoteProtocolError("MARK"), TryLater, "was cut"),
        (httpx.DecodingError("MARK"), TryLater, "could not be read"),
        (httpx.TooManyRedirects("MARK"), TryLater, "could not be read"),
        (OSError("MARK"), TryLater, "could not be read"),
        (ssl.SSLError("MARK"), TryLater, "No secure connection"),
        (socket.gaierror("MARK"), TryLater, "could not be looked up"),
        (httpx.LocalProtocolError("MARK"), ZdeskError, "could not be put together"),
        (httpx.UnsupportedProtocol("MARK"), ZdeskError, "could not be put together"),
        (httpx.InvalidURL("MARK"), ZdeskError, "could not be put together"),
        (ValueError("MARK"), ZdeskError, "could not be put together"),
        (ImportError("MARK"), ZdeskError, "could not be put together"),
    ],
)
async def test_whatever_httpx_raises_is_an_error_of_ours(
    raised: Exception, kind: type[ZdeskError], said: str
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise raised

    error = await failure("https://accounts.zoho.eu/x?MARK", Wire(httpx.MockTransport(fail)))
    assert type(error) is kind
    assert said in error.message
    assert "accounts.zoho.eu" in error.message


async def test_a_closed_wire_is_a_fault_of_the_caller() -> None:
    with pytest.raises(RuntimeError):
        await Wire().ask("GET", "https://accounts.zoho.eu/")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_loopback_never_goes_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{dead_port()}")
    host = "127.0.0.1"
    if name == "[::1]":
        host = "::1"
        try:
            socket.create_server((host, 0), family=socket.AF_INET6).close()
        except OSError:
            pytest.skip("this machine has no ::1")
    async with serving(saying(GOOD), host=host) as port, Wire() as wire:
        assert (await wire.ask("GET", f"http://{name}:{port}/")).status == 200


async def test_other_hosts_go_through_the_proxy_and_a_dead_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:MARK@127.0.0.1:{dead_port()}")
    error = await failure("https://accounts.zoho.invalid/")
    assert type(error) is TryLater
    assert "A proxy is set in HTTPS_PROXY" in error.advice


async def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []
    sent = answer(b"MARK", "407 Proxy Authentication Required")
    async with serving(saying(sent, heard)) as port:
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
        error = await failure("https://accounts.zoho.invalid/oauth/v2/token?MARK")
    assert type(error) is TryLater
    assert "The proxy did not let a connection to accounts.zoho.invalid through." in error.message
    assert "ALL_PROXY" in error.advice
    assert heard[0].startswith(b"CONNECT accounts.zoho.invalid:443 ")
    assert b"MARK" not in heard[0]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks://MARK"),
        ("all_proxy", "socks4://MARK:1"),
        ("HTTPS_PROXY", "MARK://x"),
        ("HTTPS_PROXY", "http://x:MARK"),
        ("NO_PROXY", "::1/128"),
    ],
)
async def test_a_proxy_that_cannot_be_used_is_named_with_what_to_unset(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    error = await failure("https://accounts.zoho.eu/")
    assert type(error) is TryLater
    assert f"Unset or correct {variable}," in error.advice
    assert variable in error.message


async def test_a_wrong_certificate_file_is_named_with_what_to_unset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    for path in (tmp_path / "missing.pem", empty, tmp_path):
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        error = await failure("https://accounts.zoho.eu/")
        assert type(error) is TryLater
        assert "SSL_CERT_FILE could not be read" in error.message
        assert "unset it" in error.advice


async def test_a_certificate_that_is_not_trusted_is_told_and_the_file_helps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    file = tmp_path / "company.pem"
    file.write_text(KEY_AND_CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    heard: list[bytes] = []
    async with serving(saying(GOOD, heard), context=context) as port:
        url = f"https://localhost:{port}/oauth/v2/token"
        error = await failure(url)
        assert type(error) is TryLater
        assert f"The certificate of localhost:{port} is not trusted" in error.message
        assert "set SSL_CERT_FILE" in error.advice
        assert heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        async with Wire() as wire:
            assert (await wire.ask("POST", url, form=FORM)).status == 200
    assert len(heard) == 1


async def test_a_certificate_of_the_system_is_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "company.pem"
    file.write_text(KEY_AND_CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    missing = str(tmp_path / "missing")
    nowhere = ssl.DefaultVerifyPaths("", "", "", missing, "", missing)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    # Where the systems keep their certificates; an ordinary user cannot add one there.
    monkeypatch.setattr("truststore._openssl._CA_FILE_CANDIDATES", [str(file)])
    async with serving(saying(GOOD), context=context) as port, Wire() as wire:
        assert (await wire.ask("POST", f"https://localhost:{port}/", form=FORM)).status == 200


async def test_a_socks_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeting = await reader.readexactly(2)
        await reader.readexactly(greeting[1])
        writer.write(b"\x05\x00")
        head = await reader.readexactly(5)
        asked.append(await reader.readexactly(head[4]))
        await reader.readexactly(2)
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await reader.read(1)
        writer.write(GOOD)

    async with serving(proxy) as port:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{port}")
        error = await failure("https://accounts.zoho.invalid/")
    assert asked == [b"accounts.zoho.invalid"]
    assert "No secure connection to accounts.zoho.invalid could be made" in error.message
    assert "ALL_PROXY" in error.advice


async def test_a_socks_proxy_without_its_package_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://user:MARK@127.0.0.1:9")
    error = await failure("https://accounts.zoho.eu/")
    assert type(error) is TryLater
    assert "ALL_PROXY names a SOCKS proxy" in error.message
    assert "pip install 'zdesk-tui[socks]'" in error.advice


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_host_of_two_families_is_reached_over_the_one_that_works(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if host == "::1":
        try:
            socket.create_server((host, 0), family=socket.AF_INET6).close()
        except OSError:
            pytest.skip("this machine has no ::1")

    def both(name: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        assert name in ("localhost", b"localhost")
        stream = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [
            (socket.AF_INET6, *stream, ("::1", port, 0, 0)),
            (socket.AF_INET, *stream, ("127.0.0.1", port)),
        ]

    async with serving(saying(GOOD), host=host) as port, Wire() as wire:
        monkeypatch.setattr(socket, "getaddrinfo", both)
        assert (await wire.ask("GET", f"http://localhost:{port}/")).status == 200


async def test_a_server_without_tls_behind_https_is_told() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GOOD)
        await reader.read(1)

    async with serving(greet) as port:
        error = await failure(f"https://127.0.0.1:{port}/")
    assert type(error) is TryLater
    assert f"No secure connection to 127.0.0.1:{port}" in error.message


def test_no_secret_reaches_a_traceback() -> None:
    code = (
        "import asyncio\n"
        "from zdesk_tui.secret import Secret\n"
        "from zdesk_tui.zoho.wire import Wire\n"
        "async def main():\n"
        "    async with Wire() as wire:\n"
        f"        await wire.ask('POST', 'http://127.0.0.1:{dead_port()}/',"
        " form={'code': Secret('MA' + 'RK')}, token=Secret('MA' + 'RK'))\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "TryLater" in done.stderr
    assert "MARK" not in done.stderr
    assert "httpx" not in done.stderr


class SlowToClose(httpx.MockTransport):
    """A transport that takes its time to close."""

    def __init__(self) -> None:
        super().__init__(lambda _: httpx.Response(200, json={}))
        self.closing = asyncio.Event()
        self.closed = asyncio.Event()

    async def aclose(self) -> None:
        self.closing.set()
        await asyncio.sleep(0.01)
        self.closed.set()


async def test_connections_are_closed_by_who_is_cancelled_meanwhile_too() -> None:
    transport = SlowToClose()

    async def asked() -> None:
        async with Wire(transport):
            pass

    asking = asyncio.create_task(asked())
    await transport.closing.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(transport.closed.wait(), 5)
