"""Live health of saved connectors: is the token alive, are the scopes enough, the organization?"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import time

from zdesk_tui.catalog.services import of
from zdesk_tui.connector import Connector
from zdesk_tui.errors import (
    FileError,
    NeedsConsent,
    OutOfReach,
    Refused,
    TryLater,
    ZdeskError,
)
from zdesk_tui.lifecycle import verdicts
from zdesk_tui.lifecycle.lacking import lacking
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.state import REFUSED, clock
from zdesk_tui.lifecycle.token import cached_token, valid_token, verdict_of
from zdesk_tui.secret import Secret
from zdesk_tui.store.status import Status, Verdict
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho import accounts, desk, services
from zdesk_tui.zoho.desk_words import ANOTHER_DATA_CENTER
from zdesk_tui.zoho.wire import Wire

AT_ONCE = 6
"""Connectors that are asked about side by side."""
APART = 0.2
"""Seconds between two token requests to one accounts server; many at once look like an attack."""
SILENT = 3
"""Connectors of one data center without an answer, after which the others there are not asked."""
JUST_NOW = 60.0
"""Seconds for which a renewal proves that the refresh token is good."""
WORST_FIRST = (6, 4, 1, 5, 0)
"""Exit codes of a check, the one that counts most first."""

_PAIRS = {
    "other client": (
        "{host} does not know its client ID, as far as one can see.",
        "Compare the client ID with {console}, and the data center with the address shown there.",
    ),
    "wrong secret": (
        "{host} knows its client ID, but not this client secret, as far as one can see.",
        "Copy the client secret again from {console}.",
    ),
}
"""What the advisory question says about a pair that is wrong: reason and advice."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found.

    Args:
        name: of the connector.
        verdict: in the words of the list.
        reason: one plain sentence.
        advice: what to do next; empty when there is nothing to do.
        exit_code: of a command that ends with this.
        lacking: scopes that a new consent should bring, where one is missing and it is known.
        verdicts: about token, scopes and organization; none where nothing was learned of them.
    """

    name: str
    verdict: str
    reason: str
    advice: str = ""
    exit_code: int = 0
    lacking: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


class _Unclear(TryLater):
    """A refusal that says nothing about the connector, and yet is an answer."""


class Pace:
    """Spaces out what the accounts servers are asked, and spares those that do not answer."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._silent: dict[str, int] = {}

    async def turn(self, host: str) -> None:
        """Wait until this accounts server may be asked for one more token."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next.get(host, now))
        self._next[host] = at + APART
        await asyncio.sleep(at - now)

    def refuse_if_silent(self, host: str) -> None:
        """Refuse to ask where several in a row got no answer.

        Raises:
            TryLater: they did.
        """
        if self._silent.get(host, 0) >= SILENT:
            raise TryLater(
                f"Zoho did not answer for {SILENT} connectors of {host} just before, so this one "
                "was not asked about.",
                "Check it again later. What was known of it stays.",
            )

    def note(self, host: str, *, answered: bool) -> None:
        """Take note of whether there was an answer, be it good or bad."""
        self._silent[host] = 0 if answered else self._silent.get(host, 0) + 1


async def check(workspace: Workspace, name: str, pace: Pace | None = None) -> Outcome:
    """Check one connector, and remember the verdicts; what Zoho did not answer changes none.

    Args:
        workspace: where the connector is.
        name: of the connector.
        pace: shared by those that are checked together.
    """
    pace = pace or Pace()
    row = row_of(workspace, name, time())
    connector = row.connector
    if row.read_only or connector is None:
        edit = f"Run: {workspace.command('edit', name)}"
        advice = edit if row.mended_in_editor else row.advice
        return Outcome(name, row.state, row.reason, advice, FileError.exit_code)
    host = connector.user_data_center.accounts_host
    try:
        pace.refuse_if_silent(host)
        outcome = await _ask(workspace, connector, pace)
    except TryLater as error:
        # A throttle is an answer; it says when.
        pace.note(host, answered=error.until is not None or isinstance(error, _Unclear))
        until = f" (until {clock(error.until)})" if error.until else ""
        return Outcome(name, f"try later{until}", error.message, error.advice, error.exit_code)
    except OutOfReach as error:
        verdict = "secret out of reach"
        return Outcome(name, verdict, error.message, error.advice, error.exit_code)
    except ZdeskError as error:
        # It was taken away or made unreadable meanwhile, or its lock cannot be had.
        return Outcome(name, "unreadable", error.message, error.advice, FileError.exit_code)
    pace.note(host, answered=True)
    return outcome


async def check_several(
    workspace: Workspace, names: Iterable[str], done: Callable[[Outcome], None]
) -> None:
    """Check several connectors side by side, a few at once.

    Args:
        workspace: where they are.
        names: of the connectors.
        done: is told each outcome as it comes.
    """
    room = asyncio.Semaphore(AT_ONCE)
    pace = Pace()

    async def one(name: str) -> None:
        async with room:
            outcome = await check(workspace, name, pace)
        done(outcome)

    await asyncio.gather(*(one(name) for name in names))


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code that counts most."""
    found = {outcome.exit_code for outcome in outcomes}
    return next((code for code in WORST_FIRST if code in found), 0)


async def _ask(workspace: Workspace, connector: Connector, pace: Pace) -> Outcome:
    if connector.lives_in != "here" and connector.grant is None:
        return await _ask_about_pair(workspace, connector, pace)
    name, host = connector.name, connector.user_data_center.accounts_host
    try:
        if cached_token(workspace, connector) is None:
            await pace.turn(host)
        token = (await valid_token(workspace, name)).access_token
        try:
            return _found(workspace, connector, *await _look(workspace, connector, token))
        except Refused as error:
            if not _is_about_token(error):
                raise
        # The token ended before its time, or was cut off: one renewal, one retry.
        await pace.turn(host)
        token = (await valid_token(workspace, name, refused=token)).access_token
        try:
            return _found(workspace, connector, *await _look(workspace, connector, token))
        except Refused as error:
            if not _is_about_token(error):
                raise
            again = f"Run: {workspace.command('reauthorize', name)}"
            raise NeedsConsent(
                f"A renewed token did not help either. {error.message}", again
            ) from None
    except (NeedsConsent, Refused) as error:
        word = verdict_of(error) or "needs consent"
        return _found(workspace, connector, verdicts.refused(word, error), error=error)


async def _look(
    workspace: Workspace, connector: Connector, token: Secret
) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """Return what one or two cheap calls say, and the scopes that are missing.

    Raises:
        Refused: the token is not taken.
        TryLater: no usable answer, or one that says nothing about the connector.
    """
    service, row = of(connector.service), connector.user_data_center
    organization = connector.organization
    organization_id = organization.id if organization else None
    first = services.cheap_call(service, row, connector.scopes, organization_id)
    if first is None:
        await _renewed(workspace, connector, token)
        return verdicts.renewed(connector), ()
    calls = [first]
    if organization and service.organization.chosen_here:
        second = services.cheap_call(service, row, connector.scopes, organization_id, within=True)
        calls += [second] if second and second != first else []
    proofs = []
    async with Wire() as wire:
        for call in calls:
            try:
                proofs.append(
                    await services.proof_of(wire, service, row, token, call, organization_id)
                )
            except Refused as error:
                if _is_about_token(error):
                    raise
                if error.mends == "connector":
                    raise _Unclear(error.message, error.advice) from None
                scopes = lacking(connector, call) if error.mends == "scopes" else ()
                return verdicts.of_refusal(connector, call, error, scopes), scopes
        listed = proofs[0].listed
        if len(calls) == 1 and listed is not None and service.key == "desk":
            # The other list has what the person may see, this one what the token reaches.
            listed = await desk.accessible_organizations(wire, row, token) or listed
    return verdicts.of_proofs(connector, proofs, listed), ()


async def _renewed(workspace: Workspace, connector: Connector, token: Secret) -> None:
    """Renew the token where that is the only proof, and the last one is not fresh."""
    renewed_at = workspace.statuses.load(connector.name).renewed_at or 0.0
    if connector.access_type == "offline" and time() - renewed_at > JUST_NOW:
        await valid_token(workspace, connector.name, refused=token)


async def _ask_about_pair(workspace: Workspace, connector: Connector, pace: Pace) -> Outcome:
    """Ask about client ID and client secret; all else of a connector in Zoho is Zoho's."""
    name, row = connector.name, connector.data_center
    await pace.turn(row.accounts_host)
    async with Wire() as wire:
        said = await accounts.ask_pair(wire, row, connector.client)
    parts = {"host": row.accounts_host, "console": row.console_url or "the API Console"}
    if said in _PAIRS:
        reason, advice = (text.format(**parts) for text in _PAIRS[said])
        wrong = Refused(reason, advice, word=said)
        return _found(workspace, connector, verdicts.refused(REFUSED, wrong), error=wrong)
    workspace.statuses.note(name, checked_at=time(), verdict=None, verdicts=())
    if said == "known":
        reason = "{host} knows its client ID and client secret, as far as one can see."
    elif said == "other redirect":
        reason = "{host} knows its client, but with another redirect URI than the saved one."
    else:
        reason = "{host} could not tell whether its client ID and client secret are right."
    kept = "Its tokens are kept in Zoho's developer console."
    return Outcome(name, "lives in Zoho", f"{reason.format(**parts)} {kept}")


def _is_about_token(error: Refused) -> bool:
    """Tell whether a call refused the token itself, which a renewal may mend."""
    return error.mends == "consent" or error.word == ANOTHER_DATA_CENTER


def _found(
    workspace: Workspace,
    connector: Connector,
    found: tuple[Verdict, ...],
    scopes: tuple[str, ...] = (),
    *,
    error: ZdeskError | None = None,
) -> Outcome:
    """Remember the verdicts, and return what they come to."""
    name, trouble = connector.name, Status(verdicts=found).trouble
    word = verdicts.state_word(trouble)
    # What was found about an old grant or organization says nothing about one saved meanwhile.
    if workspace.connectors.load(name) == connector:
        workspace.statuses.note(name, checked_at=time(), verdict=word, verdicts=found)
    if trouble is None:
        return Outcome(name, word, " ".join(one.reason for one in found), verdicts=found)
    code = error.exit_code if error else Refused.exit_code
    return Outcome(name, word, trouble.reason, trouble.advice, code, scopes, found)
