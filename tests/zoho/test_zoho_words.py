"""Every error word and every kind of body, at exchange and at refresh."""

import time
from functools import partial

import httpx
import pytest

from zdesk_tui.connector import Client
from zdesk_tui.datacenters import ZOHO, DataCenter, custom
from zdesk_tui.errors import NeedsConsent, Refused, TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.wire import Wire

pytestmark = pytest.mark.anyio

CLIENT = Client("1000.AB", Secret("MARK-secret"), "http://localhost:8765/{call}back")
CODE = Secret("1000.MARK-code")
REFRESH = Secret("1000.MARK-refresh")


def center(code: str) -> DataCenter:
    """Return a named data center that is known to be there."""
    row = ZOHO.get(code)
    assert row is not None
    return row


EU = center("eu")
Answer = tuple[int, bytes]


def refusing(word: str) -> Answer:
    """Return an answer as Zoho gives it for an ordinary refusal."""
    return 200, b'{"error":"%s"}' % word.encode()


async def failure(
    purpose: str, answer: Answer, asked: DataCenter = EU, registered_in: DataCenter | None = None
) -> ZdeskError:
    """Return the error of one exchange or refresh that gets this answer, and check its manners."""
    asked_for: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked_for.append(request)
        return httpx.Response(answer[0], content=answer[1])

    async with Wire(httpx.MockTransport(reply)) as wire:
        call = {
            "exchange": partial(accounts.exchange, wire, asked, CLIENT, CODE),
            "refresh": partial(accounts.refresh, wire, asked, CLIENT, REFRESH),
        }[purpose]
        with pytest.raises(ZdeskError) as caught:
            await call(registered_in=registered_in)
    error = caught.value
    text = f"{error} {error!r}"
    assert len(asked_for) == 1
    assert "MARK" not in text
    assert "<" not in str(error)
    assert error.message.endswith(".")
    assert error.advice.endswith(".")
    assert error.__suppress_context__ or error.__context__ is None
    return error


REFUSED = [
    ("invalid_client", "connector", "accounts.zoho.eu does not know this client ID"),
    ("invalid_client_secret", "credentials", "not this client secret"),
    ("invalid_redirect_uri", "redirect", "the redirect URI http://localhost:8765/{call}back"),
    ("invalid_code", "consent", "accounts.zoho.eu did not take the grant code"),
    ("invalid_grant", "consent", "already used"),
    ("invalid_token", "consent", "made in another data center"),
    ("invalid_request", "credentials", "malformed"),
    ("unsupported_grant_type", "register", "another type"),
    ("unauthorized_client", "register", "another type"),
    ("invalid_scope", "scopes", "misspelled"),
    ("invalid_scopes", "scopes", "misspelled"),
    ("missing_org_info", "organization", "organization"),
    ("general_error", "credentials", "without saying why"),
    ("odd_new_word", None, "not known here: odd_new_word."),
]


@pytest.mark.parametrize(("word", "mends", "said"), REFUSED)
async def test_an_exchange_refused_by_word_says_what_to_mend(
    word: str, mends: str | None, said: str
) -> None:
    error = await failure("exchange", refusing(word))
    assert isinstance(error, Refused)
    assert (error.word, error.mends) == (word, mends)
    assert said in error.message
    assert "accounts.zoho.eu" in error.message


@pytest.mark.parametrize(
    ("word", "mends", "said"),
    [row for row in REFUSED if row[0] not in ("invalid_code", "invalid_grant", "invalid_token")],
)
async def test_a_refresh_refused_by_word_says_what_to_mend(
    word: str, mends: str | None, said: str
) -> None:
    error = await failure("refresh", refusing(word))
    assert isinstance(error, Refused)
    assert (error.word, error.mends) == (word, mends)
    assert said in error.message


@pytest.mark.parametrize("word", ["invalid_code", "invalid_grant", "invalid_token", "Invalid Code"])
@pytest.mark.parametrize("status", [200, 400])
async def test_a_refresh_token_that_is_gone_needs_consent(word: str, status: int) -> None:
    error = await failure("refresh", (status, refusing(word)[1]))
    assert type(error) is NeedsConsent
    assert error.mends == "consent"
    assert "revoked" in error.message
    assert "21st" in error.message


@pytest.mark.parametrize("word", ["INVALID_CLIENT", "Invalid Client", "invalid-client"])
async def test_words_are_known_in_every_spelling(word: str) -> None:
    error = await failure("exchange", refusing(word))
    assert isinstance(error, Refused)
    assert (error.word, error.mends) == (word, "connector")


async def test_the_whole_text_of_an_unknown_client() -> None:
    error = await failure("exchange", refusing("invalid_client"), center("ca"))
    assert error.message == (
        "The accounts server accounts.zohocloud.ca does not know this client ID (invalid_client). "
        "It is mistyped, or the client belongs to another data center."
    )
    assert error.advice == (
        "Compare the client ID with https://api-console.zohocloud.ca, or choose the data center it "
        "stands in."
    )


async def test_a_client_of_another_data_center_is_sent_to_its_own_console() -> None:
    error = await failure("exchange", refusing("invalid_client"), EU, registered_in=center("us"))
    assert "another data center (eu) than the client (us)" in error.message
    assert "https://api-console.zoho.com (Settings, Multi-DC)" in error.advice
    redirect = await failure("exchange", refusing("invalid_redirect_uri"), EU, center("us"))
    assert "https://api-console.zoho.com," in redirect.advice


async def test_a_console_that_is_not_known_is_not_invented() -> None:
    elsewhere = custom("http://localhost:8700/eu/accounts")
    error = await failure("exchange", refusing("invalid_redirect_uri"), elsewhere)
    assert "localhost:8700/eu/accounts did not take" in error.message
    assert "at its API Console, then" in error.advice


@pytest.mark.parametrize("purpose", ["exchange", "refresh"])
@pytest.mark.parametrize(
    "body",
    [
        b'{"error":"Access Denied","error_description":"You have made too many requests '
        b'continuously. Please try again after some time.","status":"failure"}',
        b'{"error":"access_denied"}',
        b'{"error":"ACCESS DENIED"}',
        b'{"error":"odd","error_description":"Too many requests"}',
        b"<html>slow down</html>",
    ],
)
async def test_a_throttle_names_the_time_to_wait(purpose: str, body: bytes) -> None:
    before = time.time()
    error = await failure(purpose, (429 if body.startswith(b"<") else 400, body))
    assert isinstance(error, TryLater)
    assert error.until is not None
    assert before + 600 <= error.until <= time.time() + 600
    assert error.advice == "Wait 10 minutes, then try again once."


async def test_a_throttle_with_status_200_is_a_throttle() -> None:
    error = await failure("refresh", (200, b'{"error":"Access Denied"}'))
    assert isinstance(error, TryLater)
    assert error.until is not None


@pytest.mark.parametrize("word", ["server_error", "temporarily_unavailable"])
async def test_a_fault_of_zohos_own_is_for_later(word: str) -> None:
    error = await failure("exchange", refusing(word))
    assert isinstance(error, TryLater)
    assert "same grant code" in error.advice


BODIES = [
    (503, b"<html><body>MARK <b>down</b></body></html>", "a page instead of data (status 503)"),
    (400, b"<html>Bad Request</html>", "a page instead of data (status 400)"),
    (200, b"please retry MARK", "a page instead of data (status 200)"),
    (200, b"", "an empty answer (status 200)"),
    (204, b"", "an empty answer (status 204)"),
    (200, b"  \n", "an empty answer (status 200)"),
    (200, b'["MARK"]', "data of an unexpected form (status 200)"),
    (200, b'"MARK"', "data of an unexpected form (status 200)"),
    (200, b"null", "data of an unexpected form (status 200)"),
    (200, b'{"access_token":"MARK', "a page instead of data (status 200)"),
    (200, b"\xff\xfe\x00MARK", "a page instead of data (status 200)"),
    (200, b"[" * 100_000, "a page instead of data (status 200)"),
]


@pytest.mark.parametrize(("status", "body", "said"), BODIES)
@pytest.mark.parametrize("purpose", ["exchange", "refresh"])
async def test_an_answer_without_data_is_zohos_fault_and_may_be_tried_again(
    purpose: str, status: int, body: bytes, said: str
) -> None:
    error = await failure(purpose, (status, body))
    assert type(error) is TryLater
    assert f"accounts.zoho.eu answered with {said}." in error.message
    assert ("same grant code" in error.advice) == (purpose == "exchange")


async def test_a_long_or_coloured_word_is_cut_and_cleaned() -> None:
    answer = b'{"error":"\\u001b[31m' + b"x" * 500 + b'\\u202e"}'
    error = await failure("exchange", (200, answer))
    assert isinstance(error, Refused)
    assert len(error.word) <= 60
    assert not {"\x1b", "\u202e"} & set(str(error) + error.word)
