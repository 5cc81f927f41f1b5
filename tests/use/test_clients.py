"""Clients that try again: what, how often, and after how long."""

import asyncio
import doctest
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import anyio
import httpx
import pytest

import zdesk_tui
from tests.commands import World, connect, install
from zdesk_tui.errors import TryLater, ZdeskError
from zdesk_tui.use import auth, clients, opened
from zdesk_tui.use.opened import OpenConnector

Ask = Callable[..., httpx.Response]


@pytest.fixture
def desk(world: World) -> OpenConnector:
    connect(world, "desk")
    return OpenConnector(world.workspace, "desk")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return what is waited for, which takes no time."""
    found: list[float] = []

    async def aside(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(time, "sleep", found.append)
    monkeypatch.setattr(anyio, "sleep", aside)
    return found


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, desk: OpenConnector) -> Ask:
    """Return a function that makes one request with either client."""

    def sync(method: str, path: str, **options: object) -> httpx.Response:
        with desk.client() as client:
            return client.request(method, path, **options)  # type: ignore[arg-type]

    async def aside(method: str, path: str, **options: object) -> httpx.Response:
        async with desk.async_client() as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    def run(method: str, path: str, **options: object) -> httpx.Response:
        return asyncio.run(aside(method, path, **options))

    return sync if request.param == "sync" else run


def test_requests_go_to_the_service_and_name_the_organization(world: World, ask: Ask) -> None:
    answer = ask("GET", "/tickets", params={"limit": 1})
    assert answer.status_code == 200
    assert answer.request.url.path == "/eu/desk/api/v1/tickets"
    assert answer.request.headers["orgId"] == "2389290"


def test_throttle_is_waited_for_as_the_server_says_whatever_the_method(
    world: World, ask: Ask, waits: list[float]
) -> None:
    told = {"Retry-After": "7"}
    world.control.fault("tickets", "status", status=429, headers=told, times=2)
    assert ask("POST", "/tickets", json={}).status_code not in (429, 500)
    assert waits == [7, 7]


def test_date_to_wait_for_is_understood(world: World, ask: Ask, waits: list[float]) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    world.control.fault("tickets", "status", status=503, headers={"Retry-After": at})
    assert ask("GET", "/tickets").status_code == 200
    assert waits == [pytest.approx(30, abs=3)]


def test_server_that_wants_more_than_a_minute_is_left_alone(
    world: World, ask: Ask, waits: list[float]
) -> None:
    world.control.fault("tickets", "status", status=429, headers={"Retry-After": "3600"})
    assert ask("GET", "/tickets").status_code == 429
    assert (waits, world.control.counts()["tickets"]) == ([], 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_fault_is_tried_again_later_each_time_and_then_told(
    status: int, world: World, ask: Ask, waits: list[float]
) -> None:
    world.control.fault("tickets", "status", status=status, times=None)
    assert ask("GET", "/tickets").status_code == status
    assert world.control.counts()["tickets"] == clients.TRIES
    for wait, longest in zip(waits, (0.5, 1, 2), strict=True):
        assert longest / 2 <= wait <= longest


def test_fault_of_what_may_not_be_done_twice_is_told_at_once(
    world: World, ask: Ask, waits: list[float]
) -> None:
    world.control.fault("tickets", "status", status=500, times=None)
    assert ask("POST", "/tickets", json={}).status_code == 500
    assert (waits, world.control.counts()["tickets"]) == ([], 1)


@pytest.mark.parametrize("status", [400, 403, 404, 422, 501])
def test_refusal_is_no_fault(status: int, world: World, ask: Ask, waits: list[float]) -> None:
    world.control.fault("tickets", "status", status=status)
    assert ask("GET", "/tickets").status_code == status
    assert waits == []


def test_cut_connection_is_tried_again_where_that_is_safe(
    world: World, ask: Ask, waits: list[float]
) -> None:
    world.control.fault("tickets", "cut", times=2)
    assert ask("GET", "/tickets").status_code == 200
    world.control.fault("tickets", "cut", times=2)
    with pytest.raises(httpx.RemoteProtocolError):
        ask("POST", "/tickets", json={})
    assert len(waits) == 2


def test_outage_ends_with_the_last_try(
    desk: OpenConnector, world: World, waits: list[float]
) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    silent = httpx.MockTransport(refuse)
    with desk.client(transport=silent, mounts={}) as client, pytest.raises(httpx.ConnectError):
        client.post("/tickets", json={})
    assert len(waits) == clients.TRIES - 1


def test_stream_of_an_answer_is_handed_on_unread(world: World, desk: OpenConnector) -> None:
    world.control.fault("tickets", "status", status=503, headers={"Retry-After": "0"})
    with desk.client() as client, client.stream("GET", "/tickets") as answer:
        assert answer.status_code == 200
        assert not answer.is_stream_consumed
        assert answer.read()


def test_token_that_cannot_be_renewed_is_the_programs_to_handle(world: World, ask: Ask) -> None:
    world.expire("desk")
    world.control.fault("token", "status", status=502)
    with pytest.raises(TryLater):
        ask("GET", "/tickets")


def test_settings_of_the_program_come_before_ours(world: World, desk: OpenConnector) -> None:
    with desk.client(headers={"User-Agent": "sync/2"}, timeout=5) as client:
        request = client.get("/tickets").request
    assert (request.headers["User-Agent"], request.headers["orgId"]) == ("sync/2", "2389290")
    assert client.timeout == httpx.Timeout(5)


def test_wrong_environment_is_told_in_words(
    desk: OpenConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    for make in (desk.client, desk.async_client):
        with pytest.raises(ZdeskError, match="SSL_CERT_FILE"):
            make()


def test_token_is_asked_for_with_a_time_that_can_be(desk: OpenConnector) -> None:
    assert desk.token(min_valid=300) == desk.token()
    for seconds in (-1, 3001, 3600):
        with pytest.raises(ValueError, match="takes 0 to 3000"):
            desk.token(min_valid=seconds)


def test_nothing_secret_shows(world: World, desk: OpenConnector) -> None:
    shown = f"{desk!r} {desk.auth!r} {vars(desk)!r} {vars(desk.auth)!r}"
    assert not [secret for secret in (*world.secrets("desk"), desk.token()) if secret in shown]


@pytest.mark.parametrize("module", [auth, opened])
def test_examples_run_as_they_stand(
    module: object, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(world, "desk-prod")
    install(world, "desk-prod")
    monkeypatch.setenv("ZDESK_TUI_HOME", str(world.home))
    done = doctest.testmod(module)  # type: ignore[arg-type]
    assert done.failed == 0
    assert done.attempted >= 3


def test_home_can_be_given(world: World, tmp_path: Path) -> None:
    connect(world, "desk")
    install(world, "desk")
    found = zdesk_tui.open_connector("desk", home=str(world.home))
    assert found.token()
    with pytest.raises(ZdeskError, match="nobody"):
        zdesk_tui.open_connector("nobody", home=str(tmp_path))
    assert not hasattr(zdesk_tui, "anything_else")
