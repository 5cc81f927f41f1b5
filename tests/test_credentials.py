"""Client ID, client secret, client name and homepage: every rule with its sentence."""

import pytest

from zdesk_tui.credentials import (
    check_client_id,
    check_client_name,
    check_client_secret,
    check_homepage,
    clean,
    suggested_client_name,
)
from zdesk_tui.findings import Finding, refused

ID = "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0"
SECRET = "122c324d3496d5d777ceeebc129470715fbb856b7d"
TOKEN = f"1000.{'0a' * 16}.{'f1' * 16}"

ENDS = "There are blanks, quotes or invisible characters at the ends; they do not belong to it."
BLANK = "There is a blank or a line break inside; was it copied whole, and alone?"
IS_TOKEN = Finding("!", "This looks like a grant code or a token; those come later, at consent.")
IS_SECRET = Finding("!", "This looks like a client secret. Are the two swapped?")
IS_ID = Finding("!", "This looks like a client ID. Are the two swapped?")
UNUSUAL_ID = Finding(
    "~", "It does not look like other client IDs: 1000. and some 30 capitals and digits."
)
GOOD_ID = Finding("+", "Looks right.")


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (ID, [GOOD_ID]),
        ("1004." + "A1" * 10, [GOOD_ID]),
        ("1000." + "A1" * 20, [GOOD_ID]),
        ("", [Finding("!", "The client ID is missing.")]),
        (' "" ', [Finding("!", "The client ID is missing.")]),
        (f" {ID}\n", [Finding("~", ENDS, ID)]),
        (f"“{ID}”\u200b", [Finding("~", ENDS, ID)]),
        (f"{ID[:20]}\n  {ID[20:]}", [Finding("!", BLANK, ID)]),
        (f"Client ID {ID}", [Finding("!", BLANK)]),
        (f"{ID[:9]}\u200b{ID[9:]}", [Finding("!", "There is an invisible character inside.", ID)]),
        (f"{ID[:9]}\x1b{ID[9:]}", [Finding("!", "There is an invisible character inside.", ID)]),
        (TOKEN, [IS_TOKEN]),
        (f" {TOKEN.upper()} ", [IS_TOKEN]),
        (SECRET, [IS_SECRET]),
        (f" '{SECRET.upper()}'", [IS_SECRET]),
        (ID.lower(), [Finding("~", "Client IDs are written in capitals.", ID)]),
        (
            f"{ID.lower()} ",
            [
                Finding("~", ENDS, ID.lower()),
                Finding("~", "Client IDs are written in capitals.", ID),
            ],
        ),
        ("1000.TOOSHORT", [UNUSUAL_ID]),
        ("1000." + "A" * 41, [UNUSUAL_ID]),
        ("me@example.com", [UNUSUAL_ID]),
    ],
)
def test_client_id(text: str, findings: list[Finding]) -> None:
    assert list(check_client_id(text)) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (SECRET, [Finding("+", "Looks right, 42 characters.")]),
        ("ab" * 16, [Finding("+", "Looks right, 32 characters.")]),
        ("ab" * 32, [Finding("+", "Looks right, 64 characters.")]),
        ("", [Finding("!", "The client secret is missing.")]),
        ("\n''", [Finding("!", "The client secret is missing.")]),
        (f"{SECRET}\n", [Finding("~", ENDS)]),
        (f'"{SECRET}"', [Finding("~", ENDS)]),
        (f"{SECRET[:20]} {SECRET[20:]}", [Finding("!", BLANK)]),
        (
            f"{SECRET[:9]}\u200d{SECRET[9:]}",
            [Finding("!", "There is an invisible character inside; copy it again.")],
        ),
        (TOKEN, [IS_TOKEN]),
        (ID, [IS_ID]),
        (f" {ID.lower()} ", [IS_ID]),
        (
            "own-id",
            [Finding("!", "This is the same as the client ID; the secret stands below it.")],
        ),
        (
            "•" * 12,
            [Finding("~", "These look like the dots of a hidden field; copy it shown.")],
        ),
        (
            SECRET[:31],
            [Finding("~", "Unusual: 31 characters. Most secrets are 42, of 0 to 9 and a to f.")],
        ),
        (
            SECRET.upper(),
            [Finding("~", "Unusual: 42 characters. Most secrets are 42, of 0 to 9 and a to f.")],
        ),
        (
            "q",
            [Finding("~", "Unusual: one character. Most secrets are 42, of 0 to 9 and a to f.")],
        ),
        (
            f"{SECRET[:31]} ",
            [
                Finding("~", ENDS),
                Finding("~", "Unusual: 31 characters. Most secrets are 42, of 0 to 9 and a to f."),
            ],
        ),
    ],
)
def test_client_secret(text: str, findings: list[Finding]) -> None:
    assert list(check_client_secret(text, " own-id")) == findings


@pytest.mark.parametrize(
    "text",
    [
        "MARKER",
        " MARKER ",
        "MAR KER MARKER",
        "MARKER\u200bMARKER",
        "'MARKER'",
        "1000.MARKERMARKERMARKERMARKER",
    ],
)
def test_no_finding_about_a_secret_holds_it(text: str) -> None:
    findings = check_client_secret(text, text)
    assert "MARKER" not in repr(findings)
    assert all(finding.repair is None for finding in findings)


@pytest.mark.parametrize("text", [SECRET, f" {SECRET} ", f"'{SECRET.upper()}'", f"{TOKEN}\n"])
def test_a_secret_in_the_wrong_field_is_not_repeated(text: str) -> None:
    findings = repr(check_client_id(text)).lower()
    assert SECRET not in findings
    assert TOKEN not in findings


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("abc", "abc"),
        (" abc\r\n", "abc"),
        ("\ufeff\u00a0“abc”\u200b", "abc"),
        ("`'\"abc\"'`", "abc"),
        ("a b'c", "a b'c"),
        ("\x1babc\x00", "abc"),
        (" '' ", ""),
    ],
)
def test_only_the_ends_are_cleaned(text: str, bare: str) -> None:
    assert clean(text) == bare


ZOHO_WORD = 'The console may refuse a name with "Zoho" in it.'


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("desk prod_2 & sync", [Finding("+", "A name that the console takes.")]),
        ("  ", [Finding("!", "The console wants a client name; it is only a label.")]),
        (
            "desk-prod",
            [
                Finding(
                    "!",
                    'The console takes letters, digits, blanks, _ and & in a name, but no "-".',
                    "desk prod",
                )
            ],
        ),
        (
            "desk\tprod",
            [
                Finding(
                    "!",
                    "The console takes letters, digits, blanks, _ and & in a name, but no U+0009.",
                    "desk prod",
                )
            ],
        ),
        (
            "Büro",
            [
                Finding(
                    "~", "Whether the console takes letters outside ASCII in a name is not known."
                )
            ],
        ),
        ("My zoho sync", [Finding("~", ZOHO_WORD, "My sync")]),
        (" desk", [Finding("~", "There are blanks at the ends of the name.", "desk")]),
    ],
)
def test_client_name(text: str, findings: list[Finding]) -> None:
    assert list(check_client_name(text)) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("https://www.example.com", [Finding("+", "A homepage that the console takes.")]),
        ("http://localhost:8050", [Finding("+", "A homepage that the console takes.")]),
        (
            "",
            [
                Finding(
                    "!",
                    "The console wants a homepage; any will do, such as https://www.example.com.",
                    "https://www.example.com",
                )
            ],
        ),
        (
            "https://www.exa mple.com",
            [Finding("!", "There is a blank or an invisible character inside the address.")],
        ),
        (
            "www.example.com",
            [
                Finding(
                    "!", "https:// is missing in front of the homepage.", "https://www.example.com"
                )
            ],
        ),
        ("ftp://example.com", [Finding("!", "The homepage begins with http:// or https://.")]),
        ("https:///x", [Finding("!", "The homepage has no host, such as www.example.com.")]),
        (
            " https://www.example.com",
            [
                Finding(
                    "~", "There are blanks at the ends of the address.", "https://www.example.com"
                )
            ],
        ),
    ],
)
def test_homepage(text: str, findings: list[Finding]) -> None:
    assert list(check_homepage(text)) == findings


@pytest.mark.parametrize(
    ("connector", "client"),
    [
        ("desk-prod", "desk prod"),
        ("desk.prod_2--eu", "desk prod_2 eu"),
        ("Zoho-Desk", "Desk"),
        ("myzohodesk", "mydesk"),
        ("zozohoho-x", "x"),
        ("zoho", "Desk connector"),
        ("_", "Desk connector"),
        ("", "Desk connector"),
    ],
)
def test_the_suggested_client_name_obeys_the_console(connector: str, client: str) -> None:
    assert suggested_client_name(connector) == client
    assert not refused(check_client_name(client))
