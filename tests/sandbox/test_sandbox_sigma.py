"""The developer console of the sandbox: from Create Connector to a call out of an extension."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ports import free_port
from tests.sandbox.sigma import Person, connector_sheet
from tests.sandbox.zoho import SCOPES, Zoho
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.endpoints import names_of
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.sandbox.sigma.records import Api
from zdesk_tui.sandbox.sigma.shelf import identifier, unused

OFFLINE = "&access_type=offline"


@pytest.fixture
def person(zoho: Zoho) -> Person:
    return Person(zoho)


def add_api(person: Person, at: str, name: str, url: str, **more: str) -> None:
    person.open(f"{at}/apis")
    person.send({"API Name": name, "URL": url, **more})


def invoke(person: Person, at: str, api: str, **values: str) -> dict[str, Any]:
    person.open(f"{at}/apis/{api}")
    person.send({f"value_{name}": value for name, value in values.items()})
    answer: dict[str, Any] = json.loads(person.page.marked["answer"])
    return answer


SERVICES = [
    ("Zoho Desk", SCOPES, "desk/api/v1/tickets?limit=1", ("data", 0, "ticketNumber"), "100"),
    ("Zoho CRM", "ZohoCRM.org.ALL", "api/crm/v8/org", ("org", 0, "id"), "2390011"),
    ("Books", "ZohoBooks.settings.READ", "api/books/v3/organizations", ("code",), 0),
    ("Mail", "ZohoMail.accounts.READ", "mail/api/accounts", ("status", "code"), 200),
    ("Bookings", "zohobookings.data.CREATE", "api/bookings/v1/json/workspaces", ("data",), []),
]


@pytest.mark.parametrize(("name", "scopes", "path", "where", "value"), SERVICES)
def test_connector_of_every_kind_of_service_is_authorized_and_called(
    zoho: Zoho,
    person: Person,
    name: str,
    scopes: str,
    path: str,
    where: tuple[str | int, ...],
    value: object,
) -> None:
    at = person.create(connector_sheet(zoho, scopes, name=name))
    key = at.rpartition("/")[2]
    redirect_url = person.page.marked["redirect_url"]
    assert redirect_url == zoho.url(f"us/platform/auth/conns/{key}/redirect")
    person.send(person.register())
    assert person.page.marked["status"] == "Not authorized"
    person.accept("2390011")
    assert (person.path.lstrip("/"), person.page.marked["status"]) == (at, "Authorized")
    add_api(person, at, "Read It", zoho.url(f"us/{path}"))
    answer = invoke(person, at, "readit")
    assert answer["status_code"] == 200
    found = json.loads(answer["response"])
    for step in where:
        found = found[step]
    assert found == value


def test_request_is_that_of_a_code_flow(zoho: Zoho, person: Person) -> None:
    at = person.create(connector_sheet(zoho) | {"Connector Name": "Plain"})
    pair = person.register()
    person.send(pair)
    form = next(one for one in person.page.forms if one.action.endswith("/authorize"))
    answer = zoho.http.post(zoho.url(form.action[1:]), data=form.fields)
    url = httpx.URL(answer.headers["location"])
    sent = dict(url.params)
    assert sent.pop("state").startswith("PORTAL-")
    assert str(url).startswith(connector_sheet(zoho)["Request Token URL"])
    assert sent == {
        "scope": SCOPES,
        "client_id": pair["Client ID"],
        "redirect_uri": zoho.url(f"us/platform/auth/conns/{at.rpartition('/')[2]}/redirect"),
        "response_type": "code",
    }


REFUSALS = [
    ("Client ID", "1000.WRONG", "Invalid Client", "The transmitted client ID does not exist"),
    (
        "Client Secret",
        "wrong",
        "Not authorized",
        "accounts/oauth/v2/token answered 200: invalid_client_secret.",
    ),
]


@pytest.mark.parametrize(("label", "value", "title", "text"), REFUSALS)
def test_wrong_pair_is_refused_in_the_words_of_the_accounts_server(
    zoho: Zoho, person: Person, label: str, value: str, title: str, text: str
) -> None:
    at = person.create(connector_sheet(zoho))
    person.send(person.register() | {label: value})
    page = person.send(to="/authorize") if title == "Invalid Client" else person.accept()
    assert page.title == title
    assert text in page.text
    assert person.open(at).marked["status"] == "Not authorized"


def test_wrong_redirect_url_scope_or_data_center_and_reject_are_refused(
    zoho: Zoho, person: Person
) -> None:
    person.create(connector_sheet(zoho))
    client_id, secret = visitor.register(zoho.port, "Ticket sync", "http://localhost:9/other")
    person.send({"Client ID": client_id, "Client Secret": secret.reveal()})
    assert person.send(to="/authorize").title == "Invalid Redirect Uri"
    person.create(connector_sheet(zoho, "Desk.tickets.LOOK"))
    person.send(person.register())
    assert person.send(to="/authorize").title == "Invalid OAuth scope"
    person.create(connector_sheet(zoho))
    person.send(person.register())
    person.send(to="/authorize")
    person.send({"Data Center": "eu"})
    page = person.send(answer="accept")
    assert "/us/accounts/oauth/v2/token answered 200: invalid_code." in page.text
    person.create(connector_sheet(zoho))
    person.send(person.register())
    page = person.accept(answer="reject")
    assert page.title == "Not authorized"
    assert "Consent came back without a code: access_denied." in page.text


FAULTS = [
    ({"kind": "cut"}, "/accounts/oauth/v2/token did not answer."),
    ({"kind": "status", "status": 503}, "/accounts/oauth/v2/token answered 503: no JSON object."),
    ({"kind": "body", "body": "[]"}, "/accounts/oauth/v2/token answered 200: no JSON object."),
    ({"kind": "body", "body": '{"access_token": 1}'}, "answered 200: no access_token."),
]


@pytest.mark.parametrize(("fault", "text"), FAULTS)
def test_exchange_that_goes_wrong_is_told(
    zoho: Zoho, person: Person, fault: dict[str, Any], text: str
) -> None:
    person.create(connector_sheet(zoho))
    person.send(person.register())
    zoho.control.fault("us.token", **fault)
    page = person.accept()
    assert page.title == "Not authorized"
    assert text in page.text
    assert zoho.control.faults() == []


def test_pages_and_redirect_urls_count_as_one_endpoint() -> None:
    for path in ("sigma", "platform/auth/conns/desk/redirect", "dre/delugeauth/callback"):
        assert names_of(f"/eu/{path}") == ("eu", ("sigma",))


def test_scope_mends_on_the_same_connector(zoho: Zoho, person: Person) -> None:
    at = person.authorized(connector_sheet(zoho, "Desk.basic.READ"))
    add_api(person, at, "Tickets", zoho.url("us/desk/api/v1/tickets"))
    assert invoke(person, at, "tickets")["status_code"] == 403
    person.open(f"{at}/details")
    page = person.send({"Request Token URL": connector_sheet(zoho)["Request Token URL"]})
    assert page.marked["status"] == "Not authorized"
    assert person.accept().marked["status"] == "Authorized"
    assert invoke(person, at, "tickets")["status_code"] == 200


def test_online_connector_ends_after_an_hour_and_offline_one_renews(
    zoho: Zoho, person: Person
) -> None:
    sheet = connector_sheet(zoho)
    online = person.authorized(sheet)
    assert "For 60 minutes" in person.page.text
    offline = person.authorized(sheet | {"Request Token URL": sheet["Request Token URL"] + OFFLINE})
    for at in (online, offline):
        add_api(person, at, "Tickets", zoho.url("us/desk/api/v1/tickets"))
    zoho.control.advance(3601)
    page = person.open(online)
    assert page.marked["status"] == "Not authorized"
    assert "The hour is over" in page.text
    assert invoke(person, online, "tickets")["code"] == "403"
    assert person.open(offline).marked["status"] == "Authorized"
    assert invoke(person, offline, "tickets")["status_code"] == 200


def test_consent_before_costs_the_refresh_token_until_it_is_asked_for_anew(
    zoho: Zoho, person: Person
) -> None:
    sheet = connector_sheet(zoho)
    offline = sheet["Request Token URL"] + OFFLINE
    at = person.create(sheet | {"Request Token URL": offline})
    redirect_url = person.page.marked["redirect_url"]
    pair = person.register()
    person.send(pair)
    link = zoho.link(pair["Client ID"], redirect_uri=redirect_url)
    visitor.accept(link, port=zoho.port, deliver=False)
    person.open(at)
    person.accept()
    assert "no refresh token came" in person.page.text
    person.open(f"{at}/details")
    person.send({"Request Token URL": f"{offline}&prompt=consent"})
    person.accept()
    assert "A refresh token renews it" in person.page.text


def test_refresh_token_stays_with_a_second_consent_and_goes_with_another_pair(
    zoho: Zoho, person: Person
) -> None:
    def kept() -> str:
        one = zoho.control.state()["sigma"]["connectors"][-1]["authorization"]
        return str(one["refresh_token"])

    sheet = connector_sheet(zoho)
    at = person.authorized(sheet | {"Request Token URL": sheet["Request Token URL"] + OFFLINE})
    before = kept()
    assert before
    person.accept()
    assert (person.page.marked["status"], kept()) == ("Authorized", before)
    person.open(f"{at}/credentials")
    assert person.send(person.register()).marked["status"] == "Not authorized"
    assert kept() == ""


def test_refresh_token_that_was_revoked_is_told(zoho: Zoho, person: Person) -> None:
    sheet = connector_sheet(zoho)
    at = person.authorized(sheet | {"Request Token URL": sheet["Request Token URL"] + OFFLINE})
    add_api(person, at, "Tickets", zoho.url("us/desk/api/v1/tickets"))
    kept = zoho.control.state()["sigma"]["connectors"][-1]["authorization"]
    revoke = zoho.url("us/accounts/oauth/v2/token/revoke")
    assert zoho.http.post(revoke, data={"token": kept["refresh_token"]}).status_code == 200
    zoho.control.advance(3601)
    answer = invoke(person, at, "tickets")
    assert answer["code"] == "invalid_code"
    assert "/token answered 200: invalid_code." in answer["message"]


def test_extension_gets_published_apis_only_and_calls_them_by_their_identifier(
    zoho: Zoho, person: Person
) -> None:
    at = person.authorized(connector_sheet(zoho, name="Desk Out"))
    registered = person.open(f"{at}/credentials").marked["redirect_url"]
    add_api(person, at, "List Tickets", zoho.url("us/desk/api/v1/tickets"))
    person.open("us/sigma/extensions")
    within = person.send({"Extension Name": "Ticket Sync"})
    extension = person.path.lstrip("/")
    namespace = extension.rpartition("/")[2]
    assert "deskout" not in str([one.choices for one in within.forms])
    person.open(at)
    assert "List Tickets (GET, published)" in person.send(to="/publish").text
    add_api(person, at, "List Contacts", zoho.url("us/desk/api/v1/contacts"))
    assert "List Contacts (GET, not published)" in person.page.text
    person.open(extension)
    page = person.send({"Connector": "deskout"})
    assert page.title == "Client Credentials"
    assert page.marked["redirect_url"] != registered
    assert f"/{namespace}.deskout/" in page.marked["redirect_url"]
    person.send(person.register())
    assert person.accept().marked["status"] == "Authorized"
    page = person.open(f"{extension}/deskout/apis")
    assert page.title == "List Of APIs"
    assert "List Tickets" in page.text
    assert "List Contacts" not in page.text
    answer = invoke(person, f"{extension}/deskout", "listtickets")
    assert answer["status_code"] == 200
    assert person.page.marked["identifier"] == f"{namespace}.deskout.listtickets"
    assert f'zoho.crm.invokeConnector("{namespace}.deskout.listtickets", Map())' in person.page.text
    person.open(at)
    person.send(to="/publish")
    person.open(f"{extension}/deskout/apis")
    assert "List Contacts" in person.send({"API": "listcontacts"}).text
    assert person.open(f"{extension}/deskout/apis/listcontacts").title == "List Contacts"
    person.open(f"{at}/details")
    person.send(
        {"Request Token URL": connector_sheet(zoho, "Desk.basic.READ")["Request Token URL"]}
    )
    assert person.open(f"{extension}/deskout").marked["status"] == "Not authorized"


def test_redirect_url_has_another_form_by_switch(zoho: Zoho, person: Person) -> None:
    zoho.control.switch(
        connector_redirect="sigma/redirect/NAME", associated_redirect="the connector's"
    )
    at = person.authorized(connector_sheet(zoho, name="Other Form"))
    assert person.page.marked["status"] == "Authorized"
    registered = person.open(f"{at}/credentials").marked["redirect_url"]
    assert registered == zoho.url("us/sigma/redirect/otherform")
    person.open(at)
    person.send(to="/publish")
    person.open("us/sigma/extensions")
    person.send({"Extension Name": "Other"})
    assert person.send({"Connector": "otherform"}).marked["redirect_url"] == registered


@pytest.mark.parametrize(
    ("data_center", "host"), [("us", "deluge"), ("eu", "dre"), ("in", "deluge")]
)
def test_connection_of_a_custom_service_is_authorized(
    zoho: Zoho, person: Person, data_center: str, host: str
) -> None:
    accounts = f"{zoho.url(data_center)}/accounts/oauth/v2"
    page = person.open(f"{data_center}/sigma/connections")
    redirect_url = page.marked["redirect_url"]
    assert redirect_url == zoho.url(f"{data_center}/{host}/delugeauth/callback")
    client_id, secret = visitor.register(zoho.port, "Ticket sync", redirect_url, data_center)
    sheet = {
        "Service Name": "Zoho Desk",
        "Authentication Type": "OAuth 2",
        "Param Type": "Header",
        "Grant Type": "Authorization Code",
        "Client Id": client_id,
        "Client Secret": secret.reveal(),
        "Authorize URL": f"{accounts}/auth?access_type=offline",
        "Access Token URL": f"{accounts}/token",
        "Refresh Token URL": f"{accounts}/token",
        "Revoke Token URL": f"{accounts}/token/revoke",
        "Scope Delimiter": "Plus",
        "Scope": SCOPES.replace(",", "\n"),
    }
    names = {"Connection Name": "Desk", "Connection LinkName": "desk_link"}
    page = person.send(sheet)
    assert page.title == "Connection"
    assert person.send({"Connection LinkName": "desk-link"} | {"Connection Name": ""}).problems == [
        "Enter the Connection Name",
        "The Connection LinkName takes letters, digits and _",
    ]
    person.send(names)
    person.send(person.chosen())
    assert person.send(answer="accept").marked["status"] == "Authorized"
    zoho.control.advance(3601)
    assert person.open(person.path.lstrip("/")).marked["status"] == "Authorized"
    person.open(f"{data_center}/sigma/connections")
    person.send(sheet)
    page = person.send(names)
    assert page.problems == ["This Connection LinkName is taken; choose another"]


def test_nothing_typed_is_lost_where_a_dialog_refuses(zoho: Zoho, person: Person) -> None:
    sheet = connector_sheet(zoho) | {"Access Token URL": "http://accounts.example/token"}
    person.open("us/sigma/create")
    page = person.send(sheet)
    assert page.problems == [
        "The Access Token URL is not a whole address that begins with https://: "
        "http://accounts.example/token"
    ]
    fields = page.forms[0].fields
    assert {label: fields[dialogs.field_name(label)] for label in sheet} == sheet


WRONG = [
    ("Connector Name", "", "Enter the Connector Name"),
    ("Connector Name", "-!-", "The Connector Name needs a letter or a digit"),
    ("Connector Name", "CRM", "crm is what Zoho's own calls begin with; choose another name"),
    ("Connector Name", "Zoho\x07Desk", "The Connector Name holds a character"),
    ("Request Token URL", "", "Enter the Request Token URL"),
    ("Request Token URL", "accounts.zoho.example/auth", "is not a whole address"),
    ("Request Token URL", "https:///auth", "is not a whole address"),
    ("Request Token URL", "https://[/auth", "is not a whole address"),
    ("Request Token URL", "ftp://a.example/auth", "is not a whole address"),
    ("Request Token URL", "http://localhost:8699/auth", "is not a whole address"),
    ("Request Token URL", "http://me@localhost:8700/auth", "is not a whole address"),
    ("Request Token URL", "https://a.example/auth?scope=A, B", "holds a blank"),
    ("Access Token URL", "https://a.example/token#part", "what stands behind it is never sent"),
    ("URL", "https://${host}/api", "may stand in its path and query, not in its host"),
    ("URL", "https://a.example${x}/api", "may stand in its path and query, not in its host"),
    ("Client Secret", "", "Enter the Client Secret"),
    ("Method", "LOOK", "Choose the Method"),
    ("Header name 1", "org Id", "A Header name takes no blanks, colons or the like: org Id"),
    ("Header value 2", "a\nb", "holds a character that cannot be seen"),
    ("Connection LinkName", "desk-1", "takes letters, digits and _"),
    ("Scope", "", "Enter the Scope"),
]


@pytest.mark.parametrize(("label", "value", "problem"), WRONG)
def test_field_is_refused_with_its_own_reason(label: str, value: str, problem: str) -> None:
    found = dialogs.problems([label], {label: value}, port=8700)
    assert problem in found[label]


RIGHT = [
    ("Connector Name", "Zoho Desk!"),
    ("Request Token URL", "https://a.example/oauth/v2/auth?scope=A,B"),
    ("Request Token URL", "http://localhost:8700/us/accounts/oauth/v2/auth?scope=A"),
    ("URL", "https://a.example/tickets/${ticketId}?limit=${limit}"),
    ("Header name 1", "X-Trace"),
    ("Header value 5", ""),
    ("Parameter name 2", "from"),
    ("Scope", "Desk.tickets.READ\r\nDesk.basic.READ"),
    ("Body", '{"subject":\r\n\t"${subject}"}'),
    ("Revoke Token URL", ""),
]


@pytest.mark.parametrize(("label", "value"), RIGHT)
def test_field_is_taken(label: str, value: str) -> None:
    assert dialogs.problems([label], {label: value}, port=8700) == {}


def test_value_without_a_name_is_refused_and_rows_may_have_gaps() -> None:
    sent = dict.fromkeys(dialogs.API, "") | {"API Name": "A", "Method": "GET"}
    sent |= {"URL": "https://a.example/", "Parameter name 1": "a", "Header value 2": "b"}
    assert dialogs.problems(dialogs.API, sent, port=8700) == {
        "Header name 2": "Enter the Header name of this value"
    }
    sent |= {"Parameter name 4": "c", "Parameter value 4": "d"}
    assert dialogs.pairs(sent, "Parameter") == {"a": "", "c": "d"}


def test_identifiers_are_small_letters_and_digits_with_a_number_where_taken() -> None:
    assert identifier("Zoho Desk (EU) #2") == "zohodeskeu2"
    assert unused("desk", ["crm"]) == "desk"
    assert unused("desk", ["desk", "desk0"]) == "desk1"


def test_taken_name_gets_a_number(zoho: Zoho, person: Person) -> None:
    first = person.create(connector_sheet(zoho, name="Twice Over"))
    again = person.create(connector_sheet(zoho, name="twice-over"))
    assert (first, again) == ("us/sigma/connectors/twiceover", "us/sigma/connectors/twiceover0")


def test_placeholders_stand_everywhere_and_are_replaced_once() -> None:
    api = Api("x", "X", "POST", "/${a}", {"h": "${b}"}, {"p": "${a}"}, "${c} ${", published=False)
    assert dialogs.placeholders(api) == ["a", "b", "c"]
    assert dialogs.filled("${a}-${b}-${d}", {"a": "${b}", "b": "2"}) == "${b}-2-${d}"


def test_placeholder_stays_in_its_place(zoho: Zoho, person: Person) -> None:
    at = person.authorized(connector_sheet(zoho))
    url = zoho.url("us/desk/api/v1/${what}?limit=${limit}")
    headers = {
        "Header name 1": "orgId",
        "Header value 1": "${org}",
        "Header name 3": "authorization",
        "Header value 3": "Bearer mine",
    }
    add_api(person, at, "Any", url, **headers)
    good = {"what": "tickets", "limit": "1", "org": "2389290"}
    assert invoke(person, at, "any", **good)["status_code"] == 200
    assert invoke(person, at, "any", **good | {"limit": "1&limit=2"})["status_code"] == 422
    assert invoke(person, at, "any", **good | {"what": "tickets?x="})["status_code"] == 404
    assert invoke(person, at, "any", **good | {"org": "1"})["status_code"] == 403
    person.open(f"{at}/apis/any")
    page = person.send({"value_org": "1\nX-More: 2"})
    assert page.problems == ["The value holds a character that cannot be seen"]


def test_console_goes_to_addresses_of_the_sandbox_only(zoho: Zoho, person: Person) -> None:
    away = {"Request Token URL": "https://accounts.example/oauth/v2/auth?scope=Desk.basic.READ"}
    person.create(connector_sheet(zoho) | away)
    page = person.send(person.register())
    assert "these URLs lead elsewhere" in page.text
    page = person.send(to="/authorize")
    assert "own addresses only, and https://accounts.example/oauth/v2/auth is none" in page.text
    person.create(connector_sheet(zoho) | {"Access Token URL": "https://accounts.example/token"})
    person.send(person.register())
    assert "and https://accounts.example/token is none" in person.accept().text
    at = person.authorized(connector_sheet(zoho))
    add_api(person, at, "Away", "https://desk.example/tickets")
    person.open(f"{at}/apis/away")
    assert "and https://desk.example/tickets is none" in person.send().text


def test_forms_count_once_and_only_from_here(zoho: Zoho, person: Person) -> None:
    page = person.open("us/sigma/create")
    fields = page.forms[0].fields | {
        dialogs.field_name(label): value for label, value in connector_sheet(zoho).items()
    }
    url = zoho.url("us/sigma/create")
    foreign = {"Origin": "https://evil.example"}
    before = len(zoho.control.state()["sigma"]["connectors"])
    assert zoho.http.post(url, data=fields, headers=foreign).status_code == 403
    assert zoho.http.post(zoho.url("eu/sigma/create"), data=fields).status_code == 403
    assert len(zoho.control.state()["sigma"]["connectors"]) == before
    key = person.authorized(connector_sheet(zoho)).rpartition("/")[2]
    page = person.open(f"us/platform/auth/conns/{key}/redirect?code=x&state=PORTAL-zylker-y")
    assert page.title == "This form is out of date"


def test_consent_counts_at_its_own_redirect_url_only(zoho: Zoho, person: Person) -> None:
    person.create(connector_sheet(zoho))
    other = person.page.marked["redirect_url"]
    at = person.create(connector_sheet(zoho))
    person.send(person.register())
    person.send(to="/authorize")
    person.send(person.chosen())
    form = person.page.forms[0]
    sent = {**form.fields, "answer": "accept"}
    back = zoho.http.post(zoho.url(form.action[1:]), data=sent).headers["location"]
    moved = back.replace(back.partition("?")[0], other)
    assert "out of date" in zoho.http.get(moved).text
    assert person.open(at).marked["status"] == "Not authorized"


@pytest.mark.parametrize("path", ["connectors/none", "extensions/none", "connections/none"])
def test_unknown_names_are_not_found(zoho: Zoho, path: str) -> None:
    assert zoho.http.get(zoho.url(f"us/sigma/{path}")).status_code == 404


def test_text_is_drawn_as_text(zoho: Zoho, person: Person) -> None:
    at = person.create(connector_sheet(zoho, name="<b>Bold</b> & more"))
    for path in (at, f"{at}/credentials", f"{at}/apis", "us/sigma"):
        html = zoho.http.get(zoho.url(path)).text
        assert "<b>Bold" not in html
        assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in html


def test_everything_is_in_the_file_at_once_and_after_a_restart(tmp_path: Path) -> None:
    port = free_port()
    with httpx.Client(trust_env=False) as http:
        zoho = Zoho(port, tmp_path, http, Control(tmp_path, port))
        person = Person(zoho)

        def kept() -> dict[str, Any]:
            state = json.loads((tmp_path / "zoho.json").read_text())
            assert state["sigma"] == zoho.control.state()["sigma"]
            found: dict[str, Any] = state["sigma"]
            return found

        with Sandbox.run(tmp_path, port):
            at = person.create(connector_sheet(zoho))
            assert kept()["connectors"][0]["name"] == "Zoho Desk"
            pair = person.register()
            person.send(pair)
            assert kept()["connectors"][0]["authorization"]["client_id"] == pair["Client ID"]
            person.accept()
            assert kept()["connectors"][0]["authorization"]["access_token"]
            add_api(person, at, "Tickets", zoho.url("us/desk/api/v1/tickets"))
            assert kept()["connectors"][0]["apis"][0]["key"] == "tickets"
            person.send(to="/publish")
            assert kept()["connectors"][0]["apis"][0]["published"]
            person.open("us/sigma/extensions")
            person.send({"Extension Name": "Ticket Sync"})
            assert kept()["extensions"][0]["namespace"] == "ticketsync"
            person.send({"Connector": "zohodesk"})
            before = kept()
            assert before["extensions"][0]["associated"][0]["apis"] == ["tickets"]
        with Sandbox.run(tmp_path, port):
            assert kept() == before
            assert invoke(person, at, "tickets")["status_code"] == 200
            page = person.open("us/sigma/extensions/ticketsync/zohodesk/apis")
            assert page.title == "List Of APIs"
