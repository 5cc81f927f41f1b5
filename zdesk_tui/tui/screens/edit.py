"""Every field of a saved connector to edit, and what each edit asks for afterwards."""

import asyncio
from dataclasses import replace
from typing import get_args

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials, redirects, scopes
from zdesk_tui.catalog import services
from zdesk_tui.connector import CONSOLE_NAMES, AccessType, ClientType, Connector, Organization
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import ZdeskError
from zdesk_tui.findings import Finding
from zdesk_tui.lifecycle import edit
from zdesk_tui.lifecycle.edit import Need, changes, need_of
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Held, Secret
from zdesk_tui.setup.draft import of_connector
from zdesk_tui.tui.screens.form import FormScreen
from zdesk_tui.tui.screens.pick import Picker
from zdesk_tui.tui.widgets.fields import Field, Labelled
from zdesk_tui.tui.widgets.line import in_words
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.organizations import wrong_id

ACCESS: tuple[AccessType, ...] = get_args(AccessType)
TYPES: tuple[ClientType, ...] = get_args(ClientType)
ASKS: dict[Need, str] = {
    "consent": "~ needs consent again",
    "check": "~ worth a check",
    "nothing": "+ asks for nothing",
}
"""What is said of an edit, by what it asks for."""
SAVED: dict[Need, str] = {
    "consent": "~ {name} is saved, and needs consent again: a asks for it.",
    "check": "+ {name} is saved. Nobody has checked it since: k does.",
    "nothing": "+ {name} is saved.",
}


class EditScreen(FormScreen[str]):
    """Answers with what to say, once the edit is saved.

    Args:
        workspace: where the connector is.
        connector: as saved.
    """

    HELP = "edit"
    KEYS = " F2 save   Enter next field   F4 show or hide the secret   Esc back, nothing changed"
    BINDINGS = [
        Binding("f2", "accept", show=False),
        Binding("f4", "reveal", show=False),
    ]

    def __init__(self, workspace: Workspace, connector: Connector) -> None:
        super().__init__(f"{connector.name}: edit")
        self._workspace = workspace
        self._before = connector
        self._busy = False
        client, organization = connector.client, connector.organization
        self._services = list(services.ordered())
        if connector.service not in services.load():
            self._services.append(services.of(connector.service))
        self._centers = list(workspace.data_centers)
        for center in (connector.data_center, connector.user_data_center):
            if center not in self._centers:
                self._centers.append(center)
        places = [f"{row.name:<22}{row.code:<8}{row.accounts_host}" for row in self._centers]
        self._note = Field("Note", connector.note, name="note")
        self._service = Picker(
            "Service", [row.name for row in self._services],
            [row.key for row in self._services].index(connector.service), name="service",
        )  # fmt: skip
        self._center = Picker(
            "Data center", places, self._centers.index(connector.data_center), name="data-center"
        )
        self._home = Picker(
            "Account in", places, self._centers.index(connector.user_data_center), name="home"
        )
        self._type = Picker(
            "Client type", [CONSOLE_NAMES[one] for one in TYPES], TYPES.index(client.type),
            name="client-type",
        )  # fmt: skip
        self._client_id = Field("Client ID", client.id, name="client-id")
        # One that is kept elsewhere is not fetched for this; an empty field leaves it there.
        secret = "" if isinstance(client.secret, Held) else client.secret.reveal()
        self._secret = Field("Client Secret", secret, name="client-secret", password=True)
        self._uri = Field("Redirect URI", client.redirect_uri, name="redirect-uri")
        self._local = Field("Second redirect", client.local_redirect_uri, name="local-redirect-uri")
        self._scopes = Field("Scopes", ",".join(connector.scopes), name="scope-list")
        self._access = Picker(
            "Access", ["offline, with a refresh token", "online, for an hour"],
            ACCESS.index(connector.access_type), name="access",
        )  # fmt: skip
        self._organization = Field(
            "Organization", organization.id if organization else "", name="organization"
        )

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield self._note
        yield self._service
        yield self._center
        yield self._home
        yield self._type
        yield self._client_id
        yield self._secret
        yield self._uri
        if self._before.lives_in != "here":
            yield self._local
        yield self._scopes
        yield self._access
        yield self._organization

    def on_picker_changed(self, event: Picker.Changed) -> None:
        """Let the account move along with its client, where both were in one data center."""
        if self._center.chosen is not None and self._home.chosen is not None:
            chosen = self._centers[self._center.chosen]
            now = edit.moved(self._before, chosen).user_data_center
            untouched = self._centers[self._home.chosen] == self._before.user_data_center
            if chosen != self._before.data_center and untouched:
                self._home.choose(self._centers.index(now))

    def _typed_secret(self) -> Secret:
        saved, typed = self._before.client.secret, self._secret.value
        return saved if isinstance(saved, Held) and not typed else Secret(typed)

    @property
    def after(self) -> Connector:
        """The connector as the fields have it."""
        before = self._before
        client = replace(
            before.client,
            id=self._client_id.value,
            secret=self._typed_secret(),
            redirect_uri=self._uri.value,
            local_redirect_uri=self._local.value.strip(),
            type=TYPES[self._type.chosen or 0],
        )
        typed = self._scopes.value
        same = typed == ",".join(before.scopes)
        organization = self._organization.value.strip()
        kept = before.organization
        if organization != (kept.id if kept else ""):
            kept = Organization(organization) if organization else None
        return replace(
            before,
            note=self._note.value,
            service=self._services[self._service.chosen or 0].key,
            client=client,
            data_center=self._place(self._center),
            user_data_center=self._place(self._home),
            scopes=before.scopes if same else scopes.parse(typed, before.service).scopes,
            access_type=ACCESS[self._access.chosen or 0],
            organization=kept,
        )

    def _place(self, picker: Picker) -> DataCenter:
        return self._centers[picker.chosen or 0]

    def check(self) -> None:
        """Say below each field what is wrong with it, or what its edit asks for."""
        after = self.after
        asked = {change.label: change for change in changes(self._before, after)}
        for label, (field, found) in self._found(after).items():
            wrong = tuple(one for one in found if one.mark != "+")
            change = asked.get(label)
            lines = [in_words(wrong, at_most=2)] if wrong and change else []
            if change and not any(one.mark == "!" for one in wrong):
                lines.append(f"{ASKS[change.need]}: {change.why}")
            field.say("\n".join(lines))
        if not self._message.text:
            self.tell(self._sum(after))

    def _sum(self, after: Connector) -> str:
        found = changes(self._before, after)
        if not found:
            return (
                "A new client ID, data center or scopes ask for consent again; a new secret, "
                "service or organization for a check; all else for nothing."
            )
        need = need_of(found)
        whole = {
            "consent": "~ Saving this needs consent again; until then it cannot be used.",
            "check": "~ Saving this is worth a check.",
            "nothing": "+ Saving this asks for nothing more.",
        }
        return whole[need]

    def _found(self, after: Connector) -> dict[str, tuple[Labelled, tuple[Finding, ...]]]:
        """Return each field by its label, with what is to be said about its value."""
        client = after.client
        purpose = of_connector("edit", after).purpose
        secret: tuple[Finding, ...]
        if isinstance(client.secret, Held):
            secret = (Finding("+", f"Empty, it stays {client.secret.place}."),)
        else:
            secret = credentials.check_client_secret(
                client.secret.reveal(), client_id=client.id, needed=client.type != "mobile"
            )
        uri: tuple[Finding, ...] = ()
        table = self._workspace.data_centers
        if purpose:
            uri = redirects.check(client.redirect_uri, purpose, table, after.data_center.code)
        local: tuple[Finding, ...] = ()
        if client.local_redirect_uri:
            local = redirects.check(
                client.local_redirect_uri, "loopback", table, after.data_center.code
            )
        service = services.of(after.service)
        organization = after.organization.id if after.organization else ""
        wrong = wrong_id(service, organization) if organization else ""
        return {
            "Note": (self._note, ()),
            "Service": (self._service, ()),
            "Data center": (self._center, ()),
            "Account in": (self._home, _together(after)),
            "Client type": (self._type, ()),
            "Client ID": (self._client_id, credentials.check_client_id(client.id)),
            "Client Secret": (self._secret, secret),
            "Redirect URI": (self._uri, uri),
            **({"Second redirect": (self._local, local)} if after.lives_in != "here" else {}),
            "Scopes": (self._scopes, scopes.parse(self._scopes.value, after.service).findings),
            "Access": (self._access, ()),
            "Organization": (self._organization, (Finding("!", wrong),) if wrong else ()),
        }

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self._secret.input.password = not self._secret.input.password

    def action_accept(self) -> None:
        """Save, unless something that was edited has to be mended first."""
        after = self.after
        edited = {change.label for change in changes(self._before, after)}
        if not edited:
            self.tell("Nothing was edited. Esc goes back.")
            return
        for label, (field, found) in self._found(after).items():
            stop = next((one for one in found if one.mark == "!"), None)
            if stop and label in edited:
                field.query("TextInput, _Chosen").first().focus()
                self.tell(f"! {label}: {stop.text}")
                return
        if not self._busy:
            self._busy = True
            self._save(after)

    @work(description="save an edited connector", exclusive=True, group="edit")
    async def _save(self, after: Connector) -> None:
        try:
            # Waiting for another process's lock must not stop the screen.
            need = await asyncio.to_thread(edit.save, self._workspace, self._before, after)
        except ZdeskError as error:
            self._busy = False
            self.tell(f"! {plain(error.message, 500)}\n  {error.advice}")
            return
        self.dismiss(SAVED[need].format(name=after.name))


def _together(after: Connector) -> tuple[Finding, ...]:
    custom = {row.code == "custom" for row in (after.data_center, after.user_data_center)}
    if len(custom) == 1:
        return ()
    return (Finding("!", "A custom data center has accounts of its own: both, or neither."),)
