"""What `scopes` prints and exits with, for people, hooks and programs."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from zdesk_tui.cli import main


class Told:
    """What one run wrote, and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        capsys.readouterr()
        self.code = main(["scopes", *words])
        self.out, self.err = capsys.readouterr()

    @property
    def data(self) -> Any:
        found = json.loads(self.out)
        assert found.pop("format") == 1
        return found


def test_smallest_list_for_some_words(capsys: pytest.CaptureFixture[str]) -> None:
    words = "I want to list tickets, read a contact and send a reply"
    told = Told(capsys, "for", words, "--service", "desk")
    assert told.code == 0
    assert told.out == "Desk.tickets.READ,Desk.contacts.READ,Desk.tickets.UPDATE\n"
    assert told.err == (
        "I want to list tickets: Get tickets (desk getTickets)\n"
        "read a contact: Get contact (desk getContact)\n"
        "send a reply: Send reply (desk sendReply)\n"
        "Desk.tickets.READ for Get tickets\n"
        "Desk.contacts.READ for Get contact\n"
        "Desk.tickets.UPDATE for Send reply\n"
    )


def test_smallest_list_for_identifiers_says_what_is_not_sure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = Told(capsys, "for", "getTicketsByContact", "getAllCountries", "Share Record")
    assert told.code == 0
    assert told.out == (
        "Desk.contacts.READ,Desk.search.READ,Desk.tickets.READ,ZohoCRM.share.{module}.CREATE\n"
    )
    assert told.err == (
        "Desk.contacts.READ for Get tickets by contact\n"
        "Desk.search.READ for Get tickets by contact\n"
        "Desk.tickets.READ for Get tickets by contact\n"
        "ZohoCRM.share.{module}.CREATE for Share record\n"
        "Get all countries: Zoho's description names no scope for it.\n"
        "Get tickets by contact: Zoho's description lists its scopes without saying whether all "
        "are needed; all were taken.\n"
        "Replace {module} by the name of a module: --module Contacts does it.\n"
    )


def test_records_of_crm_are_confined_to_a_module(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, "for", "read contacts", "--service", "crm", "--module", "Contacts")
    assert told.out == "ZohoCRM.modules.contacts.READ\n"


def test_smallest_list_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, "for", "getTicket", "getAllCountries", "--json")
    ticket = {
        "service": "desk", "identifier": "getTicket", "title": "Get ticket", "method": "GET",
        "path": "/api/v1/tickets/{ticketId}", "scopes": ["Desk.tickets.READ"], "match": "single",
        "extra_scopes": [],
    }  # fmt: skip
    countries = {
        "service": "desk", "identifier": "getAllCountries", "title": "Get all countries",
        "method": "GET", "path": "/api/v1/countries", "scopes": [], "match": "none",
        "extra_scopes": [],
    }  # fmt: skip
    assert told.data == {
        "scopes": ["Desk.tickets.READ"],
        "for": [{"scope": "Desk.tickets.READ", "operations": [ticket]}],
        "without": [countries],
        "smallest": True,
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["for", "getTicket", "fly to the \x1b[2Jmoon"],
            "zdesk-tui: No operation is known here that fly to the [2Jmoon may mean.\n"
            "Operations are known of desk, crm, workdrive, analytics, expense.\n",
        ),
        (
            ["for", ", and"],
            "zdesk-tui: No operation is known here that that may mean.\n"
            "Operations are known of desk, crm, workdrive, analytics, expense.\n",
        ),
        (
            ["search", "qqqq", "zzzz"],
            "zdesk-tui: Nothing here is called qqqq zzzz.\n"
            "Operations are known of desk, crm, workdrive, analytics, expense.\n",
        ),
    ],
)
def test_what_is_not_known_is_said(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Told(capsys, *words)
    assert (found.code, found.out, found.err) == (1, "", told)


@pytest.mark.parametrize("words", [["list", "expence"], ["check", "x", "--service", "expence"]])
def test_service_that_is_not_known_is_a_mistake_of_use(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told(capsys, *words)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(
        "zdesk-tui: No service is called expence.\nDid you mean expense? Known are accounts, "
    )


def test_operations_of_a_service_without_any_are_a_mistake_of_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = Told(capsys, "for", "send a message", "--service", "ZohoMail")
    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "zdesk-tui: No operation of Zoho Mail is known here.\n"
        "Operations are known of desk, crm, workdrive, analytics, expense.\n"
    )


@pytest.mark.parametrize(
    ("given", "code", "lenient", "out"),
    [
        ("Desk.tickets.READ", 0, 0, "+ One scope, in Zoho's own spelling.\n"),
        (
            "desk.tickets.read", 1, 0,
            "~ desk.tickets.read is written Desk.tickets.READ.\n",
        ),
        (
            "Desk.tickets.REED,Desk.tickets", 1, 1,
            "~ Desk.tickets.REED: did you mean Desk.tickets.READ? One scope that Zoho does not "
            "know refuses the whole list.\n"
            "! Desk.tickets lacks the operation: ALL, READ, CREATE, UPDATE, DELETE, WRITE. "
            "Desk.tickets.READ permits least.\n",
        ),
        (" ", 1, 1, "! Choose at least one scope; there is none here.\n"),
    ],
)  # fmt: skip
def test_list_is_judged_with_a_line_for_each_finding(
    given: str,
    code: int,
    lenient: int,
    out: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told(capsys, "check", given)
    assert (told.code, told.out, told.err) == (code, out, "")
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    told = Told(capsys, "check", "--lenient", "-")
    assert (told.code, told.out, told.err) == (lenient, out, "")


def test_judgment_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, "check", "--json", "desk.tickets.read", "ZohoBigin.org.READ",
                "--service", "Zoho Desk")  # fmt: skip
    assert told.code == 1
    assert told.data == {
        "good": False,
        "scopes": ["Desk.tickets.READ", "ZohoBigin.org.READ"],
        "findings": [
            {
                "mark": "~",
                "text": "desk.tickets.read is written Desk.tickets.READ.",
                "repair": "Desk.tickets.READ",
            },
            {
                "mark": "+",
                "text": "ZohoBigin.org.READ belongs to Bigin by Zoho CRM; it is sent along.",
                "repair": None,
            },
        ],
    }


def test_list_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, "explain", "Desk.webhooks.DELETE", "Desk.agents.ALL", "nonsense")
    assert told.code == 0
    assert told.out == (
        "Desk.webhooks.DELETE  (official)\n"
        "  Webhooks only\n"
        "  Opens one operation known here: Delete webhook.\n"
        "Desk.agents.ALL  (unsure)\n"
        "  Agents only (narrower than basic)\n"
        "  Seen so far: READ, CREATE, UPDATE, DELETE.\n"
        "  Opens 21 operations known here: Get agents, Add agent, Activate agents, ...\n"
    )
    assert told.err == (
        "~ Desk.agents.ALL may not exist (seen so far: READ, CREATE, UPDATE, DELETE). It is sent "
        "as it is. One scope that Zoho does not know refuses the whole list.\n"
        "! nonsense has only one part; a scope has at least three: Service.group.OPERATION.\n"
    )
    data = Told(capsys, "explain", "--json", "Desk.webhooks.DELETE").data
    assert data["scopes"] == [
        {
            "scope": "Desk.webhooks.DELETE", "certainty": "official",
            "description": "Webhooks only", "reason": "", "opens": ["desk deleteWebhook"],
        }
    ]  # fmt: skip
    assert Told(capsys, "explain", "nonsense").code == 1


def test_scopes_of_a_service_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, "list", "Desk")
    lines = [line.split(maxsplit=2) for line in told.out.splitlines()]
    assert ["Desk.search.READ", "official", "Search across modules"] in lines
    assert ["Desk.agents.ALL", "unsure", "Agents only (narrower than basic)"] in lines
    data = Told(capsys, "list", "crm", "--json").data
    assert data["service"] == "crm"
    assert {
        "scope": "ZohoCRM.coql.READ", "certainty": "seen working",
        "description": "Queries in the CRM query language",
    } in data["scopes"]  # fmt: skip


def test_scopes_and_operations_are_found_by_words(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(capsys, "search", "list", "webhooks", "--service", "desk")
    assert told.code == 0
    operations, groups = told.out.split("\n\n")
    assert operations.splitlines()[0].split(maxsplit=2) == [
        "desk", "getWebhooks",
        "Get webhooks                (Desk.events.READ or Desk.settings.READ or "
        "Desk.webhooks.READ)",
    ]  # fmt: skip
    assert groups.splitlines()[0].split(maxsplit=2)[:2] == ["desk", "Desk.webhooks"]
    data = Told(capsys, "search", "--json", "knowledge base").data
    assert data["groups"][0]["name"] == "Desk.articles"


def test_hook_needs_only_the_exit_code_of_a_process() -> None:
    words = [sys.executable, "-m", "zdesk_tui", "scopes", "check", "-"]
    for text, code in ((b"Desk.tickets.READ\n", 0), (b"Desk.tickets.REED\n", 1), (b"\xff", 1)):
        ran = subprocess.run(words, input=text, capture_output=True, timeout=60, check=False)
        assert ran.returncode == code
        assert b"Traceback" not in ran.stderr
