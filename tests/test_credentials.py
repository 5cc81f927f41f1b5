"""Client ID, client secret, client name and homepage: every rule with its sentence."""

import random

import pytest

from zdesk_tui.credentials import (
    Repair,
    check_client_id,
    check_client_name,
    check_client_secret,
    clean,
    repair,
    suggested_client_name,
)
from zdesk_tui.findings import Finding, refused
from zdesk_tui.secret import Secret

ID = "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0"
SECRET = "122c324d3496d5d777ceeebc129470715fbb856b7d"
TOKEN = f"1000.{'0a' * 16}.{'f1' * 16}"

ENDS = Finding(
    "!", "There are blanks, quotes or invisible characters at the ends; they do not belong to it."
)
BLANK = Finding("!", "There is a blank or a line break inside; was it copied whole, and alone?")
INVISIBLE = Finding("!", "There is an invisible character inside.")
BOTH = Finding("!", "The client ID and the client secret stand here both.")
MORE = "More than the client {} was copied; only the value itself belongs here."
IS_TOKEN = Finding("!", "This looks like a grant code or a token; those come later, at consent.")
IS_SECRET = Finding("!", "This looks like a client secret. Are the two swapped?")
IS_ID = Finding("!", "This looks like a client ID. Are the two swapped?")
UNUSUAL_ID = Finding(
    "~", "It does not look like other client IDs: 1000. and some 30 capitals and digits."
)
UNUSUAL = "Unusual: {}. Most secrets are 42, of 0 to 9 and a to f."
BLOCK = f"Client ID: {ID} Client Secret: {SECRET}"
JSON = f'{{"client_id":"{ID}","client_secret":"{SECRET}","code":"{TOKEN}","scope":["A.b.READ"]}}'


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (ID, Finding("+", "Looks right.")),
        ("1004." + "A1" * 10, Finding("+", "Looks right.")),
        ("1000." + "A1" * 20, Finding("+", "Looks right.")),
        ("", Finding("!", "The client ID is missing.")),
        (' "" ', Finding("!", "The client ID is missing.")),
        (f" {ID}\n", ENDS),
        (f"“{ID}”\u200b", ENDS),
        (f"{ID.lower()} ", ENDS),
        (f"{ID[:20]}\n  {ID[20:]}", BLANK),
        ("two words", BLANK),
        (f"{ID[:9]}\u200b{ID[9:]}", INVISIBLE),
        (f"{ID[:9]}\x1b{ID[9:]}", INVISIBLE),
        (f"Client ID {ID}", Finding("!", MORE.format("ID"))),
        (f"Client ID: {ID}", Finding("!", MORE.format("ID"))),
        (f"client_id={ID}", Finding("!", MORE.format("ID"))),
        (f"{ID},", Finding("!", MORE.format("ID"))),
        (BLOCK, BOTH),
        (JSON, BOTH),
        (f"{ID} {ID[:-1]}Z", BLANK),
        (TOKEN, IS_TOKEN),
        (f" {TOKEN.upper()} ", IS_TOKEN),
        (f"code: {TOKEN}", IS_TOKEN),
        (SECRET, IS_SECRET),
        (f" '{SECRET.upper()}'", IS_SECRET),
        (f"Client Secret: {SECRET}", IS_SECRET),
        (ID.lower(), Finding("~", "Client IDs are written in capitals.")),
        ("1000.TOOSHORT", UNUSUAL_ID),
        ("1000." + "A" * 41, UNUSUAL_ID),
        ("1000." + "ſ" * 30, UNUSUAL_ID),
        ("me@example.com", UNUSUAL_ID),
    ],
)
def test_client_id(text: str, finding: Finding) -> None:
    assert check_client_id(text) == (finding,)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (SECRET, Finding("+", "Looks right, 42 characters.")),
        ("ab" * 16, Finding("+", "Looks right, 32 characters.")),
        ("ab" * 32, Finding("+", "Looks right, 64 characters.")),
        ("", Finding("!", "The client secret is missing.")),
        ("\n''", Finding("!", "The client secret is missing.")),
        (f"{SECRET}\n", ENDS),
        (f'"{SECRET}"', ENDS),
        (f"{SECRET[:31]} ", ENDS),
        (f"{SECRET[:20]} {SECRET[20:]}", BLANK),
        (f"{SECRET[:9]}\u200d{SECRET[9:]}", INVISIBLE),
        (f"Client Secret: {SECRET}", Finding("!", MORE.format("secret"))),
        (f'"client_secret":"{SECRET}"', Finding("!", MORE.format("secret"))),
        (BLOCK, BOTH),
        (JSON, BOTH),
        (TOKEN, IS_TOKEN),
        (f"refresh_token = {TOKEN}", IS_TOKEN),
        (ID, IS_ID),
        (f" {ID.lower()} ", IS_ID),
        (f"Client ID: {ID}", IS_ID),
        (
            "own-id",
            Finding("!", "This is the same as the client ID; the secret stands below it."),
        ),
        (
            "•" * 12,
            Finding("~", "These look like the dots of a hidden field; copy it shown."),
        ),
        (SECRET[:31], Finding("~", UNUSUAL.format("31 characters"))),
        (SECRET.upper(), Finding("~", UNUSUAL.format("42 characters"))),
        ("q", Finding("~", UNUSUAL.format("one character"))),
    ],
)
def test_client_secret(text: str, finding: Finding) -> None:
    assert check_client_secret(text, " own-id") == (finding,)


def test_client_that_needs_no_secret_may_have_none() -> None:
    none = Finding("+", "None; a client of this type may have no secret.")
    assert check_client_secret("", needed=False) == (none,)
    assert check_client_secret(" ", needed=False)[0].mark == "!"
    assert check_client_secret(SECRET, needed=False)[0].mark == "+"


SWAPS = "swaps the two"
MOVES = "puts it into the other field"
PARTS = "puts each into its own field"
LEAVES_OUT = "leaves out what does not belong to it"


@pytest.mark.parametrize(
    ("client_id", "client_secret", "does"),
    [
        (f" {ID}", SECRET, LEAVES_OUT),
        (f"“{ID}”", f"'{SECRET}'\n", LEAVES_OUT),
        (ID, f"{SECRET[:9]}\u200b{SECRET[9:]}", LEAVES_OUT),
        (f"{ID[:20]}\n  {ID[20:]}", SECRET, LEAVES_OUT),
        (f"Client ID: {ID}", f"Client Secret: {SECRET}", LEAVES_OUT),
        (f"\ufeffclient_id={ID};", SECRET, LEAVES_OUT),
        (ID.lower(), SECRET, "writes it in capitals"),
        (f"{ID.lower()} ", SECRET, LEAVES_OUT),
        (SECRET, ID, SWAPS),
        (f"Client Secret: {SECRET}", f" {ID.lower()}", SWAPS),
        (SECRET, "", MOVES),
        ("", ID, MOVES),
        (BLOCK, "", PARTS),
        ("", BLOCK, PARTS),
        (JSON, " ", PARTS),
        (BLOCK, SECRET, PARTS),
        (ID.lower(), JSON, PARTS),
    ],
)
def test_repair_puts_both_right_at_once(client_id: str, client_secret: str, does: str) -> None:
    found = repair(client_id, Secret(client_secret))
    assert found is not None
    assert found.does == does
    whole = {ID: found.client_id, SECRET: found.client_secret.reveal()}
    typed = client_id + client_secret
    for value, mended in whole.items():
        there = value.lower() in "".join(typed.lower().split()).replace("\u200b", "")
        assert mended == (value if there else "")
    assert repair(found.client_id, found.client_secret) is None


@pytest.mark.parametrize(
    ("client_id", "client_secret"),
    [
        (ID, SECRET),
        ("", ""),
        (ID, ""),
        ("", SECRET),
        (ID, ID),
        (SECRET, SECRET),
        (TOKEN, TOKEN),
        ("two words", SECRET[:31]),
        (f"{ID} {ID[:-1]}Z", SECRET),
        (f"{SECRET} {SECRET[::-1]} {ID}", SECRET),
    ],
)
def test_what_is_not_certain_is_not_repaired(client_id: str, client_secret: str) -> None:
    assert repair(client_id, Secret(client_secret)) is None


def test_swap_loses_nothing_of_what_is_no_id() -> None:
    found = repair("an odd secret", Secret(ID))
    assert found == Repair(SWAPS, ID, Secret("an odd secret"))


PIECES = [ID, ID.lower(), SECRET, SECRET.upper(), TOKEN, "Client ID: ", " ", "\n", '"', "\u200b",
          "\x00", "=", ".", "é", "\u202e", "🙂", "ſ", "\ud800", "1000.", "a" * 40,
          "0" * 200]  # fmt: skip


def test_no_text_whatever_makes_a_check_fail_or_repairs_go_in_circles() -> None:
    chance = random.Random(2)  # noqa: S311 - the same texts in every run
    for _ in range(1500):
        one, other = ("".join(chance.choices(PIECES, k=chance.randrange(5))) for _ in range(2))
        check_client_id(one)
        check_client_secret(other, one)
        found = repair(one, Secret(other))
        if found and (more := repair(found.client_id, found.client_secret)):
            assert repair(more.client_id, more.client_secret) is None, (one, other)


@pytest.mark.parametrize(
    "text",
    [
        "MARKER",
        " MARKER ",
        "MAR KER MARKER",
        "MARKER\u200bMARKER",
        "'MARKER'",
        "1000.MARKERMARKERMARKERMARKER",
        f"MARKER {SECRET}",
    ],
)
def test_no_finding_or_repair_shows_a_secret(text: str) -> None:
    findings = check_client_secret(text, text)
    assert "MARKER" not in repr(findings)
    assert SECRET not in repr(findings) + repr(repair("1000.A", Secret(text)))


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
