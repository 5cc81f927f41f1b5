"""One API as a form: every field of Zoho's dialog, and the scopes that it needs."""

from typing import get_args

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from zdesk_tui import apis, scopes
from zdesk_tui.connector import Api, Connector, Method
from zdesk_tui.errors import ZdeskError
from zdesk_tui.findings import Finding, refused
from zdesk_tui.lifecycle import keep_apis
from zdesk_tui.plaintext import plain
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.pick import Picker
from zdesk_tui.tui.screens.sure import SureScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words, trouble
from zdesk_tui.tui.widgets.paste import PasteArea
from zdesk_tui.workspace import Workspace

METHODS: tuple[Method, ...] = get_args(Method)


class _Lines(PasteArea):
    """Where Enter breaks the line, as there are several."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.insert("\n")


class _Area(Vertical):
    """A label, a text of a few lines below it, and what is to be said about it."""

    def __init__(self, label: str, text: str, *, name: str) -> None:
        super().__init__(classes="part", id=name)
        self._label = label
        self.area = _Lines(text, id=f"{name}-input")
        self._said = Line("", classes="findings")

    def compose(self) -> ComposeResult:
        """Lay out the three."""
        yield Line(f"  {self._label}")
        yield self.area
        yield self._said

    def say(self, findings: tuple[Finding, ...]) -> None:
        """Show what is to be said about the text."""
        self._said.show(in_words(findings, at_most=2))
        self._said.display = bool(findings)


class EditScreen(AskScreen[Connector]):
    """Saves an API, and answers with the connector that has it then; None: nothing was saved.

    Args:
        workspace: where the connector is.
        connector: that gets it.
        api: to begin with.
        before: name of the saved one that is edited; empty for a new one.
    """

    HELP = "api-edit"
    BINDINGS = [
        Binding("f2", "save", show=False),
        Binding("f3", "repair", show=False),
    ]

    def __init__(self, workspace: Workspace, connector: Connector, api: Api, before: str) -> None:
        what = plain(before, 40) if before else "new API"
        super().__init__(f"{connector.name}: {what}")
        self._workspace = workspace
        self._connector = connector
        self._given = api
        self._before = before
        self._api: Api | None = None
        self._wanted = False
        self._began: tuple[object, ...] = ()
        self.saved = ""
        """The name under which it was saved."""
        self._called = Field("Name", api.name, name="api-name")
        self._method = Picker("Method", METHODS, METHODS.index(api.method), name="api-method")
        self._url = Field("URL", api.url, name="api-url")
        self._headers = _Area(
            "Headers, one a line as name: value",
            apis.pairs_text(api.headers, ": "), name="api-headers",
        )  # fmt: skip
        self._parameters = _Area(
            "Parameters of the query, one a line as name=value",
            apis.pairs_text(api.parameters, "="), name="api-parameters",
        )  # fmt: skip
        self._body = _Area("Body", api.body, name="api-body")
        self._scopes = Field("Scopes", ", ".join(api.scopes), name="api-scopes")
        self._note = Field("Note", api.note, name="api-note")

    def keys(self) -> str:
        """Return the keys that act now."""
        repair = "F3 repair   " if self._repair else ""
        return f" F2 save   Tab next field   {repair}Esc leave it as it was"

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield self._called
        yield self._method
        yield self._url
        yield self._scopes
        yield self._parameters
        yield self._headers
        yield self._body
        yield self._note

    def on_mount(self) -> None:
        """Check what stands there at first."""
        self._began = self._typed()
        self._check()

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self.tell("")
        self._check()

    def on_text_area_changed(self) -> None:
        """Check while the person types."""
        self.tell("")
        self._check()

    def on_picker_changed(self) -> None:
        """Check another method."""
        self._check()

    def on_picker_accepted(self) -> None:
        """Go on to the next field."""
        self.focus_next()

    def on_input_submitted(self) -> None:
        """Go on to the next field."""
        self.focus_next()

    def action_accept(self) -> None:
        """Do nothing: Enter goes from field to field, and F2 saves."""

    def action_repair(self) -> None:
        """Write the URL as it is meant."""
        if repair := self._repair:
            self._url.input.value = repair

    @work(description="save an API", exclusive=True)
    async def action_save(self) -> None:
        """Save it, unless something must be mended first."""
        self._wanted = True
        self._check()
        api = self._api
        if api is None:
            self.tell("! It is not saved yet: see the marks beside the fields.")
            return
        try:
            after = await keep_apis.keep(
                self._workspace, self._connector.name, api, before=self._before
            )
        except ZdeskError as error:
            self.tell(trouble(error))
            return
        self.saved = api.name
        self.dismiss(after)

    def action_back(self) -> None:
        """Go back; what was typed is not dropped without a question."""
        self._leave()

    @work(description="leave the form", exclusive=True)
    async def _leave(self) -> None:
        if self._typed() != self._began:
            question = SureScreen(
                self.head()[0],
                ["What was changed here is not saved."],
                no="go on with it", yes="drop the changes", about=self.help(),
            )  # fmt: skip
            if not await self.app.push_screen_wait(question):
                return
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back as well; Ctrl+C leaves from there."""
        self.action_back()

    def _typed(self) -> tuple[object, ...]:
        fields = (self._called, self._url, self._scopes, self._note)
        areas = (self._headers, self._parameters, self._body)
        texts = [*(field.value for field in fields), *(one.area.text for one in areas)]
        return (self._method.chosen, *texts)

    @property
    def _repair(self) -> str | None:
        said = apis.check_url(self._url.value.strip(), self._connector.user_data_center)
        return next((finding.repair for finding in said if finding.repair), None)

    def _check(self) -> None:
        """Say what is to be said beside each field, and keep the API if it can be saved."""
        name, url = self._called.value.strip(), self._url.value.strip()
        headers = apis.pairs_of(self._headers.area.text, ":")
        parameters = apis.pairs_of(self._parameters.area.text, "=")
        listed = scopes.parse(self._scopes.value, self._connector.service)
        api = Api(
            name=name,
            method=METHODS[self._method.chosen or 0],
            url=url,
            headers={} if isinstance(headers, Finding) else headers,
            parameters={} if isinstance(parameters, Finding) else parameters,
            body=self._body.area.text.strip(),
            scopes=listed.scopes if self._scopes.value.strip() else (),
            note=self._note.value.strip(),
            extra=self._given.extra,
        )
        others = [one.name for one in self._connector.apis if one.name != self._before]
        said: dict[Field | _Area, tuple[Finding, ...]] = {
            self._called: apis.check_name(name, others),
            self._url: apis.check_url(url, self._connector.user_data_center),
            self._headers: (headers,)
            if isinstance(headers, Finding)
            else apis.check_headers(headers),
            self._parameters: (parameters,)
            if isinstance(parameters, Finding)
            else apis.check_parameters(parameters),
            self._body: apis.check_body(api),
            self._scopes: self._about_scopes(api, listed.findings),
        }
        for field, findings in said.items():
            # A form that nothing was typed into is not wrong yet.
            field.say(findings if name or self._wanted or field is not self._called else ())
        mended = [findings for field, findings in said.items() if field is not self._scopes] + [
            listed.findings if api.scopes else ()
        ]
        self._api = None if any(map(refused, mended)) else api
        self.show_keys()

    def _about_scopes(self, api: Api, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        if not self._scopes.value.strip():
            return (Finding("~", "Leave it empty where you do not know."),)
        if refused(findings):
            return findings
        if lacking := apis.lacking(api, self._connector.scopes):
            text = f"{' and '.join(lacking)} is missing; s of the list adds it."
            return (Finding("!", text),)
        return (Finding("+", "The scopes are enough."),)
