"""PKCE on the server's side: what a code challenge looks like, and which verifier fits it."""

import base64
import hashlib
import hmac
import re

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")


def problem(challenge: str, method: str) -> str | None:
    """Return what is wrong with a challenge as it was sent to the authorization endpoint."""
    if method.upper() not in ("S256", "PLAIN"):
        return f"The code challenge method {method} is not known"
    form = _DIGEST if method.upper() == "S256" else _UNRESERVED
    return None if form.fullmatch(challenge) else "The code challenge is not valid"


def fits(verifier: str, challenge: str, method: str) -> bool:
    """Tell whether a verifier belongs to a challenge."""
    if not _UNRESERVED.fullmatch(verifier):
        return False
    made = verifier
    if method.upper() == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(made, challenge)
