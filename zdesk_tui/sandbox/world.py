"""The state behind all data centers: clients, grants and the clock, kept in one file."""

import json
import secrets
import string
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Self

from zdesk_tui.connector import ClientType
from zdesk_tui.errors import FileError
from zdesk_tui.sandbox import disk
from zdesk_tui.sandbox.devices import Devices
from zdesk_tui.sandbox.records import (
    AccessToken,
    Client,
    Code,
    DeviceCode,
    Permission,
    RefreshToken,
    Window,
    row_from,
)
from zdesk_tui.sandbox.sigma.shelf import Shelf
from zdesk_tui.sandbox.switches import Switches
from zdesk_tui.sandbox.throttle import AUTHORIZATIONS, REFRESH_TOKENS, RENEWALS, Throttle

FORMAT = 1
ACCESS_SECONDS = 3600
MOST_REFRESH_TOKENS = 20
"""Per person and client; the next one silently deletes the oldest (documented)."""


class World:
    """One Zoho. Every change is in the file before the answer leaves.

    Args:
        path: the state file.
        wall_clock: seconds since 1970; the sandbox's own clock runs at an offset to it.
    """

    def __init__(self, path: Path, wall_clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._wall_clock = wall_clock
        self.switches = Switches()
        self.clock_offset = 0.0
        self.clients: dict[str, Client] = {}
        self.codes: dict[str, Code] = {}
        self.refresh_tokens: dict[str, RefreshToken] = {}
        self.access_tokens: dict[str, AccessToken] = {}
        self.consents: list[Permission] = []
        self.throttle = Throttle(self.now)
        self.devices = Devices(self.now)
        self.sigma = Shelf()

    @classmethod
    def open(cls, home: Path) -> Self:
        """Return the world of a home; an empty one where no file is.

        Raises:
            FileError: the file cannot be read or understood; it stays as it is.
        """
        disk.make_private(home)
        world = cls(home / disk.STATE_FILE)
        world._load()
        return world

    def now(self) -> float:
        """Return the sandbox's time, in seconds since 1970."""
        return self._wall_clock() + self.clock_offset

    def set_clock(self, offset: float) -> None:
        """Let the sandbox's clock run this many seconds before the machine's."""
        self.clock_offset = offset
        self.save()

    def register(
        self,
        *,
        name: str,
        homepage: str,
        redirect_uris: list[str],
        data_center: str,
        multi_dc: bool,
        kind: ClientType = "server-based",
    ) -> Client:
        """Add a client under a new client ID and secret."""
        letters = string.ascii_uppercase + string.digits
        client = Client(
            id="1000." + "".join(secrets.choice(letters) for _ in range(30)),
            secret=_new_secret(),
            name=name,
            homepage=homepage,
            redirect_uris=redirect_uris,
            data_center=data_center,
            multi_dc=multi_dc,
            type=kind,
        )
        self.clients[client.id] = client
        self.save()
        return client

    def self_client(self, data_center: str) -> Client | None:
        """Return the self client of the account that uses this console; there is one at most."""
        return next(
            (
                one
                for one in self.clients.values()
                if (one.type, one.data_center) == ("self-client", data_center)
            ),
            None,
        )

    def client_at(self, client_id: str, data_center: str) -> Client | None:
        """Return the client if the accounts server of this data center knows it."""
        client = self.clients.get(client_id)
        if client is None or client.secret_at(data_center) is None:
            return None
        foreign = client.data_center != data_center
        return None if foreign and self.switches.foreign_client_unknown else client

    def enable(self, client: Client, data_centers: list[str], *, multi_dc: bool) -> None:
        """Set in which data centers a client is known.

        Args:
            client: any but a self client.
            data_centers: codes of the others that get a secret of their own, or keep theirs.
            multi_dc: whether its first secret counts in all of them instead.
        """
        client.multi_dc = multi_dc
        client.secrets = {
            code: client.secrets.get(code) or _new_secret()
            for code in data_centers
            if code != client.data_center
        }
        self.save()

    def readdress(self, client: Client, redirect_uris: list[str]) -> None:
        """Set the redirect URIs of a client that is called back."""
        client.redirect_uris = redirect_uris
        self.save()

    def change_secret(self, client: Client) -> None:
        """Give a client another secret for its own data center; the old one counts no more."""
        client.secret = _new_secret()
        self.save()

    def delete(self, client: Client) -> None:
        """Delete a client; its tokens end."""
        del self.clients[client.id]
        self._end_tokens(lambda permission: permission.client_id == client.id)

    def change_password(self, account: str) -> None:
        """End every token of a person, as Zoho does when they change their password."""
        self._end_tokens(lambda permission: permission.account == account)

    def has_consented(self, permission: Permission) -> bool:
        """Tell whether the person allowed this client these scopes before."""
        return any(_same_consent(permission, earlier) for earlier in self.consents)

    def grant_code(
        self,
        permission: Permission,
        *,
        redirect_uri: str,
        offline: bool,
        challenge: str | None = None,
        challenge_method: str | None = None,
    ) -> str | None:
        """Return a new grant code for what a person has just allowed; None while throttled."""
        limit = self.switches.authorization_limit
        whose = [permission.client_id]
        if limit == "10 per person":
            whose = [permission.account, permission.data_center]
        if not self.throttle.admits(" ".join(["codes", *whose]), AUTHORIZATIONS.get(limit)):
            self.save()
            return None
        self._remember(permission)
        code = Code(
            value=new_token(),
            permission=permission,
            redirect_uri=redirect_uri,
            offline=offline,
            challenge=challenge,
            challenge_method=challenge_method,
            expires_at=self.now() + self.switches.code_seconds,
        )
        self.codes[code.value] = code
        self.save()
        return code.value

    def generate_code(self, permission: Permission, *, seconds: float) -> Code:
        """Return a new grant code of a self client, as made in the console.

        Args:
            permission: what it is for.
            seconds: for which it is good.
        """
        self._remember(permission)
        code = Code(
            value=new_token(),
            permission=permission,
            redirect_uri="",
            # Documented: the answer always has a refresh token.
            offline=True,
            challenge=None,
            challenge_method=None,
            expires_at=self.now() + seconds,
        )
        self.codes[code.value] = code
        self.save()
        return code

    def device_code(
        self, client: Client, scopes: list[str], *, offline: bool, prompt: bool
    ) -> DeviceCode:
        """Return a new device code."""
        code = self.devices.begin(
            client, scopes, value=new_token("1004"), offline=offline, prompt=prompt
        )
        self.save()
        return code

    def allow_device(self, code: DeviceCode, permission: Permission) -> bool:
        """Note that the person allowed a device; False when it is too late."""
        if self.has_consented(permission) and not code.prompt:
            # A refresh token comes only with a fresh consent (documented).
            code.offline = False
        allowed = self.devices.allow(code, permission)
        if allowed:
            self._remember(permission)
        self.save()
        return allowed

    def reject_device(self, code: DeviceCode) -> bool:
        """Note that the person refused a device; False when it is too late."""
        rejected = self.devices.reject(code)
        self.save()
        return rejected

    def redeem(self, code: Code) -> tuple[AccessToken, RefreshToken | None] | None:
        """Use a code up and return the tokens it stands for; None while throttled."""
        tokens = self._tokens(code.permission, offline=code.offline)
        if tokens is not None:
            del self.codes[code.value]
            self.save()
        return tokens

    def redeem_device(
        self, code: DeviceCode, permission: Permission
    ) -> tuple[AccessToken, RefreshToken | None] | None:
        """Use a device code up and return the tokens it stands for; None while throttled."""
        tokens = self._tokens(permission, offline=code.offline)
        if tokens is not None:
            self.devices.end(code)
            self.save()
        return tokens

    def renew(self, refresh: RefreshToken) -> AccessToken | None:
        """Return a new access token; None while the refresh token is throttled."""
        limit = RENEWALS if self.switches.renewal_limit else None
        if not self.throttle.admits(f"renewals {refresh.value}", limit):
            return None
        access = self._new_access_token(refresh.permission, refresh)
        self.save()
        return access

    def access(self, token: str, data_center: str) -> AccessToken | None:
        """Return the access token if it is alive and of this data center."""
        found = self.access_tokens.get(token)
        if found is None or found.expires_at <= self.now():
            return None
        return found if found.permission.data_center == data_center else None

    def add_scopes(self, refresh_token: str, scopes: list[str]) -> None:
        """Give a refresh token more scopes; access tokens that are out stay as they are."""
        found = self.refresh_tokens.get(refresh_token)
        if found is None:
            return
        whole = [*found.permission.scopes, *scopes]
        found.permission = replace(found.permission, scopes=list(dict.fromkeys(whole)))
        self._remember(found.permission)
        self.save()

    def revoke(self, token: str) -> None:
        """Delete a token; with a refresh token its access tokens go too (documented)."""
        access = self.access_tokens.get(token)
        if access and access.refresh_token and self.switches.access_revokes_refresh:
            token = access.refresh_token
        if self.refresh_tokens.pop(token, None) is not None:
            self._drop_access_tokens_of(token)
        self.access_tokens.pop(token, None)
        self.save()

    def save(self) -> None:
        """Write the state.

        Raises:
            FileError: it could not be written.
        """
        now = self.now()
        self.codes = {key: one for key, one in self.codes.items() if one.expires_at > now}
        self.access_tokens = {
            key: one for key, one in self.access_tokens.items() if one.expires_at > now
        }
        disk.write_private(self._path, json.dumps(self.as_data(), indent=1) + "\n")

    def as_data(self) -> dict[str, Any]:
        """Return the state as it stands in the file, secrets included."""
        return {
            "format": FORMAT,
            "clock_offset": self.clock_offset,
            "clients": [asdict(one) for one in self.clients.values()],
            "consents": [asdict(one) for one in self.consents],
            "codes": [asdict(one) for one in self.codes.values()],
            "refresh_tokens": [asdict(one) for one in self.refresh_tokens.values()],
            "access_tokens": [asdict(one) for one in self.access_tokens.values()],
            "device_codes": [asdict(one) for one in self.devices],
            "windows": [asdict(one) for one in self.throttle.windows()],
            "sigma": self.sigma.as_data(),
        }

    def _load(self) -> None:
        keep = "It was left as it is. Mend it, or move it away to start with an empty sandbox."
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileError(
                f"{self._path} could not be read: {error.strerror or error}.", keep, path=self._path
            ) from None
        except UnicodeDecodeError:
            raise FileError(f"{self._path} is not text.", keep, path=self._path) from None
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise ValueError("it was made by another version")
            self.clock_offset = float(data["clock_offset"])
            self.clients = {one.id: one for one in (row_from(Client, r) for r in data["clients"])}
            self.consents = [row_from(Permission, row) for row in data["consents"]]
            codes = [row_from(Code, row) for row in data["codes"]]
            refresh_tokens = [
                row_from(RefreshToken, _without_window(row)) for row in data["refresh_tokens"]
            ]
            access_tokens = [row_from(AccessToken, row) for row in data["access_tokens"]]
            devices = [row_from(DeviceCode, row) for row in data.get("device_codes", [])]
            windows = [row_from(Window, row) for row in data.get("windows", [])]
            self.sigma.restore(data.get("sigma", {}))
        except json.JSONDecodeError as error:
            raise FileError(
                f"{self._path} is not JSON, line {error.lineno}: {error.msg}.",
                keep,
                path=self._path,
                line=error.lineno,
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FileError(
                f"{self._path} does not hold a sandbox's state ({error}).", keep, path=self._path
            ) from None
        self.codes = {one.value: one for one in codes}
        self.refresh_tokens = {one.value: one for one in refresh_tokens}
        self.access_tokens = {one.value: one for one in access_tokens}
        self.devices.restore(devices)
        self.throttle.restore(windows)

    def _remember(self, permission: Permission) -> None:
        if not self.has_consented(permission):
            self.consents.append(permission)

    def _tokens(
        self, permission: Permission, *, offline: bool
    ) -> tuple[AccessToken, RefreshToken | None] | None:
        refresh = None
        if offline:
            if not self._may_have_refresh_token(permission):
                return None
            refresh = RefreshToken(new_token(), permission)
            self.refresh_tokens[refresh.value] = refresh
            self._drop_oldest_refresh_tokens(permission)
        return self._new_access_token(permission, refresh), refresh

    def _new_access_token(
        self, permission: Permission, refresh: RefreshToken | None
    ) -> AccessToken:
        access = AccessToken(
            value=new_token(),
            permission=permission,
            refresh_token=refresh.value if refresh else None,
            expires_at=self.now() + ACCESS_SECONDS,
        )
        self.access_tokens[access.value] = access
        if refresh is not None:
            alive = [
                key
                for key, one in self.access_tokens.items()
                if one.refresh_token == refresh.value and one.expires_at > self.now()
            ]
            for key in alive[: -self.switches.access_tokens_alive]:
                del self.access_tokens[key]
        return access

    def _may_have_refresh_token(self, permission: Permission) -> bool:
        refused = self.switches.twenty_first == "refused"
        if refused and len(self._counted_with(permission)) >= MOST_REFRESH_TOKENS:
            return False
        limit = self.switches.refresh_token_limit
        whose = [permission.client_id]
        if limit == "10 per person":
            whose += [permission.account, permission.data_center]
        return self.throttle.admits(" ".join(["refresh tokens", *whose]), REFRESH_TOKENS.get(limit))

    def _counted_with(self, permission: Permission) -> list[str]:
        """Return the refresh tokens that count towards the same 20, oldest first."""
        same = _SAME[self.switches.refresh_tokens_of]
        return [key for key, one in self.refresh_tokens.items() if same(one.permission, permission)]

    def _drop_oldest_refresh_tokens(self, permission: Permission) -> None:
        for key in self._counted_with(permission)[:-MOST_REFRESH_TOKENS]:
            del self.refresh_tokens[key]
            self._drop_access_tokens_of(key)

    def _end_tokens(self, of: Callable[[Permission], bool]) -> None:
        refresh, access = self.refresh_tokens, self.access_tokens
        self.refresh_tokens = {key: one for key, one in refresh.items() if not of(one.permission)}
        self.access_tokens = {key: one for key, one in access.items() if not of(one.permission)}
        self.save()

    def _drop_access_tokens_of(self, refresh_token: str) -> None:
        self.access_tokens = {
            key: one
            for key, one in self.access_tokens.items()
            if one.refresh_token != refresh_token
        }


def new_token(kind: str = "1000") -> str:
    """Return a code or token in Zoho's form; those of devices begin with another number (seen)."""
    return f"{kind}.{secrets.token_hex(16)}.{secrets.token_hex(16)}"


def _new_secret() -> str:
    return secrets.token_hex(21)


def _without_window(row: object) -> object:
    """Return a refresh token of a file of 0.1, where it held its own throttle, without that."""
    if not isinstance(row, dict):
        return row
    return {key: value for key, value in row.items() if not key.startswith("window_")}


def _same_person(one: Permission, other: Permission) -> bool:
    return (one.account, one.data_center) == (other.account, other.data_center)


def _same_client(one: Permission, other: Permission) -> bool:
    return one.client_id == other.client_id


def _same_person_and_client(one: Permission, other: Permission) -> bool:
    return _same_person(one, other) and _same_client(one, other)


_SAME = {
    "person and client": _same_person_and_client,
    "person": _same_person,
    "client": _same_client,
}
"""By the switch `refresh_tokens_of`."""


def _same_consent(one: Permission, other: Permission) -> bool:
    return _same_person_and_client(one, other) and set(one.scopes) == set(other.scopes)
