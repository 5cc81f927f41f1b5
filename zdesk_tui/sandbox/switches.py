"""The places where the sources about Zoho disagree; the sandbox can play either side."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

Position = bool | int | str


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch.

    Args:
        choices: the default, which is the likelier side, comes first.
        text: one line of explanation.
    """

    name: str
    choices: tuple[Position, ...]
    text: str

    @property
    def default(self) -> Position:
        """Where it stands when a sandbox starts."""
        return self.choices[0]


def _between(*choices: Position, text: str) -> Any:
    return field(default=choices[0], metadata={"choices": choices, "text": text})


def _no(text: str) -> Any:
    return _between(False, True, text=text)


def _yes(text: str) -> Any:
    return _between(True, False, text=text)


@dataclass(slots=True)
class Switches:
    """How this sandbox behaves: every switch with its choices, default first. Not kept."""

    # The API Console
    loopback_ip_refused: bool = _no("The console refuses 127.0.0.1 in a redirect URI.")
    plain_http_refused: bool = _no("The console wants https, but for localhost and 127.0.0.1.")
    zoho_name_refused: bool = _no("The console refuses a client name with the word Zoho.")

    # The authorization endpoint and its redirect
    response_type_page: str = _between(
        "Invalid Client", "An error occurred", text="The page for a response_type other than code."
    )
    blanks_refused: bool = _no("Blanks between scopes are refused, only commas separate.")
    unverified_scopes: bool = _no("Operations that no source shows count as scopes.")
    pkce_needed: bool = _yes("A mobile client must send a code challenge; older ones need not.")
    code_seconds: int = _between(120, 60, 180, text="Seconds that a grant code lives.")
    authorization_limit: str = _between(
        "10 per client",
        "10 per person",
        "4 a minute",
        "off",
        text="Grant codes in 10 minutes; after 4 a minute 10 minutes are blocked.",
    )
    state_on_denial: bool = _yes("A refusal repeats state.")
    location_in_redirect: bool = _yes("The redirect carries location.")
    accounts_server_in_redirect: bool = _yes("The redirect carries accounts-server.")
    accounts_server_encoded: bool = _yes("accounts-server is percent-encoded.")
    trailing_ampersand: bool = _no("The redirect ends with &, as some captured ones do.")

    # The token endpoint
    error_status: int = _between(200, 400, text="HTTP status of an ordinary error.")
    throttle_status: int = _between(400, 200, text="HTTP status of the throttle's answer.")
    renewal_limit: bool = _yes("A refresh token makes 10 access tokens in 10 minutes at most.")
    refresh_token_limit: str = _between(
        "off",
        "5 a minute",
        "10 per person",
        "20 per client",
        text="New refresh tokens, in 10 minutes where it does not say a minute.",
    )
    refresh_tokens_of: str = _between(
        "person and client", "person", "client", text="Whose refresh tokens count to 20."
    )
    twenty_first: str = _between(
        "oldest deleted", "refused", text="What the 21st refresh token does."
    )
    access_tokens_alive: int = _between(
        10, 15, 30, text="Living access tokens of one refresh token."
    )
    mobile_secret_needed: bool = _no("A mobile client must send its secret besides the verifier.")
    foreign_client_unknown: bool = _no("A client is unknown outside its own data center.")
    foreign_secret_word: str = _between(
        "invalid_client_secret", "invalid_client", text="The secret of another data center."
    )
    foreign_code_word: str = _between(
        "invalid_code", "invalid_client", text="A grant code of another data center."
    )
    refresh_error_word: str = _between(
        "invalid_code", "invalid_grant", text="A refresh token that does not count."
    )
    scope_in_answer: str = _between(
        "blanks", "commas", "absent", text="How the token answer lists the scopes."
    )
    api_domain: str = _between(
        "apis", "api.zoho", "desk", text="Which host the token answer calls api_domain."
    )
    milliseconds: bool = _no("expires_in is in milliseconds, beside expires_in_sec, as till 2019.")

    # More scopes for a refresh token
    enhance_answer: str = _between(
        "status", "state alone", "error word", text="What the redirect after more scopes carries."
    )
    enhance_adds: bool = _yes("Accepting more scopes adds them, whatever the redirect says.")

    # Devices
    device_seconds: int = _between(
        30, 5, text="The interval between polls; two that are closer get slow_down."
    )
    after_other_dc: str = _between(
        "secret of that data center",
        "first secret",
        text="Which client secret a device sends after other_dc, where they differ.",
    )

    # Revocation and server info
    unknown_token_revoked: bool = _no("Revoking an unknown token succeeds.")
    revoked_at: str = _between(
        "client or person", "client", "person", text="Whose data center revokes a token."
    )
    access_revokes_refresh: bool = _no("Revoking an access token ends its refresh token.")
    server_info: str = _between(
        "all but cn", "all", "documented", text="Which data centers serverinfo lists."
    )

    # The developer console
    connector_redirect: str = _between(
        "platform/auth/conns/NAME/redirect",
        "sigma/redirect/NAME",
        text="Host and path of the Redirect URL that a new connector gets.",
    )
    associated_redirect: str = _between(
        "of its own",
        "the connector's",
        text="Which Redirect URL a connector gets in an extension.",
    )

    # Desk
    desk_ids: str = _between("numbers", "strings", text="What Desk's organization IDs are.")
    desk_flags: str = _between("booleans", "strings", text="What Desk's yes and no are.")
    organization_header_needed: bool = _no("Desk wants orgId on everything but organizations.")
    accessible_header_needed: bool = _no("accessibleOrganizations wants orgId.")
    organizations_bound_only: bool = _no("organizations lists only that of the consent.")
    foreign_token_page: bool = _yes("A token of another data center gets HTML, not JSON.")

    def change(self, wanted: dict[str, Any]) -> None:
        """Set some of them.

        Raises:
            ValueError: a name is unknown or a value is no choice; nothing was changed.
        """
        known = {switch.name: switch for switch in ALL}
        for name, value in wanted.items():
            if name not in known:
                raise ValueError(f"There is no switch {name}.")
            # In Python 1 is True.
            if not any(value == one and type(value) is type(one) for one in known[name].choices):
                choices = ", ".join(spelled(one) for one in known[name].choices)
                raise ValueError(f"The switch {name} takes one of: {choices}.")
        for name, value in wanted.items():
            setattr(self, name, value)

    def as_data(self) -> dict[str, Any]:
        """Return every switch with its position."""
        return asdict(self)


ALL = tuple(
    Switch(one.name, one.metadata["choices"], one.metadata["text"]) for one in fields(Switches)
)


def spelled(position: Position) -> str:
    """Return a position as a person writes it: yes and no, a number, or the word."""
    return {True: "yes", False: "no"}[position] if isinstance(position, bool) else str(position)


def read(text: str) -> Position:
    """Return the position that a person wrote; whether a switch takes it is another question."""
    words: dict[str, Position] = {"yes": True, "no": False}
    return words.get(text, int(text) if text.isdecimal() else text)
