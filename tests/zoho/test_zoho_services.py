"""Every service: what is asked, what is read from its own form, its refusals in plain words."""

from typing import Any

import pytest

from tests.samples import EU, center
from tests.zoho.answering import answering
from zdesk_tui.catalog import services as catalog
from zdesk_tui.datacenters import ZOHO, DataCenter, custom
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import organizations, services
from zdesk_tui.zoho.organizations import Listed
from zdesk_tui.zoho.services import Call

pytestmark = pytest.mark.anyio

TOKEN = Secret("1000.MARK-access")
LISTING = [row.key for row in catalog.ordered() if services.lists(row)]


# Lists.

FORMS: list[tuple[str, Any, tuple[Listed, ...]]] = [
    (
        "books",
        {
            "code": 0,
            "message": "success",
            "organizations": [
                {"organization_id": "10234695", "name": "Zylker", "is_default_org": True},
                {"organization_id": 10407630, "name": "Zylker", "plan_name": "FREE"},
            ],
        },
        (Listed("10234695", "Zylker", is_default=True), Listed("10407630", "Zylker", "FREE")),
    ),
    (
        "analytics",
        {"status": "success", "data": {"orgs": [{"orgId": "55522777", "orgName": "Zylker"}]}},
        (Listed("55522777", "Zylker"),),
    ),
    ("projects", [{"id": "67", "portal_name": "zylker"}], (Listed("67", "zylker"),)),
    ("projects", {"portals": [{"id": 67, "name": "zylker"}]}, (Listed("67", "zylker"),)),
    ("tables", {"portals": [{"portal_id": "p_1-a", "name": "A"}]}, (Listed("p_1-a", "A"),)),
    (
        "salesiq",
        {"data": [{"id": "1", "screenname": "zylker.inc", "name": "Zylker"}]},
        (Listed("zylker.inc", "Zylker"),),
    ),
    (
        "mail",
        {"data": [{"accountId": "8003", "zoid": "1", "primaryEmailAddress": "a@zylker.example"}]},
        (Listed("8003", "a@zylker.example"),),
    ),
    ("sprints", {"portals": [{"zsoid": "4", "teamName": "T"}]}, (Listed("4", "T"),)),
    ("meeting", {"userDetails": {"zsoid": 778, "displayName": "Ada"}}, (Listed("778", "Ada"),)),
    ("directory", {"orgs": [{"org_id": "9", "org_name": "Z"}]}, (Listed("9", "Z"),)),
    ("connect", {"allScopes": {"scopes": [{"id": "1050", "name": "N"}]}}, (Listed("1050", "N"),)),
    ("books", {"organizations": []}, ()),
]


@pytest.mark.parametrize(("key", "body", "rows"), FORMS)
async def test_each_product_lists_in_its_own_form(
    key: str, body: Any, rows: tuple[Listed, ...]
) -> None:
    wire, _ = answering(body)
    async with wire:
        assert await services.listed(wire, catalog.of(key), EU, TOKEN) == rows


@pytest.mark.parametrize(
    "body",
    [{"organizations": [{"name": "without"}, 3, None]}, {"organizations": {"id": 1}}, {"x": []}],
)
async def test_a_list_that_cannot_be_read_leads_to_typing(body: Any) -> None:
    wire, _ = answering({"code": 0, **body})
    async with wire:
        with pytest.raises(TryLater, match="type the organization ID") as caught:
            await services.listed(wire, catalog.of("books"), EU, TOKEN)
    assert "www.zohoapis.eu" in caught.value.message


@pytest.mark.parametrize("key", LISTING)
@pytest.mark.parametrize("code", [row.code for row in ZOHO])
async def test_lists_are_asked_of_the_data_centers_own_host(key: str, code: str) -> None:
    wire, seen = answering({"data": []})
    service = catalog.of(key)
    async with wire:
        assert await services.listed(wire, service, center(code), TOKEN) == ()
    [request] = seen
    assert str(request.url) == center(code).url(service.organization.list_url)
    assert request.headers["Authorization"] == "Zoho-oauthtoken 1000.MARK-access"


@pytest.mark.parametrize(
    ("key", "data_center", "advice"),
    [
        ("workdrive", EU, "Type the team ID."),
        ("catalyst", EU, "Type the organization ID."),
        ("fsm", EU, "Type the organization ID."),
        ("payments", EU, "Type the account ID."),
        ("salesiq", custom("https://accounts.new.example"), "Type the portal's screen name."),
    ],
)
async def test_without_a_call_the_id_is_typed(
    key: str, data_center: DataCenter, advice: str
) -> None:
    wire, seen = answering([])
    async with wire:
        with pytest.raises(ZdeskError) as caught:
            await services.listed(wire, catalog.of(key), data_center, TOKEN)
    assert (caught.value.advice, caught.value.mends) == (advice, "organization")
    assert catalog.of(key).name in caught.value.message
    assert seen == []


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("desk", "2389290", ""),
        ("desk", "zylker", "An organization ID is a number, such as 2389290."),
        ("desk", "٣", "An organization ID is a number, such as 2389290."),
        ("books", "10234695", ""),
        ("salesiq", "zylker.inc_2-a", ""),
        ("salesiq", "zyl ker", "A portal's screen name has at most 40 letters, digits, dots, "
         "dashes and underscores."),
        ("mail", "x" * 41, "An account ID has at most 40 letters, digits, dots, dashes and "
         "underscores."),
        ("projects", "../x", "A portal ID has at most 40 letters, digits, dots, dashes and "
         "underscores."),
    ],
)  # fmt: skip
def test_a_typed_id_is_looked_at(key: str, typed: str, said: str) -> None:
    assert organizations.wrong_id(catalog.of(key), typed) == said


# The cheap call.


@pytest.mark.parametrize(
    ("granted", "wanted", "opened"),
    [
        ("ZohoBooks.settings.READ", "ZohoBooks.settings.READ", True),
        ("zohobooks.SETTINGS.all", "ZohoBooks.settings.READ", True),
        ("ZohoBooks.fullaccess.all", "ZohoBooks.settings.READ", True),
        ("ZohoInventory.FullAccess.all", "ZohoBooks.settings.READ", False),
        ("ZohoBooks.settings.CREATE", "ZohoBooks.settings.READ", False),
        ("ZohoCRM.org.READ", "ZohoCRM.org.ALL", True),
        ("zohobookings.data.READ", "zohobookings.data.CREATE", False),
        ("zohobookings.data.CREATE", "zohobookings.data.CREATE", True),
        ("ZohoCRM.modules.ALL", "ZohoCRM.org.ALL", False),
        ("", "ZohoCRM.org.ALL", False),
    ],
)
def test_a_scope_opens_what_it_covers(granted: str, wanted: str, *, opened: bool) -> None:
    assert services.opens(granted, wanted) is opened


CALLS = [
    ("crm", ["ZohoCRM.org.READ"], Call("GET", "https://www.zohoapis.eu/crm/v8/org",
                                       "GET /crm/v8/org")),
    ("crm", ["ZohoCRM.users.ALL"], Call("GET",
                                        "https://www.zohoapis.eu/crm/v8/users?type=CurrentUser",
                                        "GET /crm/v8/users?type=CurrentUser")),
    ("crm", ["ZohoCRM.modules.ALL", "aaaserver.profile.read"],
     Call("GET", "https://accounts.zoho.eu/oauth/user/info", "GET /oauth/user/info")),
    ("crm", ["ZohoCRM.modules.ALL"], None),
    ("books", ["ZohoBooks.settings.READ"],
     Call("GET", "https://www.zohoapis.eu/books/v3/organizations", "GET /books/v3/organizations")),
    ("sheet", ["ZohoSheet.dataAPI.READ"],
     Call("POST", "https://sheet.zoho.eu/api/v2/workbooks?method=workbook.list",
          "POST /api/v2/workbooks?method=workbook.list")),
    ("cliq", ["ZohoCliq.Channels.ALL"],
     Call("GET", "https://cliq.zoho.eu/api/v2/channels?limit=1", "GET /api/v2/channels?limit=1")),
    ("accounts", ["AaaServer.profile.READ"],
     Call("GET", "https://accounts.zoho.eu/oauth/user/info", "GET /oauth/user/info")),
    ("zeptomail", ["Zeptomail.MailAgents.READ"], None),
    ("teleport", ["Teleport.everything.ALL"], None),
]  # fmt: skip


@pytest.mark.parametrize(("key", "scopes", "call"), CALLS)
def test_cheap_call_is_one_that_the_scopes_open(
    key: str, scopes: list[str], call: Call | None
) -> None:
    # None of these belongs to an organization, so its ID must not go along.
    assert services.cheap_call(catalog.of(key), EU, scopes, "77") == call


@pytest.mark.parametrize(
    ("key", "scopes", "method", "url", "headers"),
    [
        ("desk", (), "GET", "https://desk.zoho.eu/api/v1/tickets?limit=1", {"orgId": "7 7"}),
        ("books", ("ZohoBooks.settings.READ",), "GET",
         "https://www.zohoapis.eu/books/v3/organizations?organization_id=7%207", {}),
        ("books", (), "GET", "https://www.zohoapis.eu/books/v3?organization_id=7%207", {}),
        ("expense", (), "GET", "https://www.zohoapis.eu/expense/v1",
         {"X-com-zoho-expense-organizationid": "7 7"}),
        ("crm", ("AaaServer.profile.READ",), "GET", "https://www.zohoapis.eu/crm/v8", {}),
        ("projects", (), "GET", "https://projectsapi.zoho.eu/api/v3", {}),
    ],
)  # fmt: skip
def test_example_names_the_organization_where_the_service_wants_it(
    key: str, scopes: tuple[str, ...], method: str, url: str, headers: dict[str, str]
) -> None:
    call = services.example(catalog.of(key), EU, scopes, "7 7")
    assert call is not None
    assert (call.method, call.url, call.headers) == (method, url, headers)


@pytest.mark.parametrize("key", ["files", "iot", "zeptomail"])
def test_where_no_address_is_known_there_is_no_example(key: str) -> None:
    assert services.example(catalog.of(key), EU, (), None) is None


# Refusals.


async def failure(
    key: str, body: object, status: int, headers: dict[str, str] | None = None
) -> ZdeskError:
    """Return the error of the list or the cheap call that gets this answer."""
    wire, seen = answering(body, status, headers)
    service = catalog.of(key)
    async with wire:
        with pytest.raises(ZdeskError) as caught:
            await services.prove(wire, service, EU, TOKEN, service.health.scopes, None)
    text = f"{caught.value} {caught.value!r}"
    assert "MARK" not in text
    assert "<" not in str(caught.value)
    assert seen[0].url.host in caught.value.message
    assert caught.value.advice
    return caught.value


REFUSED = [
    ("crm", {"code": "INVALID_TOKEN", "message": "invalid oauth token", "status": "error"}, 401,
     "consent", "INVALID_TOKEN, status 401"),
    ("crm", {"code": "OAUTH_SCOPE_MISMATCH", "message": "no", "status": "error"}, 401,
     "scopes", "The token is good"),
    ("crm", {"code": "NO_PERMISSION", "message": "no", "status": "error"}, 403, None, "role"),
    ("crm", {"code": "INVALID_URL_PATTERN", "message": "no", "status": "error"}, 404,
     "connector", "nothing at this address"),
    ("books", {"code": 14, "message": "Invalid value passed for authtoken."}, 401,
     "consent", "14, status 401"),
    ("books", {"code": 57, "message": "You are not authorized"}, 401,
     "scopes", "A scope is missing, or the person"),
    ("books", {"code": 6041, "message": "not associated"}, 400, "organization", "6041"),
    ("mail", {"status": {"code": 404}, "data": {"errorCode": "INVALID_OAUTHTOKEN"}}, 404,
     "consent", "INVALID_OAUTHTOKEN"),
    ("mail", {"status": {"code": 404}, "data": {"errorCode": "INVALID_OAUTHSCOPE"}}, 404,
     "scopes", "INVALID_OAUTHSCOPE"),
    ("cliq", {"code": "oauthtoken_invalid", "message": "no"}, 401, "consent", "oauthtoken_invalid"),
    ("cliq", {"code": "oauthtoken_scope_invalid", "message": "no"}, 401, "scopes", "is good"),
    ("projects", {"error": {"code": 6403, "message": "no"}}, 401, "consent", "6403, status 401"),
    ("projects", {"error": {"code": "INVALID_OAUTHSCOPE"}}, 401, "scopes", "is good"),
    ("workdrive", {"errors": [{"id": "F7003", "title": "Invalid OAuth scope"}]}, 403,
     "scopes", "F7003, status 403"),
    ("people", {"response": {"errors": {"code": 7218, "message": "no"}, "status": 1}}, 200,
     None, "It says: no"),
    ("recruit", {"code": "ODD", "message": "Some words"}, 400, None, "It says: Some words"),
    ("vault", "<html>MARK</html>", 401, "connector", "a page instead of data"),
    ("vault", "<html>MARK</html>", 403, "scopes", "status 403"),
    ("vault", "<html>MARK</html>", 404, "connector", "status 404"),
    ("vault", "", 401, "consent", "status 401"),
    ("sign", {"status": "failure"}, 200, None, "failure"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "body", "status", "mends", "said"), REFUSED)
async def test_each_product_refuses_in_its_own_form(
    key: str, body: object, status: int, mends: str | None, said: str
) -> None:
    error = await failure(key, body, status)
    assert isinstance(error, Refused)
    assert error.mends == mends
    assert said in error.message
    if mends == "scopes":
        # A missing scope is never told as bad credentials.
        assert "does not take the access token" not in error.message


@pytest.mark.parametrize(
    ("body", "status", "headers", "said"),
    [
        ("<html>MARK</html>", 502, {}, "status 502"),
        ({"code": "INTERNAL_ERROR"}, 500, {}, "a fault of its own"),
        ("<html>MARK</html>", 200, {}, "a page instead of data"),
        ({"code": "TOO_MANY_REQUESTS"}, 400, {}, "too many requests"),
        ("", 429, {"Retry-After": "300"}, "too many requests"),
    ],
)
async def test_a_product_out_of_order_is_for_later(
    body: object, status: int, headers: dict[str, str], said: str
) -> None:
    error = await failure("crm", body, status, headers)
    assert type(error) is TryLater
    assert error.mends is None
    assert said in error.message
    assert error.advice in ("Try again in a few minutes.", "Try again in a minute.",
                            "Try again in 5 minutes.")  # fmt: skip


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("crm", {"org": [{"id": "1"}]}),
        ("books", {"code": 0, "message": "success"}),
        ("creator", {"code": 3000, "applications": []}),
        ("cliq", {"status": "success", "code": "anything"}),
        ("vault", {"operation": {"result": {"status": "SUCCESS"}}}),
        ("crm", ""),
    ],
)
async def test_a_good_answer_is_a_proof(key: str, body: object) -> None:
    wire, _ = answering(body)
    service = catalog.of(key)
    async with wire:
        proof = await services.prove(wire, service, EU, TOKEN, service.health.scopes, "1")
    assert proof is not None
    assert proof.status == 200
