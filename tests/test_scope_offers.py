"""What step 2 offers: a beginning for each service, the account's scope, and the whole list."""

import pytest

from zdesk_tui.catalog.scopes import ScopeService, load
from zdesk_tui.scope_offers import (
    CERTAINTY,
    Certainty,
    Listed,
    Preset,
    certainty,
    known,
    preset,
    search,
    tells_account,
)
from zdesk_tui.scopes import GUIDE, parse


@pytest.mark.parametrize("service", load().services, ids=lambda service: service.key)
def test_what_a_connector_can_begin_with_is_known_and_is_taken(service: ScopeService) -> None:
    given = preset(service.key)
    if given.scopes:
        read = parse(",".join(given.scopes), service.key)
        assert read.scopes == given.scopes
        assert {finding.mark for finding in read.findings} == {"+"}


def test_presets_are_the_guides_for_desk_and_the_check_s_for_the_others() -> None:
    assert preset("desk") == Preset("the guide's three", "the three that Zoho's guide uses", GUIDE)
    assert preset("crm") == Preset(
        "for the check", "what the live check needs: ZohoCRM.org.ALL", ("ZohoCRM.org.ALL",)
    )
    assert preset("analytics").scopes == ("ZohoAnalytics.metadata.read",)
    assert preset("iot").scopes == ()
    assert preset("of-tomorrow").scopes == ()


@pytest.mark.parametrize(
    ("scopes", "service", "told"),
    [
        (GUIDE, "desk", True),
        (("Desk.basic.ALL",), "desk", True),
        (("Desk.tickets.READ",), "desk", False),
        (("Desk.basic.READ",), "crm", False),
        (("ZohoCRM.org.ALL", "AaaServer.profile.READ"), "crm", True),
        ((), "desk", False),
    ],
)
def test_whose_grant_it_is_can_be_asked_with_the_right_scope(
    scopes: tuple[str, ...], service: str, told: bool
) -> None:
    assert tells_account(scopes, service) is told


def test_the_list_of_a_service_begins_with_what_most_people_want() -> None:
    groups = known("desk")
    assert {group.name for group in groups[:11]} >= {"Desk.tickets", "Desk.basic", "Desk.contacts"}
    assert groups[11].name == "Desk.accounts"


def test_the_list_tells_how_sure_each_group_is() -> None:
    words = {group.certainty for row in load().services for group in known(row.key)}
    assert words == set(CERTAINTY.values())
    assert Listed(
        name="AaaServer.profile",
        operations=("READ",),
        unconfirmed=("ALL",),
        modules=(),
        certainty="seen in code",
        description="Basic profile of the person who signed in: name, email, user id",
    ) in known("accounts")
    (of_bigin,) = [group for group in known("bigin") if group.modules]
    assert of_bigin.name == "ZohoBigin.modules.{module}"
    assert "pipelines" in of_bigin.modules
    assert known("of-tomorrow") == ()


@pytest.mark.parametrize(
    ("scope", "word", "mark", "reason"),
    [
        ("Desk.tickets.READ", "official", "+", ""),
        ("desk.tickets.read", "official", "+", ""),
        ("ZohoCRM.coql.READ", "seen working", "+", ""),
        ("ZohoCRM.apis.READ", "seen in code", "+", ""),
        ("ZohoCRM.modules.ALL", "official", "+", ""),
        ("Desk.agents.ALL", "unsure", "~", "Seen so far: READ, CREATE, UPDATE, DELETE."),
        ("Desk.qaautomation.CREATE", "unsure", "~", "Seen nowhere so far."),
        (
            "ZohoCRM.modules.Activities.ALL",
            "doubtful",
            "~",
            "modules.Activities was removed with API v3; use tasks, events, calls.",
        ),
        ("Desk.payroll.READ", "unknown", "~", ""),
        ("Desk.search.ALL", "unknown", "~", ""),
        ("nonsense", "unknown", "~", ""),
    ],
)
def test_every_scope_tells_how_sure_it_is(scope: str, word: str, mark: str, reason: str) -> None:
    found = certainty(scope)
    assert found == Certainty(word, reason)
    assert found.mark == mark


def test_refused_scopes_are_refused_with_their_reason() -> None:
    refusals = [remark for remark in load().remarks.values() if remark.kind == "refused"]
    assert refusals
    for remark in refusals:
        assert certainty(remark.scope) == Certainty("refused", remark.reason)
        assert certainty(remark.scope).mark == "!"


@pytest.mark.parametrize(
    ("words", "service", "first"),
    [
        ("knowledge base", None, "Desk.articles"),
        ("desk tickets", None, "Desk.tickets"),
        ("Desk.tickets.READ", "desk", "Desk.tickets"),
        ("replies", "desk", "Desk.tickets"),
        ("webhook", "desk", "Desk.webhooks"),
        ("mail messages", None, "ZohoMail.messages"),
        ("leads", "crm", "ZohoCRM.modules.{module}"),
        ("query language", "crm", "ZohoCRM.coql"),
    ],
)
def test_groups_are_found_by_plain_words(words: str, service: str | None, first: str) -> None:
    assert search(words, service)[0].group.name == first


def test_search_of_groups_tells_what_matched() -> None:
    found = search("knowledg base", "desk")[0]
    assert found.service == "desk"
    assert [(one.typed, one.found) for one in found.matched] == [
        ("knowledg", "knowledge"), ("base", "base"),
    ]  # fmt: skip
    assert search("qqqq", None) == ()
