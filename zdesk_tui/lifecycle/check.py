"""Live health of saved connectors: a valid token, then one cheap call with it."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import time

from zdesk_tui.connector import Connector
from zdesk_tui.errors import FileError, NeedsConsent, Refused, TryLater, ZdeskError
from zdesk_tui.lifecycle.adopt import prove
from zdesk_tui.lifecycle.lacking import lacking
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.lifecycle.state import clock
from zdesk_tui.lifecycle.token import VERDICTS, valid_token, verdict_of
from zdesk_tui.secret import Secret
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.desk_words import ANOTHER_DATA_CENTER

AT_ONCE = 6
"""Connectors that are asked about side by side."""
JUST_NOW = 60.0
"""Seconds for which a renewal proves that the refresh token is good."""
WORST_FIRST = (6, 4, 1, 5, 0)
"""Exit codes of a check, the one that counts most first."""


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
    """

    name: str
    verdict: str
    reason: str
    advice: str = ""
    exit_code: int = 0
    lacking: tuple[str, ...] = ()


async def check(workspace: Workspace, name: str) -> Outcome:
    """Check one connector, and remember the verdict; what Zoho did not answer changes none.

    Args:
        workspace: where the connector is.
        name: of the connector.
    """
    row = row_of(workspace, name, time())
    connector = row.connector
    if row.read_only or connector is None:
        return Outcome(name, row.state, row.reason, row.advice, FileError.exit_code)
    if connector.lives_in != "here":
        return Outcome(name, row.state, row.reason)
    try:
        return await _ask(workspace, connector)
    except TryLater as error:
        until = f" (until {clock(error.until)})" if error.until else ""
        return _told(name, f"try later{until}", error)
    except ZdeskError as error:
        # It was taken away or made unreadable meanwhile, or its lock cannot be had.
        return Outcome(name, "unreadable", error.message, error.advice, FileError.exit_code)


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

    async def one(name: str) -> None:
        async with room:
            outcome = await check(workspace, name)
        done(outcome)

    await asyncio.gather(*(one(name) for name in names))


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code that counts most."""
    found = {outcome.exit_code for outcome in outcomes}
    return next((code for code in WORST_FIRST if code in found), 0)


async def _ask(workspace: Workspace, connector: Connector) -> Outcome:
    name = connector.name
    try:
        token, _ = await valid_token(workspace, name)
    except (NeedsConsent, Refused) as error:
        return _found(workspace, name, verdict_of(error) or "needs consent", error)
    try:
        return await _proven(workspace, connector, token)
    except Refused as error:
        if error.mends != "consent" and error.word != ANOTHER_DATA_CENTER:
            return _judged(workspace, connector, error)
    # The token ended before its time, or was cut off: one renewal, one retry.
    try:
        token, _ = await valid_token(workspace, name, refused=token)
        return await _proven(workspace, connector, token)
    except NeedsConsent as error:
        return _found(workspace, name, "needs consent", error)
    except Refused as error:
        if error.mends != "consent" and error.word != ANOTHER_DATA_CENTER:
            return _judged(workspace, connector, error)
        again = f"Run: {workspace.command('reauthorize', name)}"
        needed = NeedsConsent(f"A renewed token did not help either. {error.message}", again)
        return _found(workspace, name, "needs consent", needed)


async def _proven(workspace: Workspace, connector: Connector, token: Secret) -> Outcome:
    name = connector.name
    proof = await prove(workspace, connector, token)
    if proof:
        reason = f"{proof.call} answered {proof.status} in {proof.seconds * 1000:.0f} ms."
        return Outcome(name, "ready", reason)
    renewed_at = workspace.statuses.load(name).renewed_at or 0.0
    if connector.access_type == "offline" and time() - renewed_at > JUST_NOW:
        await valid_token(workspace, name, refused=token)
    workspace.statuses.note(name, checked_at=time(), verdict="ready")
    return Outcome(name, "ready", "No chosen scope opens a cheap call; its token was renewed.")


def _judged(workspace: Workspace, connector: Connector, error: Refused) -> Outcome:
    """Return what a refusal of the call itself says; about the credentials it says nothing."""
    # A word that no step mends is about what the person may do in the organization.
    verdict = VERDICTS.get(error.mends) if error.mends else "organization refused"
    if verdict is None:
        return _told(connector.name, "try later", error)
    outcome = _found(workspace, connector.name, verdict, error)
    scopes = lacking(connector) if error.mends == "scopes" else ()
    if not scopes:
        return outcome
    named = f"{outcome.reason} The call asks for {' and '.join(scopes)}."
    return replace(outcome, reason=named, lacking=scopes)


def _found(workspace: Workspace, name: str, verdict: str, error: ZdeskError) -> Outcome:
    workspace.statuses.note(name, checked_at=time(), verdict=verdict)
    return _told(name, verdict, error)


def _told(name: str, verdict: str, error: ZdeskError) -> Outcome:
    return Outcome(name, verdict, error.message, error.advice, error.exit_code)
