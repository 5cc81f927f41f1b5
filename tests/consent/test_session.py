"""One consent from link to grant against the sandbox, over sockets, whatever way it comes."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx
import pytest
from anyio.to_thread import run_sync

from tests.ports import free_port
from zdesk_tui.catalog.services import of
from zdesk_tui.connector import AccessType, Client
from zdesk_tui.consent.attempt import LIFE, Attempt, new_attempt
from zdesk_tui.consent.paste import Incomplete
from zdesk_tui.consent.redeem import Granted, Request
from zdesk_tui.consent.session import CODE_LIFE, ConsentSession
from zdesk_tui.datacenters import DataCenter, DataCenters
from zdesk_tui.errors import BadAnswer, Refused, TryLater
from zdesk_tui.lifecycle.whose import whose
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret
from zdesk_tui.zoho.words import THROTTLE_SECONDS

pytestmark = pytest.mark.anyio

DESK = of("desk")
SCOPES = ("Desk.tickets.READ", "Desk.basic.READ")
BAD_CODE = "1000.00000000000000000000000000000000.00000000000000000000000000000000"
PATIENCE = 10.0


@dataclass
class Zoho:
    """A running sandbox."""

    port: int
    control: Control
    table: DataCenters

    def center(self, code: str) -> DataCenter:
        row = self.table.get(code)
        assert row is not None
        return row

    def token_requests(self) -> dict[str, int]:
        counts = self.control.counts()
        return {name: n for name, n in counts.items() if name.endswith(".token") and n}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    home, port = tmp_path_factory.mktemp("sandbox"), free_port()
    with Sandbox.join_or_run(home, port):
        yield Zoho(port, Control(home, port), data_centers(port))


@pytest.fixture
def zoho(running: Zoho) -> Zoho:
    running.control.clear_faults()
    running.control.clear_counts()
    return running


@dataclass
class Front:
    """What a front end sees of a session; its clock is moved by hand."""

    session: ConsentSession
    zoho: Zoho
    clock: list[float]
    attempts: list[Attempt] = field(default_factory=list)
    grants: list[Granted] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)

    @property
    def phase(self) -> str:
        return self.session.phase

    def changed(self) -> None:
        """Take note of each new phase."""
        if self.phases[-1:] != [self.phase]:
            self.phases.append(self.phase)

    def accept(self, link: str | None = None, **choices: Any) -> "visitor.Visit":
        return visitor.accept(link or self.session.link, port=self.zoho.port, **choices)

    async def visit(self, **choices: Any) -> "visitor.Visit":
        """Play the browser in a thread, as the listener needs the loop meanwhile."""
        return await run_sync(partial(self.accept, **choices))

    async def address(self, **choices: Any) -> str:
        """Accept, and return the address that the browser ends up at without visiting it."""
        return (await self.visit(deliver=False, **choices)).address

    def back(self, query: str, *, state: str | None = None) -> str:
        """Return an address at the redirect URI with an answer of our own."""
        uri = self.session.request.client.redirect_uri
        return f"{uri}?state={state or self.session.attempt.state}&{query}"

    async def until(self, phase: str) -> None:
        with anyio.fail_after(PATIENCE):
            while self.phase != phase:
                await anyio.sleep(0.005)


async def get(url: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return await browser.request(
            method, url, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )


@asynccontextmanager
async def opened(
    zoho: Zoho,
    *,
    registered: str = "eu",
    chosen: str | None = None,
    multi_dc: bool = True,
    scopes: tuple[str, ...] = SCOPES,
    access_type: AccessType = "offline",
    listen: bool = True,
    change: Callable[[Client], Client] = lambda client: client,
    attempt: Attempt | None = None,
    redirect_uri: str | None = None,
) -> AsyncIterator[Front]:
    """Open a session with a client that is registered for it."""
    uri = redirect_uri or f"http://localhost:{free_port()}/callback"
    client_id, secret = visitor.register(zoho.port, "desk prod", uri, registered, multi_dc=multi_dc)
    clock = [time.time()]
    session = ConsentSession(
        Request(
            change(Client(client_id, secret, uri)),
            zoho.center(chosen or registered),
            scopes,
            access_type,
        ),
        zoho.table,
        now=lambda: clock[0],
        changed=lambda: front.changed(),
        attempt_made=lambda made: front.attempts.append(made),
        granted=lambda granted: front.grants.append(granted),
        listen=listen,
        attempt=attempt,
    )
    front = Front(session, zoho, clock)
    await session.start()
    try:
        yield front
    finally:
        await session.close()


async def test_answer_by_loopback_becomes_a_grant(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        assert front.session.listening
        assert front.phase == "waiting"
        assert front.attempts == [front.session.attempt]
        visit = await front.visit(organization="2391882")
        assert visit.delivered
        assert visit.page
        assert "Consent received" in visit.page
        assert "saved" not in visit.page
        granted = front.grants[0]
        assert front.grants == [granted]
        assert front.phases == ["waiting", "exchanging", "granted"]
        assert granted.user_data_center == zoho.center("eu")
        assert granted.expires_at == front.clock[0] + 3600
        assert granted.grant.scopes == SCOPES
        assert granted.grant.client_id == front.session.request.client.id
        assert granted.grant.data_center == "eu"
        assert granted.grant.api_domain == zoho.center("eu").api_url
        assert granted.grant.granted_scopes == SCOPES
        assert granted.grant.refresh_token
        assert zoho.token_requests() == {"eu.token": 1}


async def test_exchange_proves_that_it_belongs_to_the_link(zoho: Zoho) -> None:
    async with opened(zoho, change=lambda client: replace(client, pkce=True)) as front:
        link = parse_qs(urlsplit(front.session.link).query)
        assert link["code_challenge"] == [front.session.attempt.challenge]
        assert link["code_challenge_method"] == ["S256"]
        assert front.session.attempt.verifier is not None
        assert front.session.attempt.verifier.reveal() not in front.session.link
        await front.visit()
        assert front.phase == "granted"


async def test_other_verifier_than_the_links_is_refused(zoho: Zoho) -> None:
    async with opened(zoho, change=lambda client: replace(client, pkce=True)) as front:
        address = await front.address()
        front.session.attempt = replace(front.session.attempt, verifier=Secret("x" * 43))
        await front.session.take(address)
        assert isinstance(front.session.error, Refused)
        assert front.session.error.word == "invalid_code"


async def test_verifier_of_an_earlier_run_still_fits_its_link(zoho: Zoho) -> None:
    kept = new_attempt(time.time(), pkce=True)
    change = lambda client: replace(client, pkce=True)  # noqa: E731
    async with opened(zoho, change=change, attempt=kept) as front:
        await front.session.take(await front.address())
        assert front.phase == "granted"
        assert front.attempts == []


async def test_answer_pasted_becomes_a_grant_while_nothing_listens(zoho: Zoho) -> None:
    uri = "https://www.example.com/back"
    async with opened(zoho, listen=False, redirect_uri=uri) as front:
        assert not front.session.listening
        assert front.session.listener_error is None
        address = await front.address()
        wrapped = "\n".join(address[at : at + 60] for at in range(0, len(address), 60))
        assert front.session.read(wrapped).certain
        assert await front.session.take(f"  <{wrapped}>\r\n") is None
        assert front.phase == "granted"
        assert zoho.token_requests() == {"eu.token": 1}


async def test_online_connector_keeps_no_refresh_token(zoho: Zoho) -> None:
    async with opened(zoho, access_type="online") as front:
        await front.visit()
        assert front.phase == "granted"
        assert front.grants[0].grant.refresh_token is None


async def test_offline_connector_without_a_refresh_token_is_refused(zoho: Zoho) -> None:
    zoho.control.fault("token", "body", body='{"access_token": "1000.a.b", "expires_in": 3600}')
    async with opened(zoho) as front:
        await front.visit()
        assert front.phase == "failed"
        assert isinstance(front.session.error, Refused)
        assert "no refresh token" in front.session.error.message
        assert front.session.error.mends == "consent"
        assert front.grants == []


async def test_wrong_state_changes_nothing_whatever_way_it_comes(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        wrong = front.back(f"code={BAD_CODE}&location=eu", state="x" * 43)
        page = await get(wrong)
        assert page.status_code == 400
        with pytest.raises(BadAnswer, match="does not belong to the link"):
            await front.session.take(wrong)
        assert front.phase == "waiting"
        assert zoho.token_requests() == {}
        assert (await front.visit()).delivered
        assert front.phase == "granted"


async def test_new_link_ends_the_one_before(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        old = front.session.link
        late = await front.address(link=old)
        await front.session.renew()
        assert front.session.link != old
        assert front.attempts[-1] == front.session.attempt
        assert len(front.attempts) == 2
        page = await get(late)
        assert page.status_code == 400
        assert "too old" in page.text
        with pytest.raises(BadAnswer, match="earlier link"):
            await front.session.take(late)
        assert front.phase == "waiting"
        assert zoho.token_requests() == {}
        await front.visit()
        assert front.phase == "granted"


async def test_link_of_an_earlier_run_may_still_be_answered(zoho: Zoho) -> None:
    kept = Attempt("s" * 43, time.time() - 300)
    async with opened(zoho, attempt=kept) as front:
        assert front.session.attempt == kept
        assert front.attempts == []
        assert 299 <= front.session.remaining <= 300
        await front.visit()
        assert front.phase == "granted"


async def test_expired_link_of_an_earlier_run_is_replaced(zoho: Zoho) -> None:
    kept = Attempt("s" * 43, time.time() - LIFE - 1)
    async with opened(zoho, attempt=kept) as front:
        assert front.session.attempt != kept
        assert front.attempts == [front.session.attempt]
        assert front.session.remaining == LIFE


async def test_refusal_with_our_state_is_told_and_a_new_link_helps(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        visit = await front.visit(reject=True)
        assert visit.page
        assert "refused" in visit.page
        assert front.phase == "refused"
        await front.session.renew()
        assert front.phase == "waiting"
        await front.visit()
        assert front.phase == "granted"


async def test_refusal_pasted_with_our_state_is_told(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        await front.session.take(front.back("error=access_denied"))
        assert front.phase == "refused"


async def test_other_error_of_a_redirect_is_not_called_a_refusal(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        await front.session.take(front.back("error=server_error"))
        assert front.phase == "failed"
        assert "the error server_error" in str(front.session.error)


async def test_refusal_without_state_is_shown_and_ends_nothing(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        uri = front.session.request.client.redirect_uri
        page = await get(f"{uri}?error=access_denied")
        assert page.status_code == 400
        await front.session.take(f"{uri}?error=access_denied")
        assert front.phase == "waiting"
        assert len([one for one in front.session.notes if "refusal" in one.text.lower()]) == 2
        await front.visit()
        assert front.phase == "granted"


async def test_zoho_out_of_order_twice_is_tried_again_with_the_same_code(zoho: Zoho) -> None:
    page = "<html><body><h1>Bad Gateway</h1><script>x</script></body></html>"
    zoho.control.fault("token", "status", status=503, body=page, times=2)
    async with opened(zoho) as front:
        visit = await front.visit()
        assert visit.page
        for _ in range(2):
            assert front.phase == "failed"
            error = front.session.error
            assert isinstance(error, TryLater)
            assert "status 503" in str(error)
            assert "<" not in str(error)
            assert front.session.can_retry
            assert "same grant code" in error.advice
            await front.session.retry()
        assert front.phase == "granted"
        assert len(front.grants) == 1
        assert zoho.token_requests() == {"eu.token": 3}


async def test_text_instead_of_data_is_tried_again_with_the_same_code(zoho: Zoho) -> None:
    zoho.control.fault("token", "body", body="please retry", content_type="text/plain")
    async with opened(zoho) as front:
        await front.visit()
        assert isinstance(front.session.error, TryLater)
        assert "page instead of data" in front.session.error.message
        await front.session.retry()
        assert front.phase == "granted"


async def test_cut_connection_is_tried_again_with_the_same_code(zoho: Zoho) -> None:
    zoho.control.fault("token", "cut")
    async with opened(zoho) as front:
        await front.visit()
        assert isinstance(front.session.error, TryLater)
        await front.session.retry()
        assert front.phase == "granted"


async def test_code_that_a_throttle_outlives_is_not_tried_again(zoho: Zoho) -> None:
    zoho.control.fault("token", "status", status=429, headers={"Retry-After": "30"})
    zoho.control.fault("token", "status", status=429)
    async with opened(zoho) as front:
        await front.visit()
        assert front.session.can_retry
        await front.session.retry()
        assert "Wait 10 minutes" in str(front.session.error)
        assert not front.session.can_retry


async def test_old_code_is_not_tried_again(zoho: Zoho) -> None:
    zoho.control.fault("token", "status", status=500)
    async with opened(zoho) as front:
        await front.visit()
        front.clock[0] += CODE_LIFE - 1
        assert front.session.can_retry
        front.clock[0] += 2
        assert not front.session.can_retry
        await front.session.retry()
        assert front.phase == "failed"
        assert zoho.token_requests() == {"eu.token": 1}


async def test_client_of_another_data_center_is_explained_and_sent_to_the_data_center(
    zoho: Zoho,
) -> None:
    async with opened(zoho, registered="eu", chosen="us", multi_dc=False) as front:
        assert front.session.link.startswith(zoho.center("us").authorization_url)
        await get(front.back(f"code={BAD_CODE}&location=us"))
        error = front.session.error
        assert isinstance(error, Refused)
        assert error.word == "invalid_client"
        assert zoho.center("us").accounts_host in error.message
        assert "another data center" in error.message
        assert error.mends == "connector"
        assert front.grants == []
        assert not front.session.can_retry


async def test_consent_in_a_data_center_where_the_client_is_not_enabled_is_explained(
    zoho: Zoho,
) -> None:
    zoho.control.fault("in.token", "body", body='{"error": "invalid_client"}')
    async with opened(zoho) as front:
        await front.visit(data_center="in")
        error = front.session.error
        assert isinstance(error, Refused)
        assert "(in)" in error.message
        assert "(eu)" in error.message
        assert "Multi-DC" in error.advice
        assert zoho.token_requests() == {"in.token": 1}


@pytest.mark.parametrize("word", ["invalid_client_secret", "invalid_client"])
async def test_secret_of_the_persons_data_center_ends_in_a_grant_with_the_same_code(
    zoho: Zoho, word: str
) -> None:
    zoho.control.switch(foreign_secret_word=word)
    async with opened(zoho, multi_dc=False) as front:
        client_id = front.session.request.client.id
        secret = visitor.enable(zoho.port, client_id, "eu", ["in"])["in"]
        await front.visit(data_center="in")
        assert front.session.lacks_secret
        assert "Settings" in str(front.session.error)
        await front.session.use_secret(Secret("0" * 42))
        assert front.session.lacks_secret
        assert "not taken either" in front.session.notes[-1].text
        await front.session.use_secret(secret)
        assert front.phase == "granted"
        assert front.grants[0].user_data_center.code == "in"
        assert front.session.request.client.secrets == {"in": secret}
    zoho.control.switch(foreign_secret_word="invalid_client_secret")


async def test_wrong_secret_at_home_is_no_question_of_data_centers(zoho: Zoho) -> None:
    async with opened(zoho, change=lambda one: replace(one, secret=Secret("0" * 42))) as front:
        await front.visit()
        assert isinstance(front.session.error, Refused)
        assert front.session.error.word == "invalid_client_secret"
        assert not front.session.lacks_secret
        await front.session.use_secret(Secret("1" * 42))
        assert front.session.request.client.secrets == {}


@pytest.mark.parametrize(
    ("word", "parts", "mends"),
    [
        ("invalid_redirect_uri", ("{redirect}", "every character counts"), "redirect"),
        ("invalid_code", ("older than", "already used", "another data center"), "consent"),
        ("invalid_client_secret", ("client secret",), "credentials"),
        ("invalid_client", ("client ID", "another data center"), "connector"),
        ("unauthorized_client", ("another type",), "register"),
        ("invalid_scope", ("scopes",), "scopes"),
        ("never_seen_before", ("never_seen_before",), None),
    ],
)
async def test_refused_exchange_says_why_and_what_mends_it(
    zoho: Zoho, word: str, parts: tuple[str, ...], mends: str | None
) -> None:
    zoho.control.fault("token", "body", body=f'{{"error": "{word}"}}')
    async with opened(zoho) as front:
        await front.visit()
        error = front.session.error
        assert front.phase == "failed"
        assert isinstance(error, Refused)
        assert (error.word, error.mends) == (word, mends)
        redirect = front.session.request.client.redirect_uri
        for part in parts:
            assert part.format(redirect=redirect) in error.message
        assert error.advice
        # The code is used up: it is not sent again.
        assert not front.session.can_retry
        await front.session.retry()
        assert zoho.token_requests() == {"eu.token": 1}


async def test_wrong_redirect_uri_at_the_exchange_shows_what_was_sent_and_where_to_look(
    zoho: Zoho,
) -> None:
    zoho.control.fault("token", "body", body='{"error": "invalid_redirect_uri"}')
    async with opened(zoho) as front:
        await front.visit()
        error = front.session.error
        assert error is not None
        assert front.session.request.client.redirect_uri in error.message
        assert str(zoho.center("eu").console_url) in error.advice


async def test_code_that_is_too_old_for_the_server_is_explained(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        await get(front.back(f"code={BAD_CODE}&location=eu"))
        assert isinstance(front.session.error, Refused)
        assert front.session.error.word == "invalid_code"
        await front.session.renew()
        await front.visit()
        assert front.phase == "granted"


async def test_wrong_client_secret_is_named(zoho: Zoho) -> None:
    wrong = Secret("0" * 42)
    async with opened(zoho, change=lambda client: replace(client, secret=wrong)) as front:
        await front.visit()
        error = front.session.error
        assert isinstance(error, Refused)
        assert error.word == "invalid_client_secret"
        assert error.mends == "credentials"
        assert wrong.reveal() not in str(error)


async def test_throttled_exchange_says_how_long_to_wait(zoho: Zoho) -> None:
    body = (
        '{"error_description": "You have made too many requests continuously. Please try again '
        'after some time.", "error": "Access Denied", "status": "failure"}'
    )
    zoho.control.fault("token", "body", status=400, body=body)
    async with opened(zoho) as front:
        await front.visit()
        assert isinstance(front.session.error, TryLater)
        assert f"{THROTTLE_SECONDS / 60:.0f} minutes" in front.session.error.advice


async def test_account_of_another_data_center_is_followed_there_and_told(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        await front.visit(data_center="in")
        assert front.phase == "granted"
        assert front.grants[0].user_data_center == zoho.center("in")
        assert front.grants[0].grant.data_center == "eu"
        assert zoho.token_requests() == {"in.token": 1}
        assert any("India" in note.text for note in front.session.notes)


@pytest.mark.parametrize(
    "hints",
    [
        "accounts-server=https://evil.example",
        "accounts-server=https%3A%2F%2Fevil.example%2Foauth",
        "location=in&accounts-server=https://evil.example",
        "location=in&accounts-server=https://accounts.zoho.in",  # not a server of this table
        "location=in&accounts-server={eu}",
        "location=mars",
        "accounts-server={in}@evil.example",
    ],
)
@pytest.mark.parametrize("pasted", [False, True])
async def test_answer_that_points_elsewhere_is_refused_and_nothing_is_sent(
    zoho: Zoho, hints: str, pasted: bool
) -> None:
    servers = {code: zoho.center(code).accounts_url for code in ("eu", "in")}
    async with opened(zoho) as front:
        address = front.back(f"code={BAD_CODE}&{hints.format(**servers)}")
        if pasted:
            with pytest.raises(BadAnswer) as caught:
                await front.session.take(address)
            error: object = caught.value
            assert front.phase == "waiting"
        else:
            page = await get(address)
            assert "Go back to the terminal" in page.text
            error = front.session.error
            assert front.phase == "failed"
        assert isinstance(error, BadAnswer)
        assert "Nothing was sent" in error.advice
        assert BAD_CODE not in str(error)
        assert not front.session.can_retry
        assert zoho.token_requests() == {}


async def test_answer_without_hints_goes_to_the_chosen_data_center(zoho: Zoho) -> None:
    zoho.control.switch(location_in_redirect=False, accounts_server_in_redirect=False)
    try:
        async with opened(zoho) as front:
            visit = await front.visit()
            assert "location" not in visit.address
            assert front.phase == "granted"
            assert zoho.token_requests() == {"eu.token": 1}
    finally:
        zoho.control.switch(location_in_redirect=True, accounts_server_in_redirect=True)


async def test_early_looks_and_other_methods_do_not_use_up_the_code(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        address = await front.address()
        early = [
            (await get(address, "HEAD")).status_code,
            (await get(address, Sec_Purpose="prefetch")).status_code,
            (await get(address, Purpose="prefetch")).status_code,
            (await get(address, "OPTIONS")).status_code,
            (await get(address, "POST")).status_code,
        ]
        assert early == [405, 503, 503, 405, 405]
        assert front.phase == "waiting"
        assert zoho.token_requests() == {}
        page = await get(address)
        assert "Consent received" in page.text
        assert front.phase == "granted"
        assert zoho.token_requests() == {"eu.token": 1}


async def test_what_comes_after_the_good_answer_changes_nothing(zoho: Zoho) -> None:
    zoho.control.fault("eu.token", "delay", seconds=0.2)
    async with opened(zoho) as front:
        address = await front.address()
        uri = front.session.request.client.redirect_uri
        pages: list[str] = []

        async def visit(url: str) -> None:
            pages.append((await get(url)).text)

        async with anyio.create_task_group() as together:
            together.start_soon(visit, address)
            await front.until("exchanging")
            for later in (uri, uri, uri, front.back("error=access_denied"), address):
                together.start_soon(visit, later)
        assert sum("Consent received" in page for page in pages) == 2
        assert front.phase == "granted"
        assert len(front.grants) == 1
        assert zoho.token_requests() == {"eu.token": 1}


async def test_pasted_answer_during_the_exchange_of_another_is_left_alone(zoho: Zoho) -> None:
    zoho.control.fault("eu.token", "delay", seconds=0.2)
    async with opened(zoho) as front:
        address = await front.address()
        async with anyio.create_task_group() as together:
            together.start_soon(get, address)
            await front.until("exchanging")
            await front.session.take(address)
            await front.session.renew()
        assert front.phase == "granted"
        assert zoho.token_requests() == {"eu.token": 1}


async def test_time_runs_out_for_every_way(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        address = await front.address()
        front.session.tick()
        assert front.phase == "waiting"
        assert front.session.remaining == LIFE
        front.clock[0] += LIFE + 1
        assert front.session.remaining == 0
        await front.session.take(address)
        assert front.phase == "expired"
        await get(address)
        assert front.phase == "expired"
        assert zoho.token_requests() == {}
        await front.session.renew()
        assert front.phase == "waiting"
        assert front.session.remaining == LIFE


async def test_tick_notices_the_end_and_closing_frees_the_port(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        port = urlsplit(front.session.request.client.redirect_uri).port
        front.clock[0] += LIFE
        front.session.tick()
        assert front.phase == "expired"
        await front.session.close()
        assert not front.session.listening
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with socket.socket(family) as mine:
                mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                mine.bind((host, port))
                mine.listen()
        await front.session.renew()
        assert front.session.listening
        await front.visit()
        assert front.phase == "granted"


@pytest.mark.parametrize("turns", range(1, 6))
async def test_who_leaves_while_the_listener_is_armed_leaves_the_port_free(
    zoho: Zoho, turns: int
) -> None:
    async with opened(zoho, listen=True) as front:
        port = urlsplit(front.session.request.client.redirect_uri).port
        await front.session.close()
        arming = asyncio.create_task(front.session.start())
        for _ in range(turns):
            await asyncio.sleep(0)
        await front.session.close()
        await arming
        assert not front.session.listening
        with socket.create_server(("127.0.0.1", port)):
            pass


async def test_taken_port_is_told_and_pasting_still_works(zoho: Zoho) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        async with opened(zoho, redirect_uri=f"http://localhost:{port}/callback") as front:
            error = front.session.listener_error
            assert error is not None
            assert f"Port {port} is in use" in error.message
            assert error.mends == "redirect"
            assert not front.session.listening
            assert front.phase == "waiting"
            await front.session.take(await front.address())
            assert front.phase == "granted"


async def test_port_that_became_free_is_taken_with_the_next_link(zoho: Zoho) -> None:
    stranger = socket.socket()
    stranger.bind(("127.0.0.1", 0))
    stranger.listen()
    port = stranger.getsockname()[1]
    async with opened(zoho, redirect_uri=f"http://localhost:{port}/callback") as front:
        assert not front.session.listening
        stranger.close()
        await front.session.renew()
        assert front.session.listening
        assert front.session.listener_error is None


async def test_port_that_became_free_is_taken_by_itself(zoho: Zoho) -> None:
    stranger = socket.create_server(("127.0.0.1", 0))
    uri = f"http://localhost:{stranger.getsockname()[1]}/callback"
    async with opened(zoho, redirect_uri=uri) as front:
        await front.session.arm_again()
        assert not front.session.listening
        assert front.session.short_link == ""
        stranger.close()
        attempt = front.session.attempt
        await front.session.arm_again()
        assert front.session.listening
        assert front.session.listener_error is None
        assert front.session.attempt == attempt
        await front.visit()
        assert front.phase == "granted"


async def test_short_link_leads_to_the_present_link_and_its_first_visit_is_noted(
    zoho: Zoho,
) -> None:
    async with opened(zoho) as front:
        short, link = front.session.short_link, front.session.link
        assert len(short) < 40
        assert front.session.seen_at is None
        response = await get(short)
        assert (response.status_code, response.headers["location"]) == (302, link)
        seen = front.clock[0]
        front.clock[0] += 5
        await get(short)
        assert front.session.seen_at == seen
        await front.session.renew()
        assert (await get(short)).status_code == 404
        response = await get(front.session.short_link)
        assert response.headers["location"] == front.session.link != link


async def test_two_sessions_with_one_port_do_not_take_each_others_answers(zoho: Zoho) -> None:
    async with opened(zoho) as first:
        uri = first.session.request.client.redirect_uri
        address = await first.address()
        async with opened(zoho, redirect_uri=uri) as second:
            assert not second.session.listening
            await first.session.close()
            await second.session.arm_again()
            assert second.session.listening
            # The browser of the first comes late, to the second's listener.
            assert (await get(address)).status_code == 400
            assert second.phase == "waiting"
            await first.session.take(address)
            await second.visit()
            assert (first.phase, second.phase) == ("granted", "granted")


async def test_cut_address_says_what_is_missing_and_sends_nothing(zoho: Zoho) -> None:
    async with opened(zoho) as front:
        address = await front.address()
        missing = await front.session.take(address[: address.index("&location")][:-20])
        assert isinstance(missing, Incomplete)
        assert "code" in missing.missing
        assert front.phase == "waiting"
        assert zoho.token_requests() == {}


async def test_person_stays_unknown_without_a_scope_for_it(zoho: Zoho) -> None:
    async with opened(zoho, scopes=("Desk.tickets.READ",)) as front:
        await front.visit()
        granted = front.grants[0]
        zoho.control.fault(
            "user_info", "body", body='{"cause": "INVALID_OAUTHSCOPE", "response": "error"}',
            times=None,
        )  # fmt: skip
        found = await whose(
            DESK, granted.user_data_center, granted.access_token, granted.grant.scopes
        )
        assert found.person is None
        assert granted.grant.scopes == ("Desk.tickets.READ",)
        assert zoho.control.counts().get("user_info", 0) == 0


async def test_person_stays_unknown_when_user_info_refuses(zoho: Zoho) -> None:
    async with opened(zoho, scopes=("Desk.tickets.READ", "AaaServer.profile.READ")) as front:
        await front.visit()
        granted = front.grants[0]
        zoho.control.fault(
            "user_info", "body", body='{"cause": "INVALID_OAUTHSCOPE", "response": "error"}'
        )
        found = await whose(
            DESK, granted.user_data_center, granted.access_token, granted.grant.scopes
        )
        assert found.person is None
        assert zoho.control.counts()["user_info"] == 1


async def test_nothing_that_can_be_printed_shows_a_secret(zoho: Zoho) -> None:
    zoho.control.fault("token", "status", status=500)
    async with opened(zoho) as front:
        visit = await front.visit()
        code = parse_qs(urlsplit(visit.address).query)["code"][0]
        failed = [repr(front.session.error), str(front.session.error), repr(visit)]
        answer = front.session._answer
        failed.append(repr(answer))
        await front.session.retry()
        granted = front.grants[0]
        assert granted.grant.refresh_token is not None
        printed = "".join(
            [
                *failed,
                *map(repr, (granted, granted.grant, front.session.request, front.attempts)),
                *map(repr, (front.session.attempt, front.session.notes, front.session.granted)),
                repr(front.session.read(visit.address)),
                repr(vars(front.session)),
                visit.page or "",
            ]
        )
        for secret in (
            front.session.request.client.secret.reveal(),
            code,
            granted.grant.refresh_token.reveal(),
            granted.access_token.reveal(),
            front.session.attempt.state,
        ):
            assert secret not in printed
