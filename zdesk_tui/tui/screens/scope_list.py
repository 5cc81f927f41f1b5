"""All scopes of a service, to look up while step 2 waits."""

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import scope_offers
from zdesk_tui.scope_offers import Listed
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.line import Line


class ScopeListScreen(PlainScreen[None]):
    """A plain list to read and to move through.

    Args:
        service: key of the service.
    """

    HELP = "scopes"
    KEYS = " Esc back   Up/Down or Home/End move"
    BINDINGS = [
        Binding("enter,f5", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
    ]

    def __init__(self, service: str) -> None:
        super().__init__()
        self._name_of_service = scope_offers.service_name(service)
        self._groups = scope_offers.known(service)

    def head(self) -> tuple[str, str]:
        """Return whose scopes these are, and how many groups."""
        return (f"Scopes of {self._name_of_service}", f"{len(self._groups)} groups")

    def body(self) -> ComposeResult:
        """List the groups."""
        yield Line("A scope is a group with one operation, such as READ, after it.")
        yield Line("Those that are not confirmed may not exist; one unknown scope refuses all.")
        for group in self._groups:
            yield Line("", classes="gap")
            yield Line(_first_line(group))
            for text in _more(group):
                yield Line(text, classes="value")

    def action_move(self, lines: int) -> None:
        """Move the list by lines."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_back(self) -> None:
        """Go back to the step."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back as well; Ctrl+C leaves from there."""
        self.dismiss(None)


def _first_line(group: Listed) -> str:
    return f"{group.name}   {' '.join(group.operations) or 'nothing confirmed'}   {group.certainty}"


def _more(group: Listed) -> list[str]:
    lines = [group.description]
    if group.modules:
        lines.append(f"modules: {', '.join(group.modules)}")
    if group.unconfirmed:
        lines.append(f"not confirmed: {' '.join(group.unconfirmed)}")
    return lines
