"""What every step's screen has in common: collecting, checking and keeping; back, next, leave."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import ClassVar

from textual.widgets import Input

from zdesk_tui.errors import StepName
from zdesk_tui.findings import Finding
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft
from zdesk_tui.setup.help import Help, of_step
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.context import Context, Move, Outcome
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.widgets.carry import CarryList
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.paste import PasteArea


class StepScreen(PlainScreen[Outcome]):
    """One step of the wizard: shows a draft, collects the answers, delegates the rest.

    Args:
        context: this run of the wizard.
        draft: the answers so far.
    """

    STEP: ClassVar[StepName]
    KEYS = " Enter next   Tab move   Esc back   Ctrl+C leave, kept"
    returned = False
    """Whether the person came back to it from a later step."""

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__()
        self.context = context
        self.draft = draft
        self._room_before: int | None = None
        self._carried: list[tuple[list[Item], set[Item]]] = []

    @property
    def first(self) -> bool:
        """Whether going back leaves the wizard."""
        return steps.before(self.draft, self.STEP) is None

    def head(self) -> tuple[str, str]:
        """Return whose step this is, and where it stands."""
        at, count = steps.position(self.draft, self.STEP)
        where = f"Step {at} of {count}" if at else "consent again"
        title = self.about()
        if self.draft.name:
            several = f" ({self.context.place})" if self.context.place else ""
            title = f"{self.draft.name}{several}: {title}"
        return (title[:1].upper() + title[1:] if not self.draft.name else title, where)

    def about(self) -> str:
        """Return what the step is about."""
        return steps.TITLES[self.STEP]

    def help(self) -> Help | None:
        """Return the help of this step."""
        return of_step(self.STEP, self.draft)

    def collect(self) -> Draft:
        """Return the draft with the answers that stand in the fields."""
        return self.draft

    @property
    def files(self) -> CarriedFiles:
        """Where values of this connector may be written until the step ends."""
        return self.context.workspace.carried(self.draft.name)

    def carry(self, items: Iterable[Item], *, id: str | None = None) -> CarryList:  # noqa: A002
        """Return rows to be carried elsewhere and ticked off; the draft remembers the ticks.

        Args:
            items: in the order of the other screen.
            id: of the list.
        """
        rows = list(items)
        ticked = {item for item in rows if self._mark(item) in self.draft.ticked}
        self._carried.append((rows, ticked))
        return CarryList(rows, self.files, ticked, id=id)

    def _mark(self, item: Item) -> str:
        """Return what stands for an item in the draft; another value has to be ticked anew."""
        return sha256(f"{self.STEP}\n{item.label}\n{item.opened}".encode()).hexdigest()[:16]

    def _with_ticks(self, draft: Draft) -> Draft:
        kept = dict.fromkeys(draft.ticked)
        for rows, ticked in self._carried:
            for item in rows:
                kept.pop(self._mark(item), None)
                if item in ticked:
                    kept[self._mark(item)] = None
        return replace(draft, ticked=tuple(kept))

    def check(self) -> None:
        """Show what is to be said about the answers."""

    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be said about this step's answers."""
        return steps.findings(
            self.draft, self.STEP, self.context.workspace.data_centers, self.context.taken
        )

    def fit(self) -> None:
        """Fold help, and what the step itself says where its room is another one now."""
        if self._room_before not in (None, self.room):
            self.check()
        self._room_before = self.room
        super().fit()

    def keep(self) -> None:
        """Keep the answers in the draft's file."""
        self.draft = self._with_ticks(self.collect())
        self.context.keep(self.draft)

    def on_mount(self) -> None:
        """Show what is to be said about the answers so far."""
        self.check()
        if self._carried:
            # The first row has the focus; what stands above it leads to the list.
            self.call_after_refresh(self.query_one("#body").scroll_home, animate=False)

    def on_descendant_blur(self) -> None:
        """Keep what a field holds as soon as it is left."""
        if self.is_mounted:
            self.keep()

    def on_input_changed(self) -> None:
        """Check while the person types."""
        self._typed()

    def on_text_area_changed(self) -> None:
        """Check while the person types."""
        self._typed()

    def on_choice_list_changed(self) -> None:
        """Check when another row is chosen."""
        self._typed()

    def _typed(self) -> None:
        self.draft = self.collect()
        with self._message.at_once():
            self.tell("")
            self.check()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or on from the last one."""
        event.stop()
        await self._onward()

    async def on_choice_list_accepted(self, event: ChoiceList.Accepted) -> None:
        """Go to the next field, or on from the last one."""
        event.stop()
        await self._onward()

    async def on_paste_area_submitted(self, event: PasteArea.Submitted) -> None:
        """Go to the next field, or on from the last one."""
        event.stop()
        await self._onward()

    async def _onward(self) -> None:
        chain = self.focus_chain
        if self.focused is not None and chain and self.focused is not chain[-1]:
            self.focus_next()
        else:
            await self.action_next()

    async def action_next(self) -> None:
        """Go on, or say at the foot what has to be mended first."""
        self.keep()
        stop = steps.obstacle(
            self.draft, self.STEP, self.context.workspace.data_centers, self.context.taken
        )
        if stop:
            self.tell(f"! {stop.text}")
            return
        await self.go_on()

    async def go_on(self) -> None:
        """Leave forward: nothing has to be mended."""
        self.leave("next")

    async def action_back(self) -> None:
        """Go one step back; the answers stay."""
        self.leave("back")

    async def action_leave(self) -> None:
        """Leave the wizard; the answers stay in the draft."""
        self.leave("leave")

    def leave(self, to: Move | StepName) -> None:
        """Dismiss the screen with the answers."""
        self.keep()
        self.dismiss(Outcome(self.draft, to))
