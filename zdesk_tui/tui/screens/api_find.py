"""An operation of Zoho's services, found by what it does."""

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import apis, intent
from zdesk_tui.catalog import operations, services
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.connector import Api, Connector
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, cell

_AROUND = 3
"""Lines of the body that are not the list's."""
_EDGE = 7
"""Columns of a row's mark in the list."""


class FindScreen(AskScreen[Api]):
    """Answers with an API made of the chosen operation, not saved yet, or with None for back.

    Args:
        connector: that gets it.
        words: to begin with.
    """

    HELP = "api-find"
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("f2", "service", show=False),
    ]

    def __init__(self, connector: Connector, words: str = "") -> None:
        super().__init__(f"{connector.name}: new API")
        self._connector = connector
        own = connector.service
        self._services = sorted(operations.services(), key=lambda key: key != own)
        self._service = self._services[0]
        self._find = Field("What it does", words, name="find")
        self._where = Line("", classes="quiet")
        self._list = ChoiceList([], id="rows")
        self._list.can_focus = False
        self._found: list[Operation] = []
        self._at = 0

    @property
    def words(self) -> str:
        """What was searched for."""
        return self._find.value

    def keys(self) -> str:
        """Return the keys that act now."""
        return " Enter choose   Up/Down move   F2 another service   Esc back"

    def body(self) -> ComposeResult:
        """Lay out the field and the list."""
        yield self._find
        yield self._where
        yield Line("", classes="gap")
        yield self._list

    def on_mount(self) -> None:
        """Show what there is, and write on behind what was typed already."""
        self._find.input.cursor_position = len(self.words)
        self.call_after_refresh(self._search)

    def on_resize(self, event: object) -> None:
        """Fit the rows to the window."""
        self.call_after_refresh(self._draw)

    def on_input_changed(self) -> None:
        """Search while the person types."""
        self._search()

    def on_input_submitted(self) -> None:
        """Answer with the operation that is chosen."""
        self.action_accept()

    def action_move(self, rows: int) -> None:
        """Choose a row further down or up."""
        self._at = min(max(self._at + rows, 0), max(0, len(self._found) - 1))
        self._draw()

    def action_service(self) -> None:
        """Search in the next service that is known."""
        at = self._services.index(self._service)
        self._service = self._services[(at + 1) % len(self._services)]
        self._search()

    def answer(self) -> Api | None:
        """Return the API that the chosen operation becomes."""
        if not self._found:
            return None
        api = apis.of_operation(self._found[self._at], self._connector)
        if api is None:
            self.tell("! Where this service is in this data center is not known here.")
        return api

    def _search(self) -> None:
        words = self._find.value.strip()
        if words:
            self._found = [hit.operation for hit in operations.search(words, self._service)]
        else:
            self._found = list(operations.of(self._service))
        self._at = 0
        self._draw()

    def _draw(self) -> None:
        if not self.stands:
            return
        self._where.show(
            f"in {services.of(self._service).name}, such as: list tickets of a contact"
            if self._service == "desk"
            else f"in {services.of(self._service).name}"
        )
        body = self.query_one("#body").size
        room = max(1, body.height - _AROUND)
        first = min(max(0, self._at - room // 2), max(0, len(self._found) - room))
        shown = self._found[first : first + room]
        width = max(40, body.width - _EDGE - 1)
        self._list.refill(
            [self._row(one, width) for one in shown], self._at - first if shown else None
        )
        self._speak()

    def _row(self, operation: Operation, width: int) -> str:
        mark = "+" if intent.allows(self._connector.scopes, operation) else "!"
        title = max(20, (width - 9) // 2)
        text = (
            f"{mark} {cell(operation.title, title)}{cell(operation.method, 7)}"
            f"{cell(operation.path, width - 9 - title)}"
        )
        return text.rstrip()

    def _speak(self) -> None:
        if not self._found:
            self.tell("! Nothing known does that. Other words may, or h of the list: by hand.")
            return
        operation = self._found[self._at]
        missing = intent.missing(self._connector.scopes, operation)
        chosen = f"{operation.title}: {operation.method} {operation.path}"
        count = f"{self._at + 1} of {len(self._found)}. {chosen}"
        if missing:
            self.tell(f"{count}\n! {' and '.join(missing)} is missing; it can be added afterwards.")
        else:
            self.tell(f"{count}\n+ The scopes are enough.")
