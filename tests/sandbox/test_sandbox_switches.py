"""Both sides of every conflict between the sources: the table of switches, and what each does."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sandbox.zoho import CALLBACK, Zoho
from zdesk_tui.errors import Refused
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.switches import ALL, Switches, spelled


def test_every_switch_has_choices_and_one_line() -> None:
    for switch in ALL:
        assert len(switch.choices) == len(set(switch.choices)) >= 2, switch.name
        assert len({type(one) for one in switch.choices}) == 1, switch.name
        assert switch.text.endswith("."), switch.name
        assert len(switch.text) <= 80, switch.name
    assert Switches().as_data() == {switch.name: switch.default for switch in ALL}


def test_nothing_but_the_choices_is_taken() -> None:
    switches = Switches()
    for value in (1, "yes", None):
        with pytest.raises(ValueError, match="milliseconds takes one of: no, yes"):
            switches.change({"code_seconds": 60, "milliseconds": value})
    assert switches.as_data() == Switches().as_data()
    switches.change({"code_seconds": 60, "milliseconds": True})
    assert (switches.code_seconds, switches.milliseconds) == (60, True)
    assert [spelled(one) for one in (True, False, 60, "off")] == ["yes", "no", "60", "off"]


@pytest.mark.parametrize(
    ("switch", "name", "uri"),
    [
        ("loopback_ip_refused", "Sync", "http://127.0.0.1:8765/"),
        ("plain_http_refused", "Sync", "http://own.example/back"),
        ("zoho_name_refused", "My Zoho Desk", CALLBACK),
    ],
)
def test_console_can_be_stricter(zoho: Zoho, switch: str, name: str, uri: str) -> None:
    visitor.register(zoho.port, name, uri)
    zoho.control.switch(**{switch: True})
    with pytest.raises(Refused):
        visitor.register(zoho.port, name, uri)
    visitor.register(zoho.port, "Sync", CALLBACK)


def test_wrong_response_type_can_be_a_server_error(zoho: Zoho, pair: dict[str, str]) -> None:
    link = zoho.link(pair["client_id"], response_type="token")
    assert (zoho.http.get(link).status_code, zoho.page(path(link)).title) == (200, "Invalid Client")
    zoho.control.switch(response_type_page="An error occurred")
    assert zoho.http.get(link).status_code == 500
    assert zoho.page(path(link)).title == "An error occurred"


def path(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path[1:]}?{parts.query}"


def test_blanks_between_scopes_can_be_refused(zoho: Zoho, pair: dict[str, str]) -> None:
    link = zoho.link(pair["client_id"], scope="Desk.tickets.READ Desk.basic.READ")
    assert zoho.page(path(link)).title == "Choose an organization"
    zoho.control.switch(blanks_refused=True)
    assert zoho.page(path(link)).title == "Invalid OAuth scope"


def test_accounts_server_can_come_unencoded(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(accounts_server_encoded=False)
    address = visitor.accept(zoho.link(pair["client_id"]), port=zoho.port).address
    assert address.endswith(f"&accounts-server={zoho.url('us/accounts')}")


@pytest.mark.parametrize(
    ("switches", "field", "value"),
    [
        ({"scope_in_answer": "commas"}, "scope", "Desk.tickets.READ,Desk.basic.READ"),
        ({"scope_in_answer": "absent"}, "scope", None),
        ({"api_domain": "api.zoho"}, "api_domain", "us/api.zoho"),
        ({"api_domain": "desk"}, "api_domain", "us/desk"),
    ],
)
def test_token_answer_has_its_variants(
    zoho: Zoho, pair: dict[str, str], switches: dict[str, str], field: str, value: str | None
) -> None:
    zoho.control.switch(**switches)
    code = zoho.code(pair, changes={"scope": "Desk.tickets.READ,Desk.basic.READ"})
    wanted = zoho.url(value) if field == "api_domain" and value else value
    assert zoho.exchange(pair, code).get(field) == wanted


def test_errors_can_have_other_words_and_another_status(zoho: Zoho, pair: dict[str, str]) -> None:
    def asked(grant_type: str, **fields: str) -> tuple[int, Any]:
        answer = zoho.token({**pair, "grant_type": grant_type, **fields}, "eu")
        return answer.status_code, answer.json()["error"]

    refresh = {"grant_type": "refresh_token", "refresh_token": "1000.made.up"}
    exchange = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    exchange["code"] = zoho.code(pair)
    assert [asked(**one) for one in (refresh, exchange)] == [(200, "invalid_code")] * 2
    zoho.control.switch(
        refresh_error_word="invalid_grant", foreign_code_word="invalid_client", error_status=400
    )
    assert [asked(**one) for one in (refresh, exchange)] == [
        (400, "invalid_grant"),
        (400, "invalid_client"),
    ]


def test_revocation_has_its_variants(zoho: Zoho, pair: dict[str, str]) -> None:
    def revoked(data_center: str, kind: str = "refresh_token") -> int:
        tokens = zoho.exchange(pair, zoho.code(pair, data_center="eu"), "eu")
        url = zoho.url(f"{data_center}/accounts/oauth/v2/token/revoke")
        status = zoho.http.post(url, params={"token": tokens[kind]}).status_code
        alive.append("access_token" in zoho.refresh(pair, tokens["refresh_token"], "eu"))
        return status

    alive: list[bool] = []
    zoho.control.switch(revoked_at="client")
    assert [revoked("eu"), revoked("us")] == [400, 200]
    zoho.control.switch(revoked_at="person")
    assert [revoked("eu"), revoked("us"), revoked("eu", "access_token")] == [200, 400, 200]
    zoho.control.switch(access_revokes_refresh=True)
    assert revoked("eu", "access_token") == 200
    assert alive == [True, False, False, True, True, False]


@pytest.mark.parametrize(
    ("listed", "left_out"), [("all", set()), ("documented", {"cn", "ae", "sg"})]
)
def test_server_info_can_list_more_or_less(zoho: Zoho, listed: str, left_out: set[str]) -> None:
    zoho.control.switch(server_info=listed)
    found = zoho.http.get(zoho.url("eu/accounts/oauth/serverinfo")).json()["locations"]
    everywhere = {"us", "eu", "in", "au", "jp", "ca", "sa", "uk", "cn", "ae", "sg"}
    assert set(found) == everywhere - left_out


def test_desk_has_its_variants(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair))["access_token"]

    def row() -> tuple[Any, Any]:
        one = zoho.desk(token, "accessibleOrganizations", orgId="2389290").json()["data"][0]
        return one["id"], one["isDefault"]

    assert row() == (2389290, True)
    zoho.control.switch(desk_ids="strings")
    assert row() == ("2389290", True)
    zoho.control.switch(desk_ids="numbers", desk_flags="strings", accessible_header_needed=True)
    assert row() == (2389290, "true")
    assert zoho.desk(token, "accessibleOrganizations").status_code == 403
    assert zoho.desk(token, "myinfo").status_code == 200
    zoho.control.switch(foreign_token_page=False)
    assert zoho.desk(token, "myinfo", "eu").json()["errorCode"] == "INVALID_OAUTH"
