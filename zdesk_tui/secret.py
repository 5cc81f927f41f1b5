"""A secret string that does not show itself."""

import hmac


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
