"""The scopes that are known here, read from the package data on first use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from zdesk_tui.catalog import services
from zdesk_tui.catalog.wording import one_slip

_COVERED_BY = {
    "ALL": ("READ", "CREATE", "UPDATE", "DELETE", "WRITE"),
    "WRITE": ("CREATE", "UPDATE", "DELETE"),
}
OPERATIONS = ("ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE", "CUSTOM")
LONGEST = 100
"""Characters of a text that may be a misspelled scope; the longest known one has 50."""

Evidence = Literal["oas", "docs", "probe", "code", "unsure"]
"""The strongest source of a group: Zoho's own API description, its pages, its server's answer to a
trial, a working program, or general knowledge."""


@dataclass(frozen=True, slots=True)
class ScopeGroup:
    """What one service calls a group, such as `tickets`.

    Args:
        name: in Zoho's spelling; one or two parts, such as `tickets` or `activities.calls`. The
            last part `{module}` stands for any of `modules`.
        operations: those that Zoho's own pages or working programs show.
        unverified_operations: those that only the pattern of the other groups suggests.
        description: a few words for people.
        evidence: the strongest source.
        common: whether most people want it.
        modules: the known words for the last part, where that is a module's name.
    """

    name: str
    operations: tuple[str, ...]
    unverified_operations: tuple[str, ...]
    description: str
    evidence: Evidence
    common: bool
    modules: tuple[str, ...]

    @property
    def possible(self) -> tuple[str, ...]:
        """All operations, the unverified ones last."""
        return self.operations + self.unverified_operations

    @property
    def names(self) -> tuple[str, ...]:
        """The name, or one for each module."""
        return tuple(f"{self.whole}.{word}" for word in self.modules) or (self.name,)

    @property
    def whole(self) -> str:
        """The group that spans every module; "" where the last part is no module."""
        return self.name.rpartition(".")[0] if self.modules else ""

    def operation(self, word: str) -> str:
        """Return an operation in the catalog's spelling, or "" when the group has no such."""
        wanted = word.lower()
        return next((one for one in self.possible if one.lower() == wanted), "")

    @property
    def narrowest(self) -> str:
        """The operation that permits least: reading, where there is such."""
        return self.operation("READ") or self.possible[0]


@dataclass(frozen=True, slots=True)
class ScopeService:
    """One service and its groups.

    Args:
        key: as in a connector file, such as `desk`.
        name: for people.
        prefix: the first part of its scopes, such as `Desk`.
        full_access: scopes that cover all others of this service.
        groups: in the catalog's order.
    """

    key: str
    name: str
    prefix: str
    full_access: tuple[str, ...]
    groups: tuple[ScopeGroup, ...]


@dataclass(frozen=True, slots=True)
class PrefixAlias:
    """A prefix that people and guides write.

    Args:
        wrong: as it is written.
        right: what Zoho has.
        reason: in a few words.
    """

    wrong: str
    right: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What is known of one scope.

    Args:
        scope: which.
        kind: `refused` by Zoho, `doubtful`, or `narrow`: it opens less than its name suggests.
        reason: a sentence or two, or "".
    """

    scope: str
    kind: Literal["refused", "doubtful", "narrow"]
    reason: str


@dataclass(frozen=True)
class ScopeCatalog:
    """Every service whose scopes are known here.

    Args:
        services: in the catalog's order.
        aliases: by the wrong prefix in small letters.
        remarks: by the scope in small letters.
    """

    services: tuple[ScopeService, ...]
    aliases: dict[str, PrefixAlias]
    remarks: dict[str, Remark]

    def service(self, prefix: str) -> ScopeService | None:
        """Return the service that this prefix stands for, in any case and old spelling, or None."""
        alias = self.aliases.get(prefix.lower())
        return self._by_prefix.get((alias.right if alias else prefix).lower())

    def of(self, key: str) -> ScopeService | None:
        """Return the service of this key, or None."""
        return next((row for row in self.services if row.key == key), None)

    def spelling(self, scope: str) -> str:
        """Return a scope as the catalog writes it, or "" when it is not in there."""
        whole, _, operation = scope.rpartition(".")
        group = self.group(scope)
        word = group.operation(operation) if group else ""
        return f"{self.named(whole)}.{word}" if word else ""

    def named(self, name: str) -> str:
        """Return a prefix with a group in the catalog's spelling, or as it is."""
        found = self._group_names.get(self._key(name))
        return found[0] if found else name

    def group(self, scope: str) -> ScopeGroup | None:
        """Return the group that a scope belongs to, whatever its operation, or None."""
        found = self._group_names.get(self._key(scope.rpartition(".")[0]))
        return found[1] if found else None

    def family(self, scope: str) -> ScopeGroup | None:
        """Return the group of the same service that has one name a module, or None."""
        service, within = self._within(scope)
        name = within.rpartition(".")[0].rpartition(".")[0].lower()
        groups = service.groups if service and name else ()
        return next((group for group in groups if group.whole.lower() == name), None)

    def module(self, scope: str) -> str:
        """Return the module that a scope is confined to, or "" where it is not."""
        group = self.group(scope) or self.family(scope)
        return scope.rpartition(".")[0].rpartition(".")[2] if group and group.modules else ""

    def wider(self, scope: str) -> Iterator[str]:
        """Yield the scopes that include one: of its group, of all modules, of the whole service."""
        name, _, operation = scope.rpartition(".")
        words = [word for word, covered in _COVERED_BY.items() if operation.upper() in covered]
        yield from (f"{name}.{word}" for word in words)
        service = self.service(scope.partition(".")[0])
        group = self.group(scope) or self.family(scope)
        if service and group and group.whole:
            yield from (f"{service.prefix}.{group.whole}.{word}" for word in (operation, *words))
        if service:
            yield from service.full_access

    def siblings(self, scope: str) -> tuple[str, ...]:
        """Return the other groups of the same service that are called alike, with the prefix.

        Such are `modules` and `settings.modules`: none of them includes another.
        """
        service, within = self._within(scope)
        own = within.rpartition(".")[0].lower()
        called = _called(own)
        if service is None or not called:
            return ()
        return tuple(
            f"{service.prefix}.{group.name}"
            for group in service.groups
            if _called(group.name) == called and group.name.lower() != own and not group.modules
        )

    def remark(self, scope: str) -> Remark | None:
        """Return what is known of one scope beyond the groups, or None."""
        return self.remarks.get(self._key(scope))

    def is_certain(self, scope: str) -> bool:
        """Tell whether nothing makes a scope doubtful: a remark, or that no source shows it."""
        group, remark = self.group(scope), self.remark(scope)
        shown = group is None or group.operation(scope.rpartition(".")[2]) in group.operations
        return shown and (remark is None or remark.kind == "narrow")

    def without_operation(self, text: str) -> tuple[str, ScopeGroup] | None:
        """Return the spelling and the group when a text is a scope but for its operation."""
        return self._group_names.get(self._key(text))

    def without_service(self, text: str, key: str) -> tuple[str, ...]:
        """Return the scopes that a text is the rest of, such as `tickets.READ`.

        Args:
            text: as it was typed.
            key: of the service whose scope is the one that is meant, where it has such a one.
        """
        own = self.of(key)
        spelled = self.spelling(f"{own.prefix}.{text}") if own else ""
        return (spelled,) if spelled else tuple(self._rests.get(text.lower(), ()))

    def by_letters(self, text: str) -> str:
        """Return the scope that has the same letters, whatever stands between them, or ""."""
        return self._by_letters.get(_letters(text[:LONGEST]), "")

    def without_group(self, text: str) -> tuple[str, ...]:
        """Return the scopes that a service and an operation can mean, the common ones first."""
        service, operation = self._within(text)
        groups = sorted(service.groups, key=lambda group: not group.common) if service else ()
        return tuple(
            f"{service.prefix}.{group.names[0]}.{word}"
            for group in groups
            if service and (word := group.operation(operation)) in group.operations
        )

    def closest(self, scope: str, key: str = "") -> str:
        """Return the known scope that an unknown one looks like, or "".

        Args:
            scope: as it was typed.
            key: of the service that is meant where the text does not tell.
        """
        if len(scope) > LONGEST:
            return ""
        if spelled := self.by_letters(scope):
            return spelled
        if missing := self.without_operation(scope):
            return f"{missing[0]}.{missing[1].narrowest}"
        service, within = self._within(scope)
        if service:
            return _closest_within(service, within)
        wholes = self.without_service(scope, key)
        if len(wholes) == 1:
            return wholes[0]
        prefix = scope.partition(".")[0]
        if prefix.lower() in self._told_apart:
            return ""
        meant = [self._prefixes[one] for one in _most_alike(prefix, self._prefixes, 0.7)]
        exact = (self.spelling(f"{one}.{within}") for one in meant)
        like = (_closest_within(self._by_prefix[one.lower()], within) for one in meant[:1])
        own = self.of(key)
        rest = (_closest_within(own, scope),) if own else ()
        return next((one for one in (*exact, *like, *rest) if one), "")

    def _within(self, scope: str) -> tuple[ScopeService | None, str]:
        """Return the service of a scope, and what follows its prefix."""
        prefix, _, within = scope.partition(".")
        return self.service(prefix), within

    def _key(self, text: str) -> str:
        """Return a scope or a part of one in small letters, with the right prefix."""
        prefix, dot, within = text.lower().partition(".")
        alias = self.aliases.get(prefix)
        return f"{alias.right.lower() if alias else prefix}{dot}{within}"

    @cached_property
    def _by_prefix(self) -> dict[str, ScopeService]:
        return {row.prefix.lower(): row for row in self.services}

    @cached_property
    def _group_names(self) -> dict[str, tuple[str, ScopeGroup]]:
        """Every prefix with a group, in small letters: its spelling, and the group."""
        return {
            f"{row.prefix}.{name}".lower(): (f"{row.prefix}.{name}", group)
            for row in self.services
            for group in row.groups
            for name in group.names
        }

    def scopes(self) -> Iterator[tuple[str, bool]]:
        """Yield every scope in the catalog's spelling, and whether a source shows it."""
        for name, group in self._group_names.values():
            for operation in group.possible:
                yield f"{name}.{operation}", operation in group.operations

    @cached_property
    def _rests(self) -> dict[str, list[str]]:
        rests: dict[str, list[str]] = {}
        for scope, _ in self.scopes():
            rests.setdefault(scope.partition(".")[2].lower(), []).append(scope)
        return rests

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        """Every scope by its letters alone: dots that are missing, doubled or another sign."""
        return {_letters(scope): scope for scope, _ in self.scopes()}

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """Every way to write a prefix, in small letters, with the right one."""
        right = {row.prefix.lower(): row.prefix for row in self.services}
        short = {prefix.removeprefix("zoho"): spelled for prefix, spelled in right.items()}
        return short | {wrong: alias.right for wrong, alias in self.aliases.items()} | right

    @cached_property
    def _told_apart(self) -> frozenset[str]:
        """Prefixes that exist, of which no scope is known; they look like others."""
        related = (prefix for row in services.load().values() for prefix in row.related_prefixes)
        return frozenset(prefix.lower() for prefix in related) - self._by_prefix.keys()


@cache
def load() -> ScopeCatalog:
    """Return the catalog; the file is read once, when somebody asks."""
    # Here and not at the top: most commands never look at a scope list.
    import json
    from pathlib import Path

    data = json.loads(Path(__file__).with_name("scopes.json").read_text("utf-8"))
    remarks = (Remark(*row) for one in data["services"].values() for row in one["remarks"])
    return ScopeCatalog(
        services=tuple(
            ScopeService(
                key=key,
                name=services.of(key).name,
                prefix=services.of(key).prefix,
                full_access=tuple(service["full_access"]),
                groups=tuple(
                    ScopeGroup(
                        name=name,
                        operations=tuple(operations.split()),
                        unverified_operations=tuple(unverified.split()),
                        description=description,
                        evidence=evidence,
                        common=bool(common),
                        modules=tuple(modules.split()),
                    )
                    for (
                        name, operations, unverified, evidence, common, modules, description,
                    ) in service["groups"]
                ),
            )
            for key, service in data["services"].items()
        ),
        aliases={row[0].lower(): PrefixAlias(*row) for row in data["aliases"]},
        remarks={remark.scope.lower(): remark for remark in remarks},
    )  # fmt: skip


def _closest_within(service: ScopeService, within: str) -> str:
    """Return the scope of a service that a group and an operation look like, or ""."""
    name, _, operation = within.rpartition(".")
    groups = {one.lower(): (one, group) for group in service.groups for one in group.names}
    # Where the first of two parts is right, only the other one is compared.
    head, dot, _ = name.lower().rpartition(".")
    start = f"{head}{dot}"
    tails = [one.removeprefix(start) for one in groups if one.startswith(start)]
    start = start if tails else ""
    for meant in _most_alike(name[len(start) :], tails or groups, 0.8)[:1]:
        spelled, group = groups[f"{start}{meant}"]
        # Another real operation is another wish, no slip of the finger.
        if operation.upper() in OPERATIONS:
            words = [group.operation(operation)]
        else:
            words = _most_alike(operation, group.possible, 0.6)
        if words and words[0]:
            return f"{service.prefix}.{spelled}.{words[0]}"
    return ""


def _called(group: str) -> str:
    return group.lower().rpartition(".")[2].removesuffix("s")


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _most_alike(word: str, choices: Iterable[str], cutoff: float) -> list[str]:
    """Return the choices like a word, whatever the case, the best first.

    Args:
        word: as it was typed.
        choices: what it may be.
        cutoff: how alike at least, from 0 to 1; one slip of a finger always counts.
    """
    from difflib import SequenceMatcher

    typed = word.lower()
    matcher = SequenceMatcher(b=typed)
    found = []
    for choice in choices:
        matcher.set_seq1(choice.lower())
        slip = one_slip(typed, choice.lower())
        if slip or (
            matcher.real_quick_ratio() >= cutoff
            and matcher.quick_ratio() >= cutoff
            and matcher.ratio() >= cutoff
        ):
            # Neighbours that changed places come before a letter too many.
            found.append((not slip, slip and len(typed) != len(choice), -matcher.ratio(), choice))
    return [choice for *_, choice in sorted(found)]
