"""What scopes allow, and the least that allows what somebody wants to do."""

import random
from itertools import combinations

import pytest

from zdesk_tui import intent
from zdesk_tui.catalog import operations
from zdesk_tui.catalog.operations import Operation

EVERY = [operation for key in operations.services() for operation in operations.of(key)]


def op(identifier: str, service: str = "desk") -> Operation:
    found = operations.find(service, identifier)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("scopes", "service", "identifier", "enough"),
    [
        ("Desk.tickets.READ", "desk", "getTicket", True),
        ("desk.TICKETS.read", "desk", "getTicket", True),
        ("ZohoDesk.tickets.READ", "desk", "getTicket", True),
        ("Desk.tickets.ALL", "desk", "getTicket", True),
        ("Desk.tickets.WRITE", "desk", "sendReply", True),
        ("Desk.tickets.WRITE", "desk", "getTicket", False),
        ("Desk.tickets.UPDATE", "desk", "getTicket", False),
        ("Desk.contacts.ALL", "desk", "getTicket", False),
        ("", "desk", "getTicket", False),
        # Any one of several.
        ("Desk.settings.READ", "desk", "getWebhooks", True),
        ("Desk.webhooks.READ", "desk", "getWebhooks", True),
        ("Desk.webhooks.CREATE", "desk", "getWebhooks", False),
        # Unsure: all of them.
        ("Desk.tickets.READ", "desk", "getTicketsByContact", False),
        ("Desk.tickets.READ Desk.contacts.READ Desk.search.READ", "desk",
         "getTicketsByContact", True),
        # All of them, of two services.
        ("WorkDrive.team.READ", "workdrive", "SearchAcrossFolder", False),
        ("WorkDrive.team.READ ZohoSearch.securesearch.READ", "workdrive",
         "SearchAcrossFolder", True),
        # One of several, and one besides.
        ("Desk.agents.READ", "desk", "getAgentProfilePhoto", False),
        ("Desk.agents.READ profile.userphoto.READ", "desk", "getAgentProfilePhoto", True),
        # None is named.
        ("", "desk", "getAllCountries", True),
        # ALL does not reach what only looks like a part of the group.
        ("ZohoCRM.modules.ALL", "crm", "Get Record", True),
        ("ZohoCRM.modules.ALL", "crm", "Get Modules", False),
        ("ZohoCRM.settings.modules.ALL", "crm", "Get Record", False),
        ("ZohoCRM.settings.modules.ALL", "crm", "Get Modules", True),
        ("ZohoCRM.settings.READ", "crm", "Get Modules", False),
        ("ZohoCRM.modules.READ", "crm", "Get Emails Related Records", True),
        ("ZohoAnalytics.fullaccess.all", "analytics", "addUsers", True),
    ],
)  # fmt: skip
def test_scopes_are_enough_or_not(scopes: str, service: str, identifier: str, enough: bool) -> None:
    assert intent.allows(scopes.split(), op(identifier, service)) is enough
    assert (intent.missing(scopes.split(), op(identifier, service)) == ()) is enough


def test_missing_scopes_are_the_least_that_is_enough() -> None:
    assert intent.missing([], op("getWebhooks")) == ("Desk.webhooks.READ",)
    assert intent.missing(["desk.tickets.read"], op("getTicketsByContact")) == (
        "Desk.contacts.READ", "Desk.search.READ",
    )  # fmt: skip
    assert intent.missing(["Desk.agents.READ"], op("getAgentProfilePhoto")) == (
        "profile.userphoto.READ",
    )


def test_every_operation_is_allowed_by_the_least_for_it() -> None:
    for operation in EVERY:
        answer = intent.smallest([operation])
        assert answer.exact
        assert intent.allows(answer.scopes, operation)
        assert (answer.scopes == ()) is (answer.free == (operation,))
        assert sorted(intent.missing((), operation)) == sorted(answer.scopes)
        for scope in answer.scopes:
            assert not intent.allows(set(answer.scopes) - {scope}, operation)


@pytest.mark.parametrize(
    ("asked", "granted", "lacking"),
    [
        ("Desk.tickets.READ Desk.basic.READ", "desk.basic.read desk.tickets.read", ()),
        ("Desk.tickets.READ Desk.basic.READ", "Desk.tickets.ALL", ("Desk.basic.READ",)),
        ("Desk.tickets.ALL", "Desk.tickets.READ", ("Desk.tickets.ALL",)),
        ("ZohoCRM.modules.contacts.READ", "ZohoCRM.modules.ALL", ()),
        ("openid", "Desk.tickets.READ", ("openid",)),
        ("openid", "openid", ()),
    ],
)
def test_what_was_asked_for_and_not_granted_is_told(
    asked: str, granted: str, lacking: tuple[str, ...]
) -> None:
    assert intent.not_granted(asked.split(), granted.split()) == lacking


def test_answer_says_what_each_scope_is_for() -> None:
    listing, reading, replying = op("getTickets"), op("getContact"), op("sendReply")
    answer = intent.smallest([listing, reading, replying, op("getTicket"), op("getAllCountries")])
    assert answer.exact
    assert answer.scopes == ("Desk.tickets.READ", "Desk.contacts.READ", "Desk.tickets.UPDATE")
    assert [reason.operations for reason in answer.reasons] == [
        (listing, op("getTicket")), (reading,), (replying,),
    ]  # fmt: skip
    assert answer.free == (op("getAllCountries"),)


def test_one_scope_for_two_operations_comes_before_two() -> None:
    answer = intent.smallest([op("getAgents"), op("getAccessibleOrganizationsForUser")])
    assert answer.scopes == ("Desk.basic.READ",)


def test_two_narrow_scopes_are_not_exchanged_for_all() -> None:
    answer = intent.smallest([op("getTickets"), op("createTicket"), op("deleteTicket")])
    assert set(answer.scopes) == {"Desk.tickets.READ", "Desk.tickets.CREATE", "Desk.tickets.DELETE"}


def test_wide_scope_that_the_descriptions_name_comes_before_several() -> None:
    wanted = [op("updateField"), op("updateLayout"), op("updateWebhook"), op("updateRole")]
    assert intent.smallest(wanted).scopes == ("Desk.settings.UPDATE",)
    assert intent.smallest(wanted[:1]).scopes == ("Desk.fields.UPDATE",)


def test_reading_does_not_open_what_writes() -> None:
    assert intent.smallest([op("Get Fields", "crm")]).scopes == ("ZohoCRM.settings.fields.READ",)
    both = intent.smallest([op("Get Fields", "crm"), op("Get Modules", "crm")])
    assert set(both.scopes) == {"ZohoCRM.settings.fields.READ", "ZohoCRM.settings.modules.ALL"}
    assert intent.smallest([op("Create Field", "crm")]).scopes == ("ZohoCRM.settings.fields.ALL",)


def test_operation_on_one_module_asks_for_that_module_alone() -> None:
    reading = op("Get Record", "crm")
    assert intent.smallest([reading]).scopes == ("ZohoCRM.modules.READ",)
    contacts = reading.in_module("Contacts")
    assert (contacts.path, contacts.title) == ("/crm/v8/Contacts/{id}", "Get record (Contacts)")
    assert intent.smallest([contacts]).scopes == ("ZohoCRM.modules.contacts.READ",)
    assert intent.allows(["ZohoCRM.modules.READ"], contacts)
    assert not intent.allows(["ZohoCRM.modules.leads.READ"], contacts)
    assert not intent.allows(["ZohoCRM.modules.contacts.READ"], reading)
    own = reading.in_module("Repairs__c")
    assert intent.smallest([own]).scopes == ("ZohoCRM.modules.Repairs__c.READ",)
    sharing = op("Share Record", "crm").in_module("Deals")
    assert intent.smallest([sharing]).scopes == ("ZohoCRM.share.deals.CREATE",)
    assert contacts in intent.opens(["ZohoCRM.modules.Contacts.READ"]).operations


def test_all_serves_the_others_where_one_operation_asks_for_it() -> None:
    merging = op("Get Record Merge", "crm")
    answer = intent.smallest([op("Get Record", "crm"), op("Search Records", "crm")])
    assert answer.scopes == ("ZohoCRM.modules.ALL",)
    assert intent.smallest([op("Get Record", "crm"), merging]).scopes == ("ZohoCRM.modules.ALL",)


def test_nothing_wanted_needs_nothing() -> None:
    assert intent.smallest([]) == intent.Answer((), (), exact=True)


def worth(choice: tuple[str, ...], opened: dict[str, frozenset[tuple[Operation, int]]]) -> set[str]:
    """Return the scopes of a choice without an ALL or WRITE that another undercuts."""

    def is_wider(one: str, than: str) -> bool:
        begins = than.lower().startswith(f"{one.rpartition('.')[0].lower()}.")
        return one != than and (begins or opened[one] > opened[than])

    return {
        one
        for one in choice
        if one.rpartition(".")[2].upper() not in ("ALL", "WRITE")
        or not any(is_wider(one, other) for other in choice)
    }


def by_brute_force(wanted: list[Operation]) -> tuple[int, int]:
    """Return how many scopes the best list has, and how many operations it opens."""
    service = operations.of(wanted[0].service)
    choices = [choice for one in wanted for choice in one.choices]
    named = {scope for choice in choices for scope in choice}
    opened = {
        scope: frozenset(
            (one, at)
            for one in service
            for at, choice in enumerate(one.choices)
            if intent.allows([scope], single(one, choice))
        )
        for scope in named
    }
    usable = sorted(set().union(*(worth(choice, opened) for choice in choices)))
    for size in range(len(usable) + 1):
        counts = [
            sum(bool(one.choices) and intent.allows(some, one) for one in service)
            for some in combinations(usable, size)
            if all(intent.allows(some, one) for one in wanted)
        ]
        if counts:
            return size, min(counts)
    raise AssertionError("no list allows these operations")


def single(operation: Operation, choice: tuple[str, ...]) -> Operation:
    """Return an operation that asks for one of these scopes and nothing else."""
    return Operation(
        operation.service, "x", "GET", "/", "X", "X", choice, "any", (), operation.base
    )


@pytest.mark.parametrize("seed", range(32))
def test_no_list_is_smaller_or_opens_less_by_brute_force(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    service = operations.services()[seed % 3]
    # Few groups, so that scopes of one operation serve the others as well.
    groups = chance.sample(sorted({one.resource for one in operations.of(service)}), 4)
    near = [one for one in operations.of(service) if one.resource in groups]
    wanted = chance.sample(near, min(len(near), 6))
    answer = intent.smallest(wanted)
    opened = intent.opens(answer.scopes, wanted)
    assert opened.lacking == ()
    assert answer.exact
    whole = set(opened.operations) & set(operations.of(service))
    assert (len(answer.scopes), len(whole)) == by_brute_force(wanted)


def test_all_operations_of_all_services_at_once_are_answered() -> None:
    answer = intent.smallest(EVERY)
    assert intent.opens(answer.scopes, EVERY).lacking == ()


def test_list_tells_what_it_opens_beyond_the_wish_and_what_is_not_covered() -> None:
    listing, replying = op("getTickets"), op("sendReply")
    opened = intent.opens(["Desk.tickets.READ"], [listing, replying])
    assert listing in opened.operations
    assert listing not in opened.beyond
    assert op("getTicket") in opened.beyond
    assert set(opened.beyond) == set(opened.operations) - {listing}
    assert opened.lacking == (intent.Lacking(replying, ("Desk.tickets.UPDATE",), ()),)


def test_group_that_is_taken_for_another_is_named() -> None:
    listing = op("Get Modules", "crm")
    opened = intent.opens(["ZohoCRM.users.ALL", "ZohoCRM.modules.ALL"], [listing])
    assert opened.lacking == (
        intent.Lacking(listing, ("ZohoCRM.settings.modules.ALL",), ("ZohoCRM.modules.ALL",)),
    )


def test_list_of_services_without_known_operations_opens_nothing_known() -> None:
    assert intent.opens(["ZohoMail.messages.READ", "Nobody.knows.THIS"]).operations == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("read tickets and reply to them", {"read tickets": "getTickets",
                                            "reply to them": "sendReply"}),
        (
            "I want to list tickets, read a contact and send a reply",
            {"I want to list tickets": "getTickets", "read a contact": "getContact",
             "send a reply": "sendReply"},
        ),
        ("getTicket\nsendReply", {"getTicket": "getTicket", "sendReply": "sendReply"}),
        ("GET /api/v1/tickets", {"GET /api/v1/tickets": "getTickets"}),
        ("read brands", {"read brands": None}),
        ("fly to the moon", {"fly to the moon": None}),
        (" , and ", {}),
    ],
)  # fmt: skip
def test_sentence_falls_into_wishes(text: str, meant: dict[str, str | None]) -> None:
    found = intent.understood(text, "desk")
    told = {wish.text: wish.operation.identifier if wish.operation else None for wish in found}
    assert told == meant


def test_identifier_with_an_and_in_it_is_one_wish() -> None:
    (wish,) = intent.understood("Users Transfer and Delete")
    assert wish.operation == op("Users Transfer and Delete", "crm")


def test_wish_names_what_else_it_may_be() -> None:
    (wish,) = intent.understood("read a ticket", "desk")
    assert wish.operation == op("getTicket")
    assert len(wish.others) > 5
    assert wish.operation not in wish.others
