"""The APIs of a connector: what is wrong with one, and the request that it becomes.

Connector files are copied between machines, so an API in one may have been written by anybody. Its
request goes to a host of Zoho's in the data center of the connector's account and nowhere else, and
that is decided here, before anything secret is read. What a placeholder is filled with becomes one
piece of the path, one value of the query or one value in the body, whatever stands in it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Never, cast
from urllib.parse import quote, unquote, urlsplit

from zdesk_tui import intent
from zdesk_tui.catalog import scopes as catalog
from zdesk_tui.catalog import services
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.connector import Api, Connector, Method
from zdesk_tui.datacenters import ZOHO, DataCenter, base_url
from zdesk_tui.errors import UsageError, ZdeskError
from zdesk_tui.findings import Finding, refused
from zdesk_tui.plaintext import plain, plain_lines
from zdesk_tui.zoho_names import identifier

LONGEST_NAME = 64

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
_ODD_PLACEHOLDER = re.compile(r"\$\{[^}]*\}?")
_BARE_BRACES = re.compile(r"(?<!\$)\{([A-Za-z][A-Za-z0-9_-]*)\}")
_URL = re.compile(
    r"(?P<origin>https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?)"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
_BEFORE_PATH = re.compile(r"[^:/?#]*:?/{0,2}[^/?#]*")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = (
    "accept-encoding", "authorization", "connection", "content-length", "cookie", "expect", "host",
    "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
    "upgrade",
)  # fmt: skip
"""Headers that say how a request travels and who sends it: the program's own affair."""
_PATH_SAFE = "/:@!$&'()*+,;=~"
_QUERY_SAFE = "/?:@!$&'()*+,;=~"
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it will be sent, but for the token.

    Args:
        method: such as `GET`.
        url: at a base URL of our table.
        service: key of the service that is asked.
        headers: without the token.
        body: as it is sent, or None for none.
    """

    method: str
    url: str
    service: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def shown(self) -> str:
        """The request for people, the token masked."""
        lines = [
            f"{self.method} {self.url}",
            f"Authorization: Zoho-oauthtoken {'*' * 12}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        if self.body is not None:
            try:
                text = plain_lines(self.body.decode())
            except UnicodeDecodeError:
                text = f"({len(self.body):,} bytes that are no text)"
            lines += ["", text]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Place:
    base: str
    rest: str
    query: str


def of_name(connector: Connector, name: str) -> Api:
    """Return the API of this name: as it is written, in any case, or as an identifier has it.

    Raises:
        UsageError: there is none.
    """
    alike: tuple[Callable[[str], str], ...] = (str, str.casefold, identifier)
    for spelled in alike:
        for api in connector.apis:
            if spelled(api.name) == spelled(name) and spelled(name):
                return api
    there = ", ".join(plain(api.name, LONGEST_NAME) for api in connector.apis)
    raise UsageError(
        f"{connector.name} has no API {plain(name, LONGEST_NAME)}.",
        f"It has: {there}." if there else "None is saved with it yet.",
    )


def of_operation(operation: Operation, connector: Connector) -> Api | None:
    """Return the API that an operation of the catalog becomes, or None where its host is unknown.

    Its placeholders are written as Zoho writes them, and it names the connector's organization
    where the service wants that in a header or in the query.

    Args:
        operation: of any service.
        connector: whose account is asked; it lends data center, organization and scopes.
    """
    base = connector.user_data_center.url(operation.base)
    if base is None:
        return None
    title = plain(operation.title, LONGEST_NAME - 3)
    taken = {identifier(api.name) for api in connector.apis}
    names = (title, *(f"{title} {number}" for number in range(2, len(taken) + 3)))
    return replace(
        _of_organization(operation.service, connector),
        name=next(name for name in names if identifier(name) not in taken),
        method=cast("Method", operation.method),
        url=base + _BARE_BRACES.sub(_as_placeholder, operation.path),
        scopes=_scopes_of(operation, connector.scopes),
    )


def by_hand(connector: Connector) -> Api:
    """Return an API to begin with where nothing is known of it but the connector."""
    row = connector.user_data_center
    base = row.url(services.of(connector.service).api_base)
    return replace(
        _of_organization(connector.service, connector),
        url=f"{base or row.api_url or row.accounts_url}/",
    )


def moved(api: Api, before: DataCenter, after: DataCenter) -> Api:
    """Return an API as it is in another data center; without a URL where its host is unknown.

    Args:
        api: of a connector.
        before: where its URL points.
        after: where it is to point.
    """
    place = _place(api.url, before)
    if isinstance(place, Finding):
        return replace(api, url="")
    there = (after.url(root) for root in _roots() if before.url(root) == place.base)
    base = next(filter(None, there), None)
    query = f"?{place.query}" if place.query else ""
    return replace(api, url=f"{base}{place.rest}{query}" if base else "")


def placeholders(api: Api) -> tuple[str, ...]:
    """Return the names of all placeholders, in the order of path, query and body."""
    texts = (api.url, *api.parameters.values(), api.body)
    return tuple(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def lacking(api: Api, scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes of an API that are neither listed nor within a wider one.

    Args:
        api: whose scopes are needed.
        scopes: as listed; case does not matter.
    """
    return _missing(api.scopes, scopes)


def check_name(name: str, others: Iterable[str]) -> tuple[Finding, ...]:
    """Return what is to be said about the name of an API.

    Args:
        name: as typed.
        others: the names that are taken.
    """
    if not identifier(name):
        return (Finding("!", "Give it a name with letters or digits, such as List tickets."),)
    if len(name) > LONGEST_NAME:
        return (Finding("!", f"A name has {LONGEST_NAME} characters at most."),)
    if not name.isprintable():
        return (Finding("!", "There is an invisible sign in this name."),)
    if identifier(name) in map(identifier, others):
        return (Finding("!", "Another API of this connector has this name already."),)
    return ()


def check_url(url: str, data_center: DataCenter) -> tuple[Finding, ...]:
    """Return what is to be said about the URL of an API; it is refused where it leads elsewhere.

    Args:
        url: with its placeholders.
        data_center: where the person's account lives.
    """
    found = _place(url, data_center)
    if isinstance(found, Finding):
        return (found,)
    for text in _ODD_PLACEHOLDER.findall(url):
        if not _PLACEHOLDER.fullmatch(text):
            return (_odd(text),)
    if not refused(said := _dotted(found.rest)):
        said += tuple(
            Finding(
                "~",
                f"{{{name}}} is sent as it stands; a placeholder is written "
                f"${{{name.replace('-', '_')}}}.",
                url.replace(f"{{{name}}}", f"${{{name.replace('-', '_')}}}"),
            )
            for name in _BARE_BRACES.findall(url)
        )
    return said


def check_headers(headers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what is to be said about the headers of an API."""
    found = []
    for name, value in headers.items():
        shown = plain(name, 60)
        if not _HEADER_NAME.fullmatch(name):
            found.append(Finding("!", f"{shown or 'An empty text'} is no name of a header."))
        elif name.lower() in _OURS:
            found.append(Finding("!", f"{shown} is a header that is set here; leave it out."))
        elif not (value.isascii() and value.isprintable()):
            found.append(
                Finding("!", f"The value of {shown} holds a sign that no header can carry.")
            )
        elif "${" in value:
            found.append(
                Finding(
                    "!",
                    f"{shown} has a placeholder; they stand in path, query and body only.",
                )
            )
    if len({name.lower() for name in headers}) < len(headers):
        found.append(Finding("!", "A header stands there twice."))
    return tuple(found)


def check_parameters(parameters: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what is to be said about the parameters of an API."""
    if not all(name.strip() for name in parameters):
        return (Finding("!", "A parameter has no name."),)
    named = [name for name in parameters if "${" in name]
    if named:
        return (Finding("!", f"{plain(named[0], 60)}: only a value can be a placeholder."),)
    odd = (text for value in parameters.values() for text in _ODD_PLACEHOLDER.findall(value))
    return tuple(_odd(text) for text in odd if not _PLACEHOLDER.fullmatch(text))


def check_body(api: Api) -> tuple[Finding, ...]:
    """Return what is to be said about the body of an API."""
    for text in _ODD_PLACEHOLDER.findall(api.body):
        if not _PLACEHOLDER.fullmatch(text):
            return (_odd(text),)
    try:
        _body(api, dict.fromkeys(placeholders(api), "0"))
    except ZdeskError as error:
        return (Finding("!", error.message),)
    return ()


def pairs_of(text: str, sign: str) -> dict[str, str] | Finding:
    """Return headers or parameters that were typed one a line, or what is wrong with a line.

    Args:
        text: as typed; empty lines do not count.
        sign: between a name and its value.
    """
    pairs: dict[str, str] = {}
    for line in filter(str.strip, text.split("\n")):
        name, found, value = line.partition(sign)
        if not found or not name.strip():
            return Finding("!", f"{plain(line, 60)} has no name with a {sign} behind it.")
        if name.strip() in pairs:
            return Finding("!", f"{plain(name, 60)} stands there twice.")
        pairs[name.strip()] = value.strip()
    return pairs


def pairs_text(pairs: Mapping[str, str], sign: str) -> str:
    """Return headers or parameters as they are typed, one a line."""
    return "\n".join(f"{name}{sign}{value}" for name, value in pairs.items())


def check(api: Api, data_center: DataCenter) -> tuple[Finding, ...]:
    """Return what is to be said about an API but for its name.

    Args:
        api: as it is saved or is to be.
        data_center: where the person's account lives.
    """
    return (
        *check_url(api.url, data_center),
        *check_parameters(api.parameters),
        *check_headers(api.headers),
        *check_body(api),
    )


def request_of(
    api: Api, connector: Connector, values: Mapping[str, str], body: bytes | None = None
) -> Request:
    """Return the request that an API becomes; nothing secret is looked at.

    Args:
        api: of the connector.
        connector: whose account is asked, in its data center.
        values: of every placeholder.
        body: sent as it is in the place of the API's own.

    Raises:
        UsageError: a value is missing, is one too many, or cannot stand where it is to go.
        ZdeskError: the API cannot be sent, or not to where it points.
    """
    row = connector.user_data_center
    place = _place(api.url, row)
    said = check_url(api.url, row) + check_parameters(api.parameters) + check_headers(api.headers)
    wrong = [finding for finding in said if finding.mark == "!"]
    if wrong or isinstance(place, Finding):
        raise ZdeskError(
            f"{plain(api.name, LONGEST_NAME)} cannot be called. {wrong[0].text}",
            "Nothing was sent, and no token was read. Correct the API.",
        )
    _check_values(api, values, needed=_needed(api, own_body=body is None))
    path = _filled(place.rest, values, _literal_path, _segment)
    query = [
        _filled(place.query, values, _literal_query, _whole),
        *(
            f"{_whole(name)}={_filled(value, values, _literal_value, _whole)}"
            for name, value in api.parameters.items()
        ),
    ]
    joined = "&".join(part for part in query if part)
    sent = _body(api, values) if body is None else body
    headers = dict(api.headers)
    if sent is not None and "content-type" not in map(str.lower, headers):
        headers["Content-Type"] = _JSON
    return Request(
        method=api.method,
        url=f"{place.base}{path}{'?' if joined else ''}{joined}",
        service=_service_at(f"{place.base}{path}", connector),
        headers=headers,
        body=sent,
    )


@lru_cache(maxsize=16)
def bases(data_center: DataCenter) -> tuple[str, ...]:
    """Return the base URL of everything of Zoho's that can be called in a data center."""
    found = (data_center.url(root) for root in _roots())
    return tuple(dict.fromkeys(base for base in found if base))


def _roots() -> Iterator[str]:
    """Yield the template of each host of Zoho's, as for `DataCenter.url`."""
    for service in services.load().values():
        root, end, _ = service.api_base.partition("}")
        yield f"{root}{end}"


def _missing(needed: Iterable[str], listed: Iterable[str]) -> tuple[str, ...]:
    held = {scope.lower() for scope in listed}
    wider = catalog.load().wider
    return tuple(
        scope for scope in needed if not any(one.lower() in held for one in (scope, *wider(scope)))
    )


def _place(url: str, data_center: DataCenter) -> _Place | Finding:
    """Return where a URL leads, its host in our table's own spelling, or why it leads nowhere."""
    if "${" in (_BEFORE_PATH.match(url) or [""])[0]:
        return Finding(
            "!",
            "A placeholder stands in the part of the URL that says whose server it is; they stand "
            "in path, query and body only.",
        )
    found = _URL.fullmatch(url)
    if found is None:
        return Finding("!", f"{plain(url, 100) or 'Nothing'} cannot be called: {_why(url)}.")
    origin, path = base_url(found["origin"]), found["path"] or ""
    places = []
    for base in bases(data_center):
        below = urlsplit(base).path
        theirs = base_url(base).removesuffix(below)
        if theirs == origin and f"{path}/".startswith(f"{below}/"):
            places.append(_Place(base, path[len(below) :], found["query"] or ""))
    if not places:
        return _foreign(origin, data_center)
    return max(places, key=lambda place: len(place.base))


def _why(url: str) -> str:
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "a URL starts with https://"
    whose = url.partition("://")[2].partition("/")[0]
    if "@" in whose:
        return "there is a user name before its host"
    if "#" in url:
        return "there is a # in it, and what follows one is never sent"
    return f"{plain(whose, 60)} is no host"


def _foreign(origin: str, data_center: DataCenter) -> Finding:
    host = plain(origin.partition("://")[2], 100)
    there = next((row for row in ZOHO if origin in bases(row)), None)
    if there is not None:
        what = f"{host} is of the data center {there.name}, but the account of this connector is in"
    elif origin.startswith("http://"):
        what = f"http://{host} is not asked, as a token would be readable on the way, and is not in"
    else:
        what = f"{host} is no host of Zoho's that is known in"
    near = data_center.desk_url or data_center.api_url or data_center.accounts_url
    return Finding("!", f"{what} {data_center.name}. A URL there begins like {near}/.")


def _odd(text: str) -> Finding:
    return Finding(
        "!",
        f"{plain(text, 60)} is no placeholder: one is written as ${{name}}, a letter first, then "
        "letters, digits and _.",
    )


def _dotted(path: str) -> tuple[Finding, ...]:
    """Refuse a path that a server would walk upwards."""
    parts = re.split(r"[/\\]", unquote(path))
    if "." in parts or ".." in parts:
        return (Finding("!", "The path holds . or .. between slashes, which leads elsewhere."),)
    return ()


def _as_placeholder(braces: re.Match[str]) -> str:
    return f"${{{braces[1].replace('-', '_')}}}"


def _of_organization(service: str, connector: Connector) -> Api:
    """Return an empty API that names the connector's organization as its service wants it."""
    rule, found = services.of(service).organization, connector.organization
    named = {rule.name: found.id} if found and service == connector.service else {}
    return Api(
        name="", method="GET", url="",
        headers=named if rule.selector == "header" else {},
        parameters=named if rule.selector == "query" else {},
    )  # fmt: skip


def _scopes_of(operation: Operation, held: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes that an operation needs: of each choice one that is there, or the least."""
    listed = tuple(held)
    found = []
    for choice in operation.choices:
        there = (scope for scope in choice if not _missing((scope,), listed))
        found.append(next(there, None))
    least = intent.missing(listed, operation)
    return tuple(dict.fromkeys((*filter(None, found), *least)))


def _needed(api: Api, *, own_body: bool) -> tuple[str, ...]:
    if own_body:
        return placeholders(api)
    texts = (api.url, *api.parameters.values())
    return tuple(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def _check_values(api: Api, values: Mapping[str, str], needed: tuple[str, ...]) -> None:
    name = plain(api.name, LONGEST_NAME)
    missing = [one for one in needed if one not in values]
    if missing:
        raise UsageError(
            f"{name} has no value for {', '.join(missing)}.",
            f"Give {'it' if len(missing) == 1 else 'them'} as in: {missing[0]}=VALUE",
        )
    beyond = [plain(one, 60) for one in values if one not in placeholders(api)]
    if beyond:
        there = f"Its placeholders: {', '.join(placeholders(api))}." if needed else "It has none."
        raise UsageError(f"{name} has no placeholder {', '.join(beyond)}.", there)
    for one in needed:
        try:
            values[one].encode()
        except UnicodeEncodeError:
            raise UsageError(
                f"The value of {one} holds signs that are no text.", "Give it in UTF-8."
            ) from None
    for one in _PLACEHOLDER.findall(api.url.partition("?")[0]):
        _check_segment(one, values[one])


def _check_segment(name: str, value: str) -> None:
    if not value:
        raise UsageError(
            f"The value of {name} is empty, and it stands in the path.", f"Give one: {name}=VALUE"
        )
    if {".", ".."} & set(re.split(r"[/\\]", value)):
        raise UsageError(
            f"The value of {name} ({plain(value, 60)}) leads to another address: it has . or .. "
            "between slashes.",
            "Give the ID or the name alone.",
        )


def _pieces(template: str) -> Iterator[tuple[str, str]]:
    """Yield each literal part of a template with the name of the placeholder behind it, or ""."""
    parts = [*_PLACEHOLDER.split(template), ""]
    yield from zip(parts[::2], parts[1::2], strict=True)


def _filled(
    template: str,
    values: Mapping[str, str],
    literal: Callable[[str], str],
    value: Callable[[str], str],
) -> str:
    return "".join(
        literal(text) + (value(values[name]) if name else "") for text, name in _pieces(template)
    )


def _literal_path(text: str) -> str:
    return _literal(text, _PATH_SAFE)


def _literal_query(text: str) -> str:
    return _literal(text, _QUERY_SAFE)


def _literal_value(text: str) -> str:
    return quote(text, safe=",:/@", errors="replace")


def _literal(text: str, safe: str) -> str:
    """Encode what the person left as it is; what is encoded already stays so."""
    clean = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(clean, safe=f"{safe}%", errors="replace")


def _segment(value: str) -> str:
    return quote(value, safe="")


_whole = _segment


def _body(api: Api, values: Mapping[str, str]) -> bytes | None:
    if not api.body:
        return None
    kind = next(
        (value for name, value in api.headers.items() if name.lower() == "content-type"), _JSON
    )
    name = plain(api.name, LONGEST_NAME)
    kind = kind.partition(";")[0].strip().lower()
    if kind == _FORM:
        return _filled(api.body, values, str, _whole).encode("utf-8", "replace")
    if not (kind == _JSON or kind.endswith("+json")):
        if _PLACEHOLDER.search(api.body):
            raise ZdeskError(
                f"The body of {name} is {plain(kind, 60)}; placeholders are filled in where it is "
                "JSON or a form.",
                "Take them out, or give the whole body with --body.",
            )
        return api.body.encode("utf-8", "replace")
    filled = _json_filled(api.body, values)
    try:
        json.loads(filled, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ZdeskError(
            f"The body of {name} is no JSON with its placeholders filled in{where}.",
            "Correct the body; if it is not to be JSON, add the header Content-Type.",
        ) from None
    return filled.encode("utf-8", "replace")


def _json_filled(template: str, values: Mapping[str, str]) -> str:
    """Fill a JSON template: between quotes as text, elsewhere as one whole JSON value."""
    filled, quoted = [], False
    for text, name in _pieces(template):
        filled.append(text)
        quoted ^= re.sub(r"\\.", "", text, flags=re.DOTALL).count('"') % 2 == 1
        if not name:
            continue
        if quoted:
            filled.append(json.dumps(values[name], ensure_ascii=False)[1:-1])
            continue
        try:
            json.loads(values[name], parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise UsageError(
                f"The value of {name} ({plain(values[name], 60)}) is no JSON value, and its "
                "placeholder stands in the body without quotes.",
                f"Give a number, true, false, null or the like, or write it as "
                f'"${{{name}}}" in the body.',
            ) from None
        filled.append(values[name])
    return "".join(filled)


def _no_constant(word: str) -> Never:
    raise ValueError(word)


def _service_at(url: str, connector: Connector) -> str:
    """Return the key of the service that a URL is of: that with the longest address before it."""
    found: list[tuple[int, bool, str]] = []
    for service in services.load().values():
        base = connector.user_data_center.url(service.api_base)
        if base and f"{url}/".startswith(f"{base}/"):
            found.append((len(base), service.key == connector.service, service.key))
    return max(found)[2] if found else connector.service
