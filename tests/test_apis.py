"""APIs: what becomes of their placeholders, and where their requests go."""

from dataclasses import replace

import pytest

from tests.samples import CONNECTOR, EU, center
from zdesk_tui import apis, intent
from zdesk_tui.catalog import operations
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.connector import Api, Connector, Organization
from zdesk_tui.datacenters import DataCenter, custom
from zdesk_tui.errors import UsageError, ZdeskError
from zdesk_tui.findings import Finding
from zdesk_tui.sandbox.addresses import data_centers

DESK = "https://desk.zoho.eu/api/v1"
TICKET = Api("Get a ticket", "GET", f"{DESK}/tickets/${{ticketId}}")
REPLY = Api(
    "Reply",
    "POST",
    f"{DESK}/tickets/${{ticketId}}/sendReply?notify=${{notify}}",
    headers={"orgId": "2389290"},
    parameters={"from here": "a,${more}"},
    body='{"content": "${text}", "n": ${count}}',
    scopes=("Desk.tickets.UPDATE",),
)
VALUES = {"ticketId": "7", "notify": "yes", "more": "b", "text": "Hello", "count": "3"}


def in_center(row: DataCenter) -> Connector:
    return replace(CONNECTOR, data_center=row, user_data_center=row)


def url_of(url: str, row: DataCenter = EU, **values: str) -> str:
    return apis.request_of(Api("one", "GET", url), in_center(row), values).url


def test_every_placeholder_is_found_once_in_order() -> None:
    assert apis.placeholders(REPLY) == ("ticketId", "notify", "more", "text", "count")
    assert apis.placeholders(replace(TICKET, url=f"{DESK}/${{a}}/${{a}}/$a/{{b}}")) == ("a",)


def test_a_request_holds_all_that_is_sent_but_the_token() -> None:
    request = apis.request_of(REPLY, CONNECTOR, VALUES)
    assert request == apis.Request(
        "POST",
        f"{DESK}/tickets/7/sendReply?notify=yes&from%20here=a,b",
        "desk",
        {"orgId": "2389290", "Content-Type": "application/json"},
        b'{"content": "Hello", "n": 3}',
    )


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("a b/c", "a%20b%2Fc"),
        ("ü", "%C3%BC"),
        ("1?x=1&y#z", "1%3Fx%3D1%26y%23z"),
        ("%2e%2e", "%252e%252e"),
        ("@evil.example", "%40evil.example"),
        ("//evil.example", "%2F%2Fevil.example"),
        ("\\\\evil.example", "%5C%5Cevil.example"),
        ("1\r\nHost: evil.example", "1%0D%0AHost%3A%20evil.example"),
        ("${ticketId}", "%24%7BticketId%7D"),
        ("...", "..."),
    ],
)
def test_a_value_stays_one_piece_of_the_path(value: str, sent: str) -> None:
    request = apis.request_of(TICKET, CONNECTOR, {"ticketId": value})
    assert request.url == f"{DESK}/tickets/{sent}"


@pytest.mark.parametrize("value", ["..", ".", "..//evil.example", "a/../../b", "a\\..\\b", ""])
def test_a_value_that_would_lead_to_another_path_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="ticketId"):
        apis.request_of(TICKET, CONNECTOR, {"ticketId": value})


def test_a_value_stays_one_value_of_the_query() -> None:
    values = VALUES | {"notify": "a&b=c#d", "more": "x y&z"}
    url = apis.request_of(REPLY, CONNECTOR, values).url
    assert url.partition("?")[2] == "notify=a%26b%3Dc%23d&from%20here=a,x%20y%26z"


@pytest.mark.parametrize(
    ("text", "count", "sent"),
    [
        ('say "hi"\n', "-1.5", b'{"content": "say \\"hi\\"\\n", "n": -1.5}'),
        ('", "admin": true, "x": "', "[1]", b'{"content": "\\", \\"admin\\": true, \\"x\\": \\"",'
         b' "n": [1]}'),
        ("ü\\", "null", '{"content": "ü\\\\", "n": null}'.encode()),
    ],
)  # fmt: skip
def test_a_value_stays_one_value_of_a_json_body(text: str, count: str, sent: bytes) -> None:
    request = apis.request_of(REPLY, CONNECTOR, VALUES | {"text": text, "count": count})
    assert request.body == sent


@pytest.mark.parametrize("count", ["", "three", "1, 2", '1, "admin": true', "NaN", "[" * 100_000])
def test_outside_of_quotes_only_a_whole_json_value_is_filled_in(count: str) -> None:
    with pytest.raises(UsageError, match="The value of count"):
        apis.request_of(REPLY, CONNECTOR, VALUES | {"count": count})


def test_a_form_is_filled_as_one_and_other_kinds_are_not_filled() -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    api = replace(REPLY, headers=form, body="a=${text}&b=${count}")
    assert apis.request_of(api, CONNECTOR, VALUES | {"text": "1&c=2"}).body == b"a=1%26c%3D2&b=3"
    text = replace(REPLY, headers={"Content-Type": "text/plain; charset=utf-8"})
    with pytest.raises(ZdeskError, match="text/plain"):
        apis.request_of(text, CONNECTOR, VALUES)
    plain = replace(text, body="as it is {")
    api_values = {key: VALUES[key] for key in ("ticketId", "notify", "more")}
    assert apis.request_of(plain, CONNECTOR, api_values).body == b"as it is {"


def test_a_body_of_ones_own_needs_no_values_for_the_other() -> None:
    values = {key: VALUES[key] for key in ("ticketId", "notify", "more")}
    assert apis.request_of(REPLY, CONNECTOR, values, b"{").body == b"{"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Get a ticket has no value for ticketId. Give it as in: ticketId=VALUE"),
        ({"ticketId": "1", "id": "2"}, "Get a ticket has no placeholder id. Its placeholders: "),
        ({"ticketId": "\udcff"}, "The value of ticketId holds signs that are no text."),
    ],
)
def test_values_are_those_of_the_placeholders(values: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        apis.request_of(TICKET, CONNECTOR, values)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTPS://Desk.Zoho.EU:443/api/v1/a", f"{DESK}/a"),
        ("https://desk.zoho.eu", "https://desk.zoho.eu"),
        ("https://desk.zoho.eu?limit=1", "https://desk.zoho.eu?limit=1"),
        (f"{DESK}/a b?c=d e&f=%2C,100%", f"{DESK}/a%20b?c=d%20e&f=%2C,100%25"),
        ("https://www.zohoapis.eu/crm/v8/org", "https://www.zohoapis.eu/crm/v8/org"),
        ("https://mail.zoho.eu/api/accounts", "https://mail.zoho.eu/api/accounts"),
        ("https://accounts.zoho.eu/oauth/user/info", "https://accounts.zoho.eu/oauth/user/info"),
    ],
)
def test_hosts_of_zoho_in_the_accounts_data_center_are_asked(url: str, sent: str) -> None:
    assert url_of(url) == sent


FOREIGN = {
    "another host": ("https://desk.evil.example/api", "desk.evil.example is no host of Zoho's"),
    "another data center": ("https://desk.zoho.com/api", "is of the data center United States"),
    "a host that begins alike": ("https://desk.zoho.eu.evil.example/", "is no host of Zoho's"),
    "a host that ends alike": ("https://evildesk.zoho.eu/", "is no host of Zoho's"),
    "a dot at the end": ("https://desk.zoho.eu./", "is no host of Zoho's"),
    "another port": ("https://desk.zoho.eu:8443/", "desk.zoho.eu:8443 is no host of Zoho's"),
    "a port without end": ("https://desk.zoho.eu:99999/", "is no host of Zoho's"),
    "no https": ("http://desk.zoho.eu/api", "a token would be readable on the way"),
    "loopback": ("http://127.0.0.1:8700/eu/desk/api", "a token would be readable on the way"),
    "a user": ("https://desk.zoho.eu@evil.example/", "a user name before its host"),
    "a user without a host": ("https://evil.example:x@desk.zoho.eu/", "a user name before"),
    "a backslash": ("https://desk.zoho.eu\\@evil.example/", "a user name before its host"),
    "a backslash alone": ("https://evil.example\\.desk.zoho.eu/", "is no host"),
    "a line break": ("https://desk.zoho.eu\r\n.evil.example/", "is no host"),
    "an international host": ("https://desk.zohö.eu/", "is no host"),
    "a fragment": (f"{DESK}/a#b", "there is a # in it"),
    "no scheme": ("desk.zoho.eu/api", "a URL starts with https://"),
    "another scheme": ("file:///etc/passwd", "a URL starts with https://"),
    "nothing": ("", "Nothing cannot be called"),
    "dots": (f"{DESK}/../../x", "The path holds . or .."),
    "encoded dots": (f"{DESK}/%2e%2E/x", "The path holds . or .."),
    "dots behind an encoded slash": (f"{DESK}/a%2F..%5cb", "The path holds . or .."),
    "a placeholder for the scheme": ("${s}://desk.zoho.eu/a", "whose server it is"),
    "a placeholder for the host": ("https://${ticketId}/a", "whose server it is"),
    "a placeholder in the host": ("https://desk.${tld}/a", "whose server it is"),
    "a placeholder behind the host": ("https://desk.zoho.eu${ticketId}/a", "whose server it is"),
    "a placeholder for the port": ("https://desk.zoho.eu:${port}/a", "whose server it is"),
    "a placeholder for all": ("${ticketId}", "whose server it is"),
    "an odd placeholder": (f"{DESK}/${{ticket id}}", "is no placeholder"),
    "half a placeholder": (f"{DESK}/${{id", "is no placeholder"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_nothing_is_sent_anywhere_else(case: str) -> None:
    url, why = FOREIGN[case]
    api = Api("one", "GET", url)
    values = dict.fromkeys(apis.placeholders(api), "evil.example")
    with pytest.raises(ZdeskError) as caught:
        apis.request_of(api, CONNECTOR, values)
    assert why in caught.value.message
    assert "no token was read" in caught.value.advice
    assert [finding.mark for finding in apis.check_url(url, EU)] == ["!"]


def test_a_table_with_paths_on_one_host_tells_data_centers_apart_by_path() -> None:
    table = data_centers(8700)
    europe = table.get("eu")
    assert europe
    ours = "http://localhost:8700/eu/desk/api/v1/tickets"
    assert url_of(ours, europe) == ours
    for url in (
        ours.replace("/eu/", "/us/"),
        ours.replace("/eu/desk/", "/eu/desk/../../us/desk/"),
        ours.replace("/eu/desk", "/eu/desk2"),
        ours.replace("8700", "8701"),
        ours.replace("localhost", "127.0.0.1"),
    ):
        with pytest.raises(ZdeskError, match="one cannot be called"):
            url_of(url, europe)


def test_a_custom_data_center_allows_its_own_addresses() -> None:
    row = custom(
        "https://accounts.new.example",
        desk_url="https://desk.new.example/d",
        api_url="http://localhost:1/api",
    )
    for url in (
        "https://desk.new.example/d/api/v1/tickets",
        "http://localhost:1/api/crm/v8/org",
        "https://accounts.new.example/oauth/user/info",
    ):
        assert url_of(url, row) == url
    for url in ("https://desk.new.example/e", f"{DESK}/tickets", "https://mail.new.example/"):
        with pytest.raises(ZdeskError, match="one cannot be called"):
            url_of(url, row)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Authorization": "x"}, "Authorization is a header that is set here"),
        ({"HOST": "evil.example"}, "HOST is a header that is set here"),
        ({"Content-Length": "0"}, "Content-Length is a header that is set here"),
        ({"orgId": "1\r\nHost: evil.example"}, "The value of orgId holds a sign"),
        ({"orgId\r\nHost": "1"}, "is no name of a header"),
        ({"orgId:": "1"}, "is no name of a header"),
        ({"": "1"}, "An empty text is no name of a header"),
        ({"orgId": "ü"}, "The value of orgId holds a sign"),
        ({"orgId": "${org}"}, "orgId has a placeholder"),
        ({"orgId": "1", "ORGID": "2"}, "A header stands there twice"),
    ],
)
def test_headers_cannot_change_the_request(headers: dict[str, str], why: str) -> None:
    with pytest.raises(ZdeskError) as caught:
        apis.request_of(replace(TICKET, headers=headers), CONNECTOR, {"ticketId": "1"})
    assert why in caught.value.message


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"body": "{"}, "is no JSON with its placeholders filled in, line 1"),
        ({"body": '{"a": NaN}'}, "is no JSON"),
        ({"body": '"${a b}"'}, "${a b} is no placeholder"),
        ({"parameters": {"": "1"}}, "A parameter has no name"),
        ({"parameters": {"${a}": "1"}}, "only a value can be a placeholder"),
        ({"parameters": {"a": "${1}"}}, "${1} is no placeholder"),
    ],
)
def test_a_mistake_is_said_before_an_api_is_used(changes: dict[str, str], why: str) -> None:
    [finding] = apis.check(replace(TICKET, **changes), EU)  # type: ignore[arg-type]
    assert finding.mark == "!"
    assert why in finding.text


def test_braces_without_a_dollar_are_pointed_out() -> None:
    [finding] = apis.check_url(f"{DESK}/views/{{view-id}}", EU)
    assert (finding.mark, finding.repair) == ("~", f"{DESK}/views/${{view_id}}")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Give it a name"), ("...", "Give it a name"), ("x" * 65, "64 characters"),
        ("a\u202eb", "invisible sign"), ("REPLY", "has this name already"),
        ("re-ply", "has this name already"),
    ],
)  # fmt: skip
def test_a_name_is_one_that_zoho_can_tell_apart(name: str, why: str) -> None:
    [finding] = apis.check_name(name, ["Reply"])
    assert why in finding.text


def test_an_api_is_found_by_its_name_in_any_spelling() -> None:
    connector = replace(CONNECTOR, apis=(TICKET, REPLY, replace(TICKET, name="getaticket 2")))
    assert apis.of_name(connector, "Get a ticket") is connector.apis[0]
    assert apis.of_name(connector, "get A TICKET") is connector.apis[0]
    assert apis.of_name(connector, "getaticket") is connector.apis[0]
    with pytest.raises(UsageError, match=r"It has: Get a ticket, Reply, getaticket 2\."):
        apis.of_name(connector, "nothing")
    with pytest.raises(UsageError, match="None is saved with it yet"):
        apis.of_name(CONNECTOR, "")


def test_scopes_are_enough_when_a_wider_one_is_there() -> None:
    api = replace(REPLY, scopes=("Desk.tickets.UPDATE", "Desk.basic.READ"))
    assert apis.lacking(api, ["Desk.tickets.READ"]) == api.scopes
    assert apis.lacking(api, ["desk.tickets.all"]) == ("Desk.basic.READ",)
    assert apis.lacking(api, ["Desk.tickets.UPDATE", "Desk.basic.READ"]) == ()
    assert apis.lacking(TICKET, []) == ()


def test_the_service_of_a_call_is_that_of_its_address() -> None:
    for url, service in (
        (f"{DESK}/tickets", "desk"),
        ("https://www.zohoapis.eu/crm/v8/Leads", "crm"),
        ("https://www.zohoapis.eu/books/v3/invoices", "books"),
        ("https://www.zohoapis.eu/unknown", "desk"),
    ):
        request = apis.request_of(Api("one", "GET", url), CONNECTOR, {})
        assert request.service == service


def test_every_row_of_the_table_has_its_own_hosts() -> None:
    assert "https://desk.zoho.in" in apis.bases(center("in"))
    assert not set(apis.bases(center("in"))) & set(apis.bases(EU))


def operation(words: str, service: str = "desk") -> Operation:
    return operations.search(words, service)[0].operation


def test_an_operation_becomes_an_api_that_names_the_organization() -> None:
    connector = replace(CONNECTOR, organization=Organization("2389290", "Zylker"))
    assert apis.of_operation(operation("send reply"), connector) == Api(
        "Send reply", "POST", f"{DESK}/tickets/${{ticketId}}/sendReply",
        headers={"orgId": "2389290"}, scopes=("Desk.tickets.UPDATE",),
    )  # fmt: skip
    books = replace(connector, service="books")
    assert apis.by_hand(books) == Api(
        "", "GET", "https://www.zohoapis.eu/books/v3/", parameters={"organization_id": "2389290"}
    )
    crm = apis.of_operation(operation("list leads", "crm"), connector)
    assert crm
    assert (crm.headers, crm.url) == ({}, "https://www.zohoapis.eu/crm/v8/${module_api_name}")


def test_an_api_of_a_taken_name_gets_a_number() -> None:
    found = operation("send reply")
    one = apis.of_operation(found, CONNECTOR)
    assert one
    two = apis.of_operation(found, replace(CONNECTOR, apis=(replace(one, name="sendReply"),)))
    assert two
    assert two.name == "Send reply 2"


def test_an_operation_names_the_scopes_that_are_there_before_others() -> None:
    found = operation("list tickets of a contact")
    api = apis.of_operation(found, CONNECTOR)
    assert api
    assert api.scopes[0] == "Desk.tickets.READ"
    assert apis.lacking(api, CONNECTOR.scopes) == intent.missing(CONNECTOR.scopes, found)


@pytest.mark.parametrize("service", operations.services())
def test_every_known_operation_can_be_called(service: str) -> None:
    for found in operations.of(service):
        api = apis.of_operation(found, CONNECTOR)
        assert api, found
        assert apis.check(api, EU) == (), found
        assert intent.allows(api.scopes, found), found
        values = dict.fromkeys(apis.placeholders(api), "1")
        assert apis.request_of(api, CONNECTOR, values).url.startswith("https://")


def test_an_api_is_moved_to_another_data_center_with_its_placeholders() -> None:
    there = apis.moved(REPLY, EU, center("in"))
    assert there == replace(REPLY, url=REPLY.url.replace(".eu/", ".in/"))
    assert apis.moved(REPLY, center("us"), EU).url == ""


def test_headers_are_typed_one_a_line() -> None:
    pairs = {"orgId": "1", "Accept": "a: b"}
    assert apis.pairs_of(apis.pairs_text(pairs, ": ") + "\n\n", ":") == pairs
    for text, why in (("orgId", "has no name with a : behind"), ("a:1\na:2", "a stands there twi")):
        found = apis.pairs_of(text, ":")
        assert isinstance(found, Finding)
        assert why in found.text
