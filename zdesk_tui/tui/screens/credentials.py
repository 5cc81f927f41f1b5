"""Step 5: Client ID and Client Secret, checked while they are typed, and asked about once."""

from contextlib import suppress
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker

from zdesk_tui import credentials, selfclient
from zdesk_tui.connector import Client
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.findings import Finding
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Held, Secret
from zdesk_tui.selfclient import SelfClient
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.accounts import PairVerdict
from zdesk_tui.zoho.wire import Wire

PATIENCE = 6.0
"""Seconds for which an advisory answer is waited for."""


class CredentialsScreen(StepScreen):
    """The two values that the API Console shows."""

    STEP = "credentials"
    BINDINGS = [
        Binding("f3", "repair", show=False),
        Binding("f4", "reveal", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._saved = draft.client_secret
        self.id_field = Field("Client ID", draft.client_id, name="client-id")
        self.secret_field = Field(
            "Client Secret", draft.client_secret.reveal(), name="client-secret", password=True
        )
        self.path_field = Field("Path", name="path")
        self._offer = Line("", classes="findings")
        self._about = Line("", classes="quiet")
        self._read = ""
        self._asking: Worker[None] | None = None
        self._clock: Timer | None = None
        self._asked_for = 0

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield Line("Both stand in the API Console, in the client's tab Client Secret.")
        yield Line("", classes="gap")
        yield self.id_field
        yield self.secret_field
        yield self._offer
        yield Line("", classes="gap")
        yield Line("A downloaded self_client.json can be given by its path instead:")
        yield self.path_field
        yield Line("", classes="gap")
        yield self._about

    @property
    def _center(self) -> DataCenter:
        return self.context.data_center(self.draft)

    def keys(self) -> str:
        """Return the keys that act now; F3 only where there is something to repair."""
        if self._asking:
            return " Esc stop asking   Ctrl+C leave, kept"
        repair = "F3 repair   " if self._repair() else ""
        return f" Enter next   {repair}F4 show or hide the secret   Esc back"

    def collect(self) -> Draft:
        """Take the answers exactly as they were typed."""
        return replace(
            self.draft,
            client_id=self.id_field.value,
            client_secret=self._saved.or_typed(self.secret_field.value),
        )

    def check(self) -> None:
        """Check both while they are typed; the secret is never repeated."""
        secret = self.secret_field.value
        self.id_field.say(
            credentials.check_client_id(self.id_field.value) if self.id_field.value else ""
        )
        needed = self.draft.client_type != "mobile"
        self.secret_field.say(
            credentials.check_client_secret(secret, client_id=self.draft.client_id, needed=needed)
            if secret or not needed
            else ""
        )
        asks = f"Next asks {self._center.accounts_host} whether it knows this pair. "
        self._about.show(
            f"{asks if self.draft.client_secret or needed else ''}{self._where_kept()}"
        )
        repair = self._repair()
        self._offer.show(f"F3 {repair.does}" if repair else "")
        self._offer.display = repair is not None
        self.show_keys()

    def _where_kept(self) -> str:
        before = self.context.before
        if before is None or not isinstance(secret := before.client.secret, Held):
            return (
                "Both are kept in this setup's draft and later in the connector's file, readable "
                "only by you."
            )
        if self.draft.client_secret == secret:
            return f"The secret is {secret.place}."
        if before.client.secret_command:
            return f"The saved secret is {secret.place}; another one goes into the file instead."
        return (
            f"The saved secret is {secret.place}. Another one is kept in this setup's draft, "
            "readable only by you, until it goes there too."
        )

    def _typed(self) -> None:
        # What was said of a file, or is being asked, belongs to what stood there before.
        self._stop_asking()
        if self.path_field.value != self._read:
            self.path_field.say("")
        super()._typed()

    # Repairs.

    def _repair(self) -> credentials.Repair | None:
        return credentials.repair(self.id_field.value, Secret(self.secret_field.value))

    def action_repair(self) -> None:
        """Take the repair that is offered."""
        if repair := self._repair():
            self.id_field.input.value = repair.client_id
            self.secret_field.input.value = repair.client_secret.reveal()

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self.secret_field.input.password = not self.secret_field.input.password

    # A downloaded file.

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the file whose path was typed, once; the path may stay empty."""
        path = self.path_field.value
        if event.input is self.secret_field.input:
            event.stop()
            event.prevent_default()
            await self.action_next()
        elif event.input is self.path_field.input and path.strip() and path != self._read:
            event.stop()
            event.prevent_default()
            self._take_file(path)

    def _take_file(self, path: str) -> None:
        try:
            found = selfclient.read(path)
        except FileError as error:
            self.path_field.say((Finding("!", f"{plain(error.message)} {error.advice}"),))
            return
        self._read = path
        if found.client_id:
            self.id_field.input.value = found.client_id
        if found.client_secret:
            self.secret_field.input.value = found.client_secret.reveal()
        self.path_field.say(in_words(self._said_of(found)))

    def _said_of(self, found: SelfClient) -> tuple[Finding, ...]:
        said = list(found.findings)
        taken = " and ".join(
            name
            for name, value in (
                ("Client ID", found.client_id),
                ("Client Secret", found.client_secret),
            )
            if value
        )
        if taken:
            said.append(Finding("+", f"Read: the {taken} above."))
            said.append(self._said_of_type(found))
        chosen = {scope.lower() for scope in self.draft.scopes}
        if found.scopes and {scope.lower() for scope in found.scopes} != chosen:
            others = plain(", ".join(found.scopes), 120)
            text = f"It was made for other scopes than those of step 2: {others}"
            said.append(Finding("~", text))
        return tuple(said)

    def _said_of_type(self, found: SelfClient) -> Finding:
        if self.draft.client_type != "self-client":
            text = (
                "A Self Client is another type of client than that of step 4; if Zoho refuses "
                "the consent, use that one."
            )
            return Finding("~", text)
        if found.code:
            return Finding("+", "The code in it is for the next step: give the same path there.")
        return Finding("+", "The next step asks for a code; this file holds none.")

    # The advisory question.

    async def go_on(self) -> None:
        """Ask the accounts server about a pair that it was not asked about yet; then leave."""
        if self._asking:
            return
        if not self.draft.client_secret or self._pair in self.context.asked:
            self.leave("next")
            return
        self._asked_for = 0
        self._asking = self._ask()
        self._clock = self.set_interval(1, self._tick)
        self._show_asking()

    @property
    def _pair(self) -> tuple[str, Client]:
        return self.draft.data_center, self.draft.client

    def _tick(self) -> None:
        self._asked_for += 1
        self._show_asking()

    def _show_asking(self) -> None:
        since = f" {self._asked_for} s." if self._asked_for else ""
        self.tell(f"Asking {self._center.accounts_host} whether it knows this pair.{since}")
        self.show_keys()

    @work(description="ask about the pair", exclusive=True, group="ask")
    async def _ask(self) -> None:
        verdict: PairVerdict = "cannot tell"
        with suppress(ZdeskError):
            async with Wire(connect_seconds=PATIENCE, total_seconds=PATIENCE) as wire:
                verdict = await accounts.knows_pair(wire, self._center, self.draft.client)
        self.context.asked.add(self._pair)
        self._asking = None
        self._stop_asking()
        advice = self._advice(verdict)
        # Also behind help: what was found out must stand there when it is closed.
        self.tell(f"~ {advice} Enter goes on all the same." if advice else "")
        if not advice and self.app.screen is self:
            self.leave("next")

    def _advice(self, verdict: PairVerdict) -> str:
        host = self._center.accounts_host
        match verdict:
            case "other client":
                return (
                    f"{host} does not know this Client ID. Is it whole, and is the client "
                    f"registered in {self._center.spoken}?"
                )
            case "wrong secret":
                return f"{host} knows the Client ID, but not with this Client Secret."
            case "other redirect":
                return (
                    f"{host} knows this client, but not its redirect URI "
                    f"{plain(self.draft.redirect_uri)}."
                )
            case _:
                return ""

    def _stop_asking(self) -> bool:
        """Stop waiting for the answer; tell whether there was something to stop."""
        asking, self._asking = self._asking, None
        if self._clock:
            self._clock.stop()
            self._clock = None
        if asking:
            asking.cancel()
        self.show_keys()
        return asking is not None

    async def action_back(self) -> None:
        """Stop asking, or go one step back."""
        if self._stop_asking():
            self.context.asked.add(self._pair)
            self.tell("Stopped asking. Enter goes on without the answer.")
        else:
            await super().action_back()
