"""Scope lists as people paste them, and every sentence about them."""

import subprocess
import sys

import pytest

from zdesk_tui.catalog.scopes import load
from zdesk_tui.findings import Finding, refused
from zdesk_tui.scopes import GUIDE, WHOLE_LIST, apply_repairs, parse

GUIDE_TEXT = "Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ"
CONSENT = (
    "https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id=1000.ABC"
    "&scope=Desk.tickets.READ%2CDesk.basic.READ%2CDesk.contacts.READ"
    "&redirect_uri=http%3A%2F%2Flocalhost%3A8765%2Fcallback&access_type=offline"
)
REQUEST_TOKEN = f"https://accounts.zoho.eu/oauth/v2/auth?scope={GUIDE_TEXT}&access_type=offline"


@pytest.mark.parametrize(
    "text",
    [
        GUIDE_TEXT,
        "Desk.tickets.READ, Desk.basic.READ, Desk.contacts.READ,",
        "Desk.tickets.READ Desk.basic.READ Desk.contacts.READ",
        "Desk.tickets.READ;Desk.basic.READ; Desk.contacts.READ",
        "Desk.tickets.READ\nDesk.basic.READ\r\n\n Desk.contacts.READ\n",
        "Desk.tickets.READ\tDesk.basic.READ\tDesk.contacts.READ",
        "Desk.tickets.READ | Desk.basic.READ | Desk.contacts.READ",
        "Desk.tickets.READ，Desk.basic.READ、Desk.contacts.READ",
        "- Desk.tickets.READ\n- Desk.basic.READ\n* Desk.contacts.READ",
        "1. Desk.tickets.READ\n2. Desk.basic.READ\n3) Desk.contacts.READ",
        "'Desk.tickets.READ' 'Desk.basic.READ' 'Desk.contacts.READ'",
        "“Desk.tickets.READ”, ‘Desk.basic.READ’, `Desk.contacts.READ`",
        '["Desk.tickets.READ", "Desk.basic.READ", "Desk.contacts.READ"]',
        '[\\"Desk.tickets.READ\\",\\"Desk.basic.READ\\",\\"Desk.contacts.READ\\"]',
        'scopes = ["Desk.tickets.READ", "Desk.basic.READ", "Desk.contacts.READ"]',
        '{"scope": "Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ"}',
        f"scope={GUIDE_TEXT}",
        f"Scope: {GUIDE_TEXT}",
        f"scope={GUIDE_TEXT}&access_type=offline",
        f"access_type=offline&scope={GUIDE_TEXT}&prompt=consent",
        "Desk.tickets.READ%2CDesk.basic.READ%2cDesk.contacts.READ",
        "Desk.tickets.READ%20Desk.basic.READ+Desk.contacts.READ",
        "Desk.tickets.READ%252CDesk.basic.READ%252CDesk.contacts.READ",
        "\ufeffDesk.tickets.READ,\u200bDesk.ba\u200bsic.READ\u00a0Desk.contacts.READ\u2060",
        "Desk.tickets.READ%E2%80%8B,Desk.basic.READ,Desk.contacts.READ",
        CONSENT,
        CONSENT.replace("&", "&amp;"),
        f"<{CONSENT}>",
        REQUEST_TOKEN,
        f"https://accounts.zoho.eu/oauth/v2/auth?access_type=offline&scope={GUIDE_TEXT}#x",
        f'curl "https://accounts.zoho.eu/oauth/v2/auth?scope={GUIDE_TEXT}"',
        "https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.tickets.READ Desk.basic.READ "
        "Desk.contacts.READ&access_type=offline",
        REQUEST_TOKEN.replace("basic.R", "basic.R\n   "),
        REQUEST_TOKEN.replace("scope", "sc\n  ope"),
        f"Request Token URL\n  https://accounts.zoho.eu/oauth/v2/auth?scope={GUIDE_TEXT}\n"
        "Access Token URL: https://accounts.zoho.eu/oauth/v2/token",
        f"https://accounts.zoho.eu/oauth/v2/auth?scope={GUIDE_TEXT}\n\nCopy it.",
        "https://accounts.zoho.eu/signin?serviceurl=https%3A%2F%2Faccounts.zoho.eu%2Foauth%2Fv2"
        "%2Fauth%3Fscope%3DDesk.tickets.READ%252CDesk.basic.READ%252CDesk.contacts.READ%26x%3D1",
    ],
)
def test_a_list_is_read_in_every_form_that_people_paste(text: str) -> None:
    read = parse(text)
    assert read.scopes == GUIDE
    assert read.findings == (Finding("+", "3 scopes, in Zoho's own spelling."),)
    assert apply_repairs(text) == GUIDE_TEXT


TORN = "has a blank inside. Its parts make one scope with dots:"
UNKNOWN = f"It is sent as typed. {WHOLE_LIST}"


@pytest.mark.parametrize(
    ("text", "scopes", "findings"),
    [
        (
            "Desk.tickets.READ",
            ("Desk.tickets.READ",),
            (Finding("+", "One scope, in Zoho's own spelling."),),
        ),
        (
            "desk.tickets.read",
            ("Desk.tickets.READ",),
            (Finding("~", "desk.tickets.read is written Desk.tickets.READ.", "Desk.tickets.READ"),),
        ),
        (
            "Desk.instantmessages.READ",
            ("Desk.InstantMessages.READ",),
            (
                Finding(
                    "~",
                    "Desk.instantmessages.READ is written Desk.InstantMessages.READ.",
                    "Desk.InstantMessages.READ",
                ),
            ),
        ),
        (
            "zohodesk.activities.calls.read",
            ("Desk.activities.calls.READ",),
            (
                Finding(
                    "~",
                    "zohodesk.activities.calls.read is written Desk.activities.calls.READ: the "
                    "service's prefix is Desk, not zohodesk.",
                    "Desk.activities.calls.READ",
                ),
            ),
        ),
        (
            "aaaserver.profile.read openid Email profile",
            ("AaaServer.profile.READ", "openid", "email", "profile"),
            (
                Finding(
                    "~",
                    "aaaserver.profile.read is written AaaServer.profile.READ.",
                    "AaaServer.profile.READ",
                ),
                Finding("~", "Email is written email.", "email"),
            ),
        ),
        (
            "Desk.tickets.READ,Desk.tickets.READ",
            ("Desk.tickets.READ",),
            (Finding("~", "Desk.tickets.READ is in the list twice; it is sent once."),),
        ),
        (
            "ZohoX.a.READ zohox.a.read ZohoX.a.READ",
            ("ZohoX.a.READ",),
            (
                *(
                    Finding(
                        "~",
                        f"{typed} is of a service whose scopes are not listed here; it is sent as "
                        f"typed. {WHOLE_LIST}",
                    )
                    for typed in ("ZohoX.a.READ", "zohox.a.read", "ZohoX.a.READ")
                ),
                Finding("~", "ZohoX.a.READ is in the list 3 times; it is sent once."),
            ),
        ),
        (
            "Desk.agents.ALL Desk.agents.READ",
            ("Desk.agents.ALL", "Desk.agents.READ"),
            (
                Finding(
                    "~",
                    "Desk.agents.ALL may not exist (seen so far: READ, CREATE, UPDATE, DELETE). It "
                    f"is sent as it is. {WHOLE_LIST}",
                ),
            ),
        ),
        (
            "Desk.qaautomation.CREATE",
            ("Desk.qaautomation.CREATE",),
            (
                Finding(
                    "~",
                    "Desk.qaautomation.CREATE may not exist (none seen so far). It is sent as it "
                    f"is. {WHOLE_LIST}",
                ),
            ),
        ),
        (
            "Desk.tickets.REED",
            ("Desk.tickets.REED",),
            (
                Finding(
                    "~",
                    f"Desk.tickets.REED: did you mean Desk.tickets.READ? {WHOLE_LIST}",
                    "Desk.tickets.READ",
                ),
            ),
        ),
        (
            "Dsk.ticket.READ, Dsk.tickets.READ",
            ("Dsk.ticket.READ", "Dsk.tickets.READ"),
            (
                Finding(
                    "~",
                    "Dsk.ticket.READ is of a service whose scopes are not listed here; it is sent "
                    f"as typed. {WHOLE_LIST}",
                ),
                Finding(
                    "~",
                    f"Dsk.tickets.READ: did you mean Desk.tickets.READ? {WHOLE_LIST}",
                    "Desk.tickets.READ",
                ),
            ),
        ),
        (
            "Desk.contact.READ",
            ("Desk.contact.READ",),
            (
                Finding(
                    "~",
                    f"Desk.contact.READ: did you mean Desk.contacts.READ? {WHOLE_LIST}",
                    "Desk.contacts.READ",
                ),
            ),
        ),
        (
            "Desk.search.ALL",
            ("Desk.search.ALL",),
            (Finding("~", f"Desk.search.ALL is not known here; Desk.search has READ. {UNKNOWN}"),),
        ),
        (
            "Desk.payroll.READ",
            ("Desk.payroll.READ",),
            (
                Finding(
                    "~",
                    "Desk.payroll.READ is not among the Zoho Desk scopes known here. " + UNKNOWN,
                ),
            ),
        ),
        (
            "ZohoMeeting.webinar.READ",
            ("ZohoMeeting.webinar.READ",),
            (
                Finding(
                    "~",
                    "ZohoMeeting.webinar.READ is of a service whose scopes are not listed here; "
                    f"it is sent as typed. {WHOLE_LIST}",
                ),
            ),
        ),
        (
            "Desk.tickets.ALL,Desk.tickets.READ,Desk.basic.READ",
            ("Desk.tickets.ALL", "Desk.tickets.READ", "Desk.basic.READ"),
            (Finding("~", "Desk.tickets.READ is already in Desk.tickets.ALL; it can go."),),
        ),
        (
            "Desk.tickets.WRITE,Desk.tickets.DELETE,Desk.tickets.READ",
            ("Desk.tickets.WRITE", "Desk.tickets.DELETE", "Desk.tickets.READ"),
            (Finding("~", "Desk.tickets.DELETE is already in Desk.tickets.WRITE; it can go."),),
        ),
        (
            "Desk tickets READ",
            (),
            (Finding("!", f"Desk tickets READ {TORN} Desk.tickets.READ.", "Desk.tickets.READ"),),
        ),
        (
            "Desk.tickets READ desk. basic. read",
            (),
            (
                Finding("!", f"Desk.tickets READ {TORN} Desk.tickets.READ.", "Desk.tickets.READ"),
                Finding("!", f"desk. basic. read {TORN} Desk.basic.READ.", "Desk.basic.READ"),
            ),
        ),
        (
            "Desk.contacts.READ,Desk.basic.R\nEAD",
            ("Desk.contacts.READ",),
            (Finding("!", f"Desk.basic.R EAD {TORN} Desk.basic.READ.", "Desk.basic.READ"),),
        ),
        (
            "ZohoCRM modules ALL",
            (),
            (
                Finding(
                    "!", f"ZohoCRM modules ALL {TORN} ZohoCRM.modules.ALL.", "ZohoCRM.modules.ALL"
                ),
            ),
        ),
        (
            "Desk/tickets.READ",
            (),
            (Finding("!", 'Desk/tickets.READ: "/" cannot be in a scope.'),),
        ),
        (
            "Desk.tíckets.READ",
            (),
            (Finding("!", 'Desk.tíckets.READ: "í" cannot be in a scope.'),),
        ),
        (
            "Desk.\x1btickets.READ",
            (),
            (Finding("!", "Desk.?tickets.READ: the invisible U+001B cannot be in a scope."),),
        ),
        (
            "Desk..tickets.read",
            (),
            (Finding("!", "Desk..tickets.read has a dot too many.", "Desk.tickets.READ"),),
        ),
        (
            "ZohoCRM.modules.ALL.",
            (),
            (Finding("!", "ZohoCRM.modules.ALL. has a dot too many.", "ZohoCRM.modules.ALL"),),
        ),
        ("...", (), (Finding("!", "... has a dot too many."),)),
        (
            "tickets.READ",
            (),
            (
                Finding(
                    "!",
                    "tickets.READ lacks the service in front: Desk.tickets.READ.",
                    "Desk.tickets.READ",
                ),
            ),
        ),
        (
            "Desk.tickets",
            (),
            (
                Finding(
                    "!",
                    "Desk.tickets has only 2 parts; a scope has at least three: "
                    "Service.group.OPERATION.",
                ),
            ),
        ),
        (
            "Desk.basic.READ tickets",
            ("Desk.basic.READ",),
            (
                Finding(
                    "!",
                    "tickets has only one part; a scope has at least three: "
                    "Service.group.OPERATION.",
                ),
            ),
        ),
        (
            "Desk.a.b.c.d.READ",
            (),
            (
                Finding(
                    "!",
                    "Desk.a.b.c.d.READ has 6 parts; a scope has at most five. Is a comma missing?",
                ),
            ),
        ),
        (
            "Desk.tickets.READ2",
            (),
            (
                Finding(
                    "!",
                    "Desk.tickets.READ2: the last part is the operation, letters only, such as "
                    "READ.",
                ),
            ),
        ),
        (
            "Zoho_Desk.tickets.READ",
            (),
            (
                Finding(
                    "!",
                    "Zoho_Desk.tickets.READ: the first part is the service, letters and digits "
                    "only, such as Desk.",
                ),
            ),
        ),
        (
            "Desk.2tickets.READ",
            (),
            (Finding("!", "Desk.2tickets.READ: every part of a scope begins with a letter."),),
        ),
        ("", (), (Finding("!", "Choose at least one scope; there is none here."),)),
        (" \n", (), (Finding("!", "Choose at least one scope; there is none here."),)),
        ("[ '', - ]", (), (Finding("!", "There is no scope in this text."),)),
        (
            "https://accounts.zoho.eu/oauth/v2/token",
            (),
            (Finding("!", "This address has no scope parameter; paste the list itself."),),
        ),
    ],
)
def test_each_rule_has_its_sentence(
    text: str, scopes: tuple[str, ...], findings: tuple[Finding, ...]
) -> None:
    read = parse(text)
    assert read.scopes == scopes
    assert read.findings == findings


@pytest.mark.parametrize("service", ["desk", "accounts"])
def test_every_scope_of_the_catalog_is_kept_as_it_is(service: str) -> None:
    row = next(row for row in load().services if row.key == service)
    for group in row.groups:
        for operation in group.possible:
            scope = f"{row.prefix}.{group.name}.{operation}"
            assert parse(scope).scopes == (scope,)
            assert parse(scope.lower()).scopes == (scope,)
            assert not refused(parse(scope).findings)
            mark = "+" if operation in group.operations else "~"
            assert [finding.mark for finding in parse(scope).findings] == [mark]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        (
            "Desk.tickets.REED, desk basic read\nZohoDesk.contacts.READ;Desk.tickets.READ",
            GUIDE_TEXT,
        ),
        ("tickets.read Desk..basic.READ contacts.READ", GUIDE_TEXT),
        ("Desk.tickets.READ, what, ZohoX.a.READ", "Desk.tickets.READ,what,ZohoX.a.READ"),
        ("", ""),
        ("https://accounts.zoho.eu/oauth/v2/token", "https://accounts.zoho.eu/oauth/v2/token"),
    ],
)
def test_all_repairs_come_in_one_go_and_lose_nothing(text: str, repaired: str) -> None:
    assert apply_repairs(text) == repaired
    assert apply_repairs(repaired) == repaired


def test_a_long_paste_is_cut_short_in_the_sentence() -> None:
    (finding,) = parse("Desk." + "x" * 5000).findings
    assert len(finding.text) < 200
    assert finding.text.startswith("Desk.xxx")


def test_the_catalog_is_read_once_and_only_when_asked_for() -> None:
    assert load() is load()
    program = (
        "import sys, zdesk_tui.scopes, zdesk_tui.catalog.scopes as c;"
        "assert not {'json', 'importlib.resources', 'difflib'} & set(sys.modules);"
        "assert c.load.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
