"""The accounts server: whole links, exact form bodies, and what is read from good answers."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import parse_qsl

import httpx
import pytest

from zdesk_tui.connector import Client
from zdesk_tui.datacenters import ZOHO, DataCenter, custom
from zdesk_tui.errors import Refused, TryLater
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.accounts import Person, TokenAnswer
from zdesk_tui.zoho.wire import Wire

pytestmark = pytest.mark.anyio

CLIENT = Client("1000.AB", Secret("MARK-secret&+ é"), "http://localhost:8765/callback")
CODE = Secret("1000.MARK-code")
REFRESH = Secret("1000.MARK-refresh")
TOKEN = Secret("1000.MARK-access")


def center(code: str) -> DataCenter:
    """Return a named data center that is known to be there."""
    row = ZOHO.get(code)
    assert row is not None
    return row


EU = center("eu")


def answering(body: object, status: int = 200) -> tuple[Wire, list[httpx.Request]]:
    """Return a wire on which every request gets this body, and the list of the requests."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(body, str | bytes):
            return httpx.Response(status, content=body)
        return httpx.Response(status, json=body)

    return Wire(httpx.MockTransport(answer)), seen


@pytest.mark.parametrize(
    ("build", "url"),
    [
        (
            lambda: accounts.consent_url(
                EU,
                client_id="1000.AB",
                redirect_uri="http://localhost:8765/callback",
                scopes=("Desk.tickets.READ", "Desk.basic.READ"),
                access_type="offline",
                state="s-1_~",
            ),
            "https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id=1000.AB"
            "&scope=Desk.tickets.READ,Desk.basic.READ"
            "&redirect_uri=http%3A%2F%2Flocalhost%3A8765%2Fcallback"
            "&access_type=offline&prompt=consent&state=s-1_~",
        ),
        (
            lambda: accounts.consent_url(
                center("ca"),
                client_id="1000.A&B",
                redirect_uri="https://app.example/a%20b?x=1,2&y=é",
                scopes=["Desk.basic.READ"],
                access_type="online",
                state="a b",
                prompt_consent=False,
            ),
            "https://accounts.zohocloud.ca/oauth/v2/auth?response_type=code&client_id=1000.A%26B"
            "&scope=Desk.basic.READ"
            "&redirect_uri=https%3A%2F%2Fapp.example%2Fa%2520b%3Fx%3D1%2C2%26y%3D%C3%A9"
            "&access_type=online&state=a%20b",
        ),
        (
            lambda: accounts.consent_url(
                custom("http://localhost:8700/eu/accounts"),
                client_id="1",
                redirect_uri="http://127.0.0.1:1/",
                scopes=["ZohoCRM.modules.ALL", "Desk.basic.READ"],
                access_type="offline",
                state="",
                challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ),
            "http://localhost:8700/eu/accounts/oauth/v2/auth?response_type=code&client_id=1"
            "&scope=ZohoCRM.modules.ALL,Desk.basic.READ"
            "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F"
            "&access_type=offline&prompt=consent&state="
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
        ),
    ],
)
def test_the_whole_consent_link_is_as_documented(build: Callable[[], str], url: str) -> None:
    assert build() == url


@pytest.mark.parametrize("code", [row.code for row in ZOHO])
async def test_every_data_center_is_asked_at_its_own_accounts_server(code: str) -> None:
    wire, seen = answering({"access_token": "t"})
    async with wire:
        await accounts.exchange(wire, center(code), CLIENT, CODE)
        await accounts.refresh(wire, center(code), CLIENT, REFRESH)
    assert [str(request.url) for request in seen] == [center(code).token_url] * 2


async def test_an_exchange_sends_credentials_in_the_form_body_only() -> None:
    wire, seen = answering({"access_token": "t"})
    async with wire:
        await accounts.exchange(wire, EU, CLIENT, CODE)
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "https://accounts.zoho.eu/oauth/v2/token")
    assert request.content == (
        b"grant_type=authorization_code&client_id=1000.AB&client_secret=MARK-secret%26%2B+%C3%A9"
        b"&redirect_uri=http%3A%2F%2Flocalhost%3A8765%2Fcallback&code=1000.MARK-code"
    )
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert not any("MARK" in value for value in request.headers.values())


async def test_a_self_client_code_is_exchanged_without_a_redirect_uri() -> None:
    wire, seen = answering({"access_token": "t"})
    client = Client("1000.AB", Secret("s"), "", type="self-client")
    async with wire:
        await accounts.exchange(wire, EU, client, CODE)
    assert [name for name, _ in parse_qsl(seen[0].content.decode())] == [
        "grant_type",
        "client_id",
        "client_secret",
        "code",
    ]


async def test_a_verifier_goes_with_the_exchange_and_an_empty_secret_does_not() -> None:
    wire, seen = answering({"access_token": "t"})
    client = Client("1000.AB", Secret(""), "crmleads://", "mobile")
    async with wire:
        await accounts.exchange(wire, EU, client, CODE, verifier=Secret("MARK-verifier"))
        await accounts.refresh(wire, EU, client, REFRESH)
    assert [parse_qsl(request.content.decode()) for request in seen] == [
        [
            ("grant_type", "authorization_code"),
            ("client_id", "1000.AB"),
            ("redirect_uri", "crmleads://"),
            ("code", "1000.MARK-code"),
            ("code_verifier", "MARK-verifier"),
        ],
        [
            ("grant_type", "refresh_token"),
            ("client_id", "1000.AB"),
            ("refresh_token", "1000.MARK-refresh"),
        ],
    ]


@pytest.mark.parametrize(
    ("body", "status", "verdict"),
    [
        ({"error": "invalid_code"}, 200, "known"),
        ({"error": "invalid_grant"}, 400, "known"),
        ({"error": "invalid_client"}, 200, "other client"),
        ({"error": "invalid_client_secret"}, 200, "wrong secret"),
        ({"error": "invalid_redirect_uri"}, 200, "other redirect"),
        ({"error": "general_error"}, 200, "cannot tell"),
        ({"error": "Access Denied"}, 400, "cannot tell"),
        ({"access_token": "t"}, 200, "cannot tell"),
        ("<html>", 502, "cannot tell"),
        ("", 200, "cannot tell"),
    ],
)
async def test_the_advisory_question_is_answered_by_the_word_alone(
    body: object, status: int, verdict: str
) -> None:
    wire, seen = answering(body, status)
    async with wire:
        assert await accounts.knows_pair(wire, EU, CLIENT) == verdict
    (request,) = seen
    assert str(request.url) == EU.token_url
    assert dict(parse_qsl(request.content.decode()))["code"] == f"1000.{'0' * 32}.{'0' * 32}"


async def test_a_refresh_sends_the_refresh_token_in_the_form_body_only() -> None:
    wire, seen = answering({"access_token": "t"})
    async with wire:
        await accounts.refresh(wire, EU, CLIENT, REFRESH)
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "https://accounts.zoho.eu/oauth/v2/token")
    assert parse_qsl(request.content.decode()) == [
        ("grant_type", "refresh_token"),
        ("client_id", "1000.AB"),
        ("client_secret", "MARK-secret&+ é"),
        ("refresh_token", "1000.MARK-refresh"),
    ]


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (
            {
                "access_token": "a",
                "refresh_token": "r",
                "scope": "Desk.tickets.READ Desk.basic.READ",
                "api_domain": "https://www.zohoapis.eu",
                "token_type": "Bearer",
                "expires_in": 3600,
            },
            TokenAnswer(
                Secret("a"),
                3600.0,
                Secret("r"),
                "https://www.zohoapis.eu",
                ("Desk.tickets.READ", "Desk.basic.READ"),
            ),
        ),
        ({"access_token": "tok1"}, TokenAnswer(Secret("tok1"), 3600.0)),
        (
            {"access_token": "a", "scope": "A.b.READ,A.c.READ,\n A.d.ALL"},
            TokenAnswer(Secret("a"), 3600.0, scopes=("A.b.READ", "A.c.READ", "A.d.ALL")),
        ),
        (
            {"access_token": "a", "refresh_token": "", "scope": " ", "api_domain": 7, "error": ""},
            TokenAnswer(Secret("a"), 3600.0),
        ),
        (
            {"access_token": "a", "refresh_token": ["r"], "scope": ["x"], "error": None},
            TokenAnswer(Secret("a"), 3600.0),
        ),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 503])
async def test_a_good_answer_is_read_whatever_its_status(
    body: object, answer: TokenAnswer, status: int
) -> None:
    wire, _ = answering(body, status)
    async with wire:
        assert await accounts.exchange(wire, EU, CLIENT, CODE) == answer
        assert await accounts.refresh(wire, EU, CLIENT, REFRESH) == answer


@pytest.mark.parametrize(
    ("fields", "lifetime"),
    [
        ('"expires_in":3600', 3600.0),
        ('"expires_in":1800', 1800.0),
        ('"expires_in":"1800"', 1800.0),
        ('"expires_in":7200', 3600.0),
        ('"expires_in":86400', 3600.0),
        ('"expires_in":3600000', 3600.0),
        ('"expires_in":86400001', 3600.0),
        ('"expires_in":3600000,"expires_in_sec":3500', 3500.0),
        ('"expires_in":100,"expires_in_sec":90', 90.0),
        ('"expires_in":3600000,"expires_in_sec":"odd"', 3600.0),
        ('"expires_in_sec":90000', 3600.0),
        ('"expires_in":0', 3600.0),
        ('"expires_in":-5', 3600.0),
        ('"expires_in":true', 3600.0),
        ('"expires_in":null', 3600.0),
        ('"expires_in":"soon"', 3600.0),
        ('"expires_in":[3600]', 3600.0),
        ('"expires_in":NaN', 3600.0),
        ('"expires_in":1e999', 3600.0),
        (f'"expires_in":{10**400}', 3600.0),
    ],
)
async def test_the_lifetime_is_in_seconds_and_cautious(fields: str, lifetime: float) -> None:
    wire, _ = answering(f'{{"access_token":"a",{fields}}}')
    async with wire:
        assert (await accounts.refresh(wire, EU, CLIENT, REFRESH)).lifetime == lifetime


@pytest.mark.parametrize(
    "body", [{}, {"access_token": ""}, {"access_token": None}, {"access_token": "a\r\nX: y"}]
)
async def test_an_answer_without_a_usable_access_token_is_an_error(body: object) -> None:
    wire, seen = answering(body)
    async with wire:
        with pytest.raises(TryLater, match="usable access token"):
            await accounts.refresh(wire, EU, CLIENT, REFRESH)
        with pytest.raises(TryLater, match="same grant code"):
            await accounts.exchange(wire, EU, CLIENT, CODE)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("body", "status", "ended"),
    [
        ({"status": "success"}, 200, True),
        ({}, 200, True),
        ("", 200, True),
        ({"error": "invalid_token"}, 400, False),
        ({"error": "invalid_token"}, 200, False),
        ({"error": "invalid_code"}, 400, False),
        ({"status": "failure"}, 400, False),
    ],
)
async def test_revoking_tells_an_end_from_a_token_that_is_not_known(
    body: object, status: int, ended: bool
) -> None:
    wire, seen = answering(body, status)
    async with wire:
        assert await accounts.revoke(wire, EU, CLIENT, REFRESH) is ended
    (request,) = seen
    assert request.method == "POST"
    assert str(request.url) == "https://accounts.zoho.eu/oauth/v2/token/revoke"
    assert request.content == b"token=1000.MARK-refresh"


@pytest.mark.parametrize(("offline", "kind"), [(True, "refresh_token"), (False, "access_token")])
async def test_newer_endpoint_is_asked_where_the_older_one_is_gone(
    offline: bool, kind: str
) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        gone = request.url.path.endswith("token/revoke")
        return httpx.Response(404, text="<html>") if gone else httpx.Response(200)

    async with Wire(httpx.MockTransport(answer)) as wire:
        assert await accounts.revoke(wire, EU, CLIENT, REFRESH, offline=offline)
    request = seen[1]
    assert str(request.url) == "https://accounts.zoho.eu/oauth/v2/revoke/token"
    assert request.content == f"token=1000.MARK-refresh&token_type={kind}".encode()
    pair = f"{CLIENT.id}:{CLIENT.secret.reveal()}".encode()
    assert request.headers["authorization"] == f"Basic {b64encode(pair).decode()}"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("<html>MARK</html>", 200, TryLater),
        ("<html>MARK</html>", 400, TryLater),
        ("", 500, TryLater),
        ({}, 500, TryLater),
        ({"status": "failure"}, 200, TryLater),
        ({"error": "Access Denied"}, 400, TryLater),
        ({"error": "invalid_client"}, 200, Refused),
        ({"error": {"a": 1}}, 200, Refused),
    ],
)
async def test_revoking_never_claims_to_be_done_when_it_may_not_be(
    body: object, status: int, kind: type[Exception]
) -> None:
    wire, _ = answering(body, status)
    async with wire:
        with pytest.raises(kind) as caught:
            await accounts.revoke(wire, EU, CLIENT, REFRESH)
    assert "MARK" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    ("body", "person"),
    [
        (
            {
                "ZUID": 55700001,
                "Email": "admin@zylker.example",
                "First_Name": "Ann",
                "Last_Name": "Lee",
                "Display_Name": "Ann L",
            },
            Person("admin@zylker.example", "55700001", "Ann L"),
        ),
        ({"First_Name": "Ann", "Last_Name": "Lee"}, Person(name="Ann Lee")),
        ({"ZUID": "12", "Display_Name": " "}, Person(zuid="12")),
        ({"ZUID": True, "Email": 3, "Display_Name": ["x"]}, None),
        ({"ZUID": "1x", "Email": ""}, None),
        ({"cause": "INVALID_OAUTHSCOPE", "response": "error"}, None),
        ({"response": "error"}, None),
        ({"error": "invalid_token"}, None),
        ({}, None),
        ([], None),
        ("<html>", None),
        ("", None),
    ],
)
async def test_the_person_is_known_or_none_but_never_a_crash(
    body: object, person: Person | None
) -> None:
    wire, seen = answering(body)
    async with wire:
        assert await accounts.user_info(wire, EU, TOKEN) == person
    (request,) = seen
    assert (request.method, str(request.url)) == ("GET", "https://accounts.zoho.eu/oauth/user/info")
    assert request.headers["Authorization"] == "Zoho-oauthtoken 1000.MARK-access"
    assert request.content == b""


def test_the_pure_functions_load_no_network_library() -> None:
    code = (
        "import json, sys; import zdesk_tui.zoho.accounts, zdesk_tui.zoho.desk;"
        "print(json.dumps([m for m in ('httpx','asyncio','textual','rich') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
