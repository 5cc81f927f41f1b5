"""The wait behind a short link whose target holds a token."""

import asyncio
import socket

import httpx
import pytest

from tests.ports import free_port
from zdesk_tui.consent.enhance import Enhancing
from zdesk_tui.secret import Secret

pytestmark = pytest.mark.anyio

TARGET = Secret("https://accounts.zoho.eu/oauth/v2/token/addextrascope?enhance_token=MARK")


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return await browser.get(url)


class Wait:
    """What is told while the browser is away."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.notes: list[str] = []

    def behind(self, uri: str) -> Enhancing:
        return Enhancing(uri, TARGET, self.words.append, self.notes.append)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("", ""), ("?status=success", ""), ("?state=foreign&code=x", ""),
        ("?error=access_denied", "access_denied"), ("?error=%1b%5b2J", "[2J"), ("?a=1&a=2", ""),
    ],
)  # fmt: skip
async def test_any_visit_behind_the_short_link_counts_as_a_sign(query: str, word: str) -> None:
    uri = f"http://localhost:{free_port()}/callback"
    told = Wait()
    async with told.behind(uri) as wait:
        assert wait.comes_back
        early = await get(f"{uri}{query}")
        assert early.status_code == 400, "nobody can have come from Zoho yet"
        assert told.words == []
        sent = await get(wait.short_link)
        assert (sent.status_code, sent.headers["location"]) == (302, TARGET.reveal())
        back = await get(f"{uri}{query}")
        assert "asks Zoho" in back.text
        again = await get(f"{uri}{query}")
        assert again.text == back.text
    assert told.words == [word], "one sign, however often the browser repeats it"


async def test_token_is_in_nothing_but_the_redirect() -> None:
    told = Wait()
    async with told.behind(f"http://localhost:{free_port()}/callback") as wait:
        assert "MARK" not in wait.short_link
        page = await get(wait.short_link)
        assert "MARK" not in page.text
        assert "MARK" not in repr(wait) + repr(vars(wait))
        wrong = await get(f"http://localhost:{wait.port}/aaaaaaaa")
        assert wrong.status_code == 404
    assert not any("MARK" in note for note in told.notes)
    with pytest.raises(httpx.ConnectError):
        await get(f"http://localhost:{wait.port}/")


@pytest.mark.parametrize("uri", ["https://example.com/callback", ""])
async def test_link_is_short_also_where_the_browser_comes_back_elsewhere(uri: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        taken = f"http://127.0.0.1:{held.getsockname()[1]}/callback"
        async with Wait().behind(uri or taken) as wait:
            assert not wait.comes_back
            assert wait.port != held.getsockname()[1]
            assert (await get(wait.short_link)).status_code == 302
            await asyncio.sleep(0)
