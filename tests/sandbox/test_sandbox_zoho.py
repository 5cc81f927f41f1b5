"""The sandbox's accounts server, console, consent and Desk, over real sockets."""

import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.zoho import CALLBACK, SCOPES, Zoho
from zdesk_tui.errors import Refused, TryLater, UsageError
from zdesk_tui.sandbox import visitor, webforms

# The API Console


def test_credentials_have_zohos_form(pair: dict[str, str]) -> None:
    assert len(pair["client_id"]) == 35
    assert pair["client_id"].startswith("1000.")
    assert pair["client_id"][5:].isalnum()
    assert pair["client_id"] == pair["client_id"].upper()
    assert len(pair["client_secret"]) == 42
    assert int(pair["client_secret"], 16)


def test_console_lists_only_the_clients_of_its_data_center(zoho: Zoho) -> None:
    pair = zoho.register("jp")
    assert pair["client_secret"] in zoho.http.get(zoho.url("jp/console")).text
    assert pair["client_id"] not in zoho.http.get(zoho.url("sg/console")).text


REFUSED_FIELDS = [
    ("client_name", "", "Enter a valid client name"),
    ("client_name", "Ticket-sync", "Enter a valid client name"),
    ("client_name", "Ticket sync!", "Enter a valid client name"),
    ("client_name", "<b>", "Enter a valid client name"),
    ("homepage_url", "", "Enter a valid homepage URL"),
    ("homepage_url", "zylker.example", "Enter a valid homepage URL"),
    ("redirect_uris", "", "Enter a valid redirect URI"),
    ("redirect_uris", "localhost:8765", "Enter a valid redirect URI: localhost:8765"),
    ("redirect_uris", "http://", "Enter a valid redirect URI: http://"),
    ("redirect_uris", "http://a b/", "Enter a valid redirect URI: http://a b/"),
    (
        "redirect_uris",
        "http://localhost/\ncrm://x",
        "Enter a valid redirect URI: crm://x",
    ),
]


@pytest.mark.parametrize(("field", "value", "problem"), REFUSED_FIELDS)
def test_console_refuses_a_field_with_zohos_words(
    zoho: Zoho, field: str, value: str, problem: str
) -> None:
    url = zoho.url("us/console")
    form = webforms.read(zoho.http.get(url).text).forms[0]
    good = {
        "client_name": "Ticket sync & _more",
        "homepage_url": "http://localhost:1",
        "redirect_uris": CALLBACK,
    }
    sent = {**form.fields, **good, field: value}
    page = webforms.read(zoho.http.post(url, data=sent).text)
    assert page.problems == [problem]
    kept = {name: page.forms[0].fields[name] for name in good}
    assert kept == {**good, field: value}


def test_several_redirect_uris_are_kept_byte_for_byte_and_once(zoho: Zoho) -> None:
    uris = "http://localhost:8765/\n\n https://own.example/Back?x=1 \nhttp://localhost:8765/"
    client_id, _ = visitor.register(zoho.port, "Two", uris)
    client = next(one for one in zoho.control.state()["clients"] if one["id"] == client_id)
    assert client["redirect_uris"] == ["http://localhost:8765/", "https://own.example/Back?x=1"]


def test_switch_lets_the_console_refuse_the_loopback_address(zoho: Zoho) -> None:
    visitor.register(zoho.port, "Number", "http://127.0.0.1:8765/")
    zoho.control.switch(loopback_ip_refused=True)
    with pytest.raises(Refused) as refused:
        visitor.register(zoho.port, "Number", "http://127.0.0.1:8765/")
    assert refused.value.word == "Enter a valid redirect URI: http://127.0.0.1:8765/"


# The authorization endpoint

ERROR_PAGES = [
    ({"client_id": None}, "Invalid response type", None),
    ({"response_type": None}, "Invalid response type", None),
    ({"response_type": "token"}, "Invalid Client", None),
    ({"client_id": "1000.X"}, "Invalid Client", "The transmitted client ID does not exist"),
    ({"data_center": "eu"}, "Invalid Client", "The transmitted client ID does not exist"),
    ({"scope": None}, "Invalid OAuth scope", "Scope does not exist"),
    ({"scope": "Desk.tickets.READ,Desk.nothing.READ"}, "Invalid OAuth scope", None),
    ({"scope": "ZohoDesk.tickets.READ"}, "Invalid OAuth scope", None),
    ({"scope": "AaaServer.profile.ALL"}, "Invalid OAuth scope", None),
    ({"redirect_uri": None}, "Invalid Redirect Uri", None),
    (
        {"redirect_uri": CALLBACK + "/"},
        "Invalid Redirect Uri",
        "Redirect URI passed does not match with the one configured",
    ),
    ({"redirect_uri": "http://127.0.0.1:9/callback"}, "Invalid Redirect Uri", None),
    ({"redirect_uri": "http://LOCALHOST:9/callback"}, "Invalid Redirect Uri", None),
]


@pytest.mark.parametrize(("changes", "title", "text"), ERROR_PAGES)
def test_bad_request_ends_on_zohos_own_page(
    zoho: Zoho, pair: dict[str, str], changes: dict[str, Any], title: str, text: str | None
) -> None:
    link = zoho.link(**{"client_id": pair["client_id"], **changes})
    answer = zoho.http.get(link)
    page = webforms.read(answer.text)
    assert (answer.status_code, page.title, page.forms) == (200, title, [])
    assert text is None or text in page.text
    with pytest.raises(Refused) as refused:
        visitor.accept(link, port=zoho.port)
    assert refused.value.word == title


def test_authorization_takes_get_only(zoho: Zoho, pair: dict[str, str]) -> None:
    answer = zoho.http.post(zoho.link(pair["client_id"]))
    assert (answer.status_code, "not found" in answer.text) == (400, True)


def test_scopes_are_compared_without_case_and_blanks_separate_too(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    changes = {"scope": "desk.TICKETS.read Desk.tickets.READ,aaaserver.profile.read"}
    answer = zoho.exchange(pair, zoho.code(pair, changes=changes))
    assert answer["scope"] == "Desk.tickets.READ AaaServer.profile.READ"


def test_switch_lets_unverified_operations_pass(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(unverified_scopes=True)
    assert zoho.code(pair, changes={"scope": "AaaServer.profile.ALL"})


def test_redirect_is_whole_and_in_zohos_order(zoho: Zoho, pair: dict[str, str]) -> None:
    visit = visitor.accept(zoho.link(pair["client_id"]), port=zoho.port)
    code = parse_qs(urlsplit(visit.address).query)["code"][0]
    assert visit.address == (
        f"{CALLBACK}?state=some%20state&code={code}&location=us"
        f"&accounts-server=http%3A%2F%2Flocalhost%3A{zoho.port}%2Fus%2Faccounts"
    )
    assert visit.address not in repr(visit)
    assert (visit.delivered, visit.page) == (False, None)
    assert len(code) == 5 + 32 + 1 + 32


def test_redirect_with_a_query_is_continued(zoho: Zoho) -> None:
    uri = "https://own.example/back?via=zoho"
    client_id, _ = visitor.register(zoho.port, "Query", uri)
    visit = visitor.accept(zoho.link(client_id, redirect_uri=uri, state=None), port=zoho.port)
    assert visit.address.startswith(f"{uri}&code=1000.")


def test_refusal_repeats_state_unless_switched_off(zoho: Zoho, pair: dict[str, str]) -> None:
    link = zoho.link(pair["client_id"])
    refused = visitor.accept(link, port=zoho.port, reject=True)
    assert refused.address == f"{CALLBACK}?state=some%20state&error=access_denied"
    zoho.control.switch(state_on_denial=False)
    refused = visitor.accept(link, port=zoho.port, reject=True)
    assert refused.address == f"{CALLBACK}?error=access_denied"


def test_switches_change_what_the_redirect_carries(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(
        location_in_redirect=False, accounts_server_in_redirect=False, trailing_ampersand=True
    )
    address = visitor.accept(zoho.link(pair["client_id"], state=None), port=zoho.port).address
    assert urlsplit(address).query.startswith("code=1000.")
    assert address.endswith("&")
    assert "location" not in address
    assert "accounts-server" not in address


def test_consent_page_names_client_scopes_and_organization(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    link = zoho.link(pair["client_id"])
    form = webforms.read(zoho.http.get(link).text).forms[0]
    assert form.choices["organization"] == ["2389290", "2390011", "2391882"]
    assert form.fields["organization"] == "2389290"
    sent = {**form.fields, "organization": "2391882", "data_center": "eu"}
    page = webforms.read(zoho.http.post(zoho.url(form.action[1:]), data=sent).text)
    assert page.forms[0].action == "/eu/accounts/oauth/v2/auth/consent"
    for words in ("Ticket sync", *SCOPES.split(","), "2391882", "admin@zylker.example in eu"):
        assert words in page.text


def test_form_counts_once(zoho: Zoho, pair: dict[str, str]) -> None:
    form = webforms.read(zoho.http.get(zoho.link(pair["client_id"])).text).forms[0]
    url = zoho.url(form.action[1:])
    assert zoho.http.post(url, data=form.fields).status_code == 200
    assert zoho.http.post(url, data=form.fields).status_code == 403
    assert zoho.http.post(zoho.url("us/console"), data=form.fields).status_code == 403


def test_second_consent_goes_straight_back_without_refresh_token(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    first = zoho.exchange(pair, zoho.code(pair, changes={"prompt": None}))
    assert "refresh_token" in first
    link = zoho.link(pair["client_id"], prompt=None)
    with pytest.raises(UsageError, match="nothing to reject"):
        visitor.accept(link, port=zoho.port, reject=True)
    again = zoho.exchange(pair, zoho.code(pair, changes={"prompt": None}))
    assert "refresh_token" not in again
    other = {"prompt": None, "scope": "Desk.tickets.READ"}
    assert "refresh_token" in zoho.exchange(pair, zoho.code(pair, changes=other))
    assert "refresh_token" in zoho.exchange(pair, zoho.code(pair))


def test_online_access_brings_no_refresh_token(zoho: Zoho, pair: dict[str, str]) -> None:
    assert "refresh_token" not in zoho.exchange(
        pair, zoho.code(pair, changes={"access_type": None})
    )


# Grant codes and tokens


def test_exchange_answers_every_field(zoho: Zoho, pair: dict[str, str]) -> None:
    answer = zoho.exchange(pair, zoho.code(pair))
    access, refresh = answer.pop("access_token"), answer.pop("refresh_token")
    assert (len(access), len(refresh)) == (70, 70)
    assert answer == {
        "scope": SCOPES.replace(",", " "),
        "api_domain": zoho.url("us/api"),
        "token_type": "Bearer",
        "expires_in": 3600,
    }


def test_grant_code_is_used_up_by_one_exchange(zoho: Zoho, pair: dict[str, str]) -> None:
    code = zoho.code(pair)
    assert "access_token" in zoho.exchange(pair, code)
    assert zoho.exchange(pair, code) == {"error": "invalid_code"}


def test_grant_code_lives_two_minutes_of_the_sandbox(zoho: Zoho, pair: dict[str, str]) -> None:
    early, late = zoho.code(pair), zoho.code(pair)
    zoho.control.advance(110)
    assert "access_token" in zoho.exchange(pair, early)
    zoho.control.advance(15)
    assert zoho.exchange(pair, late) == {"error": "invalid_code"}
    zoho.control.switch(code_seconds=60)
    short = zoho.code(pair)
    zoho.control.advance(61)
    assert zoho.exchange(pair, short) == {"error": "invalid_code"}


TOKEN_ERRORS = [
    ({"client_id": "1000.X"}, "invalid_client"),
    ({"client_id": ""}, "invalid_client"),
    ({"client_secret": "0" * 42}, "invalid_client_secret"),
    ({"client_secret": ""}, "invalid_client_secret"),
    ({"grant_type": "password"}, "invalid_client"),
    ({"redirect_uri": ""}, "invalid_redirect_uri"),
    ({"redirect_uri": CALLBACK + "/"}, "invalid_redirect_uri"),
    ({"code": ""}, "invalid_code"),
    ({"code": "1000.made.up"}, "invalid_code"),
    ({"grant_type": "refresh_token", "refresh_token": "1000.made.up"}, "invalid_code"),
]


@pytest.mark.parametrize(("changes", "word"), TOKEN_ERRORS)
def test_token_failures_are_a_word_with_status_200(
    zoho: Zoho, pair: dict[str, str], changes: dict[str, str], word: str
) -> None:
    fields = {
        **pair,
        "grant_type": "authorization_code",
        "code": "1000.made.up",
        "redirect_uri": CALLBACK,
        **changes,
    }
    answer = zoho.token(fields)
    assert (answer.status_code, answer.json()) == (200, {"error": word})
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"


def test_failed_exchange_keeps_the_code(zoho: Zoho, pair: dict[str, str]) -> None:
    code = zoho.code(pair)
    wrong = {**pair, "client_secret": "0" * 42}
    assert zoho.exchange(wrong, code) == {"error": "invalid_client_secret"}
    assert zoho.exchange(zoho.register(), code) == {"error": "invalid_code"}
    assert "access_token" in zoho.exchange(pair, code)


def test_get_and_a_missing_grant_type_are_a_page_with_400(zoho: Zoho, pair: dict[str, str]) -> None:
    by_get = zoho.http.get(zoho.url("us/accounts/oauth/v2/token"), params=pair)
    without = zoho.token(pair)
    for answer in (by_get, without):
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/html")


def test_credentials_are_taken_from_query_body_and_basic_header(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    url = zoho.url("us/accounts/oauth/v2/token")
    refresh = zoho.exchange(pair, zoho.code(pair))["refresh_token"]
    rest = {"grant_type": "refresh_token", "refresh_token": refresh}
    basic = (pair["client_id"], pair["client_secret"])
    answers = [
        zoho.http.post(url, params={**pair, **rest}),
        zoho.http.post(url, data={**pair, **rest}),
        zoho.http.post(url, files={name: (None, v) for name, v in {**pair, **rest}.items()}),
        zoho.http.post(url, data=rest, auth=basic),
    ]
    assert [("access_token" in one.json(), "refresh_token" in one.json()) for one in answers] == [
        (True, False)
    ] * 4


def test_code_of_another_data_center_is_invalid_there(zoho: Zoho, pair: dict[str, str]) -> None:
    code = zoho.code(pair, data_center="eu")
    assert zoho.exchange(pair, code, "us") == {"error": "invalid_code"}
    assert zoho.exchange(pair, code, "eu")["api_domain"] == zoho.url("eu/api")


def test_refresh_token_counts_only_in_its_data_center(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair, data_center="in"), "in")["refresh_token"]
    assert zoho.refresh(pair, token, "us") == {"error": "invalid_code"}
    assert "access_token" in zoho.refresh(pair, token, "in")


def test_client_of_one_data_center_is_unknown_in_the_others(zoho: Zoho) -> None:
    pair = zoho.register("eu", multi_dc=False)
    link = zoho.link(pair["client_id"], "eu")
    with pytest.raises(Refused) as refused:
        visitor.accept(link, port=zoho.port, data_center="us")
    assert refused.value.word == "Invalid Client"
    code = zoho.code(pair, changes={"data_center": "eu"})
    assert zoho.exchange(pair, code, "us") == {"error": "invalid_client"}
    assert "access_token" in zoho.exchange(pair, code, "eu")


def test_switch_makes_every_client_unknown_elsewhere(zoho: Zoho, pair: dict[str, str]) -> None:
    code = zoho.code(pair, data_center="eu")
    zoho.control.switch(foreign_client_unknown=True)
    assert zoho.exchange(pair, code, "eu") == {"error": "invalid_client"}


def test_eleventh_renewal_within_ten_minutes_is_throttled(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair))["refresh_token"]
    fields = {**pair, "grant_type": "refresh_token", "refresh_token": token}
    answers = [zoho.token(fields) for _ in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [400]
    assert answers[-1].json() == {
        "error": "Access Denied",
        "error_description": "You have made too many requests continuously. "
        "Please try again after some time.",
        "status": "failure",
    }
    zoho.control.switch(throttle_status=200)
    assert zoho.token(fields).json()["error"] == "Access Denied"
    assert zoho.token(fields).status_code == 200
    zoho.control.advance(600)
    assert "access_token" in zoho.token(fields).json()


def test_eleventh_access_token_ends_the_oldest(zoho: Zoho, pair: dict[str, str]) -> None:
    first = zoho.exchange(pair, zoho.code(pair))
    renewed = [zoho.refresh(pair, first["refresh_token"])["access_token"] for _ in range(10)]
    assert zoho.desk(first["access_token"], "myinfo").status_code == 401
    assert [zoho.desk(one, "myinfo").status_code for one in renewed] == [200] * 10


def test_twenty_first_refresh_token_silently_deletes_the_oldest(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    zoho.control.switch(authorization_limit="off")
    tokens = [zoho.exchange(pair, zoho.code(pair))["refresh_token"] for _ in range(20)]
    other = zoho.exchange(pair, zoho.code(pair, account="solo@zylker.example"))["refresh_token"]
    assert "access_token" in zoho.refresh(pair, tokens[0])
    zoho.exchange(pair, zoho.code(pair))
    assert zoho.refresh(pair, tokens[0]) == {"error": "invalid_code"}
    assert "access_token" in zoho.refresh(pair, tokens[1])
    assert "access_token" in zoho.refresh(pair, other)


def test_answer_can_look_as_before_2020(zoho: Zoho, pair: dict[str, str]) -> None:
    zoho.control.switch(milliseconds=True, scope_in_answer="absent")
    answer = zoho.exchange(pair, zoho.code(pair))
    assert (answer["expires_in"], answer["expires_in_sec"]) == (3_600_000, 3600)
    assert "scope" not in answer


# Revocation


@pytest.mark.parametrize("way", ["query", "body", "as client"])
def test_revoking_a_refresh_token_ends_its_access_tokens(
    zoho: Zoho, pair: dict[str, str], way: str
) -> None:
    tokens = zoho.exchange(pair, zoho.code(pair))
    sent = {"token": tokens["refresh_token"]}
    old, new = (zoho.url(f"us/accounts/oauth/v2/{end}") for end in ("token/revoke", "revoke/token"))
    basic = (pair["client_id"], pair["client_secret"])

    def revoke() -> httpx.Response:
        if way == "query":
            return zoho.http.post(old, params=sent)
        if way == "body":
            return zoho.http.post(old, data=sent)
        return zoho.http.post(new, data={**sent, "token_type": "refresh_token"}, auth=basic)

    answer = revoke()
    assert (answer.status_code, answer.json()) == (200, {"status": "success"})
    assert zoho.refresh(pair, tokens["refresh_token"]) == {"error": "invalid_code"}
    assert zoho.desk(tokens["access_token"], "myinfo").status_code == 401
    answer = revoke()
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_token"})
    zoho.control.switch(unknown_token_revoked=True)
    assert revoke().json() == {"status": "success"}


def test_newer_revocation_wants_the_client_of_the_token(zoho: Zoho, pair: dict[str, str]) -> None:
    tokens = zoho.exchange(pair, zoho.code(pair))
    url = zoho.url("us/accounts/oauth/v2/revoke/token")
    other = zoho.register()

    def revoke(auth: tuple[str, str], token: str, kind: str) -> tuple[int, Any]:
        answer = zoho.http.post(url, data={"token": token, "token_type": kind}, auth=auth)
        return answer.status_code, answer.json()

    access, refresh = tokens["access_token"], tokens["refresh_token"]
    mine = (pair["client_id"], pair["client_secret"])
    theirs = (other["client_id"], other["client_secret"])
    assert revoke(("", ""), refresh, "refresh_token") == (400, {"error": "invalid_client"})
    assert revoke(theirs, refresh, "refresh_token") == (400, {"error": "invalid_token"})
    assert revoke(mine, access, "refresh_token") == (400, {"error": "invalid_token"})
    assert revoke(mine, access, "access_token") == (200, {"status": "success"})
    assert zoho.desk(access, "myinfo").status_code == 401
    assert "access_token" in zoho.refresh(pair, refresh)


def test_foreign_token_is_revoked_where_person_or_client_lives(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    def revoke(data_center: str) -> int:
        token = zoho.exchange(pair, zoho.code(pair, data_center="eu"), "eu")["refresh_token"]
        url = zoho.url(f"{data_center}/accounts/oauth/v2/token/revoke")
        return zoho.http.post(url, params={"token": token}).status_code

    assert [revoke(code) for code in ("eu", "us", "in")] == [200, 200, 400]


# Who it is


def test_user_info_tells_the_person_if_the_scope_is_there(zoho: Zoho, pair: dict[str, str]) -> None:
    url = zoho.url("eu/accounts/oauth/user/info")

    def ask(scope: str, scheme: str) -> Any:
        code = zoho.code(pair, data_center="eu", changes={"scope": scope})
        token = zoho.exchange(pair, code, "eu")["access_token"]
        return zoho.http.get(url, headers={"Authorization": f"{scheme} {token}"}).json()

    for scheme in ("Zoho-oauthtoken", "Bearer"):
        assert ask("AaaServer.profile.READ", scheme) == {
            "First_Name": "Ada",
            "Email": "admin@zylker.example",
            "Last_Name": "Admin",
            "Display_Name": "Ada Admin",
            "ZUID": 600001011,
        }
    refused = ask("Desk.basic.READ", "Bearer")
    assert refused == {"cause": "INVALID_OAUTHSCOPE", "response": "error"}
    assert zoho.http.get(url).json() == {"cause": "INVALID_OAUTHTOKEN", "response": "error"}


def test_server_info_names_every_accounts_server_but_chinas(zoho: Zoho) -> None:
    answer = zoho.http.get(zoho.url("us/accounts/oauth/serverinfo")).json()
    assert answer["result"] == "success"
    assert sorted(answer["locations"]) == [
        "ae", "au", "ca", "eu", "in", "jp", "sa", "sg", "uk", "us"
    ]  # fmt: skip
    assert answer["locations"]["eu"] == zoho.url("eu/accounts")


# Desk


def test_desk_answers_with_the_consented_organization(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair, organization="2390011"))["access_token"]
    listed = zoho.desk(token, "organizations").json()["data"]
    assert [one["id"] for one in listed] == [2389290, 2390011, 2391882]
    assert [one["isSandboxPortal"] for one in listed] == [False, True, False]
    assert [one["edition"] for one in listed] == ["ENTERPRISE", "ENTERPRISE", "FREE"]
    bound = zoho.desk(token, "accessibleOrganizations").json()["data"]
    assert bound == listed[1:2]
    assert zoho.desk(token, "organizations/2390011").json() == bound[0]
    assert zoho.desk(token, "myinfo", orgId="2390011").json()["emailId"] == "admin@zylker.example"
    tickets = zoho.desk(token, "tickets").json()["data"]
    assert [one["subject"] for one in tickets] == ["A ticket to play with"]


def test_lists_obey_their_limit_and_are_204_when_empty(zoho: Zoho, pair: dict[str, str]) -> None:
    full = zoho.exchange(pair, zoho.code(pair))["access_token"]
    empty = zoho.exchange(pair, zoho.code(pair, organization="2391882"))["access_token"]
    assert len(zoho.desk(full, "tickets?limit=1").json()["data"]) == 1
    assert len(zoho.desk(full, "tickets").json()["data"]) == 3
    assert len(zoho.desk(full, "contacts?limit=1").json()["data"]) == 1
    one = zoho.desk(full, "tickets?limit=1").json()["data"][0]
    assert zoho.desk(full, f"tickets/{one['id']}").json() == one
    of_contact = zoho.desk(full, f"contacts/{one['contactId']}/tickets").json()["data"]
    assert [ticket["ticketNumber"] for ticket in of_contact] == ["100", "102"]
    assert zoho.desk(full, f"contacts/{one['id']}").json()["errorCode"] == "URL_NOT_FOUND"
    assert zoho.desk(full, "tickets?limit=0").json()["errorCode"] == "INVALID_DATA"
    answer = zoho.desk(empty, "tickets?limit=1")
    assert (answer.status_code, answer.content) == (204, b"")


def test_contacts_want_their_scope_and_are_204_when_there_are_none(
    zoho: Zoho, pair: dict[str, str]
) -> None:
    def answer(organization: str, scope: str) -> tuple[int, Any]:
        code = zoho.code(pair, organization=organization, changes={"scope": scope})
        said = zoho.desk(zoho.exchange(pair, code)["access_token"], "contacts?limit=5")
        return said.status_code, said.json() if said.content else None

    status, body = answer("2389290", "Desk.contacts.READ")
    assert (status, [one["email"] for one in body["data"]]) == (
        200,
        ["lawrence@zylker.example", "jade.tan@zylker.example"],
    )
    assert answer("2391882", "Desk.contacts.ALL") == (204, None)
    status, body = answer("2389290", "Desk.tickets.READ")
    assert (status, body["errorCode"]) == (403, "SCOPE_MISMATCH")


def test_account_decides_about_the_organization(zoho: Zoho, pair: dict[str, str]) -> None:
    solo = zoho.exchange(pair, zoho.code(pair, account="solo@zylker.example"))["access_token"]
    assert zoho.desk(solo, "accessibleOrganizations").json()["data"][0]["id"] == 2400001
    nobody = zoho.exchange(pair, zoho.code(pair, account="nobody@zylker.example"))["access_token"]
    assert zoho.desk(nobody, "organizations").status_code == 204
    assert zoho.desk(nobody, "myinfo").json()["errorCode"] == "FORBIDDEN"


def test_desk_errors_have_its_codes(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair, changes={"scope": "Desk.tickets.ALL"}))[
        "access_token"
    ]
    api = zoho.url("us/desk/api/v1")
    ours = {"Authorization": f"Bearer {token}"}
    answers = {
        "none": zoho.http.get(f"{api}/tickets"),
        "basic": zoho.http.get(f"{api}/tickets", auth=("user", "word")),
        "made up": zoho.desk("1000.made.up", "tickets"),
        "scope": zoho.desk(token, "organizations"),
        "organization": zoho.desk(token, "tickets", orgId="2391882"),
        "address": zoho.desk(token, "nothing"),
        "deeper": zoho.desk(token, "tickets/1/comments"),
        "old api": zoho.http.get(zoho.url("us/desk/api/v0/tickets"), headers=ours),
        "method": zoho.http.post(f"{api}/tickets", headers=ours, json={}),
        "good": zoho.http.get(f"{api}/tickets", headers=ours),
    }
    assert {
        case: (one.status_code, one.json().get("errorCode")) for case, one in answers.items()
    } == {
        "none": (401, "UNAUTHORIZED"),
        "basic": (401, "UNAUTHORIZED"),
        "made up": (401, "INVALID_OAUTH"),
        "scope": (403, "SCOPE_MISMATCH"),
        "organization": (403, "OAUTH_ORG_MISMATCH"),
        "address": (404, "URL_NOT_FOUND"),
        "deeper": (404, "URL_NOT_FOUND"),
        "old api": (404, "URL_NOT_FOUND"),
        "method": (405, "METHOD_NOT_ALLOWED"),
        "good": (200, None),
    }


@pytest.mark.parametrize(
    "scope", ["Desk.basic.READ", "Desk.settings.READ", "Desk.organization.READ"]
)
def test_organizations_can_be_read_with_either_scope(
    zoho: Zoho, pair: dict[str, str], scope: str
) -> None:
    token = zoho.exchange(pair, zoho.code(pair, changes={"scope": scope}))["access_token"]
    assert zoho.desk(token, "organizations").status_code == 200


def test_token_of_another_data_center_gets_a_page(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair, data_center="eu"), "eu")["access_token"]
    answer = zoho.desk(token, "organizations", "us")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")


def test_access_token_lives_an_hour_of_the_sandbox(zoho: Zoho, pair: dict[str, str]) -> None:
    tokens = zoho.exchange(pair, zoho.code(pair))
    zoho.control.advance(3590)
    assert zoho.desk(tokens["access_token"], "myinfo").status_code == 200
    zoho.control.advance(11)
    answer = zoho.desk(tokens["access_token"], "myinfo")
    assert (answer.status_code, answer.json()["errorCode"]) == (401, "INVALID_OAUTH")
    renewed = zoho.refresh(pair, tokens["refresh_token"])["access_token"]
    assert zoho.desk(renewed, "myinfo").status_code == 200


def test_desk_can_play_the_other_side_of_each_conflict(zoho: Zoho, pair: dict[str, str]) -> None:
    token = zoho.exchange(pair, zoho.code(pair))["access_token"]
    zoho.control.switch(
        desk_ids="strings",
        desk_flags="strings",
        organization_header_needed=True,
        organizations_bound_only=True,
    )
    (only,) = zoho.desk(token, "organizations").json()["data"]
    assert (only["id"], only["isDefault"], only["employeeCount"]) == ("2389290", "true", "10")
    assert zoho.desk(token, "tickets").status_code == 403
    assert zoho.desk(token, "tickets", orgId="2389290").status_code == 200


# The visitor


def test_visitor_mends_a_link_that_was_copied_in_pieces(zoho: Zoho, pair: dict[str, str]) -> None:
    link = zoho.link(pair["client_id"])
    broken = f"  {link[:60]}\n  {link[60:90]}\r\n{link[90:]} \n"
    assert visitor.accept(broken, port=zoho.port).address.startswith(CALLBACK)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://accounts.zoho.com/oauth/v2/auth?client_id=1",
        "http://localhost:1/us/accounts/oauth/v2/auth",
        "http://evil.example:{port}/us/accounts/oauth/v2/auth",
        "http://a@localhost:{port}/us/accounts/oauth/v2/auth",
        "http://localhost:{port}/us/accounts/oauth/v2/token",
        "http://localhost:{port}/",
        "http://localhost:port/us/accounts/oauth/v2/auth",
    ],
)
def test_visitor_opens_only_this_sandboxs_links(zoho: Zoho, link: str) -> None:
    with pytest.raises(UsageError, match="not a consent link"):
        visitor.accept(link.format(port=zoho.port), port=zoho.port)


def test_visitor_chooses_only_what_is_offered(zoho: Zoho, pair: dict[str, str]) -> None:
    link = zoho.link(pair["client_id"])
    with pytest.raises(UsageError, match="Choose one of 2389290, 2390011, 2391882"):
        visitor.accept(link, port=zoho.port, organization="1")
    with pytest.raises(UsageError, match="does not offer the account a@b"):
        visitor.accept(link, port=zoho.port, account="a@b")
    with pytest.raises(UsageError, match="no data center xx"):
        visitor.register(zoho.port, "Name", CALLBACK, "xx")


def test_visitor_says_when_no_sandbox_is_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        with pytest.raises(TryLater, match=f"No sandbox answers on port {port}"):
            visitor.register(port, "Name", CALLBACK)
        with pytest.raises(TryLater):
            visitor.accept(f"http://localhost:{port}/us/accounts/oauth/v2/auth", port=port)


def test_text_of_others_stays_text_on_every_page(zoho: Zoho) -> None:
    uri = "http://localhost:9/<script>alert(1)</script>&amp;"
    client_id, _ = visitor.register(zoho.port, "A & B", uri)
    link = zoho.link(client_id, redirect_uri=uri)
    for page in (zoho.http.get(zoho.url("us/console")), zoho.http.get(link)):
        assert "<script" not in page.text
    assert "A &amp; B" in zoho.http.get(link).text
    assert visitor.accept(link, port=zoho.port, reject=True).address.startswith(
        "http://localhost:9/%3Cscript%3E"
    )
