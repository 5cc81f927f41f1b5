"""The steps that are a dialog of Zoho's: what it asks for, to be carried there and ticked off."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import sheets
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector, Organization
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.sheets import Sheet
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.carry import CarryList, letters
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Line
from zdesk_tui.zoho.organizations import wrong_id


def items_of(sheet: Sheet) -> list[Item]:
    """Return the rows of a sheet; a field of which sources disagree has one for each value.

    Args:
        sheet: of a dialog.
    """
    items = []
    for field in sheet.fields:
        items.append(Item(field.named, field.value))
        if field.other:
            items.append(Item(f"{field.label}, as others say", field.other))
    return items


class SheetScreen(StepScreen):
    """One or two of Zoho's dialogs, to be gone through there."""

    BINDINGS = [Binding("enter", "next", show=False)]

    def sheets(self, connector: Connector) -> tuple[Sheet, ...]:
        """Return the sheets of this step.

        Args:
            connector: as far as it is known.
        """
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Lay out each dialog below the words that lead to it."""
        connector = to_connector(
            self.draft,
            self.context.workspace.data_centers,
            now=self.context.now(),
            before=self.context.before,
        )
        for sheet in self.sheets(connector):
            yield Line(f"{sheet.where}:")
            yield self.carry(items_of(sheet))
            if sheet.note:
                yield Line(f"~ {sheet.note}")
            yield Line("", classes="gap")

    def keys(self) -> str:
        """Return the keys that act now."""
        return _keys("Enter next", letters(self.focused), "Esc back")


class CreateConnectorScreen(SheetScreen):
    """The first dialog of the developer console."""

    STEP = "create-connector"

    def sheets(self, connector: Connector) -> tuple[Sheet, ...]:
        """Return the one sheet."""
        return (sheets.create_connector(connector),)


class ClientCredentialsScreen(SheetScreen):
    """The dialog that waits in the developer console since Save."""

    STEP = "client-credentials"

    def sheets(self, connector: Connector) -> tuple[Sheet, ...]:
        """Return the one sheet."""
        return (replace(sheets.client_credentials(connector), where="The dialog that waits there"),)


class AuthorizeScreen(SheetScreen):
    """Consent, given in Zoho; and which organization was chosen there."""

    STEP = "authorize"

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._service = services.of(draft.service)
        known = draft.organization.id if draft.organization else ""
        word = self._service.organization.word.capitalize()
        self._organization = Field(word, known, name="organization-id")

    def about(self) -> str:
        """Return what the dialogs are called."""
        return super().about() if self._is_connector else "Custom Service and Connection"

    @property
    def _is_connector(self) -> bool:
        return self.draft.lives_in == "zoho-connector"

    def sheets(self, connector: Connector) -> tuple[Sheet, ...]:
        """Return what is done there, for a connector or for a connection."""
        if self._is_connector:
            return (sheets.authorize(connector),)
        return (sheets.custom_service(connector), sheets.connection(connector))

    def body(self) -> ComposeResult:
        """Lay out the dialogs, and a field to note the organization."""
        yield from super().body()
        if self._asks:
            yield Line(f"Which {self._service.organization.word} was chosen? For the record:")
            yield self._organization

    @property
    def _asks(self) -> bool:
        # With a grant of its own the list of them comes as a step.
        return self._service.organization.chosen_here and not self.draft.grant_fits

    def collect(self) -> Draft:
        """Take the organization; it may stay empty."""
        if not self._asks:
            return self.draft
        typed, before = self._organization.value.strip(), self.draft.organization
        if before and before.id == typed:
            return self.draft
        return replace(self.draft, organization=Organization(typed) if typed else None)

    def check(self) -> None:
        """Say what is wrong with the ID while it is typed."""
        wrong = self._wrong()
        self._organization.say(f"! {wrong}" if wrong else "  its ID; may be left empty")
        self.show_keys()

    def _wrong(self) -> str:
        typed = self._organization.value.strip()
        return wrong_id(self._service, typed) if typed and self._asks else ""

    async def go_on(self) -> None:
        """Leave forward unless the ID is none."""
        if wrong := self._wrong():
            self.tell(f"! {wrong}")
        else:
            self.leave("next")


class SheetsScreen(AskScreen[None]):
    """All sheets of a saved connector, one below the other.

    Args:
        connector: as saved.
        files: where values may be written while the screen is open.
    """

    def __init__(self, connector: Connector, files: CarriedFiles) -> None:
        super().__init__(f"{connector.name}: sheets for Zoho's dialogs")
        at_connections = connector.lives_in == "zoho-connection"
        of = sheets.of_connection if at_connections else sheets.of_connector
        self._sheets = of(connector)
        self._files = files
        self._ticked: set[Item] = set()

    def body(self) -> ComposeResult:
        """Lay out each dialog below its title."""
        for sheet in self._sheets:
            yield Line(f"{sheet.title}   {sheet.where}")
            yield CarryList(items_of(sheet), self._files, self._ticked)
            if sheet.note:
                yield Line(f"~ {sheet.note}")
            yield Line("", classes="gap")

    def on_mount(self) -> None:
        """Begin at the first title: the row below it has the focus."""
        self.call_after_refresh(self.query_one("#body").scroll_home, animate=False)

    def keys(self) -> str:
        """Return the keys of the row that has the focus."""
        return _keys(letters(self.focused), "Up/Down move", "Esc back")

    def on_unmount(self) -> None:
        """Take the files away that were written here."""
        super().on_unmount()
        self._files.clear()


def _keys(*keys: str) -> str:
    """Return those that act now; a row that has nothing to carry has fewer."""
    return f" {BETWEEN_KEYS.join(filter(None, keys))}"
