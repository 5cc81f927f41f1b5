"""Zoho Desk's error codes, each as what happened, why, and what to do next."""

import time
from typing import TYPE_CHECKING

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.zoho import words
from zdesk_tui.zoho.service_words import Saying, duration

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply

TOKEN_REFUSED = frozenset({"UNAUTHORIZED", "INVALID_OAUTH", "AUTHENTICATION_FAILURE"})
"""Codes that a renewed token may mend; `Refused.word` is one of them."""

ANOTHER_DATA_CENTER = "HTTP 401"
"""`Refused.word` for a page instead of data with status 401."""


_TOKEN_SAYING = Saying(
    "{host} does not take the access token ({code}). It has ended, was revoked, or belongs to "
    "another data center.",
    "Renew the token; if that does not help, consent again.",
    "consent",
)
_OUTDATED_SAYING = Saying(
    "{host} did not understand the request ({code}). Zoho Desk may have changed.",
    "Look for a newer release of zdesk-tui.",
)
_REFUSED: dict[str, Saying] = {
    **dict.fromkeys(TOKEN_REFUSED, _TOKEN_SAYING),
    "SCOPE_MISMATCH": Saying(
        "The token is good, but none of its scopes opens this call at {host} (SCOPE_MISMATCH).",
        "Add the missing scope and consent again.",
        "scopes",
    ),
    "OAUTH_ORG_MISMATCH": Saying(
        "The token does not belong to {organization} (OAUTH_ORG_MISMATCH). Zoho binds it to the "
        "one organization chosen on the consent page.",
        "Choose that organization here, or consent again and choose this one.",
        "organization",
    ),
    "FORBIDDEN": Saying(
        "{host} does not allow the person who consented to do this (FORBIDDEN). Their profile or "
        "role in Zoho Desk lacks the permission.",
        "Ask an administrator of Zoho Desk, or consent with another account.",
    ),
    "LICENSE_ACCESS_LIMITED": Saying(
        "The edition of this Zoho Desk does not include this (LICENSE_ACCESS_LIMITED{edition}).",
        "Ask an administrator of Zoho Desk about the edition, or leave this scope out.",
    ),
    "URL_NOT_FOUND": Saying(
        "{host} has nothing at this address (URL_NOT_FOUND). The data center's Desk address may be "
        "wrong, or Zoho Desk has changed.",
        "Check the data center.",
        "connector",
    ),
    "METHOD_NOT_ALLOWED": _OUTDATED_SAYING,
    "UNSUPPORTED_MEDIA_TYPE": _OUTDATED_SAYING,
    "RESOURCE_SIZE_EXCEEDED": _OUTDATED_SAYING,
    "UNPROCESSABLE_ENTITY": Saying(
        "{host} could not use what was sent (UNPROCESSABLE_ENTITY{fields}). "
        "The organization ID may be wrong.",
        "Check the organization.",
        "organization",
    ),
    "INVALID_DATA": Saying(
        "{host} found a value wrong (INVALID_DATA{fields}). The organization ID may be it.",
        "Check the organization.",
        "organization",
    ),
}
_CODES = {
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "URL_NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "RESOURCE_SIZE_EXCEEDED",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNPROCESSABLE_ENTITY",
    429: "TOO_MANY_REQUESTS",
}


def desk_host(data_center: DataCenter) -> str:
    """Return the host of Desk, with the path where it has one: for reading."""
    return (data_center.desk_url or "Zoho Desk").rpartition("://")[2]


def explained(
    reply: "Reply", data_center: DataCenter, organization_id: str | None = None
) -> ZdeskError | None:
    """Return the error that a Desk answer stands for, or None when it is good.

    The body's `errorCode` decides; the status only where there is none (seen in recorded
    answers). No body at all is Desk's answer for an empty list.
    """
    host = desk_host(data_center)
    content = {} if reply.empty else reply.content
    if not isinstance(content, dict):
        if reply.status == 401:
            return _another_data_center(host)
        if reply.status == 429:
            return _too_fast(host, "HTTP 429", reply)
        return words.page_error(reply, host)
    code = content.get("errorCode")
    if not isinstance(code, str) or not code.strip():
        if reply.status < 400:
            return None
        code = _CODES.get(reply.status, f"HTTP {reply.status}")
    key = "_".join(code.upper().split())
    if key in ("THRESHOLD_EXCEEDED", "TOO_MANY_REQUESTS"):
        return _too_fast(host, key, reply)
    if key == "INTERNAL_SERVER_ERROR" or (reply.status >= 500 and key not in _REFUSED):
        return TryLater(
            f"{host} reports a fault of its own ({plain(code, 60)}).",
            "Try again in a few minutes.",
        )
    shown = plain(code, 60)
    saying = _REFUSED.get(key)
    if saying is None:
        said = content.get("message")
        quoted = f" Zoho says: {plain(said, 120)}" if isinstance(said, str) and said else ""
        return Refused(
            f"{host} refused with a word that is not known here: {shown}.{quoted}",
            "Try again once; if it stays, check the organization and the scopes.",
            word=shown,
        )
    named = f"organization {plain(organization_id, 20)}" if organization_id else "this organization"
    message = saying.message.format(
        host=host,
        code=shown,
        organization=named,
        edition=_edition(content),
        fields=_fields(content),
    )
    return Refused(message, saying.advice, word=key, mends=saying.mends)


def _another_data_center(host: str) -> Refused:
    # Host and token of different data centers are answered with a page (reported by users).
    return Refused(
        f"{host} turned the access token away with a page instead of data (status 401). The token "
        "probably belongs to another data center than this host.",
        "Choose the data center of the account, and consent again.",
        word=ANOTHER_DATA_CENTER,
        mends="connector",
    )


def _too_fast(host: str, code: str, reply: "Reply") -> TryLater:
    until = None if reply.retry_after is None else time.time() + reply.retry_after
    if code == "THRESHOLD_EXCEEDED":
        message = (
            f"The API credits of this Zoho Desk are used up for the day ({code}). "
            "All programs of the organization share them."
        )
        advice = "Try again tomorrow."
    else:
        message = f"{host} got too many requests at the same time ({code})."
        advice = "Try again in a minute."
    if reply.retry_after is not None:
        advice = f"Try again in {duration(reply.retry_after)}."
    return TryLater(message, advice, until=until)


def _edition(content: dict[str, object]) -> str:
    """Return what a license answer says about feature and edition, to go into brackets."""
    values = (content.get("feature"), content.get("editionType"))
    return "".join(f", {plain(value, 60)}" for value in values if isinstance(value, str) and value)


def _fields(content: dict[str, object]) -> str:
    """Return the first fields that a data error names, to go into brackets."""
    errors = content.get("errors")
    rows = errors if isinstance(errors, list) else []
    names = [row.get("fieldName") for row in rows if isinstance(row, dict)]
    shown = [plain(name, 60) for name in names if isinstance(name, str) and name][:3]
    return f": {', '.join(shown)}" if shown else ""
