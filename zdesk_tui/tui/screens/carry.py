"""Values to carry, on a screen of their own where a step has no room for rows."""

from collections.abc import Iterable

from textual.app import ComposeResult

from zdesk_tui.setup.help import Help
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.carry import CarryList, letters


class CarryScreen(AskScreen[None]):
    """A row for each value.

    Args:
        title: what the first line says.
        items: to carry.
        files: where they may be written.
        about: the help of the step that they belong to.
    """

    def __init__(
        self, title: str, items: Iterable[Item], files: CarriedFiles, about: Help | None
    ) -> None:
        super().__init__(title)
        self._items = list(items)
        self._files = files
        self._about = about

    def help(self) -> Help | None:
        """Return the help of the step."""
        return self._about

    def keys(self) -> str:
        """Return the keys of the row that has the focus."""
        return f" {letters(self.focused)}   Up/Down move   Esc back"

    def body(self) -> ComposeResult:
        """Lay out the rows."""
        yield CarryList(self._items, self._files)
