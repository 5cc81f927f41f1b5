"""A list to choose one row from, by arrow keys, told by shape and not by color."""

import textwrap
from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

LEAST_ROOM = 20
"""Columns for a row's text, however narrow the list is."""


class ChoiceList(Static, can_focus=True):
    """Rows of which at most one is chosen.

    Args:
        rows: one line of text each.
        chosen: index of the row that is chosen at first.
        letters: whether a letter jumps to the next row that starts with it.
    """

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("space", "move(0)", show=False),
        Binding("enter", "accept", show=False),
    ]

    class Changed(Message):
        """Another row is chosen."""

        def __init__(self, choice: "ChoiceList") -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> "ChoiceList":
            """The list itself."""
            return self.choice

    class Accepted(Changed):
        """Enter was pressed on the list."""

    def __init__(
        self,
        rows: Sequence[str],
        *,
        chosen: int | None = None,
        letters: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id, markup=False)
        self.rows = list(rows)
        self.chosen = chosen
        self._letters = letters
        self._drawn = ""
        self._tops: list[int] = []
        """The line at which each row starts; one that is too long takes several."""

    def on_mount(self) -> None:
        """Draw the rows."""
        self._draw()

    def refill(self, rows: Sequence[str], chosen: int | None) -> None:
        """Show other rows."""
        self.rows = list(rows)
        self.chosen = chosen
        self._draw()

    def choose(self, index: int | None) -> None:
        """Choose a row."""
        if index != self.chosen:
            self.chosen = index
            self._draw()
            self._into_view()
            self.post_message(self.Changed(self))

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the mark with the focus, and take it away."""
        super().watch_has_focus(has_focus)
        self._draw()
        if has_focus:
            self.call_after_refresh(self._into_view)

    def action_move(self, step: int) -> None:
        """Choose the row above or below; with nothing chosen, the first."""
        if not self.rows:
            return
        at = 0 if self.chosen is None else self.chosen + step
        self.choose(min(max(at, 0), len(self.rows) - 1))

    def action_accept(self) -> None:
        """Go on with the row that is chosen."""
        self.post_message(self.Accepted(self))

    def key_matches(self, letter: str) -> int | None:
        """Return the next row that starts with this letter."""
        start = 0 if self.chosen is None else self.chosen + 1
        order = [*range(start, len(self.rows)), *range(start)]
        return next(
            (index for index in order if self.rows[index].lower().startswith(letter.lower())), None
        )

    async def _on_key(self, event: object) -> None:
        from textual.events import Key

        if self._letters and isinstance(event, Key) and event.character and event.is_printable:
            found = self.key_matches(event.character)
            if found is not None and event.character != " ":
                event.stop()
                self.choose(found)

    def on_resize(self) -> None:
        """Fold the rows to the room that there is now."""
        self._draw()

    def _into_view(self) -> None:
        """Scroll so far that the chosen row is in view: the list may be higher than the window."""
        if isinstance(self.parent, Widget) and self.rows:
            row = Region(0, self._tops[self.chosen or 0], self.size.width, 1)
            row = row.translate(self.virtual_region.offset)
            self.parent.scroll_to_region(row, animate=False)

    def _draw(self) -> None:
        lines: list[str] = []
        self._tops = []
        for index, row in enumerate(self.rows):
            here = index == (self.chosen or 0) and self.has_focus
            mark = f"{'>' if here else ' '} ({'o' if index == self.chosen else ' '}) "
            room = max(LEAST_ROOM, (self.size.width or len(mark + row)) - len(mark))
            first, *more = textwrap.wrap(row, room) or [""]
            self._tops.append(len(lines))
            lines += [f"{mark}{first}", *(f"{'':{len(mark)}}{part}" for part in more)]
        if (text := "\n".join(lines)) != self._drawn:
            self._drawn = text
            self.update(Content(text))
