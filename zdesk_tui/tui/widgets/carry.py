"""Values that are carried to another screen by hand: ticked off, and got out in one piece."""

import textwrap
from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from zdesk_tui import qr
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import KEYS, Carrier, Item
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS
from zdesk_tui.tui.widgets.linked import Linked

_INDENT = 6


class CarryRow(Linked, Carrier, can_focus=True):
    """One item, with its tick.

    Args:
        item: what it is about.
        column: where values begin when there is room beside their labels.
        files: where the value may be written.
        ticked: the items that are done; shared, and changed here. None where nothing is done.
    """

    BINDINGS = [
        *KEYS,
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("space", "tick", show=False),
    ]

    def __init__(
        self, item: Item, column: int, files: CarriedFiles, ticked: set[Item] | None
    ) -> None:
        super().__init__()
        self._item_now = item
        self._column = column
        self._files = files
        self._ticked = ticked

    @property
    def carried(self) -> Item:
        """What the row is about."""
        return self._item_now

    @property
    def files(self) -> CarriedFiles:
        """Where the value may be written."""
        return self._files

    @property
    def letters(self) -> str:
        """The keys that do something here, for the last line of a screen."""
        tick = ["Space tick"] if self._ticked is not None else []
        carry = ["c copy", "v alone", "w file"] if self.carried.value else []
        code = [] if qr.useless_on_a_phone(self.carried.opened) else ["r QR code"]
        return BETWEEN_KEYS.join([*tick, *carry, *code])

    def carry(self, item: Item) -> None:
        """Carry another value from now on; the file of the one before goes."""
        if item != self._item_now:
            self._item_now = item
            self.forget_file()
            self._show_row()

    def on_mount(self) -> None:
        """Draw it."""
        self._show_row()

    def on_resize(self) -> None:
        """Draw it for the room there is."""
        self._show_row()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the mark with the focus, and take it away."""
        super().watch_has_focus(has_focus)
        self._show_row()

    def _styled_line(self, line: str) -> Content:
        """Return the line as it is; its marks are the row's own."""
        return Content(line)

    def action_tick(self) -> None:
        """Tick it off and go on to the next, or take the tick away."""
        if self._ticked is None:
            return
        if self.carried in self._ticked:
            self._ticked.remove(self.carried)
        else:
            self._ticked.add(self.carried)
            rows = list(self.parent.query_children(CarryRow)) if self.parent else []
            if self is not rows[-1]:
                self.screen.focus_next()
        self._show_row()

    def _show_row(self) -> None:
        start = "> " if self.has_focus else "  "
        if self._ticked is not None:
            start += f"[{'x' if self.carried in self._ticked else ' '}] "
        width = (self.container_size.width or self.app.size.width - 3) - 1
        label, value = self.carried.label, self.carried.shown
        beside = f"{start}{label:<{self._column}}{value}".rstrip()
        if len(beside) <= width:
            self.lead(beside, [value], self.carried.address)
            return
        indent = " " * min(len(start), _INDENT)
        labels, values = (
            textwrap.wrap(text, max(20, width - len(indent)), break_on_hyphens=False)
            for text in (label, value)
        )
        self.lead(start + f"\n{indent}".join([*labels, *values]), values, self.carried.address)


class CarryList(Vertical):
    """Items one below the other.

    Args:
        items: in the order of the other screen.
        files: where a value may be written.
        ticked: the items that are done; shared, so that a visit elsewhere forgets nothing.
    """

    def __init__(
        self,
        items: Iterable[Item],
        files: CarriedFiles,
        ticked: set[Item] | None = None,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id, classes="carry")
        items = list(items)
        column = max((len(item.label) for item in items if item.value), default=0) + 2
        self.rows = [CarryRow(item, column, files, ticked) for item in items]

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        yield from self.rows


def letters(focused: Widget | None) -> str:
    """Return the keys of the row that has the focus; none where no row has it."""
    return focused.letters if isinstance(focused, CarryRow) else ""
