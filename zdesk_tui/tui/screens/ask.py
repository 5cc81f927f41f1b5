"""A screen with one question, answered with a value or with None for back."""

from typing import Generic, TypeVar

from textual.binding import Binding

from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.choice import ChoiceList

T = TypeVar("T")


class AskScreen(PlainScreen[T | None], Generic[T]):
    """One question; Enter answers, Esc goes back without an answer.

    Args:
        title: what the first line says.
    """

    BINDINGS = [Binding("enter", "accept", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title_text = title

    def head(self) -> tuple[str, str]:
        """Return the title."""
        return (self._title_text, "")

    def answer(self) -> T | None:
        """Return what is chosen."""
        return None

    def on_choice_list_accepted(self, event: ChoiceList.Accepted) -> None:
        """Answer with the row that is chosen."""
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Answer."""
        if (value := self.answer()) is not None:
            self.dismiss(value)

    def action_back(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back as well; Ctrl+C leaves from there."""
        self.dismiss(None)
