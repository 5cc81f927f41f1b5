"""Choose another data center, from wherever the wrong one was noticed."""

from textual.app import ComposeResult

from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line


class DataCenterScreen(AskScreen[str]):
    """Answers with the code of a data center, or None for back.

    Args:
        context: this run of the wizard.
        draft: whose data center it is.
    """

    HELP = "connector"
    KEYS = " Enter use this one   Up/Down or a letter choose   Esc leave it as it is"

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(f"{draft.name}: another data center")
        self._rows = list(context.workspace.data_centers)
        self._list = ChoiceList(
            [f"{row.name:<22}{row.accounts_host}" for row in self._rows],
            chosen=next(
                (at for at, row in enumerate(self._rows) if row.code == draft.data_center), None
            ),
            letters=True,
        )

    def body(self) -> ComposeResult:
        """Lay out the list."""
        yield Line("Where is the client registered? All other answers stay as they are.")
        yield Line("", classes="gap")
        yield self._list

    def answer(self) -> str | None:
        """Return the chosen code."""
        return self._rows[self._list.chosen].code if self._list.chosen is not None else None
