"""Picking scopes: rows to choose from, and the list that follows what is chosen.

The text of the list is the one truth; operations that somebody wants stand beside it. Each of the
three ways (a row of groups, an operation, the text itself) changes the same two values.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from zdesk_tui import intent, presets, scope_offers, scope_text, scopes
from zdesk_tui.catalog.operations import Operation, find
from zdesk_tui.catalog.scopes import ScopeGroup, load
from zdesk_tui.catalog.wording import Match

COLUMNS = ("READ", "CREATE", "UPDATE", "DELETE", "ALL")
"""The words that most groups have; the others of a group stand in one column more."""

MOST_GROUPS, MOST_OTHERS = 8, 20
"""Groups, and operations that fit less well, that one search brings at most."""

_BETWEEN = ":"
"""Stands between the identifier of a wanted operation and the module that it is confined to."""

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)+")

Held = Literal["", "listed", "included"]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of scopes; one that spans modules has a row for each.

    Args:
        name: with its prefix, such as `Desk.tickets`.
        group: which.
        matched: why it was found.
    """

    name: str
    group: ScopeGroup
    matched: tuple[Match, ...] = ()

    @property
    def short(self) -> str:
        """The name without the service's prefix."""
        return self.name.partition(".")[2]

    @property
    def others(self) -> tuple[str, ...]:
        """The words of this group that have no column of their own."""
        return tuple(word for word in self.group.possible if word.upper() not in COLUMNS)

    def scope(self, column: int) -> str:
        """Return the scope that stands in a column, or "" where the group has none there."""
        words = (*COLUMNS, *self.others)
        word = self.group.operation(words[column]) if column < len(words) else ""
        return f"{self.name}.{word}" if word else ""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation.

    Args:
        key: what it is kept as.
        operation: which, confined to a module where one was named.
        best: whether it is what a part of the sentence most likely means.
        matched: why it was found.
    """

    key: str
    operation: Operation
    best: bool
    matched: tuple[Match, ...] = ()


Row = GroupRow | OperationRow


@dataclass(frozen=True, slots=True)
class Search:
    """What a sentence brings.

    Args:
        rows: those to choose from.
        unknown: parts of the sentence that no operation here fits.
    """

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()

    @property
    def best(self) -> tuple[str, ...]:
        """Keys of the operations that the sentence most likely means."""
        return tuple(row.key for row in self.rows if isinstance(row, OperationRow) and row.best)


@dataclass(frozen=True, slots=True)
class Picks:
    """What is picked so far.

    Args:
        service: key of the connector's own one.
        text: the list as it was typed.
        wanted: keys of the operations that somebody wants.
    """

    service: str
    text: str = ""
    wanted: tuple[str, ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The list as it will be sent."""
        return scopes.parse(self.text, self.service).scopes

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that are wanted; those that are not known here are left out."""
        found = (operation_of(self.service, key) for key in self.wanted)
        return tuple(one for one in found if one)

    @property
    def lacking(self) -> tuple[Operation, ...]:
        """Those of them that the list does not allow."""
        listed = self.scopes
        return tuple(one for one in self.operations if not intent.allows(listed, one))

    def held(self, scope: str) -> Held:
        """Tell whether a scope is in the list, or another one of the list includes it."""
        if scope.lower() in _listed(self.text, self.service):
            return "listed"
        return "included" if self.including(scope) else ""

    def including(self, scope: str) -> str:
        """Return the scope of the list that includes another one, or ""."""
        listed = _listed(self.text, self.service)
        return next((one for one in load().wider(scope) if one.lower() in listed), "")

    def with_scopes(self, some: Iterable[str]) -> "Picks":
        """Return them with scopes more; what the list includes already is not repeated."""
        text = self.text
        for scope in intent.not_granted(some, self.scopes):
            text = _added(text, scope, self.service)
        return replace(self, text=text)

    def without_scopes(self, some: Iterable[str]) -> "Picks":
        """Return them without some scopes; all else stays as it was typed."""
        text = self.text
        for scope in some:
            text = _removed(text, scope, self.service)
        return replace(self, text=text)

    def toggled(self, scope: str) -> "Picks":
        """Return them with a scope that was not in the list, or without one that was."""
        if self.held(scope) == "listed":
            return self.without_scopes((scope,))
        return replace(self, text=_added(self.text, scope, self.service))

    def wanting(self, keys: Iterable[str]) -> "Picks":
        """Return them with operations more, and the least that allows all that are wanted."""
        return self._wanting(tuple(dict.fromkeys((*self.wanted, *keys))))

    def not_wanting(self, key: str) -> "Picks":
        """Return them without an operation, and without the scopes that only it needed."""
        return self._wanting(tuple(one for one in self.wanted if one != key))

    def _wanting(self, wanted: tuple[str, ...]) -> "Picks":
        after = replace(self, wanted=wanted)
        needed, before = _smallest(after), _smallest(self)
        gone = [scope for scope in before if scope not in needed]
        return after.without_scopes(gone).with_scopes(needed)


# A matrix asks for every cell that is in view.
@lru_cache(maxsize=4)
def _listed(text: str, service: str) -> frozenset[str]:
    return frozenset(scope.lower() for scope in scopes.parse(text, service).scopes)


def _smallest(picks: Picks) -> tuple[str, ...]:
    return intent.smallest(picks.operations).scopes


def operation_of(service: str, key: str) -> Operation | None:
    """Return the operation that was kept as this key, or None.

    Args:
        service: key of the service.
        key: the identifier, at times with a module behind a colon.
    """
    identifier, _, module = key.partition(_BETWEEN)
    found = find(service, identifier)
    return found.in_module(module) if found else None


@cache
def matrix(service: str) -> tuple[GroupRow, ...]:
    """Return every group of a service, those that most presets use first.

    Args:
        service: key, as in a connector file.
    """
    row = load().of(service)
    if row is None:
        return ()
    groups = sorted(row.groups, key=lambda group: not group.common)
    # What stands for every module by its name comes after what stands alone.
    alone = [group for group in groups if not group.modules]
    families = [group for group in groups if group.modules]
    # A module of a family may be a group of its own as well; the family has more words.
    rows: dict[str, GroupRow] = {}
    for group in (*alone, *families):
        for name in group.names:
            rows[f"{row.prefix}.{name}"] = GroupRow(f"{row.prefix}.{name}", group)
    used = Counter(
        scope.rpartition(".")[0] for preset in presets.of(service) for scope in preset.scopes
    )
    # Those that as many use stay in the order of the presets.
    common = [rows.pop(name) for name, _ in used.most_common() if name in rows]
    return (*common, *rows.values())


def search(words: str, service: str) -> Search:
    """Return the operations and groups that a sentence asks for, those it likely means first.

    Args:
        words: such as `list tickets, read a contact and send a reply`; the last may be half typed.
        service: key, as in a connector file.
    """
    wishes = intent.understood(words, service)
    best = {
        row.key: row
        for wish in wishes
        if wish.operation
        for row in [_row(wish.operation, wish.text, matched=wish.matched, best=True)]
    }
    others: dict[str, OperationRow] = {}
    for wish in wishes:
        for operation in wish.others[: MOST_OTHERS // len(wishes)]:
            row = _row(operation, wish.text)
            if row.key not in best:
                others.setdefault(row.key, row)
    unknown = (wish.text for wish in wishes if wish.operation is None)
    # A name alone, such as tickets, asks for the group as much as for what is done with it.
    return Search(
        (*best.values(), *_groups(words, service), *others.values()),
        tuple(text for text in unknown if not scope_offers.search(text, service)),
    )


def _groups(words: str, service: str) -> list[GroupRow]:
    found: list[GroupRow] = []
    named = {row.name: row for row in matrix(service)}
    wanted = words.lower().split()
    for hit in scope_offers.search(words, service)[:MOST_GROUPS]:
        if hit.group.name in named:
            names = [hit.group.name]
        else:
            modules = hit.group.modules
            asked = [one for one in modules if any(_same(one, word) for word in wanted)]
            names = [hit.group.name.replace("{module}", one) for one in asked or modules[:1]]
        found += [replace(named[name], matched=hit.matched) for name in names if name in named]
    return found


def _row(
    operation: Operation, words: str, *, matched: tuple[Match, ...] = (), best: bool = False
) -> OperationRow:
    key = operation.identifier
    if operation.is_of_a_module and (module := _module(words, operation.service)):
        key, operation = f"{key}{_BETWEEN}{module}", operation.in_module(module)
    return OperationRow(key, operation, best, matched)


def _module(words: str, service: str) -> str:
    """Return the module that a few words name, as the API calls it, or ""."""
    wanted = words.lower().split()
    row = load().of(service)
    modules = (one for group in (row.groups if row else ()) for one in group.modules)
    found = (one for one in modules if any(_same(one, word) for word in wanted))
    return next((one[:1].upper() + one[1:] for one in found), "")


def _same(module: str, word: str) -> bool:
    return word in (module.lower(), module.lower().removesuffix("s"))


def _added(text: str, scope: str, service: str) -> str:
    """Return a list with one scope more, as little changed as its form allows."""
    before = scopes.parse(text, service).scopes
    if not text.strip():
        return scope
    longer = f"{text.rstrip().rstrip(',')},\n{scope}"
    # A URL or a JSON array ends with something else than its last scope.
    if scopes.parse(longer, service).scopes == (*before, scope):
        return longer
    return scopes.with_scope(text, scope)


def _removed(text: str, scope: str, service: str) -> str:
    """Return a list without one scope, as little changed as its form allows."""
    before = scopes.parse(text, service).scopes
    left = tuple(one for one in before if one.lower() != scope.lower())
    if left == before:
        return text
    catalog = load()
    shorter = text
    for found in reversed(list(_TOKEN.finditer(text))):
        if (catalog.spelling(found[0]) or found[0]).lower() == scope.lower():
            shorter = _cut(shorter, found.start(), found.end())
    if scopes.parse(shorter, service).scopes == left:
        return shorter
    chunks = (" ".join(chunk) for chunk in scope_text.words(text) or [])
    kept = (one for one in chunks if (catalog.spelling(one) or one).lower() != scope.lower())
    return ",".join(filter(None, kept))


def _cut(text: str, start: int, end: int) -> str:
    """Return a text without a part, and without one separator beside it."""
    after = re.match(r"[ \t]*,?\s*", text[end:])
    head, rest = text[:start], text[end + (after.end() if after else 0) :]
    return head + rest if rest.strip() else re.sub(r"[\s,]+\Z", "", head)
