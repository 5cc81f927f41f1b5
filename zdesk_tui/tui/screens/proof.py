"""The proof before Authorize: consent here with the same client and scopes, and a live call."""

from dataclasses import replace

from textual import work
from textual.app import ComposeResult

from zdesk_tui import redirects
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector
from zdesk_tui.errors import ZdeskError
from zdesk_tui.findings import Finding, refused
from zdesk_tui.lifecycle.adopt import call_once, with_account
from zdesk_tui.lifecycle.retire import take_back
from zdesk_tui.lifecycle.whose import whose
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, folded, in_words

_BEFORE = (
    "Go on without   nothing is proven but what the accounts server said",
    "Consent here    with the same client and scopes, then a live call",
)
_AGAIN = (
    "Leave it as it is   consent was given anew in Zoho alone",
    "Consent here too    for a grant of its own, to check and to try it",
)
_AFTER = (
    "Revoke it       nothing of it stays here; Zoho's own is another one",
    "Keep it here    beside the connector, for checks and trials",
)
_ABOUT = (
    "A client may have several redirect URIs. With this one registered beside Zoho's, consent can "
    "be tried on this machine before Authorize Connector is pressed there: a wrong scope or a "
    "wrong pair shows now."
)

_FIRST_CONSENT = (
    "~ Zoho gives a refresh token at the first consent, and this was one. If the connector in Zoho "
    "stops after an hour, add &prompt=consent to its Request Token URL and authorize it again."
)
"""What a trial may cost a connector with access type offline (documented for `prompt`)."""


class TrialScreen(ConsentScreen):
    """Consent with the second redirect URI, as a detour from the step."""

    def head(self) -> tuple[str, str]:
        """Return whose consent it is."""
        return (f"{self.draft.name}: consent, to try it", "before Authorize")

    @property
    def first(self) -> bool:
        """Going back leads to the step that it began from."""
        return False


class ProofScreen(StepScreen):
    """A choice before the trial, and another one after it."""

    STEP = "consent"

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        again = context.before is not None
        had_one = context.before is None or context.before.grant is not None
        self._choice = ChoiceList(
            _AGAIN if again else _BEFORE,
            chosen=1 if draft.local_redirect_uri and had_one else 0,
            id="proof",
        )
        typed = draft.local_redirect_uri or draft.other_uris.get("loopback", redirects.SUGGESTED)
        self._uri = Field("Redirect URI", typed, name="redirect-uri")
        self._about = Line(_ABOUT, classes="quiet")
        self._result = Line("", id="result")
        self._granted = draft.grant_fits
        self._registered = draft.grant_fits or again
        """Whether consent came back to the second redirect URI before; it then stays saved."""
        self._busy = False

    def about(self) -> str:
        """Return what the step is about."""
        return "consent here as well" if self.context.before else "a proof before Authorize"

    def body(self) -> ComposeResult:
        """Lay out the result, the choice and the field."""
        yield self._result
        yield self._choice
        yield Line("", classes="gap")
        yield self._uri
        yield self._about

    def on_mount(self) -> None:
        """Prove a grant that a run before this one left."""
        if self._granted:
            self._prove()

    @property
    def _here(self) -> bool:
        return self._choice.chosen == 1

    def collect(self) -> Draft:
        """Take the second redirect URI where it is used; it is kept for later where it is not."""
        typed = {**self.draft.other_uris, "loopback": self._uri.value}
        used = self._uri.value if self._here or self._registered else ""
        return replace(self.draft, local_redirect_uri=used, other_uris=typed)

    def check(self) -> None:
        """Check the address while it is typed, where it is used."""
        self._uri.display = self._about.display = self._here and not self._granted
        self._uri.say(in_words(self._found(), at_most=2) if self._here else "")
        self.show_head()
        self.show_keys()

    def _found(self) -> tuple[Finding, ...]:
        table, code = self.context.workspace.data_centers, self.draft.data_center
        return redirects.check(self._uri.value, "loopback", table, code)

    def keys(self) -> str:
        """Return the keys that act now."""
        goes = "consent here" if self._here and not self._granted else "next"
        return f" Enter {goes}   Up/Down choose   Esc back   Ctrl+C leave, kept"

    async def go_on(self) -> None:
        """Go on, try consent, or do with its grant what was chosen."""
        if self._busy:
            return
        if self._granted:
            self._settle()
        elif not self._here:
            self.leave("next")
        elif refused(found := self._found()):
            self.tell(f"! {next(one.text for one in found if one.mark == '!')}")
        else:
            self._try()

    # The trial.

    @work(description="try consent", exclusive=True, group="trial")
    async def _try(self) -> None:
        trial = replace(self.draft, way="loopback", redirect_uri=self.draft.local_redirect_uri)
        around = replace(self.context, keep=lambda one: self.context.keep(self._after(one)))
        outcome = await self.app.push_screen_wait(TrialScreen(around, trial))
        self.draft = self._after(outcome.draft)
        self.context.keep(self.draft)
        match outcome.to:
            case "leave":
                self.leave("leave")
            case "next" | "back" | "saved":
                if self.draft.grant_fits:
                    self._granted = self._registered = True
                    self._prove()
            case step:
                self.leave(step)

    def _after(self, trial: Draft) -> Draft:
        """Return this step's draft with what a trial found; its way back is still Zoho's."""
        return replace(
            trial,
            step=self.STEP,
            way=self.draft.way,
            redirect_uri=self.draft.redirect_uri,
            local_redirect_uri=trial.redirect_uri,
            organization=self.draft.organization,
        )

    @property
    def _made(self) -> Connector:
        table = self.context.workspace.data_centers
        now, before = self.context.now(), self.context.before
        return to_connector(self.draft, table, now=now, before=before)

    @work(description="prove the grant", exclusive=True, group="prove")
    async def _prove(self) -> None:
        self._choice.refill(_AFTER, 1 if self.context.before else 0)
        self._choice.focus()
        self.check()
        name = services.of(self.draft.service).name
        self._result.show(f"+ Zoho issued a token. Asking {name} for a proof.\n")
        offline = self.draft.access_type == "offline" and self.context.before is None
        told = [await self._said(), _FIRST_CONSENT] if offline else [await self._said()]
        self._result.show(folded("\n".join([*told, "", "What becomes of it?"]), self.room))

    async def _said(self) -> str:
        try:
            self.draft = await self.context.with_live_token(self.draft)
            token = self.draft.access_token or Secret("")
            proof = await call_once(self._made, token)
        except ZdeskError as error:
            return f"! Zoho issued a token, but it is no use: {error.message}\n  {error.advice}"
        by = await self._by_whom(token)
        if proof is None:
            return f"+ Zoho issued a token{by}. No chosen scope opens a call that proves more."
        seconds = proof.seconds * 1000
        return (
            f"+ Zoho issued a token{by}. {proof.call} answered {proof.status} in {seconds:.0f} ms."
        )

    async def _by_whom(self, token: Secret) -> str:
        service, center = services.of(self.draft.service), self.context.user_data_center(self.draft)
        person = (await whose(service, center, token, self.draft.scopes)).person
        if not (person and person.account and self.draft.grant):
            return ""
        grant = with_account(self.draft.grant, person.account, person.zuid)
        self.draft = replace(self.draft, grant=grant)
        self.context.keep(self.draft)
        return f" for {plain(person.account, 60)}"

    @work(description="settle what becomes of the grant", exclusive=True, group="settle")
    async def _settle(self) -> None:
        if self._here:
            self.leave("next")
            return
        self._busy = True
        self.tell("Revoking the grant of the trial.")
        grant = self.draft.grant
        token = (grant and grant.refresh_token) or self.draft.access_token
        problem = await take_back(self.context.workspace, self._made, token) if token else None
        self._busy = False
        self._granted = False
        self.draft = replace(
            self.draft, grant=None, access_token=None, expires_at=0.0, user_data_center=""
        )
        if problem:
            self._choice.refill(_BEFORE, 0)
            self._result.show("")
            self.check()
            self.tell(
                f"~ The grant could not be revoked. {problem.message}\n"
                "  Remove it in the Zoho account, under Connected Apps. Enter goes on."
            )
            return
        self._choice.chosen = 0
        self.leave("next")
