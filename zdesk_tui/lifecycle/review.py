"""Every field of a saved connector with its meaning, for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import time

from zdesk_tui import urls
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.lifecycle.overview import Row
from zdesk_tui.lifecycle.token import AT_ZOHO
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Held, Secret
from zdesk_tui.store.grants import KEPT
from zdesk_tui.store.places import IN_FILE
from zdesk_tui.store.status import Verdict
from zdesk_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field.

    Args:
        label: in the field's own words.
        value: as saved.
        meaning: a few words; empty where the label says it all.
        carried: whether people copy it to another place.
    """

    label: str
    value: str | Secret
    meaning: str = ""
    carried: bool = False

    def text(self, *, reveal: bool) -> str:
        """Return the value, a secret one masked unless it is to be revealed.

        Raises:
            OutOfReach: it is to be revealed, and the keyring did not give it.
        """
        if not isinstance(self.value, Secret):
            return self.value
        return self.value.shown() if reveal else self.value.masked


async def fetch(fields: Iterable[ShownField]) -> None:
    """Have all at hand that revealing the fields needs, while the event loop goes on.

    Raises:
        OutOfReach: the keyring did not give a secret.
    """
    for field in fields:
        if isinstance(field.value, Held) and not field.value.runs:
            await field.value.fetched()


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together.

    Args:
        title: what they are about.
        fields: those that have a value.
    """

    title: str
    fields: tuple[ShownField, ...]


def fields_of(workspace: Workspace, row: Row) -> list[ShownField]:
    """Return all that is known of a connector, in the order of its sections."""
    return [field for section in sections_of(workspace, row) for field in section.fields]


def sections_of(workspace: Workspace, row: Row) -> list[Section]:
    """Return all that is known of a connector; what it does not have is left out.

    Args:
        workspace: where it is.
        row: of a connector that could be read.
    """
    connector, status = row.connector, row.status
    if connector is None:
        return []
    token = connector.grant.refresh_token if connector.grant else None
    pause = workspace.throttle.pause(token, time()) if token else None
    parts = {
        "How it is": [
            ShownField("State", row.state),
            *(_verdict(one) for one in status.verdicts),
            ShownField("Last check", _at(status.checked_at)),
            ShownField(
                "Throttled until", _at(pause.until if pause else None), "renewals wait until then"
            ),
        ],
        "What it may do": [ShownField(scope, power_of(scope)) for scope in connector.scopes],
        "Connector": [
            ShownField("File", workspace.file_of(connector)),
            ShownField("Secrets", _places(connector)),
            ShownField("Service", services.of(connector.service).name),
            ShownField("Lives in", AT_ZOHO.get(connector.lives_in, "")),
            *_organization(connector),
            ShownField("Note", plain(connector.note, 500)),
            ShownField(
                "APIs",
                ", ".join(plain(api.name, 64) for api in connector.apis),
                "calls kept with it",
            ),
        ],
        "Client": _client(connector),
        "Scopes and addresses": [
            ShownField("Scopes", ",".join(connector.scopes), "what it may do", carried=True),
            ShownField("Access", connector.access_type, _ACCESS[connector.access_type]),
            *_three(connector),
        ],
        "Grant and history": [
            ShownField("Created", _when(connector.created_at)),
            *_grant(workspace, connector),
            ShownField("Last renewed", _at(status.renewed_at), "its access token"),
        ],
    }
    found = [
        Section(title, tuple(field for field in fields if field.value))
        for title, fields in parts.items()
    ]
    return [section for section in found if section.fields]


def power_of(scope: str) -> str:
    """Return what a scope lets its holder do, in a sentence without a full stop; "" if unknown.

    Args:
        scope: in any case.
    """
    from zdesk_tui.catalog.scopes import load
    from zdesk_tui.intent import opens

    group = load().group(scope)
    if group is None:
        return "not in the catalog, so that it is not known here what it opens"
    verb = _VERBS.get(scope.rpartition(".")[2].upper(), "use")
    told = f"{verb} {group.description[:1].lower()}{group.description[1:]}"
    operations = opens((scope,)).operations
    if not operations:
        return told
    some = ", ".join(operation.title for operation in operations[:_SOME])
    more = " and more" if len(operations) > _SOME else ""
    return f"{told}; opens {len(operations)} calls: {some}{more}"


_SOME = 3
"""Calls that are named for a scope."""
_VERBS = {
    "ALL": "everything with",
    "READ": "read",
    "CREATE": "create",
    "UPDATE": "change",
    "DELETE": "delete",
    "WRITE": "create and change",
}


def _verdict(one: Verdict) -> ShownField:
    told = " ".join((one.reason, one.advice)).rstrip()
    return ShownField(one.about.capitalize(), f"{one.mark} {one.word}. {plain(told, 500)}")


def where(secret: Secret) -> str:
    """Return where a saved connector's secret is kept, in a few words."""
    return secret.place if isinstance(secret, Held) else IN_FILE


def _places(connector: Connector) -> str:
    found = {which: where(secret) for which, secret in connector.secrets()}
    if len(set(found.values())) == 1:
        return f"kept {next(iter(found.values()))}"
    return "; ".join(f"{which.replace('_', ' ')} {place}" for which, place in found.items())


_ACCESS = {
    "offline": "a refresh token brings new access tokens",
    "online": "one access token, for an hour",
}


def _client(connector: Connector) -> list[ShownField]:
    client = connector.client
    return [
        ShownField(
            "Data center", _center(connector.data_center), "where the client is registered"),
        ShownField(
            "Account in", _center(connector.user_data_center), "where the person's account lives"),
        ShownField("Client type", client.type),
        ShownField("Client ID", client.id, carried=True),
        ShownField("Client Secret", client.secret, carried=not client.secret_command),
        *(
            ShownField(f"Secret in {code}", secret, "of that data center", carried=True)
            for code, secret in client.secrets.items()
        ),
        ShownField(
            "Redirect URI", client.redirect_uri, "as registered, letter by letter", carried=True),
        ShownField(
            "Second redirect", client.local_redirect_uri, "to consent here", carried=True),
    ]  # fmt: skip


def _three(connector: Connector) -> list[ShownField]:
    pairs = urls.three_urls(
        connector.data_center,
        connector.user_data_center,
        connector.scopes,
        connector.access_type,
    )
    return [ShownField(label, url, carried=True) for label, url in pairs]


def _grant(workspace: Workspace, connector: Connector) -> list[ShownField]:
    grant = connector.grant
    if grant is None:
        return []
    rows = [
        ShownField("Authorized", _when(grant.authorized_at), "when consent was given"),
        ShownField("Account", plain(grant.account or "unknown", 100), "who consented"),
        ShownField("Granted", ", ".join(grant.granted_scopes or ()), "as Zoho answered"),
        ShownField("API domain", plain(grant.api_domain or "", 200), "as Zoho answered"),
    ]  # fmt: skip
    if grant.refresh_token:
        count = workspace.grants.count(grant)
        rows += [
            ShownField("Refresh Token", grant.refresh_token, carried=True),
            ShownField(
                "Of its kind",
                f"{count} made here for this client and account" if count else "",
                f"Zoho keeps {KEPT} and drops the oldest",
            ),
        ]
    return rows


def _organization(connector: Connector) -> list[ShownField]:
    found = connector.organization
    if found is None:
        return []
    name = f"{plain(found.name, 100)} ({found.id})" if found.name else found.id
    return [ShownField("Organization", name)]


def _center(row: DataCenter) -> str:
    return f"{row.name} ({row.code})"


def _when(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _at(seconds: float | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M}"
