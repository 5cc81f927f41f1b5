"""Step 2: the scope list as text, and the three URLs as they grow."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import scopes, urls
from zdesk_tui.connector import AccessType
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line, in_words
from zdesk_tui.tui.widgets.paste import PasteArea

ACCESS: tuple[AccessType, ...] = ("offline", "online")
FINDINGS_SHOWN = 4


class ScopesScreen(StepScreen):
    """One text area, findings below it, the URLs at the foot."""

    STEP = "scopes"
    KEYS = " Enter next   F2 the guide's three   F3 repair   F4 URLs alone   Esc back"
    BINDINGS = [
        Binding("f2", "guide", show=False),
        Binding("f3", "repair", show=False),
        Binding("f4", "alone", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._text = PasteArea(draft.scopes_text, id="scopes")
        self._access = ChoiceList(
            [
                "offline   with a refresh token: works until somebody revokes it",
                "online    ends after an hour, then a person has to consent again",
            ],
            chosen=ACCESS.index(draft.access_type),
            id="access",
        )
        self._said = Line("", id="said")
        self._urls = [Line("", classes="value") for _ in range(3)]

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield Line("Scopes: one permission each; typed, or pasted from anywhere.")
        yield self._text
        yield self._said
        yield self._access
        for (label, _), line in zip(self._three(), self._urls, strict=True):
            yield Line(label, classes="quiet")
            yield line

    def collect(self) -> Draft:
        """Take the answers."""
        return replace(
            self.draft, scopes_text=self._text.text, access_type=ACCESS[self._access.chosen or 0]
        )

    def check(self) -> None:
        """Check the list while it is typed."""
        if self.draft.scopes_text.strip():
            self._said.show(in_words(self.findings(), at_most=FINDINGS_SHOWN))
        else:
            self._said.show("F2 fills in the three that Zoho's guide uses.")
        for (_, url), line in zip(self._three(), self._urls, strict=True):
            line.show(url)

    def _three(self) -> list[tuple[str, str]]:
        center = self.context.data_center(self.draft)
        return urls.three_urls(center, center, self.draft.scopes, self.draft.access_type)

    def action_guide(self) -> None:
        """Fill in the three scopes of Zoho's guide."""
        self._text.load_text(",\n".join(scopes.GUIDE))
        self._text.move_cursor(self._text.document.end)

    def action_repair(self) -> None:
        """Write every scope as the catalog has it."""
        self._text.load_text(scopes.apply_repairs(self._text.text))
        self._text.move_cursor(self._text.document.end)

    async def action_alone(self) -> None:
        """Show the URLs outside the full screen."""
        self.keep()
        await show_alone(self.app, self._three())
