"""What a list of scopes opens: what is wanted and allowed, what is not, and what goes beyond."""

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import intent
from zdesk_tui.catalog.operations import Operation
from zdesk_tui.picks import Picks
from zdesk_tui.scope_offers import certainty, description
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.ask_zoho import Asking, AskZohoScreen
from zdesk_tui.tui.widgets.line import Line, cell
from zdesk_tui.tui.widgets.rows import RowList


class OpensScreen(AskScreen[Picks]):
    """Answers with other picks, or with None where nothing was changed here.

    Args:
        title: of whose list.
        picks: the list, and what is wanted.
        asking: who can ask Zoho about it, if anybody.
    """

    HELP = "opens"
    BINDINGS = [
        Binding("a", "add", show=False),
        Binding("z", "zoho", show=False),
        Binding("f5", "back", show=False),
    ]

    def __init__(self, title: str, picks: Picks, asking: Asking | None) -> None:
        super().__init__(f"{title}: what the list opens")
        self._title_of = title
        self._asking = asking if picks.scopes else None
        self._picks = picks
        self._opened = intent.opens(picks.scopes, picks.operations)
        self._rows = [*self._of_wanted(), *self._of_scopes(), *self._beyond()]
        self._summary = Line("")
        self._list = RowList(self._row, id="opens")

    def head(self) -> tuple[str, str]:
        """Return the title, and how long the list is."""
        count = len(self._picks.scopes)
        return (self._title_text, "one scope" if count == 1 else f"{count} scopes")

    def body(self) -> ComposeResult:
        """Lay out what there is to say above the rows."""
        yield self._summary
        yield self._list

    def on_mount(self) -> None:
        """Show the rows."""
        opened = self._opened
        count = len(opened.operations)
        known = "No operation is known" if not count else f"{count} operations are known"
        text = f"{known} that this list opens, {len(opened.beyond)} of them beyond what is wanted."
        if not self._picks.wanted:
            text = f"{known} that this list opens. None was said to be wanted."
        if opened.lacking:
            text += f"\n! {len(opened.lacking)} that are wanted are not allowed; a adds what lacks."
        self._summary.show(text)
        self._list.fill(len(self._rows), 0)
        self._list.focus()

    def keys(self) -> str:
        """Return the keys that act now."""
        add = "a add what lacks   " if self._opened.lacking else ""
        ask = "z ask Zoho   " if self._asking else ""
        return f" Up/Down move   {add}{ask}Esc back"

    def on_row_list_moved(self) -> None:
        """Say all of a row that may be cut."""
        self.tell(self._rows[self._list.at][3])

    def action_add(self) -> None:
        """Answer with what is missing added."""
        if self._opened.lacking:
            some = (scope for one in self._opened.lacking for scope in one.scopes)
            self.dismiss(self._picks.with_scopes(some))

    @work(description="ask Zoho about the list", exclusive=True, group="zoho")
    async def action_zoho(self) -> None:
        """Let Zoho say whether it takes the list."""
        if self._asking is None:
            return
        screen = AskZohoScreen(self._title_of, self._picks.scopes, self._asking)
        refused = await self.app.push_screen_wait(screen)
        if refused:
            self.dismiss(self._picks.without_scopes(refused))

    def _of_wanted(self) -> list[tuple[str, str, str, str]]:
        rows = []
        lacks = {one.operation: one for one in self._opened.lacking}
        for operation in self._picks.operations:
            if (lack := lacks.get(operation)) is None:
                met = " and ".join(self._meeting(operation)) or "no scope is named"
                rows.append(("+", operation.title, met, f"{_call(operation)}: {met}"))
                continue
            needs = " and ".join(lack.scopes)
            text = f"! {operation.title} needs {needs}."
            if lack.taken_for:
                text += f" {' and '.join(lack.taken_for)} is another group and does not reach it."
            rows.append(("!", operation.title, f"lacks {needs}", text))
        return rows

    def _of_scopes(self) -> list[tuple[str, str, str, str]]:
        """Return the scopes that nothing wanted needs, and how sure each is."""
        rows: list[tuple[str, str, str, str]] = []
        used = {one for operation in self._picks.operations for one in self._meeting(operation)}
        for scope in self._picks.scopes:
            if scope in used:
                continue
            sure = certainty(scope)
            mark = sure.mark if sure.mark != "+" else " "
            about = " ".join(filter(None, (sure.reason, description(scope))))
            rows.append((mark, scope, sure.word, f"{scope}: {sure.word}. {about}".rstrip()))
        return rows

    def _beyond(self) -> list[tuple[str, str, str, str]]:
        return [
            (" ", f"  {one.title}", " and ".join(self._meeting(one)), _call(one))
            for one in self._opened.beyond
        ]

    def _meeting(self, operation: Operation) -> tuple[str, ...]:
        """Return the scopes of the list that an operation is allowed by."""
        met: dict[str, None] = {}
        for choice in operation.choices:
            for scope in self._picks.scopes:
                if any(not intent.not_granted((one,), (scope,)) for one in choice):
                    met[scope] = None
                    break
        return tuple(met)

    def _row(self, index: int, width: int) -> str:
        mark, title, scopes, _ = self._rows[index]
        room = max(20, width // 2)
        return f"{mark} {cell(title, room)}{cell(scopes, width - 2 - room)}".rstrip()


def _call(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
