"""The short link and the rehearsal, over real sockets."""

import asyncio
import re
import socket

import pytest

from tests.consent.test_listener import GOOD, PARAMS, STATE, Response, Taker, request, send
from tests.ports import free_port
from zdesk_tui.consent.gate import REHEARSAL
from zdesk_tui.consent.listener import Listener
from zdesk_tui.consent.shortcut import Shortcut

pytestmark = pytest.mark.anyio

LINK = f"https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.basic.READ&state={STATE}"


class Armed:
    """A listener that waits for the answer to a link, with what it reported."""

    def __init__(self, path: str = "/callback") -> None:
        self.port = free_port()
        self.taker = Taker()
        self.arrivals = 0
        self.listener = Listener(
            f"http://localhost:{self.port}{path}", self.taker, self.taker.notes.append, self._seen
        )
        self.listener.expect(STATE, LINK)

    def _seen(self) -> None:
        self.arrivals += 1

    @property
    def short(self) -> str:
        return self.listener.short_link.removeprefix(f"http://localhost:{self.port}")

    async def visit(self, target: str, **how: str) -> Response:
        return await send(self.port, request(self.port, target, **how))


async def test_short_link_leads_to_the_long_one_and_is_kept_nowhere() -> None:
    armed = Armed()
    assert re.fullmatch(r"/[a-z2-9]{8}", armed.short)
    async with armed.listener:
        response = await armed.visit(armed.short)
        again = await armed.visit(armed.short)
    assert response.status == again.status == 302
    assert response.headers["location"] == LINK.lower()  # the reader lowers all headers
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert STATE not in response.text
    assert (armed.arrivals, armed.taker.notes, armed.taker.taken) == (2, [], [])


async def test_ten_wrong_guesses_close_it_until_a_new_link_is_made() -> None:
    armed = Armed()
    async with armed.listener:
        for guess in range(10):
            assert (await armed.visit(armed.short)).status == 302
            assert (await armed.visit(f"/wrong{guess:03}")).status == 404
        closed = await armed.visit(armed.short)
        assert closed.status == 404
        assert "location" not in closed.headers
        assert "new link" in closed.text
        assert "n makes a new one" in armed.taker.notes[-1]
        assert (await armed.visit(GOOD)).status == 200
        armed.listener.expect("another-state", LINK)
        assert (await armed.visit(armed.short)).status == 302
    assert armed.taker.taken == [PARAMS]


async def test_what_browsers_ask_for_by_themselves_is_no_guess() -> None:
    armed = Armed()
    async with armed.listener:
        for _ in range(4):
            for target in ("/favicon.ico", "/robots.txt", "/callback", "/a", "/"):
                assert (await armed.visit(target)).status in (400, 404)
        assert (await armed.visit(armed.short)).status == 302


async def test_an_answer_at_the_path_of_the_short_link_is_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("zdesk_tui.consent.shortcut.secrets.choice", lambda letters: letters[0])
    armed = Armed("/aaaaaaaa")
    assert armed.short == "/aaaaaaaa"
    async with armed.listener:
        assert (await armed.visit("/aaaaaaaa")).status == 302
        assert (await armed.visit("/aaaaaaaa?error=access_denied")).status == 400
        assert (await armed.visit(GOOD.replace("/callback", "/aaaaaaaa"))).status == 200
    assert armed.taker.taken == [PARAMS]


async def test_short_link_at_the_root_does_not_disturb_a_redirect_uri_there() -> None:
    armed = Armed("/")
    async with armed.listener:
        assert (await armed.visit("/")).status == 400
        assert (await armed.visit(armed.short)).status == 302
        assert (await armed.visit(GOOD.replace("/callback", "/"))).status == 200
    assert armed.taker.taken == [PARAMS]


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "localhost:1"}, 421),
        ({"method": "POST"}, 405),
        ({"method": "HEAD"}, 405),
        ({"extra": "Sec-Purpose: prefetch\r\n"}, 503),
    ],
)
async def test_short_link_leads_only_a_plain_visitor_of_this_host(
    how: dict[str, str], status: int
) -> None:
    armed = Armed()
    async with armed.listener:
        response = await armed.visit(armed.short, **how)
    assert response.status == status
    assert "location" not in response.headers
    assert armed.arrivals == (status != 421)


def test_each_short_link_is_another_one() -> None:
    assert len({Shortcut(LINK).path for _ in range(50)}) == 50


async def test_without_a_link_there_is_no_short_one() -> None:
    armed = Armed()
    armed.listener.expect("another-state")
    assert armed.listener.short_link == ""


@pytest.mark.parametrize("path", ["/callback", "/", "/a%20b?x=1&y=2"])
async def test_rehearsal_reaches_this_listener_and_nobody_notices(path: str) -> None:
    armed = Armed(path)
    async with armed.listener:
        reached = await armed.listener.rehearse()
    assert "127.0.0.1" in reached
    assert (armed.arrivals, armed.taker.notes, armed.taker.taken) == (0, [], [])


async def test_rehearsal_does_not_take_another_program_for_ours() -> None:
    armed = Armed()
    with socket.create_server(("127.0.0.1", armed.port)) as stranger:
        stranger.setblocking(False)

        async def echo() -> None:
            while True:
                visitor, _ = await asyncio.get_running_loop().sock_accept(stranger)
                with visitor:
                    heard = await asyncio.get_running_loop().sock_recv(visitor, 4096)
                    await asyncio.get_running_loop().sock_sendall(visitor, heard)

        echoing = asyncio.create_task(echo())
        assert "127.0.0.1" not in await armed.listener.rehearse()
        echoing.cancel()


async def test_rehearsal_word_of_somebody_else_is_only_a_visit() -> None:
    armed = Armed()
    async with armed.listener:
        response = await armed.visit("/callback", extra=f"{REHEARSAL}: guessed\r\n")
    assert response.status == 400
    assert armed.arrivals == 1
