"""One consent by device code: a code is shown, and Zoho is asked now and then for the answer."""

from collections.abc import Awaitable, Callable
from typing import Literal

from zdesk_tui.consent.redeem import Granted, Request, granted, lacks_secret, with_secret
from zdesk_tui.datacenters import CUSTOM, DataCenter, DataCenters
from zdesk_tui.errors import BadAnswer, Refused, TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import device
from zdesk_tui.zoho.device import DeviceCode, Elsewhere
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
        granted: called once, right after the tokens came, before anything else happens.
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
        granted: Callable[[Granted], None],
        wire: Callable[[], Wire] = Wire,
    ) -> None:
        self.request = request
        self.phase: Phase = "starting"
        self.error: ZdeskError | None = None
        self.trouble: TryLater | None = None
        """Why the last poll brought no answer; the next one may."""
        self.granted: Granted | None = None
        self.code: DeviceCode | None = None
        self.asked = request.data_center
        """The data center whose accounts server is polled: the person's, once it is known."""
        self._data_centers = data_centers
        self._now = now
        self._sleep = sleep
        self._changed = changed
        self._on_granted = granted
        self._wire = wire
        self._interval = 0.0
        self._ends_at = 0.0
        self._next_poll_at = 0.0

    @property
    def remaining(self) -> float:
        """Seconds for which the code can be answered."""
        return max(0.0, self._ends_at - self._now())

    @property
    def next_poll(self) -> float:
        """Seconds until Zoho is asked again."""
        return max(0.0, self._next_poll_at - self._now())

    @property
    def lacks_secret(self) -> bool:
        """Whether the code waits for the client secret of the data center that is asked."""
        return self.phase == "failed" and lacks_secret(self.error, self.request, self.asked)

    async def run(self) -> None:
        """Go on with the code that is out, or ask for one, until there is an answer.

        To stop, cancel it; another `run` goes on where it was.
        """
        if self.phase in ("refused", "expired") or not self.remaining:
            self.code = None
        self._set("starting" if self.code is None else "waiting")
        try:
            if self.code is None:
                await self._begin()
            await self._wait_for_answer()
        except ZdeskError as error:
            self._ended(error)

    async def renew(self) -> None:
        """Ask for a new code and wait for the answer to that."""
        self.code = None
        await self.run()

    def use_secret(self, secret: Secret) -> None:
        """Poll with this secret at the data center that is asked; `run` goes on with it."""
        self.request = with_secret(self.request, self.asked, secret)

    async def _begin(self) -> None:
        self.asked, self.trouble = self.request.data_center, None
        async with self._wire() as wire:
            self.code = await device.ask_code(
                wire,
                self.request.data_center,
                self.request.client,
                self.request.scopes,
                self.request.access_type,
            )
        now = self._now()
        self._interval = self.code.interval
        self._ends_at = now + self.code.life
        self._next_poll_at = now + self._interval
        self._set("waiting")

    async def _wait_for_answer(self) -> None:
        while self.code is not None:
            await self._sleep(self.next_poll)
            if not self.remaining:
                raise self._too_late()
            try:
                async with self._wire() as wire:
                    said = await device.poll(
                        wire,
                        self.asked,
                        self.request.client,
                        self.code.code,
                        registered_in=self.request.data_center,
                    )
                self.trouble = None
            except TryLater as error:
                # A lost connection or a page instead of data says nothing about the code.
                self.trouble, said = error, "authorization_pending"
            finally:
                # Counted from the answer on: requests can be faster on their way than one before.
                self._next_poll_at = self._now() + self._interval
            if isinstance(said, Elsewhere):
                self.asked = self._moved(said.location)
            elif said == "slow_down":
                self._interval = min(device.LONGEST_INTERVAL, self._interval * 2)
                self._next_poll_at = self._now() + self._interval
            elif said != "authorization_pending":
                # A device code works once.
                self.code = None
                self._grant(granted(said, self.request, self.asked, self._now()))
                return
            elif self.trouble and self.trouble.until:
                if self.trouble.until > self._ends_at:
                    raise self.trouble
                self._next_poll_at = max(self._next_poll_at, self.trouble.until)
            self._changed()

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

    def _grant(self, granted: Granted) -> None:
        self.granted = granted
        self._on_granted(granted)
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
