"""The accounts server's error words, each as what happened, why, and what to do next."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zdesk_tui.connector import Client
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import NeedsConsent, Refused, StepName, TryLater, ZdeskError
from zdesk_tui.plaintext import plain

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply

Purpose = Literal["exchange", "refresh", "revoke", "device"]

THROTTLE_SECONDS = 600.0
"""How long Zoho blocks after too many token requests (documented: the rest of 10 minutes)."""

_SAME_CODE = "Try again with the same grant code; it is good for about a minute or two."


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, as far as an explanation needs it.

    Args:
        purpose: which request it was.
        asked: the data center whose accounts server was asked.
        client: the client that asked.
        registered_in: where the client is registered.
    """

    purpose: Purpose
    asked: DataCenter
    client: Client
    registered_in: DataCenter

    @property
    def console(self) -> str:
        """The API Console in which the client stands."""
        return self.registered_in.console_url or "its API Console"


@dataclass(frozen=True, slots=True)
class _Saying:
    message: str
    advice: str
    mends: StepName | None = None


def squeezed(word: str) -> str:
    """Return an error word in one spelling: the throttle's has capitals and a blank."""
    return "".join(word.lower().replace("_", " ").replace("-", " ").split())


def _table(*rows: tuple[str, _Saying]) -> dict[str, _Saying]:
    return {squeezed(word): saying for words, saying in rows for word in words.split()}


_STALE_CODE = _Saying(
    "{host} did not take the grant code ({word}). It is older than about a minute or two, was "
    "already used, or was made in another data center.",
    "Make a new link and consent again; all your answers are kept.",
    "consent",
)
_REFUSED = _table(
    (
        "invalid_client",
        _Saying(
            "The accounts server {host} does not know this client ID (invalid_client). "
            "It is mistyped, or the client belongs to another data center.",
            "Compare the client ID with {console}, or choose the data center it stands in.",
            "connector",
        ),
    ),
    (
        "invalid_client_secret",
        _Saying(
            "{host} knows the client ID, but not this client secret (invalid_client_secret). "
            "It is mistyped, was made anew, or is that of another data center.",
            "Enter the client secret again as {console} shows it; everything else is kept.",
            "credentials",
        ),
    ),
    (
        "invalid_redirect_uri",
        _Saying(
            "{host} did not take the redirect URI {redirect} (invalid_redirect_uri). "
            "The client is registered with another one; every character counts.",
            "Compare it with the client's redirect URIs at {console}, then consent again.",
            "redirect",
        ),
    ),
    ("invalid_code invalid_grant invalid_token", _STALE_CODE),
    (
        "unsupported_grant_type unauthorized_client",
        _Saying(
            "{host} does not allow this client to sign in this way ({word}). "
            "The client is probably of another type.",
            "Look at the client's type in {console}, and register one of the type named here.",
            "register",
        ),
    ),
    (
        "invalid_request",
        _Saying(
            "{host} found the request incomplete or malformed (invalid_request). "
            "A pasted value may hold stray characters.",
            "Enter client ID and client secret again, then consent again.",
            "credentials",
        ),
    ),
    (
        "invalid_scope invalid_scopes",
        _Saying(
            "{host} does not know one of the scopes ({word}). One may be misspelled.",
            "Check the scopes, then consent again.",
            "scopes",
        ),
    ),
    (
        "missing_org_info",
        _Saying(
            "{host} wants to be told the organization (missing_org_info). "
            "Clients that sign in without a person need it.",
            "Use a client of the type Server-based, or choose the organization.",
            "organization",
        ),
    ),
    (
        "general_error",
        _Saying(
            "{host} refused without saying why (general_error). The client's type, its redirect "
            "URI or a fault at Zoho may be the cause.",
            "Try again once; if it stays, compare the client with {console}.",
            "credentials",
        ),
    ),
)
_OUT_OF_ORDER = frozenset(map(squeezed, ("server_error", "temporarily_unavailable")))
_THROTTLED = frozenset(map(squeezed, ("access_denied", "too_many_requests")))
GONE = frozenset(map(squeezed, ("invalid_code", "invalid_grant", "invalid_token")))
"""Words, squeezed, that say that the token or code in the request is good for nothing."""


def error_word(content: object) -> str | None:
    """Return the error word of a body, or None where it reports no error."""
    if not isinstance(content, dict) or not (word := content.get("error")):
        return None
    return word if isinstance(word, str) else "an error without a name"


def explained(reply: "Reply", question: Question) -> ZdeskError | None:
    """Return the error that an accounts server's answer stands for, or None when it is good.

    The body decides, never the status: ordinary refusals come with status 200 (documented).
    """
    if not isinstance(reply.content, dict):
        return page_error(
            reply,
            question.asked.accounts_host,
            advice=_SAME_CODE if question.purpose == "exchange" else None,
        )
    word = error_word(reply.content)
    if word is None:
        return None
    if is_throttle(reply) or squeezed(word) in _THROTTLED:
        return throttle(question.asked.accounts_host, reply)
    return _refusal(word, question)


def is_throttle(reply: "Reply") -> bool:
    """Tell whether an answer says in words that too much was asked."""
    content = reply.content
    description = content.get("error_description") if isinstance(content, dict) else None
    return isinstance(description, str) and "too many requests" in description.lower()


def _refusal(word: str, question: Question) -> ZdeskError:
    host, key = question.asked.accounts_host, squeezed(word)
    shown = plain(word, 60) or "?"
    if key in _OUT_OF_ORDER:
        return TryLater(
            f"{host} reports a fault of its own ({shown}).",
            _SAME_CODE if question.purpose == "exchange" else "Try again in a few minutes.",
        )
    if key in GONE and question.purpose == "refresh":
        return NeedsConsent(
            f"{host} no longer takes the refresh token ({shown}). It was revoked, or dropped when "
            "a 21st one was made for the same person.",
            "Consent again; everything else of the connector is kept.",
            mends="consent",
        )
    if key in GONE and question.client.type == "self-client":
        return Refused(
            f"{host} did not take the code ({shown}). Its time was over, it was already used, or "
            "another self client made it.",
            "Generate a new code in the API Console and enter it at once; all your answers are "
            "kept.",
            word=shown,
            mends="consent",
        )
    if key == "invalidclient" and question.asked != question.registered_in:
        return Refused(
            f"The accounts server {host} does not know this client ID (invalid_client). "
            f"The account lives in another data center ({question.asked.code}) than the client "
            f"({question.registered_in.code}), and the client may not be allowed there.",
            f"Switch the data center on for this client at {question.console} (Settings, "
            "Multi-DC), or choose the account's data center and register a client there.",
            word=shown,
            mends="connector",
        )
    if key == "invalidclientsecret" and question.asked != question.registered_in:
        return Refused(
            f"{host} knows the client ID, but not this client secret (invalid_client_secret). "
            f"The account lives in {question.asked.spoken}, and a client can have a secret of its "
            "own in each data center.",
            f"Enter the secret that {question.console} shows for "
            f"{question.asked.name} (Settings, Multi-DC, SHOW CODE).",
            word=shown,
            mends="credentials",
        )
    saying = _REFUSED.get(key)
    if saying is None:
        return Refused(
            f"{host} refused with a word that is not known here: {shown}.",
            f"Compare the client with {question.console}, and try again.",
            word=shown,
        )
    parts = {
        "host": host,
        "word": shown,
        "console": question.console,
        "redirect": plain(question.client.redirect_uri, 500),
    }
    return Refused(
        saying.message.format(**parts),
        saying.advice.format(**parts),
        word=shown,
        mends=saying.mends,
    )


def throttle(host: str, reply: "Reply") -> TryLater:
    """Return the error for too many token requests, with the time from which to ask again."""
    seconds = THROTTLE_SECONDS if reply.retry_after is None else reply.retry_after
    minutes = max(1, round(seconds / 60))
    return TryLater(
        f"{host} was asked too often and takes no more requests for now.",
        f"Wait {minutes} {'minute' if minutes == 1 else 'minutes'}, then try again once.",
        until=time.time() + seconds,
    )


def page_error(reply: "Reply", host: str, *, advice: str | None = None) -> TryLater:
    """Return the error for an answer that holds no data: a page, plain text, nothing at all.

    Such answers say nothing about the credentials: they come from a server that is out of order,
    or from something between here and Zoho.
    """
    if reply.status == 429:
        return throttle(host, reply)
    if reply.empty:
        what = "an empty answer"
    elif reply.is_json:
        what = "data of an unexpected form"
    else:
        what = "a page instead of data"
    return TryLater(
        f"{host} answered with {what} (status {reply.status}). "
        "Zoho may be out of order for the moment.",
        advice or "Try again in a few minutes.",
    )
