"""Scopes: read a list in whatever form people paste it, and say what is wrong with it.

A scope is `Service.group.OPERATION`, at times with one or two groups more. Zoho compares without
case, so the catalog's spelling can be sent for any other; but one scope that Zoho does not know
makes its page refuse the whole list (documented), so a guess is only ever offered.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from zdesk_tui import scope_text
from zdesk_tui.catalog import services
from zdesk_tui.catalog.scopes import OPERATIONS, PrefixAlias, Remark, ScopeCatalog, load
from zdesk_tui.findings import Finding

GUIDE = ("Desk.tickets.READ", "Desk.basic.READ", "Desk.contacts.READ")
"""The three that Zoho's guide begins with: enough to see organizations, tickets and contacts."""

OPENID_WORDS = ("openid", "email", "profile")
"""The OpenID Connect scopes: single words, which the accounts servers take beside the others."""

_MIN_PARTS, _MAX_PARTS = 3, 5
_FORM = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9_-]*){1,3}\.[A-Za-z]+")
_FOREIGN = re.compile(r"[^A-Za-z0-9._-]")

WHOLE_LIST = "One scope that Zoho does not know refuses the whole list."

MOST_WORDS = 2_000
"""More are no scope list: all that is known makes 1,663, and Zoho has been seen to take 187."""
MOST_LOOKED_UP = 40
"""Unknown scopes of one list that suggestions are looked up for; each takes up to a millisecond."""


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
    """One scope as typed, as it will be sent (None: it cannot be), and what to say about it.

    Where too many are unknown, the last are not looked up.
    """

    typed: str
    sent: str | None
    findings: tuple[Finding, ...] = ()
    looked_up: bool = True

    @property
    def repaired(self) -> str:
        repairs = [finding.repair for finding in self.findings if finding.repair]
        return repairs[-1] if repairs else self.sent or self.typed


# A screen asks for the same list several times at each key.
@lru_cache(maxsize=8)
def parse(text: str, service: str = "") -> ScopeList:
    """Read a list of scopes.

    Args:
        text: anything that `scope_text.words` reads.
        service: key of the connector's own service, for suggestions; scopes of others may stand
            in the list as well.
    """
    if not text.strip():
        return ScopeList((), (Finding("!", "Choose at least one scope; there is none here."),))
    words = scope_text.words(text)
    if words is None:
        return ScopeList(
            (), (Finding("!", "This address has no scope parameter; paste the list itself."),)
        )
    if _too_many(words):
        text = f"There are more than {MOST_WORDS} words here; paste the scope list alone."
        return ScopeList((), (Finding("!", text),))
    items = list(_items(words, service))
    if not items:
        return ScopeList((), (Finding("!", "There is no scope in this text."),))

    catalog = load()
    findings = [finding for item in items for finding in item.findings]
    sent = [item.sent for item in items if item.sent is not None]
    scopes = _folded(sent)
    findings += _repetitions(scopes, sent)
    findings += _coverings(scopes, catalog)
    findings += _taken_for_others(scopes, catalog)
    findings += _not_looked_up(items)
    if all(finding.mark == "+" for finding in findings):
        count = "One scope" if len(scopes) == 1 else f"{len(scopes)} scopes"
        findings.insert(0, Finding("+", f"{count}, in Zoho's own spelling."))
    findings += _of_others(scopes, service, catalog)
    return ScopeList(scopes, tuple(_warned_once(findings)))


def apply_repairs(text: str, service: str = "") -> str:
    """Return the list as `A,B,C` with every repair that `parse` offers.

    What cannot be repaired stays as typed, and so does a text without any scope.

    Args:
        text: as for `parse`.
        service: as for `parse`.
    """
    words = scope_text.words(text) or []
    items = [] if _too_many(words) else list(_items(words, service))
    return ",".join(_folded(item.repaired for item in items)) if items else text


def with_scope(text: str, scope: str) -> str:
    """Return the list as it was typed with one scope more; of an address only its list stays."""
    chunks = (" ".join(chunk) for chunk in scope_text.words(text) or [])
    return ",".join((*filter(None, chunks), scope))


def _too_many(words: list[list[str]]) -> bool:
    return sum(map(len, words)) > MOST_WORDS


def _items(chunks: list[list[str]], service: str) -> Iterator[_Item]:
    """Read every scope."""
    catalog = load()
    looked_up = 0
    for words in chunks:
        at = 0
        while at < len(words):
            size, whole = _torn(words[at : at + _MAX_PARTS], catalog)
            if whole:
                yield _torn_item(" ".join(words[at : at + size]), whole)
            elif _is_unknown(words[at], catalog):
                looked_up += 1
                may_look = looked_up <= MOST_LOOKED_UP
                findings = (_unknown(words[at], catalog, service),) if may_look else ()
                yield _Item(words[at], words[at], findings, looked_up=may_look)
            else:
                yield _item(words[at], catalog, service)
            at += size


def _torn(words: list[str], catalog: ScopeCatalog) -> tuple[int, str]:
    """Tell how many words make one scope that has blanks inside, and which; `(1, "")` for none."""
    first = words[0]
    if catalog.spelling(first):
        return 1, ""
    sizes = range(2, len(words) + 1)
    for size in sizes:
        some = words[:size]
        if catalog.spelling(some[-1]):
            break
        for glue in (".", ""):
            whole = catalog.spelling(_with_single_dots(glue.join(some)))
            if whole:
                return size, whole
    if _FORM.fullmatch(first) or first.lower() in OPENID_WORDS:
        return 1, ""
    for size in sizes:
        some = words[:size]
        if _FORM.fullmatch(some[-1]) or _complete(some[-2]):
            break
        whole = _with_single_dots(".".join(some))
        if _complete(some[-1]) and _FORM.fullmatch(whole):
            return size, whole
    return 1, ""


def _with_single_dots(text: str) -> str:
    return re.sub(r"\.+", ".", text)


def _complete(word: str) -> bool:
    """Tell whether a scope may end with this word."""
    return word.rpartition(".")[2].upper() in OPERATIONS


def _torn_item(typed: str, whole: str) -> _Item:
    text = f"{_shown(typed)} has a blank inside. Its parts make one scope with dots: {whole}."
    return _Item(typed, None, (Finding("!", text, whole),))


def _is_unknown(typed: str, catalog: ScopeCatalog) -> bool:
    """Tell whether a word has the form of a scope, and nothing is known of it."""
    known = catalog.spelling(typed) or catalog.remark(typed)
    return not known and _FORM.fullmatch(typed) is not None


def _item(typed: str, catalog: ScopeCatalog, service: str) -> _Item:
    """Judge a word that is known, or that cannot be a scope."""
    if typed.lower() in OPENID_WORDS:
        right = typed.lower()
        return _Item(typed, right, _respelled(typed, right, None))
    right = catalog.spelling(typed)
    remark = catalog.remark(typed)
    if remark and remark.kind == "refused":
        return _Item(typed, None, (_refused(typed, remark, catalog),))
    if right:
        alias = catalog.aliases.get(typed.partition(".")[0].lower())
        known = _remarked(right, remark) or _unverified(right, catalog)
        return _Item(typed, right, _respelled(typed, right, alias) + known)
    if remark:
        return _Item(typed, typed, (_doubtful(typed, remark, catalog),))
    return _Item(typed, None, (_malformed(typed, catalog, service),))


def _respelled(typed: str, right: str, alias: PrefixAlias | None) -> tuple[Finding, ...]:
    if typed == right:
        return ()
    prefix, wanted = typed.partition(".")[0], right.partition(".")[0]
    text = f"{typed} is written {right}."
    if prefix.lower() != wanted.lower():
        text = f"{typed} is written {right}: the service's prefix is {wanted}, not {prefix}."
    if alias and prefix != wanted:
        text += f" {alias.reason}."
    return (Finding("~", text, right),)


def _unverified(scope: str, catalog: ScopeCatalog) -> tuple[Finding, ...]:
    group = catalog.group(scope)
    if group is None or scope.rpartition(".")[2] in group.operations:
        return ()
    seen = f"seen so far: {', '.join(group.operations)}" if group.operations else "none seen so far"
    text = f"{scope} may not exist ({seen}). It is sent as it is. {WHOLE_LIST}"
    return (Finding("~", text),)


def _remarked(scope: str, remark: Remark | None) -> tuple[Finding, ...]:
    """Say what is known of a scope that is in the catalog."""
    if remark is None:
        return ()
    if remark.kind == "narrow":
        return (Finding("+", remark.reason),)
    text = f"{scope} is doubtful. {remark.reason} It is sent as it is. {WHOLE_LIST}"
    return (Finding("~", text),)


def _refused(typed: str, remark: Remark, catalog: ScopeCatalog) -> Finding:
    """Say that Zoho does not take a scope, and why."""
    text = f"{_shown(typed)} is refused by Zoho."
    group, meant = catalog.group(typed), catalog.closest(typed)
    if remark.reason:
        text += f" {remark.reason}"
    elif group:
        name = catalog.named(typed.rpartition(".")[0])
        text += f" {name} has {', '.join(group.possible)}."
    if meant:
        text += f" Did you mean {meant}?"
    return Finding("!", text, meant or None)


def _doubtful(typed: str, remark: Remark, catalog: ScopeCatalog) -> Finding:
    """Say that a scope which programs use is not in the catalog, and why."""
    reason = remark.reason or "It is not in Zoho's lists, as far as is known here."
    text = f"{_shown(typed)} is doubtful. {reason}"
    meant = catalog.closest(typed)
    text += f" Did you mean {meant}?" if meant else f" It is sent as typed. {WHOLE_LIST}"
    return Finding("~", text, meant or None)


def _malformed(typed: str, catalog: ScopeCatalog, service: str) -> Finding:
    """Say why a word cannot be a scope, one reason per kind."""
    shown = _shown(typed)
    foreign = _FOREIGN.search(typed)
    if foreign:
        meant = catalog.by_letters(typed)
        hint = f" Did you mean {meant}?" if meant else ""
        text = f"{shown}: {_named(foreign.group())} cannot be in a scope.{hint}"
        return Finding("!", text, meant or None)
    parts = typed.split(".")
    if "" in parts:
        whole = ".".join(part for part in parts if part)
        repair = catalog.by_letters(whole) or (whole if _FORM.fullmatch(whole) else None)
        return Finding("!", f"{shown} has a dot too many.", repair)
    if len(parts) > _MAX_PARTS:
        text = f"{shown} has {len(parts)} parts; a scope has at most five. Is a comma missing?"
        return Finding("!", text)
    missing = _missing_part(typed, catalog, service)
    if missing:
        return missing
    if len(parts) < _MIN_PARTS:
        count = "one part" if len(parts) == 1 else f"{len(parts)} parts"
        text = f"{shown} has only {count}; a scope has at least three: Service.group.OPERATION."
        return Finding("!", text)
    if not parts[-1].isalpha():
        text = f"{shown}: the last part is the operation, letters only, such as READ."
        return Finding("!", text)
    if not parts[0].isalnum():
        text = f"{shown}: the first part is the service, letters and digits only, such as Desk."
        return Finding("!", text)
    return Finding("!", f"{shown}: every part of a scope begins with a letter.")


def _missing_part(typed: str, catalog: ScopeCatalog, service: str) -> Finding | None:
    """Say which part of a known scope is missing, if that can be told."""
    shown = _shown(typed)
    if whole := catalog.by_letters(typed):
        return Finding("!", f"{shown} lacks a dot: {whole}.", whole)
    if group := catalog.without_operation(typed):
        name, found = group
        whole = f"{name}.{found.narrowest}"
        text = f"{shown} lacks the operation: {', '.join(found.possible)}. {whole} permits least."
        return Finding("!", text, whole)
    for part, wholes in (
        ("service in front", catalog.without_service(typed, service)),
        ("group in the middle", catalog.without_group(typed)),
    ):
        if len(wholes) == 1:
            return Finding("!", f"{shown} lacks the {part}: {wholes[0]}.", wholes[0])
        if wholes:
            return Finding("!", f"{shown} lacks the {part}, such as {' or '.join(wholes[:3])}.")
    return None


def _unknown(typed: str, catalog: ScopeCatalog, own: str) -> Finding:
    """Say that a well-formed scope is not in the catalog, and offer what may be meant."""
    shown = _shown(typed)
    closest = catalog.closest(typed, own)
    if closest:
        return Finding("~", f"{shown}: did you mean {closest}? {WHOLE_LIST}", closest)
    prefix, _, within = typed.partition(".")
    service, group, family = catalog.service(prefix), catalog.group(typed), catalog.family(typed)
    if service is None:
        text = f"{shown} is of a service whose scopes are not listed here; it is sent as typed."
        return Finding("~", f"{text} {WHOLE_LIST}")
    if group:
        name = typed.rpartition(".")[0]
        text = f"{shown} is not known here; {catalog.named(name)} has {', '.join(group.possible)}."
    elif family:
        known = ", ".join(family.modules)
        text = f"{shown} is of a module that is not known here. Known are {known}."
    else:
        text = f"{shown} is not among the {service.name} scopes known here."
    if prefix.lower() != service.prefix.lower():
        right = f"{service.prefix}.{within}"
        return Finding("~", f"{text} Its prefix is {service.prefix}, not {prefix}: {right}.", right)
    return Finding("~", f"{text} It is sent as typed. {WHOLE_LIST}")


def _not_looked_up(items: list[_Item]) -> Iterator[Finding]:
    count = sum(not item.looked_up for item in items)
    if count:
        text = f"{count} more are not known here; no suggestion was looked up for them."
        yield Finding("~", f"{text} They are sent as typed. {WHOLE_LIST}")


def _warned_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, of which only the first says that the whole list may be refused."""
    warned = False
    for finding in findings:
        if warned:
            yield replace(finding, text=finding.text.removesuffix(f" {WHOLE_LIST}"))
        else:
            yield finding
        warned = warned or finding.text.endswith(WHOLE_LIST)


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
        for wider in catalog.wider(scope):
            whole = listed.get(wider.lower())
            if whole and whole != scope and catalog.is_certain(whole):
                yield Finding("~", f"{_shown(scope)} is already in {_shown(whole)}; it can go.")
                break


def _taken_for_others(scopes: tuple[str, ...], catalog: ScopeCatalog) -> Iterator[Finding]:
    """Say which groups an ALL does not reach though they are called alike."""
    listed = {scope.rpartition(".")[0].lower() for scope in scopes}
    for scope in scopes:
        remark, siblings = catalog.remark(scope), catalog.siblings(scope)
        alone = listed.isdisjoint(name.lower() for name in siblings)
        sweeping = scope.upper().endswith(".ALL") and catalog.is_certain(scope)
        if sweeping and siblings and alone and remark is None:
            several = "are groups of their own" if len(siblings) > 1 else "is a group of its own"
            text = f"{scope} is not known to reach {' and '.join(siblings)}, which {several}."
            yield Finding("+", text)


def _of_others(scopes: tuple[str, ...], own: str, catalog: ScopeCatalog) -> Iterator[Finding]:
    """Say which scopes are of a service that is neither the connector's own nor goes with it."""
    about = services.of(own)
    near = {prefix.lower() for prefix in (about.prefix, *about.related_prefixes)}
    others: dict[str, list[str]] = {}
    for scope in scopes:
        row = catalog.service(scope.partition(".")[0])
        if row and row.prefix.lower() not in near and services.of(row.key).kind == "product":
            others.setdefault(row.name, []).append(scope)
    if not about.prefix or not others:
        return
    if not any(scope.partition(".")[0].lower() == about.prefix.lower() for scope in scopes):
        yield Finding("~", f"No scope of {about.name}, this connector's service, is in the list.")
    for name, some in others.items():
        if len(some) == 1:
            yield Finding("+", f"{some[0]} belongs to {name}; it is sent along.")
        else:
            yield Finding("+", f"{len(some)} scopes belong to {name}; they are sent along.")


def _named(sign: str) -> str:
    """Return a sign for a sentence; what a terminal would not print, by its number."""
    return f'"{sign}"' if sign.isprintable() else f"the invisible U+{ord(sign):04X}"


def _shown(text: str, most: int = 60) -> str:
    """Return pasted text for a sentence: short, and nothing that a terminal would obey."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text[: most + 1])
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."
