"""Every field of a saved connector with its meaning, for people."""

from dataclasses import dataclass
from datetime import datetime

from zdesk_tui import urls
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.store.grants import KEPT
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
        """Return the value, a secret one masked unless it is to be revealed."""
        if not isinstance(self.value, Secret):
            return self.value
        return self.value.reveal() if reveal else self.value.masked


def fields_of(workspace: Workspace, connector: Connector, state: str) -> list[ShownField]:
    """Return all that is known of a connector; what it does not have is left out.

    Args:
        workspace: where it is.
        connector: as it was read.
        state: in words.
    """
    service = services.of(connector.service)
    status = workspace.statuses.load(connector.name)
    rows = [
        ShownField("State", state),
        ShownField("File", workspace.file_of(connector)),
        ShownField("Service", service.name),
        ShownField("Note", plain(connector.note, 500)),
        *_client(connector),
        *_three(connector),
        ShownField("Scopes", ",".join(connector.scopes), "what it may do", carried=True),
        ShownField("Access", connector.access_type, _ACCESS[connector.access_type]),
        *_grant(workspace, connector),
        *_organization(connector),
        ShownField(
            "APIs", ", ".join(plain(api.name, 64) for api in connector.apis), "calls kept with it"
        ),
        ShownField("Created", _when(connector.created_at)),
        ShownField("Last renewed", _at(status.renewed_at), "its access token"),
        ShownField("Last check", _at(status.checked_at)),
    ]
    return [row for row in rows if row.value]


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
        ShownField("Client Secret", client.secret, carried=True),
        *(
            ShownField(f"Secret in {code}", secret, "of that data center", carried=True)
            for code, secret in client.secrets.items()
        ),
        ShownField(
            "Redirect URI", client.redirect_uri, "as registered, letter by letter", carried=True),
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
