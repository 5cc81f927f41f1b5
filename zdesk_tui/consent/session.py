"""One consent from link to grant, whatever way the answer comes: a front end only shows it.

All ways are armed together. The first good answer wins; its code is exchanged once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from zdesk_tui.consent.answer import Answer, Refusal, read_answer
from zdesk_tui.consent.attempt import Attempt, new_attempt
from zdesk_tui.consent.listener import Listener, Page
from zdesk_tui.consent.paste import Incomplete, Reading, read_paste
from zdesk_tui.consent.redeem import Granted, Request, lacks_secret, may_retry, redeem, with_secret
from zdesk_tui.datacenters import DataCenter, DataCenters
from zdesk_tui.errors import BadAnswer, ListenerError, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho.accounts import consent_url
from zdesk_tui.zoho.wire import Wire

Phase = Literal["waiting", "exchanging", "failed", "refused", "expired", "granted"]

CODE_LIFE = 120.0
"""Seconds for which a grant code may still be good; the documentation says one to three minutes."""

NOTES_KEPT = 3

_REFUSED = "access_denied"


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a line: when (seconds since 1970) and what."""

    at: float
    text: str


class ConsentSession:
    """Waits for one person's consent.

    Args:
        request: what is asked for.
        data_centers: the table that the answer's hints must be in.
        now: returns seconds since 1970.
        changed: called after every change of what can be seen here.
        attempt_made: called with each new attempt, so that it can be kept.
        granted: called once, right after the exchange, before anything else happens.
        listen: whether the redirect URI leads to this machine.
        attempt: a link that was made earlier and may still be answered.
        wire: makes the way to Zoho.
    """

    def __init__(
        self,
        request: Request,
        data_centers: DataCenters,
        *,
        now: Callable[[], float],
        changed: Callable[[], None],
        attempt_made: Callable[[Attempt], None],
        granted: Callable[[Granted], None],
        listen: bool,
        attempt: Attempt | None = None,
        wire: Callable[[], Wire] = Wire,
    ) -> None:
        self.request = request
        self.phase: Phase = "waiting"
        self.error: ZdeskError | None = None
        self.listener_error: ListenerError | None = None
        self.notes: list[Note] = []
        self.seen_at: float | None = None
        """When the first request came to the listener, in seconds since 1970."""
        self.granted: Granted | None = None
        self.reached: tuple[str, ...] = ()
        """The addresses over which the redirect URI leads to the listener; empty without one."""
        self._data_centers = data_centers
        self._now = now
        self._changed = changed
        self._attempt_made = attempt_made
        self._on_granted = granted
        self._wire = wire
        self._older: list[str] = []
        self._listen = listen
        self._answer: tuple[Answer, float] | None = None
        self._listener: Listener | None = None
        self._stood_down = 0
        self._fresh = attempt is None or attempt.expired(now())
        self.attempt = attempt if attempt and not self._fresh else self._new_attempt()

    def _new_attempt(self) -> Attempt:
        return new_attempt(self._now(), pkce=self.request.client.uses_pkce)

    @property
    def link(self) -> str:
        """The consent link of the present attempt."""
        return consent_url(
            self.request.data_center,
            client_id=self.request.client.id,
            redirect_uri=self.request.client.redirect_uri,
            scopes=self.request.scopes,
            access_type=self.request.access_type,
            state=self.attempt.state,
            challenge=self.attempt.challenge,
        )

    @property
    def short_link(self) -> str:
        """The short link to the present link, or "" without a listener."""
        return self._listener.short_link if self._listener else ""

    @property
    def listening(self) -> bool:
        """Whether the callback listener is armed."""
        return self._listener is not None

    @property
    def asked(self) -> DataCenter:
        """The data center whose accounts server gets the code: that of the person's account."""
        return self._answer[0].data_center if self._answer else self.request.data_center

    @property
    def remaining(self) -> float:
        """Seconds for which the present link is good."""
        return max(0.0, self.attempt.remaining(self._now()))

    @property
    def can_retry(self) -> bool:
        """Whether the code at hand may still be good although its exchange failed."""
        return (
            self.phase == "failed"
            and self._answer is not None
            and self._now() < self._answer[1] + CODE_LIFE
            and may_retry(self.error, self._answer[1] + CODE_LIFE)
        )

    @property
    def lacks_secret(self) -> bool:
        """Whether the client secret of the person's data center is needed to go on."""
        return self.phase == "failed" and lacks_secret(self.error, self.request, self.asked)

    async def start(self) -> None:
        """Arm the listener. One that cannot be armed is told, and pasting goes on working."""
        if self._fresh:
            self._attempt_made(self.attempt)
        await self._arm()
        self._changed()

    async def arm_again(self) -> None:
        """Arm the listener after all, when whoever held its port is gone."""
        if self.listener_error is not None and self.phase == "waiting":
            await self._arm()
            if self.listening:
                self._changed()

    async def _arm(self) -> None:
        if self._listener is None and self._listen:
            uri = self.request.client.redirect_uri
            stood_down = self._stood_down
            try:
                listener = Listener(uri, self._called_back, self._visited, self._arrived)
                await listener.start()
            except ListenerError as error:
                self.listener_error = error
                return
            if stood_down != self._stood_down:
                # Who left in that moment found nothing to close.
                await listener.close()
                return
            self.listener_error = None
            self._listener = listener
            self.reached = await listener.rehearse()
        if self._listener is not None:
            for state in self._older:
                self._listener.expect(state)
            self._listener.expect(self.attempt.state, self.link)

    async def close(self) -> None:
        """Stand everything down; the port is free afterwards."""
        self._stood_down += 1
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.close()

    async def renew(self) -> None:
        """Make a new link; the one before it is no longer accepted."""
        if self.phase in ("exchanging", "granted"):
            return
        self._older.append(self.attempt.state)
        self.attempt = self._new_attempt()
        self._attempt_made(self.attempt)
        self._answer = None
        await self._arm()
        self._set("waiting")

    def tick(self) -> None:
        """Notice that the link's time is over."""
        if self.phase == "waiting" and self.attempt.expired(self._now()):
            self._set("expired")

    def read(self, text: str) -> Reading:
        """Read what was pasted, without acting on it.

        Raises:
            BadAnswer: it cannot be the answer; the text says why.
        """
        return read_paste(
            text,
            redirect_uri=self.request.client.redirect_uri,
            attempt=self.attempt,
            older=self._older,
            table=self._data_centers,
            client=self.request.data_center,
            short_link=self.short_link,
        )

    async def take(self, text: str) -> Incomplete | None:
        """Act on what was pasted: exchange its code, or take note of its refusal.

        Returns:
            What is missing, when it was cut short.

        Raises:
            BadAnswer: it cannot be the answer; nothing was sent.
        """
        result = self.read(text).result
        if isinstance(result, Incomplete):
            return result
        if isinstance(result, Refusal) and not result.with_state:
            self._visited("A refusal without our state was pasted; the link is still good.")
        elif self.phase not in ("exchanging", "granted"):
            await self._act(result)
        return None

    async def retry(self) -> None:
        """Exchange the code at hand once more, after Zoho was not reached."""
        if self.can_retry and self._answer is not None:
            await self._exchange(self._answer[0])

    async def use_secret(self, secret: Secret) -> None:
        """Exchange the code at hand with the secret of the person's data center."""
        if self.lacks_secret and self._answer is not None:
            self.request = with_secret(self.request, self.asked, secret)
            await self._exchange(self._answer[0])
            if self.lacks_secret:
                self._visited("The secret entered last was not taken either.")

    async def _called_back(self, params: Mapping[str, str]) -> Page:
        if self.phase in ("exchanging", "granted"):
            return Page(
                "Already answered",
                "The answer came another way. Go back to the terminal.",
                good=self.phase == "granted",
            )
        try:
            await self._act(read_answer(params, self._data_centers, self.request.data_center))
        except BadAnswer as error:
            self._set("failed", error)
        if self.phase == "granted":
            return Page(
                "Consent received",
                "Zoho issued a token. You can close this page and go back to the terminal.",
                good=True,
            )
        if self.phase == "refused":
            return Page(
                "Consent was refused",
                "Nothing was changed. Go back to the terminal to try again.",
                good=False,
            )
        return Page(
            "This did not work",
            f"{self.error} Go back to the terminal." if self.error else "Go back to the terminal.",
            good=False,
        )

    async def _act(self, result: Answer | Refusal) -> None:
        if self.attempt.expired(self._now()):
            self._set("expired")
            return
        if isinstance(result, Refusal):
            if result.error == _REFUSED:
                self._set("refused")
            else:
                self._set("failed", _turned_away(result.error))
            return
        self._answer = (result, self._now())
        if result.data_center.code != self.request.data_center.code:
            self._note(
                f"Your account lives in {result.data_center.spoken}; the code goes to "
                f"{result.data_center.accounts_host}."
            )
        await self._exchange(result)

    async def _exchange(self, answer: Answer) -> None:
        self._set("exchanging")
        try:
            async with self._wire() as wire:
                granted = await redeem(
                    wire, self.request, answer, self._now(), verifier=self.attempt.verifier
                )
        except ZdeskError as error:
            self._set("failed", error)
            return
        self.granted = granted
        self._on_granted(granted)
        self._set("granted")

    def _arrived(self) -> None:
        if self.seen_at is None:
            self.seen_at = self._now()
            self._changed()

    def _visited(self, text: str) -> None:
        self._note(text)
        self._changed()

    def _note(self, text: str) -> None:
        self.notes.append(Note(self._now(), text))
        del self.notes[:-NOTES_KEPT]

    def _set(self, phase: Phase, error: ZdeskError | None = None) -> None:
        self.phase = phase
        self.error = error
        self._changed()


def _turned_away(word: str) -> BadAnswer:
    """Return the error of a redirect whose word is not the one for a person's refusal."""
    return BadAnswer(
        f"Zoho sent the browser back with the error {word} and no grant code. No token was asked "
        "for.",
        "Make a new link and consent again; if it comes back, compare client and scopes with the "
        "API Console.",
        mends="consent",
    )
