"""The operations as package data, and finding them by a few words."""

import pytest

from zdesk_tui.catalog import generate, operations
from zdesk_tui.catalog.scopes import load
from zdesk_tui.datacenters import ZOHO

EVERY = [operation for key in operations.services() for operation in operations.of(key)]


def names(words: str, service: str | None) -> list[str]:
    return [hit.operation.identifier for hit in operations.search(words, service)]


def test_data_is_what_the_sources_make() -> None:
    assert generate.main(["--check"]) == 0


def test_every_operation_of_the_sources_is_there() -> None:
    counts = {key: len(operations.of(key)) for key in operations.services()}
    assert counts == {"desk": 861, "crm": 416, "workdrive": 218, "analytics": 176, "expense": 77}
    assert operations.of("mail") == ()


def test_identifiers_find_one_operation_each() -> None:
    for operation in EVERY:
        assert operations.find(operation.service, operation.identifier) is operation
    assert operations.find("desk", "nothing") is None


def test_method_and_path_find_an_operation_as_well() -> None:
    found = operations.find("desk", "post /api/v1/tickets/{ticketId}/sendReply")
    assert found is operations.find("desk", "SENDREPLY")
    assert operations.find("crm", "getrecord") is operations.find("crm", "Get Record")


@pytest.mark.parametrize(
    ("service", "call", "identifier"),
    [
        ("desk", "GET /api/v1/tickets", "getTickets"),
        ("desk", "get /api/v1/tickets/4711?include=contacts", "getTicket"),
        ("desk", "GET /api/v1/tickets/search?limit=1", "searchTickets"),
        ("desk", "POST /api/v1/tickets/4711/sendReply", "sendReply"),
        ("crm", "GET /crm/v8/Contacts/12", "Get Record"),
        ("crm", "GET /crm/v8/org", "Get Organization"),
        ("expense", "GET /organizations", "list_organizations"),
        ("desk", "DELETE /api/v1/tickets", None),
        ("desk", "GET /", None),
        ("mail", "GET /api/accounts", None),
    ],
)
def test_call_is_one_of_the_operations(service: str, call: str, identifier: str | None) -> None:
    method, _, path = call.partition(" ")
    found = operations.called(service, method, path)
    assert (found and found.identifier) == identifier


def test_every_operation_has_a_url_in_every_data_center() -> None:
    for operation in EVERY:
        for row in ZOHO:
            url = row.url(operation.url)
            assert url is not None
            assert url.endswith(operation.path)
    reply = operations.find("desk", "sendReply")
    europe = ZOHO.get("eu")
    assert reply is not None
    assert europe is not None
    assert europe.url(reply.url) == ("https://desk.zoho.eu/api/v1/tickets/{ticketId}/sendReply")


def test_every_scope_of_an_operation_is_known_and_not_refused() -> None:
    catalog = load()
    for operation in EVERY:
        for scope in (*operation.scopes, *operation.extra_scopes):
            group, remark = catalog.group(scope), catalog.remark(scope)
            whole = scope.replace(".{module}", ".contacts") if "{module}" in scope else scope
            assert catalog.spelling(scope) == scope or catalog.family(whole) or group is None
            assert remark is None or remark.kind != "refused"


@pytest.mark.parametrize(
    ("service", "identifier", "title"),
    [
        ("desk", "getTicket", "Get ticket"),
        ("desk", "sendReply", "Send reply"),
        ("desk", "getIMBot", "Get IM bot"),
        ("desk", "getTicketForATopic", "Get ticket for a topic"),
        ("crm", "Get DETAILS", "Get details"),
        ("crm", "HISTORY", "History (backup)"),
        ("crm", "GET /crm/v8/Contacts/roles", "Get roles (contact roles)"),
        ("expense", "list_expense_reports", "List expense reports"),
        ("crm", "Scoring Rule execution using Rule IDs", "Scoring rule execution using rule IDs"),
        ("workdrive", "fetchuserlibraries", "Fetch user libraries"),
        ("workdrive", "GetListOfRecentChanges", "Get list of recent changes"),
        ("analytics", "getAutoMLAnalysisInOrg", "Get auto ML analysis in org"),
    ],
)
def test_titles_are_plain_words(service: str, identifier: str, title: str) -> None:
    found = operations.find(service, identifier)
    assert found is not None
    assert found.title == title


def test_no_two_operations_of_a_service_have_one_title() -> None:
    for service in operations.services():
        titles = [operation.title for operation in operations.of(service)]
        assert len(set(titles)) == len(titles)
        assert all(len(word) < 16 for title in titles for word in title.split())


@pytest.mark.parametrize(
    ("service", "words", "first"),
    [
        ("desk", "list tickets of a contact", "getTicketsByContact"),
        ("desk", "list tickets", "getTickets"),
        ("desk", "read a ticket", "getTicket"),
        ("desk", "fetch one contact", "getContact"),
        ("desk", "show all agents", "getAgents"),
        ("desk", "send a reply", "sendReply"),
        ("desk", "reply to them", "sendReply"),
        ("desk", "I want to delete a ticket", "deleteTicket"),
        ("desk", "remove a comment of a ticket", "deleteTicketComment"),
        ("desk", "add comment to ticket", "createTicketComment"),
        ("desk", "new webhook", "createWebhook"),
        ("desk", "change a contact", "updateContact"),
        ("desk", "close tickets", "closeTickets"),
        ("desk", "search tickets", "searchTickets"),
        ("desk", "organisations", "getOrganizations"),
        ("desk", "send rep", "sendReply"),
        ("desk", "send reply tikcet", "sendReply"),
        ("crm", "list users", "Get Users"),
        ("crm", "read contacts", "GET /crm/v8/{module_api_name}"),
        ("crm", "create a lead", "Create Records"),
        ("crm", "send mail", "Send Mail"),
        ("crm", "webhook", "Get Notifications"),
        ("workdrive", "upload file", "UploadFile"),
        ("expense", "list expenses", "list_expenses"),
        ("analytics", "export data", "exportDataView"),
        (None, "list tickets of a contact", "getTicketsByContact"),
    ],
)
def test_plain_words_find_the_operation_first(service: str | None, words: str, first: str) -> None:
    assert names(words, service)[0] == first


def test_search_tells_what_matched() -> None:
    hit = operations.search("list tickets of a customer", "desk")[0]
    assert [(one.typed, one.found) for one in hit.matched] == [
        ("list", "get"), ("tickets", "tickets"), ("customer", "contact"),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["", " ", "of a", "qqqq zzzz", "[@click]", "\x00", "é" * 500])
def test_words_that_say_nothing_find_nothing_and_break_nothing(words: str) -> None:
    assert names(words, "desk") == []


def test_deed_alone_lists_what_does_it_and_with_a_thing_only_that_thing() -> None:
    assert len(names("delete", "desk")) == operations.MOST
    assert all("ebhook" in name for name in names("delete webhook", "desk")[:3])
    assert "deleteAgent" not in names("delete webhook", "desk")
