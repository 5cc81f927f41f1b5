"""The device flow: the code, its pages, the polls, and a person of another data center."""

from typing import Any

import pytest

from tests.sandbox.zoho import SCOPES, Zoho
from zdesk_tui.errors import Refused, UsageError
from zdesk_tui.sandbox import visitor, webforms
from zdesk_tui.sandbox.devices import from_link, in_link
from zdesk_tui.sandbox.records import DeviceCode, row_from

PENDING = {"error": "authorization_pending"}
SLOW_DOWN = {"error": "slow_down"}


@pytest.fixture
def meter(zoho: Zoho) -> dict[str, str]:
    """A non-browser client of the United States, known everywhere."""
    return zoho.register(kind="non-browser")


def begun(zoho: Zoho, pair: dict[str, str], **changes: str) -> dict[str, Any]:
    """Ask for a device code; no secret is needed."""
    sent = {
        "client_id": pair["client_id"],
        "grant_type": "device_request",
        "scope": SCOPES,
        "access_type": "offline",
        "prompt": "consent",
        **changes,
    }
    answer = zoho.http.post(zoho.url("us/accounts/oauth/v3/device/code"), data=sent)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def poll(zoho: Zoho, pair: dict[str, str], code: str, data_center: str = "us") -> dict[str, Any]:
    """Poll, half a minute later than before."""
    zoho.control.advance(30)
    return poll_now(zoho, pair, code, data_center)


def poll_now(
    zoho: Zoho, pair: dict[str, str], code: str, data_center: str = "us"
) -> dict[str, Any]:
    answer = zoho.http.post(
        zoho.url(f"{data_center}/accounts/oauth/v3/device/token"),
        data={**pair, "grant_type": "device_token", "code": code},
    )
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def accept(zoho: Zoho, asked: dict[str, Any], **choices: Any) -> str:
    return visitor.accept_device(asked["verification_uri_complete"], port=zoho.port, **choices)


def test_code_is_answered_as_zoho_documents_it(zoho: Zoho, meter: dict[str, str]) -> None:
    asked = begun(zoho, meter)
    user_code = asked["user_code"]
    page = zoho.url("us/accounts/oauth/v3/device")
    assert len(user_code) == 9
    assert user_code[4] == "-"
    assert asked == {
        "user_code": user_code,
        "device_code": asked["device_code"],
        "interval": 30_000,
        "expires_in": 300_000,
        "verification_url": page,
        "verification_uri_complete": f"{page}/setCode?devcode={in_link(user_code)}",
    }
    assert asked["device_code"].startswith("1004.")


def test_link_holds_the_code_as_it_was_seen() -> None:
    assert in_link("OTTN-9186") == "T1RUTi05MTg2"
    assert from_link("T1RUTi05MTg2") == "OTTN-9186"
    assert from_link("no base 64") == ""


def test_device_learns_of_consent_and_its_code_works_once(
    zoho: Zoho, meter: dict[str, str]
) -> None:
    asked = begun(zoho, meter)
    code = asked["device_code"]
    assert poll(zoho, meter, code) == PENDING
    assert "Go back to your device" in accept(zoho, asked)
    tokens = poll(zoho, meter, code)
    assert tokens["expires_in"] == 3600
    assert "access_token" in zoho.refresh(meter, tokens["refresh_token"])
    assert zoho.desk(tokens["access_token"], "tickets").status_code == 200
    assert poll(zoho, meter, code) == {"error": "invalid_code"}


def test_refresh_token_comes_with_offline_access_and_fresh_consent(
    zoho: Zoho, meter: dict[str, str]
) -> None:
    def tokens(**changes: str) -> dict[str, Any]:
        asked = begun(zoho, meter, **changes)
        accept(zoho, asked)
        return poll(zoho, meter, asked["device_code"])

    assert "refresh_token" not in tokens(access_type="online")
    assert "refresh_token" not in tokens(prompt="")
    assert "refresh_token" in tokens()


def test_two_polls_closer_than_the_interval_are_slowed_down(
    zoho: Zoho, meter: dict[str, str]
) -> None:
    code = begun(zoho, meter)["device_code"]
    assert poll_now(zoho, meter, code) == PENDING
    assert poll_now(zoho, meter, code) == SLOW_DOWN
    zoho.control.advance(29)
    assert poll_now(zoho, meter, code) == SLOW_DOWN
    zoho.control.switch(device_seconds=5)
    assert begun(zoho, meter)["interval"] == 5000
    zoho.control.advance(5)
    assert poll_now(zoho, meter, code) == PENDING


def test_rejected_and_late(zoho: Zoho, meter: dict[str, str]) -> None:
    asked = begun(zoho, meter)
    accept(zoho, asked, reject=True)
    assert poll(zoho, meter, asked["device_code"]) == {"error": "access_denied"}
    late = begun(zoho, meter)
    zoho.control.advance(300)
    assert poll(zoho, meter, late["device_code"]) == {"error": "expired"}
    for one in (asked, late):
        with pytest.raises(Refused):
            accept(zoho, one)


def test_person_elsewhere_sends_the_device_there(zoho: Zoho, meter: dict[str, str]) -> None:
    asked = begun(zoho, meter)
    code = asked["device_code"]
    assert poll(zoho, meter, code, "eu") == {"error": "invalid_code"}
    accept(zoho, asked, data_center="eu")
    assert poll(zoho, meter, code, "in") == {"error": "invalid_code"}
    assert poll(zoho, meter, code) == {"error": "other_dc", "user_location": "eu"}
    tokens = poll_now(zoho, meter, code, "eu")
    assert "access_token" in zoho.refresh(meter, tokens["refresh_token"], "eu")


def test_secret_of_the_persons_data_center_counts_there(zoho: Zoho) -> None:
    meter = zoho.register(kind="non-browser", multi_dc=False)
    asked = begun(zoho, meter)
    with pytest.raises(Refused, match="Invalid Client"):
        accept(zoho, asked, data_center="eu")
    secret = visitor.enable(zoho.port, meter["client_id"], "us", ["eu"])["eu"].reveal()
    accept(zoho, asked, data_center="eu")
    assert poll(zoho, meter, asked["device_code"])["error"] == "other_dc"
    assert poll(zoho, meter, asked["device_code"], "eu") == {"error": "invalid_client_secret"}
    there = {**meter, "client_secret": secret}
    assert "access_token" in poll(zoho, there, asked["device_code"], "eu")


def test_first_secret_can_count_everywhere(zoho: Zoho) -> None:
    meter = zoho.register(kind="non-browser", multi_dc=False)
    visitor.enable(zoho.port, meter["client_id"], "us", ["eu"])
    zoho.control.switch(after_other_dc="first secret")
    asked = begun(zoho, meter)
    accept(zoho, asked, data_center="eu")
    assert poll(zoho, meter, asked["device_code"])["error"] == "other_dc"
    assert "access_token" in poll(zoho, meter, asked["device_code"], "eu")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"client_id": "1000.X"}, "invalid_client"),
        ({"grant_type": "device_token"}, "invalid_client"),
        ({"scope": "Desk.tickets.READ,Desk.nothing.READ"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_code_is_refused(
    zoho: Zoho, meter: dict[str, str], changes: dict[str, str], word: str
) -> None:
    assert begun(zoho, meter, **changes) == {"error": word}


def test_other_clients_have_no_device_code(zoho: Zoho, pair: dict[str, str]) -> None:
    assert begun(zoho, pair) == {"error": "invalid_client"}
    url = zoho.url("us/accounts/oauth/v3/device/code")
    assert zoho.http.get(url).status_code == 400
    assert zoho.http.post(url, data={"client_id": pair["client_id"]}).status_code == 400


def test_code_can_be_typed(zoho: Zoho, meter: dict[str, str]) -> None:
    asked = begun(zoho, meter)
    for typed, title in (
        ("ABCD", "Enter the code that your device shows"),
        (f" {asked['user_code'].lower()} ", "Choose an organization"),
    ):
        answer = zoho.http.post(
            asked["verification_url"], data={"user_code": typed}, follow_redirects=True
        )
        page = webforms.read(answer.text)
        assert page.title == title
        assert len(page.problems) == (0 if "organization" in title else 1)


def test_device_code_outlives_a_restart(zoho: Zoho, meter: dict[str, str]) -> None:
    asked = begun(zoho, meter)
    accept(zoho, asked, data_center="eu")
    kept = zoho.control.state()["device_codes"]
    row = next(one for one in kept if one["value"] == asked["device_code"])
    assert row_from(DeviceCode, row).permission is not None


def test_a_link_of_elsewhere_is_not_followed(zoho: Zoho) -> None:
    with pytest.raises(UsageError):
        visitor.accept_device("http://localhost:1/us/accounts/oauth/v3/device/setCode", port=2)
