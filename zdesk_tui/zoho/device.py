"""Zoho's device flow: a code that a person types elsewhere, and polling for its tokens.

It is not RFC 8628: other paths, other names, and times in milliseconds (documented).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from zdesk_tui.connector import AccessType, Client
from zdesk_tui.datacenters import DataCenter, base_url
from zdesk_tui.errors import Refused, TryLater
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import words
from zdesk_tui.zoho.accounts import TokenAnswer, signed, token_answer

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply, Wire

INTERVAL = 30.0
"""Seconds between two polls where the answer does not say (documented)."""
LIFE = 300.0
"""Seconds for which a code can be answered where the answer does not say (documented)."""
_SHORTEST_INTERVAL, LONGEST_INTERVAL = 5.0, 60.0
_SHORTEST_LIFE, _LONGEST_LIFE = 60.0, 900.0
_MILLISECONDS = 1000
"""A number above this is one of milliseconds."""

_USER_CODE = re.compile(r"[0-9A-Za-z-]{4,20}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,1024}")


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A code that is out.

    Args:
        code: what is polled with.
        user_code: what the person types.
        page: where it is typed.
        link: the same page with the code filled in.
        interval: seconds that must lie between two polls.
        life: seconds from its making for which it can be answered.
    """

    code: Secret
    user_code: str = field(repr=False)
    page: str
    link: str = field(repr=False)
    interval: float
    life: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The person agreed, and lives in another data center, where polling goes on.

    Args:
        location: its code as Zoho wrote it.
    """

    location: str


NotYet = Literal["authorization_pending", "slow_down"]


async def ask_code(
    wire: "Wire",
    data_center: DataCenter,
    client: Client,
    scopes: Iterable[str],
    access_type: AccessType,
) -> DeviceCode:
    """Ask for a device code. No secret is sent.

    Args:
        wire: an open wire.
        data_center: where the client is registered.
        client: of the type Non-browser.
        scopes: in order.
        access_type: `offline` asks for a refresh token.

    Raises:
        Refused: Zoho said no; `mends` names the step.
        TryLater: no usable answer.
    """
    form = {
        "grant_type": "device_request",
        "client_id": client.id,
        "scope": ",".join(scopes),
        "access_type": access_type,
        # Without it Zoho hands out no second refresh token (documented).
        "prompt": "consent",
    }
    reply = await wire.ask("POST", data_center.device_code_url, form=form)
    host = data_center.accounts_host
    word = words.error_word(reply.content)
    if word is not None and words.squeezed(word) == "invalidclient":
        raise Refused(
            f"The accounts server {host} gives this client no device code (invalid_client). The "
            "client ID is mistyped, is of another data center, or the client is of another type "
            "than Non-browser.",
            f"Compare client ID and type with {data_center.console_url or 'the API Console'}.",
            word="invalid_client",
            mends="credentials",
        )
    error = words.explained(reply, words.Question("device", data_center, client, data_center))
    if error is not None:
        raise error
    return _device_code(reply, data_center)


async def poll(
    wire: "Wire",
    data_center: DataCenter,
    client: Client,
    code: Secret,
    *,
    registered_in: DataCenter,
) -> TokenAnswer | Elsewhere | NotYet:
    """Ask once whether the person has answered.

    Args:
        wire: an open wire.
        data_center: where: the client's own, or the person's after `Elsewhere`.
        client: asks, with its credentials in the form body.
        code: the device code.
        registered_in: where the client is registered: for explanations.

    Raises:
        Refused: the person said no, the code is over, or Zoho does not take the client.
        TryLater: no usable answer; the next poll may bring one.
    """
    form = signed("device_token", client, data_center)
    form["code"] = code
    reply = await wire.ask("POST", data_center.device_token_url, form=form)
    word = words.error_word(reply.content)
    match words.squeezed(word or ""):
        case "authorizationpending":
            return "authorization_pending"
        case "slowdown":
            return "slow_down"
        case "otherdc" if isinstance(reply.content, dict):
            return Elsewhere(plain(str(reply.content.get("user_location", "")), 40))
        case "accessdenied" if not words.is_throttle(reply):
            raise Refused(
                "Consent was refused on Zoho's page (access_denied).",
                "If that was not meant, ask for a new code and press Accept. If nobody pressed "
                "Reject, Zoho was asked too often: wait ten minutes first.",
                word="access_denied",
                mends="consent",
            )
        case "expired" | "expiredtoken":
            raise Refused(
                "The code ended before anybody answered on Zoho's page (expired).",
                "Ask for a new code; all your answers are kept.",
                word="expired",
                mends="consent",
            )
        case "invalidcode" | "invalidgrant":
            raise Refused(
                f"{data_center.accounts_host} does not know the device code any longer ({word}). "
                "It works once: its answer may have been lost on the way.",
                "Ask for a new code; all your answers are kept.",
                word="invalid_code",
                mends="consent",
            )
    return token_answer(reply, words.Question("device", data_center, client, registered_in))


def _device_code(reply: "Reply", data_center: DataCenter) -> DeviceCode:
    said = reply.content if isinstance(reply.content, dict) else {}
    code, user_code = said.get("device_code"), said.get("user_code")
    if (
        not isinstance(code, str)
        or not isinstance(user_code, str)
        or not _TOKEN.fullmatch(code)
        or not _USER_CODE.fullmatch(user_code)
    ):
        raise TryLater(
            f"{data_center.accounts_host} answered without a usable device code "
            f"(status {reply.status}).",
            "Try again in a few minutes.",
            mends="consent",
        )
    # A person is led to the accounts server that was asked and nowhere else.
    page = _ours(said.get("verification_url"), data_center) or data_center.device_page
    return DeviceCode(
        code=Secret(code),
        user_code=user_code,
        page=page,
        link=_ours(said.get("verification_uri_complete"), data_center) or page,
        interval=_seconds(
            said.get("interval"), INTERVAL, least=_SHORTEST_INTERVAL, most=LONGEST_INTERVAL
        ),
        life=_seconds(said.get("expires_in"), LIFE, least=_SHORTEST_LIFE, most=_LONGEST_LIFE),
    )


def _ours(url: object, data_center: DataCenter) -> str | None:
    if not isinstance(url, str) or not re.fullmatch(r"[\x21-\x7e]{1,500}", url):
        return None
    return url if base_url(url) == base_url(data_center.accounts_url) else None


def _seconds(value: object, default: float, *, least: float, most: float) -> float:
    """Return a time of the answer in seconds: a number above 1000 is one of milliseconds."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return default
    seconds = value / 1000 if value > _MILLISECONDS else float(value)
    return min(most, max(least, seconds))
