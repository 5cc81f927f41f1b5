"""PKCE on the sandbox's side: who must send a challenge, and which verifier redeems the code."""

import base64
import hashlib
from typing import Any

import pytest

from tests.sandbox.zoho import Zoho
from zdesk_tui.errors import Refused
from zdesk_tui.sandbox import pkce, visitor

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
S256 = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
PLAIN = {"code_challenge": VERIFIER, "code_challenge_method": None}


@pytest.fixture
def app(zoho: Zoho) -> dict[str, str]:
    """A mobile client, which has no secret to send."""
    return {"client_id": zoho.register(kind="mobile")["client_id"]}


@pytest.mark.parametrize("changes", [S256, PLAIN])
def test_verifier_must_fit_its_challenge(
    zoho: Zoho, pair: dict[str, str], changes: dict[str, str | None]
) -> None:
    code = zoho.code(pair, changes=changes)
    assert zoho.exchange(pair, code) == {"error": "invalid_code"}
    assert zoho.exchange(pair, code, code_verifier="w" * 43) == {"error": "invalid_code"}
    assert zoho.exchange(pair, code, code_verifier=CHALLENGE) == {"error": "invalid_code"}
    assert "access_token" in zoho.exchange(pair, code, code_verifier=VERIFIER)


def test_code_without_a_challenge_needs_no_verifier(zoho: Zoho, pair: dict[str, str]) -> None:
    assert "access_token" in zoho.exchange(pair, zoho.code(pair), code_verifier=VERIFIER)


WRONG_CHALLENGES: list[tuple[str, str | None, str | None]] = [
    (CHALLENGE + "=", "S256", "The code challenge is not valid"),
    (CHALLENGE[:-1], "S256", "The code challenge is not valid"),
    ("v" * 42, "plain", "The code challenge is not valid"),
    ("v" * 129, "plain", "The code challenge is not valid"),
    ("v" * 42 + "+", "plain", "The code challenge is not valid"),
    (CHALLENGE, "S512", "The code challenge method S512 is not known"),
    ("v" * 128, "plain", None),
    (CHALLENGE, "s256", None),
]


@pytest.mark.parametrize(("challenge", "method", "problem"), WRONG_CHALLENGES)
def test_challenge_has_its_form(challenge: str, method: str, problem: str | None) -> None:
    assert pkce.problem(challenge, method) == problem


def test_wrong_challenge_ends_on_a_page(zoho: Zoho, pair: dict[str, str]) -> None:
    link = zoho.link(pair["client_id"], code_challenge="short", code_challenge_method="S256")
    assert "The code challenge is not valid" in zoho.http.get(link).text
    with pytest.raises(Refused) as refused:
        visitor.accept(link, port=zoho.port)
    assert refused.value.word == "An error occurred"


def test_mobile_client_must_send_a_challenge_unless_switched_off(
    zoho: Zoho, app: dict[str, str]
) -> None:
    assert "The code challenge is missing" in zoho.http.get(zoho.link(app["client_id"])).text
    zoho.control.switch(pkce_needed=False)
    # Without verifier and secret anybody could redeem the code.
    assert zoho.exchange(app, zoho.code(app)) == {"error": "invalid_client_secret"}


def test_mobile_client_gets_and_renews_tokens_without_its_secret(
    zoho: Zoho, app: dict[str, str]
) -> None:
    def answers(**secret: str) -> tuple[dict[str, Any], dict[str, Any]]:
        code = zoho.code(app, changes=S256)
        tokens = zoho.exchange({**app, **secret}, code, code_verifier=VERIFIER)
        return tokens, zoho.refresh({**app, **secret}, tokens.get("refresh_token", ""))

    assert all("access_token" in one for one in answers())
    refused = {"error": "invalid_client_secret"}
    assert answers(client_secret="0" * 42) == (refused, refused)
    zoho.control.switch(mobile_secret_needed=True)
    assert answers() == (refused, refused)


def test_redirect_may_lead_to_an_app(zoho: Zoho) -> None:
    app = zoho.register(kind="mobile", redirect_uri="crmleads://")
    link = zoho.link(app["client_id"], redirect_uri="crmleads://", **S256)
    visit = visitor.accept(link, port=zoho.port)
    assert visit.address.startswith("crmleads://?state=some%20state&code=1000.")
    assert not visit.delivered
