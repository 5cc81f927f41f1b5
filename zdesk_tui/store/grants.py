"""Which refresh tokens this program has made, as fingerprints, to count towards Zoho's 20."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from zdesk_tui.connector import Grant
from zdesk_tui.errors import FileError
from zdesk_tui.secret import Secret
from zdesk_tui.store.files import is_missing, read_toml, write_private
from zdesk_tui.store.locks import locked_file
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_text import toml_bytes

KEPT = 20
"""Refresh tokens that Zoho keeps for one person and client; one more drops the oldest."""
MANY = 15
"""From this many on it is worth a word."""
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class _Made:
    """One refresh token that was made.

    Args:
        fingerprint: tells it from others, and gives nothing away.
        made_at: when, in UTC.
        client_id: the client that asked.
        data_center: code of where that client is registered.
        account: whose it is, or "" when that is unknown.
    """

    fingerprint: str
    made_at: datetime
    client_id: str
    data_center: str
    account: str


class Grants:
    """The ledger of one home. Losing it loses a count, so reading never fails.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def add(self, grant: Grant) -> None:
        """Note a grant's refresh token, if it has one; the token itself is not written.

        Raises:
            FileError: it could not be written.
        """
        if grant.refresh_token is None:
            return
        made = _Made(
            fingerprint=fingerprint(grant.refresh_token),
            made_at=grant.authorized_at,
            client_id=grant.client_id,
            data_center=grant.data_center,
            account=grant.account or "",
        )
        with locked_file(self._paths.grants_lock, "the list of grants"):
            others = [row for row in self._rows() if row.fingerprint != made.fingerprint]
            alike = [row for row in others if _owner(row) == _owner(made)]
            same = sorted(alike, key=lambda row: row.made_at)
            # What Zoho has dropped counts no longer.
            dropped = same[: max(0, len(same) + 1 - KEPT)]
            self._write([*(row for row in others if row not in dropped), made])

    def remove(self, token: Secret) -> None:
        """Forget a refresh token that was revoked; it may be unknown.

        Raises:
            FileError: it could not be written.
        """
        if is_missing(self._paths.grants):
            return
        gone = fingerprint(token)
        with locked_file(self._paths.grants_lock, "the list of grants"):
            rows = self._rows()
            left = [row for row in rows if row.fingerprint != gone]
            if len(left) < len(rows):
                self._write(left)

    def count(self, grant: Grant) -> int:
        """Return how many were made for the grant's client and account and not revoked here.

        An unknown account may be any.
        """
        return sum(
            row.client_id == grant.client_id
            and (not grant.account or row.account in ("", grant.account))
            for row in self._rows()
        )

    def _rows(self) -> list[_Made]:
        try:
            values = read_toml(self._paths.grants)
        except FileError:
            return []
        rows = values.get("grant")
        found = [_made(row) for row in rows] if isinstance(rows, list) else []
        return [row for row in found if row is not None]

    def _write(self, rows: list[_Made]) -> None:
        tables = [
            {
                "fingerprint": row.fingerprint,
                "made_at": row.made_at,
                "client_id": row.client_id,
                "data_center": row.data_center,
                "account": row.account,
            }
            for row in rows
        ]
        write_private(self._paths.grants, toml_bytes({"grant": tables}))


def fingerprint(token: Secret) -> str:
    """Return what tells a token from others without giving it away."""
    return sha256(token.reveal().encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _owner(row: _Made) -> tuple[str, str]:
    return (row.client_id, row.account)


def _made(row: object) -> _Made | None:
    match row:
        case {
            "fingerprint": str(mark),
            "made_at": datetime() as made_at,
            "client_id": str(client_id),
            **more,
        } if made_at.tzinfo:
            data_center, account = more.get("data_center"), more.get("account")
            return _Made(
                mark,
                made_at,
                client_id,
                data_center if isinstance(data_center, str) else "",
                account if isinstance(account, str) else "",
            )
    return None
