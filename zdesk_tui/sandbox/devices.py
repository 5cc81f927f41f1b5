"""The device codes that are out: made, looked up as typed, answered, and polled for."""

import base64
import binascii
import secrets
import string
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from zdesk_tui.sandbox.records import Client, DeviceCode, Permission

LIFE = 300.0
"""Seconds for which a device code can be answered and polled for (documented)."""
_REMEMBERED = 3600.0
"""Seconds after its end for which a poll is told that the code expired."""

Verdict = Literal["authorization_pending", "slow_down", "access_denied", "expired", "other_dc"]


class Devices:
    """All device codes of one sandbox.

    Args:
        now: the sandbox's clock, seconds since 1970.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._codes: dict[str, DeviceCode] = {}

    def __iter__(self) -> Iterator[DeviceCode]:
        """Go through the codes that are worth keeping."""
        now = self._now()
        return (one for one in self._codes.values() if one.expires_at + _REMEMBERED > now)

    def restore(self, codes: Iterable[DeviceCode]) -> None:
        """Take over what a file held."""
        self._codes = {one.value: one for one in codes}

    def begin(
        self, client: Client, scopes: list[str], *, value: str, offline: bool, prompt: bool
    ) -> DeviceCode:
        """Return a new device code, with a user code that no other has."""
        taken = {one.user_code for one in self._codes.values()}
        user_code = _user_code()
        while user_code in taken:
            user_code = _user_code()
        code = DeviceCode(
            value=value,
            user_code=user_code,
            client_id=client.id,
            data_center=client.data_center,
            scopes=scopes,
            offline=offline,
            prompt=prompt,
            expires_at=self._now() + LIFE,
        )
        self._codes[code.value] = code
        return code

    def typed(self, text: str) -> DeviceCode | None:
        """Return the code that a person typed, if it still waits for an answer."""
        wanted = text.strip().upper()
        return next(
            (
                one
                for one in self._codes.values()
                if one.user_code == wanted and self._waits_for_person(one)
            ),
            None,
        )

    def allow(self, code: DeviceCode, permission: Permission) -> bool:
        """Note that the person agreed; False when it is too late for an answer."""
        if not self._waits_for_person(code):
            return False
        code.permission = permission
        return True

    def reject(self, code: DeviceCode) -> bool:
        """Note that the person refused; False when it is too late for an answer."""
        if not self._waits_for_person(code):
            return False
        code.rejected = True
        return True

    def find(self, value: str, client: Client, data_center: str) -> DeviceCode | None:
        """Return a client's device code if this data center knows it: its own or the person's."""
        code = self._codes.get(value)
        if code is None or code.client_id != client.id:
            return None
        homes = {code.data_center, code.permission.data_center if code.permission else ""}
        return code if data_center in homes else None

    def poll(self, code: DeviceCode, data_center: str, *, seconds: float) -> Permission | Verdict:
        """Return what the person allowed, or Zoho's word for why there is no token.

        Args:
            code: what is polled for.
            data_center: where.
            seconds: that have to lie between two polls.
        """
        now = self._now()
        since, code.polled_at = now - code.polled_at, now
        if code.expires_at <= now:
            return "expired"
        if since < seconds:
            return "slow_down"
        if code.rejected:
            return "access_denied"
        if code.permission is None:
            return "authorization_pending"
        if code.permission.data_center != data_center:
            # The person's accounts server has not been asked yet.
            code.polled_at = 0.0
            return "other_dc"
        return code.permission

    def end(self, code: DeviceCode) -> None:
        """Forget a code whose token was handed out."""
        del self._codes[code.value]

    def _waits_for_person(self, code: DeviceCode) -> bool:
        answered = code.permission is not None or code.rejected
        return not answered and code.expires_at > self._now()


def in_link(user_code: str) -> str:
    """Return a user code as the complete link carries it (seen: Base64)."""
    return base64.b64encode(user_code.encode()).decode()


def from_link(devcode: str) -> str:
    """Return the user code of a complete link, or nothing where there is none."""
    try:
        return base64.b64decode(devcode, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _user_code() -> str:
    letters = "".join(secrets.choice(string.ascii_uppercase) for _ in range(4))
    return f"{letters}-{secrets.randbelow(10_000):04}"
