"""Step 1: name the connector, and say where the account lives."""

from dataclasses import replace

from textual.app import ComposeResult

from zdesk_tui import names
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line


class ConnectorScreen(StepScreen):
    """Name, data center, note."""

    STEP = "connector"
    KEYS = " Enter next   Tab move   Up/Down or a letter choose   Esc leave, answers kept"

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._rows = list(context.workspace.data_centers)
        self.name_field = Field("Name", draft.name, name="name")
        self.note_field = Field("Note", draft.note, name="note")
        chosen = next(
            (index for index, row in enumerate(self._rows) if row.code == draft.data_center), None
        )
        self._data_center = ChoiceList(
            [f"{row.name:<22}{(row.desk_url or '').split('://')[-1]}" for row in self._rows],
            chosen=chosen,
            letters=True,
            id="data-center",
        )

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield self.name_field
        yield Line("  Service        Zoho Desk")
        yield Line("  Data center    Look at the address bar of your own Zoho Desk:")
        yield self._data_center
        yield self.note_field

    def collect(self) -> Draft:
        """Take the answers."""
        chosen = self._data_center.chosen
        return replace(
            self.draft,
            name=self.name_field.value,
            note=self.note_field.value,
            data_center=self._rows[chosen].code if chosen is not None else "",
        )

    def check(self) -> None:
        """Check the name while it is typed."""
        if self.draft.name:
            self.name_field.say(names.check(self.draft.name, self.context.taken))
        else:
            self.name_field.say("  yours to choose, such as desk-prod; also its file's name")
        if not self._message.text:
            self.tell(
                "Zoho keeps every account in one data center; a client from another one is\n"
                'refused as "invalid client".'
            )
