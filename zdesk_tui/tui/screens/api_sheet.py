"""What Zoho's Add API dialog asks for, to be carried there, and how the API is called then."""

from textual.app import ComposeResult

from zdesk_tui import sheets
from zdesk_tui.connector import Api, Connector
from zdesk_tui.plaintext import plain
from zdesk_tui.setup.help import Help
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.carry import CarryList, letters
from zdesk_tui.tui.widgets.line import Line


class ApiSheetScreen(AskScreen[None]):
    """A row for each field of the dialog, in its order.

    Args:
        connector: whose API it is.
        api: to carry over.
        files: where values may be written.
        about: the help of the list of APIs.
    """

    def __init__(
        self, connector: Connector, api: Api, files: CarriedFiles, about: Help | None
    ) -> None:
        super().__init__(f"{connector.name}: {plain(api.name, 40)} in Zoho")
        self._sheets = (sheets.add_api(api), sheets.call_from_deluge(api, connector))
        self._files = files
        self._about = about
        self._ticked: set[Item] = set()

    def help(self) -> Help | None:
        """Return the help of the list of APIs."""
        return self._about

    def keys(self) -> str:
        """Return the keys of the row that has the focus."""
        return f" {letters(self.focused)}   Up/Down move   Esc back"

    def body(self) -> ComposeResult:
        """Lay out the rows of each sheet."""
        for sheet in self._sheets:
            yield Line(f"{sheet.title}: {sheet.where}")
            items = [Item(field.named, field.value) for field in sheet.fields]
            yield CarryList(items, self._files, self._ticked)
            yield Line("", classes="gap")

    def on_mount(self) -> None:
        """Begin at the top: the first row has the focus, and a line stands above it."""
        self.call_after_refresh(self.query_one("#body").scroll_home, animate=False)

    def on_unmount(self) -> None:
        """Take the files of values away."""
        self._files.clear()
