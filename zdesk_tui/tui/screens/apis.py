"""The APIs of a connector: what is kept, whether the scopes are enough, and what can be done."""

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import apis
from zdesk_tui.connector import Api, Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle import keep_apis
from zdesk_tui.plaintext import plain
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.screens.sure import SureScreen
from zdesk_tui.tui.widgets.line import Line, cell, trouble
from zdesk_tui.tui.widgets.rows import CURSOR, RowList
from zdesk_tui.workspace import Workspace

_METHOD = 8


class ApisScreen(PlainScreen[None]):
    """A row for each API.

    Args:
        workspace: where the connector is.
        connector: as it was read.
    """

    HELP = "apis"
    BINDINGS = [
        Binding("t", "try", show=False),
        Binding("n", "add", show=False),
        Binding("h", "by_hand", show=False),
        Binding("e", "edit", show=False),
        Binding("s", "scope", show=False),
        Binding("d", "remove", show=False),
    ]

    def __init__(self, workspace: Workspace, connector: Connector) -> None:
        super().__init__()
        self._workspace = workspace
        self._connector = connector
        self._typed: dict[str, dict[str, str]] = {}
        """What placeholders were filled with, by the name of the API."""
        self._headings = Line("", classes="quiet")
        self.list = RowList(self._line, id="apis")

    def head(self) -> tuple[str, str]:
        """Return how many there are."""
        count = len(self._connector.apis)
        return (f"{self._connector.name}: APIs", f"{count} saved" if count else "none saved")

    def keys(self) -> str:
        """Return the keys that act now."""
        add = "n new   h by hand"
        if (api := self._api) is None:
            return f" {add}   Esc back"
        scope = "   s add the scope" if self._lacking(api) else ""
        return f" Enter sheet   t try   {add}   e edit{scope}   d delete   Esc back"

    def body(self) -> ComposeResult:
        """Lay out the headings and the rows."""
        yield self._headings
        yield self.list

    def on_mount(self) -> None:
        """Show what is saved."""
        self._show(self._connector, "")

    def on_resize(self, event: object) -> None:
        """Fit the headings to the width."""
        self.call_after_refresh(self._show_headings)

    def on_row_list_moved(self) -> None:
        """Say whether the scopes of this one are enough."""
        self._speak()

    def on_row_list_accepted(self) -> None:
        """Show the sheet for Zoho's dialog."""
        from zdesk_tui.tui.screens.api_sheet import ApiSheetScreen

        if api := self._api:
            files = self._workspace.carried(self._connector.name)
            self.app.push_screen(ApiSheetScreen(self._connector, api, files, self.help()))

    def action_try(self) -> None:
        """Call this one."""
        from zdesk_tui.tui.screens.api_try import TryScreen

        if api := self._api:
            typed = self._typed.setdefault(api.name, {})
            self.app.push_screen(TryScreen(self._workspace, self._connector, api, typed))

    @work(description="add an API", exclusive=True, group="change")
    async def action_add(self) -> None:
        """Add one that the catalog knows."""
        from zdesk_tui.tui.screens.api_find import FindScreen

        words = ""
        while True:
            screen = FindScreen(self._connector, words)
            api = await self.app.push_screen_wait(screen)
            if api is None or await self._edit(api, before=""):
                break
            words = screen.words

    @work(description="add an API by hand", exclusive=True, group="change")
    async def action_by_hand(self) -> None:
        """Add one from its method and its URL."""
        await self._edit(apis.by_hand(self._connector), before="")

    @work(description="edit an API", exclusive=True, group="change")
    async def action_edit(self) -> None:
        """Edit this one."""
        if api := self._api:
            await self._edit(api, before=api.name)

    @work(description="ask whether to remove an API", exclusive=True, group="change")
    async def action_remove(self) -> None:
        """Ask, then remove this one."""
        if (api := self._api) is None:
            return
        name = plain(api.name, apis.LONGEST_NAME)
        question = SureScreen(
            f"{self._connector.name}: delete an API",
            [f"{name} is removed from the connector's file. In Zoho nothing changes."],
            no="keep it", yes=f"delete {name}", about=self.help(),
        )  # fmt: skip
        if await self.app.push_screen_wait(question):
            try:
                after = await keep_apis.remove(self._workspace, self._connector.name, api.name)
            except ZdeskError as error:
                self.tell(trouble(error))
            else:
                self._show(after, f"+ {name} is deleted.")

    @work(description="ask whether to add a scope", exclusive=True, group="change")
    async def action_scope(self) -> None:
        """Ask, then add what this one lacks to the connector's scopes."""
        if (api := self._api) is None or not (lacking := self._lacking(api)):
            return
        name = self._connector.name
        here = self._connector.lives_in == "here"
        again = (
            f"Zoho gives it only by a new consent: until then {name} gives no token. a on the list "
            "of connectors asks for it."
            if here
            else "In Zoho the connector's Request Token URL changes with it, and it has to be "
            "authorized again there."
        )
        question = SureScreen(
            f"{name}: add a scope",
            [f"{_and(lacking)} is added to what {name} asks for.", f"~ {again}"],
            no="leave the scopes as they are", yes=f"add {_and(lacking)}", about=self.help(),
        )  # fmt: skip
        if await self.app.push_screen_wait(question):
            try:
                after = await keep_apis.ask_for(self._workspace, name, lacking)
            except ZdeskError as error:
                self.tell(trouble(error))
            else:
                self._show(after, f"+ {_and(lacking)} is added.\n~ {again}")

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back as well; Ctrl+C leaves from there."""
        self.dismiss(None)

    async def _edit(self, api: Api, before: str) -> bool:
        """Show the form until it is saved or left, and return whether it was saved."""
        from zdesk_tui.tui.screens.api_edit import EditScreen

        form = EditScreen(self._workspace, self._connector, api, before)
        after = await self.app.push_screen_wait(form)
        if after is None:
            return False
        saved = (at for at, one in enumerate(after.apis) if one.name == form.saved)
        self._show(after, "", at=next(saved, self.list.at))
        return True

    @property
    def _api(self) -> Api | None:
        found = self._connector.apis
        return found[self.list.at] if self.list.at < len(found) else None

    def _lacking(self, api: Api) -> tuple[str, ...]:
        return apis.lacking(api, self._connector.scopes)

    def _show(self, connector: Connector, said: str, at: int | None = None) -> None:
        self._connector = connector
        self.list.fill(len(connector.apis), self.list.at if at is None else at)
        self._show_headings()
        self.show_head()
        if said:
            self.tell(said)
            self.show_keys()
        else:
            self._speak()

    def _speak(self) -> None:
        """Say what is to be said about the row with the cursor."""
        self.show_keys()
        api = self._api
        if api is None:
            self.tell("No API is kept with this connector. n finds one by what it does.")
            return
        wrong = [f for f in apis.check(api, self._connector.user_data_center) if f.mark == "!"]
        if wrong:
            self.tell(f"! It cannot be called. {wrong[0].text}")
        elif lacking := self._lacking(api):
            self.tell(f"! {_and(lacking)} is missing. s adds it; consent is needed again then.")
        elif api.scopes:
            self.tell("+ The scopes are enough.")
        else:
            self.tell("~ Which scope it needs is not known here.")

    def _mark(self, api: Api) -> str:
        findings = apis.check(api, self._connector.user_data_center)
        if any(finding.mark == "!" for finding in findings) or self._lacking(api):
            return "!"
        return "+" if api.scopes else "~"

    def _show_headings(self) -> None:
        width = self.list.size.width - CURSOR
        if width > 0 and self._connector.apis:
            name, needs = _columns(width)
            line = f"  {cell('Name', name)}{cell('Method', _METHOD)}{cell('Needs', needs)}"
            self._headings.show(" " * CURSOR + line.rstrip())
        elif not self._connector.apis:
            self._headings.show("")

    def _line(self, index: int, width: int) -> str:
        api = self._connector.apis[index]
        name, needs = _columns(width)
        return (
            f"{self._mark(api)} {cell(plain(api.name, apis.LONGEST_NAME), name)}"
            f"{cell(api.method, _METHOD)}{cell(plain(', '.join(api.scopes), 200), needs)}"
        )


def _columns(width: int) -> tuple[int, int]:
    name = max(14, (width - 2 - _METHOD) // 2)
    return name, max(0, width - 2 - _METHOD - name)


def _and(scopes: tuple[str, ...]) -> str:
    return " and ".join(plain(scope, 100) for scope in scopes)
