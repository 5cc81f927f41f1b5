"""No text whatever makes a check raise or hang: every reader of typed and pasted text."""

import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from zdesk_tui import credentials, names, plaintext, redirects, scopes
from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.paste import read_paste
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import BadAnswer

LONG = 100_000
SECONDS = 0.9
SEED = 20260131
EU = ZOHO.get("eu")


def consent_paste(text: str) -> None:
    assert EU is not None
    with suppress(BadAnswer):
        read_paste(
            text,
            redirect_uri="http://localhost:8765/callback",
            attempt=Attempt("st4te", 0.0),
            older=("older",),
            table=ZOHO,
            client=EU,
        )


def answer_to_redirect(text: str) -> None:
    consent_paste(f"http://localhost:8765/callback?state=st4te&code={text}")


READERS: dict[str, Callable[[str], object]] = {
    "scopes": lambda text: scopes.parse(text, "crm"),
    "scopes, repaired": lambda text: scopes.apply_repairs(text, "crm"),
    "scopes, one more": lambda text: scopes.with_scope(text, "Desk.basic.READ"),
    "scopes in an address": lambda text: scopes.parse(f"https://a.b/auth?scope={text}", "desk"),
    "client ID": credentials.check_client_id,
    "client secret": lambda text: credentials.check_client_secret(text, client_id=text[:40]),
    "client name": credentials.check_client_name,
    "client name out of a connector's": credentials.suggested_client_name,
    "connector name": lambda text: names.check(text, (text[:20],)),
    "redirect, caught here": lambda text: redirects.check(text, "loopback", ZOHO),
    "redirect, pasted back": lambda text: redirects.check(text, "own-host", ZOHO),
    "redirect, own scheme": lambda text: redirects.check(text, "custom-scheme", ZOHO),
    "redirect, of Zoho": lambda text: redirects.check(text, "given-by-zoho", ZOHO),
    "redirect behind a scheme": lambda text: redirects.check(f"http://{text}", "loopback", ZOHO),
    "pasted answer": consent_paste,
    "pasted answer, its code": answer_to_redirect,
    "text for a terminal": plaintext.plain,
}

PIECES = (
    *" \t\r\n,.;:/'\"<>[]{}()%+&=#?@-_\\|",
    *"\x00\x07\x1b\x7f\x85\x9b\u2028\u200b\u200d\u200f\u202e\u2066\ufeff\xad\xa0",
    *"\u0301\u0130\xdf\u4e2d\uff0e\u3002\u0661\xb2\ud800\udfff",
    "\x1b[31m", "\x1b]52;c;", "\U0001f600", "\U0001f468\u200d\U0001f469", "xn--", "&amp;",
    "%2", "%25", "%2C", "%ZZ", "%00", "%C3", "%F0%9F", "%ED%A0%80", "HTTPS%3A%2F%2F",
    "http://", "https://", "localhost", ":8765", ":99999", "[::1]", "1.2.3.4", "/callback",
    "state=st4te", "&code=", "&location=eu", "&accounts-server=", "error=access_denied",
    "scope=", "scopes: ", "Desk", "Desk.", "tickets", ".READ", "Desk.tickets.READ",
    "ZohoCRM.modules.", "aaaserver.profile.Read", "openid", "fullaccess.all", "a", "Z", "0",
    "1000.", "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0", "0123456789abcdef", "com.zylker.app://",
)  # fmt: skip
"""What goes wrong somewhere: signs that steer a terminal, broken escapes, halves of everything."""

AT_LENGTH = ("a", ".", ",", "a ", "%25", "\u202e%", "\n\x7f", "x\u200b.", "\U0001f600", "\ud800")
"""These at full length, each of which was slow somewhere or might be."""


def texts() -> list[str]:
    """Return mixtures, most of them short."""
    chance = random.Random(SEED)  # noqa: S311 - the same texts each time
    short = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(600)]
    long = "".join(chance.choices(PIECES, k=LONG))[:LONG]
    return ["", *PIECES, *short, long, *((piece * LONG)[:LONG] for piece in AT_LENGTH)]


@pytest.fixture(scope="module")
def all_texts() -> list[str]:
    scopes.parse("Desk.tickets.READ")  # the catalog is read once, and not within the limit
    return texts()


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_any_text_is_read_in_time_and_without_an_exception(
    reader: Callable[[str], object], all_texts: list[str]
) -> None:
    for text in all_texts:
        started = time.process_time()
        reader(text)
        assert time.process_time() - started < SECONDS, f"{text[:40]!r}, {len(text)} characters"
