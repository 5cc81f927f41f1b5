"""Rows with cells: a cursor that moves in both directions, and only what changed is sent."""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from zdesk_tui.tui.widgets.line import MARKS
from zdesk_tui.tui.widgets.rows import CURSOR

_QUIET = Style(dim=True)


class Grid(Widget, can_focus=True):
    """Any number of rows, of which those in view are drawn; it never asks for a new layout.

    Args:
        head: returns the headings above the rows, for a width in columns.
        draw: returns the text of a row by its index, for a width in columns.
        columns: returns how many cells a row has by its index.
        id: of the widget.
    """

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
        Binding("space,enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another cell."""

    class Toggled(Message):
        """The cell with the cursor is to change."""

    class Above(Message):
        """The cursor was to go above the first row."""

    def __init__(
        self,
        head: Callable[[int], str],
        draw: Callable[[int, int], str],
        columns: Callable[[int], int],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._head = head
        self._draw = draw
        self._columns = columns
        self._count = 0
        self._first = 0
        self._drawn: dict[int, str] = {}
        self.at = 0
        self.column = 0

    def fill(self, count: int) -> None:
        """Show other rows, from the first one on.

        Args:
            count: how many.
        """
        self._count, self._first, self.at = count, 0, 0
        self.renew()

    def renew(self) -> None:
        """Draw again what changed."""
        for y in range(self.size.height):
            if self._line(y) != self._drawn.get(y):
                self.refresh(Region(0, y, self.size.width, 1))

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        if rows < 0 and self.at == 0:
            self.post_message(self.Above())
            return
        self.at = max(0, min(self.at + rows, self._count - 1))
        self._moved()

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.action_move(pages * max(1, self.size.height - 2))

    def action_turn(self, cells: int) -> None:
        """Move the cursor within its row."""
        last = max(0, self._columns(self.at) - 1) if self._count else 0
        self.column = max(0, min(min(self.column, last) + cells, last))
        self._moved()

    def action_choose(self) -> None:
        """Change the cell with the cursor."""
        if self._count:
            self.post_message(self.Toggled())

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._into_view()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor with the focus, and take it away."""
        super().watch_has_focus(has_focus)
        self.renew()

    def _moved(self) -> None:
        self._into_view()
        self.renew()
        self.post_message(self.Moved())

    def _into_view(self) -> None:
        height = max(1, self.size.height - 1)
        self._first = max(min(self._first, self.at), self.at - height + 1)

    def _line(self, y: int) -> str:
        width = self.size.width - CURSOR
        if y == 0:
            return f"{'':{CURSOR}}{self._head(width)}"
        index = y - 1 + self._first
        if index >= self._count:
            return ""
        cursor = ">" if index == self.at and self.has_focus else " "
        return f"{cursor:<{CURSOR}}{self._draw(index, width)}"

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        width, style = self.size.width, self.rich_style
        text = self._drawn[y] = self._line(y)
        if y == 0:
            style += _QUIET
        mark = MARKS.get(text[CURSOR : CURSOR + 1])
        segments = [
            Segment(text[:CURSOR], style),
            Segment(text[CURSOR : CURSOR + 1], style + mark.rich_style if mark else style),
            Segment(text[CURSOR + 1 :], style),
        ]
        return Strip(segments).adjust_cell_length(width, style)
