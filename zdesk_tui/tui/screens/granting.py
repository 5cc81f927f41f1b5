"""What the screens of step 6 have in common, whichever way consent is waited for."""

from dataclasses import replace
from typing import TypeVar

from textual.binding import Binding

from zdesk_tui.consent.redeem import Granted, Request
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import StepName, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.context import Context, Move
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.screens.other_secret import OtherSecretScreen
from zdesk_tui.tui.screens.step import StepScreen

T = TypeVar("T")


class GrantingScreen(StepScreen):
    """Waits for a grant, keeps it in the draft, and leads to the step that mends an error."""

    STEP = "consent"
    BINDINGS = [
        Binding("enter", "next", show=False),
        Binding("m", "mend", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self.said = ""
        """What stands in the message line until something else is said, typed or happens."""

    @property
    def error(self) -> ZdeskError | None:
        """Why there is no grant."""
        return None

    @property
    def settled(self) -> bool:
        """Whether an answer is here, so that questions to the person have become idle."""
        return False

    @property
    def request(self) -> Request:
        """What consent is asked for."""
        return Request(
            self.draft.client,
            self.context.data_center(self.draft),
            self.draft.scopes,
            self.draft.access_type,
        )

    def collect(self) -> Draft:
        """Return the draft; what is pasted here is never kept."""
        return self.draft

    def take_grant(self, granted: Granted) -> None:
        """Keep a grant in the draft, before anything else happens."""
        self.draft = replace(
            self.draft,
            attempt=None,
            device=None,
            grant=granted.grant,
            user_data_center=granted.user_data_center.code,
            access_token=granted.access_token,
            expires_at=granted.expires_at,
            organization=self.draft.organization if self.context.before else None,
            step=steps.after(self.draft, "consent") or "save",
        )
        self.context.keep(self.draft)

    def mending(self) -> StepName | None:
        """Return the step where the error is mended, if it is another one."""
        error = self.error
        if error is None or error.mends in (None, "consent"):
            return None
        # A client that is not known may also be a Client ID mistyped.
        return "credentials" if error.mends == "connector" else error.mends

    def mend_key(self) -> list[str]:
        """Return the key that leads to that step, with its words."""
        return [f"m {self.mend_words}"] if self.mending() else []

    @property
    def mend_words(self) -> str:
        """What the key does that leads there."""
        step = self.mending()
        return f'mend it in "{steps.TITLES[step]}"' if step else ""

    async def action_mend(self) -> None:
        """Go to the step where the error is mended."""
        if step := self.mending():
            await self.go_to(step)

    async def go_to(self, step: StepName) -> None:
        """Stop waiting, and go to another step."""
        self.dismiss_to(step)

    def say(self, text: str) -> None:
        """Show a message until something else is said, typed or happens."""
        self.said = text
        self.check()

    async def ask(self, question: AskScreen[T]) -> T | None:
        """Ask something on a screen of its own; an answer from Zoho meanwhile settles it."""
        answer = await self.app.push_screen_wait(question)
        return None if self.settled else answer

    async def ask_secret(self, asked: DataCenter) -> Secret | None:
        """Ask for the client secret of a data center and keep it in the draft."""
        home = self.context.data_center(self.draft)
        secret = await self.ask(OtherSecretScreen(self.draft, home, asked, self.files))
        if secret is not None:
            self.draft = self.draft.with_secret(asked.code, secret)
            self.context.keep(self.draft)
        return secret

    def dismiss_to(self, to: Move | StepName) -> None:
        """Dismiss the screen, unless another one is before it: `is_current` counts that too."""
        if self.app.screen is self:
            super().leave(to)


def time_left(seconds: float) -> str:
    """Return a length of time in minutes and seconds."""
    whole = round(seconds)
    if whole >= 60:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole} s"
