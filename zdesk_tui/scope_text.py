"""The words of a scope list, out of whatever a person pastes: a list in any form, or an address."""

import re
import unicodedata
from urllib.parse import unquote

from zdesk_tui.catalog.scopes import OPERATIONS

_NOTHING = re.compile(r"[-*•·–—=:]+|\d+[.)]?")
_SCOPE = re.compile(
    rf"(?<![\w.%])[A-Za-z]\w*(?:\.\w+){{1,3}}\.(?:{'|'.join(OPERATIONS)})(?![\w.])", re.IGNORECASE
)
_PARAMETER = re.compile(r"[?&;]scopes?=", re.IGNORECASE)
_NEXT_LABEL = re.compile(r"[A-Za-z][\w ]*:")
# Bounded, so that no text takes longer than its length.
_NAME_OF_LIST = r"\w{0,40}?scopes?"
_LABEL = re.compile(
    rf"\W*(?:(?:export|set|const|let|var)\s+)?{_NAME_OF_LIST}\W*?[=:]", re.IGNORECASE
)
_LABELS = re.compile(
    rf"^[ \t>*•-]{{0,20}}{_NAME_OF_LIST}[\"' \t]{{0,9}}[=:]", re.IGNORECASE | re.MULTILINE
)
_COMMENT = re.compile(r"(?m)(?<![^\s,])(?:#|//).*$")
_SEPARATORS = str.maketrans(dict.fromkeys("\"'`´‘’‚‛“”„‟«»‹›[](){}<>|;，、；+", ","))


def words(text: str) -> list[list[str]] | None:
    """Return the words between separators; None for an address that holds no scope list.

    A blank separates too, unless it is inside a scope: hence the lists in the list.

    Args:
        text: scopes with anything usual between them, with quotes, brackets or `scope=`, also
            percent-encoded; or a whole Request Token URL or consent URL.
    """
    listed = _listed(text)
    return None if listed is None else _words(listed)


def _listed(text: str) -> str | None:
    """Return the part of a text that holds the list; None for a URL without one."""
    text = _visible(text)
    start = re.search(r"https?(://|%3A%2F%2F)", text, re.IGNORECASE)
    if start is None:
        text = _COMMENT.sub(lambda found: found[0] if _SCOPE.search(found[0]) else "", text)
        label = _LABEL.match(text) or _PARAMETER.search(text)
        listed = text[label.end() :].partition("&")[0] if label else text
        # A YAML list may have a label on each line.
        listed = _LABELS.sub(",", listed)
    else:
        found = _parameter(text[start.start() :])
        if found is None:
            return None
        # What was typed beside an address is meant as well.
        beside = [word for word in _SCOPE.findall(text) if word.lower() not in found.lower()]
        listed = ",".join([found, *beside])
    # Twice, because an address inside an address is encoded twice.
    return _visible(unquote(unquote(listed)))


def _parameter(url: str) -> str | None:
    """Return the scope parameter of a URL, which may be wrapped over several lines."""
    lines = [line.strip() for line in url.splitlines()]
    found = _PARAMETER.search("".join(lines))
    joined = ""
    for line in lines:
        # A scope list holds no colon: this line is the next label or the next address.
        if found and len(joined) >= found.end() and (not line or _NEXT_LABEL.match(line)):
            break
        joined += line
    for _ in range(3):
        found = _PARAMETER.search(joined)
        if found:
            return re.split(r"[&#]", joined[found.end() :], maxsplit=1)[0]
        joined = unquote(joined)
    return None


def _words(listed: str) -> list[list[str]]:
    chunks = (
        (word.strip("\\") for word in chunk.split())
        for chunk in listed.translate(_SEPARATORS).split(",")
    )
    return [[word for word in chunk if word and not _NOTHING.fullmatch(word)] for chunk in chunks]


def _visible(text: str) -> str:
    """Return a text without zero width signs and byte order marks."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
