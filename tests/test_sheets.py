"""Sheets for Zoho's dialogs, compared whole."""

from dataclasses import replace

import pytest

from tests.samples import CONNECTOR, center
from zdesk_tui import sheets
from zdesk_tui.catalog import services
from zdesk_tui.catalog.data_centers import CONNECTION_REDIRECTS
from zdesk_tui.connector import Api, Client, Connector, LivesIn, Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.redirects import check
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.scope_offers import preset
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret

US = center("us")
GIVEN = "https://platform.zoho.com/auth/conns/deskprod/redirect"
LOCAL = "http://localhost:8765/callback"
AT_ZOHO = Connector(
    name="desk-prod",
    service="desk",
    client=Client("1000.ABC", Secret("0123456789abcdef"), GIVEN),
    data_center=US,
    user_data_center=US,
    scopes=GUIDE,
    created_at=CONNECTOR.created_at,
    access_type="online",
    lives_in="zoho-connector",
)
OFFLINE = replace(AT_ZOHO, access_type="offline")
CONNECTION = replace(OFFLINE, lives_in="zoho-connection")

GUIDES_URL = (
    "https://accounts.zoho.com/oauth/v2/auth"
    "?scope=Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ"
)
TOKEN_URL = "https://accounts.zoho.com/oauth/v2/token"

WHOLE = f"""\
Create Connector
Developer console, left panel: Connector, create

  [ ] Connector Name (may be called otherwise)
      desk prod
  [ ] Request Token URL
      {GUIDES_URL}
  [ ] Access Token URL
      {TOKEN_URL}
  [ ] Refresh Token URL
      {TOKEN_URL}
  [ ] Press Save: the dialog Client Credentials opens

  Online, as Zoho's guide has it: there is no refresh token, so after an hour the connector \
stops until a person presses Authorize again. Offline adds &access_type=offline to the Request \
Token URL, and it goes on.


Add Client
API Console of the United States

  [ ] Open the API Console: United States
      https://api-console.zoho.com
  [ ] Get Started (first visit) or Add Client, then Server-based Applications, Create Now
  [ ] Client Name: only a label
      desk prod
  [ ] Homepage URL: any address
      https://www.example.com
  [ ] Authorized Redirect URIs
      {GIVEN}
  [ ] Create; the tab Client Secret shows both values of the next step


Client Credentials
Developer console: it opens by itself after Save

  [ ] Redirect URL: filled in by Zoho; leave it as it is
      {GIVEN}
  [ ] Client ID
      1000.ABC
  [ ] Client Secret
      ************ 16 characters
  [ ] Press Save


Authorize Connector
Developer console, the connector's page

  [ ] Press Authorize Connector
  [ ] Choose the Desk organization
  [ ] Press Submit
  [ ] Press Accept: the connector is authorized


Publish, and Add Connector in the extension
Developer console; only a published connector can be associated

  [ ] Publish the connector (may be called otherwise)
  [ ] In the extension open Connectors, Associated Connectors, Add Connector
  [ ] Choose the connector and press OK
  [ ] Client ID
      1000.ABC
  [ ] Client Secret
      ************ 16 characters
  [ ] Redirect URL: made by Zoho; where it is another than this, add it to the client's \
Authorized Redirect URIs
      {GIVEN}
  [ ] Press Save
"""

SIDE_BY_SIDE = """\
A connector has one set of URLs, so it serves people of one data center. The client serves \
several only where they are switched on in its tab Settings.

Add Client
API Console of the United States

  [ ] Open the API Console
      us  https://api-console.zoho.com
      eu  https://api-console.zoho.eu
  [ ] Get Started (first visit) or Add Client, then Server-based Applications, Create Now
  [ ] Client Name: only a label
      desk prod
  [ ] Homepage URL: any address
      https://www.example.com
  [ ] Authorized Redirect URIs
      us  https://platform.zoho.com/auth/conns/deskprod/redirect
      eu  -
  [ ] Create; the tab Client Secret shows both values of the next step


Client Credentials
Developer console: it opens by itself after Save

  [ ] Redirect URL: filled in by Zoho; leave it as it is
      us  https://platform.zoho.com/auth/conns/deskprod/redirect
      eu  -
  [ ] Client ID
      1000.ABC
  [ ] Client Secret
      us  0123456789abcdef
      eu  of europe
  [ ] Press Save
"""

MARKDOWN = """\
## Custom Service

Zoho CRM or Creator: Connections, custom services

|  | Field | Value |
| --- | --- | --- |
| [ ] | Service Name (may be called otherwise) | `desk prod` |
| [ ] | Authentication Type (may be called otherwise) | `OAuth 2` |
| [ ] | Param Type | `Header` |
| [ ] | Grant Type (may be called otherwise) | `Authorization Code` |
| [ ] | Client Id | `1000.ABC` |
| [ ] | Client Secret | `************ 16 characters` |
| [ ] | Authorize URL | `https://accounts.zoho.com/oauth/v2/auth?access_type=offline` |
| [ ] | Access Token URL | `https://accounts.zoho.com/oauth/v2/token` |
| [ ] | Refresh Token URL | `https://accounts.zoho.com/oauth/v2/token` |
| [ ] | Revoke Token URL (may be called otherwise) | \
`https://accounts.zoho.com/oauth/v2/token/revoke` |
| [ ] | Scope Delimiter | `Comma` |
| [ ] | Scope (may be called otherwise): one by one where it asks so | \
`Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ` |
| [ ] | Press Create Service |  |

Editing a custom service later can revoke the connections that use it.

## Connection

Zoho CRM or Creator: Connections, the custom service

|  | Field | Value |
| --- | --- | --- |
| [ ] | Connection Name | `desk prod` |
| [ ] | Connection LinkName: scripts call it so | `desk_prod` |
| [ ] | Press Create and Connect (may be called otherwise) |  |
| [ ] | Press Accept: the connection is made |  |
"""


def test_online_connector_has_the_urls_of_the_guide_letter_by_letter() -> None:
    assert sheets.as_text([("us", sheets.of_connector(AT_ZOHO))], reveal=False) == WHOLE


REPLY = Api(
    "Reply to a ticket", "POST", "https://desk.zoho.com/api/v1/tickets/${id}/sendReply",
    headers={"orgId": "2389290"}, parameters={"notify": "${notify}"}, body='{"content": "${text}"}',
)  # fmt: skip
WHOLE_API = """\
Add API
Developer console, the connector's page: Add API

  [ ] API Name (may be called otherwise)
      Reply to a ticket
  [ ] Method (may be called otherwise)
      POST
  [ ] URL (may be called otherwise): what stands as ${...} is filled in at each call
      https://desk.zoho.com/api/v1/tickets/${id}/sendReply
  [ ] Parameter name (may be called otherwise)
      notify
  [ ] Parameter value (may be called otherwise)
      ${notify}
  [ ] Header name (may be called otherwise)
      orgId
  [ ] Header value (may be called otherwise)
      2389290
  [ ] Body (may be called otherwise)
      {"content": "${text}"}
  [ ] Press Save
  [ ] Publish the connector (may be called otherwise): only APIs that are published reach an \
extension; one that came later is added there with Add API


Call it from Deluge
Developer console, left pane: Connectors, Associated Connectors, View All APIs, List Of APIs; a \
click on the API's name shows its API Unique Identifier

  [ ] API Unique Identifier: likely deskprod.replytoaticket, in an extension with its name before \
it; the pop-up counts
  [ ] Placeholders: each with its value
      params = Map();params.put("id", id);params.put("notify", notify);params.put("text", text);
  [ ] Call
      answer = zoho.crm.invokeConnector("<API Unique Identifier>", params);
  [ ] Status: a number, such as 200
      answer.get("status_code")
  [ ] Answer: response is JSON as text
      answer.get("response").toMap()
"""


def test_an_api_has_its_dialog_and_the_line_that_calls_it() -> None:
    both = (sheets.add_api(REPLY), sheets.call_from_deluge(REPLY, AT_ZOHO))
    assert sheets.as_text([("us", both)], reveal=False) == WHOLE_API


def test_the_sandboxs_dialog_has_the_labels_of_the_sheet_in_its_order() -> None:
    asked = [field.label for field in sheets.add_api(REPLY).fields if field.value]
    rows = [label.removesuffix(" 1") for label in dialogs.API if label[-1] not in "2345"]
    assert asked == rows


def test_apis_are_added_between_authorizing_and_publishing() -> None:
    connector = replace(AT_ZOHO, apis=(REPLY,))
    titles = [sheet.title for sheet in sheets.of_connector(connector)]
    assert titles[3:] == [
        "Authorize Connector", "Add API", "Publish, and Add Connector in the extension",
        "Call it from Deluge",
    ]  # fmt: skip
    there = sheets.of_connector(sheets.at(connector, center("eu")))[4]
    assert there.fields[2].value == REPLY.url.replace(".com/", ".eu/")


def test_offline_adds_the_access_type_and_nothing_else() -> None:
    sheet = sheets.create_connector(OFFLINE)
    urls = [field.value for field in sheet.fields if str(field.value).startswith("http")]
    assert urls == [f"{GUIDES_URL}&access_type=offline", TOKEN_URL, TOKEN_URL]
    assert sheet.note == ""


def test_several_data_centers_stand_side_by_side() -> None:
    secrets = {"eu": Secret("of europe")}
    client = replace(AT_ZOHO.client, secrets=secrets)
    connector = replace(OFFLINE, client=client)
    columns = [
        (row.code, sheets.of_connector(sheets.at(connector, row))[1:3])
        for row in (US, center("eu"))
    ]
    assert sheets.as_text(columns, reveal=True) == SIDE_BY_SIDE


def test_markdown_is_a_table_for_each_dialog() -> None:
    whole = sheets.as_markdown([("us", sheets.of_connection(OFFLINE)[1:])], reveal=False)
    assert whole == MARKDOWN


def test_markdown_of_several_has_a_column_for_each() -> None:
    columns = [
        (code, sheets.of_connection(sheets.at(CONNECTION, center(code)))[:1])
        for code in ("us", "eu")
    ]
    text = sheets.as_markdown(columns, reveal=False)
    assert "|  | Field | us | eu |" in text
    assert (
        f"| [ ] | Authorized Redirect URIs | `{GIVEN}` | `https://dre.zoho.eu/delugeauth/callback`"
        " or `https://deluge.zoho.eu/delugeauth/callback` |"
    ) in text


@pytest.mark.parametrize("value", ["a|b", "`", "``x`", "*_x_*", "<b>", "\x1b]0;x\x07|"])
def test_no_value_breaks_out_of_its_cell(value: str) -> None:
    sheet = sheets.Sheet("One", value, (sheets.Field(value, value, value),))
    text = sheets.as_markdown([("us", [sheet])], reveal=False)
    row = text.splitlines()[6]
    assert row.replace("\\|", "").count("|") == 4
    assert "\x1b" not in text
    assert "<b>" not in text.replace("`<b>`", "")


def test_secret_stands_there_only_when_it_is_asked_for() -> None:
    columns = [("us", sheets.of_connector(AT_ZOHO))]
    for render in (sheets.as_text, sheets.as_markdown):
        assert "0123456789abcdef" not in render(columns, reveal=False)
        assert "0123456789abcdef" in render(columns, reveal=True)


def test_second_redirect_uri_is_registered_beside_zohos() -> None:
    client = replace(AT_ZOHO.client, local_redirect_uri=LOCAL)
    fields = sheets.of_connector(replace(AT_ZOHO, client=client))[1].fields
    found = [field.value for field in fields if field.label == "Authorized Redirect URIs"]
    assert found == [GIVEN, LOCAL]


def test_redirect_url_is_never_computed() -> None:
    client = replace(AT_ZOHO.client, redirect_uri="")
    text = sheets.as_text(
        [("us", sheets.of_connector(replace(AT_ZOHO, client=client)))], reveal=False
    )
    assert "platform" not in text
    asked = "Authorized Redirect URIs: the Redirect URL that the dialog Client Credentials shows"
    assert asked in text


@pytest.mark.parametrize("place", ["here", "zoho-connection"])
def test_redirect_uri_of_another_place_is_not_taken_for_the_one_that_zoho_gives(
    place: LivesIn,
) -> None:
    client = replace(AT_ZOHO.client, redirect_uri=LOCAL)
    connector = replace(AT_ZOHO, lives_in=place, client=client)
    assert LOCAL not in sheets.as_text([("us", sheets.of_connector(connector))], reveal=False)
    moved = replace(connector, lives_in="zoho-connector")
    assert LOCAL not in sheets.as_text([("us", sheets.of_connection(moved))], reveal=False)


def test_known_organization_is_the_one_to_choose() -> None:
    connector = replace(AT_ZOHO, organization=Organization("2389290", "Zylker"))
    choose = sheets.authorize(connector).fields[1]
    assert (choose.label, choose.value) == ("Choose the Desk organization", "Zylker 2389290")


def test_connections_redirect_comes_from_the_table_with_both_sides_of_a_conflict() -> None:
    for row in ZOHO:
        urls = sheets.redirects_at(row)
        assert urls == CONNECTION_REDIRECTS.get(row.code, ())
        for url in urls:
            [finding] = check(url, "given-by-zoho", ZOHO, row.code)
            assert finding.mark == "+"
    assert len(sheets.redirects_at(center("eu"))) == 2
    assert sheets.redirects_at(center("sg")) == ()


@pytest.mark.parametrize("key", sorted(services.load()))
def test_every_service_has_the_same_sheets(key: str) -> None:
    offered = preset(key).scopes or ("AaaServer.profile.READ",)
    for row in ZOHO:
        connector = replace(
            OFFLINE, service=key, scopes=tuple(offered), data_center=row, user_data_center=row
        )
        create, *others = sheets.of_connector(connector)
        values = {field.label: field.value for field in create.fields}
        assert values["Request Token URL"] == (
            f"{row.accounts_url}/oauth/v2/auth?scope={','.join(offered)}&access_type=offline"
        )
        assert values["Access Token URL"] == values["Refresh Token URL"] == row.token_url
        assert [sheet.title for sheet in others] == [
            "Add Client",
            "Client Credentials",
            "Authorize Connector",
            "Publish, and Add Connector in the extension",
        ]
        name = services.of(key).name
        assert key == "desk" or name in sheets.authorize(connector).fields[1].how
        assert sheets.as_markdown([(row.code, sheets.of_connection(connector))], reveal=False)
