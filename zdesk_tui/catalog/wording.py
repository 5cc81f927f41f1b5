"""Plain words: out of identifiers, and back to what a person means by a few of them."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import nsmallest

_PIECE = re.compile(r"(?:API|ID|SLA|URL)s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SHORT = {
    word.lower(): word
    for word in (
        "API", "CRM", "CV", "DC", "DLP", "FAQ", "HTML", "IM", "IMAP", "JSON", "KB", "KPI", "ML",
        "PDF", "QA", "SLA", "SMTP", "SQL", "SSO", "UI", "URL", "VIP", "ZUID",
    )
}  # fmt: skip
_JOINED = {"ids": "IDs", "id": "ID", "slas": "SLAs", "urls": "URLs", "apis": "APIs"} | _SHORT

_IDLE = frozenset(
    (
        "a", "all", "an", "and", "any", "by", "can", "could", "every", "for", "from", "i", "id",
        "ids", "in", "into", "is", "it", "me", "my", "need", "of", "on", "one", "our", "please",
        "should", "some", "that", "the", "their", "them", "then", "these", "this", "those", "to",
        "under", "us", "via", "want", "we", "with", "would", "you", "your",
    )
)  # fmt: skip
"""Words that tell nothing about which operation is meant."""

_FAMILIES = (
    "get list read show fetch view see load retrieve",
    "search find look query lookup",
    "create add new make insert post open",
    "update edit change modify set patch write save",
    "delete remove erase trash drop",
    "send reply answer respond",
    "attachment file document",
    "ticket case request",
    "contact customer",
    "account company",
    "agent user member person",
    "comment note",
    "thread conversation message",
    "webhook hook subscription callback notification",
    "email mail",
    "organization org",
    "picture photo image",
    "workspace database",
    "article solution",
)
_SAME: dict[str, frozenset[str]] = {}
for _family in _FAMILIES:
    for _word in _family.split():
        _SAME[_word] = _SAME.get(_word, frozenset()) | frozenset(_family.split()) - {_word}
_SEEING = frozenset(_FAMILIES[0].split())
_VERBS = frozenset(" ".join(_FAMILIES[:6]).split())

_FORM, _STEM, _START, _SAME_SENSE, _SLIP = 1.2, 1.0, 0.8, 0.6, 0.5
"""How much a word counts that stands there as typed, in another number, only begins so, means the
same, or differs by one slip of a finger."""
_SAME_DEED = 0.95
"""How much a verb counts that means the same: descriptions say `get` where people say `list`."""
_TITLE, _REST = 3.0, 1.0
_EXTRA, _LACKING = 0.35, 2.5
"""What a word of a title costs that nobody asked for, and a word asked for that is not there."""
_SLIPS_FROM = 4
"""Letters of a word in which a slip of a finger is looked for."""


def split(identifier: str) -> list[str]:
    """Return the words of an identifier: `camelCase`, `snake_case`, blanks, any case."""
    return [_JOINED.get(word.lower(), word.lower()) for word in _PIECE.findall(identifier)]


def sentence(identifier: str) -> str:
    """Return an identifier as a title, such as `Send reply` for `sendReply`."""
    text = " ".join(split(identifier))
    return text[:1].upper() + text[1:]


def stem(word: str) -> str:
    """Return a word in small letters and, as far as its ending tells, in the singular."""
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def wanted(text: str) -> list[str]:
    """Return the words of a request that tell something, in small letters, each once."""
    words = dict.fromkeys(word.lower() for word in split(text))
    return [word for word in words if word not in _IDLE or len(words) == 1]


@dataclass(frozen=True, slots=True)
class Match:
    """Why something was found.

    Args:
        typed: the word that was asked for.
        found: the word that stands there.
    """

    typed: str
    found: str


class Index:
    """Entries that are found by a few words.

    Args:
        entries: of each its title, other words that people use for what the title names, and
            texts that it may be found by as well.
    """

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        self._titles: list[list[str]] = []
        self._postings: defaultdict[str, dict[int, tuple[float, str]]] = defaultdict(dict)
        for at, (title, others, rest) in enumerate(entries):
            words = _words(title)
            self._titles.append([root for root, word in words if word not in _IDLE])
            for root, word in _words(rest):
                self._postings[root].setdefault(at, (_REST, word))
            for place, (root, word) in enumerate((*words, *_words(others))):
                # "Mark ticket as read" reads nothing.
                weight = _REST if place and word in _SEEING else _TITLE
                self._postings[root][at] = (weight, word)

    def ranked(self, text: str, most: int) -> list[tuple[int, tuple[Match, ...]]]:
        """Return the places of the entries that a text asks for, the best first, and why.

        A word that is still being typed counts by its beginning.

        Args:
            text: a few words.
            most: how many at most.
        """
        words = wanted(text)
        scores: dict[int, float] = {}
        matches: dict[int, list[Match]] = {}
        for word in words:
            for at, (score, found) in self._best(word).items():
                scores[at] = scores.get(at, 0.0) + score + _LACKING
                matches.setdefault(at, []).append(Match(word, found))
        if any(word not in _VERBS for word in words):
            # Doing the same to something else is no answer.
            matches = {
                at: some
                for at, some in matches.items()
                if any(one.typed not in _VERBS for one in some)
            }
        asked = {stem(word) for word in words}
        asked |= {same for word in asked for same in _SAME.get(word, ())}

        def order(at: int) -> tuple[float, int]:
            extra = sum(root not in asked for root in self._titles[at])
            return _EXTRA * extra - scores[at], at

        return [(at, tuple(matches[at])) for at in nsmallest(most, matches, key=order)]

    def _best(self, word: str) -> dict[int, tuple[float, str]]:
        """Return how well a word fits each entry, and the word there; none where it does not."""
        root = stem(word)
        same = _SAME_DEED if root in _VERBS else _SAME_SENSE
        terms = [(root, _STEM), *((term, same) for term in _SAME.get(root, ()))]
        terms += [(term, _START) for term in self._starting(word) if term != root]
        if len(word) >= _SLIPS_FROM and not any(term in self._postings for term, _ in terms):
            terms = [(term, _SLIP) for term in self._starting(word[0]) if one_slip(root, term)]
        found: dict[int, tuple[float, str]] = {}
        for term, factor in terms:
            for at, (weight, stands) in self._postings.get(term, {}).items():
                score = weight * (_FORM if factor == _STEM and stands == word else factor)
                if at not in found or found[at][0] < score:
                    found[at] = (score, stands)
        return found

    def _starting(self, word: str) -> list[str]:
        start = bisect_left(self._terms, word)
        end = bisect_left(self._terms, f"{word}\U0010ffff")
        return self._terms[start:end]

    @cached_property
    def _terms(self) -> list[str]:
        return sorted(self._postings)


@cache
def _piece(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a text without blanks: of each its stem, and itself in small letters."""
    return tuple((stem(word), word.lower()) for word in split(text))


def _words(text: str) -> list[tuple[str, str]]:
    return [one for piece in text.replace("/", " ").split() for one in _piece(piece)]


def one_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter, or by two neighbours that changed places."""
    shorter = min(len(one), len(other))
    if max(len(one), len(other)) - shorter > 1:
        return False
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    if one[start + 1 :] == other[start + 1 :]:
        return True
    if one[start : start + 2] == other[start : start + 2][::-1]:
        return one[start + 2 :] == other[start + 2 :]
    return one[start + 1 :] == other[start:] or one[start:] == other[start + 1 :]
