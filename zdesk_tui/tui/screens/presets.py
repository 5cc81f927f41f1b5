"""Presets to begin with, each with its reason, and the present list kept as one of one's own."""

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import names, presets, scope_offers
from zdesk_tui.errors import ZdeskError
from zdesk_tui.findings import refused
from zdesk_tui.picks import Picks
from zdesk_tui.plaintext import plain
from zdesk_tui.presets import Preset
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.sure import SureScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, folded, trouble
from zdesk_tui.workspace import Workspace


class PresetsScreen(AskScreen[Picks]):
    """Answers with the picks that a preset is added to, or None for back.

    Args:
        workspace: where the person's own ones are.
        picks: what is picked so far; it stays.
    """

    HELP = "presets"
    BINDINGS = [
        Binding("s", "save", show=False),
        Binding("d", "delete", show=False),
        Binding("f6", "back", show=False),
    ]

    def __init__(self, workspace: Workspace, picks: Picks) -> None:
        super().__init__(f"{scope_offers.service_name(picks.service)}: presets")
        self._workspace = workspace
        self._picks = picks
        self._every: list[Preset] = []
        self._list = ChoiceList([], chosen=0, id="rows")
        self._about = Line("")

    def body(self) -> ComposeResult:
        """Lay out the names above what is said of the chosen one."""
        yield self._list
        yield self._about

    def on_mount(self) -> None:
        """Show ours and the person's own."""
        self._list.focus()
        self._fill("")

    def on_resize(self, event: object) -> None:
        """Fold to the width."""
        self.call_after_refresh(self._speak)

    def on_choice_list_changed(self) -> None:
        """Say what this one is for."""
        self._speak()

    def keys(self) -> str:
        """Return the keys that act now."""
        use = "Enter add to the list   " if self._chosen else ""
        save = "s save the list as a preset   " if self._picks.scopes else ""
        delete = "d delete   " if self._chosen and self._chosen.own else ""
        return f" {use}{save}{delete}Esc back"

    def answer(self) -> Picks | None:
        """Return the list with this preset in it."""
        if (preset := self._chosen) is None:
            return None
        module = f":{preset.module}" if preset.module else ""
        keys = (
            f"{one.identifier}{module if one.title.endswith(f'({preset.module})') else ''}"
            for one in preset.chosen
        )
        after = self._picks.with_scopes(preset.scopes)
        wanted = tuple(dict.fromkeys((*after.wanted, *keys)))
        return Picks(after.service, after.text, wanted)

    @work(description="save a preset", exclusive=True, group="change")
    async def action_save(self) -> None:
        """Keep the present list under a name."""
        if not self._picks.scopes:
            return
        preset = await self.app.push_screen_wait(PresetNameScreen(self._workspace, self._picks))
        if preset is not None:
            self._fill(preset.name, f"+ {preset.name} is saved.")

    @work(description="delete a preset", exclusive=True, group="change")
    async def action_delete(self) -> None:
        """Ask, then remove one of the person's own."""
        preset = self._chosen
        if preset is None or not preset.own:
            return
        question = SureScreen(
            "delete a preset", [f"{preset.name} is removed. Connectors keep their scopes."],
            no="keep it", yes=f"delete {preset.name}", about=self.help(),
        )  # fmt: skip
        if await self.app.push_screen_wait(question):
            try:
                self._workspace.presets.delete(preset.name)
            except ZdeskError as error:
                self.tell(trouble(error))
            else:
                self._fill("", f"+ {preset.name} is deleted.")

    @property
    def _chosen(self) -> Preset | None:
        return self._every[self._list.chosen or 0] if self._every else None

    def _fill(self, name: str, said: str = "") -> None:
        service = self._picks.service
        try:
            own, bad = self._workspace.presets.every()
        except ZdeskError as error:
            own, bad = [], []
            said = f"! {error.message}"
        self._every = [
            *(one for one in own if one.service == service),
            *presets.of(service),
        ]
        at = next((at for at, one in enumerate(self._every) if one.name == name), 0)
        rows = [
            f"{plain(one.title, 40)}{'   your own' if one.own else ''}   {len(one.scopes)} scopes"
            for one in self._every
        ]
        self._list.refill(rows, at if rows else None)
        self.tell("\n".join(filter(None, (said, *(f"! {error.message}" for error in bad)))))
        self._speak()

    def _speak(self) -> None:
        if not self.stands:
            return
        if preset := self._chosen:
            scopes = plain(", ".join(preset.scopes), 2000)
            text = f"{plain(preset.reason, 1000)}\n{scopes}" if preset.reason else scopes
        else:
            text = "No preset of this service is known here; s saves the list as one."
        self._about.show(folded(f"\n{text}", self.room))
        self.show_keys()


class PresetNameScreen(AskScreen[Preset]):
    """Answers with the preset once it is saved, or None for back.

    Args:
        workspace: where it is saved.
        picks: the list.
    """

    HELP = "presets"
    KEYS = " Enter next, then save   Esc back"

    def __init__(self, workspace: Workspace, picks: Picks) -> None:
        super().__init__("save the list as a preset")
        self._workspace = workspace
        self._picks = picks
        self._called = Field("Name", name="preset-name")
        self._reason = Field("What for", name="preset-reason")

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield Line(folded(f"{', '.join(self._picks.scopes)}", self.room))
        yield Line("", classes="gap")
        yield self._called
        yield self._reason

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self.tell("")

    def on_input_submitted(self) -> None:
        """Go to the next field, or save."""
        if self.focused is self._called.input and not self._wrong():
            self._reason.input.focus()
        else:
            self.action_accept()

    def answer(self) -> Preset | None:
        """Save it, and return it; nothing while the name is no good."""
        name = self._called.value
        if wrong := self._wrong():
            self.tell(wrong)
            return None
        wanted = self._picks.wanted
        modules = {key.partition(":")[2] for key in wanted} - {""}
        preset = Preset(
            name=name,
            service=self._picks.service,
            title=name,
            reason=" ".join(self._reason.value.split()),
            scopes=self._picks.scopes,
            operations=tuple(key.partition(":")[0] for key in wanted),
            module=modules.pop() if len(modules) == 1 else "",
            own=True,
        )
        try:
            self._workspace.presets.save(preset)
        except ZdeskError as error:
            self.tell(trouble(error))
            return None
        return preset

    def _wrong(self) -> str:
        name = self._called.value
        if not name.strip():
            return "! Give the preset a name."
        bad = names.check(name)
        if refused(bad):
            return f"! {next(finding.text for finding in bad if finding.mark == '!')}"
        if self._workspace.presets.exists(name):
            return f"! A preset {name} is saved already; choose another name."
        return ""
