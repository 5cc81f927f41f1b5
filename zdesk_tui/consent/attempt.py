"""One consent attempt: a link with its own `state`, good for ten minutes; or a device code."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from zdesk_tui.secret import Secret

VERIFIER_BYTES = 48
"""They make a verifier of 64 characters; RFC 7636 wants 43 to 128, all unreserved."""

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

    @property
    def challenge(self) -> str:
        """What the link shows of the verifier (S256), or "" without one."""
        if self.verifier is None:
            return ""
        digest = sha256(self.verifier.reveal().encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def remaining(self, now: float) -> float:
        """Return for how many seconds the link is still good, from `LIFE` down to 0.

        Args:
            now: seconds since 1970.
        """
        return min(LIFE, max(0.0, self.made_at + LIFE - now))

    def expired(self, now: float) -> bool:
        """Tell whether an answer to this link comes too late."""
        return self.remaining(now) <= 0


@dataclass(frozen=True, slots=True)
class DeviceAttempt:
    """A device code that is out, and how far asking about it has come.

    Args:
        code: what is polled with.
        user_code: what the person types.
        page: where it is typed.
        link: the same page with the code filled in.
        interval: seconds that must lie between two polls.
        ends_at: when the code is over, seconds since 1970.
        next_poll_at: before which Zoho is not to be asked, seconds since 1970.
        asked: code of the data center that is polled.
    """

    code: Secret
    user_code: str = field(repr=False)
    page: str
    link: str = field(repr=False)
    interval: float
    ends_at: float
    next_poll_at: float
    asked: str

    def remaining(self, now: float) -> float:
        """Return for how many seconds the code can be answered.

        Args:
            now: seconds since 1970.
        """
        return max(0.0, self.ends_at - now)


def new_attempt(now: float, *, pkce: bool = False) -> Attempt:
    """Return an attempt with a `state` that nobody can guess (256 bits).

    Args:
        now: seconds since 1970.
        pkce: whether the exchange has to prove that it belongs to the link.
    """
    verifier = Secret(secrets.token_urlsafe(VERIFIER_BYTES)) if pkce else None
    return Attempt(state=secrets.token_urlsafe(32), made_at=now, verifier=verifier)
