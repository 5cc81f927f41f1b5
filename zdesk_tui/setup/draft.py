"""The draft: a partial connector, and how far its setup has come.

Every answer is here and not in a widget, so going back, a crash or a dropped line lose nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, Self, TypeVar, cast, get_args

from zdesk_tui import scopes
from zdesk_tui.connector import (
    AccessType,
    Client,
    ClientType,
    Connector,
    Grant,
    LivesIn,
    Organization,
)
from zdesk_tui.consent.attempt import Attempt, DeviceAttempt
from zdesk_tui.datacenters import CUSTOM, DataCenter, DataCenters, is_loopback
from zdesk_tui.errors import StepName
from zdesk_tui.redirects import SUGGESTED, Purpose
from zdesk_tui.secret import Held, Secret

T = TypeVar("T")

Journey = Literal["new", "reauthorize"]
Way = Literal[Purpose, "connection", "device-code", "self-client"]
"""How consent comes back; for most that have a redirect URI also what that is checked for."""
CLIENT_TYPES: dict[Way, ClientType] = {
    "loopback": "server-based",
    "own-host": "server-based",
    "device-code": "non-browser",
    "self-client": "self-client",
    "custom-scheme": "mobile",
    "given-by-zoho": "server-based",
    "connection": "server-based",
}
"""What is registered for each way."""
AT_ZOHO: dict[Way, LivesIn] = {"given-by-zoho": "zoho-connector", "connection": "zoho-connection"}
"""The ways on which consent is given in a dialog of Zoho's, and where the tokens then live."""
_WITHOUT_REDIRECT: dict[ClientType, Way] = {
    "non-browser": "device-code",
    "self-client": "self-client",
}


_DEVICE: dict[str, type] = {
    "user_code": str,
    "page": str,
    "link": str,
    "interval": float,
    "ends_at": float,
    "next_poll_at": float,
    "asked": str,
}
"""What a device code has besides itself."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One unfinished setup.

    Args:
        id: names the draft's file.
        journey: a new connector, or consent again for a saved one.
        step: where the person was last.
        name: of the connector.
        service: key of the service.
        data_center: code, or empty while it is not chosen.
        note: the person's own words.
        scopes_text: as typed or pasted.
        operations: what the scopes are for, as far as somebody said; keys of `picks`.
        access_type: of the grant.
        way: how consent comes back.
        redirect_uri: as typed, byte for byte.
        local_redirect_uri: a second one, on loopback, to try consent here; or empty.
        other_uris: typed for other ways, by the way, to be there again when it is chosen.
        client_type: what is registered in the API Console.
        pkce: whether a server-based client was asked to use PKCE too; a mobile one always does.
        client_name: as it is to stand in the API Console; empty while the suggestion will do.
        client_id: as typed.
        client_secret: as typed.
        client_secrets: of other data centers by their code, as typed.
        secrets_of: the client ID that they belong to.
        attempt: the consent link that is out.
        device: the device code that is out.
        attempt_for: fingerprint of the answers that link or code were made from.
        grant: after the exchange.
        user_data_center: code, after the exchange.
        access_token: after the exchange.
        expires_at: end of the access token, seconds since 1970.
        organization: the chosen one.
        ticked: fingerprints of what was ticked off on the lists of any step.
    """

    id: str
    journey: Journey = "new"
    step: StepName = "connector"
    name: str = ""
    service: str = "desk"
    data_center: str = ""
    note: str = ""
    scopes_text: str = ""
    operations: tuple[str, ...] = ()
    access_type: AccessType = "offline"
    way: Way = "loopback"
    redirect_uri: str = SUGGESTED
    local_redirect_uri: str = ""
    other_uris: Mapping[str, str] = field(default_factory=dict)
    client_type: ClientType = "server-based"
    pkce: bool = False
    client_name: str = ""
    client_id: str = ""
    client_secret: Secret = Secret("")  # noqa: RUF009 - immutable
    client_secrets: Mapping[str, Secret] = field(default_factory=dict)
    secrets_of: str = ""
    attempt: Attempt | None = None
    device: DeviceAttempt | None = None
    attempt_for: str = ""
    grant: Grant | None = None
    user_data_center: str = ""
    access_token: Secret | None = None
    expires_at: float = 0.0
    organization: Organization | None = None
    ticked: tuple[str, ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes as they will be sent."""
        return scopes.parse(self.scopes_text, self.service).scopes

    @property
    def client(self) -> Client:
        """The client as typed."""
        return Client(
            id=self.client_id,
            secret=self.client_secret,
            redirect_uri=self.redirect_uri if self.purpose else "",
            type=self.client_type,
            pkce=self.pkce and self.purpose is not None and self.lives_in == "here",
            secrets=self.client_secrets if self.secrets_of == self.client_id else {},
            local_redirect_uri=self.local_redirect_uri if self.way in AT_ZOHO else "",
        )

    @property
    def purpose(self) -> Purpose | None:
        """What the redirect URI is for; None where the client has none."""
        if self.way == "device-code" or self.way == "self-client":
            return None
        return "given-by-zoho" if self.way == "connection" else self.way

    @property
    def lives_in(self) -> LivesIn:
        """Where the tokens will be kept: consent for a URL that Zoho gave happens at Zoho."""
        return AT_ZOHO.get(self.way, "here")

    @property
    def grant_fits(self) -> bool:
        """Whether there is a grant, and it was given for the answers as they are now."""
        return (
            self.grant is not None
            and self.grant.client_id == self.client_id
            and self.grant.data_center == self.data_center
            and self.grant.scopes == self.scopes
            and (self.grant.refresh_token is not None) == (self.access_type == "offline")
        )

    @property
    def worth_keeping(self) -> bool:
        """Whether anything was answered yet."""
        return replace(self, step="connector") != Draft(id=self.id)

    @property
    def asked(self) -> str:
        """A fingerprint of all that stands in a consent link but the state."""
        pkce = "pkce" if self.client.uses_pkce else ""
        uri = self.client.redirect_uri
        parts = (self.data_center, self.client_id, uri, self.access_type, pkce)
        return sha256("\n".join((*parts, *self.scopes)).encode()).hexdigest()

    @property
    def live_attempt(self) -> Attempt | None:
        """The link that is out, if it asks for the answers as they are now."""
        return self.attempt if self.attempt_for == self.asked else None

    @property
    def live_device(self) -> DeviceAttempt | None:
        """The device code that is out, if it asks for the answers as they are now."""
        return self.device if self.attempt_for == self.asked else None

    def with_attempt(self, attempt: Attempt) -> Self:
        """Return the draft with a new link."""
        return replace(self, attempt=attempt, device=None, attempt_for=self.asked)

    def with_device(self, device: DeviceAttempt) -> Self:
        """Return the draft with a device code, as far as asking about it has come."""
        return replace(self, device=device, attempt=None, attempt_for=self.asked)

    def with_secret(self, data_center: str, secret: Secret) -> Self:
        """Return the draft with the client's secret of another data center.

        Args:
            data_center: its code.
            secret: as typed.
        """
        secrets = {**self.client.secrets, data_center: secret}
        return replace(self, client_secrets=secrets, secrets_of=self.client_id)

    def on_way(self, way: Way) -> Self:
        """Return the draft on another way; what was typed for this one is there again later.

        Args:
            way: how consent is to come back.
        """
        typed = dict(self.other_uris)
        if self.purpose:
            typed[_kind(self.way)] = self.redirect_uri
        usual = SUGGESTED if _kind(way) == "loopback" else ""
        moved = replace(self, way=way, client_type=CLIENT_TYPES[way], other_uris=typed)
        uri = typed.get(_kind(way), usual) if moved.purpose else self.redirect_uri
        return replace(moved, redirect_uri=uri)

    def at(self, step: StepName) -> Self:
        """Return the same draft at another step."""
        return replace(self, step=step)

    def to_data(self) -> dict[str, object]:
        """Return the draft as it stands in its file, where its secrets are opened.

        Those of a saved connector that are kept elsewhere are left out: see `with_held`.
        """
        data: dict[str, object] = {
            name: getattr(self, name)
            for name in (
                "journey", "step", "name", "service", "data_center", "note", "scopes_text",
                "access_type", "way", "redirect_uri", "local_redirect_uri", "client_type", "pkce",
                "client_name",
                "client_id", "secrets_of", "user_data_center", "attempt_for",
            )
        }  # fmt: skip
        data["client_secret"] = self.client_secret
        if self.ticked:
            data["ticked"] = list(self.ticked)
        if self.operations:
            data["operations"] = self.operations
        if self.other_uris:
            data["other_uris"] = dict(self.other_uris)
        if self.client_secrets:
            data["client_secrets"] = self.client_secrets
        if self.attempt:
            data["attempt"] = {
                "state": self.attempt.state,
                "made_at": self.attempt.made_at,
                "verifier": self.attempt.verifier,
            }
        if self.device:
            told = {name: getattr(self.device, name) for name in _DEVICE}
            data["device"] = {**told, "code": self.device.code}
        if self.grant:
            data["grant"] = _grant_to_data(self.grant)
        if self.access_token:
            data["access_token"] = self.access_token
            data["expires_at"] = self.expires_at
        if self.organization:
            data["organization"] = {"id": self.organization.id, "name": self.organization.name}
        return data

    @classmethod
    def from_data(cls, draft_id: str, data: Mapping[str, object]) -> Self:
        """Read a draft back; what is missing or odd is as in a new one.

        Args:
            draft_id: names the draft's file.
            data: the file's content.
        """
        text: dict[str, Any] = {
            name: value
            for name in (
                "name", "service", "data_center", "note", "scopes_text", "redirect_uri",
                "local_redirect_uri", "client_name", "client_id", "secrets_of", "user_data_center",
                "attempt_for",
            )
            if isinstance(value := data.get(name), str)
        }  # fmt: skip
        draft = replace(
            cls(id=draft_id),
            journey=_one_of(data.get("journey"), Journey, "new"),
            step=_one_of(data.get("step"), StepName, "connector"),
            access_type=_one_of(data.get("access_type"), AccessType, "offline"),
            way=_one_of(data.get("way"), Way, "loopback"),
            client_type=_one_of(data.get("client_type"), ClientType, "server-based"),
            pkce=data.get("pkce") is True,
            **text,
        )
        match data.get("ticked"):
            case [*marks]:
                kept_marks = tuple(mark for mark in marks if isinstance(mark, str))
                draft = replace(draft, ticked=kept_marks)
        match data.get("client_secret"):
            case str(secret):
                draft = replace(draft, client_secret=Secret(secret))
        match data.get("operations"):
            case [*operations]:
                kept_keys = tuple(one for one in operations if isinstance(one, str))
                draft = replace(draft, operations=kept_keys)
        match data.get("client_secrets"):
            case {} as secrets:
                kept = {code: Secret(one) for code, one in secrets.items() if isinstance(one, str)}
                draft = replace(draft, client_secrets=kept)
        match data.get("other_uris"):
            case {} as uris:
                typed = {way: uri for way, uri in uris.items() if isinstance(uri, str)}
                draft = replace(draft, other_uris=typed)
        match data.get("attempt"):
            case {"state": str(state), "made_at": int() | float() as made_at, **more}:
                verifier = more.get("verifier")
                draft = replace(
                    draft,
                    attempt=Attempt(
                        state,
                        float(made_at),
                        Secret(verifier) if verifier and isinstance(verifier, str) else None,
                    ),
                )
        match data.get("device"):
            case {} as device:
                draft = replace(draft, device=_device_from_data(device))
        match data:
            case {
                "grant": {} as grant,
                "access_token": str(token),
                "expires_at": int() | float() as end,
            }:
                draft = replace(
                    draft,
                    grant=_grant_from_data(cast("Mapping[str, object]", grant)),
                    access_token=Secret(token),
                    expires_at=float(end),
                )
        match data.get("organization"):
            case {"id": str(organization), "name": str(name)}:
                draft = replace(draft, organization=Organization(organization, name))
        return draft


def of_connector(draft_id: str, connector: Connector) -> Draft:
    """Return the draft that asks a saved connector's person for consent again.

    Args:
        draft_id: names the draft's file.
        connector: everything but the grant is taken from it.
    """
    redirect_uri = connector.client.redirect_uri
    way: Way = "own-host"
    if connector.client.type in _WITHOUT_REDIRECT:
        way = _WITHOUT_REDIRECT[connector.client.type]
    elif connector.lives_in != "here":
        way = next(way for way, place in AT_ZOHO.items() if place == connector.lives_in)
    elif not redirect_uri.lower().startswith(("http:", "https:")):
        way = "custom-scheme"
    elif is_loopback(redirect_uri) and redirect_uri.lower().startswith("http:"):
        way = "loopback"
    return Draft(
        id=draft_id,
        journey="reauthorize",
        step="consent" if connector.lives_in == "here" else "authorize",
        name=connector.name,
        service=connector.service,
        data_center=connector.data_center.code,
        note=connector.note,
        scopes_text=",".join(connector.scopes),
        access_type=connector.access_type,
        way=way,
        redirect_uri=redirect_uri,
        local_redirect_uri=connector.client.local_redirect_uri,
        client_type=connector.client.type,
        pkce=connector.client.pkce,
        client_id=connector.client.id,
        client_secret=connector.client.secret,
        client_secrets=connector.client.secrets,
        secrets_of=connector.client.id if connector.client.secrets else "",
        organization=connector.organization,
    )


def with_held(draft: Draft, connector: Connector) -> Draft:
    """Return a kept draft with the secrets that its file does not hold.

    Args:
        draft: that asks for consent again.
        connector: the saved one, which knows where its secrets are kept.
    """
    saved = connector.client
    if draft.client_id != saved.id or not isinstance(saved.secret, Held):
        return draft
    return replace(
        draft,
        client_secret=draft.client_secret or saved.secret,
        client_secrets={**saved.secrets, **draft.client_secrets},
        secrets_of=draft.secrets_of or (saved.id if saved.secrets else ""),
    )


def to_connector(
    draft: Draft, table: DataCenters, *, now: float, before: Connector | None
) -> Connector:
    """Return the connector that a finished draft makes.

    Args:
        draft: with a grant that fits, unless its connector lives in Zoho.
        table: the named data centers.
        now: seconds since 1970.
        before: the saved connector that is authorized again; what the draft does not hold is
            kept from it, and so is the place of its secrets.
    """
    client_dc = home_of(draft, table, before)
    user_dc = table.get(draft.user_data_center) or client_dc
    created = datetime.fromtimestamp(int(now), UTC)
    grant = draft.grant
    if before and draft.lives_in != "here" and grant is None:
        grant = before.grant
    fresh = before or Connector(
        name=draft.name,
        service=draft.service,
        client=draft.client,
        data_center=client_dc,
        user_data_center=user_dc,
        scopes=draft.scopes,
        created_at=created,
    )
    return replace(
        fresh,
        client=_in_place(draft.client, before),
        lives_in=draft.lives_in,
        data_center=client_dc,
        user_data_center=user_dc,
        scopes=draft.scopes,
        access_type=draft.access_type,
        note=draft.note,
        grant=grant,
        organization=draft.organization,
    )


def home_of(draft: Draft, table: DataCenters, before: Connector | None) -> DataCenter:
    """Return the data center where the draft's client is registered.

    Raises:
        KeyError: it is not chosen yet.
    """
    if before and draft.data_center == CUSTOM:
        return before.data_center
    row = table.get(draft.data_center)
    if row is None:
        raise KeyError(draft.data_center)
    return row


def _kind(way: Way) -> Way:
    """Return the way that shares its address with this one: both are a host of one's own."""
    return "loopback" if way == "own-host" else way


def _in_place(client: Client, before: Connector | None) -> Client:
    if before is None:
        return client
    saved = before.client
    if saved.secret_command and not isinstance(client.secret, Held):
        # The command prints another secret than the one that was typed.
        return client
    return replace(client, secret_in=saved.secret_in, secret_command=saved.secret_command)


def _one_of(value: object, kind: object, default: T) -> T:
    return cast("T", value) if value in get_args(kind) else default


def _device_from_data(data: Mapping[str, object]) -> DeviceAttempt | None:
    code = data.get("code")
    if not isinstance(code, str):
        return None
    values: dict[str, Any] = {name: data.get(name) for name in _DEVICE}
    if not all(isinstance(values[name], kind) for name, kind in _DEVICE.items()):
        return None
    return DeviceAttempt(code=Secret(code), **values)


def _grant_to_data(grant: Grant) -> dict[str, object]:
    data: dict[str, object] = {
        "authorized_at": grant.authorized_at,
        "scopes": list(grant.scopes),
        "client_id": grant.client_id,
        "data_center": grant.data_center,
    }
    if grant.refresh_token:
        data["refresh_token"] = grant.refresh_token
    if grant.granted_scopes is not None:
        data["granted_scopes"] = list(grant.granted_scopes)
    for name in ("account", "zuid", "api_domain"):
        if value := getattr(grant, name):
            data[name] = value
    return data


def _grant_from_data(data: Mapping[str, object]) -> Grant | None:
    match data:
        case {
            "authorized_at": datetime() as authorized_at,
            "scopes": [*scope_list],
            "client_id": str(client_id),
            "data_center": str(data_center),
        }:
            refresh_token = data.get("refresh_token")
            granted = data.get("granted_scopes")
            return Grant(
                authorized_at=authorized_at,
                scopes=tuple(str(scope) for scope in scope_list),
                client_id=client_id,
                data_center=data_center,
                refresh_token=Secret(refresh_token) if isinstance(refresh_token, str) else None,
                account=_text(data.get("account")),
                zuid=_text(data.get("zuid")),
                api_domain=_text(data.get("api_domain")),
                granted_scopes=(
                    tuple(str(scope) for scope in granted) if isinstance(granted, list) else None
                ),
            )
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
