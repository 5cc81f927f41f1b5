"""The state of a saved connector in words, from what is on disk; nothing is asked."""

from datetime import datetime

from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.errors import NeedsConsent
from zdesk_tui.lifecycle.token import check_grant, minutes
from zdesk_tui.store.status import Status
from zdesk_tui.workspace import Workspace

REFUSED = "credentials refused"
OLD_CHECK = 24 * 3600.0
"""Seconds after which a good check is called old."""


def state_of(workspace: Workspace, connector: Connector, status: Status, now: float) -> str:
    """Return one of the states that people are shown.

    Args:
        workspace: where the connector is.
        connector: as it was read.
        status: what is known of it.
        now: seconds since 1970.
    """
    if connector.format > FORMAT:
        return "newer format"
    if connector.lives_in != "here":
        # Only its client can be looked at from here.
        return REFUSED if status.verdict == REFUSED else "lives in Zoho"
    try:
        check_grant(workspace, connector)
    except NeedsConsent:
        return "needs consent"
    if status.verdict and status.verdict != "ready":
        return status.verdict
    token = connector.grant.refresh_token if connector.grant else None
    pause = workspace.throttle.pause(token, now) if token else None
    if pause:
        return f"try later (until {clock(pause.until)})"
    if connector.access_type == "online":
        cached = workspace.tokens.load(connector)
        left = cached.expires_at - now if cached else 0.0
        return f"expires in {minutes(left)}" if left > 0 else "needs consent"
    if status.verdict is None or status.checked_at is None:
        return "never checked"
    return "ready" if now - status.checked_at < OLD_CHECK else "ready, old check"


def clock(seconds: float) -> str:
    """Return a time of day as this machine's clocks show it.

    Args:
        seconds: since 1970.
    """
    return f"{datetime.fromtimestamp(seconds):%H:%M}"
