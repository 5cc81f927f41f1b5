"""A name for a saved connector that is renamed, or for the copy of one."""

from collections.abc import Collection

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import names
from zdesk_tui.tui.screens.form import FormScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words


class NamingScreen(FormScreen[str]):
    """Answers with a name that can be had.

    Args:
        title: what the first line says.
        text: what will happen.
        proposed: stands in the field at first.
        taken: the names of other connectors.
        problem: what went wrong with the name before.
    """

    HELP = "edit"
    BINDINGS = [Binding("f3", "repair", show=False)]

    def __init__(
        self, title: str, text: str, proposed: str, taken: Collection[str], problem: str = ""
    ) -> None:
        super().__init__(title)
        self._text = text
        self._taken = taken
        self._problem = problem
        self._field = Field("Name", proposed, name="new-name")

    def body(self) -> ComposeResult:
        """Lay out what will happen, and the field."""
        yield Line(self._text)
        yield Line("", classes="gap")
        yield self._field

    def keys(self) -> str:
        """Return the keys that act now; F3 only where there is something to repair."""
        return f" Enter do it{'   F3 repair' if self._repair else ''}   Esc back, nothing changed"

    def on_mount(self) -> None:
        """Say what went wrong before."""
        self.tell(self._problem)

    def check(self) -> None:
        """Check the name while it is typed."""
        found = names.check(self._field.value, self._taken)
        self._field.say(in_words(found, at_most=2) or "+ can be had")
        self.show_keys()

    @property
    def _repair(self) -> str | None:
        found = names.check(self._field.value, self._taken)
        return next((finding.repair for finding in found if finding.repair), None)

    def action_repair(self) -> None:
        """Take the name that a finding proposes."""
        if repair := self._repair:
            self._field.input.value = repair

    def answer(self) -> str | None:
        """Return the name, unless something about it has to be mended first."""
        found = names.check(self._field.value, self._taken)
        if stop := next((one for one in found if one.mark == "!"), None):
            self.tell(f"! {stop.text}")
            return None
        return self._field.value
