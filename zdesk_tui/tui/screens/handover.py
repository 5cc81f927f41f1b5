"""The last step of a connector that lives in Zoho: save what is known of it here."""

import asyncio
from datetime import datetime

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import sheets
from zdesk_tui.catalog import services
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.adopt import adopt, adopt_for_zoho
from zdesk_tui.lifecycle.token import AT_ZOHO
from zdesk_tui.plaintext import plain
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.last_step import REPLACED, LastStepScreen
from zdesk_tui.tui.screens.sheets import items_of
from zdesk_tui.tui.widgets.carry import letters
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Line, in_rows


class HandOverScreen(LastStepScreen):
    """The summary, and what comes later in the console."""

    STEP = "save"
    AUTO_FOCUS = ""
    BINDINGS = [Binding("enter", "next", show=False)]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._saving = False
        self._connector = to_connector(
            draft, context.workspace.data_centers, now=context.now(), before=context.before
        )
        self._summary = Line("", id="summary")

    def body(self) -> ComposeResult:
        """Lay out the summary, and the dialogs that come later."""
        yield self._summary
        if self._connector.lives_in == "zoho-connector":
            sheet = sheets.associate(self._connector)
            yield Line("", classes="gap")
            yield Line("Later, to call it from an extension; add its APIs before:")
            yield self.carry(items_of(sheet))

    def check(self) -> None:
        """Show what will be written."""
        connector = self._connector
        organization = connector.organization
        known = plain(organization.name, 60) if organization else ""
        rows = [
            ("File", self.context.workspace.file_of(connector)),
            ("", "readable only by you (mode 0600)"),
            ("Service", f"{services.of(connector.service).name}, {connector.data_center.name}"),
            (
                services.of(connector.service).organization.word.capitalize(),
                " ".join(filter(None, (known, organization.id))) if organization else "",
            ),
            ("Lives in", AT_ZOHO[connector.lives_in]),
            ("Grant here", self._grant()),
        ]
        self._summary.show(in_rows([row for row in rows if row[1]], self.room))
        self.show_keys()

    def _grant(self) -> str:
        grant = self._connector.grant
        if grant is None:
            return "none; the tokens are Zoho's own"
        return f"one of its own, for checks and trials, by {plain(grant.account or 'unknown', 60)}"

    def keys(self) -> str:
        """Return the keys that act now."""
        row = letters(self.focused) or ("Tab to the rows" if self._carried else "")
        # On a row r is its QR code.
        revoke = "r revoke the replaced refresh token" if self.replaced and not self.focused else ""
        keys = ("Enter leave", revoke, row) if self.saved else ("Enter save", row, "Esc back")
        return f" {BETWEEN_KEYS.join(filter(None, keys))}"

    async def action_next(self) -> None:
        """Save, or leave after saving."""
        if self.saved:
            self.leave("saved")
        elif not self._saving:
            self._saving = True
            self._save()

    @work(description="save", exclusive=True)
    async def _save(self) -> None:
        try:
            # Waiting for another process's lock must not stop the screen.
            warnings = await asyncio.to_thread(self._write)
        except ZdeskError as error:
            self.tell(f"! {error.message}\n  {error.advice} Nothing is lost; Enter tries again.")
            return
        finally:
            self._saving = False
        self.saved = self._connector
        if self.replaced:
            warnings += (REPLACED,)
        self.context.forget(self.draft)
        show = self.context.workspace.command("export", self.draft.name, "--format", self._format)
        saved = f"+ Saved {datetime.fromtimestamp(self.context.now()):%H:%M:%S}."
        told = [f"{saved} All its sheets again: {show}", *(f"~ {one}" for one in warnings)]
        self.tell("\n".join(told))
        self.show_keys()

    @property
    def _format(self) -> str:
        return "sigma" if self._connector.lives_in == "zoho-connector" else "connection"

    def _write(self) -> tuple[str, ...]:
        workspace, before = self.context.workspace, self.context.before
        new = before is None
        token = self.draft.access_token
        if self.draft.grant_fits and token:
            expires_at = self.draft.expires_at
            return adopt(workspace, self._connector, token, expires_at, new=new, before=before)
        adopt_for_zoho(workspace, self._connector, new=new, before=before)
        return ()

    async def action_back(self) -> None:
        """Go one step back, or leave after saving."""
        self.leave("saved" if self.saved else "back")

    async def action_leave(self) -> None:
        """Leave; after saving there is nothing left to keep."""
        self.leave("saved" if self.saved else "leave")
