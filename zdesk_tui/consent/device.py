"""One consent by device code: a code is shown, and Zoho is asked now and then for the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Literal

from zdesk_tui.consent.attempt import DeviceAttempt
from zdesk_tui.consent.redeem import Granted, Request, granted, lacks_secret, with_secret
from zdesk_tui.datacenters import CUSTOM, DataCenter, DataCenters
from zdesk_tui.errors import BadAnswer, Refused, TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import device
from zdesk_tui.zoho.accounts import TokenAnswer
from zdesk_tui.zoho.device import Elsewhere, NotYet
from zdesk_tui.zoho.wire import Wire

Phase = Literal["starting", "waiting", "failed", "refused", "expired", "granted"]


class DeviceSession:
    """Waits for one person's consent on another device.

    Two polls are never closer together than the interval, whatever happens in between, so that
    an answer is noticed within one interval.

    Args:
        request: what is asked for.
        data_centers: the table that `other_dc` picks a row of.
        now: returns seconds since 1970.
        sleep: waits for seconds; cancelling it stops the session.
        changed: called after every change of what can be seen here.
        attempt_made: called with each change of the attempt, so that it can be kept.
        granted: called once, right after the tokens came, before anything else happens.
        attempt: a code that was asked for earlier and may still be answered.
        wire: makes the way to Zoho.
    """

    def __init__(
        self,
        request: Request,
        data_centers: DataCenters,
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        changed: Callable[[], None],
        attempt_made: Callable[[DeviceAttempt], None],
        granted: Callable[[Granted], None],
        attempt: DeviceAttempt | None = None,
        wire: Callable[[], Wire] = Wire,
    ) -> None:
        self.request = request
        self.phase: Phase = "starting"
        self.error: ZdeskError | None = None
        self.trouble: TryLater | None = None
        """Why the last poll brought no answer; the next one may."""
        self.granted: Granted | None = None
        self.attempt = attempt if attempt and attempt.remaining(now()) else None
        self._data_centers = data_centers
        self._now = now
        self._sleep = sleep
        self._changed = changed
        self._attempt_made = attempt_made
        self._on_granted = granted
        self._wire = wire

    @property
    def asked(self) -> DataCenter:
        """The data center whose accounts server is polled: the person's, once it is known."""
        row = self._data_centers.get(self.attempt.asked) if self.attempt else None
        return row or self.request.data_center

    @property
    def remaining(self) -> float:
        """Seconds for which the code can be answered."""
        return self.attempt.remaining(self._now()) if self.attempt else 0.0

    @property
    def next_poll(self) -> float:
        """Seconds until Zoho is asked again."""
        return max(0.0, self.attempt.next_poll_at - self._now()) if self.attempt else 0.0

    @property
    def lacks_secret(self) -> bool:
        """Whether the code waits for the client secret of the data center that is asked."""
        return self.phase == "failed" and lacks_secret(self.error, self.request, self.asked)

    async def run(self) -> None:
        """Go on with the code that is out, or ask for one, until there is an answer.

        To stop, cancel it; another `run` goes on where it was.
        """
        attempt = None if self.phase in ("refused", "expired") else self.attempt
        if attempt is not None and not attempt.remaining(self._now()):
            attempt = None
        self.attempt = attempt
        self._set("starting" if attempt is None else "waiting")
        try:
            await self._wait_for_answer(attempt or await self._begun())
        except ZdeskError as error:
            self._ended(error)

    async def renew(self) -> None:
        """Ask for a new code and wait for the answer to that."""
        self.attempt = None
        await self.run()

    def use_secret(self, secret: Secret) -> None:
        """Poll with this secret at the data center that is asked; `run` goes on with it."""
        self.request = with_secret(self.request, self.asked, secret)

    async def _begun(self) -> DeviceAttempt:
        self.trouble = None
        home = self.request.data_center
        async with self._wire() as wire:
            code = await device.ask_code(
                wire, home, self.request.client, self.request.scopes, self.request.access_type
            )
        now = self._now()
        attempt = DeviceAttempt(
            code=code.code,
            user_code=code.user_code,
            page=code.page,
            link=code.link,
            interval=code.interval,
            ends_at=now + code.life,
            next_poll_at=now + code.interval,
            asked=home.code,
        )
        self._keep(attempt)
        self._set("waiting")
        return attempt

    async def _wait_for_answer(self, attempt: DeviceAttempt) -> None:
        while True:
            await self._sleep(self.next_poll)
            if not self.remaining:
                raise self._too_late()
            said = await self._poll(attempt)
            changes: dict[str, Any] = {}
            if isinstance(said, Elsewhere):
                changes["asked"] = self._moved(said.location).code
            elif said == "slow_down":
                changes["interval"] = min(device.LONGEST_INTERVAL, attempt.interval * 2)
            elif said != "authorization_pending":
                self._grant(said)
                return
            attempt = replace(attempt, **changes)
            attempt = replace(attempt, next_poll_at=self._next_poll_at(attempt))
            self._keep(attempt)
            self._changed()

    async def _poll(self, attempt: DeviceAttempt) -> TokenAnswer | Elsewhere | NotYet:
        try:
            async with self._wire() as wire:
                said = await device.poll(
                    wire,
                    self.asked,
                    self.request.client,
                    attempt.code,
                    registered_in=self.request.data_center,
                )
        except TryLater as error:
            # A lost connection or a page instead of data says nothing about the code.
            self.trouble = error
            if error.until and error.until > attempt.ends_at:
                raise
            return "authorization_pending"
        except ZdeskError:
            # The same code may be asked about once more, with another secret.
            self._keep(replace(attempt, next_poll_at=self._now() + attempt.interval))
            raise
        self.trouble = None
        return said

    def _next_poll_at(self, attempt: DeviceAttempt) -> float:
        """Count the interval from the answer on: a request may outrun one that was sent before."""
        soonest = self._now() + attempt.interval
        blocked = self.trouble.until if self.trouble else None
        return max(soonest, blocked or 0.0)

    def _keep(self, attempt: DeviceAttempt) -> None:
        self.attempt = attempt
        self._attempt_made(attempt)

    def _moved(self, location: str) -> DataCenter:
        """Return the row of the table that `other_dc` names; an answer never names a host."""
        row = self._data_centers.get(location.lower())
        if row is None or self.request.data_center.code == CUSTOM:
            raise BadAnswer(
                f"Zoho says that the account lives in a data center ({plain(location) or '?'}) to "
                "which this connector sends nothing.",
                "Nothing was sent there. Consent with an account of another data center.",
                mends="consent",
            )
        return row

    def _too_late(self) -> ZdeskError:
        if self.trouble is not None:
            return TryLater(
                f"The code's time is over, and the last time it was asked about: "
                f"{self.trouble.message}",
                "Ask for a new code once the accounts server can be reached.",
                mends="consent",
            )
        return Refused(
            "The code's time is over, and nobody answered on Zoho's page.",
            "Ask for a new code; all your answers are kept.",
            word="expired",
            mends="consent",
        )

    def _grant(self, token: TokenAnswer) -> None:
        asked = self.asked
        # A device code works once, even where what it brought will not do.
        self.attempt = None
        self.granted = granted(token, self.request, asked, self._now())
        self._on_granted(self.granted)
        self._set("granted")

    def _ended(self, error: ZdeskError) -> None:
        word = error.word if isinstance(error, Refused) else ""
        if word == "access_denied":
            self._set("refused", error)
        elif word in ("expired", "invalid_code"):
            self._set("expired", error)
        else:
            self._set("failed", error)

    def _set(self, phase: Phase, error: ZdeskError | None = None) -> None:
        self.phase = phase
        self.error = error
        self._changed()
