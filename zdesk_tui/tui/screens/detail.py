"""One connector: every field with its meaning, secrets only on a key."""

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.overview import Row
from zdesk_tui.lifecycle.review import ShownField, fields_of
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.line import Line, in_rows
from zdesk_tui.workspace import Workspace


class DetailScreen(PlainScreen[None]):
    """Shows a connector; nothing can be changed here.

    Args:
        workspace: where it is.
        row: as home shows it; it could be read.
    """

    HELP = "detail"
    BINDINGS = [
        Binding("s", "secrets", show=False),
        Binding("v", "alone", show=False),
        Binding("i", "apis", show=False),
    ]

    def __init__(self, workspace: Workspace, row: Row) -> None:
        super().__init__()
        self._workspace = workspace
        self._row = row
        self._revealed = False
        self._fields: list[ShownField] = (
            fields_of(workspace, row.connector, row.state) if row.connector else []
        )
        self._shown = Line("", id="fields")

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield self._shown

    def head(self) -> tuple[str, str]:
        """Return the name and the state."""
        return (self._row.name, f"{self._row.mark} {self._row.state}")

    def keys(self) -> str:
        """Return the keys that act now."""
        word = "hide" if self._revealed else "show"
        return f" s {word} the secrets   v show the values alone   i APIs   Esc back"

    def on_mount(self) -> None:
        """Show the fields."""
        self._show()

    def on_resize(self, event: object) -> None:
        """Fold the values to the new width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = self._shown.size.width or self.app.size.width - 4
        rows = []
        for field in self._fields:
            value = plain(field.text(reveal=self._revealed), 20_000)
            rows.append((field.label, f"{value}   ({field.meaning})" if field.meaning else value))
        self._shown.show(in_rows(rows, width, 19))

    def action_secrets(self) -> None:
        """Show the secrets while this screen is open, or hide them again."""
        self._revealed = not self._revealed
        self._show()
        self.show_keys()
        self.tell("~ The secrets are readable on this screen." if self._revealed else "")

    async def action_alone(self) -> None:
        """Show what is carried elsewhere, outside the full screen; secrets only when shown here."""
        await show_alone(
            self.app,
            [
                (field.label, field.text(reveal=self._revealed))
                for field in self._fields
                if field.carried and (self._revealed or not isinstance(field.value, Secret))
            ],
        )

    def action_apis(self) -> None:
        """Show the APIs that are kept with it, as its file holds them now."""
        from zdesk_tui.tui.screens.apis import ApisScreen

        try:
            connector = self._workspace.connectors.load(self._row.name)
        except ZdeskError as error:
            self.tell(f"! {error.message}\n  {error.advice}")
        else:
            self.app.push_screen(ApisScreen(self._workspace, connector))

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back as well; Ctrl+C leaves from there."""
        self.dismiss(None)
