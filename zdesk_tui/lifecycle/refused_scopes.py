"""Which scopes of a list Zoho refuses: asked of its accounts server, without a person.

The first request of the device flow is refused for a scope that Zoho does not know, and it names
none. So parts of the list are asked for until the bad one stands alone. What is accepted is a
device code that nobody types; it ends by itself.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from zdesk_tui.connector import Client
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused
from zdesk_tui.zoho import device
from zdesk_tui.zoho.wire import Wire
from zdesk_tui.zoho.words import squeezed

MOST = 9
"""Requests for one answer: 10 in 10 minutes are a client's at the least, and consent needs one."""
A_MINUTE = 4
"""Requests in a minute: after more, some of Zoho's pages say, it blocks for 10 minutes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Args:
        scopes: what was asked for.
        taken: whether Zoho took it.
    """

    scopes: tuple[str, ...]
    taken: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the requests have shown.

    Args:
        refused: scopes that Zoho does not take, each proven alone.
        unclear: scopes that were not asked about on their own side before the limit.
        asked: every request, in order.
    """

    refused: tuple[str, ...]
    unclear: tuple[str, ...]
    asked: tuple[Asked, ...]


async def refused_scopes(
    client: Client,
    data_center: DataCenter,
    scopes: Iterable[str],
    *,
    sleep: Callable[[float], Awaitable[None]],
    now: Callable[[], float],
    changed: Callable[[Asked], None],
    wire: Callable[[], Wire] = Wire,
) -> Verdict:
    """Find the scopes that Zoho refuses, by halving, within its limits.

    Args:
        client: of the type Non-browser; its secret is not sent.
        data_center: where it is registered.
        scopes: the list.
        sleep: waits for seconds.
        now: returns seconds since 1970.
        changed: called after each request.
        wire: makes the way to Zoho.

    Raises:
        Refused: Zoho does not take the client.
        TryLater: no usable answer.
    """
    asked: list[Asked] = []
    times: list[float] = []

    async def takes(some: tuple[str, ...]) -> bool:
        if len(times) >= A_MINUTE:
            await sleep(max(0.0, times[-A_MINUTE] + 60 - now()))
        times.append(now())
        try:
            async with wire() as open_wire:
                await device.ask_code(open_wire, data_center, client, some, "online")
        except Refused as error:
            if squeezed(error.word) not in ("invalidscope", "invalidscopes"):
                raise
            asked.append(Asked(some, taken=False))
        else:
            asked.append(Asked(some, taken=True))
        changed(asked[-1])
        return asked[-1].taken

    refused: list[str] = []
    left = tuple(scopes)
    while left and len(asked) < MOST and not await takes(left):
        suspects = left
        aside: list[str] = []
        while len(suspects) > 1 and len(asked) < MOST:
            half = suspects[: len(suspects) // 2]
            rest = suspects[len(half) :]
            if await takes(half):
                # As the whole was refused, the bad one is in the rest.
                suspects = rest
            else:
                suspects, aside = half, [*rest, *aside]
        if len(suspects) > 1:
            return Verdict(tuple(refused), (*suspects, *aside), tuple(asked))
        refused += suspects
        left = tuple(aside)
    if asked and asked[-1].taken and asked[-1].scopes == left:
        left = ()
    return Verdict(tuple(refused), left, tuple(asked))
