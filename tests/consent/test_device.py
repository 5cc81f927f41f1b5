"""Consent by device code: with a moved clock against made-up answers, and against the sandbox."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from anyio.to_thread import run_sync

from tests.ports import free_port
from zdesk_tui.connector import Client
from zdesk_tui.consent.attempt import DeviceAttempt
from zdesk_tui.consent.device import DeviceSession
from zdesk_tui.consent.redeem import Granted, Request
from zdesk_tui.datacenters import ZOHO, DataCenter, DataCenters, custom
from zdesk_tui.errors import Refused, TryLater
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret
from zdesk_tui.zoho.wire import Wire

pytestmark = pytest.mark.anyio

SCOPES = ("Desk.tickets.READ", "Desk.basic.READ")
PENDING = {"error": "authorization_pending"}
SLOW_DOWN = {"error": "slow_down"}
TO_EUROPE = {"error": "other_dc", "user_location": "eu"}
TOKENS = {
    "access_token": "1004.aa.bb",
    "refresh_token": "1004.cc.dd",
    "api_domain": "https://www.zohoapis.eu",
    "token_type": "Bearer",
    "expires_in": 3600,
}
PAGE = "https://accounts.zoho.com/oauth/v3/device"
CODE = {
    "user_code": "WLKU-4502",
    "device_code": "1024.aa.bb",
    "interval": 30_000,
    "expires_in": 300_000,
    "verification_url": PAGE,
    "verification_uri_complete": f"{PAGE}/setCode?devcode=V0xLVS00NTAy",
}
RESET = httpx.ReadError("reset")
HTML = "<html>Service Unavailable</html>"


class Stopped(Exception):
    """The wait was ended from outside."""


@dataclass
class Zoho:
    """A Zoho of made-up answers, and a clock that only moves when the session waits."""

    polls: list[Any]
    code: Any = field(default_factory=lambda: dict(CODE))
    now: float = 1_000_000.0
    polled: list[tuple[float, str, str]] = field(default_factory=list)
    """Time, host and secret of every poll."""
    changes: list[str] = field(default_factory=list)
    grants: list[Granted] = field(default_factory=list)
    attempts: list[DeviceAttempt] = field(default_factory=list)
    asked_for_code: int = 0
    patience: int = 100
    """Waits after which the person stops."""

    def answer(self, request: httpx.Request) -> httpx.Response:
        sent = {name: one[0] for name, one in parse_qs(request.content.decode()).items()}
        if request.url.path == "/oauth/v3/device/code":
            self.asked_for_code += 1
            assert sent["grant_type"] == "device_request"
            assert "client_secret" not in sent
            # Unlike httpx, this writes what is no number too.
            return httpx.Response(200, content=json.dumps(self.code))
        assert request.url.path == "/oauth/v3/device/token"
        assert (sent["grant_type"], sent["code"]) == ("device_token", "1024.aa.bb")
        self.polled.append((self.now, request.url.host, sent["client_secret"]))
        said = self.polls.pop(0) if self.polls else PENDING
        if isinstance(said, Exception):
            raise said
        if isinstance(said, str):
            return httpx.Response(503, text=said)
        return httpx.Response(200, json=said)

    async def sleep(self, seconds: float) -> None:
        if self.patience == 0:
            raise Stopped
        self.patience -= 1
        self.now += seconds

    def session(
        self,
        *,
        home: DataCenter | None = None,
        secrets: dict[str, Secret] | None = None,
        attempt: DeviceAttempt | None = None,
    ) -> DeviceSession:
        client = Client("1004.A", Secret("first"), "", "non-browser", secrets=secrets or {})
        row = home or ZOHO.get("us")
        assert row is not None
        session = DeviceSession(
            Request(client, row, SCOPES),
            ZOHO,
            now=lambda: self.now,
            sleep=self.sleep,
            changed=lambda: self.changes.append(session.phase),
            attempt_made=self.attempts.append,
            granted=self.grants.append,
            attempt=attempt,
            wire=lambda: Wire(httpx.MockTransport(self.answer)),
        )
        return session

    @property
    def gaps(self) -> list[float]:
        times = [at for at, _, _ in self.polled]
        return [later - earlier for earlier, later in pairwise(times)]


async def test_approval_is_noticed_whatever_happens_in_between() -> None:
    zoho = Zoho([PENDING, PENDING, RESET, SLOW_DOWN, TO_EUROPE, TOKENS])
    session = zoho.session()
    await session.run()
    assert session.phase == "granted"
    assert [host for _, host, _ in zoho.polled] == ["accounts.zoho.com"] * 5 + ["accounts.zoho.eu"]
    assert zoho.gaps == [30, 30, 30, 60, 60]
    (grant,) = zoho.grants
    assert (grant.grant.data_center, grant.user_data_center.code) == ("us", "eu")
    assert grant.grant.refresh_token == Secret("1004.cc.dd")
    assert grant.expires_at == zoho.now + 3600


@pytest.mark.parametrize("trouble", [RESET, HTML, {"unheard": "of"}, [], None])
async def test_a_poll_without_an_answer_is_told_and_not_the_end(trouble: Any) -> None:
    zoho = Zoho([trouble, PENDING, TOKENS])
    session = zoho.session()
    told: list[str] = []
    session._changed = lambda: told.append(session.trouble.message if session.trouble else "")
    await session.run()
    assert session.phase == "granted"
    assert sum("accounts.zoho.com" in one for one in told) == 1
    assert told[-1] == ""


@pytest.mark.parametrize(
    ("said", "phase", "text"),
    [
        ({"error": "access_denied"}, "refused", "refused on Zoho's page"),
        ({"error": "expired"}, "expired", "ended before anybody answered"),
        ({"error": "invalid_code"}, "expired", "does not know the device code any longer"),
        ({"error": "invalid_client_secret"}, "failed", "not this client secret"),
        ({"error": "other_dc", "user_location": "mars"}, "failed", "data center (mars)"),
        ({"error": "other_dc"}, "failed", "data center (?)"),
        ({"error": "odd\x1b[2J"}, "failed", "a word that is not known here: odd[2J"),
        ({**TOKENS, "refresh_token": None}, "failed", "no refresh token"),
        (
            {"error": "access_denied", "error_description": "too many requests continuously"},
            "failed",
            "asked too often",
        ),
    ],
)
async def test_each_end_has_its_own_words(said: dict[str, str], phase: str, text: str) -> None:
    zoho = Zoho([PENDING, said, TOKENS])
    session = zoho.session()
    await session.run()
    assert session.phase == phase
    assert text in str(session.error)
    assert len(zoho.polled) == 2
    assert not zoho.grants


async def test_code_that_nobody_answers_ends_with_its_time() -> None:
    zoho = Zoho([])
    session = zoho.session()
    await session.run()
    assert session.phase == "expired"
    assert len(zoho.polled) == 9
    assert "nobody answered" in str(session.error)


async def test_code_that_could_not_be_asked_about_says_so() -> None:
    zoho = Zoho([RESET] * 20)
    session = zoho.session()
    await session.run()
    assert isinstance(session.error, TryLater)
    assert "the last time it was asked about" in session.error.message
    assert "accounts.zoho.com" in session.error.message


@pytest.mark.parametrize(
    ("interval", "life", "every", "seconds"),
    [
        (30_000, 300_000, 30, 300),
        (5000, 300_000, 5, 300),
        (30, 300, 30, 300),
        ("30000", "300000", 30, 300),
        (1, 1, 5, 60),
        (10**12, 10**12, 60, 900),
        (None, None, 30, 300),
        (True, -1, 30, 300),
        (float("nan"), "soon", 30, 300),
    ],
)
async def test_times_are_milliseconds_when_they_are_large_and_kept_in_bounds(
    interval: Any, life: Any, every: float, seconds: float
) -> None:
    zoho = Zoho([PENDING, TOKENS], code={**CODE, "interval": interval, "expires_in": life})
    session = zoho.session()
    lasts: list[float] = []
    session._changed = lambda: lasts.append(session.remaining)
    await session.run()
    assert zoho.gaps == [every]
    assert max(lasts) == seconds


async def test_slow_down_doubles_up_to_a_minute() -> None:
    zoho = Zoho([SLOW_DOWN] * 4 + [TOKENS], code={**CODE, "interval": 5000})
    await zoho.session().run()
    assert zoho.gaps == [10, 20, 40, 60]


@pytest.mark.parametrize(
    ("changes", "page", "link"),
    [
        ({}, PAGE, CODE["verification_uri_complete"]),
        ({"verification_uri_complete": "https://evil.example/x"}, PAGE, PAGE),
        ({"verification_url": "https://accounts.zoho.com.evil.example/oauth/v3/device"}, PAGE, ...),
        ({"verification_url": None, "verification_uri_complete": 7}, PAGE, PAGE),
    ],
)
async def test_person_is_led_to_the_accounts_server_and_nowhere_else(
    changes: dict[str, Any], page: str, link: Any
) -> None:
    zoho = Zoho([{"error": "expired"}], code={**CODE, **changes})
    session = zoho.session()
    await session.run()
    assert session.attempt is not None
    assert session.attempt.page == page
    assert session.attempt.link == (CODE["verification_uri_complete"] if link is ... else link)


@pytest.mark.parametrize(
    ("code", "mends", "text"),
    [
        ({"error": "invalid_client"}, "credentials", "another type than Non-browser"),
        ({"error": "invalid_scope"}, "scopes", "does not know one of the scopes"),
        ({**CODE, "user_code": "\x1b[2J"}, "consent", "without a usable device code"),
        ({}, "consent", "without a usable device code"),
    ],
)
async def test_refused_code_names_the_step_that_mends_it(
    code: dict[str, Any], mends: str, text: str
) -> None:
    zoho = Zoho([], code=code)
    session = zoho.session()
    await session.run()
    assert (session.phase, session.attempt) == ("failed", None)
    assert session.error is not None
    assert session.error.mends == mends
    assert text in str(session.error)


async def test_secret_of_the_persons_data_center_is_asked_for_and_the_code_goes_on() -> None:
    zoho = Zoho([TO_EUROPE, {"error": "invalid_client_secret"}, PENDING, TOKENS])
    session = zoho.session()
    await session.run()
    assert session.lacks_secret
    assert "Settings, Multi-DC" in str(session.error)
    session.use_secret(Secret("european"))
    await session.run()
    assert session.phase == "granted"
    assert [secret for _, _, secret in zoho.polled] == ["first", "first", "european", "european"]
    assert zoho.gaps == [30, 30, 30]
    assert session.request.client.secrets == {"eu": Secret("european")}


async def test_saved_secret_of_a_data_center_is_used_there_at_once() -> None:
    zoho = Zoho([TO_EUROPE, TOKENS])
    await zoho.session(secrets={"eu": Secret("european")}).run()
    assert [secret for _, _, secret in zoho.polled] == ["first", "european"]


async def test_client_outside_the_table_sends_its_secret_nowhere_else() -> None:
    zoho = Zoho([TO_EUROPE, TOKENS])
    session = zoho.session(home=custom("https://accounts.zoho.com"))
    await session.run()
    assert session.phase == "failed"
    assert len(zoho.polled) == 1


async def test_new_code_after_a_refusal_begins_at_home() -> None:
    zoho = Zoho([TO_EUROPE, {"error": "access_denied"}, TOKENS])
    session = zoho.session()
    await session.run()
    assert zoho.changes[-1] == "refused"
    await session.run()
    assert zoho.changes[-1] == "granted"
    assert [host for _, host, _ in zoho.polled] == [
        "accounts.zoho.com",
        "accounts.zoho.eu",
        "accounts.zoho.com",
    ]


async def test_another_run_goes_on_with_a_code_that_is_still_young() -> None:
    zoho = Zoho([TO_EUROPE, PENDING], patience=2)
    with pytest.raises(Stopped):
        await zoho.session().run()
    kept = zoho.attempts[-1]
    assert kept.asked == "eu"
    zoho.polls, zoho.patience = [PENDING, TOKENS], 100
    zoho.now += 7
    later = zoho.session(attempt=kept)
    assert later.remaining == 300 - 60 - 7
    await later.run()
    assert later.phase == "granted"
    assert zoho.gaps == [30, 30, 30]
    assert zoho.asked_for_code == 1


async def test_a_code_of_another_day_is_not_gone_on_with() -> None:
    zoho = Zoho([{"error": "access_denied"}])
    await zoho.session().run()
    zoho.now += 300
    await zoho.session(attempt=zoho.attempts[-1]).run()
    assert zoho.asked_for_code == 2


# Against the sandbox


@dataclass
class Running:
    """A running sandbox."""

    port: int
    control: Control
    table: DataCenters


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home: Path = tmp_path_factory.mktemp("sandbox")
    port = free_port()
    with Sandbox.join_or_run(home, port):
        yield Running(port, Control(home, port), data_centers(port))


async def consented(
    running: Running, act: Callable[[int, str], None], *, multi_dc: bool = True
) -> tuple[DeviceSession, list[Granted]]:
    """Run a session whose clock and the sandbox's move on together.

    Args:
        running: the sandbox.
        act: what the person does with the link, before each wait, which it gets the number of.
        multi_dc: whether one secret counts everywhere.
    """
    client_id, secret = visitor.register(
        running.port, "Meter", kind="non-browser", multi_dc=multi_dc
    )
    clock, grants, waits = [time.time()], list[Granted](), [0]

    async def sleep(seconds: float) -> None:
        waits[0] += 1
        assert session.attempt is not None
        await run_sync(partial(act, waits[0], session.attempt.link))
        await run_sync(running.control.advance, seconds)
        clock[0] += seconds

    row = running.table.get("us")
    assert row is not None
    session = DeviceSession(
        Request(Client(client_id, secret, "", "non-browser"), row, SCOPES),
        running.table,
        now=lambda: clock[0],
        sleep=sleep,
        changed=lambda: None,
        attempt_made=lambda attempt: None,
        granted=grants.append,
    )
    await session.run()
    return session, grants


async def test_person_of_another_data_center_consents_on_a_phone(running: Running) -> None:
    def act(number: int, link: str) -> None:
        if number == 2:
            visitor.accept_device(link, port=running.port, data_center="eu")

    session, (grant,) = await consented(running, act)
    assert session.phase == "granted"
    assert (grant.grant.data_center, grant.user_data_center.code) == ("us", "eu")
    assert grant.grant.refresh_token
    assert grant.grant.granted_scopes == SCOPES


async def test_secret_of_its_own_at_the_sandbox(running: Running) -> None:
    secrets: list[Secret] = []

    def act(number: int, link: str) -> None:
        if number == 1:
            client_id = running.control.state()["clients"][-1]["id"]
            secrets.append(visitor.enable(running.port, client_id, "us", ["eu"])["eu"])
            visitor.accept_device(link, port=running.port, data_center="eu")

    session, grants = await consented(running, act, multi_dc=False)
    assert session.lacks_secret
    assert not grants
    session.use_secret(secrets[0])
    await session.run()
    assert session.phase == "granted"


async def test_rejection_is_told(running: Running) -> None:
    def act(number: int, link: str) -> None:
        if number == 1:
            visitor.accept_device(link, port=running.port, reject=True)

    session, _ = await consented(running, act)
    assert session.phase == "refused"
    assert isinstance(session.error, Refused)


def test_sample_link_is_what_the_sandbox_makes() -> None:
    devcode = CODE["verification_uri_complete"].rpartition("=")[2]  # type: ignore[attr-defined]
    assert base64.b64decode(devcode).decode() == CODE["user_code"]
