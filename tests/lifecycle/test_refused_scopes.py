"""Which scopes Zoho refuses, by halving: named right, within the limits, with nobody's consent."""

import pytest

from tests.commands import World
from zdesk_tui.connector import Client, ClientType
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused
from zdesk_tui.lifecycle.refused_scopes import A_MINUTE, MOST, Asked, Verdict, refused_scopes
from zdesk_tui.sandbox import visitor
from zdesk_tui.secret import Secret

pytestmark = pytest.mark.anyio

GROUPS = ("tickets", "contacts", "tasks", "calls", "events")
GOOD = tuple(
    f"Desk.{group}.{word}" for group in GROUPS for word in ("READ", "CREATE", "UPDATE", "DELETE")
)
BAD = "Desk.tickets.ERASE"


class Clock:
    """A clock that only sleeping moves, and what was asked at which time."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.asked: list[tuple[float, Asked]] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds

    def changed(self, asked: Asked) -> None:
        self.asked.append((self.time, asked))


async def ask(
    world: World, clock: Clock, scopes: tuple[str, ...], kind: ClientType = "non-browser"
) -> Verdict:
    client_id, _ = visitor.register(
        world.port, "Meter", "http://localhost:1/cb", data_center="eu", kind=kind
    )
    row = world.workspace.data_centers.get("eu")
    assert isinstance(row, DataCenter)
    return await refused_scopes(
        Client(client_id, Secret(""), "", "non-browser"), row, scopes,
        sleep=clock.sleep, now=clock.now, changed=clock.changed,
    )  # fmt: skip


@pytest.mark.parametrize("at", [0, 7, 13, 19])
async def test_one_refused_scope_among_twenty_is_named(world: World, at: int) -> None:
    clock = Clock()
    scopes = (*GOOD[:at], BAD, *GOOD[at : len(GOOD) - 1])
    assert len(scopes) == 20
    verdict = await ask(world, clock, scopes)
    assert verdict.refused == (BAD,)
    assert verdict.unclear == ()
    assert len(verdict.asked) <= MOST
    assert [one for _, one in clock.asked] == list(verdict.asked)
    times = [time for time, _ in clock.asked]
    for first, fifth in zip(times, times[A_MINUTE:], strict=False):
        assert fifth - first >= 60


async def test_list_that_zoho_takes_costs_one_request(world: World) -> None:
    verdict = await ask(world, Clock(), GOOD)
    assert verdict == Verdict((), (), (Asked(GOOD, taken=True),))


async def test_several_refused_ones_are_all_named(world: World) -> None:
    bad = ("Desk.nothing.READ", "Desk.calls.ERASE")
    verdict = await ask(world, Clock(), (bad[0], *GOOD[:2], bad[1]))
    assert set(verdict.refused) == set(bad)
    assert verdict.unclear == ()


async def test_what_the_limit_leaves_is_called_unclear(world: World) -> None:
    bad = tuple(f"Desk.nothing{letter}.READ" for letter in "abcdefgh")
    verdict = await ask(world, Clock(), bad)
    assert len(verdict.asked) == MOST
    assert verdict.refused
    assert set(verdict.refused) | set(verdict.unclear) == set(bad)
    assert not set(verdict.refused) & set(verdict.unclear)


async def test_client_of_another_type_is_no_verdict_on_scopes(world: World) -> None:
    with pytest.raises(Refused, match="of another type than Non-browser"):
        await ask(world, Clock(), GOOD, kind="server-based")
