"""Refusals of Zoho's services, each in its own form, as what happened, why, and what to do next.

Every service answers a refusal in another way: a word or a number, under `code`, `errorCode` or
`error`, with status 200 or not. What they mean is the same few things.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zdesk_tui.catalog.services import Service
from zdesk_tui.datacenters import is_loopback
from zdesk_tui.errors import Refused, StepName, TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.zoho import words

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply


@dataclass(frozen=True, slots=True)
class Saying:
    """What a code means.

    Args:
        message: what happened, with places to be filled in.
        advice: what to do next.
        mends: the wizard's step where it is mended, when there is one.
    """

    message: str
    advice: str
    mends: StepName | None = None


_TOKEN = Saying(
    "{host} does not take the access token ({code}). It has ended, was revoked, or belongs to "
    "another data center.",
    "Renew the token; if that does not help, consent again.",
    "consent",
)
_SCOPE = Saying(
    "The token is good, but none of its scopes opens this call at {host} ({code}).",
    "Add the missing scope and consent again.",
    "scopes",
)
_ORGANIZATION = Saying(
    "{host} does not know {organization} of {service} ({code}), or the person who consented does "
    "not belong to it.",
    "Check the {id}.",
    "organization",
)
_NOT_ALLOWED = Saying(
    "{host} does not allow this call ({code}). A scope is missing, or the person who consented has "
    "no permission for it in {service}, or does not belong to it.",
    "Look at the scopes first; then ask an administrator of {service}.",
    "scopes",
)
_FORBIDDEN = Saying(
    "{host} does not allow the person who consented to do this ({code}). Their role in {service} "
    "lacks the permission, or {service} is not set up for them.",
    "Ask an administrator of {service}, or consent with another account.",
)
_ELSEWHERE = Saying(
    "{host} has nothing at this address ({code}). The address of {service} may be another one in "
    "this data center, or {service} has changed.",
    "Check the data center.",
    "connector",
)
_PAGE_401 = Saying(
    "{host} turned the access token away with a page instead of data ({code}). The token probably "
    "belongs to another data center than this host.",
    "Choose the data center of the account, and consent again.",
    "connector",
)

_BY_WORD: dict[str, Saying] = {
    **dict.fromkeys(
        (
            "authenticationfailure", "authenticationrequired", "invalidoauth", "invalidoauthtoken",
            "invalidtoken", "invalidticket", "oauthtokeninvalid", "oauthtokenexpired",
            "unauthorized", "accesstokenexpired", "invalidauthtoken",
        ),
        _TOKEN,
    ),
    **dict.fromkeys(
        (
            "invalidoauthscope", "invalidscope", "oauthscopemismatch", "oauthtokenscopeinvalid",
            "scopemismatch",
        ),
        _SCOPE,
    ),
    **dict.fromkeys(
        ("invalidorg", "invalidorganization", "invalidportal", "oauthorgmismatch"), _ORGANIZATION
    ),
    **dict.fromkeys(
        ("forbidden", "nopermission", "operationnotallowed", "permissiondenied", "accessdenied"),
        _FORBIDDEN,
    ),
    **dict.fromkeys(
        ("invalidurl", "invalidurlpattern", "urlnotfound", "urlruleconfigmismatch"), _ELSEWHERE
    ),
}  # fmt: skip
"""By the word of an answer, in small letters without marks between."""
_FINANCE = {6: _ORGANIZATION, 14: _TOKEN, 57: _NOT_ALLOWED, 6041: _ORGANIZATION}
"""Numbers of Books and its sister products (documented, or reported by users)."""
_FINANCE_KEYS = ("billing", "books", "commerce", "expense", "inventory", "invoice")
_BY_STATUS = {401: _TOKEN, 403: _NOT_ALLOWED, 404: _ELSEWHERE, 405: _ELSEWHERE}
_TOO_FAST = ("toomanyrequests", "thresholdexceeded", "ratelimitexceeded", "apilimitexceeded")
_SAID = ("message", "errorMessage", "title", "description", "summary")
_GOOD = ("", "0", "200", "3000", "success", "SUCCESS")
"""Codes of answers that are none; Creator says 3000 (documented)."""


def host_of(url: str) -> str:
    """Return a URL's host; on this machine with its path, which tells the sandbox's apart."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}" if is_loopback(url) else parts.netloc


def explained(
    reply: "Reply", service: Service, url: str, organization_id: str | None = None
) -> ZdeskError | None:
    """Return the error that a service's answer stands for, or None when it is good.

    Args:
        reply: the answer.
        service: that answered.
        url: that was asked.
        organization_id: of the organization that was named in the call, if one was.
    """
    host = host_of(url)
    if reply.status == 429:
        return too_fast(host, reply)
    if reply.status >= 500:
        return TryLater(
            f"{host} reports a fault of its own (status {reply.status}).",
            "Try again in a few minutes.",
        )
    code, said = _refusal(reply.content)
    if reply.status < 400 and (reply.empty or (reply.is_json and code in _GOOD)):
        return None
    key = words.squeezed(code)
    if key in _TOO_FAST:
        return too_fast(host, reply)
    if not reply.is_json and not reply.empty and reply.status == 401:
        saying: Saying | None = _PAGE_401
    elif not reply.is_json and reply.status < 400:
        return words.page_error(reply, host)
    else:
        saying = _BY_WORD.get(key)
        if saying is None and service.key in _FINANCE_KEYS and code.isdigit():
            saying = _FINANCE.get(int(code))
        saying = saying or _BY_STATUS.get(reply.status)
    known = f"{code}, status {reply.status}" if code not in _GOOD else f"status {reply.status}"
    word = code if code not in _GOOD else f"HTTP {reply.status}"
    if saying is None:
        quoted = f" It says: {said}" if said else ""
        return Refused(
            f"{host} refused with a word that is not known here ({known}).{quoted}",
            "Try again once; if it stays, check the organization and the scopes.",
            word=word,
        )
    rule = service.organization
    parts = {
        "host": host,
        "code": known,
        "service": service.name,
        "id": rule.id_words,
        "organization": f"the {rule.word} {plain(organization_id, 40)}"
        if organization_id
        else f"this {rule.word}",
    }
    return Refused(
        saying.message.format(**parts),
        saying.advice.format(**parts),
        word=word,
        mends=saying.mends,
    )


def too_fast(host: str, reply: "Reply") -> TryLater:
    """Return the error for too many requests, with the time from which to ask again."""
    return TryLater(
        f"{host} got too many requests and takes no more for now (status {reply.status}).",
        f"Try again in {duration(reply.retry_after)}.",
        until=None if reply.retry_after is None else time.time() + reply.retry_after,
    )


def duration(seconds: float | None) -> str:
    """Return how long to wait; a minute where the server did not say."""
    if seconds is None:
        return "a minute"
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _refusal(content: object) -> tuple[str, str]:
    """Return the code of a refusal and what it says, each "" where there is none."""
    match content:
        case {"status": "success"}:
            return "", ""
        case {"response": {"errors": {"code": code, **more}}}:  # People
            pass
        case {"errors": [{"id": code, **more}, *_]}:  # WorkDrive
            pass
        case {"error": {"code": code, **more}}:  # Projects, SalesIQ
            pass
        case {"data": {"errorCode": code, **more}}:  # Mail, Analytics
            pass
        case {"errorCode": code, **more} | {"code": code, **more}:  # CRM, Books, Cliq
            pass
        case {"error": str(code), **more} | {"cause": str(code), **more}:
            pass
        case {"status": ("error" | "failure") as code, **more}:
            pass
        case _:
            return "", ""
    said = next((text for key in _SAID if isinstance(text := more.get(key), str)), "")
    good = isinstance(code, int | str) and not isinstance(code, bool)
    return plain(str(code), 60) if good else "", plain(said, 120)
