"""Telling the one visit that is the answer from all the others."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from zdesk_tui.consent.loopback import Loopback
from zdesk_tui.consent.pages import Page
from zdesk_tui.consent.query import parameters, says, without_own
from zdesk_tui.consent.shortcut import Shortcut
from zdesk_tui.errors import BadAnswer
from zdesk_tui.plaintext import plain

_PREFETCH_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
REHEARSAL = "zdesk-tui-rehearsal"
"""The header of our own visits, made to see that a browser's would arrive."""
_GO_BACK = "Only the consent that the terminal asked for counts. Please go back to the terminal."


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A visit that changes nothing.

    Args:
        status: of the HTTP response.
        page: what the visitor gets.
        note: one sentence for the person at the terminal.
    """

    status: int
    page: Page
    note: str


@dataclass(frozen=True, slots=True)
class Callback:
    """A visit with the current `state`: the answer, or it once more.

    Args:
        params: the decoded parameters, without the redirect URI's own.
    """

    params: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Forward:
    """A visit of the short link.

    Args:
        link: the long link, to which it leads.
    """

    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A visit of our own, made to see that it arrives."""


Verdict = Callback | Forward | Rehearsed | TurnedAway


class Gate:
    """The rules for visits at one redirect URI.

    Args:
        address: where the redirect URI leads.
        any_answer: whether every plain visit counts as an answer once the short link was
            followed, whatever it holds; whoever takes it must not believe it.
    """

    def __init__(self, address: Loopback, *, any_answer: bool = False) -> None:
        self._address = address
        self._any_answer = any_answer
        self._states: list[str] = []
        self._rehearsals: set[str] = set()
        self.shortcut: Shortcut | None = None
        """The short link to the current link."""

    def expect(self, state: str, link: str = "") -> None:
        """Take this `state` for the current one; those before it are of earlier links.

        Args:
            state: of the link.
            link: the link itself, when there is to be a short one to it.
        """
        if not self._states or self._states[-1] != state:
            self._states.append(state)
            self.shortcut = Shortcut(link) if link else None

    def rehearsal(self) -> str:
        """Return what `REHEARSAL` has to hold on one visit of our own."""
        word = secrets.token_urlsafe(16)
        self._rehearsals.add(word)
        return word

    def arrived(self, rehearsal: str) -> bool:
        """Tell whether the visit of this rehearsal came here; it counts no longer afterwards."""
        waiting = rehearsal in self._rehearsals
        self._rehearsals.discard(rehearsal)
        return not waiting

    def judge(self, method: str, target: str, headers: Iterable[tuple[str, str]]) -> Verdict:
        """Return what a request is.

        Args:
            method: of the request.
            target: the request target as it came, not decoded.
            headers: with names in small letters.
        """
        fields = dict(headers)
        if fields.get("host", "").lower() not in self._address.hosts:
            return _turned(421, "Not here", "a visitor who wanted another host")
        if any("pre" in fields.get(name, "").lower() for name in _PREFETCH_HEADERS):
            # An error makes the browser drop the early copy and come again when it is meant.
            return _turned(503, "Not yet", "a browser that only wanted to look ahead")
        path, _, query = target.partition("?")
        # The redirect URI may have the short link's path; only an answer has one of these.
        if self.shortcut and not says(query, "code", "error"):
            if self.shortcut.leads(path):
                return self._forward(method, self.shortcut)
            if path != self._address.path and self.shortcut.guessed(path):
                return _turned(404, "Nothing here", "a visitor with a wrong short link")
        rest = without_own(query, self._address.query)
        if path != self._address.path or rest is None:
            icon = path == "/favicon.ico"
            who = "the browser's question for an icon" if icon else "a visitor of another page"
            return _turned(404, "Nothing here", who)
        if method != "GET":
            return _no_plain_visit(method)
        if (word := fields.get(REHEARSAL)) in self._rehearsals:
            self._rehearsals.discard(word)
            return Rehearsed()
        if self._any_answer and self.shortcut and self.shortcut.followed:
            return Callback(dict(parse_qsl(rest)))
        return self._answer(rest)

    def _forward(self, method: str, shortcut: Shortcut) -> Forward | TurnedAway:
        if method != "GET":
            return _no_plain_visit(method)
        if shortcut.closed:
            return TurnedAway(
                404,
                Page(
                    "This short link is closed",
                    "Somebody tried too many wrong ones. Make a new link in the terminal.",
                ),
                "The short link was guessed at too often and is closed; n makes a new one.",
            )
        shortcut.followed = True
        return Forward(shortcut.target)

    def _answer(self, query: str) -> Callback | TurnedAway:
        try:
            params = parameters(query)
        except BadAnswer as error:
            return _turned(400, "This is not an answer", "an odd address", error.message)
        state = params.get("state", "")
        if not state:
            return _without_state(params)
        known = [hmac.compare_digest(state.encode(), one.encode()) for one in self._states]
        if not any(known):
            return _turned(
                400,
                "This answer is for something else",
                "an answer to a link that was not made here",
                "It does not belong to the link that the terminal shows.",
            )
        if not known[-1]:
            return _turned(
                400,
                "This link is too old",
                "an answer to an earlier link",
                "The terminal shows a newer link, and only that one counts.",
            )
        if not params.get("code") and not params.get("error"):
            return _turned(400, "There is no answer in this address", "an address without a code")
        return Callback(params)


def _without_state(params: Mapping[str, str]) -> TurnedAway:
    if params.get("error"):
        word = plain(params["error"], 80)
        return TurnedAway(
            400,
            Page(
                "Consent seems to be refused",
                f"The address says {word}, but not for which link: nothing was ended. {_GO_BACK}",
            ),
            f"A refusal without our state arrived ({word}); anybody may have sent it, so nothing "
            "was ended.",
        )
    return _turned(400, "There is no answer in this address", "a visitor without an answer")


def _no_plain_visit(method: str) -> TurnedAway:
    return _turned(405, "Only a plain visit counts", f"a visit by {plain(method, 20)}")


def _turned(status: int, title: str, who: str, why: str = "") -> TurnedAway:
    return TurnedAway(
        status,
        Page(title, f"{why} {_GO_BACK}".lstrip()),
        f"{who[0].upper()}{who[1:]} was turned away.",
    )
