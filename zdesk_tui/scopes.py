"""Scopes: read a list in whatever form people paste it, and say what is wrong with it.

A scope is `Service.group.OPERATION`, at times with one or two groups more. Zoho compares without
case, so the catalog's spelling can be sent for any other; but one scope that Zoho does not know
makes its page refuse the whole list (documented), so a guess is only ever offered.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from zdesk_tui.catalog.scopes import OPERATIONS, ScopeCatalog, load
from zdesk_tui.findings import Finding

GUIDE = ("Desk.tickets.READ", "Desk.basic.READ", "Desk.contacts.READ")
"""The three that Zoho's guide begins with: enough to see organizations, tickets and contacts."""

OPENID_WORDS = ("openid", "email", "profile")
"""The OpenID Connect scopes: single words, which the accounts servers take beside the others."""

_COVERED_BY = {
    "ALL": ("READ", "CREATE", "UPDATE", "DELETE", "WRITE"),
    "WRITE": ("CREATE", "UPDATE", "DELETE"),
}
_MIN_PARTS, _MAX_PARTS = 3, 5
_FORM = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9_-]*){1,3}\.[A-Za-z]+")
_FOREIGN = re.compile(r"[^A-Za-z0-9._-]")
_NOTHING = re.compile(r"[-*•·–—=:]+|\d+[.)]?")
_PARAMETER = re.compile(r"[?&;]scopes?=", re.IGNORECASE)
_LABEL = re.compile(r"\W*scopes?\W*?[=:]", re.IGNORECASE)
_SEPARATORS = str.maketrans(dict.fromkeys("\"'`´‘’‚‛“”„‟«»‹›[](){}<>|;，、；+", ","))

WHOLE_LIST = "One scope that Zoho does not know refuses the whole list."


@dataclass(frozen=True, slots=True)
class ScopeList:
    """What was read.

    Args:
        scopes: the list as it will be sent, without what is malformed.
        findings: what there is to say, in the list's order.
    """

    scopes: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """One scope as typed, as it will be sent (None: it cannot be), and what to say about it."""

    typed: str
    sent: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def repaired(self) -> str:
        repairs = [finding.repair for finding in self.findings if finding.repair]
        return repairs[-1] if repairs else self.sent or self.typed


def parse(text: str) -> ScopeList:
    """Read a list of scopes.

    Args:
        text: scopes with anything usual between them, with quotes, brackets or `scope=`, also
            percent-encoded; or a whole Request Token URL or consent URL.
    """
    if not text.strip():
        return ScopeList((), (Finding("!", "Choose at least one scope; there is none here."),))
    listed = _listed(text)
    if listed is None:
        return ScopeList(
            (), (Finding("!", "This address has no scope parameter; paste the list itself."),)
        )
    items = list(_items(listed))
    if not items:
        return ScopeList((), (Finding("!", "There is no scope in this text."),))

    findings = [finding for item in items for finding in item.findings]
    sent = [item.sent for item in items if item.sent is not None]
    scopes = _folded(sent)
    findings += _repetitions(scopes, sent)
    findings += _coverings(scopes, load())
    if not findings:
        count = "One scope" if len(scopes) == 1 else f"{len(scopes)} scopes"
        findings.append(Finding("+", f"{count}, in Zoho's own spelling."))
    return ScopeList(scopes, tuple(findings))


def apply_repairs(text: str) -> str:
    """Return the list as `A,B,C` with every repair that `parse` offers.

    What cannot be repaired stays as typed, and so does a text without any scope.
    """
    items = list(_items(_listed(text) or ""))
    return ",".join(_folded(item.repaired for item in items)) if items else text


def _listed(text: str) -> str | None:
    """Return the part of a text that holds the list; None for a URL without one."""
    text = _visible(text)
    start = re.search(r"https?(://|%3A%2F%2F)", text, re.IGNORECASE)
    if start is None:
        label = _LABEL.match(text) or _PARAMETER.search(text)
        listed = text[label.end() :].partition("&")[0] if label else text
    else:
        found = _parameter(text[start.start() :])
        if found is None:
            return None
        listed = found
    # Twice, because an address inside an address is encoded twice.
    return _visible(unquote(unquote(listed)))


def _parameter(url: str) -> str | None:
    """Return the scope parameter of a URL, which may be wrapped over several lines."""
    joined = ""
    for line in url.splitlines():
        found = _PARAMETER.search(joined)
        # A scope list holds no colon: this line is the next label or the next address.
        if found and (not line.strip() or re.match(r"\s*[A-Za-z][\w ]*:", line)):
            break
        joined += line.strip()
    for _ in range(3):
        found = _PARAMETER.search(joined)
        if found:
            return re.split(r"[&#]", joined[found.end() :])[0]
        joined = unquote(joined)
    return None


def _items(listed: str) -> Iterator[_Item]:
    """Read the scopes between separators; a blank separates too, unless it is inside a scope."""
    catalog = load()
    for chunk in listed.translate(_SEPARATORS).split(","):
        words = [word.strip("\\") for word in chunk.split()]
        words = [word for word in words if word and not _NOTHING.fullmatch(word)]
        at = 0
        while at < len(words):
            size, whole = _torn(words[at : at + _MAX_PARTS], catalog)
            if whole:
                typed = " ".join(words[at : at + size])
                yield _torn_item(typed, whole)
            else:
                yield _item(words[at], catalog)
            at += size


def _torn(words: list[str], catalog: ScopeCatalog) -> tuple[int, str]:
    """Tell how many words make one scope that has blanks inside, and which; `(1, "")` for none."""
    first = words[0]
    known = catalog.spelling(first)
    if known or first.lower() in OPENID_WORDS:
        return 1, ""
    for size in range(2, len(words) + 1):
        some = words[:size]
        if _FORM.fullmatch(some[-1]) or _complete(some[-2]):
            break
        for glue in (".", ""):
            whole = catalog.spelling(re.sub(r"\.+", ".", glue.join(some)))
            if whole:
                return size, whole
        whole = re.sub(r"\.+", ".", ".".join(some))
        if _complete(some[-1]) and _FORM.fullmatch(whole) and not _FORM.fullmatch(first):
            return size, whole
    return 1, ""


def _complete(word: str) -> bool:
    """Tell whether a scope may end with this word."""
    return word.rpartition(".")[2].upper() in OPERATIONS


def _torn_item(typed: str, whole: str) -> _Item:
    text = f"{_shown(typed)} has a blank inside. Its parts make one scope with dots: {whole}."
    return _Item(typed, None, (Finding("!", text, whole),))


def _item(typed: str, catalog: ScopeCatalog) -> _Item:
    """Judge one word."""
    if typed.lower() in OPENID_WORDS:
        right = typed.lower()
        return _Item(typed, right, _respelled(typed, right))
    if not _FORM.fullmatch(typed):
        return _Item(typed, None, (_malformed(typed, catalog),))
    right = catalog.spelling(typed)
    if right:
        return _Item(typed, right, _respelled(typed, right) + _unverified(right, catalog))
    return _Item(typed, typed, (_unknown(typed, catalog),))


def _respelled(typed: str, right: str) -> tuple[Finding, ...]:
    if typed == right:
        return ()
    prefix, wanted = typed.partition(".")[0], right.partition(".")[0]
    if prefix.lower() != wanted.lower():
        text = f"{typed} is written {right}: the service's prefix is {wanted}, not {prefix}."
    else:
        text = f"{typed} is written {right}."
    return (Finding("~", text, right),)


def _unverified(scope: str, catalog: ScopeCatalog) -> tuple[Finding, ...]:
    group = catalog.group(scope)
    if group is None or scope.rpartition(".")[2] in group.operations:
        return ()
    seen = f"seen so far: {', '.join(group.operations)}" if group.operations else "none seen so far"
    text = f"{scope} may not exist ({seen}). It is sent as it is. {WHOLE_LIST}"
    return (Finding("~", text),)


def _malformed(typed: str, catalog: ScopeCatalog) -> Finding:
    """Say why a word cannot be a scope, one reason per kind."""
    shown = _shown(typed)
    foreign = _FOREIGN.search(typed)
    if foreign:
        return Finding("!", f"{shown}: {_named(foreign.group())} cannot be in a scope.")
    parts = typed.split(".")
    if "" in parts:
        whole = ".".join(part for part in parts if part)
        repair = catalog.spelling(whole) or (whole if _FORM.fullmatch(whole) else None)
        return Finding("!", f"{shown} has a dot too many.", repair)
    if len(parts) < _MIN_PARTS:
        for service in catalog.services:
            whole = catalog.spelling(f"{service.prefix}.{typed}")
            if whole:
                return Finding("!", f"{shown} lacks the service in front: {whole}.", whole)
        count = "one part" if len(parts) == 1 else f"{len(parts)} parts"
        text = f"{shown} has only {count}; a scope has at least three: Service.group.OPERATION."
        return Finding("!", text)
    if len(parts) > _MAX_PARTS:
        text = f"{shown} has {len(parts)} parts; a scope has at most five. Is a comma missing?"
        return Finding("!", text)
    if not parts[-1].isalpha():
        text = f"{shown}: the last part is the operation, letters only, such as READ."
        return Finding("!", text)
    if not parts[0].isalnum():
        text = f"{shown}: the first part is the service, letters and digits only, such as Desk."
        return Finding("!", text)
    return Finding("!", f"{shown}: every part of a scope begins with a letter.")


def _unknown(typed: str, catalog: ScopeCatalog) -> Finding:
    """Say that a well-formed scope is not in the catalog, and offer what may be meant."""
    shown = _shown(typed)
    closest = catalog.closest(typed)
    if closest:
        return Finding("~", f"{shown}: did you mean {closest}? {WHOLE_LIST}", closest)
    service, group = catalog.service(typed.partition(".")[0]), catalog.group(typed)
    if service is None:
        text = f"{shown} is of a service whose scopes are not listed here; it is sent as typed."
        return Finding("~", f"{text} {WHOLE_LIST}")
    if group is None:
        text = f"{shown} is not among the {service.name} scopes known here."
    else:
        known = ", ".join(group.possible)
        text = f"{shown} is not known here; {service.prefix}.{group.name} has {known}."
    return Finding("~", f"{text} It is sent as typed. {WHOLE_LIST}")


def _folded(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return each scope once, where it first stood."""
    first: dict[str, str] = {}
    for scope in scopes:
        first.setdefault(scope.lower(), scope)
    return tuple(first.values())


def _repetitions(scopes: tuple[str, ...], sent: list[str]) -> Iterator[Finding]:
    counts = Counter(scope.lower() for scope in sent)
    for scope in scopes:
        count = counts[scope.lower()]
        if count > 1:
            times = "twice" if count == 2 else f"{count} times"
            yield Finding("~", f"{_shown(scope)} is in the list {times}; it is sent once.")


def _coverings(scopes: tuple[str, ...], catalog: ScopeCatalog) -> Iterator[Finding]:
    """Say which scopes another one of the list already includes.

    A wider one that may not exist covers nothing: it is the one to take out.
    """
    listed = {scope.lower(): scope for scope in scopes}
    for scope in scopes:
        group, _, operation = scope.rpartition(".")
        for wider, covered in _COVERED_BY.items():
            whole = listed.get(f"{group}.{wider}".lower())
            if whole and operation.upper() in covered and not _unverified(whole, catalog):
                yield Finding("~", f"{_shown(scope)} is already in {_shown(whole)}; it can go.")
                break


def _visible(text: str) -> str:
    """Return a text without zero width signs and byte order marks."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _named(sign: str) -> str:
    """Return a sign for a sentence; what a terminal would not print, by its number."""
    return f'"{sign}"' if sign.isprintable() else f"the invisible U+{ord(sign):04X}"


def _shown(text: str, most: int = 60) -> str:
    """Return pasted text for a sentence: short, and nothing that a terminal would obey."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text)
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."
