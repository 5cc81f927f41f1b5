"""What a person can choose from in step 2: scopes to begin with, and all that are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from zdesk_tui.catalog import services
from zdesk_tui.catalog.scopes import Evidence, load
from zdesk_tui.catalog.wording import Index, Match
from zdesk_tui.findings import Mark
from zdesk_tui.scopes import GUIDE

MOST = 40
"""Groups that one search returns at most."""

ACCOUNT = "AaaServer.profile.READ"
"""Tells whose account gave the consent."""

CERTAINTY: dict[Evidence, str] = {
    "oas": "official",
    "docs": "official",
    "probe": "seen working",
    "code": "seen in code",
    "unsure": "unsure",
}
"""How sure a group of scopes is, by its strongest source: its own API descriptions and pages, its
server's answer to a trial, a public program, general knowledge."""

REFUSED, DOUBTFUL, UNSURE, UNKNOWN = "refused", "doubtful", "unsure", "unknown"


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure one scope is.

    Args:
        word: one of `CERTAINTY`, or `refused`, `doubtful`, `unknown`.
        reason: a sentence, or "" where the word says it.
    """

    word: str
    reason: str = ""

    @property
    def mark(self) -> Mark:
        """How much it matters."""
        if self.word == REFUSED:
            return "!"
        return "~" if self.word in (DOUBTFUL, UNSURE, UNKNOWN) else "+"


@dataclass(frozen=True, slots=True)
class Preset:
    """Scopes to begin with.

    Args:
        label: for the line of keys.
        text: what they are, for a sentence.
        scopes: the list; empty where the catalog has no suggestion.
    """

    label: str
    text: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One group of scopes.

    Args:
        name: with its prefix, such as `Desk.tickets`.
        operations: those that a source shows.
        unconfirmed: those that only the pattern of the other groups suggests.
        modules: words for the part `{module}` of the name, if it has one.
        certainty: how sure it is, in words.
        description: a few words for people.
    """

    name: str
    operations: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    modules: tuple[str, ...]
    certainty: str
    description: str


def service_name(service: str) -> str:
    """Return what people call a service, by its key."""
    return services.of(service).name


def preset(service: str) -> Preset:
    """Return what a connector of this service can begin with.

    Args:
        service: key, as in a connector file.
    """
    if service == "desk":
        return Preset("the guide's three", "the three that Zoho's guide uses", GUIDE)
    about = services.of(service)
    # Any of the listed ones opens the call; the first is the one that the catalog prefers.
    asked = (*about.organization.list_scopes[:1], *about.health.scopes[:1])
    needed = tuple(dict.fromkeys(asked))
    return Preset("for the check", f"what the live check needs: {', '.join(needed)}", needed)


def certainty(scope: str) -> Certainty:
    """Return how sure it is that Zoho takes a scope.

    Args:
        scope: in any case.
    """
    catalog = load()
    remark, group = catalog.remark(scope), catalog.group(scope)
    if remark and remark.kind != "narrow":
        return Certainty(remark.kind, remark.reason)
    word = group.operation(scope.rpartition(".")[2]) if group else ""
    if group is None or not word:
        return Certainty(UNKNOWN)
    if word in group.unverified_operations:
        seen = ", ".join(group.operations)
        return Certainty(UNSURE, f"Seen so far: {seen}." if seen else "Seen nowhere so far.")
    return Certainty(CERTAINTY[group.evidence])


def description(scope: str) -> str:
    """Return a few words on what a scope is about, or "" where nothing is known."""
    group = load().group(scope) or load().family(scope)
    return group.description if group else ""


def tells_account(scopes: Iterable[str], service: str) -> bool:
    """Tell whether a grant of these scopes can be asked whose it is.

    Args:
        scopes: in the catalog's spelling.
        service: key of the connector's own one.
    """
    given = set(scopes)
    basic = {"Desk.basic.READ", "Desk.basic.ALL"} if service == "desk" else set()
    return bool(given & {ACCOUNT, "AaaServer.profile.ALL", *basic})


@dataclass(frozen=True, slots=True)
class Found:
    """A group of scopes that was found.

    Args:
        service: key of the one that it belongs to.
        group: which.
        matched: the words that were asked for, with those that stand there.
    """

    service: str
    group: Listed
    matched: tuple[Match, ...]


def search(words: str, service: str | None = None) -> tuple[Found, ...]:
    """Return the groups of scopes that a few plain words ask for, the best first.

    Args:
        words: such as `knowledge base`; the last one may be half typed.
        service: key of the one to search in, or None for every one.
    """
    groups = _groups(service)
    return tuple(Found(*groups[at], why) for at, why in _index(service).ranked(words, MOST))


@cache
def _groups(service: str | None) -> tuple[tuple[str, Listed], ...]:
    keys = [row.key for row in load().services] if service is None else [service]
    return tuple((key, group) for key in keys for group in known(key))


@cache
def _index(service: str | None) -> Index:
    return Index(
        (group.name, " ".join(group.modules), f"{group.description} {service_name(key)}")
        for key, group in _groups(service)
    )


def known(service: str) -> tuple[Listed, ...]:
    """Return every group of a service, those that most people want first.

    Args:
        service: key, as in a connector file.
    """
    row = load().of(service)
    groups = sorted(row.groups, key=lambda group: not group.common) if row else ()
    return tuple(
        Listed(
            name=f"{row.prefix}.{group.name}" if row else "",
            operations=group.operations,
            unconfirmed=group.unverified_operations,
            modules=group.modules,
            certainty=CERTAINTY[group.evidence],
            description=group.description,
        )
        for group in groups
    )
