"""The operations of the services whose descriptions Zoho publishes, and the scopes each asks for.

One file a service, read when somebody asks for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from zdesk_tui.catalog.scopes import load
from zdesk_tui.catalog.wording import Index, Match

SERVICES = ("desk", "crm", "workdrive", "analytics", "expense")
"""Keys of the services whose operations are known here."""

_MODULE = re.compile(r"\{module\w*\}")

_RECORD = "lead contact account deal task event call product quote invoice"
_RECORDS = "leads contacts accounts deals tasks events calls products quotes invoices"
"""What people call the records of a module that stands in the path."""

MOST = 60
"""Operations that one search returns at most."""

Rule = Literal["single", "any", "all", "unsure", "none"]
"""How many of an operation's scopes it asks for; `unsure`: the description mixes different kinds of
data, all of them are safe; `none`: no scope, or none is told."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that an API does.

    Args:
        service: key, as in a connector file.
        identifier: one word or a few that only this operation of the service has: what Zoho's
            description calls it, or method and path where that is not unique.
        method: such as `GET`.
        path: with `{placeholders}`, after the base URL.
        title: in plain words, such as `Send reply`.
        resource: what the description files it under.
        scopes: in the catalog's spelling; one may hold `{module}`.
        match: how many of them it asks for.
        extra_scopes: needed besides, all of them.
        base: template of the base URL, as for `DataCenter.url`.
    """

    service: str
    identifier: str
    method: str
    path: str
    title: str
    resource: str
    scopes: tuple[str, ...]
    match: Rule
    extra_scopes: tuple[str, ...]
    base: str

    @property
    def url(self) -> str:
        """Template of the whole URL, as for `DataCenter.url`."""
        return self.base + self.path

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET"

    @property
    def is_of_a_module(self) -> bool:
        """Whether it works on one module, which path or scopes leave open."""
        return _MODULE.search(" ".join((self.path, *self.scopes))) is not None

    def in_module(self, module: str) -> "Operation":
        """Return the operation on one module, with the scopes that are confined to it.

        One that does not work on a module comes back as it is.

        Args:
            module: as the API calls it, such as `Contacts`; "" leaves it open.
        """
        if not module or not self.is_of_a_module:
            return self
        catalog = load()
        path = _MODULE.sub(lambda _: module, self.path)

        def confined(scope: str) -> str:
            scope = scope.replace("{module}", module)
            whole, _, word = scope.rpartition(".")
            narrow = f"{whole}.{module}.{word}"
            if path != self.path and catalog.family(narrow):
                scope = narrow
            return catalog.spelling(scope) or scope

        return replace(
            self,
            path=path,
            title=f"{self.title} ({module})",
            scopes=tuple(dict.fromkeys(map(confined, self.scopes))),
        )

    @property
    def choices(self) -> tuple[tuple[str, ...], ...]:
        """What it asks for: of each choice one scope at least."""
        if self.match == "any":
            chosen: tuple[tuple[str, ...], ...] = (self.scopes,)
        else:
            chosen = tuple((scope,) for scope in self.scopes)
        return chosen + tuple((scope,) for scope in self.extra_scopes)


@dataclass(frozen=True, slots=True)
class Hit:
    """An operation that was found.

    Args:
        operation: which.
        matched: the words that were asked for, with those that stand there.
    """

    operation: Operation
    matched: tuple[Match, ...]


def services() -> tuple[str, ...]:
    """Return the keys of the services whose operations are known here."""
    return SERVICES


@cache
def of(service: str) -> tuple[Operation, ...]:
    """Return the operations of a service in the order of its paths; none where none are known.

    Args:
        service: key, as in a connector file.
    """
    if service not in SERVICES:
        return ()
    # Here and not at the top: most commands never look at an operation.
    import json
    from pathlib import Path

    name = f"operations-{service}.json"
    data = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return tuple(
        Operation(
            service=service,
            identifier=identifier,
            method=method,
            path=path,
            title=title,
            resource=resource,
            scopes=tuple(scopes.split()),
            match=match,
            extra_scopes=tuple(extra.split()),
            base=data["base"],
        )
        for identifier, method, path, title, resource, match, scopes, extra in data["operations"]
    )


def find(service: str, identifier: str) -> Operation | None:
    """Return the operation of this identifier, or of this method and path, or None.

    Args:
        service: key, as in a connector file.
        identifier: such as `sendReply`, in any case and with or without blanks between its words;
            or `POST /api/v1/tickets/{ticketId}/sendReply`.
    """
    return _by_name(service).get(_key(identifier))


def called(service: str, method: str, path: str) -> Operation | None:
    """Return the operation that a call is one of, or None.

    Args:
        service: key, as in a connector file.
        method: such as `GET`.
        path: of the call, such as `/api/v1/tickets/4711`, after the base URL.
    """
    parts = path.partition("?")[0].rstrip("/").split("/")
    fitting = (
        one
        for one in of(service)
        if one.method == method.upper() and _fits(one.path.split("/"), parts)
    )
    # `/tickets/search` is not the ticket called search, and most calls name a record by its ID.
    order = {one: (one.path.count("{"), not one.path.endswith("{id}")) for one in fitting}
    return min(order, key=order.__getitem__, default=None)


def _fits(template: list[str], parts: list[str]) -> bool:
    return len(template) == len(parts) and all(
        wanted.startswith("{") or wanted.lower() == part.lower()
        for wanted, part in zip(template, parts, strict=True)
    )


def search(words: str, service: str | None = None) -> tuple[Hit, ...]:
    """Return the operations that a few plain words ask for, the best first.

    Args:
        words: such as `list tickets of a contact`; the last one may be half typed.
        service: key of the one to search in, or None for every one.
    """
    known = _operations(service)
    return tuple(Hit(known[at], why) for at, why in _index(service).ranked(words, MOST))


@cache
def _operations(service: str | None) -> tuple[Operation, ...]:
    if service is not None:
        return of(service)
    return tuple(operation for key in SERVICES for operation in of(key))


@cache
def _index(service: str | None) -> Index:
    return Index(
        (one.title, _record(one), f"{one.resource} {one.path}") for one in _operations(service)
    )


def _record(operation: Operation) -> str:
    if operation.resource != "Record":
        return ""
    return _RECORD if operation.path.endswith("}/{id}") else _RECORDS


@cache
def _by_name(service: str) -> dict[str, Operation]:
    return dict(_named(of(service)))


def _named(operations: tuple[Operation, ...]) -> Iterator[tuple[str, Operation]]:
    for operation in operations:
        yield _key(f"{operation.method} {operation.path}"), operation
    for operation in operations:
        yield _key(operation.identifier), operation


def _key(identifier: str) -> str:
    return "".join(identifier.split()).lower()
