"""Step 7: choose the organization, from the service's list or typed by hand."""

from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui.catalog import services
from zdesk_tui.connector import Organization
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.adopt import with_account
from zdesk_tui.lifecycle.whose import Whose, whose
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, cell
from zdesk_tui.zoho.organizations import Listed, wrong_id


class OrganizationScreen(StepScreen):
    """The service's list, and a field for an ID that is not on it."""

    STEP = "organization"
    KEYS = " Enter next   Up/Down choose   r ask again   Esc back   Ctrl+C leave, kept"
    BINDINGS = [Binding("r", "ask", show=False)]
    ASKING = "A token was issued. Asking {service} for its {word}s."
    ELSEWHERE = (
        "~ This consent was given for another organization; with this one Desk answers\n"
        "  OAUTH_ORG_MISMATCH. Esc goes back to consent for this one."
    )

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._service = services.of(draft.service)
        self._rule = self._service.organization
        self._whose: Whose | None = None
        self._rows: list[Listed] = []
        self._by = Line("", id="by")
        self._list = ChoiceList([], id="organizations")
        self._list.display = False
        self.id_field = Field(self._rule.word.capitalize(), "", name="organization-id")
        self._said = Line("", id="said")

    def about(self) -> str:
        """Return what the service calls an organization."""
        return self._rule.word

    def body(self) -> ComposeResult:
        """Lay out the list and the field."""
        yield self._by
        yield Line("", classes="gap")
        yield self._list
        yield self.id_field
        yield Line("", classes="gap")
        yield self._said

    def on_mount(self) -> None:
        """Ask the service."""
        if self.draft.organization:
            self.id_field.input.value = self.draft.organization.id
        self.action_ask()

    @work(description="ask for the organizations", exclusive=True)
    async def action_ask(self) -> None:
        """Ask for the organizations, and whose token it is."""
        if self.draft.access_token is None:
            return
        self._by.show(self.ASKING.format(service=self._service.name, word=self._rule.word))
        found = await self._found()
        self._whose = found
        if found.person and self.draft.grant:
            self.draft = replace(
                self.draft,
                grant=with_account(self.draft.grant, found.person.account, found.person.zuid),
            )
            self.context.keep(self.draft)
        self._fill(found)
        if self._as_before and not self.returned:
            await self.action_next()

    @property
    def _as_before(self) -> bool:
        """Whether consent again leads to the saved organization: that was answered once."""
        before = self.context.before.organization if self.context.before else None
        now, found = self.draft.organization, self._whose
        if before is None or now is None or found is None or found.problem:
            return False
        return now.id == before.id and (found.bound is None or now.id in found.bound)

    async def _found(self) -> Whose:
        try:
            self.draft = await self.context.with_live_token(self.draft)
        except ZdeskError as error:
            return Whose(None, problem=error)
        token = self.draft.access_token or Secret("")
        center = self.context.user_data_center(self.draft)
        return await whose(self._service, center, token, self.draft.scopes)

    def _fill(self, found: Whose) -> None:
        self._rows = list(found.organizations)
        reached = found.bound
        rows = []
        for row in self._rows:
            marks = [
                plain(row.edition.capitalize(), 14) if row.edition else "",
                "default" if row.is_default else "",
                "sandbox portal" if row.is_sandbox else "",
                "this consent" if reached and row.id in reached else "",
            ]
            rows.append(
                cell(plain(row.name or "without a name", 80), 27)
                + f"{row.id:<11} "
                + "  ".join(mark for mark in marks if mark)
            )
        rows.append("another, by its ID below" if self._rows else "by its ID below")
        self._list.refill(rows, self._preselected(reached))
        self._list.display = True
        self._by.show(self._by_whom())
        if found.problem:
            without = (
                "Desk then takes the one chosen at consent"
                if self._service.key == "desk"
                else "each call then has to name it"
            )
            self.tell(
                f"~ {found.problem.message}\n"
                f"  Type the {self._rule.id_words}, or leave it empty: {without}."
            )
        self.draft = self.collect()
        self.check()
        (self._list if self._rows else self.id_field.input).focus()

    def _by_whom(self) -> str:
        account = self.draft.grant.account if self.draft.grant else None
        name = self.context.user_data_center(self.draft).spoken
        who = plain(account, 60) if account else "an account that is unknown here"
        lines = [f"Consent by {who}, in {name}. A token was issued."]
        if not account:
            lines.append("None of the chosen scopes lets the account be asked for.")
        before = self.context.before
        if before and before.grant and before.grant.account and account:
            same = before.grant.account == account
            lines.append(
                "+ The same account as before."
                if same
                else f"! Before it was {plain(before.grant.account, 60)}. Nothing is replaced yet."
            )
        return "\n".join(lines)

    def _preselected(self, reached: frozenset[str] | None) -> int:
        kept = self.draft.organization
        for wanted in (
            [row.id for row in self._rows if kept and row.id == kept.id],
            [row.id for row in self._rows if reached and len(reached) == 1 and row.id in reached],
            [row.id for row in self._rows if row.is_default],
            [row.id for row in self._rows],
        ):
            # A kept choice that this consent does not reach would be refused by Desk.
            if wanted and (not reached or wanted[0] in reached or len(self._rows) == 1):
                return next(at for at, row in enumerate(self._rows) if row.id == wanted[0])
        return len(self._rows)

    @property
    def _by_hand(self) -> bool:
        return self._list.chosen is None or self._list.chosen >= len(self._rows)

    @property
    def _wrong_id(self) -> str:
        """What is wrong with the ID that was typed, if anything."""
        typed = self.id_field.value.strip()
        return wrong_id(self._service, typed) if self._by_hand and typed else ""

    def collect(self) -> Draft:
        """Take the row, or the ID that was typed."""
        chosen = self._list.chosen
        if self._whose is None:
            return self.draft
        if chosen is not None and not self._by_hand:
            row = self._rows[chosen]
            return replace(self.draft, organization=Organization(row.id, plain(row.name, 100)))
        typed = self.id_field.value.strip()
        return replace(self.draft, organization=Organization(typed) if typed else None)

    def check(self) -> None:
        """Warn of an organization that the token does not reach."""
        self.id_field.display = self._by_hand
        self.id_field.say(f"! {self._wrong_id}" if self._wrong_id else self._where())
        reached = self._whose.bound if self._whose else None
        picked = self.draft.organization.id if self.draft.organization else None
        if reached and picked and picked not in reached:
            self._said.show(self.ELSEWHERE)
        elif len(self._rows) > 1 and self._service.key == "desk":
            self._said.show("A Desk token is bound to the organization chosen on Zoho's page.")
        elif self._whose and not self._rows and self._whose.problem is None:
            self._said.show(
                f"! This account belongs to no {self._rule.word} of {self._service.name}.\n"
                "  Sign in as one that does, or ask your "
                f"{self._service.name} administrator\n  to add you; then consent again."
            )
        else:
            self._said.show(self._rule.note if self._rows and self._service.key != "desk" else "")

    def _where(self) -> str:
        """Return how calls name the organization."""
        rule = self._rule
        places = {"header": "in the header", "query": "as the parameter", "path": "in the path, as"}
        return f"  calls name it {places[rule.selector]} {rule.name}" if self._by_hand else ""

    async def action_next(self) -> None:
        """Go on, unless the typed ID cannot be one, or the list has not come yet."""
        if self._whose is None:
            self.tell(f"{self._service.name} has not answered yet.")
        elif self._wrong_id:
            self.tell(f"! {self._wrong_id}")
        else:
            await super().action_next()
