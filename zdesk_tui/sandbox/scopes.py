"""Which scopes the sandbox's accounts server knows, and what a granted one allows."""

import functools
import re
from collections.abc import Iterable

from zdesk_tui.catalog.scopes import load

_READ_COVERED_BY = ("READ", "ALL")


def split(text: str, *, blanks: bool) -> list[str]:
    """Return the scopes of a `scope` parameter.

    Commas are documented.

    Args:
        text: the parameter.
        blanks: whether they separate too, as they do on `/auth` for those who report of it.
    """
    return [scope for scope in re.split(r"[,\s]+" if blanks else ",", text) if scope]


def resolve(asked: Iterable[str], *, unverified: bool) -> list[str] | None:
    """Return the scopes in the catalog's spelling without repetition; None if one is unknown.

    Zoho compares without case, and one unknown scope refuses the whole list (documented).

    Args:
        asked: scopes as they were sent.
        unverified: whether operations that no source shows for their group count as known.
    """
    sure, plausible = _known()
    known = {**plausible, **sure} if unverified else sure
    found = [known.get(scope.lower()) for scope in asked]
    if None in found:
        return None
    return list(dict.fromkeys(scope for scope in found if scope is not None))


def allows(granted: Iterable[str], *groups: str) -> bool:
    """Tell whether one of the groups, such as `Desk.tickets`, may be read."""
    wanted = {f"{group}.{word}".lower() for group in groups for word in _READ_COVERED_BY}
    return any(scope.lower() in wanted for scope in granted)


@functools.cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Return the scopes that a source shows, and the merely plausible ones, by small letters."""
    sure: dict[str, str] = {}
    plausible: dict[str, str] = {}
    for spelled, shown in load().scopes():
        (sure if shown else plausible)[spelled.lower()] = spelled
    return sure, plausible
