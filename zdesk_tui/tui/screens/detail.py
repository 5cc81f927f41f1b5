"""One connector: every field with its meaning, secrets only on a key."""

from collections.abc import Callable

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.errors import OutOfReach, ZdeskError
from zdesk_tui.lifecycle.overview import Row, row_of
from zdesk_tui.lifecycle.review import Section, fetch, sections_of
from zdesk_tui.plaintext import plain
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.screens.secret_place import SecretPlaceScreen
from zdesk_tui.tui.widgets.line import Line, in_rows, trouble
from zdesk_tui.tui.wishes import Deed, Wished
from zdesk_tui.workspace import Workspace

LABELS = 19
"""Columns of the labels."""


class DetailScreen(PlainScreen[Wished | None]):
    """Shows a connector; dismisses with what is to be done with it, or with None.

    Args:
        workspace: where it is.
        row: as home shows it; it could be read.
        now: returns seconds since 1970.
        said: a message to begin with.
    """

    HELP = "detail"
    BINDINGS = [
        Binding("k", "check", show=False),
        Binding("a", "again", show=False),
        Binding("d", "delete", show=False),
        Binding("e", "wish('edit')", show=False),
        Binding("r", "wish('rotate')", show=False),
        Binding("o", "wish('organization')", show=False),
        Binding("plus", "wish('scopes')", show=False),
        Binding("m", "wish('rename')", show=False),
        Binding("D", "wish('duplicate')", show=False),
        Binding("v", "reveal", show=False),
        Binding("c", "carry", show=False),
        Binding("i", "apis", show=False),
        Binding("E", "edit_file", show=False),
        Binding("w", "place", show=False),
        Binding("down", "line(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("z", "sheets", show=False),
    ]

    def __init__(
        self, workspace: Workspace, row: Row, now: Callable[[], float], said: str = ""
    ) -> None:
        super().__init__()
        self._told = said
        self._workspace = workspace
        self._now = now
        self._row = row
        self._revealed = False
        self._sections: list[Section] = sections_of(workspace, row)
        self._shown = Line("", id="fields")

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield self._shown

    def head(self) -> tuple[str, str]:
        """Return the name and the state."""
        return (self._row.name, f"{self._row.mark} {self._row.state}")

    def keys(self) -> str:
        """Return the keys that act now; those for what is seldom done stand in the help."""
        word = "hide" if self._revealed else "reveal"
        move = "" if self._row.read_only else "w move   "
        return (
            f" k check   a re-authorize   e edit   o organization   + scopes   i APIs   "
            f"z sheets   c carry   v {word}   {move}d delete   Esc back"
        )

    def on_mount(self) -> None:
        """Show the fields."""
        self._show()

    def on_resize(self, event: object) -> None:
        """Fold the values to the new width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = self._shown.size.width or self.app.size.width - 4
        parts = []
        for section in self._sections:
            rows = []
            for field in section.fields:
                value = plain(field.text(reveal=self._revealed), 20_000)
                told = f"{value}   ({field.meaning})" if field.meaning else value
                rows.append((field.label, told))
            parts.append(f"-- {section.title}\n{in_rows(rows, width, LABELS)}")
        self._shown.show("\n\n".join(parts))

    def _reread(self) -> None:
        self._row = row_of(self._workspace, self._row.name, self._now())
        self._sections = sections_of(self._workspace, self._row)
        self._show()
        self.show_head()

    @work(description="check", exclusive=True, group="check")
    async def action_check(self) -> None:
        """Ask Zoho about it."""
        from zdesk_tui.lifecycle.check import check

        self.tell(f"Asking Zoho about {self._row.name}.")
        outcome = await check(self._workspace, self._row.name)
        self._reread()
        mark = "+" if outcome.exit_code == 0 else "!"
        said = plain(f"{outcome.verdict}. {outcome.reason}", 500)
        asked = self._row.connector.scopes if self._row.connector else ()
        more = " and ".join(scope for scope in outcome.lacking if scope not in asked)
        advice = f"+ adds {more} to the list, for a new consent." if more else outcome.advice
        self.tell(f"{mark} {said}\n  {advice}".rstrip())

    def action_again(self) -> None:
        """Go to consent for it."""
        self.dismiss("again")

    def action_delete(self) -> None:
        """Go to the question whether to delete it."""
        self.dismiss("delete")

    def action_wish(self, deed: Deed) -> None:
        """Go to what is to be done with it."""
        self.dismiss(deed)

    async def _at_hand(self) -> bool:
        """Fetch the secrets that the keyring keeps; tell whether they are there."""
        try:
            await fetch(field for section in self._sections for field in section.fields)
        except OutOfReach as error:
            self.tell(trouble(error))
            return False
        return True

    async def action_reveal(self) -> None:
        """Show the secrets while this screen is open, or hide them again."""
        if not await self._at_hand():
            return
        self._revealed = not self._revealed
        self._show()
        self.show_keys()
        self.tell("~ The secrets are readable on this screen." if self._revealed else "")

    async def action_carry(self) -> None:
        """Go to the values that are carried elsewhere."""
        # Here and not at the top: most who look carry nothing.
        from zdesk_tui.tui.carrier import Item
        from zdesk_tui.tui.screens.carry import CarryScreen

        if not await self._at_hand():
            return
        items = [
            Item(field.label, field.value)
            for section in self._sections
            for field in section.fields
            if field.carried
        ]
        title = f"{self._row.name}: carry a value"
        files = self._workspace.carried(self._row.name)
        self.app.push_screen(CarryScreen(title, items, files, self.help()))

    def action_place(self) -> None:
        """Go to where the secrets are kept."""
        if self._row.connector and not self._row.read_only:
            screen = SecretPlaceScreen(self._workspace, self._row.connector)
            self.app.push_screen(screen, self._moved)

    def _moved(self, said: str | None) -> None:
        if said:
            self._revealed = False
            self._reread()
            self.show_keys()
            self.tell(f"+ {said}")

    def action_apis(self) -> None:
        """Show the APIs that are kept with it, as its file holds them now."""
        from zdesk_tui.tui.screens.apis import ApisScreen

        try:
            connector = self._workspace.connectors.load(self._row.name)
        except ZdeskError as error:
            self.tell(trouble(error))
        else:
            # What is said of its scopes there changes what is said of them here.
            self.app.push_screen(ApisScreen(self._workspace, connector), lambda _: self._reread())

    @work(description="edit a file", exclusive=True, group="edit")
    async def action_edit_file(self) -> None:
        """Open the file in the person's own editor."""
        from zdesk_tui.tui.editor import edit_file

        try:
            said = await edit_file(self.app, self._workspace, self._row.name)
        except ZdeskError as error:
            said = trouble(error)
        self._reread()
        self.tell(said)

    def action_line(self, lines: int) -> None:
        """Move what is higher than the window by a line."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_sheets(self) -> None:
        """Show what Zoho's dialogs ask for, each value to be carried there."""
        from zdesk_tui.tui.screens.sheets import SheetsScreen

        if connector := self._row.connector:
            self.app.push_screen(SheetsScreen(connector, self._workspace.carried(connector.name)))

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back as well; Ctrl+C leaves from there."""
        self.dismiss(None)
