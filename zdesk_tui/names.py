"""The one rule for connector names; a name becomes a file's name, so it is checked before any path.

Only `re` is imported here, as `zdesk-tui token` comes through and must start fast.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from zdesk_tui.findings import Finding

LONGEST = 64
"""Most characters in a name."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A whole name, for `fullmatch`."""

_QUOTES = "\"'`´‘’‚‛“”„‟«»"
_RULE = "A name is 1 to 64 of a-z A-Z 0-9 . _ - and starts with a letter or digit."


def valid(name: str) -> bool:
    """Tell whether a name may be a connector's."""
    return NAME.fullmatch(name) is not None


def check(name: str, taken: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with a name; nothing when it is good.

    Args:
        name: as it was typed.
        taken: the names that are in use; capital and small letters count as the same, as some
            file systems hold them for the same.
    """
    from zdesk_tui.findings import Finding

    used = {other.casefold(): other for other in taken}
    visible = "".join(sign for sign in name if sign.isprintable() or sign.isspace())
    mended = "-".join(visible.strip(f" {_QUOTES}").split())
    repair = mended if valid(mended) and mended.casefold() not in used else None
    bare = name.strip()
    if not bare:
        return (Finding("!", "Give the connector a name."),)
    found = []
    if bare != name:
        found.append(Finding("!", "The name has blanks before or after it.", repair))
    if len(bare.split()) > 1:
        found.append(Finding("!", "The name has blanks in it.", repair))
    foreign = [sign for sign in dict.fromkeys(bare) if not (sign.isspace() or valid(f"a{sign}"))]
    if foreign:
        shown = " ".join(_visible(sign) for sign in foreign)
        text = f"Only a-z A-Z 0-9 . _ - can stand in a name, not {shown}"
        found.append(Finding("!", text, repair))
    if bare[0] in "._-":
        found.append(Finding("!", "The name must start with a letter or a digit."))
    if len(bare) > LONGEST:
        text = f"The name has {len(bare)} characters; at most {LONGEST} are possible."
        found.append(Finding("!", text))
    if bare.casefold() in used:
        text = f"{used[bare.casefold()]} is saved already; capital and small letters are the same."
        found.append(Finding("!", text))
    return tuple(found)


def require(name: str) -> str:
    """Return the name, or refuse it.

    Raises:
        UsageError: it is no connector name.
    """
    if valid(name):
        return name
    from zdesk_tui.errors import UsageError

    raise UsageError(" ".join(finding.text for finding in check(name)), _RULE)


def _visible(sign: str) -> str:
    """Return a sign as it can be shown: control and direction marks by their number."""
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"
