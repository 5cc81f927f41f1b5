"""A screen with fields of its own: Enter goes to the next one, and on the last one it answers."""

from typing import TypeVar

from textual.widgets import Input

from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.pick import Picker
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.paste import PasteArea

T = TypeVar("T")


class FormScreen(AskScreen[T]):
    """Checks while the person types; answers with what the fields hold."""

    def check(self) -> None:
        """Show what is to be said about what stands in the fields."""

    def on_mount(self) -> None:
        """Show what is to be said about what the fields begin with."""
        self.check()

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self._typed()

    def on_text_area_changed(self) -> None:
        """Check while the person types."""
        self._typed()

    def on_picker_changed(self, event: Picker.Changed) -> None:
        """Check when something else was chosen."""
        event.stop()
        self._typed()

    def on_choice_list_changed(self) -> None:
        """Check when another row is chosen."""
        self._typed()

    def _typed(self) -> None:
        if self.stands:
            self.tell("")
            self.check()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or answer from the last one."""
        event.stop()
        self._onward()

    def on_picker_accepted(self, event: Picker.Accepted) -> None:
        """Go to the next field, or answer from the last one."""
        event.stop()
        self._onward()

    def on_paste_area_submitted(self, event: PasteArea.Submitted) -> None:
        """Go to the next field, or answer from the last one."""
        event.stop()
        self._onward()

    def on_choice_list_accepted(self, event: ChoiceList.Accepted) -> None:
        """Go to the next field, or answer from the last one."""
        event.prevent_default()
        event.stop()
        self._onward()

    def _onward(self) -> None:
        chain = self.focus_chain
        if self.focused is not None and chain and self.focused is not chain[-1]:
            self.focus_next()
        else:
            self.action_accept()
