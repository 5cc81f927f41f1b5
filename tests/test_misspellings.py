"""Scopes with one mechanical slip in them: how often the first suggestion is the right one."""

import random

import pytest

from zdesk_tui.catalog.scopes import load
from zdesk_tui.scopes import apply_repairs, parse

COUNT = 300
LEAST = 0.95
SEED = 20260131

CATALOG = load()
SERVICES = {row.prefix: row.key for row in CATALOG.services}
WRONG = {
    right: [alias.wrong for alias in CATALOG.aliases.values() if alias.right == right]
    for right in SERVICES
}


def wrong_case(scope: str) -> set[str]:
    return {scope.swapcase(), scope.lower(), scope.upper(), scope.title()}


def swapped_letters(scope: str) -> set[str]:
    return {
        f"{scope[:at]}{scope[at + 1]}{scope[at]}{scope[at + 2 :]}"
        for at in range(len(scope) - 1)
        if "." not in scope[at : at + 2]
    }


def missing_part(scope: str) -> set[str]:
    """Leave out the service, or an operation that can be told."""
    whole = {scope.partition(".")[2]}
    group = CATALOG.group(scope)
    if group and scope.endswith(f".{group.narrowest}"):
        whole.add(scope.rpartition(".")[0])
    return whole


def wrong_prefix(scope: str) -> set[str]:
    prefix, _, rest = scope.partition(".")
    return {f"{wrong}.{rest}" for wrong in WRONG[prefix]}


def blank_for_dot(scope: str) -> set[str]:
    dots = [at for at, sign in enumerate(scope) if sign == "."]
    return {scope.replace(".", " ")} | {f"{scope[:at]} {scope[at + 1 :]}" for at in dots}


KINDS = (wrong_case, swapped_letters, missing_part, wrong_prefix, blank_for_dot)


def misspellings() -> list[tuple[str, str, str]]:
    """Draw as many of each kind over the whole catalog: kind, the scope, and what is typed.

    A slip that makes another scope of the catalog is none.
    """
    chance = random.Random(SEED)  # noqa: S311 - the same draw each time
    scopes = [scope for scope, _ in CATALOG.scopes()]
    known = {scope.lower() for scope in scopes}
    drawn: list[tuple[str, str, str]] = []
    while len(drawn) < COUNT:
        scope = chance.choice(scopes)
        slip = KINDS[len(drawn) % len(KINDS)]
        typed = sorted(slip(scope) - {scope})
        typed = [one for one in typed if slip is wrong_case or one.lower() not in known]
        if typed:
            drawn.append((slip.__name__, scope, chance.choice(typed)))
    return drawn


def first_suggestion(typed: str, service: str) -> str:
    """Return what the first finding offers; the list is that of a connector of this service."""
    repairs = [finding.repair for finding in parse(typed, service).findings if finding.repair]
    return repairs[0] if repairs else ""


def test_misspellings_have_the_right_first_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = misspellings()
    assert len({scope.partition(".")[0] for _, scope, _ in drawn}) > 30
    wrong = [
        (kind, typed, scope, got)
        for kind, scope, typed in drawn
        if (got := first_suggestion(typed, SERVICES[scope.partition(".")[0]])) != scope
    ]
    figure = f"{COUNT - len(wrong)} of {COUNT} misspellings have the right first suggestion"
    with capsys.disabled():
        print(f"\n{figure}")  # noqa: T201 - the figure is what one wants to see
    assert len(wrong) <= COUNT * (1 - LEAST), f"{figure}; not these: {wrong}"


def test_what_is_suggested_is_what_the_repair_writes() -> None:
    for _, scope, typed in misspellings():
        service = SERVICES[scope.partition(".")[0]]
        assert apply_repairs(typed, service) == (first_suggestion(typed, service) or typed)
