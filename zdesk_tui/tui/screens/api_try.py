"""Calling an API: its placeholders, the request before it goes, and the answer."""

import asyncio

from rich.cells import cell_len, chop_cells
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.worker import Worker

from zdesk_tui import apis
from zdesk_tui.apis import Request
from zdesk_tui.connector import Api, Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.call import HELD, Answer, called
from zdesk_tui.lifecycle.token import check_grant
from zdesk_tui.plaintext import plain
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.sure import SureScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, trouble
from zdesk_tui.tui.widgets.rows import CURSOR, RowList
from zdesk_tui.workspace import Workspace


class TryScreen(AskScreen[None]):
    """A field for each placeholder, with the request below as it will be sent.

    Args:
        workspace: where the connector is.
        connector: whose grant is used.
        api: to call.
        typed: what its placeholders were filled with before; shared, and changed here.
    """

    HELP = "api-try"

    def __init__(
        self, workspace: Workspace, connector: Connector, api: Api, typed: dict[str, str]
    ) -> None:
        super().__init__(f"{connector.name}: try {plain(api.name, 40)}")
        self._workspace = workspace
        self._connector = connector
        self._api = api
        self._typed = typed
        self._fields = {
            name: Field(name, typed.get(name, ""), name=f"value-{name}")
            for name in apis.placeholders(api)
        }
        self._shown = Line("", id="request")
        self._sending: Worker[None] | None = None

    def keys(self) -> str:
        """Return the keys that act now."""
        if self._sending:
            return " Esc stop waiting"
        return f" Enter {'send' if self._last else 'next field'}   Esc back"

    def body(self) -> ComposeResult:
        """Lay out the fields and the request."""
        yield from self._fields.values()
        yield Line("", classes="gap")
        yield self._shown

    def on_mount(self) -> None:
        """Show the request as far as it is known."""
        self._show()
        try:
            check_grant(self._workspace, self._connector)
        except ZdeskError as error:
            self.tell(trouble(error))
        else:
            if not self._api.reads:
                self.tell("~ This may change something at Zoho, so it asks before it is sent.")

    def on_input_changed(self) -> None:
        """Show the request as it becomes."""
        self._typed.update(self._values())
        self._show()

    def on_input_submitted(self) -> None:
        """Go on to the next field, or send."""
        self.action_accept()

    def action_accept(self) -> None:
        """Go on to the next field, or send."""
        if self._sending:
            return
        if not self._last:
            self.focus_next()
            return
        try:
            request = self._request()
            check_grant(self._workspace, self._connector)
        except ZdeskError as error:
            self.tell(trouble(error))
            return
        self._sending = self._send(request)

    def action_back(self) -> None:
        """Stop waiting, or go back."""
        if self._sending:
            self._sending.cancel()
        else:
            self.dismiss(None)

    @property
    def _last(self) -> bool:
        """Whether no field comes after the one with the focus."""
        fields = list(self._fields.values())
        return not fields or fields[-1].input.has_focus

    def _values(self) -> dict[str, str]:
        return {name: field.value for name, field in self._fields.items()}

    def _request(self) -> Request:
        return apis.request_of(self._api, self._connector, self._values())

    def _show(self) -> None:
        try:
            self._shown.show(self._request().shown)
        except ZdeskError as error:
            self._shown.show(f"~ {error.message}")

    @work(description="call", group="call", exclusive=True)
    async def _send(self, request: Request) -> None:
        try:
            if not self._api.reads and not await self._agreed(request):
                self.tell("Nothing was sent.")
                return
            self.tell("Sent. Waiting for the answer.")
            self.show_keys()
            async with called(self._workspace, self._connector, self._api, request) as answer:
                pass
        except ZdeskError as error:
            self.tell(trouble(error))
            return
        except asyncio.CancelledError:
            if self.stands:
                done = "" if self._api.reads else " What was sent may have been done all the same."
                self.tell(f"~ Stopped waiting.{done}")
            raise
        finally:
            self._sending = None
            if self.stands:
                self.show_keys()
        values = [f"{name}={value}" for name, value in self._values().items()]
        yes = () if self._api.reads else ("--yes",)
        command = self._workspace.command(
            "call", self._connector.name, self._api.name, *values, *yes
        )
        self.tell(f"{answer.summary}.")
        self.app.push_screen(AnswerScreen(self.head()[0], answer, command))

    async def _agreed(self, request: Request) -> bool:
        question = SureScreen(
            self.head()[0],
            [request.shown],
            no="do not send it",
            yes="send it",
            about=self.help(),
        )
        answer: bool | None = await self.app.push_screen_wait(question)
        return answer is True


class AnswerScreen(AskScreen[None]):
    """What came back, to be read and moved through.

    Args:
        title: what the first line says.
        answer: as far as it was read.
        command: makes the same call in a script.
    """

    HELP = "api-try"
    KEYS = " Up/Down PgUp/PgDn Home/End move   v the call as a command, alone   Esc back"
    BINDINGS = [Binding("v", "alone", show=False)]

    def __init__(self, title: str, answer: Answer, command: str) -> None:
        super().__init__(title)
        self._answer = answer
        self._command = command
        text = answer.text
        self._lines = [] if text is None else text.split("\n")
        self._folded: list[str] = []
        self._list = RowList(lambda index, _: self._folded[index], id="answer")

    def head(self) -> tuple[str, str]:
        """Return the title and the status."""
        return (super().head()[0], f"{self._answer.status}")

    def body(self) -> ComposeResult:
        """Lay out the text."""
        yield self._list

    def on_mount(self) -> None:
        """Say what the answer means."""
        answer = self._answer
        if answer.error:
            said = [trouble(answer.error)]
        elif answer.text is None:
            said = [f"~ It is no text ({plain(answer.content_type, 60) or 'of no kind'})."]
        else:
            said = ["+ A good answer."]
        if not answer.whole:
            said.append(f"~ Its first {HELD // 1024:,} KiB; the command of v prints all of it.")
        said += [f"~ {warning}" for warning in answer.warnings]
        self.tell("\n".join([f"{answer.summary}.", *said]))

    def on_resize(self, event: events.Resize) -> None:
        """Fold long lines to the window."""
        width = max(20, event.size.width - CURSOR - 3)
        self._folded = [
            part
            for line in self._lines
            for part in (chop_cells(line, width) if cell_len(line) > width else [line])
        ]
        self._list.fill(len(self._folded), self._list.at)

    async def action_alone(self) -> None:
        """Show the command that makes the same call, outside the full screen."""
        await show_alone(self.app, [("The same call in a script", self._command)])

    def action_accept(self) -> None:
        """Go back."""
        self.dismiss(None)
