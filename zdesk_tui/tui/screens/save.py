"""Step 8: read what will be written, save it, see it proven, learn how to use it."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.worker import Worker

from zdesk_tui import urls
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.intent import not_granted
from zdesk_tui.lifecycle.adopt import adopt, prove, with_account
from zdesk_tui.lifecycle.differences import compared
from zdesk_tui.lifecycle.edit import changes
from zdesk_tui.lifecycle.exports import curl
from zdesk_tui.lifecycle.retire import take_back
from zdesk_tui.lifecycle.whose import person_in
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Held, Secret
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context, Outcome
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.last_step import REPLACED, LastStepScreen
from zdesk_tui.tui.screens.replace import ReplaceScreen
from zdesk_tui.tui.widgets.line import Line, folded, in_rows, labelled, trouble


class SaveScreen(LastStepScreen):
    """The summary, and after saving the proof."""

    STEP = "save"
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter", "next", show=False),
        Binding("v", "carry", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._saving = False
        self._asking: Worker[None] | None = None
        self._service = services.of(draft.service)
        self._connector = self._made()
        self._summary = Line("", id="summary")
        self._result = Line("", id="result")
        self._use = Line("", id="use")

    def body(self) -> ComposeResult:
        """Lay out the summary, the result, the use."""
        yield self._summary
        for line in labelled(self._three()):
            yield line.add_class("url")
        yield self._result
        yield self._use

    def on_mount(self) -> None:
        """Ask whose the grant is, where the step before could not tell."""
        if self.draft.grant and not self.draft.grant.account:
            self._asking = self._ask_whose()

    @work(description="ask whose it is", group="whose")
    async def _ask_whose(self) -> None:
        with suppress(ZdeskError):
            self.draft = await self.context.with_live_token(self.draft)
        organization, token = self.draft.organization, self.draft.access_token
        person = await person_in(
            self._service,
            self.context.user_data_center(self.draft),
            token or Secret(""),
            self.draft.scopes,
            organization.id if organization else None,
        )
        if self.stands and person and person.account and self.draft.grant:
            grant = with_account(self.draft.grant, person.account, person.zuid)
            self.draft = replace(self.draft, grant=grant)
            self.context.keep(self.draft)
            self._connector = self._made()
            self.check()

    def _made(self) -> Connector:
        """Return the connector that the answers make."""
        return to_connector(
            self.draft,
            self.context.workspace.data_centers,
            now=self.context.now(),
            before=self.context.before,
        )

    def keys(self) -> str:
        """Return the keys that act now."""
        if self.saved:
            more = "   r revoke the replaced refresh token" if self.replaced else ""
            on = "go on" if self.context.place else "leave"
            return f" Enter {on}   v carry the commands{more}"
        return " Enter save   v carry the URLs   Esc back   Ctrl+C leave, kept"

    def check(self) -> None:
        """Show what will be written; once it is, make room for how to use it."""
        rows = self._rows()
        if self.saved:
            rows = [row for row in rows if row[0] in ("File", "Service", self._word, "Account")]
        self._summary.show(in_rows(rows, self.room))
        for line in self.query(".url"):
            line.display = self.saved is None

    def _rows(self) -> list[tuple[str, str]]:
        connector = self._connector
        organization = connector.organization
        return [
            ("File", f"{self.context.workspace.file_of(connector)}"),
            ("", f"{self._written()}, readable only by you (mode 0600)"),
            ("Service", f"{self._service.name}, {connector.user_data_center.name}"),
            (self._word, _organization(organization.name, organization.id)
             if organization else self._without_organization()),
            ("Account", self._account()),
            ("Client ID", f"{connector.client.id}   secret {_kept(connector.client.secret)}"),
            ("Scopes", ", ".join(connector.scopes)),
            ("Access", "offline, refresh token present" if connector.access_type == "offline"
             else "online, for an hour"),
            ("Granted", self._granted()),
        ]  # fmt: skip

    def _written(self) -> str:
        """Return what will be other than before."""
        before = self.context.before
        if before is None:
            return "new"
        others = [change.label for change in changes(before, self._connector)]
        if not others:
            return "only its grant is replaced"
        return f"its grant is replaced, and its {', '.join(others)}"

    @property
    def _word(self) -> str:
        """What the service calls an organization."""
        return self._service.organization.word.capitalize()

    def _without_organization(self) -> str:
        rule = self._service.organization
        if rule.selector == "none":
            return ""
        if self._service.key == "desk" or rule.selector == "token":
            return "the one chosen at consent"
        return f"not chosen; each call has to name it ({rule.name})"

    def _account(self) -> str:
        """Return whose the grant is, and whether it is somebody else than before."""
        before = self.context.before
        now = self.draft.grant and self.draft.grant.account
        known = before and before.grant and before.grant.account
        if not now or not known:
            return plain(now or "unknown", 60)
        if now == known:
            return f"{plain(now, 60)}, the same as before"
        return f"! {plain(now, 60)}; before it was {plain(known, 60)}"

    def _granted(self) -> str:
        grant = self._connector.grant
        if grant is None:
            return ""
        if grant.granted_scopes is None:
            return f"{len(grant.scopes)} asked; Zoho's answer did not list them"
        missing = not_granted(grant.scopes, grant.granted_scopes)
        if missing:
            return f"! not granted: {plain(', '.join(missing), 200)}"
        asked = len(grant.scopes)
        return "the one that was asked for" if asked == 1 else f"all {asked} that were asked for"

    def _three(self) -> list[tuple[str, str]]:
        connector = self._connector
        return urls.three_urls(
            connector.data_center,
            connector.user_data_center,
            connector.scopes,
            connector.access_type,
        )

    async def action_next(self) -> None:
        """Save, or leave after saving."""
        if self.saved:
            # Leave the wizard; there is nothing left to keep.
            self.leave("saved")
        elif not self._saving:
            self._saving = True
            self._save()

    @work(description="save and prove", exclusive=True)
    async def _save(self) -> None:
        if self._asking:
            await self._asking.wait()
        token = self.draft.access_token
        if token is None or self.saved or not await self._wanted():
            self._saving = False
            return
        with suppress(ZdeskError):
            # The grant is saved all the same; the proof below says what is wrong.
            self.draft = await self.context.with_live_token(self.draft)
        token = self.draft.access_token or token
        try:
            # Waiting for another process's lock must not stop the screen.
            warnings = await asyncio.to_thread(
                adopt,
                self.context.workspace,
                self._connector,
                token,
                self.draft.expires_at,
                new=self.context.before is None,
                before=self.context.before,
            )
        except ZdeskError as error:
            self._saving = False
            self.tell(f"! {error.message}\n  {error.advice} Nothing is lost; Enter tries again.")
            return
        self.saved = self._connector
        self.context.forget(self.draft)
        self.check()
        if self.replaced:
            warnings += (REPLACED,)
        self.tell("\n".join(f"~ {warning}" for warning in warnings))
        self.show_keys()
        saved = f"+ Saved {datetime.fromtimestamp(self.context.now()):%H:%M:%S}."
        for body in self.query("#body"):
            body.scroll_home(animate=False)
        self._result.show(f"\n{saved} Asking {self._service.name} for a proof.")
        self._use.show(self._how_to_use())
        self._result.show(folded(f"\n{saved} {await self._proof()}\n", self.room))

    async def _wanted(self) -> bool:
        """Ask before a grant of somebody else, or for another place, replaces the saved one."""
        before = self.context.before
        if before is None:
            return True
        found = compared(before, self._connector)
        if not any(row.foreign for row in found):
            return True
        answer = await self.app.push_screen_wait(ReplaceScreen(before.name, found))
        if answer in ("keep", "consent"):
            await self._drop_grant()
            self.context.forget(self.draft)
            self.dismiss(Outcome(self.draft, "leave" if answer == "keep" else "consent"))
        return answer == "replace"

    async def _drop_grant(self) -> None:
        grant, before = self.draft.grant, self.context.before
        token = (grant and grant.refresh_token) or self.draft.access_token
        if token:
            await take_back(self.context.workspace, self._connector, token)
        self.draft = replace(
            self.draft, grant=None, access_token=None, expires_at=0.0, attempt=None,
            organization=before.organization if before else None,
        )  # fmt: skip

    async def _proof(self) -> str:
        token = self.draft.access_token
        if token is None:
            return ""
        try:
            proof = await prove(self.context.workspace, self._connector, token)
        except ZdeskError as error:
            return f"Not proven:\n{trouble(error)}"
        return_line = (
            f"Proven: {proof.call} answered {proof.status} in {proof.seconds * 1000:.0f} ms."
            if proof
            else f"{self._no_call()}; renewal is the only check."
        )
        organization = self._connector.organization
        typed = organization and not organization.name
        if typed and not (proof and proof.in_organization):
            return_line += (
                f"\n~ The {self._word.lower()} was typed by hand; no call has named it yet."
            )
        return f"{return_line}\n  {self._whose()}"

    def _no_call(self) -> str:
        if self._service.health.url:
            return "No chosen scope opens a cheap call"
        return f"No cheap call of {self._service.name} is known here"

    def _whose(self) -> str:
        grant = self._connector.grant
        if grant and grant.account:
            return f"It is {plain(grant.account, 60)}'s."
        return "Whose it is cannot be told with these scopes."

    def _how_to_use(self) -> str:
        lines = [line for label, words in self._commands() for line in (label, f"  {words}")]
        return folded("\n".join(lines), self.room)

    def _commands(self) -> list[tuple[str, str]]:
        connector, workspace = self._connector, self.context.workspace
        rows = [("Print a valid access token:", workspace.command("token", connector.name))]
        with suppress(ZdeskError):
            rows.append((f"Call {self._service.name} with it:", curl(workspace, connector)))
        return rows

    def action_carry(self) -> None:
        """Show the URLs, or after saving the commands, each to be carried in one piece."""
        what, rows = ("commands", self._commands()) if self.saved else ("URLs", self._three())
        items = [Item(label, text) for label, text in rows]
        title = f"{self.draft.name}: {what}"
        self.app.push_screen(CarryScreen(title, items, self.files, self.help()))

    async def action_back(self) -> None:
        """Go one step back, or leave after saving."""
        self.leave("saved" if self.saved else "back")

    async def action_leave(self) -> None:
        """Leave; after saving there is nothing left to keep."""
        self.leave("saved" if self.saved else "leave")


def _kept(secret: Secret) -> str:
    return secret.place if isinstance(secret, Held) else f"of {len(secret)} characters"


def _organization(name: str, organization_id: str) -> str:
    return f"{plain(name, 50)} ({organization_id})" if name else organization_id
