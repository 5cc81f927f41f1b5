"""Requests signed from a program: with which token, to whom, and what happens to a refused one."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from tests.commands import World, connect
from tests.samples import EU
from zdesk_tui.errors import NeedsConsent, ZdeskError
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.secret import Secret
from zdesk_tui.use.opened import OpenConnector

CROWD = 12


@pytest.fixture
def desk(world: World) -> OpenConnector:
    connect(world, "desk")
    return OpenConnector(world.workspace, "desk")


def url(desk: OpenConnector) -> str:
    return f"{desk.base_url}/tickets?limit=1"


def client(desk: OpenConnector) -> httpx.Client:
    return httpx.Client(auth=desk.auth, trust_env=False)


def refuse_present_token(world: World) -> str:
    """Let Zoho drop the cached token, as it does with the oldest of many."""
    connector = world.workspace.connectors.load("desk")
    cached = world.workspace.tokens.load(connector)
    assert cached is not None
    world.workspace.tokens.save(connector, Secret("1000.gone.gone"), cached.expires_at)
    return "1000.gone.gone"


def test_token_at_hand_is_used_and_nobody_asked_for_another(
    world: World, desk: OpenConnector
) -> None:
    with client(desk) as zoho:
        assert [zoho.get(url(desk)).status_code for _ in range(3)] == [200] * 3
    assert "token" not in world.control.counts()


def test_token_is_renewed_before_it_ends(world: World, desk: OpenConnector) -> None:
    world.expire("desk")
    with client(desk) as zoho:
        assert [zoho.get(url(desk)).status_code for _ in range(3)] == [200] * 3
    assert world.control.counts()["refresh"] == 1


def test_refused_token_is_renewed_and_the_request_sent_again(
    world: World, desk: OpenConnector
) -> None:
    refuse_present_token(world)
    with client(desk) as zoho:
        answer = zoho.get(url(desk))
    assert answer.status_code == 200
    assert world.control.counts()["refresh"] == 1
    assert world.control.counts()["tickets"] == 2


def test_refusal_that_a_new_token_does_not_help_is_not_paid_for_again(
    world: World, desk: OpenConnector
) -> None:
    body = '{"errorCode":"UNAUTHORIZED","message":"no"}'
    world.control.fault("tickets", "status", status=401, body=body, times=None)
    with client(desk) as zoho:
        assert [zoho.get(url(desk)).status_code for _ in range(4)] == [401] * 4
    assert world.control.counts()["refresh"] == 1
    assert world.control.counts()["tickets"] == 5


def test_body_that_is_a_stream_is_not_sent_twice(world: World, desk: OpenConnector) -> None:
    refuse_present_token(world)

    def pieces() -> Iterator[bytes]:
        yield b"{}"

    with client(desk) as zoho:
        assert zoho.post(url(desk), content=pieces()).status_code == 401
        assert zoho.get(url(desk)).status_code == 200


@pytest.mark.parametrize("kind", ["threads", "tasks", "mixed"])
def test_crowd_in_one_program_makes_one_renewal(
    world: World, desk: OpenConnector, kind: str
) -> None:
    refuse_present_token(world) if kind == "mixed" else world.expire("desk")
    tokens = []

    def note(response: httpx.Response) -> int:
        tokens.append(response.request.headers["Authorization"])
        return response.status_code

    async def tasks() -> list[int]:
        async with httpx.AsyncClient(auth=desk.auth, trust_env=False) as zoho:
            answers = await asyncio.gather(*(zoho.get(url(desk)) for _ in range(CROWD)))
        return [note(answer) for answer in answers]

    def threads() -> list[int]:
        with client(desk) as zoho, ThreadPoolExecutor(CROWD) as pool:
            return [note(one) for one in pool.map(zoho.get, [url(desk)] * CROWD)]

    if kind == "mixed":
        with ThreadPoolExecutor(2) as pool:
            aside = pool.submit(asyncio.run, tasks())
            codes = threads() + aside.result()
    else:
        codes = threads() if kind == "threads" else asyncio.run(tasks())
    assert set(codes) == {200}
    assert len(set(tokens)) == 1
    assert world.control.counts()["refresh"] == 1


def test_sync_client_renews_within_an_event_loop(world: World, desk: OpenConnector) -> None:
    world.expire("desk")

    async def notebook() -> tuple[str, int]:
        with client(desk) as zoho:
            return desk.token(), zoho.get(url(desk)).status_code

    assert asyncio.run(notebook())[1] == 200
    world.workspace.connectors.delete("desk")

    async def gone() -> None:
        desk.token()

    with pytest.raises(ZdeskError, match="no connector"):
        asyncio.run(gone())


def test_task_that_is_cancelled_leaves_the_renewal_to_its_end(
    world: World, desk: OpenConnector
) -> None:
    world.expire("desk")
    world.control.fault("token", "delay", seconds=0.3)

    async def impatient() -> str:
        async with httpx.AsyncClient(auth=desk.auth, trust_env=False) as zoho:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await zoho.get(url(desk))
        return (await valid_token(world.workspace, "desk")).access_token.reveal()

    assert asyncio.run(impatient()) == desk.token()
    assert world.control.counts()["refresh"] == 1


FOREIGN = [
    "https://example.com/api/v1/tickets",
    "http://desk.zoho.eu/api/v1/tickets",
    "https://desk.zoho.com/api/v1/tickets",
    "https://desk.zoho.eu.example.com/",
    "https://desk.zoho.eu@example.com/",
    "https://desk.zoho.eu:8443/api/v1/tickets",
    "https://evilzoho.eu/",
    "https://user@desk.zoho.eu/",
]


@pytest.mark.parametrize("address", FOREIGN)
def test_no_other_host_is_known(address: str) -> None:
    assert not EU.owns(str(httpx.URL(address)))


@pytest.mark.parametrize(
    "address",
    [
        "https://desk.zoho.eu/api/v1/tickets?limit=1",
        "https://DESK.zoho.eu:443/api/v1/tickets",
        "https://www.zohoapis.eu/crm/v8/org",
        "https://accounts.zoho.eu/oauth/user/info",
        "https://analyticsapi.zoho.eu/restapi/v2/orgs",
        "https://desk.zoho.eu",
    ],
)
def test_hosts_of_the_data_center_are_known(address: str) -> None:
    assert EU.owns(str(httpx.URL(address)))


def test_request_to_another_host_raises_and_is_not_sent(world: World, desk: OpenConnector) -> None:
    there = f"http://127.0.0.1:{world.port}/us/desk/api/v1/tickets"
    with client(desk) as zoho, pytest.raises(ZdeskError, match=r"Nothing was sent to 127\."):
        zoho.get(there)

    async def aside() -> None:
        async with httpx.AsyncClient(auth=desk.auth) as other:
            await other.get(there)

    with pytest.raises(ZdeskError, match="for which the token of desk is good"):
        asyncio.run(aside())
    assert "tickets" not in world.control.counts()


def test_connector_that_was_moved_to_another_data_center_signs_there_only(
    world: World, desk: OpenConnector
) -> None:
    before = url(desk)
    connect(world, "desk", "us")
    with client(desk) as zoho:
        with pytest.raises(ZdeskError, match="Nothing was sent"):
            zoho.get(before)
        assert zoho.get(url(desk)).status_code == 200


def test_connector_without_consent_is_refused_when_it_is_opened(world: World) -> None:
    connect(world, "desk")
    saved = world.workspace.connectors.load("desk")
    world.workspace.connectors.save(replace(saved, grant=None))
    with pytest.raises(NeedsConsent, match="desk has no consent"):
        OpenConnector(world.workspace, "desk")
