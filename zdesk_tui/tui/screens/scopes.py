"""Step 2: scopes found by plain words, picked from a matrix, or typed; three ways to one list."""

import asyncio
from dataclasses import replace

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from zdesk_tui import intent, picks, scope_offers, scopes, urls
from zdesk_tui.connector import AccessType
from zdesk_tui.picks import COLUMNS, GroupRow, OperationRow, Picks, Row
from zdesk_tui.scope_offers import ACCOUNT, REFUSED, certainty, tells_account
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.carry import CarryScreen
from zdesk_tui.tui.screens.opens import OpensScreen
from zdesk_tui.tui.screens.presets import PresetsScreen
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Labelled, TextInput
from zdesk_tui.tui.widgets.grid import Grid
from zdesk_tui.tui.widgets.line import BETWEEN_KEYS, Line, cell, folded, in_words
from zdesk_tui.tui.widgets.paste import PasteArea

ACCESS: tuple[AccessType, ...] = ("offline", "online")
FINDINGS_SHOWN = 4
SAID = 3
"""Lines that what is said of the list has at least: what stands below does not move then."""
LEAST_ROWS, MOST_ROWS, AROUND = 6, 13, 17
"""Lines of the rows with their headings, and those that all else needs."""
ROOM_FOR_ALL = 30
"""Lines from which on all three URLs are shown; F4 always has them."""
EXAMPLE = "list tickets, read a contact and send a reply"

_WIDE = 70
"""Columns from which the words of the matrix are written out."""
_OTHER = 10
_SURE = 13
_BOXES = {"listed": "[x]", "included": "(x)", "": "[ ]"}


class _Words(TextInput):
    """A field for plain words, which leaves a list that is pasted to the screen."""

    def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of TextInput by itself afterwards, unless it is prevented.
        if _listed(event.text):
            event.prevent_default()


class ScopesScreen(StepScreen):
    """A field for words above the rows that they leave, and the list as text below."""

    STEP = "scopes"
    BINDINGS = [
        Binding("f2", "preset", show=False),
        Binding("f3", "repair", show=False),
        Binding("f4", "carry", show=False),
        Binding("f5", "opens", show=False),
        # In a text area it selects a line otherwise.
        Binding("f6", "presets", show=False, priority=True),
        Binding("f8", "account", show=False),
        Binding("slash", "find", show=False),
        Binding("e", "edit", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._words = _Words(id="find-input")
        self._find = Labelled("Find", self._words, name="find")
        self._searched = ""
        self._matrix = picks.matrix(draft.service)
        self._found = picks.Search(self._matrix)
        self._grid = Grid(self._headings, self._line, self._cells, id="grid")
        self._about = Line("", id="about")
        self._counted = Line("", classes="quiet")
        self._text = PasteArea(draft.scopes_text, id="scopes")
        self._access = ChoiceList(
            [
                "offline   with a refresh token: works until somebody revokes it",
                "online    ends after an hour, then a person has to consent again",
            ],
            chosen=ACCESS.index(draft.access_type),
            id="access",
        )
        self._preset = scope_offers.preset(draft.service)
        self._service_name = scope_offers.service_name(draft.service)
        self._said = Line("", id="said")
        self._labels = [Line("", classes="quiet") for _ in range(3)]
        self._urls = [Line("", classes="value") for _ in range(3)]

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        self._fit_rows(self.app.size.height)
        yield self._find
        yield self._grid
        yield self._about
        yield self._counted
        yield self._text
        yield self._said
        yield self._labels[0]
        yield self._urls[0]
        yield self._access
        for label, line in zip(self._labels[1:], self._urls[1:], strict=True):
            yield label
            yield line

    def on_mount(self) -> None:
        """Begin with what is to be done, or where a list stands already with the list."""
        self._grid.fill(len(self._rows))
        (self._text if self.draft.scopes_text.strip() else self._words).focus()
        self._get_ready()

    @work(description="read the operations", group="ready")
    async def _get_ready(self) -> None:
        # Made at the first search otherwise, which a person would wait for.
        await asyncio.to_thread(picks.search, "a", self.draft.service)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the rows to the height."""
        self._fit_rows(event.size.height)

    def _fit_rows(self, height: int) -> None:
        self._grid.styles.height = max(LEAST_ROWS, min(MOST_ROWS, height - AROUND))
        for line in (*self._labels[1:], *self._urls[1:]):
            line.display = height >= ROOM_FOR_ALL

    def collect(self) -> Draft:
        """Take the answers."""
        return replace(
            self.draft, scopes_text=self._text.text, access_type=ACCESS[self._access.chosen or 0]
        )

    @property
    def _picks(self) -> Picks:
        return Picks(self.draft.service, self._text.text, self.draft.operations)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return self._found.rows

    @property
    def _row(self) -> Row | None:
        return self._rows[self._grid.at] if self._rows else None

    def check(self) -> None:
        """Keep the three ways in step while one of them is used."""
        self._search()
        self._grid.renew()
        room = self.room
        self._said.show(_lines(folded(self._judgement(), room + 2), SAID))
        self._counted.show(self._count())
        for at, (label, url) in enumerate(self._three()):
            self._labels[at].show(label if at else f"{label}, {len(url)} characters")
            self._urls[at].show(f"{url}\n" if not at and len(url) <= room else url)
        self._show_about()
        self.show_keys()

    def _judgement(self) -> str:
        """Return what there is to say about the list."""
        if not self.draft.scopes_text.strip():
            begin = f"F2 fills in {self._preset.text}; " if self._preset.scopes else ""
            return f"{begin}F6 has presets."
        found = self.findings()
        said = in_words(found, at_most=FINDINGS_SHOWN)
        if not self._account_is_unknown or any(finding.mark == "!" for finding in found):
            return said
        return f"{said}\nF8 adds {ACCOUNT}, to know whose account consented."

    def keys(self) -> str:
        """Return the keys that do something now."""
        if self._grid.has_focus:
            opens = "F5 opens" if self.draft.scopes else ""
            keys = ("Space choose", "arrows move", "/ find", "e edit text", opens, "Esc back")
            return f" {BETWEEN_KEYS.join(filter(None, keys))}"
        if self._words.has_focus:
            first = ["Enter take" if self._to_take else "Enter next", "Down rows"]
        else:
            first = ["Enter next"]
        if self.draft.scopes_text.strip():
            repair = "F3 repair" if self._repairable else ""
            more = [repair, "F4 URLs", "F5 opens", "F6 presets"]
        else:
            more = [f"F2 {self._preset.label}" if self._preset.scopes else "", "F6 presets"]
        return f" {BETWEEN_KEYS.join(filter(None, (*first, *more, 'Esc back')))}"

    @property
    def _repairable(self) -> bool:
        return any(finding.repair for finding in self.findings())

    @property
    def _account_is_unknown(self) -> bool:
        asked = self.draft.scopes
        return bool(asked) and not tells_account(asked, self.draft.service)

    def _three(self) -> list[tuple[str, str]]:
        center = self.context.data_center(self.draft)
        return urls.three_urls(center, center, self.draft.scopes, self.draft.access_type)

    def _count(self) -> str:
        """Return how long the list is, and whether it is enough for what is wanted."""
        count = len(self.draft.scopes)
        listed = "One scope" if count == 1 else f"{count} scopes" if count else "Scopes"
        wanted = self._picks.operations
        if not wanted:
            return f"{listed}, typed or pasted from anywhere"
        for_what = "one operation" if len(wanted) == 1 else f"{len(wanted)} operations"
        lacking = self._picks.lacking
        if not lacking:
            return f"{listed} for {for_what}"
        return f"{listed}; {len(lacking)} of {for_what} not allowed yet: F5"

    # Finding.

    def _search(self) -> None:
        words = self._words.value.strip()
        if words == self._searched:
            return
        self._searched = words
        service = self.draft.service
        self._found = picks.search(words, service) if words else picks.Search(self._matrix)
        self._grid.fill(len(self._rows))

    @property
    def _to_take(self) -> tuple[str, ...]:
        """Operations that the sentence likely means and that are not wanted yet."""
        return tuple(key for key in self._found.best if key not in self.draft.operations)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the sentence likely means; with nothing to take, go on to the list."""
        event.stop()
        event.prevent_default()
        if _listed(self._searched):
            self._take(self._picks.with_scopes(scopes.parse(self._searched).scopes))
            self._words.value = ""
            self._text.focus()
        elif self._searched and not self._rows:
            self.tell(f"! Nothing of {self._service_name} here is called that. Other words may be.")
        elif not self._to_take:
            self._text.focus()
        else:
            self._take(self._picks.wanting(self._to_take))
            reasons = intent.smallest(self._picks.operations).reasons
            text = "; ".join(
                f"{reason.scope} for {', '.join(one.title for one in reason.operations)}"
                for reason in reasons
            )
            unknown = "".join(f'\n~ Nothing here does "{part}".' for part in self._found.unknown)
            self.tell(f"+ {text or 'No scope is named for it.'}{unknown}")

    def on_paste(self, event: events.Paste) -> None:
        """Take a list that was pasted into the field for words, as it stands."""
        event.stop()
        before = self._text.text.rstrip()
        self._load(f"{before},\n{event.text}" if before else event.text)
        self._text.focus()

    def on_key(self, event: events.Key) -> None:
        """Go from the field down to its rows."""
        if event.key == "down" and self._words.has_focus:
            event.stop()
            self._grid.focus()

    def on_descendant_focus(self) -> None:
        """Say what the cursor is on, or what the field is for."""
        self._show_about()

    def on_grid_above(self) -> None:
        """Go from the first row up to the field."""
        self._words.focus()

    def on_grid_moved(self) -> None:
        """Say what the cursor is on."""
        self.tell("")
        self._show_about()

    def on_grid_toggled(self) -> None:
        """Choose what the cursor is on, or no longer."""
        row = self._row
        if isinstance(row, OperationRow):
            wanted = row.key in self.draft.operations
            now = self._picks
            self._take(now.not_wanting(row.key) if wanted else now.wanting((row.key,)))
        elif row:
            self._toggle(row)

    def _toggle(self, row: GroupRow) -> None:
        scope = row.scope(self._column(row))
        if not scope:
            self.tell(f"{row.name} has {', '.join(row.group.possible)}.")
            return
        sure = certainty(scope)
        held = self._picks.held(scope)
        if held == "included":
            self.tell(f"{scope} is already in {self._picks.including(scope)}.")
        elif sure.word == REFUSED and not held:
            self.tell(f"! {scope} is refused by Zoho. {sure.reason}".rstrip())
        else:
            self._take(self._picks.toggled(scope))

    def _take(self, after: Picks) -> None:
        self.draft = replace(self.draft, operations=after.wanted)
        self._load(after.text)

    def action_find(self) -> None:
        """Go to the field."""
        self._words.focus()

    def action_edit(self) -> None:
        """Go to the text."""
        self._text.focus()

    # What the rows show.

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
            box = _BOXES[self._picks.held(scope)]
            mark = certainty(scope).mark
            if mark != "+":
                box = f"{box}{mark}"
        return f">{box[1]}<{box[3:]}" if column == at else box

    def _operation_line(self, row: OperationRow, width: int) -> str:
        operation = row.operation
        box = "[x]" if row.key in self.draft.operations else "[ ]"
        title = max(24, (width - 6) // 2)
        needs = " and ".join(" or ".join(choice) for choice in operation.choices)
        if row.key in self.draft.operations and operation in self._picks.lacking:
            mark = "!"
        else:
            mark = "~" if operation.match == "unsure" else " "
        return (
            f"{mark} {box} {cell(operation.title, title)}{cell(needs, width - 6 - title)}".rstrip()
        )

    def _show_about(self) -> None:
        """Say what the cursor is on: one line, so that nothing below moves."""
        row, room = self._row, self.room + 2
        if row is None:
            known = "F6 lists presets" if self._matrix else "Type the scopes below"
            text = f"! Nothing here is called that. {known}."
        elif not self._grid.has_focus and not self._searched:
            text = f"Say what the program is to do, such as: {EXAMPLE}"
            if self.draft.service != "desk":
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

    # The list as a whole.

    def action_preset(self) -> None:
        """Add the scopes to begin with; what was typed stays."""
        there = {scope.lower() for scope in self.draft.scopes}
        text = self._text.text
        if not text.strip():
            text = ",\n".join(self._preset.scopes)
        else:
            for scope in self._preset.scopes:
                if scope.lower() not in there:
                    text = scopes.with_scope(text, scope)
        self._write(text)

    def action_repair(self) -> None:
        """Write every scope as the catalog has it, where one is written otherwise."""
        if self._repairable:
            self._write(scopes.apply_repairs(self._text.text, self.draft.service))

    def action_account(self) -> None:
        """Add the scope that tells whose account it is."""
        if self._account_is_unknown:
            self._write(scopes.with_scope(self._text.text, ACCOUNT))

    def _write(self, text: str) -> None:
        self._load(text)
        self.tell("")
        self._text.focus()

    def _load(self, text: str) -> None:
        """Replace the text; what is said at the foot stays, as nobody typed."""
        if text != self._text.text:
            with self._text.prevent(PasteArea.Changed):
                self._text.load_text(text)
            self._text.move_cursor(self._text.document.end)
        self.draft = self.collect()
        self.check()

    @work(description="what the list opens", exclusive=True, group="view")
    async def action_opens(self) -> None:
        """Show what the list opens, and what it lacks."""
        self.keep()
        after = await self.app.push_screen_wait(OpensScreen(self.context, self.draft, self._picks))
        if after is not None and self.stands:
            self._take(after)

    @work(description="presets", exclusive=True, group="view")
    async def action_presets(self) -> None:
        """Begin with what people of the trade use, or keep the list for another time."""
        self.keep()
        screen = PresetsScreen(self.context.workspace, self._picks)
        after = await self.app.push_screen_wait(screen)
        if after is not None and self.stands:
            self._take(after)
            self._text.focus()

    def action_carry(self) -> None:
        """Show the URLs and the scopes, each to be carried in one piece."""
        self.keep()
        items = [Item(label, url) for label, url in self._three()]
        scopes = Item("Scopes", ",".join(self.draft.scopes))
        title = f"{self.draft.name}: URLs and scopes"
        self.app.push_screen(CarryScreen(title, [*items, scopes], self.files, self.help()))


def _widths(width: int) -> tuple[int, int, int, int]:
    """Return the columns of a group's name, of each word, of the other word, and of certainty."""
    each, sure = (7, _SURE) if width >= _WIDE else (5, 0)
    return width - 2 - len(COLUMNS) * each - _OTHER - sure, each, _OTHER, sure


def _listed(text: str) -> bool:
    """Tell whether a text is a list of scopes, and not a few words."""
    return "." in text and bool(scopes.parse(text).scopes)


def _lines(text: str, least: int) -> str:
    """Return a text with empty lines behind it, up to a number of lines."""
    return text + "\n" * max(0, least - 1 - text.count("\n"))


def _matched(row: Row) -> str:
    """Return which words were found, and as what."""
    found = (
        one.typed if one.typed == one.found else f"{one.typed} = {one.found}" for one in row.matched
    )
    said = ", ".join(found)
    return f"Matched {said}" if said else ""
