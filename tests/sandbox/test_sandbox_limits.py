"""How often the sandbox lets a client ask, and how many tokens it keeps."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sandbox.zoho import CALLBACK, Zoho
from zdesk_tui.errors import UsageError
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.records import Permission
from zdesk_tui.sandbox.throttle import Limit, Throttle
from zdesk_tui.sandbox.world import World


class Clock:
    """Seconds that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_full_window_refuses_for_its_rest() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    limit = Limit(2, 60.0)
    assert [throttle.admits("a", limit) for _ in range(3)] == [True, True, False]
    assert throttle.admits("b", limit)
    clock.now += 59
    assert not throttle.admits("a", limit)
    clock.now += 1
    assert throttle.admits("a", limit)
    assert all(throttle.admits("a", None) for _ in range(9))


def test_block_lasts_from_the_refusal_and_is_not_prolonged() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    limit = Limit(1, 60.0, block=600.0)
    assert throttle.admits("a", limit)
    clock.now += 50
    assert not throttle.admits("a", limit)
    clock.now += 599
    assert not throttle.admits("a", limit)
    clock.now += 1
    assert throttle.admits("a", limit)


def test_another_run_goes_on_counting_and_a_clock_set_back_begins_anew() -> None:
    clock = Clock()
    first, second = Throttle(clock), Throttle(clock)
    limit = Limit(1, 60.0)
    assert first.admits("a", limit)
    second.restore(first.windows())
    assert not second.admits("a", limit)
    clock.now -= 1
    assert second.admits("a", limit)
    clock.now += 60
    assert second.windows() == []


def word(zoho: Zoho, pair: dict[str, str], **choices: Any) -> str:
    """Consent, and return `code` or the error of the redirect."""
    link = zoho.link(pair["client_id"], state=None)
    address = visitor.accept(link, port=zoho.port, **choices).address
    query = urlsplit(address).query
    return query.removeprefix("error=") if query.startswith("error=") else query[:4]


def test_eleventh_grant_code_within_ten_minutes_is_denied(zoho: Zoho, pair: dict[str, str]) -> None:
    assert {word(zoho, pair) for _ in range(10)} == {"code"}
    assert word(zoho, pair) == "access_denied"
    assert word(zoho, pair, account="solo@zylker.example") == "access_denied"
    assert word(zoho, zoho.register()) == "code"
    zoho.control.switch(authorization_limit="off")
    assert word(zoho, pair) == "code"
    zoho.control.switch(authorization_limit="10 per client")
    zoho.control.advance(600)
    assert word(zoho, pair) == "code"


def test_grant_codes_can_be_counted_by_person_or_by_minute(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    zoho.control.switch(authorization_limit="4 a minute")
    assert [word(zoho, pair) for _ in range(5)] == ["code"] * 4 + ["access_denied"]
    zoho.control.advance(599)
    assert word(zoho, pair) == "access_denied"
    zoho.control.switch(authorization_limit="10 per person")
    other = zoho.register()
    solo = {"account": "solo@zylker.example", "data_center": "sa"}
    answers = [word(zoho, one, **solo) for one in (pair, other) * 6]
    assert answers == ["code"] * 10 + ["access_denied"] * 2
    assert word(zoho, pair, account="admin@zylker.example", data_center="sa") == "code"


def test_renewals_can_go_unlimited(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(renewal_limit=False)
    token = zoho.exchange(pair, zoho.code(pair))["refresh_token"]
    assert all("access_token" in zoho.refresh(pair, token) for _ in range(11))


class Grants:
    """A world whose people consent and whose clients redeem at once."""

    def __init__(self, home: Path, **switches: Any) -> None:
        self._world = World(home / "zoho.json")
        self._world.switches.change({"authorization_limit": "off", **switches})

    def made(self, client: str = "1000.A", account: str = "admin@zylker.example") -> bool:
        """Tell whether a refresh token came of it."""
        permission = Permission(client, account, "eu", ["Desk.tickets.READ"], None)
        code = self._world.grant_code(permission, redirect_uri=CALLBACK, offline=True)
        assert code is not None
        return self._world.redeem(self._world.codes[code]) is not None


@pytest.mark.parametrize(
    ("limit", "most", "other_person"),
    [("5 a minute", 5, False), ("10 per person", 10, True), ("20 per client", 20, False)],
)
def test_new_refresh_tokens_can_be_limited(
    tmp_path: Path, limit: str, most: int, other_person: bool
) -> None:
    grants = Grants(tmp_path, refresh_token_limit=limit)
    assert [grants.made() for _ in range(most + 1)] == [True] * most + [False]
    assert grants.made(account="solo@zylker.example") is other_person
    assert grants.made(client="1000.B")


@pytest.mark.parametrize(
    ("whose", "other_client", "other_person"),
    [("person and client", True, True), ("person", False, True), ("client", True, False)],
)
def test_twenty_refresh_tokens_can_be_counted_otherwise(
    tmp_path: Path, whose: str, other_client: bool, other_person: bool
) -> None:
    grants = Grants(tmp_path, refresh_tokens_of=whose, twenty_first="refused")
    assert [grants.made() for _ in range(21)] == [True] * 20 + [False]
    assert grants.made(client="1000.B") is other_client
    assert grants.made(account="solo@zylker.example") is other_person


def test_refused_refresh_token_is_answered_as_throttled(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(refresh_token_limit="5 a minute", throttle_status=200)
    assert all("refresh_token" in zoho.exchange(pair, zoho.code(pair)) for _ in range(5))
    code = zoho.code(pair)
    assert zoho.exchange(pair, code)["error"] == "Access Denied"
    zoho.control.advance(60)
    assert "refresh_token" in zoho.exchange(pair, code)


def test_more_access_tokens_can_live_at_a_time(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(renewal_limit=False, access_tokens_alive=15)
    first = zoho.exchange(pair, zoho.code(pair))
    for _ in range(14):
        zoho.refresh(pair, first["refresh_token"])
    assert zoho.desk(first["access_token"], "myinfo").status_code == 200
    zoho.refresh(pair, first["refresh_token"])
    assert zoho.desk(first["access_token"], "myinfo").status_code == 401


def test_what_people_do_at_zoho_ends_what_it_ends(zoho: Zoho, pair: dict[str, str]) -> None:
    tokens = zoho.exchange(pair, zoho.code(pair))
    other = zoho.register()
    others = zoho.exchange(other, zoho.code(other))
    zoho.control.change_secret(pair["client_id"])
    assert zoho.refresh(pair, tokens["refresh_token"])["error"] == "invalid_client_secret"
    assert zoho.desk(tokens["access_token"], "organizations").status_code == 200
    zoho.control.delete_client(pair["client_id"])
    assert zoho.refresh(pair, tokens["refresh_token"])["error"] == "invalid_client"
    assert zoho.desk(tokens["access_token"], "organizations").status_code == 401
    assert zoho.desk(others["access_token"], "organizations").status_code == 200
    zoho.control.change_password("admin@zylker.example")
    assert zoho.refresh(other, others["refresh_token"])["error"] == "invalid_code"
    assert zoho.desk(others["access_token"], "organizations").status_code == 401
    for order in (zoho.control.change_secret, zoho.control.delete_client):
        with pytest.raises(UsageError, match="There is no client nobody"):
            order("nobody")
    with pytest.raises(UsageError, match="e-mail address of a person"):
        zoho.control.change_password("none@zylker.example")
