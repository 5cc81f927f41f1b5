"""The last step of a connector that lives in Zoho: save it, and carry its values to the console."""

import asyncio
from datetime import datetime

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import urls
from zdesk_tui.catalog import services
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.adopt import adopt_for_zoho
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.carry import CarryList, letters
from zdesk_tui.tui.widgets.line import Line, in_rows


class HandOverScreen(StepScreen):
    """What Zoho's dialogs ask for, in their order; consent is given there."""

    STEP = "save"
    BINDINGS = [Binding("enter", "next", show=False)]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._saved = False
        self._saving = False
        self._connector = to_connector(
            draft, context.workspace.data_centers, now=context.now(), before=context.before
        )
        self._summary = Line("", id="summary")

    def body(self) -> ComposeResult:
        """Lay out the summary and the values."""
        yield self._summary
        yield Line("", classes="gap")
        yield Line("For Zoho's console, in the order of its dialogs:")
        yield CarryList(self._items(), self.files, self.context.ticked)
        yield Line("", classes="gap")
        yield Line(
            "The Redirect URL is the console's own; it stands in the API Console as well.",
            classes="quiet",
        )

    def check(self) -> None:
        """Show what will be written."""
        connector = self._connector
        rows = [
            ("File", self.context.workspace.file_of(connector)),
            ("", "readable only by you (mode 0600)"),
            ("Service", f"{services.of(connector.service).name}, {connector.data_center.name}"),
            ("Tokens", "none here; they live in Zoho, where consent is given"),
        ]
        self._summary.show(in_rows(rows, self.room))

    def keys(self) -> str:
        """Return the keys that act now."""
        if self._saved:
            return f" Enter leave   {letters(self.focused)}"
        return f" Enter save   {letters(self.focused)}   Esc back"

    def _items(self) -> list[Item]:
        connector = self._connector
        three = urls.three_urls(
            connector.data_center,
            connector.user_data_center,
            connector.scopes,
            connector.access_type,
        )
        return [
            *(Item(label, url) for label, url in three),
            Item("Client ID", connector.client.id),
            Item("Client Secret", connector.client.secret),
            Item("Redirect URL", connector.client.redirect_uri),
        ]

    async def action_next(self) -> None:
        """Save, or leave after saving."""
        if self._saved:
            self.leave("saved")
        elif not self._saving:
            self._saving = True
            self._save()

    @work(description="save", exclusive=True)
    async def _save(self) -> None:
        try:
            # Waiting for another process's lock must not stop the screen.
            await asyncio.to_thread(adopt_for_zoho, self.context.workspace, self._connector)
        except ZdeskError as error:
            self.tell(f"! {error.message}\n  {error.advice} Nothing is lost; Enter tries again.")
            return
        finally:
            self._saving = False
        self._saved = True
        self.context.forget(self.draft)
        self.tell(
            f"+ Saved {datetime.fromtimestamp(self.context.now()):%H:%M:%S}. Authorize the "
            "connector in Zoho's console."
        )
        self.show_keys()

    def keep(self) -> None:
        """Keep the draft until the connector is saved."""
        if not self._saved:
            super().keep()

    async def action_back(self) -> None:
        """Go one step back, or leave after saving."""
        self.leave("saved" if self._saved else "back")

    async def action_leave(self) -> None:
        """Leave; after saving there is nothing left to keep."""
        self.leave("saved" if self._saved else "leave")
