"""Picking scopes: a field for plain words, the rows that they leave, and the list as text."""

import asyncio
from collections.abc import Callable

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, TextArea

from zdesk_tui import intent, picks, scope_offers, scopes
from zdesk_tui.picks import COLUMNS, GroupRow, OperationRow, Picks, Row
from zdesk_tui.scope_offers import REFUSED, certainty
from zdesk_tui.tui.screens.ask_zoho import Asking
from zdesk_tui.tui.screens.opens import OpensScreen
from zdesk_tui.tui.screens.presets import PresetsScreen
from zdesk_tui.tui.widgets.fields import Labelled, TextInput
from zdesk_tui.tui.widgets.grid import Grid
from zdesk_tui.tui.widgets.line import Line, cell
from zdesk_tui.tui.widgets.paste import PasteArea
from zdesk_tui.workspace import Workspace

LEAST_ROWS, MOST_ROWS = 6, 13
"""Lines of the rows with their headings."""
EXAMPLE = "list tickets, read a contact and send a reply"

_WIDE = 70
"""Columns from which the words of the matrix are written out."""
_OTHER = 10
_SURE = 13
_BOXES = {"listed": "[x]", "included": "(x)", "": "[ ]"}


class _Words(TextInput):
    """A field for plain words, which hands on a list that is pasted.

    Args:
        hand_on: takes the text.
    """

    def __init__(self, hand_on: Callable[[str], None]) -> None:
        super().__init__(id="find-input")
        self._hand_on = hand_on

    async def _on_key(self, event: events.Key) -> None:
        # A terminal without bracketed paste sends the line breaks of a list as Enter; what
        # follows, at once, belongs to the list as well.
        if event.key == "enter" and _listed(self.value):
            event.stop()
            event.prevent_default()
            line, self.value = self.value, ""
            self._hand_on(f"{line}\n")

    def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of TextInput by itself afterwards, unless it is prevented.
        if _listed(event.text):
            event.stop()
            event.prevent_default()
            self._hand_on(event.text)


class ScopePicker(Vertical):
    """Three ways to one list, which stay in step.

    Args:
        workspace: where the person's own presets are.
        picks: to begin with.
    """

    BINDINGS = [
        Binding("slash", "find", show=False),
        Binding("e", "edit", show=False),
    ]

    class Changed(Message):
        """The list is another one, or more or less is wanted."""

    class Said(Message):
        """There is something to say about what the person did.

        Args:
            text: for the foot of the screen; "" takes away what was said.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, workspace: Workspace, picks_before: Picks) -> None:
        super().__init__(id="picker")
        self._workspace = workspace
        self._service = picks_before.service
        self._wanted = picks_before.wanted
        self._words = _Words(self._add_paste)
        self._searched = ""
        self._matrix = picks.matrix(self._service)
        self._found = picks.Search(self._matrix)
        self._grid = Grid(self._headings, self._line, self._cells, id="grid")
        self._about = Line("", id="about")
        self._counted = Line("", classes="quiet")
        self._text = PasteArea(picks_before.text, id="scopes")
        self._service_name = scope_offers.service_name(self._service)

    def compose(self) -> ComposeResult:
        """Lay out the three ways."""
        yield Labelled("Find", self._words, name="find")
        yield self._grid
        yield self._about
        yield self._counted
        yield self._text

    def on_mount(self) -> None:
        """Begin with what is to be done, or where a list stands already with the list."""
        self._grid.fill(len(self._rows))
        (self._text if self.text.strip() else self._words).focus()
        self._text.move_cursor(self._text.document.end)
        self._show()
        self._get_ready()

    @work(description="read the operations", group="ready")
    async def _get_ready(self) -> None:
        # Made at the first search otherwise, which a person would wait for.
        await asyncio.to_thread(picks.search, "a", self._service)

    @property
    def text(self) -> str:
        """The list as it was typed."""
        return self._text.text

    @property
    def picks(self) -> Picks:
        """The list, and what is wanted."""
        return Picks(self._service, self.text, self._wanted)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return self._found.rows

    @property
    def _row(self) -> Row | None:
        return self._rows[self._grid.at] if self._rows else None

    @property
    def in_rows(self) -> bool:
        """Whether the rows have the focus, so that single letters are keys."""
        return self._grid.has_focus

    def keys(self) -> list[str]:
        """Return the keys that do something where the focus is."""
        if self._grid.has_focus:
            return ["Space choose", "arrows move", "/ find", "e edit text"]
        if self._words.has_focus:
            return ["Enter take" if self._to_take else "Enter next", "Down rows"]
        return ["Enter next"]

    def fit(self, lines: int) -> None:
        """Show as many rows as there is room for.

        Args:
            lines: that the rows with their headings may have.
        """
        self._grid.styles.height = max(LEAST_ROWS, min(MOST_ROWS, lines))

    def load(self, text: str) -> None:
        """Replace the list, and go on with it."""
        self._load(text)
        self.post_message(self.Said(""))
        self._text.focus()

    def _add_paste(self, text: str) -> None:
        before = self.text.rstrip()
        self._load(f"{before},\n{text}" if before else text)
        # At once: the next letters may be there already.
        self.screen.set_focus(self._text)

    @work(description="what the list opens", exclusive=True, group="view")
    async def open_view(self, title: str, asking: Callable[[], Asking | None]) -> None:
        """Show what the list opens, and what it lacks.

        Args:
            title: of whose list.
            asking: returns who can ask Zoho about it, if anybody.
        """
        screen = OpensScreen(title, self.picks, asking())
        after = await self.app.push_screen_wait(screen)
        if after is not None and self.is_attached:
            self._take(after)

    @work(description="presets", exclusive=True, group="view")
    async def open_presets(self) -> None:
        """Begin with what people of the trade use, or keep the list for another time."""
        after = await self.app.push_screen_wait(PresetsScreen(self._workspace, self.picks))
        if after is not None and self.is_attached:
            self._take(after)
            self._text.focus()

    def repair(self) -> None:
        """Write every scope as the catalog has it."""
        self.load(scopes.apply_repairs(self.text, self._service))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the person types."""
        event.stop()
        self._search()
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Follow the text while the person types."""
        event.stop()
        self._changed()

    def on_descendant_focus(self) -> None:
        """Say what the cursor is on, or what the field is for."""
        self._show_about()

    def _changed(self) -> None:
        self._show()
        self.post_message(self.Changed())

    def _show(self) -> None:
        self._grid.renew()
        self._counted.show(self._count())
        self._show_about()

    def _count(self) -> str:
        """Return how long the list is, and whether it is enough for what is wanted."""
        now = self.picks
        count = len(now.scopes)
        listed = "One scope" if count == 1 else f"{count} scopes" if count else "Scopes"
        wanted = now.operations
        if not wanted:
            return f"{listed}, typed or pasted from anywhere"
        for_what = "one operation" if len(wanted) == 1 else f"{len(wanted)} operations"
        lacking = now.lacking
        if not lacking:
            return f"{listed} for {for_what}"
        return f"{listed}; {len(lacking)} of {for_what} not allowed yet: F5"

    def _search(self) -> None:
        words = self._words.value.strip()
        if words == self._searched:
            return
        self._searched = words
        self._found = picks.search(words, self._service) if words else picks.Search(self._matrix)
        self._grid.fill(len(self._rows))

    @property
    def _to_take(self) -> tuple[str, ...]:
        """Operations that the sentence likely means and that are not wanted yet."""
        return tuple(key for key in self._found.best if key not in self._wanted)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the sentence likely means; with nothing to take, go on to the list."""
        event.stop()
        if self._searched and not self._rows:
            self._say(f"! Nothing of {self._service_name} here is called that. Other words may be.")
        elif not self._to_take:
            self._text.focus()
        else:
            self._take(self.picks.wanting(self._to_take))
            reasons = intent.smallest(self.picks.operations).reasons
            text = "; ".join(
                f"{reason.scope} for {', '.join(one.title for one in reason.operations)}"
                for reason in reasons
            )
            unknown = "".join(f'\n~ Nothing here does "{part}".' for part in self._found.unknown)
            self._say(f"+ {text or 'No scope is named for it.'}{unknown}")

    def on_key(self, event: events.Key) -> None:
        """Go from the field down to its rows."""
        if event.key == "down" and self._words.has_focus:
            event.stop()
            self._grid.focus()

    def on_grid_above(self) -> None:
        """Go from the first row up to the field."""
        self._words.focus()

    def on_grid_moved(self) -> None:
        """Say what the cursor is on."""
        self._say("")
        self._show_about()

    def on_grid_toggled(self) -> None:
        """Choose what the cursor is on, or no longer."""
        row = self._row
        if isinstance(row, OperationRow):
            wanted = row.key in self._wanted
            now = self.picks
            self._take(now.not_wanting(row.key) if wanted else now.wanting((row.key,)))
        elif row:
            self._toggle(row)

    def _toggle(self, row: GroupRow) -> None:
        scope = row.scope(self._column(row))
        if not scope:
            self._say(f"{row.name} has {', '.join(row.group.possible)}.")
            return
        sure = certainty(scope)
        held = self.picks.held(scope)
        if held == "included":
            self._say(f"{scope} is already in {self.picks.including(scope)}.")
        elif sure.word == REFUSED and not held:
            self._say(f"! {scope} is refused by Zoho. {sure.reason}".rstrip())
        else:
            self._take(self.picks.toggled(scope))

    def _take(self, after: Picks) -> None:
        self._wanted = after.wanted
        self._load(after.text)

    def _load(self, text: str) -> None:
        if text != self.text:
            with self._text.prevent(TextArea.Changed):
                self._text.load_text(text)
            self._text.move_cursor(self._text.document.end)
        self._changed()

    def _say(self, text: str) -> None:
        self.post_message(self.Said(text))

    def action_find(self) -> None:
        """Go to the field."""
        self._words.focus()

    def action_edit(self) -> None:
        """Go to the text."""
        self._text.focus()

    def _cells(self, index: int) -> int:
        row = self._rows[index]
        return len(COLUMNS) + len(row.others) if isinstance(row, GroupRow) else 1

    def _column(self, row: GroupRow) -> int:
        return min(self._grid.column, len(COLUMNS) + len(row.others) - 1)

    def _headings(self, width: int) -> str:
        name, each, other, sure = _widths(width)
        words = "".join(f"{word[: each - 1]:<{each}}" for word in COLUMNS)
        count = len(self._rows)
        title = f"{count} found" if self._searched else f"{count} groups"
        line = f"{cell(title, name)}{words}{'other':<{other}}{'certainty' if sure else ''}"
        return f"  {line.rstrip()}"

    def _line(self, index: int, width: int) -> str:
        row = self._rows[index]
        if isinstance(row, OperationRow):
            return self._operation_line(row, width)
        name, each, other, sure = _widths(width)
        here = index == self._grid.at and self._grid.has_focus
        at = self._column(row) if here else -1
        boxes = "".join(f"{self._box(row, column, at):<{each}}" for column in range(len(COLUMNS)))
        if row.others:
            box = self._box(row, len(COLUMNS), at)
            boxes += cell(f"{box}{row.others[0]}", other)
        else:
            boxes += " " * other
        certain = scope_offers.CERTAINTY[row.group.evidence] if sure else ""
        mark = "~" if row.group.evidence == "unsure" else " "
        return f"{mark} {cell(row.short, name)}{boxes}{certain}".rstrip()

    def _box(self, row: GroupRow, column: int, at: int) -> str:
        scope = row.scope(column)
        if not scope:
            box = " - "
        else:
            box = _BOXES[self.picks.held(scope)]
            mark = certainty(scope).mark
            if mark != "+":
                box = f"{box}{mark}"
        return f">{box[1]}<{box[3:]}" if column == at else box

    def _operation_line(self, row: OperationRow, width: int) -> str:
        operation = row.operation
        box = "[x]" if row.key in self._wanted else "[ ]"
        title = max(24, (width - 6) // 2)
        needs = " and ".join(_narrowest(choice) for choice in operation.choices)
        if row.key in self._wanted and operation in self.picks.lacking:
            mark = "!"
        else:
            mark = "~" if operation.match == "unsure" else " "
        return (
            f"{mark} {box} {cell(operation.title, title)}{cell(needs, width - 6 - title)}".rstrip()
        )

    def _show_about(self) -> None:
        """Say what the cursor is on: one line, so that nothing below moves."""
        row, room = self._row, self._about.size.width - 1
        if row is None:
            known = "F6 lists presets" if self._matrix else "Type the scopes below"
            text = f"! Nothing here is called that. {known}."
        elif not self._grid.has_focus and not self._searched:
            text = f"Say what the program is to do, such as: {EXAMPLE}"
            if self._service != "desk":
                text = "Say what the program is to do, in a few plain words."
        elif isinstance(row, OperationRow):
            matched = _matched(row)
            text = f"{row.operation.method} {row.operation.path}"
            text = f"{matched}. {text}" if matched else text
        else:
            text = self._about_group(row)
        self._about.show(cell(text, room).rstrip())

    def _about_group(self, row: GroupRow) -> str:
        scope = row.scope(self._column(row))
        matched = _matched(row)
        begin = f"{matched}. " if matched and not self._grid.has_focus else ""
        if not scope:
            return f"{begin}{row.name}: {row.group.description}"
        sure = certainty(scope)
        mark = "" if sure.mark == "+" else f"{sure.mark} "
        reason = f" {sure.reason}" if sure.reason else ""
        return f"{mark}{begin}{scope}: {sure.word}.{reason} {row.group.description}"


def _narrowest(choice: tuple[str, ...]) -> str:
    """Return the scope of a choice that is taken where nothing else is known, in short."""
    return min(choice, key=lambda scope: scope.upper().endswith(".ALL")).partition(".")[2]


def _widths(width: int) -> tuple[int, int, int, int]:
    """Return the columns of a group's name, of each word, of the other word, and of certainty."""
    each, sure = (7, _SURE) if width >= _WIDE else (5, 0)
    return width - 2 - len(COLUMNS) * each - _OTHER - sure, each, _OTHER, sure


def _listed(text: str) -> bool:
    """Tell whether a text is a list of scopes, and not a few words."""
    return "." in text and bool(scopes.parse(text).scopes)


def _matched(row: Row) -> str:
    """Return which words were found, and as what."""
    found = (
        one.typed if one.typed == one.found else f"{one.typed} = {one.found}" for one in row.matched
    )
    said = ", ".join(found)
    return f"Matched {said}" if said else ""
