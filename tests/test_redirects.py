"""Redirect URIs: one row for every rule and its sentence."""

import random
from typing import get_args

import pytest

from zdesk_tui.datacenters import ZOHO, DataCenter, DataCenters
from zdesk_tui.findings import Finding
from zdesk_tui.redirects import MAX_LENGTH, SUGGESTED, Purpose, check, listen_at, with_port
from zdesk_tui.sandbox.addresses import data_centers

LOCAL = DataCenters(
    DataCenter(
        row.code,
        row.name,
        accounts_url=f"http://localhost:8700/{row.code}/accounts",
        console_url=f"http://localhost:8700/{row.code}/console",
        desk_url=f"http://localhost:8700/{row.code}/desk",
        api_url=f"http://localhost:8700/{row.code}/api",
    )
    for row in ZOHO
)
"""Data centers that live on this machine, as the sandbox's do."""

GOOD = Finding("+", "Good. Register exactly this text in the API Console.")
GOOD_PASTED = Finding("+", "Good, if exactly this text is registered in the API Console.")
MISSING = "http:// or https:// is missing in front; the console takes nothing without it."
NO_HOST = Finding("!", "The host is missing: the name after ://, such as localhost.")
BRACKETS = Finding("!", "The host cannot be read; square brackets are for IPv6, as in [::1].")
NO_PORT = Finding("!", "The port is not a number.")
PORT_RANGE = Finding("!", "The port must be from 1 to 65535.")
WILDCARD = Finding("!", "A * stands for nothing at Zoho: the whole address is compared.")
QUERY = Finding("~", "Whether Zoho takes a ? in a redirect URI is not documented; it adds its own.")
LAST_SLASH = Finding("~", "Zoho compares byte for byte: without its last slash it is another one.")
INSTEAD = "Here goes where the browser ends up afterwards."
ACCOUNTS = Finding(
    "!",
    f"This is the accounts server: consent starts there and comes back elsewhere. {INSTEAD}",
)
CONSOLE = Finding(
    "!",
    "This is the API Console: the redirect URI is registered there, not its address. " + INSTEAD,
)
DESK = Finding("!", f"This is Zoho Desk itself, which takes no consent back. {INSTEAD}")
API = Finding("!", f"This is Zoho's API server, which takes no consent back. {INSTEAD}")


def other_scheme(scheme: str) -> Finding:
    return Finding("!", f"It begins with {scheme}: but Zoho takes only http:// and https:// here.")


def two(one: str, other: str) -> Finding:
    return Finding("~", f"Zoho compares byte for byte: {one} and {other} are two addresses.")


@pytest.mark.parametrize("purpose", ["loopback", "own-host"])
@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("", [Finding("!", f"A redirect URI is needed, such as {SUGGESTED}.")]),
        (" \n ", [Finding("!", f"A redirect URI is needed, such as {SUGGESTED}.")]),
        (
            "http://local host:8123/cb",
            [Finding("!", "There is a blank inside; an address has none.")],
        ),
        (
            "http://localhost:8123/call\nback",
            [Finding("!", "There is a line break inside; an address has none.")],
        ),
        (
            "http://localhost:8123/cb\u00a0x",
            [Finding("!", "There is a blank inside; an address has none.")],
        ),
        (
            " http://localhost:8123/cb\n",
            [
                Finding(
                    "!",
                    "There are blanks at its ends; they would be sent too.",
                    "http://localhost:8123/cb",
                )
            ],
        ),
        (
            "“http://localhost:8123/cb”",
            [
                Finding(
                    "!",
                    "There are quotes around it; they would be sent too.",
                    "http://localhost:8123/cb",
                )
            ],
        ),
        (
            "http://localhost:8123/\u200bcb",
            [
                Finding(
                    "!",
                    "There is an invisible character in it, U+200B.",
                    "http://localhost:8123/cb",
                )
            ],
        ),
        (
            "http://localhost:8123/cb\x1b",
            [
                Finding(
                    "!",
                    "There is an invisible character in it, U+001B.",
                    "http://localhost:8123/cb",
                )
            ],
        ),
        (
            "http://localhost:8123/cb\udc80",
            [
                Finding(
                    "!",
                    "There is an invisible character in it, U+DC80.",
                    "http://localhost:8123/cb",
                )
            ],
        ),
        (
            "http:\\\\localhost:8123\\cb",
            [Finding("!", "There is a backslash in it; an address has only slashes.")],
        ),
        (
            f"http://localhost:8123/{'x' * 500}",
            [Finding("!", "It has 522 characters; more than 500 are not taken here.")],
        ),
        ("localhost:8123", [Finding("!", MISSING, "http://localhost:8123")]),
        ("localhost/cb", [Finding("!", MISSING, "http://localhost/cb")]),
        ("127.0.0.1:8123/cb", [Finding("!", MISSING, "http://127.0.0.1:8123/cb")]),
        ("[::1]:8123/cb", [Finding("!", MISSING, "http://[::1]:8123/cb")]),
        ("//localhost:8123/cb", [Finding("!", MISSING, "http://localhost:8123/cb")]),
        ("app.example.com/cb", [Finding("!", MISSING, "https://app.example.com/cb")]),
        (
            "localhost.example.com:8443/cb",
            [Finding("!", MISSING, "https://localhost.example.com:8443/cb")],
        ),
        (
            "localhost:8123/cb?next=http://x",
            [Finding("!", MISSING, "http://localhost:8123/cb?next=http://x")],
        ),
        ("/callback", [Finding("!", MISSING)]),
        (
            "http:localhost:8123/cb",
            [
                Finding(
                    "!",
                    "http is followed by :// with a colon and two slashes.",
                    "http://localhost:8123/cb",
                )
            ],
        ),
        (
            "https//app.example.com/cb",
            [
                Finding(
                    "!",
                    "https is followed by :// with a colon and two slashes.",
                    "https://app.example.com/cb",
                )
            ],
        ),
        ("ftp://localhost/cb", [other_scheme("ftp")]),
        ("zdesk://callback", [other_scheme("zdesk")]),
        ("urn:ietf:wg:oauth:2.0:oob", [other_scheme("urn")]),
        ("http:", [NO_HOST]),
        ("https://", [NO_HOST]),
        ("http:///cb", [NO_HOST]),
        ("http://:8123/cb", [NO_HOST]),
        (
            "http://me:word@localhost:8123/cb",
            [Finding("!", "A user name or password before the @ has no place in a redirect URI.")],
        ),
        (
            "http://localhost:/cb",
            [Finding("!", "The port after the colon is missing.", "http://localhost/cb")],
        ),
        ("http://localhost:abc/cb", [NO_PORT]),
        ("http://localhost:-1/cb", [NO_PORT]),
        ("http://localhost:1:2/cb", [NO_PORT]),
        ("http://localhost:٣٣٣٣/cb", [NO_PORT]),
        ("http://localhost:99999/cb", [PORT_RANGE]),
        ("http://localhost:65536/cb", [PORT_RANGE]),
        ("http://localhost:0/cb", [PORT_RANGE]),
        (f"http://localhost:{'9' * 400}/cb", [PORT_RANGE]),
        *(
            (
                f"http://localhost:8123/cb#{after}",
                [
                    Finding(
                        "!",
                        "What follows a # never reaches a server; leave it and the # out.",
                        "http://localhost:8123/cb",
                    )
                ],
            )
            for after in ("x", "")
        ),
        (
            "https://bücher.example/cb",
            [
                Finding(
                    "!",
                    "The host has letters outside ASCII; register and type it in punycode (xn--).",
                    "https://xn--bcher-kva.example/cb",
                )
            ],
        ),
        (
            f"https://{'ü' * 90}.example/cb",
            [
                Finding(
                    "!",
                    "The host has letters outside ASCII; register and type it in punycode (xn--).",
                )
            ],
        ),
        ("http://[::1:8123/cb", [BRACKETS]),
        ("http://[here]:8123/cb", [BRACKETS]),
        (
            "http://local,host:8123/cb",
            [Finding("!", "A host has only letters, digits, dots and hyphens.")],
        ),
        ("https://*.example.com/cb", [WILDCARD]),
        ("http://localhost:8123/*", [WILDCARD]),
        (
            "http://localhost:8123/{name}",
            [Finding("!", "The character { cannot be in an address.")],
        ),
        (
            "http://localhost:8123/rückruf?a=%20",
            [
                Finding(
                    "!",
                    "Letters outside ASCII must be percent-encoded after the host.",
                    "http://localhost:8123/r%C3%BCckruf?a=%20",
                )
            ],
        ),
        (
            "ftp://me@localhost:0/cb#",
            [
                other_scheme("ftp"),
                Finding(
                    "!", "A user name or password before the @ has no place in a redirect URI."
                ),
                PORT_RANGE,
                Finding(
                    "!",
                    "What follows a # never reaches a server; leave it and the # out.",
                    "ftp://me@localhost:0/cb",
                ),
            ],
        ),
        ("https://accounts.zoho.com/oauth/v2/auth", [ACCOUNTS]),
        ("http://ACCOUNTS.zoho.com.:8443", [ACCOUNTS]),
        ("https://accounts.zohocloud.ca/cb#", [ACCOUNTS]),
        ("https://api-console.zoho.eu/", [CONSOLE]),
        ("https://desk.zoho.in/api/v1", [DESK]),
        ("https://www.zohoapis.com.au/cb", [API]),
        (
            "http://127.0.0.1:8123/callback",
            [
                Finding(
                    "~",
                    "The API Console may refuse the IP address 127.0.0.1; localhost is accepted.",
                    "http://localhost:8123/callback",
                )
            ],
        ),
        (
            "http://[::1]:8123/callback",
            [
                Finding(
                    "~",
                    "The API Console may refuse the IP address [::1]; localhost is accepted.",
                    "http://localhost:8123/callback",
                )
            ],
        ),
        (
            "HTTP://LocalHost:8123/CallBack",
            [
                Finding(
                    "~",
                    "Browsers write scheme and host in small letters; do so too.",
                    "http://localhost:8123/CallBack",
                )
            ],
        ),
        ("http://localhost:8123/cb?a=1", [QUERY]),
        ("http://localhost:8123/cb?", [QUERY]),
        ("http://localhost:8765", [two("http://localhost:8765", "http://localhost:8765/")]),
        ("http://localhost:8765/", [two("http://localhost:8765/", "http://localhost:8765")]),
        (
            "http://localhost:8765?a",
            [QUERY, two("http://localhost:8765?a", "http://localhost:8765/?a")],
        ),
        ("http://localhost:8765/cb/", [LAST_SLASH]),
    ],
)
def test_rules_for_every_purpose(text: str, findings: list[Finding], purpose: Purpose) -> None:
    assert list(check(text, purpose, ZOHO)) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (SUGGESTED, [GOOD]),
        ("http://localhost:1024/a/b-c_d~e.f", [GOOD]),
        ("http://localhost:65535/%2F", [GOOD]),
        (
            "https://app.example.com/cb",
            [
                Finding(
                    "!",
                    "app.example.com is not this machine: only localhost, 127.0.0.1 or [::1] is "
                    "caught here. With this address, choose to paste it back by hand.",
                )
            ],
        ),
        (
            "https://localhost:8765/cb",
            [
                Finding(
                    "!",
                    "https cannot be caught here, for want of a certificate.",
                    "http://localhost:8765/cb",
                )
            ],
        ),
        (
            "http://localhost/cb",
            [
                Finding(
                    "~",
                    "Without a port it is port 80, which needs special rights.",
                    "http://localhost:8765/cb",
                )
            ],
        ),
        (
            "http://localhost:443/cb",
            [
                Finding(
                    "~",
                    "Port 443 needs special rights; one from 1024 does not.",
                    "http://localhost:8765/cb",
                )
            ],
        ),
    ],
)
def test_rules_for_what_is_caught_here(text: str, findings: list[Finding]) -> None:
    assert list(check(text, "loopback", ZOHO)) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (SUGGESTED, [GOOD_PASTED]),
        ("https://app.example.com/cb", [GOOD_PASTED]),
        ("https://app.example.com:8443/cb", [GOOD_PASTED]),
        ("https://localhost:8765/cb", [GOOD_PASTED]),
        ("http://localhost/cb", [GOOD_PASTED]),
        ("http://localhost:443/cb", [GOOD_PASTED]),
        ("https://accounts.zoho.com.example.com/cb", [GOOD_PASTED]),
        (
            "https://app.example.com",
            [two("https://app.example.com", "https://app.example.com/")],
        ),
        ("https://app.example.com/cb/", [LAST_SLASH]),
        (
            "http://app.example.com/cb",
            [
                Finding(
                    "~",
                    "Over plain http, others on the way can read the grant code.",
                    "https://app.example.com/cb",
                )
            ],
        ),
    ],
)
def test_rules_for_what_is_pasted_back(text: str, findings: list[Finding]) -> None:
    assert list(check(text, "own-host", ZOHO)) == findings


@pytest.mark.parametrize("row", list(ZOHO), ids=lambda row: row.code)
def test_no_server_of_any_data_center_is_a_redirect(row: DataCenter) -> None:
    urls = (row.accounts_url, row.console_url, row.desk_url, row.api_url)
    for url, finding in zip(urls, (ACCOUNTS, CONSOLE, DESK, API), strict=True):
        assert check(f"{url}/x", "own-host", DataCenters([])) == (finding,)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("http://localhost:8700/eu/accounts/oauth/v2/auth", ACCOUNTS),
        ("http://127.0.0.1:8700/us/accounts", ACCOUNTS),
        ("http://localhost:8700/in/console/", CONSOLE),
        ("http://localhost:8700/in/desk/x", DESK),
        ("http://localhost:8700/in/api/x", API),
        ("https://accounts.zoho.com/oauth/v2/auth", ACCOUNTS),
        ("http://localhost:8700/callback", GOOD),
        ("http://localhost:8700/eu/accountsx", GOOD),
        ("http://localhost:8765/eu/accounts", GOOD),
    ],
)
def test_beside_servers_on_this_machine_port_and_path_decide(text: str, finding: Finding) -> None:
    assert check(text, "loopback", LOCAL) == (finding,)


def test_the_longest_uri_passes() -> None:
    text = SUGGESTED.ljust(MAX_LENGTH, "x")
    assert check(text, "loopback", ZOHO) == (GOOD,)


@pytest.mark.parametrize(
    ("uri", "place"),
    [
        (SUGGESTED, ("localhost", 8765, "/callback")),
        ("http://localhost:8765", ("localhost", 8765, "/")),
        ("http://LocalHost/Cb/?a=1", ("localhost", 80, "/Cb/")),
        ("http://127.0.0.1:8123/a%20b", ("127.0.0.1", 8123, "/a%20b")),
        ("http://[::1]:8123/cb", ("::1", 8123, "/cb")),
        ("https://app.example.com/cb", ("app.example.com", 443, "/cb")),
    ],
)
def test_where_to_listen(uri: str, place: tuple[str, int, str]) -> None:
    assert listen_at(uri) == place


@pytest.mark.parametrize(
    ("uri", "other"),
    [
        (SUGGESTED, "http://localhost:9001/callback"),
        ("http://localhost", "http://localhost:9001"),
        ("http://localhost:8765/", "http://localhost:9001/"),
        ("http://localhost?8765", "http://localhost:9001?8765"),
        ("http://[::1]:8765/a:8765", "http://[::1]:9001/a:8765"),
        ("HTTP://LocalHost:8765/%2f/A//b", "HTTP://LocalHost:9001/%2f/A//b"),
    ],
)
def test_another_port_changes_nothing_else(uri: str, other: str) -> None:
    assert with_port(uri, 9001) == other


@pytest.mark.parametrize("uri", ["", "localhost:8765/cb", "http://[::1:8765/cb"])
def test_what_is_no_uri_has_no_place(uri: str) -> None:
    with pytest.raises(ValueError, match="not a redirect URI"):
        listen_at(uri)
    with pytest.raises(ValueError, match="not a redirect URI"):
        with_port(uri, 9001)


APP = "An address with your app's own scheme is needed, such as crmleads://."
SLASHES = "The scheme is followed by :// with a colon and two slashes."
SCHEME = "A scheme has only letters, digits, + - and . and starts with a letter."


def no_app(scheme: str) -> Finding:
    return Finding(
        "!",
        f"{scheme}:// is not an app's own scheme. With an address like this choose one of the "
        "first two ways.",
    )


def systems(scheme: str) -> Finding:
    return Finding("!", f"{scheme}: belongs to browsers or the system, not to an app of your own.")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("crmleads://", GOOD),
        ("crmleads://back", GOOD),
        ("crmleads://back/", GOOD),
        ("com.example.app://oauth/back", GOOD),
        ("", Finding("!", APP)),
        ("crmleads", Finding("!", SLASHES, "crmleads://")),
        ("crmleads:", Finding("!", SLASHES, "crmleads://")),
        ("crmleads:/back", Finding("!", SLASHES, "crmleads://back")),
        ("com.example.app:back", Finding("!", SLASHES, "com.example.app://back")),
        ("localhost:8765/back", Finding("!", APP)),
        ("localhost", Finding("!", APP)),
        ("://back", Finding("!", APP)),
        ("/back", Finding("!", APP)),
        ("crm_leads://", Finding("!", SCHEME)),
        ("1crm://", Finding("!", SCHEME)),
        ("CRMleads://", Finding("~", "The console takes a scheme in small letters only.",
                                "crmleads://")),
        ("http://localhost:8765/callback", no_app("http")),
        ("HTTPS://www.example.com", no_app("HTTPS")),
        ("https:", no_app("https")),
        ("javascript:alert(1)", systems("javascript")),
        ("JavaScript://x", systems("JavaScript")),
        ("data:text/html,x", systems("data")),
        ("file:///etc/passwd", systems("file")),
        ("mailto:me@example.com", systems("mailto")),
        ("urn:ietf:wg:oauth:2.0:oob", systems("urn")),
        ("crm leads://", Finding("!", "There is a blank inside; an address has none.")),
        (
            "crmleads://x#y",
            Finding("!", "What follows a # never reaches a server; leave it and the # out.",
                    "crmleads://x"),
        ),
        ("crmleads://*", WILDCARD),
    ],
)  # fmt: skip
def test_address_of_an_app(text: str, finding: Finding) -> None:
    assert check(text, "custom-scheme", ZOHO) == (finding,)


ELSEWHERE = (
    "This is an address in {}, but Europe was chosen in step 1. The client must be registered "
    "where the console is."
)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("https://platform.zoho.eu/auth/conns/desk/redirect", GOOD),
        ("https://Platform.zoho.eu/auth/conns/desk/redirect/?x=1", GOOD),
        ("https://dre.zoho.eu", GOOD),
        ("", Finding("!", "Paste the Redirect URL that the dialog in Zoho's console shows.")),
        ("https://deluge.zoho.com/x", Finding("~", ELSEWHERE.format("the United States"))),
        ("https://platform.zoho.com.au/x", Finding("~", ELSEWHERE.format("Australia"))),
        ("https://platform.zohocloud.ca/x", Finding("~", ELSEWHERE.format("Canada"))),
        (
            "https://www.example.com/x",
            Finding("~", "www.example.com is no host of Zoho's that is known here. Compare it with "
                         "the dialog."),
        ),
        (
            "https://zoho.eu.example.com/x",
            Finding("~", "zoho.eu.example.com is no host of Zoho's that is known here. Compare it "
                         "with the dialog."),
        ),
        (
            "https://platformzoho.eu/x",
            Finding("~", "platformzoho.eu is no host of Zoho's that is known here. Compare it with "
                         "the dialog."),
        ),
        (
            "http://localhost:8765/callback",
            Finding("!", "That address is for a program on your machine; paste the Redirect URL "
                         "that the dialog shows."),
        ),
        (
            "http://platform.zoho.eu/x",
            Finding("!", "A Redirect URL of Zoho's begins with https:// and no other."),
        ),
        ("crmleads://", other_scheme("crmleads")),
        ("https://accounts.zoho.eu/oauth/v2/auth", ACCOUNTS),
        ("https://api-console.zoho.com/client/x", CONSOLE),
    ],
)  # fmt: skip
def test_redirect_url_that_zoho_gave(text: str, finding: Finding) -> None:
    assert check(text, "given-by-zoho", ZOHO, "eu") == (finding,)
    assert check(text, "given-by-zoho", LOCAL, "eu") == (finding,)


def test_data_center_that_is_not_chosen_yet_is_not_held_against_zohos_url() -> None:
    assert check("https://platform.zoho.com/x", "given-by-zoho", ZOHO) == (GOOD,)
    assert check("https://platform.zoho.com/x", "given-by-zoho", ZOHO, "custom") == (GOOD,)


@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_no_text_whatever_makes_a_check_fail(purpose: Purpose) -> None:
    pieces = ["http", "://", ":", "/", "[", "]", "@", "#", "?", "*", "\\", " ", "\x00", "\u202e",
              "localhost", "crmleads", ".zoho.eu", ":99999999", "é", "🙂", "\ud800",
              "%"]  # fmt: skip
    chance = random.Random(3)  # noqa: S311 - the same texts in every run
    for _ in range(300):
        check("".join(chance.choices(pieces, k=chance.randrange(9))), purpose, ZOHO, "eu")
    for sign in pieces:
        check(sign * 100_000, purpose, ZOHO, "eu")


def test_redirect_url_of_the_local_zohos_own_console_is_taken() -> None:
    table = data_centers(8700)
    good = "http://localhost:8700/eu/platform/auth/conns/desk/redirect"
    [finding] = check(good, "given-by-zoho", table, "eu")
    assert finding.mark == "+"
    [finding] = check(good, "given-by-zoho", table, "us")
    assert "but the United States was chosen" in finding.text
    for other in ("http://localhost:8701/eu/platform/x", "http://localhost:8700/mars/x"):
        [finding] = check(other, "given-by-zoho", table, "eu")
        assert "a program on your machine" in finding.text
