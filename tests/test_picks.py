"""Picking scopes: three ways to one list, and what was typed stays as it was typed."""

import pytest

from zdesk_tui import intent, picks
from zdesk_tui.picks import COLUMNS, GroupRow, OperationRow, Picks
from zdesk_tui.scopes import parse

SENTENCE = "list tickets, read a contact and send a reply"
URL = (
    "https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.tickets.READ,Desk.basic.READ&prompt=consent"
)


def test_sentence_becomes_the_fewest_scopes() -> None:
    found = picks.search(SENTENCE, "desk")
    assert found.best == ("getTickets", "getContact", "sendReply")
    assert found.unknown == ()
    first = found.rows[0]
    assert isinstance(first, OperationRow)
    assert [(one.typed, one.found) for one in first.matched] == [
        ("list", "get"), ("tickets", "tickets"),
    ]  # fmt: skip
    chosen = Picks("desk").wanting(found.best)
    assert chosen.scopes == ("Desk.tickets.READ", "Desk.contacts.READ", "Desk.tickets.UPDATE")
    assert chosen.lacking == ()


def test_part_of_a_sentence_that_nothing_fits_is_named() -> None:
    found = picks.search("send reply and brew coffee", "desk")
    assert found.best == ("sendReply",)
    assert found.unknown == ("brew coffee",)


def test_groups_stand_right_behind_what_is_meant_most_likely() -> None:
    rows = picks.search("tickets", "desk").rows
    assert [row.name for row in rows[:2] if isinstance(row, GroupRow)] == ["Desk.tickets"]


def test_word_for_a_module_confines_operation_and_groups_to_it() -> None:
    found = picks.search("read leads", "crm")
    chosen = Picks("crm").wanting(found.best)
    assert chosen.scopes == ("ZohoCRM.modules.leads.READ",)
    assert [one.title for one in chosen.operations] == ["Get records (Leads)"]
    beyond = intent.opens(chosen.scopes, chosen.operations).beyond
    assert "Get record (leads)" in [one.title for one in beyond]
    assert "Get records (leads)" not in [one.title for one in beyond]
    groups = [row.name for row in found.rows if isinstance(row, GroupRow)]
    assert "ZohoCRM.modules.leads" in groups
    assert "ZohoCRM.modules.contacts" not in groups


@pytest.mark.parametrize(
    ("text", "scope", "after"),
    [
        ("", "Desk.search.READ", "Desk.search.READ"),
        ("Desk.tickets.READ", "Desk.search.READ", "Desk.tickets.READ,\nDesk.search.READ"),
        ("desk.TICKETS.read;\n", "Desk.search.READ", "desk.TICKETS.read;,\nDesk.search.READ"),
        ("Desk.tickets.READ,\nDesk.search.READ", "Desk.search.READ", "Desk.tickets.READ"),
        ("desk.search.read,  Desk.tickets.READ", "Desk.search.READ", "Desk.tickets.READ"),
        ("Desk.a.READ Desk.search.READ Desk.tickets.READ", "Desk.search.READ",
         "Desk.a.READ Desk.tickets.READ"),
        ("my own. word, Desk.search.READ", "Desk.search.READ", "my own. word"),
        ("Desk.search.READ", "Desk.search.READ", ""),
    ],
)  # fmt: skip
def test_toggling_changes_one_scope_and_nothing_else(text: str, scope: str, after: str) -> None:
    assert Picks("desk", text).toggled(scope).text == after


@pytest.mark.parametrize(
    "text",
    [
        URL,
        '["Desk.tickets.READ", "desk.BASIC.read"]',
        "1. Desk.tickets.READ\n2. Desk.basic.READ\n",
        "scope=Desk.tickets.READ%2CDesk.basic.READ",
        "Desk.tickets.READ Desk.basic.READ # both",
    ],
)
def test_toggling_there_and_back_leaves_the_same_scopes_in_every_form(text: str) -> None:
    before = Picks("desk", text)
    more = before.toggled("Desk.search.READ")
    assert more.scopes == (*before.scopes, "Desk.search.READ")
    assert more.toggled("Desk.search.READ").scopes == before.scopes
    assert before.toggled("Desk.basic.READ").scopes == ("Desk.tickets.READ",)


def test_scope_in_a_wider_one_is_included_and_not_added_again() -> None:
    wide = Picks("desk", "Desk.tickets.ALL")
    assert wide.held("Desk.tickets.READ") == "included"
    assert wide.including("Desk.tickets.READ") == "Desk.tickets.ALL"
    assert wide.held("Desk.tickets.ALL") == "listed"
    assert wide.held("Desk.contacts.READ") == ""
    assert wide.wanting(("getTickets",)).text == "Desk.tickets.ALL"


def test_operation_that_is_no_longer_wanted_takes_only_its_own_scopes_along() -> None:
    chosen = Picks("desk", "Desk.settings.READ").wanting(("getTickets", "getTicket", "sendReply"))
    less = chosen.not_wanting("sendReply")
    assert less.scopes == ("Desk.settings.READ", "Desk.tickets.READ")
    assert less.wanted == ("getTickets", "getTicket")
    assert less.not_wanting("getTicket").scopes == less.scopes


def test_scope_that_is_taken_out_by_hand_is_lacking_for_what_is_wanted() -> None:
    chosen = Picks("desk").wanting(("getTickets", "sendReply"))
    less = chosen.toggled("Desk.tickets.UPDATE")
    assert [one.identifier for one in less.lacking] == ["sendReply"]


@pytest.mark.parametrize("service", ["desk", "crm", "mail", "sprints"])
def test_matrix_has_every_scope_of_the_service_once(service: str) -> None:
    rows = picks.matrix(service)
    scopes = [row.scope(column) for row in rows for column in range(len(COLUMNS) + len(row.others))]
    known = [scope for scope in scopes if scope]
    assert len(set(known)) == len(known)
    for row in rows[:20]:
        first = f"{row.name}.{row.group.possible[0]}"
        assert first in known
        assert parse(first, service).scopes in ((first,), ())
    assert [row.scope(len(COLUMNS)) for row in rows if row.name == "Desk.tickets"] in (
        [], ["Desk.tickets.WRITE"],
    )  # fmt: skip


def test_service_that_is_not_known_has_nothing_to_pick_from() -> None:
    assert picks.matrix("teleport") == ()


def test_matrix_begins_with_what_most_presets_use() -> None:
    first = {row.short for row in picks.matrix("desk")[:3]}
    assert first == {"tickets", "basic", "contacts"}
    assert "modules" in {row.short for row in picks.matrix("crm")[:3]}
    assert picks.search("read", "teleport").rows == ()
    assert Picks("teleport", "Tele.port.READ", ("getTickets",)).operations == ()
