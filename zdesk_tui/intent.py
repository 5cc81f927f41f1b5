"""Scopes by intent: what a list opens, and the least that allows what somebody wants to do.

An operation asks for one scope of each of its choices (`Operation.choices`). So the least for
several operations is a hitting set: of every choice at least one scope, as few as possible, and of
equally few those that open the fewest operations. Only scopes that the descriptions name are looked
at, and of those an `ALL` or `WRITE` only where nothing narrower is named: `READ` and `UPDATE` are
never exchanged for one `ALL`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from zdesk_tui.catalog import operations as known
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.catalog.scopes import load
from zdesk_tui.catalog.wording import Match
from zdesk_tui.catalog.wording import wanted as telling_words

MOST_TRIED = 20_000
"""Sets that are tried for one answer; beyond, the best one so far is taken. About half a second."""

_BETWEEN_WISHES = re.compile(r"[,;\n.]+|\b(?:and|then|also|plus)\b|&", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one scope of an answer is for.

    Args:
        scope: which.
        operations: those that ask for it.
    """

    scope: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The least that allows some operations.

    Args:
        reasons: every scope of the list, with what it is for, in the operations' order.
        free: operations for which Zoho's description names no scope.
        exact: whether nothing smaller exists; not proven where too many sets were possible.
    """

    reasons: tuple[Reason, ...]
    free: tuple[Operation, ...]
    exact: bool

    @property
    def scopes(self) -> tuple[str, ...]:
        """The list."""
        return tuple(reason.scope for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Lacking:
    """An operation that a list does not allow.

    Args:
        operation: which.
        scopes: the least that has to be added.
        taken_for: scopes of the list that look as if they reached it; theirs is another group that
            is called alike.
    """

    operation: Operation
    scopes: tuple[str, ...]
    taken_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a list of scopes opens.

    Args:
        operations: all that it allows; those that need no scope are left out.
        beyond: those of them that nobody asked for.
        lacking: those that somebody asked for and it does not allow.
    """

    operations: tuple[Operation, ...]
    beyond: tuple[Operation, ...]
    lacking: tuple[Lacking, ...]


def allows(scopes: Iterable[str], operation: Operation) -> bool:
    """Tell whether a grant of these scopes is enough for an operation.

    Args:
        scopes: in any case.
        operation: one that names no scope is always allowed.
    """
    held = _held(scopes)
    return all(_meets(held, choice) for choice in operation.choices)


def missing(scopes: Iterable[str], operation: Operation) -> tuple[str, ...]:
    """Return the least that has to be added to a list for an operation; nothing if it is enough.

    Args:
        scopes: in any case.
        operation: which.
    """
    held = _held(scopes)
    unmet = [choice for choice in operation.choices if not _meets(held, choice)]
    return _fewest(unmet, _table((operation.service,)))[0] if unmet else ()


def not_granted(asked: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Return what was asked for and is in no granted scope.

    Args:
        asked: scopes in any case.
        granted: those that Zoho's answer lists, in any case.
    """
    held = _held(granted)
    return tuple(scope for scope in asked if not _meets(held, (scope,)))


def smallest(operations: Iterable[Operation]) -> Answer:
    """Return the smallest list of scopes that allows all of these operations.

    Args:
        operations: in the order in which the answer is to name them.
    """
    wanted = tuple(dict.fromkeys(operations))
    table = _table(tuple(sorted({operation.service for operation in wanted})))
    scopes, exact = _fewest([choice for one in wanted for choice in one.choices], table)
    used: dict[str, dict[Operation, None]] = {}
    for operation in wanted:
        for choice in operation.choices:
            # A scope that the description names comes before a wider one that includes it.
            met = [one for one in scopes if one in choice] or [
                one for one in scopes if _meets(_held([one]), choice)
            ]
            used.setdefault(met[0], {})[operation] = None
    return Answer(
        reasons=tuple(Reason(scope, tuple(some)) for scope, some in used.items()),
        free=tuple(operation for operation in wanted if not operation.choices),
        exact=exact,
    )


def opens(scopes: Iterable[str], chosen: Iterable[Operation] = ()) -> Opened:
    """Return what a list opens, as far as operations are known, and how that differs from a wish.

    Args:
        scopes: in any case.
        chosen: what somebody wants to do.
    """
    catalog = load()
    listed, wanted = tuple(scopes), tuple(dict.fromkeys(chosen))
    services = [catalog.service(scope.partition(".")[0]) for scope in listed]
    keys = dict.fromkeys(
        (*(row.key for row in services if row), *(operation.service for operation in wanted))
    )
    modules = tuple(dict.fromkeys(filter(None, map(catalog.module, listed))))
    held = _held(listed)
    opened = tuple(
        found
        for key in keys
        for operation in known.of(key)
        if operation.choices
        for found in _opened(operation, held, modules)
    )
    asked = {_told_apart(operation) for operation in wanted}
    lacks = ((operation, missing(held, operation)) for operation in wanted)
    return Opened(
        operations=opened,
        beyond=tuple(one for one in opened if _told_apart(one) not in asked),
        lacking=tuple(
            Lacking(operation, some, _taken_for(listed, some)) for operation, some in lacks if some
        ),
    )


def _told_apart(operation: Operation) -> tuple[str, str, str]:
    """Return what tells an operation from others: a module is the same in capital letters."""
    return (operation.service, operation.identifier, operation.title.casefold())


def _taken_for(listed: tuple[str, ...], lacking: tuple[str, ...]) -> tuple[str, ...]:
    catalog = load()
    alike = {name.lower() for scope in lacking for name in catalog.siblings(scope)}
    return tuple(scope for scope in listed if scope.rpartition(".")[0].lower() in alike)


def _opened(
    operation: Operation, held: frozenset[str], modules: tuple[str, ...]
) -> tuple[Operation, ...]:
    """Return the operation where it is open, or what is open of it for single modules."""
    if all(_meets(held, choice) for choice in operation.choices):
        return (operation,)
    narrowed = (operation.in_module(word) for word in modules)
    return tuple(one for one in narrowed if all(_meets(held, choice) for choice in one.choices))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a few words are taken for.

    Args:
        text: the words.
        operation: the one that fits best, or None where none does.
        others: the next ones, the best first.
        matched: the words of it that stand at the best one, with those that stand there; none
            where it was called by its identifier.
    """

    text: str
    operation: Operation | None
    others: tuple[Operation, ...] = ()
    matched: tuple[Match, ...] = ()


def understood(text: str, service: str | None = None) -> tuple[Wish, ...]:
    """Return what a sentence asks for, such as `read tickets and reply to them`.

    Args:
        text: identifiers of operations, or wishes with commas, line breaks or an "and" between
            them.
        service: key of the one that is meant, or None for every one.
    """
    whole = _named(text, service)
    if whole:
        return (Wish(text.strip(), whole),)
    parts = (part.strip() for part in _BETWEEN_WISHES.split(text))
    return tuple(_understood(part, service) for part in parts if part)


def _understood(text: str, service: str | None) -> Wish:
    named = _named(text, service)
    if named:
        return Wish(text, named)
    telling = len(telling_words(text))
    # What has only one word of many in common is something else.
    hits = [hit for hit in known.search(text, service) if 2 * len(hit.matched) >= telling]
    if not hits:
        return Wish(text, None)
    best, *others = hits
    return Wish(text, best.operation, tuple(hit.operation for hit in others), best.matched)


def _named(text: str, service: str | None) -> Operation | None:
    keys = known.services() if service is None else (service,)
    return next(filter(None, (known.find(key, text) for key in keys)), None)


def _held(scopes: Iterable[str]) -> frozenset[str]:
    catalog = load()
    return frozenset((catalog.spelling(scope) or scope).lower() for scope in scopes)


def _meets(held: frozenset[str], choice: tuple[str, ...]) -> bool:
    return any(not held.isdisjoint(_including(scope)) for scope in choice)


@cache
def _including(scope: str) -> frozenset[str]:
    """Return a scope and those that include it, in small letters."""
    return frozenset(one.lower() for one in (scope, *load().wider(scope)))


class _Table:
    """What every scope opens of some services.

    Args:
        operations: all of them.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._opened: dict[str, int] = {}
        self._alone = 0
        self._together: list[int] = []
        at = 0
        for operation in operations:
            choices = operation.choices
            for offset, choice in enumerate(choices):
                bit = 1 << (at + offset)
                for scope in set().union(*map(_including, choice)):
                    self._opened[scope] = self._opened.get(scope, 0) | bit
            if len(choices) == 1:
                self._alone |= 1 << at
            elif choices:
                self._together.append(((1 << len(choices)) - 1) << at)
            at += len(choices)

    def opened(self, scope: str) -> int:
        """Return the choices that a scope meets, one bit each."""
        return self._opened.get(scope.lower(), 0)

    def count(self, met: int) -> int:
        """Return how many operations are open when these choices are met."""
        together = sum(met & every == every for every in self._together)
        return (met & self._alone).bit_count() + together

    def worth(self, choice: tuple[str, ...]) -> tuple[str, ...]:
        """Return the scopes of a choice that somebody should be given.

        Those that Zoho refuses are left out, and a sweeping one where another opens less.
        """
        allowed = [one for one in choice if not _refused(one)] or list(choice)
        return tuple(
            one
            for one in allowed
            if not (_sweeping(one) and any(self._is_wider(one, other) for other in allowed))
        )

    def _is_wider(self, one: str, than: str) -> bool:
        more, less = self.opened(one), self.opened(than)
        # `settings.ALL` is wider than `settings.modules.ALL`, which it stands beside.
        within = than.lower().startswith(f"{one.rpartition('.')[0].lower()}.")
        return one != than and (within or (more != less and more & less == less))


@cache
def _table(services: tuple[str, ...]) -> _Table:
    return _Table(operation for key in services for operation in known.of(key))


def _refused(scope: str) -> bool:
    remark = load().remark(scope)
    return remark is not None and remark.kind == "refused"


def _sweeping(scope: str) -> bool:
    return scope.rpartition(".")[2].upper() in ("ALL", "WRITE")


def _rank(scope: str) -> tuple[bool, bool, str]:
    """Return by what scopes are told apart that open the same number of operations."""
    return not load().is_certain(scope), _sweeping(scope), scope


def _fewest(choices: list[tuple[str, ...]], table: _Table) -> tuple[tuple[str, ...], bool]:
    """Return the fewest scopes that meet every choice, and whether that is proven."""
    worth = {scope for choice in dict.fromkeys(choices) for scope in table.worth(choice)}
    scopes = sorted(worth, key=_rank)
    meeting = [
        [at for at, scope in enumerate(scopes) if _meets(frozenset({scope.lower()}), choice)]
        for choice in dict.fromkeys(choices)
    ]
    search = _Search(meeting, [table.opened(scope) for scope in scopes], table)
    return tuple(scopes[at] for at in sorted(search.best)), search.exact


class _Search:
    """The best hitting set, by branch and bound.

    Args:
        meeting: of each choice, the numbers of the scopes that meet it, the preferred first.
        opened: of each scope, what it opens.
        table: counts what a set opens.
    """

    def __init__(self, meeting: list[list[int]], opened: list[int], table: _Table) -> None:
        self._opened = opened
        self._table = table
        self._tried = 0
        self.exact = True
        hits = [0] * len(opened)
        for bit, some in enumerate(meeting):
            for at in some:
                hits[at] |= 1 << bit
        self._hits = hits
        kept = self._worthwhile()
        narrowed = {frozenset(some) & kept for some in meeting}
        # Where one choice is met, so is each that more scopes meet.
        self._choices = sorted(
            (sorted(some) for some in narrowed if not any(other < some for other in narrowed)),
            key=lambda some: (len(some), some),
        )
        self.best = self._greedy()
        self._best_count = self._count(self.best)
        self._try((), 0, self._choices)

    def _worthwhile(self) -> frozenset[int]:
        """Return the scopes without those that another one replaces and opens no more."""
        kept: list[int] = []
        for at, hits in enumerate(self._hits):
            opened = self._opened[at]
            if not any(self._replaces(other, hits, opened) for other in kept):
                kept = [
                    one
                    for one in kept
                    if not self._replaces(at, self._hits[one], self._opened[one])
                ]
                kept.append(at)
        return frozenset(kept)

    def _replaces(self, at: int, hits: int, opened: int) -> bool:
        return hits & self._hits[at] == hits and self._opened[at] & opened == self._opened[at]

    def _greedy(self) -> tuple[int, ...]:
        chosen: list[int] = []
        left = self._choices
        while left:
            counts: dict[int, int] = {}
            for some in left:
                for at in some:
                    counts[at] = counts.get(at, 0) + 1
            at = max(counts, key=lambda one: (counts[one], -self._opened[one].bit_count(), -one))
            chosen.append(at)
            left = [some for some in left if at not in some]
        return tuple(chosen)

    def _count(self, chosen: Iterable[int]) -> int:
        met = 0
        for at in chosen:
            met |= self._opened[at]
        return self._table.count(met)

    def _try(self, chosen: tuple[int, ...], met: int, left: list[list[int]]) -> None:
        """Look for a better set among those that begin with some scopes.

        Args:
            chosen: those that are in.
            met: what they open.
            left: the choices that they do not meet, without the scopes that are out.
        """
        self._tried += 1
        if self._tried > MOST_TRIED:
            self.exact = False
            return
        if not left:
            count = self._table.count(met)
            if (len(chosen), count) < (len(self.best), self._best_count):
                self.best, self._best_count = chosen, count
            return
        needed = len(chosen) + _apart(left)
        if needed > len(self.best):
            return
        if needed == len(self.best) and self._table.count(met) >= self._best_count:
            return
        out: set[int] = set()
        for at in min(left, key=len):
            rest = [[one for one in some if one not in out] for some in left if at not in some]
            if all(rest):
                self._try((*chosen, at), met | self._opened[at], rest)
            # The sets with this one are done with.
            out.add(at)


def _apart(choices: list[list[int]]) -> int:
    """Return how many scopes are needed at least: choices that have none in common."""
    seen: set[int] = set()
    count = 0
    for some in sorted(choices, key=len):
        if seen.isdisjoint(some):
            seen.update(some)
            count += 1
    return count
