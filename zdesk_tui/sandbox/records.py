"""What the sandbox remembers, as plain rows, and how a row comes back from its file."""

from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from zdesk_tui.connector import ClientType

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(slots=True)
class Client:
    """A client, as registered in the console of one data center.

    Args:
        secret: that of its own data center.
        redirect_uris: none for a client that is not called back.
        multi_dc: whether every data center knows it, by that same secret.
        secrets: of the other data centers that it is enabled in, by their code.
    """

    id: str
    secret: str = field(repr=False)
    name: str
    homepage: str
    redirect_uris: list[str]
    data_center: str
    multi_dc: bool
    type: ClientType = "server-based"
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    def secret_at(self, data_center: str) -> str | None:
        """Return the secret that counts in a data center; None where it is not enabled."""
        if self.multi_dc or data_center == self.data_center:
            return self.secret
        return self.secrets.get(data_center)


@dataclass(slots=True)
class Permission:
    """What a person allowed a client: the part that codes and tokens have in common.

    Args:
        data_center: where the person's account lives, not where the client is registered.
        organization: the Desk organization of the consent; None for a person without one.
    """

    client_id: str
    account: str
    data_center: str
    scopes: list[str]
    organization: str | None


@dataclass(slots=True)
class Code:
    """A grant code that was not redeemed yet.

    Args:
        offline: whether redeeming it makes a refresh token.
        challenge: the PKCE challenge, when one was sent.
        expires_at: seconds since 1970 on the sandbox's clock.
    """

    value: str = field(repr=False)
    permission: Permission
    redirect_uri: str
    offline: bool
    challenge: str | None
    challenge_method: str | None
    expires_at: float


@dataclass(slots=True)
class DeviceCode:
    """A device code from the time it was asked for, with what the person did about it.

    Args:
        user_code: what the person types.
        data_center: where the client is registered, and so where the code was asked for.
        offline: whether a refresh token comes with the access token.
        expires_at: seconds since 1970 on the sandbox's clock.
        polled_at: when the last poll came, on the same clock; 0 before the first.
        permission: what the person allowed; None before.
        rejected: whether the person said no.
    """

    value: str = field(repr=False)
    user_code: str
    client_id: str
    data_center: str
    scopes: list[str]
    offline: bool
    prompt: bool
    expires_at: float
    polled_at: float = 0.0
    permission: Permission | None = None
    rejected: bool = False


@dataclass(slots=True)
class RefreshToken:
    """A refresh token."""

    value: str = field(repr=False)
    permission: Permission


@dataclass(slots=True)
class AccessToken:
    """An access token.

    Args:
        refresh_token: the one it came with or from; None for an online grant.
        expires_at: seconds since 1970 on the sandbox's clock.
    """

    value: str = field(repr=False)
    permission: Permission
    refresh_token: str | None = field(repr=False)
    expires_at: float


@dataclass(slots=True)
class Window:
    """How often something was done lately.

    Args:
        key: who did what; it may hold a token.
        began: seconds since 1970 on the sandbox's clock.
        seconds: how long it lasts.
    """

    key: str = field(repr=False)
    began: float
    seconds: float
    count: int


Row = TypeVar("Row", bound="DataclassInstance")


def row_from(kind: type[Row], data: object) -> Row:
    """Make a row of what JSON holds.

    Raises:
        ValueError: a key is unknown, one without a default is missing, or a value is of another
            kind.
    """
    # A key with a default is younger than some files.
    needed = {
        one.name
        for one in fields(kind)
        if one.default is MISSING and one.default_factory is MISSING
    }
    if not isinstance(data, dict) or not needed <= set(data) <= {one.name for one in fields(kind)}:
        raise ValueError(f"a {kind.__name__} has other keys")
    hints = get_type_hints(kind)
    return kind(**{name: _checked(hints[name], name, value) for name, value in data.items()})


def _checked(wanted: Any, name: str, value: Any) -> Any:
    within = next((one for one in (wanted, *get_args(wanted)) if is_dataclass(one)), None)
    if isinstance(within, type) and value is not None:
        if get_origin(wanted) is not list:
            return row_from(within, value)
        if isinstance(value, list):
            return [row_from(within, one) for one in value]
    if get_origin(wanted) is Literal:
        good = value in get_args(wanted)
    elif get_origin(wanted) is list:
        good = isinstance(value, list) and all(isinstance(one, str) for one in value)
    elif get_origin(wanted) is dict:
        good = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    elif wanted is float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        good = type(value) in (get_args(wanted) or (wanted,))
    if not good:
        raise ValueError(f"{name} is of another kind")
    return value
