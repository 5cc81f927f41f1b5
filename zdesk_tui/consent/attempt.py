"""One consent attempt: a link with its own `state`, good for ten minutes."""

import secrets
from dataclasses import dataclass, field

from zdesk_tui.secret import Secret

LIFE = 600.0
"""How long a link is accepted, in seconds. A sign-in page at Zoho does not wait for ever either."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A consent link that was made.

    Args:
        state: the random text that comes back with the answer.
        made_at: seconds since 1970.
        verifier: the PKCE verifier (RFC 7636) behind the link's challenge, when it has one.
    """

    state: str = field(repr=False)
    made_at: float
    verifier: Secret | None = None

    def remaining(self, now: float) -> float:
        """Return for how many seconds the link is still good, from `LIFE` down to 0.

        Args:
            now: seconds since 1970.
        """
        return min(LIFE, max(0.0, self.made_at + LIFE - now))

    def expired(self, now: float) -> bool:
        """Tell whether an answer to this link comes too late."""
        return self.remaining(now) <= 0


def new_attempt(now: float) -> Attempt:
    """Return an attempt with a `state` that nobody can guess (256 bits).

    Args:
        now: seconds since 1970.
    """
    return Attempt(state=secrets.token_urlsafe(32), made_at=now)
