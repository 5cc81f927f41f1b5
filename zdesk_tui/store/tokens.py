"""The cached access tokens, each of which belongs to one consent of one client."""

from dataclasses import dataclass

from zdesk_tui import names
from zdesk_tui.connector import Connector
from zdesk_tui.errors import FileError
from zdesk_tui.secret import Secret
from zdesk_tui.store.files import move, read_text, read_toml, remove, write_private
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_text import in_utc, toml_bytes


@dataclass(frozen=True, slots=True)
class CachedToken:
    """An access token and its end.

    Args:
        access_token: as Zoho gave it.
        expires_at: seconds since 1970.
    """

    access_token: Secret
    expires_at: float


class Tokens:
    """The token files of one home. Losing one costs a refresh, so reading never fails.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def load(self, connector: Connector) -> CachedToken | None:
        """Return the cached token, if it belongs to the connector's client and consent.

        It may have expired.
        """
        try:
            values = read_toml(self._paths.token(names.require(connector.name)))
        except FileError:
            return None
        token, expires_at = values.get("access_token"), values.get("expires_at")
        if (
            connector.grant is None
            or values.get("client_id") != connector.client.id
            or values.get("authorized_at") != connector.grant.authorized_at
            or not isinstance(token, str)
            or not _fits_in_a_header(token)
            or not isinstance(expires_at, int)
        ):
            return None
        return CachedToken(Secret(token), expires_at)

    def save(self, connector: Connector, access_token: Secret, expires_at: float) -> None:
        """Keep a token for the connector's present client and consent.

        Args:
            connector: with its grant.
            access_token: as Zoho gave it.
            expires_at: seconds since 1970.

        Raises:
            FileError: it could not be written.
            ValueError: the connector has no grant.
        """
        if connector.grant is None:
            raise ValueError("a token belongs to a consent, and this connector has none")
        values = {
            "access_token": access_token,
            "expires_at": int(expires_at),
            "client_id": connector.client.id,
            "authorized_at": in_utc(connector.grant.authorized_at),
        }
        write_private(self._paths.token(names.require(connector.name)), toml_bytes(values))

    def rename(self, name: str, new_name: str) -> None:
        """Keep a connector's cached token under its new name; there may be none.

        Raises:
            FileError: it could not be renamed.
        """
        old, new = names.require(name), names.require(new_name)
        move(self._paths.token(old), self._paths.token(new))

    def save_if(
        self, connector: Connector, access_token: Secret, expires_at: float, before: bytes | None
    ) -> None:
        """Keep a token as `save` does, unless the file was changed meanwhile: that is as new.

        It only happens where no lock could be held, or to an older release's way of renewing.

        Args:
            connector: with its grant.
            access_token: as Zoho gave it.
            expires_at: seconds since 1970.
            before: what `content` returned before Zoho was asked.

        Raises:
            FileError: it could not be written.
        """
        if self.content(connector.name) == before:
            self.save(connector, access_token, expires_at)

    def content(self, name: str) -> bytes | None:
        """Return what the file holds, to see whether it changes; None where there is none."""
        try:
            return read_text(self._paths.token(names.require(name))).encode()
        except FileError:
            return None

    def forget(self, name: str) -> None:
        """Remove the cached token of a connector; there may be none.

        Raises:
            FileError: it could not be removed.
        """
        remove(self._paths.token(names.require(name)))


def _fits_in_a_header(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable()
