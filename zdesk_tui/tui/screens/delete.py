"""The question before a connector is deleted."""

from typing import Literal

from textual.app import ComposeResult

from zdesk_tui.lifecycle.overview import Row
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line

Answer = Literal["revoke and delete", "delete only"]


class DeleteScreen(AskScreen[Answer]):
    """Answers with what to do; None keeps the connector, and so does Enter at first.

    Args:
        row: the connector.
        revocable: whether it holds a grant that this release can revoke.
    """

    KEYS = " Enter choose   Up/Down move   Esc keep it"

    def __init__(self, row: Row, *, revocable: bool) -> None:
        super().__init__(f"{row.name}: delete")
        self._row = row
        self._answers: list[tuple[str, Answer | None]] = [("keep it", None)]
        if revocable:
            text = "revoke its grant at Zoho, then delete it"
            self._answers.append((text, "revoke and delete"))
        self._answers.append(("delete it only" if revocable else "delete it", "delete only"))
        self._revocable = revocable
        self._list = ChoiceList([text for text, _ in self._answers], chosen=0)

    def body(self) -> ComposeResult:
        """Lay out what goes, and the choice."""
        yield Line(
            f"{self._row.name} is {self._row.state}. Its file, its access token and what is known "
            "of it are removed for good; programs that use it stop working."
        )
        yield Line("", classes="gap")
        yield Line(self._about_the_grant())
        yield Line("", classes="gap")
        yield self._list

    def _about_the_grant(self) -> str:
        if self._revocable:
            return "Without revoking, Zoho goes on honoring its grant, for whoever has a copy."
        if self._row.read_only:
            return f"~ {self._row.reason} A grant in it cannot be revoked from here."
        return "It holds no grant that could be revoked."

    def answer(self) -> Answer | None:
        """Return what is chosen."""
        return self._answers[self._list.chosen or 0][1]

    def action_accept(self) -> None:
        """Answer; the first row keeps it."""
        self.dismiss(self.answer())
