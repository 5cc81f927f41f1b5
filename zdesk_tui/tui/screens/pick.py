"""Choose one of many rows: a field that shows the chosen one, and the screen it opens."""

import re
from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from zdesk_tui.setup.help import Help
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field, Labelled
from zdesk_tui.tui.widgets.line import Line

PAGE = 10
"""Rows that PgUp and PgDn move by."""
AROUND = 6
"""Lines that are not the list's: head, rule, field, gap, message, keys."""
LONGEST = 60
"""Letters of a paste that can be part of a row."""


def matching(rows: Sequence[str], wanted: str) -> list[int]:
    """Return the indices of the rows that hold every word, the likeliest first.

    Args:
        rows: one line of text each.
        wanted: words or their beginnings, in any case.
    """
    words = wanted.lower().split()
    found = [at for at, row in enumerate(rows) if all(word in row.lower() for word in words)]
    if not words:
        return found

    def place(at: int) -> tuple[bool, int]:
        row = rows[at].lower()
        begins = re.search(rf"\b{re.escape(words[0])}", row)
        return begins is None, begins.start() if begins else row.index(words[0])

    return sorted(found, key=place)


class PickScreen(AskScreen[int]):
    """Answers with the index of a row, or None for back.

    Args:
        title: what the first line says.
        rows: one line of text each.
        chosen: index of the row that is chosen at first.
        find: what the rows are narrowed by at first.
        about: the help of the screen that asks.
    """

    HELP = "connector"
    KEYS = " Enter choose   Up/Down move   letters narrow the list   Esc leave it as it is"
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", f"move(-{PAGE})", show=False),
        Binding("pagedown", f"move({PAGE})", show=False),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[str],
        chosen: int | None,
        find: str = "",
        about: Help | None = None,
    ) -> None:
        super().__init__(title)
        self._about = about
        self._rows = list(rows)
        self._find = Field("Find", find, name="find")
        self._list = ChoiceList([], id="rows")
        self._list.can_focus = False
        self._found = matching(rows, find)
        self._room = 0
        self._at = self._found.index(chosen) if not find and chosen in self._found else 0

    def help(self) -> Help | None:
        """Return the help of the screen that asks."""
        return self._about or super().help()

    def body(self) -> ComposeResult:
        """Lay out the field and the list, which costs a slow line least when it is drawn once."""
        self._fill(self.app.size.height - AROUND)
        yield self._find
        yield Line("", classes="gap")
        yield self._list

    def on_mount(self) -> None:
        """Write on behind what was typed already."""
        self._find.input.cursor_position = len(self._find.value)

    def show_keys(self) -> None:
        """Show the keys, and as many rows as they leave room for."""
        super().show_keys()
        self.call_after_refresh(self._draw)

    def on_input_changed(self) -> None:
        """Narrow the list while the person types."""
        self._narrow()

    def on_input_submitted(self) -> None:
        """Answer with the row that is chosen."""
        self.action_accept()

    def action_move(self, rows: int) -> None:
        """Choose a row further down or up."""
        self._at = min(max(self._at + rows, 0), max(0, len(self._found) - 1))
        self._draw()

    def answer(self) -> int | None:
        """Return the index of the chosen row."""
        return self._found[self._at] if self._found else None

    def _narrow(self) -> None:
        found = matching(self._rows, self._find.value)
        if found != self._found:
            self._found, self._at = found, 0
            self._draw()

    def _draw(self) -> None:
        if not self.stands:
            return
        room = self.query_one("#body").size.height - 2
        if room != self._room:
            # What is said below takes room from the list; it must never scroll.
            self.call_after_refresh(self._draw)
        self._fill(room)

    def _fill(self, room: int) -> None:
        self._room = room
        room = max(1, room)
        first = min(max(0, self._at - room // 2), max(0, len(self._found) - room))
        shown = self._found[first : first + room]
        rows, chosen = [self._rows[at] for at in shown], self._at - first if shown else None
        if (rows, chosen) != (self._list.rows, self._list.chosen):
            self._list.refill(rows, chosen)
        if self._found:
            self.tell(f"{self._at + 1} of {len(self._found)}")
        else:
            self.tell("! Nothing is called that. Delete a letter to see more.")


class _Chosen(Line, can_focus=True):
    """The line that shows the chosen row."""

    BINDINGS = [
        Binding("enter", "accept", show=False),
        Binding("space,down,up", "open", show=False),
    ]

    def __init__(self, picker: "Picker", id: str) -> None:  # noqa: A002
        super().__init__("", id=id, classes="chosen")
        self._picker = picker

    def action_accept(self) -> None:
        """Go on with the row that is chosen."""
        self._picker.accept()

    def action_open(self) -> None:
        """Show all rows."""
        self._picker.open()

    def on_key(self, event: events.Key) -> None:
        """Show the rows that a letter leaves."""
        if event.character and event.character.isalnum():
            event.stop()
            self._picker.open(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Show the rows that a pasted word leaves."""
        event.stop()
        self._picker.open(" ".join(event.text.split())[:LONGEST])


class Picker(Labelled):
    """A label and the chosen row on one line; a letter or Space opens the whole list.

    Args:
        label: in the field's own words.
        rows: one line of text each.
        chosen: index of the row that is chosen at first.
        name: also the id of the field.
    """

    class Changed(Message):
        """Another row is chosen."""

    class Accepted(Message):
        """A row was chosen, or kept with Enter: on to the next field."""

    def __init__(self, label: str, rows: Sequence[str], chosen: int | None, *, name: str) -> None:
        self.chosen = chosen
        self._rows = list(rows)
        self._line = _Chosen(self, f"{name}-input")
        super().__init__(label, self._line, name=name, end="v]")

    def on_mount(self) -> None:
        """Show the chosen row."""
        self._show()

    def refill(self, rows: Sequence[str]) -> None:
        """Name the same rows in other words."""
        self._rows = list(rows)
        self._show()

    def choose(self, index: int) -> None:
        """Choose a row that follows from another answer."""
        self.chosen = index
        self._show()

    def accept(self) -> None:
        """Go on with the row that is chosen; with none, show them all."""
        if self.chosen is None:
            self.open()
        else:
            self.post_message(self.Accepted())

    def open(self, letter: str = "") -> None:
        """Show the whole list, or what a letter leaves of it."""
        about = self.screen.help() if isinstance(self.screen, PlainScreen) else None
        screen = PickScreen(self._label, self._rows, self.chosen, letter, about)
        self.app.push_screen(screen, self._picked)

    def _picked(self, chosen: int | None) -> None:
        if chosen is None:
            return
        if chosen != self.chosen:
            self.chosen = chosen
            self._show()
            self.post_message(self.Changed())
        self.post_message(self.Accepted())

    def _show(self) -> None:
        row = self._rows[self.chosen] if self.chosen is not None else "not chosen yet"
        self._line.show(re.sub(" {3,}", "   ", row))
