"""Step 4: what to do in the API Console, with the exact values to type there."""

from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials, sheets
from zdesk_tui.catalog import services
from zdesk_tui.connector import CONSOLE_NAMES
from zdesk_tui.redirects import SUGGESTED
from zdesk_tui.sheets import Sheet
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.screens.client_name import ClientNameScreen
from zdesk_tui.tui.screens.sheets import items_of
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.carry import letters
from zdesk_tui.tui.widgets.line import Line

_LABEL = "only a label; e changes it"
"""What is to be known of the client's name, at the row that has it."""


class RegisterScreen(StepScreen):
    """A checklist to follow on another screen."""

    STEP = "register"
    BINDINGS = [
        Binding("enter", "next", show=False),
        Binding("e", "name", show=False),
    ]

    @property
    def _client_name(self) -> str:
        return self.draft.client_name or credentials.suggested_client_name(self.draft.name)

    @property
    def _named(self) -> bool:
        """Whether the console asks for a name."""
        return self.draft.client_type != "self-client"

    def keys(self) -> str:
        """Return the keys that act now."""
        return f" Enter next   {letters(self.focused)}   Esc back"

    def body(self) -> ComposeResult:
        """Lay out the list."""
        service = services.of(self.draft.service).name
        yield Line(f"In a browser, signed in as one whose {service} you want to reach:")
        yield Line("", classes="gap")
        yield self.carry(self._items(), id="steps")
        yield Line("", classes="gap")
        if self.context.workspace.sandbox:
            stand_in = [self._stand_in()]
            yield self.carry(stand_in, id="stand-in")
            return
        if not self._named:
            yield Line(
                "All programs that use the Self Client share its Client ID and its 20 refresh "
                "tokens, and it works for accounts of this data center only.",
                classes="quiet",
            )
            return
        yield Line(
            "Do people of other data centers have to consent too? Then switch those data centers "
            "on in the client's tab Settings, with the same credentials for all.",
            classes="quiet",
        )

    def _items(self) -> list[Item]:
        if self.draft.lives_in != "here":
            return items_of(self._sheet())
        center = self.context.data_center(self.draft)
        kind = CONSOLE_NAMES[self.draft.client_type]
        uri = self.draft.client.redirect_uri
        items = [Item(f"Open the API Console of {center.spoken}", center.console_url or "")]
        if not self._named:
            return [
                *items,
                Item("Is there a Self Client already? Open it: an account has only one"),
                Item(f"If not: Get Started or Add Client, then {kind}, Create Now, OK"),
                Item("Its tab Client Secret shows both values of the next step"),
            ]
        return [
            *items,
            Item(f"Get Started (first visit) or Add Client, then {kind}, Create Now"),
            Item(f"Client Name ({_LABEL})", self._client_name),
            Item("Homepage URL (any address)", credentials.SUGGESTED_HOMEPAGE),
            *([Item("Authorized Redirect URIs", uri)] if uri else []),
            Item("Create; the tab Client Secret shows both values of the next step"),
        ]

    def _sheet(self) -> Sheet:
        """Return the dialog as a client for what lives in Zoho needs it."""
        draft = self.draft
        sheet = sheets.add_client(
            draft.client_type,
            self.context.data_center(draft),
            self._client_name,
            (sheets.registered(draft.redirect_uri), *sheets.second(self._local)),
        )
        fields = (
            replace(field, how=_LABEL) if field.label == "Client Name" else field
            for field in sheet.fields
        )
        return replace(sheet, fields=tuple(fields))

    @property
    def _local(self) -> str:
        """The second redirect URI of a client for what lives in Zoho."""
        return self.draft.local_redirect_uri or self.draft.other_uris.get("loopback", SUGGESTED)

    def _stand_in(self) -> Item:
        draft = self.draft
        kind = ("--type", draft.client_type) if draft.client_type != "server-based" else ()
        uris: tuple[str, ...] = (draft.client.redirect_uri,) if draft.purpose else ()
        same = "the same client"
        if draft.lives_in != "here":
            uris, same = (*filter(None, uris), self._local), "it with both URIs"
        words = (self._client_name, *uris, *kind, "--data-center", draft.data_center)
        return Item(
            f"No browser? In another terminal this registers {same}:",
            self.context.workspace.sandbox_command("register", *words),
        )

    @work(description="ask for another client name")
    async def action_name(self) -> None:
        """Ask for another client name, and show the list with it."""
        if not self._named:
            return
        title = f"{self.draft.name}: client name"
        name = await self.app.push_screen_wait(ClientNameScreen(title, self._client_name))
        if name and name != self._client_name:
            self.draft = replace(self.draft, client_name=name)
            self.leave(self.STEP)
