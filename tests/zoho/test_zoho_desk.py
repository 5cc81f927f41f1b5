"""Zoho Desk: what is asked, what is read, and every error code in plain words."""

import time

import pytest

from tests.samples import EU, center
from tests.zoho.answering import answering
from zdesk_tui.catalog import services as catalog
from zdesk_tui.datacenters import ZOHO, DataCenter, custom
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import desk, services
from zdesk_tui.zoho.accounts import Person
from zdesk_tui.zoho.desk_words import TOKEN_REFUSED
from zdesk_tui.zoho.organizations import Listed

pytestmark = pytest.mark.anyio

DESK = catalog.of("desk")
TOKEN = Secret("1000.MARK-access")


NOWHERE = custom("https://accounts.new.example")


@pytest.mark.parametrize("code", [row.code for row in ZOHO])
async def test_organizations_are_asked_of_the_data_centers_own_desk(code: str) -> None:
    wire, seen = answering({"data": []})
    async with wire:
        assert await services.listed(wire, DESK, center(code), TOKEN) == ()
    (request,) = seen
    assert (request.method, str(request.url)) == (
        "GET",
        f"{center(code).desk_url}/api/v1/organizations",
    )
    assert request.headers["Authorization"] == "Zoho-oauthtoken 1000.MARK-access"
    assert "orgId" not in request.headers


async def test_organizations_are_read_from_live_rows_and_documented_ones() -> None:
    rows = [
        {
            "id": 2389290,
            "companyName": "Zylker INC.",
            "portalName": "zylker",
            "edition": "ENTERPRISE",
            "isDefault": True,
            "isSandboxPortal": False,
        },
        {"id": "12", "portalName": "try", "isDefault": "false", "isSandboxPortal": "true"},
        {"id": "12345678901234567890", "companyName": None},
        {"id": "12", "companyName": "the same again", "isSandboxPortal": True},
        {"id": "123456789012345678901"},
        {"id": "1x"},
        {"id": -4},
        {"id": True},
        {"id": 1.5},
        {"companyName": "without"},
        "row",
        None,
    ]
    wire, _ = answering({"data": rows})
    async with wire:
        assert await services.listed(wire, DESK, EU, TOKEN) == (
            Listed("2389290", "Zylker INC.", "ENTERPRISE", is_default=True),
            Listed("12", "the same again", is_sandbox=True),
            Listed("12345678901234567890"),
        )


async def test_no_content_is_no_organization() -> None:
    wire, _ = answering("", 204)
    async with wire:
        assert await services.listed(wire, DESK, EU, TOKEN) == ()
        assert await desk.accessible_organizations(wire, EU, TOKEN) == ()


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {"id": 1}}])
async def test_a_list_in_another_form_leads_to_typing(body: object) -> None:
    wire, _ = answering(body)
    async with wire:
        with pytest.raises(TryLater, match="type the organization ID"):
            await services.listed(wire, DESK, EU, TOKEN)


async def test_accessible_organizations_are_optional() -> None:
    wire, seen = answering({"data": [{"id": 7, "companyName": "A"}]})
    async with wire:
        assert await desk.accessible_organizations(wire, EU, TOKEN) == (Listed("7", "A"),)
    assert str(seen[0].url) == "https://desk.zoho.eu/api/v1/accessibleOrganizations"
    wire, _ = answering({"errorCode": "URL_NOT_FOUND"}, 404)
    async with wire:
        assert await desk.accessible_organizations(wire, EU, TOKEN) is None


async def test_without_a_desk_address_the_organization_is_typed() -> None:
    wire, seen = answering({"data": []})
    async with wire:
        for call in (
            services.listed(wire, DESK, NOWHERE, TOKEN),
            desk.accessible_organizations(wire, NOWHERE, TOKEN),
            desk.my_info(wire, NOWHERE, TOKEN, "1"),
        ):
            with pytest.raises(ZdeskError, match="Type the organization ID") as caught:
                await call
            assert caught.value.mends == "organization"
    assert seen == []


@pytest.mark.parametrize(
    ("body", "status", "person"),
    [
        (
            {"firstName": "Ann", "lastName": "Lee", "emailId": "ann@zylker.example", "zuid": 5},
            200,
            Person("ann@zylker.example", "5", "Ann Lee"),
        ),
        ({"lastName": "Lee"}, 200, Person(name="Lee")),
        ({"emailId": 5}, 200, None),
        ("", 204, None),
        ({"errorCode": "SCOPE_MISMATCH"}, 403, None),
        ("<html>", 401, None),
    ],
)
async def test_my_info_names_the_person_or_none(
    body: object, status: int, person: Person | None
) -> None:
    wire, seen = answering(body, status)
    async with wire:
        assert await desk.my_info(wire, EU, TOKEN, "2389290") == person
    assert str(seen[0].url) == "https://desk.zoho.eu/api/v1/myinfo"
    assert seen[0].headers["orgId"] == "2389290"


@pytest.mark.parametrize(
    ("scopes", "call", "organization"),
    [
        (("Desk.tickets.READ", "Desk.basic.READ"), "/api/v1/organizations", None),
        (("desk.BASIC.all",), "/api/v1/organizations", None),
        (("Desk.settings.READ",), "/api/v1/organizations", None),
        (("Desk.organization.READ",), "/api/v1/organizations", None),
        (("Desk.contacts.READ", "Desk.tickets.ALL"), "/api/v1/tickets?limit=1", "23"),
        (("Desk.contacts.READ",), "/api/v1/contacts?limit=1", "23"),
        (("Desk.search.READ",), "/api/v1/tickets/search?limit=1", "23"),
    ],
)
async def test_the_cheapest_call_that_the_scopes_open_is_the_proof(
    scopes: tuple[str, ...], call: str, organization: str | None
) -> None:
    wire, seen = answering({"data": []})
    async with wire:
        proof = await services.prove(wire, DESK, EU, TOKEN, scopes, "23")
    assert proof is not None
    assert (proof.call, proof.status) == (f"GET {call}", 200)
    assert 0 <= proof.seconds < 5
    assert str(seen[0].url) == f"https://desk.zoho.eu{call}"
    assert seen[0].headers.get("orgId") == organization


async def test_an_empty_list_is_a_proof() -> None:
    wire, _ = answering("", 204)
    async with wire:
        proof = await services.prove(wire, DESK, EU, TOKEN, ["Desk.tickets.READ"], None)
    assert proof is not None
    assert proof.status == 204


async def test_the_profile_is_asked_for_where_no_desk_scope_opens_a_call() -> None:
    scopes = ["AaaServer.profile.Read", "Desk.tickets.CREATE"]
    wire, seen = answering({"ZUID": 1})
    async with wire:
        proof = await services.prove(wire, DESK, EU, TOKEN, scopes, "1")
    assert proof is not None
    assert (proof.call, proof.status) == ("GET /oauth/user/info", 200)
    assert str(seen[0].url) == "https://accounts.zoho.eu/oauth/user/info"
    assert "orgId" not in seen[0].headers


@pytest.mark.parametrize(
    ("body", "kind", "mends"),
    [
        ({"cause": "INVALID_OAUTHSCOPE", "response": "error"}, Refused, "scopes"),
        ({"cause": "INVALID_OAUTHTOKEN", "response": "error"}, Refused, "consent"),
        ("<html>", TryLater, None),
    ],
)
async def test_a_refused_profile_is_no_proof(
    body: object, kind: type[ZdeskError], mends: str | None
) -> None:
    wire, _ = answering(body)
    async with wire:
        with pytest.raises(kind) as caught:
            await services.prove(wire, DESK, EU, TOKEN, ["AaaServer.profile.READ"], None)
    assert caught.value.mends == mends


@pytest.mark.parametrize(
    ("data_center", "scopes"),
    [(EU, ["Desk.tickets.CREATE", "nonsense", ""]), (NOWHERE, ["Desk.basic.READ"])],
)
async def test_without_a_cheap_call_nothing_is_asked(
    data_center: DataCenter, scopes: list[str]
) -> None:
    wire, seen = answering({})
    async with wire:
        assert await services.prove(wire, DESK, data_center, TOKEN, scopes, "1") is None
    assert seen == []


async def failure(
    body: object, status: int, headers: dict[str, str] | None = None
) -> tuple[ZdeskError, str]:
    """Return the error of one call that gets this answer, and everything it says."""
    wire, seen = answering(body, status, headers)
    async with wire:
        with pytest.raises(ZdeskError) as caught:
            await services.prove(wire, DESK, EU, TOKEN, ["Desk.tickets.READ"], "2389290")
    text = f"{caught.value} {caught.value!r}"
    assert len(seen) == 1
    assert "MARK" not in text
    assert "<" not in str(caught.value)
    return caught.value, str(caught.value)


REFUSED = [
    ("UNAUTHORIZED", 401, "consent", "does not take the access token"),
    ("INVALID_OAUTH", 401, "consent", "does not take the access token"),
    ("AUTHENTICATION_FAILURE", 400, "consent", "does not take the access token"),
    ("SCOPE_MISMATCH", 403, "scopes", "The token is good, but none of its scopes"),
    ("OAUTH_ORG_MISMATCH", 403, "organization", "does not belong to organization 2389290"),
    ("FORBIDDEN", 403, None, "profile or role"),
    ("LICENSE_ACCESS_LIMITED", 403, None, "edition"),
    ("URL_NOT_FOUND", 404, "connector", "nothing at this address"),
    ("METHOD_NOT_ALLOWED", 405, None, "may have changed"),
    ("RESOURCE_SIZE_EXCEEDED", 413, None, "may have changed"),
    ("UNSUPPORTED_MEDIA_TYPE", 415, None, "may have changed"),
    ("UNPROCESSABLE_ENTITY", 422, "organization", "organization ID"),
    ("INVALID_DATA", 422, "organization", "organization ID"),
    ("ODD_NEW_CODE", 400, None, "not known here: ODD_NEW_CODE. Zoho says: Some words"),
]


@pytest.mark.parametrize(("code", "status", "mends", "said"), REFUSED)
async def test_an_error_code_decides_whatever_the_status(
    code: str, status: int, mends: str | None, said: str
) -> None:
    for sent_status in (status, 200, 500):
        if code == "ODD_NEW_CODE" and sent_status == 500:
            continue
        error, text = await failure({"errorCode": code, "message": "Some words"}, sent_status)
        assert isinstance(error, Refused)
        assert (error.word, error.mends) == (code, mends)
        assert said in text


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (400, "HTTP 400"),
        (401, "UNAUTHORIZED"),
        (403, "FORBIDDEN"),
        (404, "URL_NOT_FOUND"),
        (405, "METHOD_NOT_ALLOWED"),
        (413, "RESOURCE_SIZE_EXCEEDED"),
        (415, "UNSUPPORTED_MEDIA_TYPE"),
        (422, "UNPROCESSABLE_ENTITY"),
    ],
)
@pytest.mark.parametrize("body", [{"message": "Some words"}, {"errorCode": 7}, ""])
async def test_without_an_error_code_the_status_decides(
    status: int, word: str, body: object
) -> None:
    error, _ = await failure(body, status)
    assert isinstance(error, Refused)
    assert error.word == word


def test_the_codes_that_a_renewal_may_mend_are_told_apart() -> None:
    assert frozenset({"UNAUTHORIZED", "INVALID_OAUTH", "AUTHENTICATION_FAILURE"}) == TOKEN_REFUSED


async def test_a_page_with_status_401_is_a_host_of_another_data_center() -> None:
    error, text = await failure("<html>MARK</html>", 401)
    assert isinstance(error, Refused)
    assert (error.word, error.mends) == ("HTTP 401", "connector")
    assert "desk.zoho.eu" in text
    assert "another data center" in text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"errorCode": "INTERNAL_SERVER_ERROR"}, 500),
        ({"errorCode": "INTERNAL_SERVER_ERROR"}, 200),
        ({"message": "x"}, 503),
        ({"errorCode": "ODD"}, 502),
        ("<html>MARK</html>", 502),
        ("<html>MARK</html>", 200),
        ("", 500),
        ([], 200),
    ],
)
async def test_desk_out_of_order_is_for_later(body: object, status: int) -> None:
    error, text = await failure(body, status)
    assert type(error) is TryLater
    assert error.until is None
    assert "desk.zoho.eu" in text


@pytest.mark.parametrize(
    ("body", "headers", "wait", "said"),
    [
        ({"errorCode": "THRESHOLD_EXCEEDED"}, {"Retry-After": "7200"}, 7200, "in 120 minutes."),
        ({"errorCode": "THRESHOLD_EXCEEDED"}, {}, None, "Try again tomorrow."),
        ({"errorCode": "THRESHOLD_EXCEEDED"}, {"Retry-After": "soon"}, None, "tomorrow."),
        ({"errorCode": "TOO_MANY_REQUESTS"}, {}, None, "Try again in a minute."),
        ({"message": "slow"}, {"Retry-After": "30"}, 30, "in 30 seconds."),
        ("<html>MARK</html>", {}, None, "Try again in a minute."),
    ],
)
async def test_a_throttle_says_how_long_to_wait(
    body: object, headers: dict[str, str], wait: float | None, said: str
) -> None:
    before = time.time()
    error, text = await failure(body, 429, headers)
    assert isinstance(error, TryLater)
    assert text.endswith(said)
    if wait is None:
        assert error.until is None
    else:
        assert error.until is not None
        assert before + wait <= error.until <= time.time() + wait


async def test_an_edition_and_a_wrong_field_are_named() -> None:
    _, text = await failure(
        {"errorCode": "LICENSE_ACCESS_LIMITED", "feature": "api", "editionType": "FREE"}, 403
    )
    assert "(LICENSE_ACCESS_LIMITED, api, FREE)" in text
    _, text = await failure(
        {"errorCode": "INVALID_DATA", "errors": [{"fieldName": "/orgId"}, 3, {"fieldName": None}]},
        422,
    )
    assert "(INVALID_DATA: /orgId)" in text
