"""A secret string that does not show itself, and one that is kept elsewhere until it is needed."""

import hmac

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Secret:
    """A client secret, grant code, access token or refresh token.

    `repr`, `str` and formatting hide the value, so that it cannot slip into a log, a traceback or
    a widget. `reveal` is called in the few places that send it to Zoho, write it to its file or
    print it because the person asked.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    async def fetched(self) -> None:
        """Have the value at hand, so that `reveal` returns at once; the event loop goes on."""

    def shown(self) -> str:
        """Return what a person is shown who asked to see the value."""
        return self._value

    def or_typed(self, text: str) -> "Secret":
        """Return this secret when a field still holds it untouched, else what was typed.

        Args:
            text: what the field holds, which began with the value.
        """
        return self if text == self.reveal() else Secret(text)

    @property
    def masked(self) -> str:
        """What stands on a screen in its place; the length tells whether it was copied whole."""
        return f"{'*' * 12}  {len(self._value)} characters"

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = (
            value.encode("utf-8", "surrogatepass") for value in (self._value, other._value)
        )
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is not pickled or copied into other formats")


class Held(Secret):
    """A secret that another program keeps; it is fetched when `reveal` is first called.

    It is there, so it counts as true, and it equals another one that is kept under the same mark.
    Nothing but `reveal`, `fetched` and, from where looking runs nothing, `shown` fetches it.

    Args:
        fetch: gets it; may take seconds, and may raise a ZdeskError.
        mark: what tells it from others without fetching them.
        place: where it is kept, in a few words.
        runs: whether fetching it runs a command of the person's; then `shown` names the place.
    """

    __slots__ = ("_fetch", "_mark", "place", "runs")

    def __init__(
        self, fetch: "Callable[[], str]", mark: "Hashable", place: str, *, runs: bool = False
    ) -> None:
        # The value itself is missing until it is fetched.
        self._fetch = fetch
        self._mark = mark
        self.runs = runs
        self.place = place

    def reveal(self) -> str:
        """Return the value itself.

        Raises:
            ZdeskError: it could not be fetched.
        """
        if not hasattr(self, "_value"):
            self._value = self._fetch()
        return self._value

    async def fetched(self) -> None:
        """Fetch it in a thread, while the event loop goes on.

        Raises:
            ZdeskError: it could not be fetched.
        """
        if hasattr(self, "_value"):
            return
        import asyncio
        from contextlib import suppress
        from threading import Thread

        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def settle(error: BaseException | None) -> None:
            if not done.done():
                done.set_exception(error) if error else done.set_result(None)

        def fetch() -> None:
            error: BaseException | None = None
            try:
                self.reveal()
            except BaseException as raised:  # noqa: BLE001 - raised again by who waits
                error = raised
            # Who waited may have gone, and the loop with them.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, error)

        # Not one of asyncio's own threads: Ctrl+C would wait for those to end.
        Thread(target=fetch, daemon=True).start()
        await done

    def shown(self) -> str:
        """Return the value, or where it comes from when only a command could get it.

        Raises:
            ZdeskError: it could not be fetched.
        """
        return self.place if self.runs else self.reveal()

    @property
    def masked(self) -> str:
        """What stands on a screen in its place."""
        return f"{'*' * 12}  {self.place}"

    @property
    def kept_under(self) -> str:
        """The mark as a fingerprint, for files that may not say more."""
        from hashlib import sha256

        return sha256(repr(self._mark).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def kept_as(self, mark: "Hashable") -> bool:
        """Tell whether it is the one that is kept under a mark."""
        return self._mark == mark

    def __len__(self) -> int:
        return len(self.reveal())

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and other._mark == self._mark

    def __hash__(self) -> int:
        return hash((Held, self._mark))
