"""The callback listener over real sockets, byte by byte."""

import asyncio
import errno
import socket
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from zdesk_tui.consent.listener import Listener, Page
from zdesk_tui.errors import BadAnswer, ListenerError

pytestmark = pytest.mark.anyio

STATE = "c3RhdGUtb2YtdGhpcy1saW5r"
OLD = "c3RhdGUtb2YtYW4tZWFybGllci1saW5r"
CODE = "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef"
GOOD = f"/callback?state={STATE}&code={CODE}&location=in&"
PARAMS = {"state": STATE, "code": CODE, "location": "in"}
DONE = Page("Consent received", "Please go back to the <terminal>.", good=True)


def _family_exists(family: socket.AddressFamily, host: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as sock:
            sock.bind((host, 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(
    not _family_exists(socket.AF_INET6, "::1"), reason="this machine has no ::1"
)


@pytest.fixture
def port() -> int:
    """A port that is free in both families."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        found: int = sock.getsockname()[1]
        return found


class Taker:
    """Takes callbacks and notes, and answers when it is told to."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.notes: list[str] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.began = asyncio.Event()

    async def __call__(self, params: Mapping[str, str]) -> Page:
        self.taken.append(dict(params))
        self.began.set()
        await self.go_on.wait()
        return DONE


class Response:
    def __init__(self, received: bytes) -> None:
        head, _, self.body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = dict(line.lower().split(": ", 1) for line in lines)
        self.text = self.body.decode()


async def send(port: int, data: bytes, host: str = "127.0.0.1") -> Response:
    """Send bytes and read to the end."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(data)
        await writer.drain()
        return Response(await asyncio.wait_for(reader.read(), 5))
    finally:
        writer.close()
        await writer.wait_closed()


def request(
    port: int, target: str = GOOD, method: str = "GET", host: str = "", extra: str = ""
) -> bytes:
    where = host or f"localhost:{port}"
    return f"{method} {target} HTTP/1.1\r\nHost: {where}\r\n{extra}\r\n".encode()


def listener(port: int, taker: Taker, path: str = "/callback", **times: Any) -> Listener:
    made = Listener(f"http://localhost:{port}{path}", taker, taker.notes.append, **times)
    made.expect(OLD)
    made.expect(STATE)
    return made


async def test_the_answer_is_handed_over_and_the_browser_gets_the_page(port: int) -> None:
    taker = Taker()
    async with listener(port, taker) as armed:
        assert armed.port == port
        response = await send(port, request(port))
    assert taker.taken == [PARAMS]
    assert taker.notes == []
    assert response.status == 200
    assert response.headers == {
        "connection": "close",
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "content-length": str(len(response.body)),
    }
    assert '<h1 class="good">Consent received</h1>' in response.text
    assert "Please go back to the &lt;terminal&gt;." in response.text
    assert "<script" not in response.text
    assert CODE not in response.text


@needs_ipv6
async def test_localhost_is_served_in_both_families(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        four = await send(port, request(port), "127.0.0.1")
        six = await send(port, request(port), "::1")
    assert (four.status, six.status, four.body == six.body) == (200, 200, True)
    assert taker.taken == [PARAMS]


@pytest.mark.parametrize(
    ("host", "own", "other"),
    [("127.0.0.1", "127.0.0.1", "::1"), ("[::1]", "::1", "127.0.0.1")],
)
@needs_ipv6
async def test_a_numeric_redirect_is_served_in_its_own_family_only(
    port: int, host: str, own: str, other: str
) -> None:
    taker = Taker()
    async with Listener(f"http://{host}:{port}/callback", taker) as armed:
        armed.expect(STATE)
        assert (await send(port, request(port, host=f"{host}:{port}"), own)).status == 200
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(other, port)
    assert taker.taken == [PARAMS]


@pytest.mark.parametrize(
    ("data", "status", "note"),
    [
        ({"method": "HEAD"}, 405, "A visit by HEAD was turned away."),
        ({"method": "OPTIONS"}, 405, "A visit by OPTIONS was turned away."),
        ({"method": "POST", "extra": "Content-Length: 0\r\n"}, 405,
         "A visit by POST was turned away."),
        ({"extra": "Sec-Purpose: prefetch;prerender\r\n"}, 503,
         "A browser that only wanted to look ahead was turned away."),
        ({"extra": "Purpose: prefetch\r\n"}, 503,
         "A browser that only wanted to look ahead was turned away."),
        ({"extra": "X-Moz: prefetch\r\n"}, 503,
         "A browser that only wanted to look ahead was turned away."),
        ({"target": "/favicon.ico"}, 404, "The browser's question for an icon was turned away."),
        ({"target": "/"}, 404, "A visitor of another page was turned away."),
        ({"target": GOOD.replace("/callback", "/callback/")}, 404,
         "A visitor of another page was turned away."),
        ({"target": GOOD.replace("/callback", "/Callback")}, 404,
         "A visitor of another page was turned away."),
        ({"target": GOOD.replace("/callback", "/%63allback")}, 404,
         "A visitor of another page was turned away."),
        ({"target": "/callback"}, 400, "A visitor without an answer was turned away."),
        ({"target": f"/callback?code={CODE}"}, 400, "A visitor without an answer was turned away."),
        ({"target": f"/callback?state=&code={CODE}"}, 400,
         "A visitor without an answer was turned away."),
        ({"target": f"/callback?state={STATE}"}, 400, "An address without a code was turned away."),
        ({"target": f"/callback?state={STATE}x&code={CODE}"}, 400,
         "An answer to a link that was not made here was turned away."),
        ({"target": f"/callback?state=%FF&code={CODE}"}, 400,
         "An answer to a link that was not made here was turned away."),
        ({"target": f"/callback?state={OLD}&code={CODE}"}, 400,
         "An answer to an earlier link was turned away."),
        ({"target": f"{GOOD}code=other"}, 400, "An odd address was turned away."),
        ({"target": f"{GOOD}state={STATE}"}, 400, "An odd address was turned away."),
        ({"target": GOOD + "x=1&" * 100}, 400, "An odd address was turned away."),
        ({"target": "/callback?error=access_denied"}, 400,
         "A refusal without our state arrived (access_denied); anybody may have sent it, so "
         "nothing was ended."),
        ({"host": "evil.example"}, 421, "A visitor who wanted another host was turned away."),
        ({"host": "localhost"}, 421, "A visitor who wanted another host was turned away."),
        ({"host": "localhost:1"}, 421, "A visitor who wanted another host was turned away."),
        ({"host": "127.0.0.1:{port}"}, 421, "A visitor who wanted another host was turned away."),
    ],
)  # fmt: skip
async def test_a_stray_is_answered_politely_and_changes_nothing(
    port: int, data: dict[str, str], status: int, note: str
) -> None:
    taker = Taker()
    filled = {name: text.replace("{port}", str(port)) for name, text in data.items()}
    async with listener(port, taker):
        stray = await send(port, request(port, **filled))
        assert taker.taken == []
        assert taker.notes == [note]
        real = await send(port, request(port))
    assert (stray.status, real.status) == (status, 200)
    assert stray.headers["connection"] == "close"
    assert stray.headers.get("allow") == ("get" if status == 405 else None)
    assert ("go back to the terminal" in stray.text) == (data.get("method") != "HEAD")
    assert CODE not in stray.text + note
    assert STATE not in stray.text + note
    assert taker.taken == [PARAMS]


async def test_foreign_words_in_a_refusal_are_escaped(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        target = "/callback?error=%3Cscript%3E%1B%5B2J"
        response = await send(port, request(port, target))
    assert "&lt;script&gt;[2J" in response.text
    assert "<script" not in response.text
    assert taker.notes == [
        "A refusal without our state arrived (<script>[2J); anybody may have sent it, so nothing "
        "was ended."
    ]


async def test_a_refusal_with_our_state_is_handed_over(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        await send(port, request(port, f"/callback?error=access_denied&state={STATE}"))
    assert taker.taken == [{"error": "access_denied", "state": STATE}]


async def test_the_host_header_is_compared_without_case(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        assert (await send(port, request(port, host=f"LocalHost:{port}"))).status == 200


async def test_the_first_answer_counts_whatever_comes_after_it(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        first = await send(port, request(port))
        again = await send(port, request(port))
        bare = [await send(port, request(port, "/callback")) for _ in range(3)]
        refusal = await send(port, request(port, f"/callback?error=no&state={STATE}"))
        other = await send(port, request(port, GOOD.replace("1000.", "1004.")))
    assert taker.taken == [PARAMS]
    assert again.body == first.body
    assert [response.status for response in (*bare, refusal, other)] == [400] * 5
    assert "answered already" in refusal.text
    assert taker.notes[3:] == ["A second, different answer to the same link was turned away."] * 2


async def test_visits_during_the_exchange_share_its_one_outcome(port: int) -> None:
    taker = Taker()
    taker.go_on.clear()
    async with listener(port, taker):
        visits = [asyncio.create_task(send(port, request(port))) for _ in range(5)]
        await taker.began.wait()
        taker.go_on.set()
        pages = {(await visit).body for visit in visits}
    assert taker.taken == [PARAMS]
    assert len(pages) == 1
    assert b"Consent received" in pages.pop()


async def test_a_long_exchange_lets_the_browser_go_and_goes_on(port: int) -> None:
    taker = Taker()
    taker.go_on.clear()
    async with listener(port, taker, page_timeout=0.05):
        early = await send(port, request(port))
        taker.go_on.set()
        late = await send(port, request(port))
    assert early.status == 200
    assert "Consent was received" in early.text
    assert "go back to the terminal" in early.text
    assert "Consent received" in late.text
    assert taker.taken == [PARAMS]


async def test_a_new_link_makes_the_one_before_it_old(port: int) -> None:
    taker = Taker()
    async with listener(port, taker) as armed:
        armed.expect("another")
        old = await send(port, request(port))
        new = await send(port, request(port, f"/callback?state=another&code={CODE}"))
    assert (old.status, new.status) == (400, 200)
    assert taker.taken == [{"state": "another", "code": CODE}]


async def test_nothing_counts_before_there_is_a_link(port: int) -> None:
    taker = Taker()
    async with Listener(f"http://localhost:{port}/callback", taker):
        assert (await send(port, request(port))).status == 400
    assert taker.taken == []


async def test_an_error_of_ours_becomes_a_page(port: int) -> None:
    async def refuse(params: Mapping[str, str]) -> Page:
        raise BadAnswer("The answer names <evil>.", "Make a new link.")

    async with Listener(f"http://localhost:{port}/callback", refuse) as armed:
        armed.expect(STATE)
        response = await send(port, request(port))
    assert response.status == 200
    assert "The answer names &lt;evil&gt;. Make a new link. Please go back" in response.text


async def test_a_fault_in_the_callback_neither_hangs_the_browser_nor_is_swallowed(
    port: int,
) -> None:
    async def break_down(params: Mapping[str, str]) -> Page:
        raise KeyError("a fault")

    reported: list[object] = []
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))
    async with Listener(f"http://localhost:{port}/callback", break_down) as armed:
        armed.expect(STATE)
        response = await send(port, request(port))
        again = await send(port, request(port))
    loop.set_exception_handler(handler)
    # A visitor who is dropped at the end is reported by asyncio 3.11 as well.
    assert [type(one) for one in reported if isinstance(one, Exception)] == [KeyError]
    assert "An answer arrived" in response.text
    assert again.body == response.body


@pytest.mark.parametrize(
    ("path", "target", "status"),
    [
        ("/", f"/?state={STATE}&code={CODE}", 200),
        ("", f"/?state={STATE}&code={CODE}", 200),
        ("/cb?app=1", f"/cb?app=1&state={STATE}&code={CODE}", 200),
        ("/cb?app=1", f"/cb?app=1?state={STATE}&code={CODE}", 200),
        ("/cb?app=1", f"/cb?state={STATE}&code={CODE}&app=1", 200),
        ("/cb?app=1", f"/cb?state={STATE}&code={CODE}", 404),
        ("/cb?app=1", f"/cb?app=12&state={STATE}&code={CODE}", 404),
        ("/cb?code=own", f"/cb?code=own&state={STATE}&code={CODE}", 200),
        ("/a%20b", f"/a%20b?state={STATE}&code={CODE}", 200),
        ("/ä", f"/%C3%A4?state={STATE}&code={CODE}", 200),
    ],
)
async def test_the_redirect_uri_is_matched_with_its_own_path_and_query(
    port: int, path: str, target: str, status: int
) -> None:
    taker = Taker()
    async with listener(port, taker, path):
        response = await send(port, request(port, target))
    assert response.status == status
    assert taker.taken == ([{"state": STATE, "code": CODE}] if status == 200 else [])


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\n\r\n", 421),
        (b"GET /callback?\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 17000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 17000, 431),
    ],
)
async def test_broken_http_is_answered_and_survived(port: int, data: bytes, status: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        response = await send(port, data)
        assert response.status == status
        assert (await send(port, request(port))).status == 200
    assert taker.taken == [PARAMS]


async def _write_for_ever(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def test_a_large_body_is_not_read(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(port, method="POST", extra="Content-Length: 100000000\r\n"))
        head = await reader.readline()
        with pytest.raises(OSError):  # noqa: PT011 - a reset or a broken pipe, as it happens
            await _write_for_ever(writer)
        writer.transport.abort()
    assert head.startswith(b"HTTP/1.1 405")
    assert taker.taken == []


async def test_a_slow_visitor_is_dropped(port: int) -> None:
    taker = Taker()
    async with listener(port, taker, head_timeout=0.05):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /callback HTTP/1.1\r\nHo")
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        assert (await send(port, request(port))).status == 200


async def test_visitors_who_leave_without_a_word_do_no_harm(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        for data in (b"", b"GET"):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(data)
            writer.transport.abort()
        assert (await send(port, request(port))).status == 200


async def test_too_many_visitors_are_turned_away_until_some_leave(port: int) -> None:
    taker = Taker()
    async with listener(port, taker):
        crowd = [await asyncio.open_connection("127.0.0.1", port) for _ in range(32)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        for crowd_reader, crowd_writer in crowd:
            crowd_writer.write_eof()
            assert await asyncio.wait_for(crowd_reader.read(), 5) == b""
            crowd_writer.close()
        assert (await send(port, request(port))).status == 200


async def test_closing_frees_the_port_and_drops_whoever_is_there(port: int) -> None:
    taker = Taker()
    armed = listener(port, taker)
    await armed.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await armed.close()
    await armed.close()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    async with listener(port, taker):
        assert (await send(port, request(port))).status == 200


async def test_closing_in_the_middle_of_an_exchange_still_gives_the_browser_a_page(
    port: int,
) -> None:
    taker = Taker()
    taker.go_on.clear()
    armed = listener(port, taker)
    await armed.start()
    visit = asyncio.create_task(send(port, request(port)))
    await taker.began.wait()
    await armed.close()
    assert "Consent was received" in (await visit).text
    [outcome] = armed._outcomes.values()
    assert outcome.task is not None
    assert not outcome.task.done()
    taker.go_on.set()
    await outcome.task


async def test_the_callback_itself_may_close_the_listener(port: int) -> None:
    async def end(params: Mapping[str, str]) -> Page:
        await armed.close()
        return DONE

    armed = Listener(f"http://localhost:{port}/callback", end)
    armed.expect(STATE)
    await armed.start()
    assert "Consent was received" in (await send(port, request(port))).text


async def test_the_page_of_an_exchange_that_has_just_ended_is_not_cut_off(port: int) -> None:
    taker = Taker()
    taker.go_on.clear()
    armed = listener(port, taker)
    await armed.start()
    visit = asyncio.create_task(send(port, request(port)))
    await taker.began.wait()
    [outcome] = armed._outcomes.values()
    taker.go_on.set()
    await asyncio.wait({outcome.page})
    await armed.close()
    assert "Consent received" in (await visit).text


@pytest.fixture(params=[(socket.AF_INET, "127.0.0.1", "IPv4"), (socket.AF_INET6, "::1", "IPv6")])
def holder(request: pytest.FixtureRequest) -> Iterator[tuple[int, str]]:
    """Somebody else's listener in one family: its port, and that family's name."""
    family, host, name = request.param
    if not _family_exists(family, host):
        pytest.skip(f"this machine has no {name}")
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.bind((host, 0))
        sock.listen()
        yield sock.getsockname()[1], name


async def test_a_port_that_is_held_in_one_family_is_an_error(holder: tuple[int, str]) -> None:
    port, family = holder
    armed = Listener(f"http://localhost:{port}/callback", Taker())
    with pytest.raises(ListenerError) as caught:
        await armed.start()
    await armed.close()
    assert f"Port {port} is in use" in caught.value.message
    assert f"({family})" in caught.value.message
    assert "choose another port in step Redirect and register" in caught.value.advice
    assert caught.value.mends == "redirect"
    other = "::1" if family == "IPv4" else "127.0.0.1"
    with pytest.raises(OSError):  # noqa: PT011 - refused, or no such family
        await asyncio.open_connection(other, port)


class _Socket(socket.socket):
    """A socket that cannot be bound in some families."""

    faults: dict[socket.AddressFamily, int] = {}

    def bind(self, address: object) -> None:
        if self.family in self.faults:
            raise OSError(self.faults[socket.AddressFamily(self.family)], "a fault")
        super().bind(address)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("faults", "part"),
    [
        ({socket.AF_INET: errno.EACCES}, "does not let you listen on port"),
        ({socket.AF_INET6: errno.EPERM}, "does not let you listen on port"),
        ({socket.AF_INET: errno.ENOBUFS}, "cannot be listened on: a fault"),
        (
            {socket.AF_INET: errno.EAFNOSUPPORT, socket.AF_INET6: errno.EADDRNOTAVAIL},
            "has no loopback address for localhost",
        ),
    ],
)
async def test_a_port_that_cannot_be_had_is_explained(
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    faults: dict[socket.AddressFamily, int],
    part: str,
) -> None:
    monkeypatch.setattr(_Socket, "faults", faults)
    monkeypatch.setattr("zdesk_tui.consent.loopback.socket.socket", _Socket)
    with pytest.raises(ListenerError) as caught:
        await Listener(f"http://localhost:{port}/callback", Taker()).start()
    assert part in caught.value.message
    assert caught.value.mends == "redirect"


async def test_a_machine_without_one_of_the_families_is_served_in_the_other(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    taker = Taker()
    with monkeypatch.context() as patch:
        patch.setattr(_Socket, "faults", {socket.AF_INET6: errno.EADDRNOTAVAIL})
        patch.setattr("zdesk_tui.consent.loopback.socket.socket", _Socket)
        armed = listener(port, taker)
        await armed.start()
    async with asyncio.timeout(5):
        assert (await send(port, request(port))).status == 200
        await armed.close()


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://localhost:8765/callback",
        "http://example.com/callback",
        "http://localhost.example.com:8765/",
        "http://0.0.0.0:8765/",
        "http://localhost:0/",
        "http://localhost:99999/",
        "http://[::1",
        "localhost:8765",
        "",
    ],
)
async def test_only_a_loopback_redirect_can_be_listened_to(redirect_uri: str) -> None:
    with pytest.raises(ListenerError) as caught:
        Listener(redirect_uri, Taker())
    assert caught.value.mends == "redirect"


async def test_port_80_may_be_left_out_of_the_host_header() -> None:
    armed = Listener("http://localhost/callback", Taker())
    assert armed.port == 80
    assert armed._address.hosts == {"localhost", "localhost:80"}
