"""The question before a connector is deleted."""

from collections.abc import Sequence
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
        rows: the connectors, one at least.
        revocable: whether one of them holds a grant that this release can revoke.
    """

    KEYS = " Enter choose   Up/Down move   Esc keep"

    def __init__(self, rows: Sequence[Row], *, revocable: bool) -> None:
        self._one = len(rows) == 1
        super().__init__(f"{rows[0].name if self._one else f'{len(rows)} connectors'}: delete")
        self._rows = rows
        it, its = ("it", "its grant") if self._one else ("them", "their grants")
        self._answers: list[tuple[str, Answer | None]] = [(f"keep {it}", None)]
        if revocable:
            text = f"revoke {its} at Zoho, then delete {it}"
            self._answers.append((text, "revoke and delete"))
        only = f"delete {it} only" if revocable else f"delete {it}"
        self._answers.append((only, "delete only"))
        self._revocable = revocable
        self._list = ChoiceList([text for text, _ in self._answers], chosen=0)

    def body(self) -> ComposeResult:
        """Lay out what goes, and the choice."""
        if self._one:
            [row] = self._rows
            yield Line(
                f"{row.name} is {row.state}. Its file, its access token and what is known of it "
                "are removed; programs that use it stop working."
            )
        else:
            names = ", ".join(row.name for row in self._rows)
            yield Line(
                f"{names}: their files, their access tokens and what is known of them are removed; "
                "programs that use them stop working."
            )
        yield Line("", classes="gap")
        yield Line(self._about_the_grant())
        if any(row.connector and not row.read_only for row in self._rows):
            again = "it back, without its grant" if self._one else "them back, without grants"
            yield Line(f"Until the program ends, u brings {again}.")
        yield Line("", classes="gap")
        yield self._list

    def _about_the_grant(self) -> str:
        if self._revocable:
            return "Without revoking, Zoho goes on honoring a grant, for whoever has a copy."
        if self._one and self._rows[0].read_only:
            return f"~ {self._rows[0].reason} A grant in it cannot be revoked from here."
        return "There is no grant that could be revoked."

    def answer(self) -> Answer | None:
        """Return what is chosen."""
        return self._answers[self._list.chosen or 0][1]

    def action_accept(self) -> None:
        """Answer; the first row keeps it."""
        self.dismiss(self.answer())
