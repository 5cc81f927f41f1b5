"""A client in several data centers: where it is known, and by which secret."""

from typing import Any

import pytest

from tests.sandbox.zoho import Zoho
from zdesk_tui.errors import Refused, UsageError
from zdesk_tui.sandbox import visitor

UNKNOWN = {"error": "invalid_client"}
WRONG_SECRET = {"error": "invalid_client_secret"}


@pytest.fixture
def home(zoho: Zoho) -> dict[str, str]:
    """A client of Europe alone."""
    return zoho.register("eu", multi_dc=False)


def enabled(zoho: Zoho, home: dict[str, str], *others: str) -> dict[str, dict[str, str]]:
    """Enable data centers, and return the credentials of each."""
    secrets = visitor.enable(zoho.port, home["client_id"], "eu", others)
    assert set(secrets) == set(others)
    return {
        code: {"client_id": home["client_id"], "client_secret": secret.reveal()}
        for code, secret in secrets.items()
    }


def code_in(zoho: Zoho, pair: dict[str, str], data_center: str) -> str:
    return zoho.code(pair, data_center=data_center, changes={"data_center": "eu"})


def asked(zoho: Zoho, pair: dict[str, str], data_center: str) -> dict[str, Any]:
    """Ask with a made-up code: what is said of the client and its secret comes first."""
    return zoho.exchange(pair, "1000.made.up", data_center)


KNOWN = {"error": "invalid_code"}


def test_each_enabled_data_center_has_a_secret_of_its_own(zoho: Zoho, home: dict[str, str]) -> None:
    pairs = enabled(zoho, home, "us", "in")
    secrets = {home["client_secret"], *(one["client_secret"] for one in pairs.values())}
    assert len(secrets) == 3
    assert all(len(secret) == 42 for secret in secrets)
    assert asked(zoho, home, "eu") == KNOWN
    assert asked(zoho, pairs["us"], "us") == KNOWN
    for pair, data_center in (
        (home, "us"),
        (pairs["in"], "us"),
        (pairs["us"], "eu"),
    ):
        assert asked(zoho, pair, data_center) == WRONG_SECRET
    assert asked(zoho, home, "jp") == UNKNOWN
    zoho.control.switch(foreign_secret_word="invalid_client")
    assert asked(zoho, home, "us") == UNKNOWN
    assert asked(zoho, {**home, "client_secret": "0" * 42}, "us") == WRONG_SECRET


def test_person_of_an_enabled_data_center_gets_a_lasting_token_there(
    zoho: Zoho, home: dict[str, str]
) -> None:
    us = enabled(zoho, home, "us")["us"]
    code = code_in(zoho, home, "us")
    assert zoho.exchange(home, code, "us") == WRONG_SECRET
    tokens = zoho.exchange(us, code, "us")
    assert "access_token" in zoho.refresh(us, tokens["refresh_token"], "us")
    assert zoho.refresh(home, tokens["refresh_token"], "us") == WRONG_SECRET
    enabled(zoho, home)
    assert zoho.refresh(us, tokens["refresh_token"], "us") == UNKNOWN


def test_consent_of_a_person_elsewhere_ends_on_zohos_page(zoho: Zoho, home: dict[str, str]) -> None:
    enabled(zoho, home, "us")
    with pytest.raises(Refused) as refused:
        code_in(zoho, home, "jp")
    assert refused.value.word == "Invalid Client"


def test_shared_credentials_count_everywhere_and_own_secrets_wait(
    zoho: Zoho, home: dict[str, str]
) -> None:
    us = enabled(zoho, home, "us")["us"]
    kept = visitor.enable(zoho.port, home["client_id"], "eu", ["us"], multi_dc=True)
    assert kept["us"].reveal() == us["client_secret"]
    assert "not used while all share one" in zoho.page(f"eu/console/{home['client_id']}").text
    assert [asked(zoho, home, code) for code in ("eu", "us", "jp")] == [KNOWN] * 3
    assert asked(zoho, us, "us") == WRONG_SECRET
    assert enabled(zoho, home, "us") == {"us": us}
    assert asked(zoho, us, "us") == KNOWN


def test_settings_show_what_is_ticked(zoho: Zoho, home: dict[str, str]) -> None:
    enabled(zoho, home, "us", "sg")
    html = zoho.http.get(zoho.url(f"eu/console/{home['client_id']}")).text
    assert html.count("SHOW CODE") == 2
    assert html.count(" checked") == 2
    assert 'value="eu"' not in html
    assert "eu, us, sg\n" in zoho.page("eu/console").text


def test_settings_are_those_of_a_client_of_this_console(zoho: Zoho, home: dict[str, str]) -> None:
    for path in (f"us/console/{home['client_id']}", "eu/console/1000.X"):
        assert zoho.http.get(zoho.url(path)).status_code == 404
    url = zoho.url(f"eu/console/{home['client_id']}")
    assert zoho.http.post(url, data={"data_center": "us"}).status_code == 403
    assert zoho.client(home["client_id"])["secrets"] == {}


def test_self_client_has_no_multi_dc(zoho: Zoho) -> None:
    alone = zoho.register("au", kind="self-client")
    page = zoho.page(f"au/console/{alone['client_id']}")
    assert page.forms == []
    assert page.marked == alone
    for client_id in (alone["client_id"], "1000.X"):
        with pytest.raises(UsageError, match=f"no Settings for the client {client_id}"):
            visitor.enable(zoho.port, client_id, "au", ["us"])
    assert asked(zoho, alone, "us") == UNKNOWN
