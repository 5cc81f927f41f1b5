"""A long list of which only the rows in view are drawn; a mark tells the row with the cursor."""

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from zdesk_tui.tui.widgets.line import MARKS

CURSOR = 2
"""Columns before each row: `>` with the cursor, `*` when it is chosen."""


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor; each row begins with a mark such as `!`.

    Args:
        draw: returns the text of a row by its index, for a width in columns.
        skips: tells by its index whether a row is a heading, on which the cursor never stands.
        chosen: tells by its index whether a row is one of those that a key is about.
        id: of the widget.
    """

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "accept", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row."""

    class Accepted(Message):
        """Enter was pressed on a row."""

    def __init__(
        self,
        draw: Callable[[int, int], str],
        *,
        skips: Callable[[int], bool] = lambda _: False,
        chosen: Callable[[int], bool] = lambda _: False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._skips = skips
        self._chosen = chosen
        self._count = 0
        self.at = 0

    def fill(self, count: int, at: int) -> None:
        """Show other rows.

        Args:
            count: how many.
            at: index of the row with the cursor.
        """
        self._count = count
        self.at = self._stop(at, 1)
        self.virtual_size = Size(self.size.width, count)
        self.refresh()
        self.call_after_refresh(self._into_view)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row; past either end it is the last or the first."""
        index = self._stop(index, 1 if index > self.at else -1)
        if index != self.at:
            before, self.at = self.at, index
            self.refresh_line(before)
            self.refresh_line(index)
            self._into_view()
            self.post_message(self.Moved())

    def _stop(self, index: int, step: int) -> int:
        """Return the row nearest to this one on which the cursor may stand."""
        index = max(0, min(index, self._count - 1))
        for towards in (step, -step):
            at = index
            while 0 <= at < self._count:
                if not self._skips(at):
                    return at
                at += towards
        return index

    def refresh_row(self, index: int) -> None:
        """Draw one row again."""
        self.refresh_line(index)

    def _into_view(self) -> None:
        # The heading above the first row of a group comes into view with it.
        above = int(self.at > 0 and self._skips(self.at - 1))
        region = Region(0, self.at - above, 1, 1 + above)
        self.scroll_to_region(region, animate=False, x_axis=False)

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self.at + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.move_to(self.at + pages * max(1, self.size.height - 1))

    def action_end(self, direction: int) -> None:
        """Move the cursor to the first or the last row."""
        self.move_to(0 if direction < 0 else self._count - 1)

    def action_accept(self) -> None:
        """Go on with the row that has the cursor."""
        if self._count:
            self.post_message(self.Accepted())

    def on_resize(self, event: events.Resize) -> None:
        """Fit the rows to the new width."""
        self.virtual_size = Size(event.size.width, self._count)
        self.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor with the focus, and take it away."""
        super().watch_has_focus(has_focus)
        self.refresh_line(self.at)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        index = y + self.scroll_offset.y
        width, style = self.size.width, self.rich_style
        if index >= self._count:
            return Strip.blank(width, style)
        cursor = ">" if index == self.at and self.has_focus else " "
        text = self._draw(index, width - CURSOR)
        mark = MARKS.get(text[:1])
        first = style + mark.rich_style if mark else style
        segments = [
            Segment(f"{cursor}{'*' if self._chosen(index) else ' '}", style),
            Segment(text[:1], first),
            Segment(text[1:], style),
        ]
        return Strip(segments).adjust_cell_length(width, style)
