"""Reading what a person pastes back: an address, its query, or the bare grant code."""

import hmac
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from zdesk_tui.consent.answer import Answer, Refusal, read_answer
from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.query import NAMES, parameters, without_own
from zdesk_tui.datacenters import CUSTOM, DataCenter, DataCenters, base_url
from zdesk_tui.errors import BadAnswer

_LONGEST = 16 * 1024
_SHORTEST_CODE = 8
_WRAPPING = frozenset("\"'`<>“”„‘’‚«»‹›")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# Browsers' consoles and copied commands have the address in quotes, with words around it.
_QUOTED = re.compile(
    r"""(["'`])(\s*[a-z][a-z0-9+.-]*:/[^"'`]*[?&](?:state|code|error)=[^"'`]*)\1""", re.IGNORECASE
)
_ENCODED_SCHEME = re.compile(r"https?%3a%2f%2f", re.IGNORECASE)
_QUERY = re.compile(r"(?:^|[?&])(?:state|code|error)=")
_CONSENT_LINK = re.compile(r"(?:^|[?&])client_id=")
_CLIENT_ID = re.compile(r"\d{4}\.[A-Z0-9]{20,40}")
_SECRET = re.compile(r"[0-9a-f]{40,64}")
# As headers, answers of an accounts server and refresh requests have it; bare it is like a code.
_TOKEN = re.compile(
    r"(?:^|authorization:)(?:zoho-oauthtoken|bearer)|(?:^|[?&{,])(?:access|refresh)_token[:=]",
    re.IGNORECASE,
)
_TUNNEL = re.compile(r"ssh-[LNfp]")
# The form seen in every sample: 1000, then twice 32 hex digits. This is the beginning of one.
_CUT_CODE = re.compile(r"\d{0,4}|\d{4}\.[0-9a-f]{0,32}|\d{4}\.[0-9a-f]{32}\.[0-9a-f]{0,31}")
_CUT_ESCAPE = re.compile(r"%[0-9A-Fa-f]?$")
_WHAT_TO_PASTE = "Paste the whole address at which the browser ended after Accept."


@dataclass(frozen=True, slots=True)
class Incomplete:
    """An address of ours that was cut off.

    Args:
        missing: names of the parameters that are missing or cut, such as `accounts-server`.
        text: one sentence for the person.
    """

    missing: tuple[str, ...]
    text: str


Pasted = Answer | Refusal | Incomplete


@dataclass(frozen=True, slots=True)
class Reading:
    """What was pasted, and whether it may be taken without a key.

    Args:
        result: what it says.
        certain: it holds `state`, code and location, so that it can be nothing else. Everything
            else waits for Enter.
    """

    result: Pasted
    certain: bool = False


def read_paste(
    text: str,
    *,
    redirect_uri: str,
    attempt: Attempt,
    older: Collection[str],
    table: DataCenters,
    client: DataCenter,
    short_link: str = "",
) -> Reading:
    """Return what a pasted text says. Whether the attempt has expired is the caller's question.

    Args:
        text: with any wrapping: line breaks, blanks, quotes and angle brackets do not matter.
        redirect_uri: exactly as registered.
        attempt: the link that is on the screen.
        older: the `state` of every earlier link of this consent.
        table: the named data centers.
        client: where the client is registered.
        short_link: to the link that is on the screen, when there is one.

    Raises:
        BadAnswer: it is not the answer to this link; the text says why.
    """
    if len(text) > _LONGEST:
        raise _bad("That is far longer than an address of this kind.", _WHAT_TO_PASTE)
    bare = _unwrap(text)
    redirect = urlsplit(_unwrap(redirect_uri))
    if not bare:
        raise _bad("There is nothing to read yet.", _WHAT_TO_PASTE)
    if _CLIENT_ID.fullmatch(bare):
        raise _bad("That is a client ID, not what the browser came back with.", _WHAT_TO_PASTE)
    if _SECRET.fullmatch(bare):
        raise _bad("That looks like the client secret. Nothing was sent.", _WHAT_TO_PASTE)
    if _TOKEN.search(bare):
        raise _bad(
            "That is a token, not what the browser came back with. Nothing was sent.",
            _WHAT_TO_PASTE,
        )
    if _TUNNEL.match(bare):
        raise _bad(
            "That is the tunnel: a command for a terminal on your own computer.", _WHAT_TO_PASTE
        )
    shortened = bare in (short_link, short_link.removeprefix("http://"))
    if shortened or _CONSENT_LINK.search(bare) or _is_accounts_server(bare, table, client):
        raise _bad(
            "That is where consent starts, not where it ends.",
            "Open it in a browser, press Accept, and paste the address that comes afterwards.",
        )
    if redirect.geturl().startswith(bare) or f"{redirect.netloc}{redirect.path}".startswith(bare):
        return Reading(_incomplete(NAMES[:3]))

    address = _as_address(bare, redirect)
    if address is not None:
        query = _query_at_redirect(address, redirect)
    elif _QUERY.search(bare):
        given = bare.lstrip("?&")
        own = without_own(given, redirect.query)
        query = given if own is None else own
    else:
        return Reading(_bare_code(bare, table, client))
    return _read_query(query.lstrip("?&").partition("#")[0], attempt, older, table, client)


def _unwrap(text: str) -> str:
    """Return the text without what mail, chat and terminals put around and into an address."""
    quoted = _QUOTED.search(text)
    kept = (
        char
        for char in (quoted[2] if quoted else text)
        if char not in _WRAPPING
        and not char.isspace()
        and unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    bare = "".join(kept).replace("&amp;", "&")
    return unquote(bare) if _ENCODED_SCHEME.match(bare) else bare


def _as_address(bare: str, redirect: SplitResult) -> str | None:
    """Return the text as an address, with what browsers leave out when copying put back."""
    here = bare.find(redirect._replace(query="").geturl())
    if here >= 0:
        return bare[here:]
    if _SCHEME.match(bare):
        return bare
    head, mark, _ = bare.partition("?")
    if bare.startswith("/") and mark:
        return f"{redirect.scheme}://{redirect.netloc}{bare}"
    # An app's own scheme may stand for the whole address, with no host behind it.
    named = bool(redirect.netloc) and head.startswith(redirect.netloc)
    if named or (mark and "/" in head and "=" not in head):
        return f"{redirect.scheme}://{bare}"
    return None


def _query_at_redirect(address: str, redirect: SplitResult) -> str:
    """Return the query of an address at the redirect URI, without the redirect URI's own."""
    try:
        given = urlsplit(address)
        here = (
            # Browsers turn http into https by themselves.
            given.scheme in (redirect.scheme, "https")
            and given.hostname == redirect.hostname
            and _port(given) == _port(redirect)
            and unquote(given.path or "/") == unquote(redirect.path or "/")
        )
    except ValueError:
        here = False
    if here:
        query = without_own(given.query, redirect.query)
        if query is not None:
            return query
        if redirect.query.startswith(given.query):
            return ""
    raise _bad(
        f"That address is not at the redirect URI {redirect.geturl()}.",
        _WHAT_TO_PASTE,
    )


def _port(parts: SplitResult) -> int | None:
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return None if parts.port == default else parts.port


def _is_accounts_server(bare: str, table: DataCenters, client: DataCenter) -> bool:
    if not _SCHEME.match(bare):
        return False
    return table.at(bare) is not None or base_url(bare) == base_url(client.accounts_url)


def _bare_code(bare: str, table: DataCenters, client: DataCenter) -> Pasted:
    if len(bare) < _SHORTEST_CODE or not any(char.isdigit() for char in bare):
        raise _bad("That is neither an address nor a grant code.", _WHAT_TO_PASTE)
    if _CUT_CODE.fullmatch(bare):
        return Incomplete(
            ("code",), f"The grant code is cut off: its end is missing. {_WHAT_TO_PASTE}"
        )
    return read_answer({"code": unquote(bare)}, table, client)


def _read_query(
    query: str,
    attempt: Attempt,
    older: Collection[str],
    table: DataCenters,
    client: DataCenter,
) -> Reading:
    params = parameters(query)
    state = params.get("state", "")
    whole = {name for name in NAMES if params.get(name)}
    if not _is_state(state, attempt, older):
        whole.discard("state")
    if "error" in whole:
        known = {name: value for name, value in params.items() if name in whole}
        return Reading(read_answer(known, table, client))
    cut = _cut_parameter(query.rpartition("&")[2], params, table, client)
    whole.discard(cut or "")
    if cut is not None or "state" not in whole or "code" not in whole:
        return Reading(
            _incomplete([name for name in NAMES[:3] if name not in whole or name == cut], cut)
        )
    return Reading(read_answer(params, table, client), certain="location" in whole)


def _is_state(state: str, attempt: Attempt, older: Collection[str]) -> bool:
    """Tell whether this is the attempt's state: whole, or else cut off or missing.

    Raises:
        BadAnswer: it is another one.
    """
    if _same(state, attempt.state):
        return True
    if attempt.state.startswith(state):
        return False
    if any(_same(state, earlier) for earlier in older):
        raise _bad(
            "That is the answer to an earlier link, which is no longer accepted.",
            "Consent with the link shown here and paste the address that comes afterwards.",
        )
    raise _bad(
        "That answer does not belong to the link shown here: its state is another one.",
        "Consent with the link shown here and paste the address that comes afterwards.",
    )


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _cut_parameter(
    tail: str, params: dict[str, str], table: DataCenters, client: DataCenter
) -> str | None:
    """Return the name of the parameter in whose middle the address ends, if it does.

    Args:
        tail: what stands behind the last `&`, not decoded.
        params: all parameters.
        table: the named data centers.
        client: where the client is registered.
    """
    name, equals, raw = tail.partition("=")
    if not tail:
        return None
    if not equals:
        return next((known for known in NAMES if known.startswith(name)), None)
    if name in NAMES and _CUT_ESCAPE.search(raw):
        return name
    value = unquote(raw).lower()
    location = params.get("location", "").lower()
    cut = False
    if name == "code":
        cut = not location and _CUT_CODE.fullmatch(value) is not None
    elif name == "location" and client.code != CUSTOM:
        cut = value not in table and any(row.code.startswith(value) for row in table)
    elif name == "accounts-server":
        row = client if client.code == CUSTOM else table.get(location)
        servers = [one.accounts_url.lower() for one in ([row] if row else table)]
        servers += [server.replace("https://", "http://", 1) for server in servers]
        cut = value not in servers and any(server.startswith(value) for server in servers)
    return name if cut else None


def _incomplete(missing: Collection[str], cut: str | None = None) -> Incomplete:
    names = tuple(missing) if cut is None or cut in missing else (*missing, cut)
    what = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "is" if len(names) == 1 else "are"
    return Incomplete(
        names, f"The address is cut off: {what} {verb} missing or not whole. {_WHAT_TO_PASTE}"
    )


def _bad(message: str, advice: str) -> BadAnswer:
    return BadAnswer(message, advice, mends="consent")
