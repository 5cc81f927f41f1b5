"""The connector's file: from TOML text to a `Connector`, and back."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

from zdesk_tui.connector import (
    FORMAT,
    OF_DATA_CENTER,
    AccessType,
    Api,
    Client,
    ClientType,
    Connector,
    Grant,
    LivesIn,
    Method,
    Organization,
    SecretIn,
)
from zdesk_tui.datacenters import CUSTOM, DataCenter, DataCenters, base_url, custom
from zdesk_tui.errors import FileError
from zdesk_tui.secret import Secret
from zdesk_tui.store.files import parse_toml
from zdesk_tui.store.places import Places, names_held
from zdesk_tui.store.toml_fields import Fields
from zdesk_tui.store.toml_text import in_utc, toml_bytes
from zdesk_tui.urls import access_token_url, refresh_token_url, request_token_url

# What a registration of each type has; the others have no browser that comes back to us, and a
# mobile client proves itself with PKCE.
_NEEDED: dict[ClientType, tuple[str, ...]] = {
    "server-based": ("secret", "redirect_uri"),
    "mobile": ("redirect_uri",),
    "non-browser": ("secret",),
    "self-client": ("secret",),
}

_KNOWN: dict[str, tuple[str, ...]] = {
    "": ("format", "lives_in", "service", "note", "created_at"),
    "client": (
        "type",
        "id",
        "secret",
        "redirect_uri",
        "local_redirect_uri",
        "pkce",
        "secret_in",
        "secret_command",
        "secret_entry",
        "secret_names",
        "secrets",
    ),
    "oauth": (
        "data_center",
        "user_data_center",
        "scopes",
        "access_type",
        "request_token_url",
        "access_token_url",
        "refresh_token_url",
    ),
    "grant": (
        "refresh_token",
        "authorized_at",
        "account",
        "zuid",
        "scopes",
        "client_id",
        "data_center",
        "api_domain",
        "granted_scopes",
    ),
    "organization": ("id", "name"),
    "custom": ("accounts_url", "desk_url", "api_url", "console_url"),
}
"""Every table of ours with its keys, in the order in which they are written."""

_API = ("name", "method", "url", "headers", "parameters", "body", "scopes", "note")
"""The keys of an `[[api]]` table, in the order in which they are written."""


def decode(text: str, path: str, name: str, data_centers: DataCenters, places: Places) -> Connector:
    """Return the connector that a file holds; secrets kept elsewhere are not fetched.

    Args:
        text: the TOML text.
        path: the file, for messages.
        name: the connector's name, which is the file's.
        data_centers: the named ones.
        places: get the secrets that the file does not hold.

    Raises:
        FileError: something is wrong, with its line.
    """
    values = parse_toml(text, path)
    top = Fields(values, text, path)
    number = top.number("format")
    try:
        return _connector(top, name, data_centers, number, values, places)
    except FileError as error:
        if number == FORMAT:
            raise
        raise FileError(
            f"{path} has format {number}, made by a newer zdesk-tui; this one cannot read it.",
            "Update zdesk-tui.",
            path=error.path,
            line=error.line,
        ) from None


def encode(connector: Connector, present: Mapping[str, Any], entry: str = "") -> bytes:
    """Return the file of a connector.

    Args:
        connector: what to write; this is where the secrets that the file holds are opened.
        present: the file as it is now; its keys that this release does not know are kept, except
            in a table of ours that the connector no longer has.
        entry: the keyring's item, where the secrets are kept there.
    """
    tables = _tables(connector, entry)
    whole: dict[str, object] = dict(tables.pop(""))
    unknown = {key: value for key, value in present.items() if key not in _KNOWN[""]}
    for table, values in tables.items():
        kept = unknown.get(table)
        more = kept if isinstance(kept, Mapping) else {}
        whole[table] = {**values, **{k: v for k, v in more.items() if k not in _KNOWN[table]}}
    whole.update((key, value) for key, value in unknown.items() if key not in (*_KNOWN, "api"))
    return toml_bytes(whole, "api", map(_api_table, connector.apis))


def notes(connector: Connector) -> tuple[str, ...]:
    """Return what is odd about a connector's file, though it can be used."""
    oauth = connector.extra.get("oauth", {})
    written = oauth.get("request_token_url") if isinstance(oauth, Mapping) else None
    if not isinstance(written, str):
        return ()
    listed = parse_qs(urlsplit(written).query).get("scope", [""])[0].split(",")
    if set(listed) == set(connector.scopes):
        return ()
    return (
        f"{connector.name}: request_token_url lists other scopes than scopes does; "
        "scopes is what counts.",
    )


def _connector(
    top: Fields,
    name: str,
    data_centers: DataCenters,
    number: int,
    values: dict[str, Any],
    places: Places,
) -> Connector:
    oauth = top.table("oauth")
    outside = _custom(top.table("custom")) if top.has("custom") else None
    data_center = _data_center(oauth, "data_center", data_centers, outside)
    user_data_center = _data_center(oauth, "user_data_center", data_centers, outside)
    if (data_center.code == CUSTOM) != (user_data_center.code == CUSTOM):
        raise oauth.wrong("user_data_center", "and data_center must both be custom, or neither")
    _check_urls(oauth, data_center, user_data_center)
    service = top.text("service")
    client, refresh_token = _client(top.table("client"), name, places)
    return Connector(
        name=name,
        service=service,
        client=client,
        data_center=data_center,
        user_data_center=user_data_center,
        scopes=oauth.words("scopes"),
        created_at=top.time("created_at"),
        access_type=oauth.choice("access_type", get_args(AccessType)),
        note=top.prose("note"),
        lives_in=top.choice("lives_in", get_args(LivesIn)),
        grant=_grant(top.table("grant"), refresh_token) if top.has("grant") else None,
        organization=_organization(top.table("organization")) if top.has("organization") else None,
        apis=_apis(top.tables("api")),
        format=number,
        extra=values,
    )


def _tables(connector: Connector, entry: str) -> dict[str, dict[str, object]]:
    """Return each known table that the connector has, in the order of the file."""
    client, grant, organization = connector.client, connector.grant, connector.organization
    where = client.secret_in
    tables: dict[str, dict[str, object]] = {
        "": {
            "format": FORMAT,
            "lives_in": connector.lives_in,
            "service": connector.service,
            "note": connector.note or None,
            "created_at": in_utc(connector.created_at),
        },
        "client": {
            "type": client.type,
            "id": client.id,
            "secret": (client.secret or None) if where == "file" else None,
            "redirect_uri": client.redirect_uri or None,
            "local_redirect_uri": client.local_redirect_uri or None,
            "pkce": client.pkce or None,
            "secret_in": where if where != "file" else None,
            "secret_command": client.secret_command or None,
            "secret_entry": entry or None,
            "secret_names": names_held(connector) or None,
            "secrets": (dict(client.secrets) or None) if where != "keyring" else None,
        },
        "oauth": {
            "data_center": connector.data_center.code,
            "user_data_center": connector.user_data_center.code,
            "scopes": connector.scopes,
            "access_type": connector.access_type,
            "request_token_url": request_token_url(
                connector.data_center, connector.scopes, connector.access_type
            ),
            "access_token_url": access_token_url(connector.user_data_center),
            "refresh_token_url": refresh_token_url(connector.user_data_center),
        },
    }
    if grant:
        tables["grant"] = {
            "refresh_token": (grant.refresh_token or None) if where != "keyring" else None,
            "authorized_at": in_utc(grant.authorized_at),
            "account": grant.account,
            "zuid": grant.zuid,
            "scopes": grant.scopes,
            "client_id": grant.client_id,
            "data_center": grant.data_center,
            "api_domain": grant.api_domain,
            "granted_scopes": grant.granted_scopes,
        }
    if organization:
        tables["organization"] = {"id": organization.id, "name": organization.name or None}
    if connector.data_center.code == CUSTOM:
        tables["custom"] = {key: getattr(connector.data_center, key) for key in _KNOWN["custom"]}
    return tables


def _client(fields: Fields, name: str, places: Places) -> tuple[Client, Secret | None]:
    """Return the client, and the refresh token where the keyring keeps it."""
    client_type: ClientType = fields.choice("type", get_args(ClientType))
    needed = _NEEDED[client_type]
    where: SecretIn = "file"
    if fields.has("secret_in"):
        where = fields.choice("secret_in", get_args(SecretIn))
    held: dict[str, Secret] = {}
    words: tuple[str, ...] = ()
    if where == "keyring":
        held = _held(fields, name, places)
        if "secret" in needed and "client_secret" not in held:
            raise fields.wrong("secret_names", "must list client_secret")
    elif where == "command":
        words = fields.words("secret_command")
        held = {"client_secret": places.by_command(name, words)}
    elif "secret" in needed or fields.has("secret"):
        held = {"client_secret": Secret(fields.text("secret"))}
    if where != "file" and fields.has("secret"):
        raise fields.wrong("secret", f"stands here, though secret_in is {where}; remove one")
    secrets = {
        which.removeprefix(OF_DATA_CENTER): secret
        for which, secret in held.items()
        if which.startswith(OF_DATA_CENTER)
    }
    if fields.has("secrets"):
        secrets |= _secrets(fields.table("secrets"))
    redirect = (
        fields.text("redirect_uri") if "redirect_uri" in needed else fields.maybe("redirect_uri")
    )
    client = Client(
        id=fields.text("id"),
        secret=held.get("client_secret", Secret("")),
        redirect_uri=redirect or "",
        type=client_type,
        pkce=fields.flag("pkce"),
        secrets=secrets,
        local_redirect_uri=fields.maybe("local_redirect_uri") or "",
        secret_in=where,
        secret_command=words,
    )
    return client, held.get("refresh_token")


def _held(fields: Fields, name: str, places: Places) -> dict[str, Secret]:
    """Return the secrets that are in the keyring, by their names."""
    entry = fields.text("secret_entry")
    names = fields.words("secret_names") if fields.has("secret_names") else ()
    return {which: places.in_keyring(name, entry, which) for which in names}


def _secrets(fields: Fields) -> dict[str, Secret]:
    """Return the secrets of other data centers; a code that is not known here does no harm."""
    return {code: Secret(fields.text(code)) for code in fields.keys()}  # noqa: SIM118 - no mapping


def _grant(fields: Fields, held: Secret | None) -> Grant:
    refresh_token = fields.maybe("refresh_token")
    return Grant(
        authorized_at=fields.time("authorized_at"),
        scopes=fields.words("scopes"),
        client_id=fields.text("client_id"),
        data_center=fields.text("data_center"),
        refresh_token=Secret(refresh_token) if refresh_token else held,
        account=fields.maybe("account"),
        zuid=fields.maybe("zuid"),
        api_domain=fields.maybe("api_domain"),
        granted_scopes=fields.words("granted_scopes") if fields.has("granted_scopes") else None,
    )


def _organization(fields: Fields) -> Organization:
    return Organization(id=fields.text("id"), name=fields.prose("name"))


def _apis(tables: Iterable[Fields]) -> tuple[Api, ...]:
    found: dict[str, Api] = {}
    for fields in tables:
        api = _api(fields)
        if api.name.casefold() in found:
            raise fields.wrong("name", "is that of another API in this file")
        found[api.name.casefold()] = api
    return tuple(found.values())


def _api(fields: Fields) -> Api:
    """Return an API as it is written; whether it can be called is seen when it is."""
    return Api(
        name=fields.text("name"),
        method=fields.choice("method", get_args(Method)),
        url=fields.text("url"),
        headers=fields.pairs("headers"),
        parameters=fields.pairs("parameters"),
        body=fields.prose("body"),
        scopes=fields.words("scopes") if fields.has("scopes") else (),
        note=fields.prose("note"),
        extra=fields.values,
    )


def _api_table(api: Api) -> dict[str, object]:
    known = {key: getattr(api, key) or None for key in _API}
    return {**known, **{key: value for key, value in api.extra.items() if key not in _API}}


def _data_center(
    oauth: Fields, key: str, data_centers: DataCenters, outside: DataCenter | None
) -> DataCenter:
    code = oauth.text(key)
    if code == CUSTOM:
        if outside is None:
            raise oauth.wrong(key, "is custom, so that [custom] accounts_url is needed")
        return outside
    found = data_centers.get(code)
    if found is None:
        known = ", ".join(row.code for row in data_centers)
        raise oauth.wrong(key, f"must be one of: {known}, {CUSTOM}")
    return found


def _custom(fields: Fields) -> DataCenter:
    accounts_url = fields.text("accounts_url")
    others = {key: fields.maybe(key) for key in _KNOWN["custom"][1:]}
    try:
        return custom(accounts_url, **others)
    except ValueError as error:
        key, _, why = str(error).partition(" ")
        raise fields.wrong(key, why) from None


def _check_urls(oauth: Fields, data_center: DataCenter, user_data_center: DataCenter) -> None:
    """Refuse a file whose URLs lead to another server, which would be handed the secret."""
    for key, code, row in (
        ("request_token_url", "data_center", data_center),
        ("access_token_url", "user_data_center", user_data_center),
        ("refresh_token_url", "user_data_center", user_data_center),
    ):
        written = oauth.maybe(key)
        # Taking a URL apart takes its time, and nearly all are what we wrote.
        if written is None or written.startswith(f"{row.accounts_url}/oauth/"):
            continue
        if base_url(written) != base_url(row.accounts_url):
            raise oauth.wrong(
                key, f"leads to another server than {row.accounts_url}, where {code} is {row.code}"
            )
