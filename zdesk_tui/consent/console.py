"""One consent by a grant code of the API Console: typed, pasted, or in a downloaded file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from zdesk_tui import credentials, selfclient
from zdesk_tui.consent.answer import Answer
from zdesk_tui.consent.redeem import Granted, Request, may_retry, redeem
from zdesk_tui.errors import BadAnswer, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.selfclient import SelfClient
from zdesk_tui.zoho.wire import Wire

Phase = Literal["waiting", "exchanging", "failed", "granted"]

LIFE = 180.0
"""Seconds that a code is good for where nothing says it: the console's own first choice."""

_LONGEST = selfclient.LARGEST
_CODE = re.compile(r"\d{4}\.[0-9a-f]{20,}\.[0-9a-f]{20,}", re.IGNORECASE | re.ASCII)
_WRAPPING = re.compile(r"[\s\"'`<>“”„‘’‚«»‹›\u200b\u2060\ufeff]+")
_CUT_CODE = re.compile(r"\d{4}\.[0-9a-f]+(\.[0-9a-f]*)?", re.IGNORECASE | re.ASCII)
_CLIENT_ID = re.compile(r"\d{4}\.[A-Z0-9]{20,40}", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{32,64}", re.ASCII)
_WHAT = "Copy the Generated Code, or give the path of the self_client.json that Download made."


@dataclass(frozen=True, slots=True)
class Code:
    """A grant code and how long it is good.

    Args:
        value: the code.
        expires_at: seconds since 1970.
    """

    value: Secret
    expires_at: float


def read_code(text: str, request: Request, now: float) -> Code:
    """Return the code that a person gave.

    Args:
        text: the code with any wrapping, a path, or the content of the downloaded file.
        request: what consent is asked for.
        now: seconds since 1970.

    Raises:
        BadAnswer: it is no code, or not one for this request; the text says why.
        FileError: it looks like a path, and the file cannot be read.
    """
    bare = _WRAPPING.sub("", text)
    if not bare:
        raise _bad("There is nothing to read yet.", _WHAT)
    if len(text) > _LONGEST:
        raise _bad("That is far longer than a code or a file of this kind.", _WHAT)
    if _CODE.fullmatch(bare):
        return Code(Secret(bare), now + LIFE)
    if bare.startswith(("{", "[")):
        file = selfclient.parse(text.encode("utf-8", "replace"))
        if file is None:
            raise _bad("That is not the whole content of a self_client.json.", _WHAT)
        return _in_file(file, request, now)
    if _CLIENT_ID.fullmatch(bare):
        raise _bad("That is a client ID, not the code that Generate Code shows.", _WHAT)
    if _SECRET.fullmatch(bare):
        raise _bad("That looks like a client secret, not like a code.", _WHAT)
    if "://" in bare:
        raise _bad("That is an address. A self client has no link and no redirect.", _WHAT)
    if _CUT_CODE.fullmatch(bare):
        raise _bad("The code is cut off: it has a number and two long parts after dots.", _WHAT)
    if "/" in text or text.strip().endswith(".json"):
        return _in_file(selfclient.read(text), request, now)
    raise _bad("That is neither a code nor the path of a file.", _WHAT)


def _in_file(file: SelfClient, request: Request, now: float) -> Code:
    if file.code is None:
        raise _bad(
            "The file holds no code (code).",
            "Download it from the page that shows the Generated Code.",
        )
    if file.client_id and file.client_id != request.client.id:
        raise _bad(
            f"The file is of another client: {credentials.clean(file.client_id)[:40]}.",
            "Generate the code with the self client of step Credentials.",
        )
    if file.expires_at is not None and file.expires_at <= now:
        minutes = max(1, round((now - file.expires_at) / 60))
        ago = "a minute" if minutes == 1 else f"{minutes} minutes"
        raise _bad(f"The code in the file ended about {ago} ago.", "Generate a new one.")
    there = {scope.lower() for scope in file.scopes}
    missing = [scope for scope in request.scopes if there and scope.lower() not in there]
    if missing:
        raise _bad(
            f"The code was made without {', '.join(missing)}.",
            "Generate a new one with the scopes shown here, all in one piece.",
        )
    return Code(file.code, file.expires_at or now + LIFE)


class CodeSession:
    """Waits for a code of the API Console, and exchanges it once.

    Args:
        request: what is asked for.
        now: returns seconds since 1970.
        changed: called after every change of what can be seen here.
        granted: called once, right after the exchange, before anything else happens.
        wire: makes the way to Zoho.
    """

    def __init__(
        self,
        request: Request,
        *,
        now: Callable[[], float],
        changed: Callable[[], None],
        granted: Callable[[Granted], None],
        wire: Callable[[], Wire] = Wire,
    ) -> None:
        self.request = request
        self.phase: Phase = "waiting"
        self.error: ZdeskError | None = None
        self.granted: Granted | None = None
        self.code: Code | None = None
        self._now = now
        self._changed = changed
        self._on_granted = granted
        self._wire = wire

    @property
    def remaining(self) -> float:
        """Seconds for which the code at hand is good; 0 without one."""
        return max(0.0, self.code.expires_at - self._now()) if self.code else 0.0

    @property
    def can_retry(self) -> bool:
        """Whether the code at hand may still be good although its exchange failed."""
        return (
            self.phase == "failed"
            and self.code is not None
            and self.remaining > 0
            and may_retry(self.error, self.code.expires_at)
        )

    async def take(self, text: str) -> None:
        """Read what a person gave, and exchange the code.

        Raises:
            BadAnswer: it is no code for this request; nothing was sent.
            FileError: the file cannot be read.
        """
        if self.phase in ("exchanging", "granted"):
            return
        self.code = read_code(text, self.request, self._now())
        await self._exchange(self.code)

    async def retry(self) -> None:
        """Exchange the code at hand once more, after Zoho was not reached."""
        if self.can_retry and self.code is not None:
            await self._exchange(self.code)

    async def _exchange(self, code: Code) -> None:
        self._set("exchanging")
        # A self client knows people of its own data center only.
        answer = Answer(code.value, self.request.data_center)
        try:
            async with self._wire() as wire:
                granted = await redeem(wire, self.request, answer, self._now())
        except ZdeskError as error:
            self._set("failed", error)
            return
        self.granted = granted
        self._on_granted(granted)
        self._set("granted")

    def _set(self, phase: Phase, error: ZdeskError | None = None) -> None:
        self.phase = phase
        self.error = error
        self._changed()


def _bad(message: str, advice: str) -> BadAnswer:
    return BadAnswer(message, advice, mends="consent")
