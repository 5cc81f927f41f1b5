"""The tab Generate Code of the self client, and what becomes of its codes."""

import json
from typing import Any

import pytest

from tests.sandbox.zoho import SCOPES, Zoho
from zdesk_tui.errors import Refused, UsageError
from zdesk_tui.sandbox import visitor


@pytest.fixture
def alone(zoho: Zoho) -> dict[str, str]:
    """The self client of Europe."""
    return zoho.register("eu", kind="self-client")


def generated(zoho: Zoho, **choices: Any) -> dict[str, Any]:
    """Return what the downloaded file says."""
    code, file = visitor.generate_code(zoho.port, SCOPES, "eu", **choices)
    said: dict[str, Any] = json.loads(file.reveal())
    assert said["code"] == code.reveal()
    return said


def exchanged(zoho: Zoho, pair: dict[str, str], code: str, dc: str = "eu", **more: str) -> Any:
    fields = {**pair, "grant_type": "authorization_code", "code": code, **more}
    return zoho.token(fields, dc).json()


def test_downloaded_file_has_the_shape_that_was_seen(zoho: Zoho, alone: dict[str, str]) -> None:
    said = generated(zoho, minutes=7)
    assert list(said) == [
        "scope",
        "expiry_time",
        "client_id",
        "client_secret",
        "code",
        "grant_type",
    ]
    assert said["scope"] == SCOPES.split(",")
    assert isinstance(said["expiry_time"], int)
    assert {name: said[name] for name in alone} == alone
    assert said["grant_type"] == "authorization_code"


@pytest.mark.parametrize("more", [{}, {"redirect_uri": "http://localhost:9/callback"}])
def test_code_is_exchanged_without_a_redirect_uri(
    zoho: Zoho, alone: dict[str, str], more: dict[str, str]
) -> None:
    code = generated(zoho, organization="2390011")["code"]
    tokens = exchanged(zoho, alone, code, **more)
    assert "access_token" in zoho.refresh(alone, tokens["refresh_token"], "eu")
    mine = zoho.desk(tokens["access_token"], "accessibleOrganizations", "eu").json()["data"]
    assert [str(one["id"]) for one in mine] == ["2390011"]
    assert exchanged(zoho, alone, code) == {"error": "invalid_code"}


@pytest.mark.parametrize("minutes", [3, 10])
def test_code_lives_as_long_as_chosen(zoho: Zoho, alone: dict[str, str], minutes: int) -> None:
    late, timely = generated(zoho, minutes=minutes), generated(zoho, minutes=minutes)
    zoho.control.advance(minutes * 60 - 1)
    assert "access_token" in exchanged(zoho, alone, timely["code"])
    zoho.control.advance(1)
    assert exchanged(zoho, alone, late["code"]) == {"error": "invalid_code"}


def test_code_counts_in_its_own_data_center_only(zoho: Zoho, alone: dict[str, str]) -> None:
    code = generated(zoho)["code"]
    assert exchanged(zoho, alone, code, "us") == {"error": "invalid_client"}
    assert "access_token" in exchanged(zoho, alone, code)


@pytest.mark.parametrize(
    ("scopes", "description", "word"),
    [
        ("Desk.nothing.READ", "Scripts", "Enter a valid scope"),
        ("Desk.tickets.READ Desk.basic.READ", "Scripts", "Enter a valid scope"),
        (SCOPES, " ", "Enter a scope description"),
    ],
)
def test_console_says_what_is_wrong(zoho: Zoho, scopes: str, description: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        visitor.generate_code(zoho.port, scopes, description=description)
    assert refused.value.word == word


def test_only_offered_durations_are_chosen(zoho: Zoho) -> None:
    with pytest.raises(UsageError, match="3, 5, 7, 10"):
        visitor.generate_code(zoho.port, SCOPES, minutes=4)


def test_other_clients_have_no_such_tab(zoho: Zoho, pair: dict[str, str]) -> None:
    for client_id in (pair["client_id"], "1000.X"):
        assert zoho.http.get(zoho.url(f"us/console/{client_id}/code")).status_code == 404
