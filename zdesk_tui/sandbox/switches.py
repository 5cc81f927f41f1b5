"""The places where the sources about Zoho disagree; the sandbox can play either side."""

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(slots=True)
class Switches:
    """How this sandbox behaves; the defaults are the likelier side. Forgotten when it ends.

    Args:
        code_seconds: life of a grant code; 60, 120 and 180 are all documented.
        throttle_status: HTTP status of the throttle's answer, 400 or 200.
        state_on_denial: whether a refusal repeats `state`.
        location_in_redirect: whether the redirect carries `location`.
        accounts_server_in_redirect: whether the redirect carries `accounts-server`.
        trailing_ampersand: whether the redirect ends with `&`, as some captured ones do.
        foreign_client_unknown: whether a client is unknown outside its own data center, whatever
            its setting.
        unverified_scopes: whether operations that no source shows are accepted.
        scope_in_answer: whether the token answer carries `scope`.
        milliseconds: whether `expires_in` is in milliseconds beside `expires_in_sec`, as before
            2020.
        unknown_token_revoked: whether revoking an unknown token succeeds.
        loopback_ip_refused: whether the console refuses `127.0.0.1` in a redirect URI.
        desk_strings: whether Desk's IDs and flags are strings, as in its printed samples.
        organization_header_needed: whether Desk wants `orgId` on everything but organizations.
        organizations_bound_only: whether Desk lists only the organization of the consent.
    """

    code_seconds: int = 120
    throttle_status: int = 400
    state_on_denial: bool = True
    location_in_redirect: bool = True
    accounts_server_in_redirect: bool = True
    trailing_ampersand: bool = False
    foreign_client_unknown: bool = False
    unverified_scopes: bool = False
    scope_in_answer: bool = True
    milliseconds: bool = False
    unknown_token_revoked: bool = False
    loopback_ip_refused: bool = False
    desk_strings: bool = False
    organization_header_needed: bool = False
    organizations_bound_only: bool = False

    def change(self, wanted: dict[str, Any]) -> None:
        """Set some of them.

        Raises:
            ValueError: a name is unknown or a value is of the wrong kind; nothing was changed.
        """
        kinds = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in wanted.items():
            if name not in kinds:
                raise ValueError(f"There is no switch {name}.")
            if type(value) is not kinds[name]:
                raise ValueError(f"The switch {name} takes {kinds[name].__name__}.")
        for name, value in wanted.items():
            setattr(self, name, value)

    def as_data(self) -> dict[str, Any]:
        """Return every switch with its position."""
        return asdict(self)
