"""Redirect URIs: every rule about them, each with its own sentence.

Zoho compares the URI at consent and at the exchange with the registered one byte for byte, the
last slash included (documented). So nothing here changes what was typed; a repair is offered.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, urlsplit

from zdesk_tui.datacenters import LOOPBACK_HOSTS, ZOHO, DataCenter, DataCenters, is_loopback
from zdesk_tui.findings import Finding

Purpose = Literal["loopback", "own-host", "custom-scheme", "given-by-zoho"]
"""What the URI is for: `loopback` is caught by our listener on this machine, `own-host` is any
registered URI whose address is pasted back by hand, `custom-scheme` belongs to a mobile client,
`given-by-zoho` is what a dialog of Zoho's developer console shows. A further purpose is one more
word here and one more entry in `_WANTED` and `_GOOD`."""

SUGGESTED = "http://localhost:8765/callback"
SUGGESTED_PORT = 8765

MAX_LENGTH = 500
"""In characters. Zoho names no bound; this one is ours, and far above any real URI."""

_FIRST_FREE_PORT = 1024
_LAST_PORT = 65535
_URI = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<user>[^/?#]*@)?(?P<host>\[[^\]/?#]*\]|[^:/?#\[\]]*)(?P<port>:[^/?#]*)?(?P<rest>[/?#].*)?"
)
_QUOTES = "\"'`‘’“”<>"
_NEVER_IN_A_URI = re.compile(r'["<>^`{|}]')

_NOT_AN_APPS = frozenset(
    (
        "about", "blob", "chrome", "content", "data", "file", "ftp", "intent", "javascript",
        "mailto", "sms", "ssh", "tel", "urn", "vbscript", "view-source", "ws", "wss",
    )
)  # fmt: skip
"""Schemes that browsers and systems keep for themselves."""

_NO_HOST = "The host is missing: the name after ://, such as localhost."
_BRACKETS = "The host cannot be read; square brackets are for IPv6, as in [::1]."


@dataclass(frozen=True, slots=True)
class _Parts:
    """A URI cut into pieces that give it back when joined."""

    scheme: str
    user: str
    host: str
    port: str
    rest: str

    @property
    def bare_host(self) -> str:
        return self.host.strip("[]").lower()

    @property
    def number(self) -> int:
        return int(self.port[1:]) if self.port else {"https": 443}.get(self.scheme.lower(), 80)

    @property
    def path(self) -> str:
        return re.split(r"[?#]", self.rest)[0]

    @property
    def loopback(self) -> bool:
        return self.bare_host in LOOPBACK_HOSTS

    @property
    def text(self) -> str:
        return f"{self.scheme}://{self.user}{self.host}{self.port}{self.rest}"


def check(text: str, purpose: Purpose, table: DataCenters, chosen: str = "") -> tuple[Finding, ...]:
    """Return what there is to say about a redirect URI, exactly as it was typed.

    Args:
        text: the URI.
        purpose: what it is for.
        table: the data centers in use; their servers are never a redirect, nor are Zoho's own.
        chosen: code of the data center where the client is registered, when it is chosen.
    """
    if not text.strip():
        return (Finding("!", _WANTED[purpose]),)
    unreadable = tuple(_unreadable(text))
    if unreadable:
        return unreadable
    try:
        parts = _parts(text)
    except ValueError:
        return (_without_app(text) if purpose == "custom-scheme" else _without_parts(text),)
    if purpose == "custom-scheme":
        return _of_an_app(parts) or (Finding("+", _GOOD[purpose]),)
    whose = _zohos(text, table)
    if whose:
        return (Finding("!", whose),)

    findings = []
    if parts.scheme.lower() not in ("http", "https"):
        findings.append(_other_scheme(parts.scheme))
    findings += _refusals(parts)
    if not findings and purpose == "given-by-zoho":
        findings += _from_zoho(parts, table, chosen)
    elif not findings:
        findings += _caught_here(parts) if purpose == "loopback" else _pasted_back(parts)
        findings += _doubts(parts)
    if not findings:
        findings.append(Finding("+", _GOOD[purpose]))
    return tuple(findings)


def listen_at(uri: str) -> tuple[str, int, str]:
    """Return the host (without brackets), port and path at which a redirect URI arrives.

    Args:
        uri: one that `check` lets pass.

    Raises:
        ValueError: it has no scheme, or no readable host or port.
    """
    parts = _parts(uri)
    return parts.bare_host, parts.number, parts.path or "/"


def with_port(uri: str, port: int) -> str:
    """Return the URI with another port, every other byte as it was.

    Args:
        uri: one that `check` lets pass.
        port: from 1 to 65535.

    Raises:
        ValueError: it has no scheme or no readable host.
    """
    return replace(_parts(uri), port=f":{port}").text


def _parts(uri: str) -> _Parts:
    found = _URI.fullmatch(uri)
    if found is None:
        raise ValueError("not a redirect URI")
    return _Parts(**found.groupdict(""))


def _unreadable(text: str) -> Iterator[Finding]:
    """What hides in a text, so that what follows could not be judged."""
    bare = text.strip()
    unquoted = bare.strip(_QUOTES).strip()
    hidden = [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
    hidden = [sign for sign in hidden if not sign.isspace()]
    if hidden:
        never = frozenset(hidden)
        clean = "".join(sign for sign in text if sign not in never)
        yield Finding("!", f"There is an invisible character in it, U+{ord(hidden[0]):04X}.", clean)
    if any(sign.isspace() for sign in bare):
        inside = "a line break" if len(bare.splitlines()) > 1 else "a blank"
        yield Finding("!", f"There is {inside} inside; an address has none.")
    elif bare != text:
        yield Finding("!", "There are blanks at its ends; they would be sent too.", bare)
    elif unquoted != bare:
        yield Finding("!", "There are quotes around it; they would be sent too.", unquoted)
    if "\\" in text:
        yield Finding("!", "There is a backslash in it; an address has only slashes.")
    if len(text) > MAX_LENGTH:
        text = f"It has {len(text)} characters; more than {MAX_LENGTH} are not taken here."
        yield Finding("!", text)


def _without_parts(text: str) -> Finding:
    """Say why a text cannot be cut into scheme, host and the rest."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        return Finding("!", _BRACKETS)
    if re.fullmatch(r"https?:?/?", text, re.IGNORECASE):
        return Finding("!", _NO_HOST)
    slip = re.match(r"(https?)(:/?|//?)(?=[^:/])", text, re.IGNORECASE)
    if slip:
        whole = f"{slip[1]}://{text[slip.end() :]}"
        return Finding("!", f"{slip[1]} is followed by :// with a colon and two slashes.", whole)
    other = re.match(r"([A-Za-z][A-Za-z0-9+-]*):(?!\d|/|$)", text)
    if other and other[1].lower() != "localhost":
        return _other_scheme(other[1])
    bare = re.sub("^:?//", "", text)
    here = re.match(r"(localhost|127\.0\.0\.1|\[::1\])(?![\w.-])", bare, re.IGNORECASE)
    whole = f"http://{bare}" if here else f"https://{bare}"
    return Finding(
        "!",
        "http:// or https:// is missing in front; the console takes nothing without it.",
        None if bare.startswith(("/", ":")) else whole,
    )


def _without_app(text: str) -> Finding:
    """Say why a text is not an app's scheme with what follows it."""
    found = re.fullmatch(r"(?P<scheme>[^:/?#]+)(?::(?P<rest>.*))?", text)
    if found is None or re.match(r"\d|localhost$", found["rest"] or found["scheme"]):
        return Finding("!", _WANTED["custom-scheme"])
    scheme, rest = found["scheme"], (found["rest"] or "").lstrip("/")
    if refused := _no_apps_scheme(scheme):
        return Finding("!", refused)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return Finding(
            "!", "A scheme has only letters, digits, + - and . and starts with a letter."
        )
    whole = f"{scheme}://{rest}"
    return Finding("!", "The scheme is followed by :// with a colon and two slashes.", whole)


def _no_apps_scheme(scheme: str) -> str:
    """Say why a scheme can be no app's own, or ""."""
    if scheme.lower() in ("http", "https"):
        return (
            f"{scheme}:// is not an app's own scheme. With an address like this choose one of "
            "the first two ways."
        )
    if scheme.lower() in _NOT_AN_APPS:
        return f"{scheme}: belongs to browsers or the system, not to an app of your own."
    return ""


def _of_an_app(parts: _Parts) -> tuple[Finding, ...]:
    """Return what there is to say about an address with an app's own scheme."""
    if refused := _no_apps_scheme(parts.scheme):
        return (Finding("!", refused),)
    findings = list(_refusals(parts))
    small = replace(parts, scheme=parts.scheme.lower()).text
    if not findings and small != parts.text:
        findings.append(Finding("~", "The console takes a scheme in small letters only.", small))
    return tuple(findings)


def _other_scheme(scheme: str) -> Finding:
    return Finding("!", f"It begins with {scheme}: but Zoho takes only http:// and https:// here.")


def _refusals(parts: _Parts) -> Iterator[Finding]:
    """What no redirect URI may have, whatever it is for."""
    if parts.user:
        yield Finding("!", "A user name or password before the @ has no place in a redirect URI.")
    if not parts.host:
        # An app's own scheme may stand alone.
        if parts.scheme.lower() in ("http", "https"):
            yield Finding("!", _NO_HOST)
    elif not parts.host.isascii():
        yield Finding("!", *_in_punycode(parts))
    elif parts.host.startswith("["):
        if not re.fullmatch(r"\[[0-9a-fA-F:.]+\]", parts.host):
            yield Finding("!", _BRACKETS)
    elif not re.fullmatch(r"[A-Za-z0-9._*-]+", parts.host):
        yield Finding("!", "A host has only letters, digits, dots and hyphens.")
    if parts.port == ":":
        yield Finding("!", "The port after the colon is missing.", replace(parts, port="").text)
    elif parts.port and not re.fullmatch(r":[0-9]+", parts.port):
        yield Finding("!", "The port is not a number.")
    elif parts.port and (len(parts.port) > 6 or not 1 <= parts.number <= _LAST_PORT):
        yield Finding("!", f"The port must be from 1 to {_LAST_PORT}.")
    if "#" in parts.rest:
        kept = parts.text.partition("#")[0]
        yield Finding("!", "What follows a # never reaches a server; leave it and the # out.", kept)
    if "*" in parts.text:
        yield Finding("!", "A * stands for nothing at Zoho: the whole address is compared.")
    odd = _NEVER_IN_A_URI.search(parts.rest)
    if odd:
        yield Finding("!", f"The character {odd.group()} cannot be in an address.")
    if not parts.rest.isascii():
        encoded = replace(parts, rest=quote(parts.rest, safe="%/?#&=+:;,@!$'()*~[]")).text
        yield Finding("!", "Letters outside ASCII must be percent-encoded after the host.", encoded)


def _in_punycode(parts: _Parts) -> tuple[str, str | None]:
    text = "The host has letters outside ASCII; register and type it in punycode (xn--)."
    try:
        return text, replace(parts, host=parts.host.encode("idna").decode("ascii")).text
    except UnicodeError:
        return text, None


def _zohos(text: str, table: DataCenters) -> str:
    """Say what of Zoho's own a URI names, or ""."""
    servers = (
        ("accounts_url", "the accounts server: consent starts there and comes back elsewhere"),
        ("console_url", "the API Console: the redirect URI is registered there, not its address"),
        ("desk_url", "Zoho Desk itself, which takes no consent back"),
        ("api_url", "Zoho's API server, which takes no consent back"),
    )
    for row in (*table, *ZOHO):
        for attribute, what in servers:
            base = getattr(row, attribute)
            if base and _under(text, base):
                return f"This is {what}. Here goes where the browser ends up afterwards."
    return ""


def _under(url: str, base: str) -> bool:
    """Tell whether a URL is on the server of a base URL.

    A host of Zoho's is Zoho's whatever the port; on loopback, where others live too, the port
    and the path before the server's own paths decide.
    """
    try:
        mine, theirs = urlsplit(url), urlsplit(base)
        ports = mine.port, theirs.port
    except ValueError:
        return False
    if theirs.hostname not in LOOPBACK_HOSTS:
        return (mine.hostname or "").rstrip(".") == theirs.hostname
    same_port = mine.hostname in LOOPBACK_HOSTS and ports[0] == ports[1]
    return same_port and f"{mine.path}/".startswith(f"{theirs.path}/")


def _caught_here(parts: _Parts) -> Iterator[Finding]:
    """What stands in the way of catching the answer with a listener on this machine."""
    higher = replace(parts, port=f":{SUGGESTED_PORT}").text
    if not parts.loopback:
        yield Finding(
            "!",
            f"{parts.host} is not this machine: only localhost, 127.0.0.1 or [::1] is caught "
            "here. With this address, choose to paste it back by hand.",
        )
    elif parts.scheme.lower() == "https":
        plain = replace(parts, scheme="http").text
        yield Finding("!", "https cannot be caught here, for want of a certificate.", plain)
    elif not parts.port:
        yield Finding("~", "Without a port it is port 80, which needs special rights.", higher)
    elif parts.number < _FIRST_FREE_PORT:
        text = f"Port {parts.number} needs special rights; one from {_FIRST_FREE_PORT} does not."
        yield Finding("~", text, higher)


def _pasted_back(parts: _Parts) -> Iterator[Finding]:
    """What is worth a look where a person carries the answer back."""
    if parts.scheme.lower() == "http" and not parts.loopback:
        secure = replace(parts, scheme="https").text
        yield Finding("~", "Over plain http, others on the way can read the grant code.", secure)


def _from_zoho(parts: _Parts, table: DataCenters, chosen: str) -> Iterator[Finding]:
    """What speaks against a Redirect URL that a dialog of Zoho's is said to have shown.

    It is never changed, and Zoho documents no form for it; so only its host tells something.
    """
    home = _played_at(parts.text, table)
    if parts.loopback and home is None:
        yield Finding(
            "!",
            "That address is for a program on your machine; paste the Redirect URL that the "
            "dialog shows.",
        )
        return
    if parts.scheme.lower() != "https" and home is None:
        yield Finding("!", "A Redirect URL of Zoho's begins with https:// and no other.")
        return
    home = home or _zoho_at(parts.bare_host)
    mine = ZOHO.get(chosen)
    if home is None:
        text = f"{parts.host} is no host of Zoho's that is known here. Compare it with the dialog."
        yield Finding("~", text)
    elif mine is not None and home.code != mine.code:
        yield Finding(
            "~",
            f"This is an address in {home.spoken}, but {mine.spoken} was chosen in step 1. The "
            "client must be registered where the console is.",
        )


def _played_at(url: str, table: DataCenters) -> DataCenter | None:
    """Return the data center of a local Zoho in which an address is, or None."""
    for row in table:
        base = row.accounts_url.rpartition("/")[0]
        if is_loopback(base) and _under(url, base):
            return row
    return None


def _zoho_at(host: str) -> DataCenter | None:
    """Return the data center in whose domain a host is, or None."""
    for row in ZOHO:
        domain = (urlsplit(row.accounts_url).hostname or "").partition(".")[2]
        if host == domain or host.endswith(f".{domain}"):
            return row
    return None


_WANTED: dict[Purpose, str] = {
    "loopback": f"A redirect URI is needed, such as {SUGGESTED}.",
    "own-host": f"A redirect URI is needed, such as {SUGGESTED}.",
    "custom-scheme": "An address with your app's own scheme is needed, such as crmleads://.",
    "given-by-zoho": "Paste the Redirect URL that the dialog in Zoho's console shows.",
}
_GOOD: dict[Purpose, str] = {
    "loopback": "Good. Register exactly this text in the API Console.",
    "own-host": "Good, if exactly this text is registered in the API Console.",
    "custom-scheme": "Good. Register exactly this text in the API Console.",
    "given-by-zoho": "Good. Register exactly this text in the API Console.",
}


def _doubts(parts: _Parts) -> Iterator[Finding]:
    """What may work, and has cost people time."""
    if parts.loopback and parts.bare_host != "localhost":
        text = f"The API Console may refuse the IP address {parts.host}; localhost is accepted."
        yield Finding("~", text, replace(parts, host="localhost").text)
    small = replace(parts, scheme=parts.scheme.lower(), host=parts.host.lower()).text
    if small != parts.text:
        yield Finding("~", "Browsers write scheme and host in small letters; do so too.", small)
    if "?" in parts.rest:
        text = "Whether Zoho takes a ? in a redirect URI is not documented; it adds its own."
        yield Finding("~", text)
    if parts.path in ("", "/"):
        other = replace(parts, rest=("" if parts.path else "/") + parts.rest[len(parts.path) :])
        text = f"Zoho compares byte for byte: {parts.text} and {other.text} are two addresses."
        yield Finding("~", text)
    elif parts.path.endswith("/"):
        yield Finding("~", "Zoho compares byte for byte: without its last slash it is another one.")
