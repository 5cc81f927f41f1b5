"""Values that are carried to another screen by hand: ticked off, sent to the clipboard, shown."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.tui import clipboard
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.widgets.line import Line

LETTERS = "Space tick off   c clipboard   v alone"
"""The keys of a row, for the last line of a screen."""

_INDENT = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One row.

    Args:
        label: what to do, or what the value is, in the words of the other screen.
        value: to carry there, exactly; empty where there is only something to do.
    """

    label: str
    value: str | Secret = ""

    @property
    def opened(self) -> str:
        """The value as it is carried."""
        return self.value.reveal() if isinstance(self.value, Secret) else self.value

    @property
    def shown(self) -> str:
        """The value as it stands on the screen."""
        if isinstance(self.value, Secret):
            return self.value.masked
        return plain(self.value, 20000)


class CarryRow(Line, can_focus=True):
    """One item, with its tick.

    Args:
        item: what it is about.
        column: where values begin when there is room beside their labels.
        ticked: the items that are done; shared, and changed here.
    """

    BINDINGS = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("space", "tick", show=False),
        Binding("c", "clipboard", show=False),
        Binding("v", "alone", show=False),
    ]

    class Said(Message):
        """Something worth the line above the keys."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, item: Item, column: int, ticked: set[Item]) -> None:
        super().__init__("")
        self.item = item
        self._column = column
        self._ticked = ticked

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

    def styled(self, text: str) -> Content:
        """Return the text as it is; its marks are the row's own."""
        return Content(text)

    def action_tick(self) -> None:
        """Tick it off and go on to the next, or take the tick away."""
        if self.item in self._ticked:
            self._ticked.remove(self.item)
        else:
            self._ticked.add(self.item)
            rows = list(self.parent.query_children(CarryRow)) if self.parent else []
            if self is not rows[-1]:
                self.screen.focus_next()
        self._show_row()

    @work(description="send the value to the clipboard", exclusive=True)
    async def action_clipboard(self) -> None:
        """Send the value to the terminal's clipboard."""
        if self.item.value:
            said = await clipboard.send(
                self.app, self.item.opened, self.item.label, "v shows it alone"
            )
            self.post_message(self.Said(said))
        else:
            self.post_message(self.Said("There is nothing to carry in this line."))

    async def action_alone(self) -> None:
        """Show the value outside the full screen."""
        if self.item.value:
            await show_alone(self.app, [(self.item.label, self.item.opened)])
        else:
            self.post_message(self.Said("There is nothing to carry in this line."))

    def _show_row(self) -> None:
        here = ">" if self.has_focus else " "
        start = f"{here} [{'x' if self.item in self._ticked else ' '}] "
        width = (self.container_size.width or self.app.size.width - 3) - 1
        label, value = self.item.label, self.item.shown
        beside = f"{start}{label:<{self._column}}{value}".rstrip()
        if len(beside) <= width:
            self.show(beside)
            return
        lines = [
            line
            for text in (label, value)
            for line in textwrap.wrap(text, max(20, width - _INDENT), break_on_hyphens=False)
        ]
        self.show(start + f"\n{' ' * _INDENT}".join(lines))


class CarryList(Vertical):
    """Items one below the other.

    Args:
        items: in the order of the other screen.
        ticked: the items that are done; shared, so that a visit elsewhere forgets nothing.
    """

    def __init__(
        self,
        items: Iterable[Item],
        ticked: set[Item],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id, classes="carry")
        self._items = list(items)
        self._ticked = ticked

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        column = max((len(item.label) for item in self._items if item.value), default=0) + 2
        for item in self._items:
            yield CarryRow(item, column, self._ticked)
