"""What the sandbox's endpoints are called in faults and counts."""

_ACCOUNTS = {
    "oauth/v2/auth": "auth",
    "oauth/v2/auth/organization": "organization_page",
    "oauth/v2/auth/consent": "consent_page",
    "oauth/v2/token": "token",
    "oauth/v2/token/revoke": "revoke",
    "oauth/v2/revoke/token": "revoke",
    "oauth/v2/token/scopeenhance": "enhance_token",
    "oauth/v2/token/addextrascope": "enhance_page",
    "oauth/v2/token/addextrascope/consent": "consent_page",
    "oauth/v3/device/code": "device_code",
    "oauth/v3/device/token": "device_token",
    "oauth/v3/device": "device_page",
    "oauth/v3/device/setCode": "device_page",
    "oauth/v3/device/organization": "organization_page",
    "oauth/v3/device/consent": "consent_page",
    "oauth/user/info": "user_info",
    "oauth/serverinfo": "server_info",
}
_DESK = {
    "organizations": "organizations",
    "accessibleOrganizations": "accessible_organizations",
    "myinfo": "myinfo",
    "tickets": "tickets",
    "contacts": "contacts",
}
_SIGMA = ("sigma", "platform", "deluge", "dre")
"""The developer console, and the hosts to which consent for it comes back."""

NAMES = frozenset({*_ACCOUNTS.values(), *_DESK.values(), "desk", "console", "sigma", "product"})


def names_of(path: str) -> tuple[str, tuple[str, ...]]:
    """Return the data center's code and the endpoint's names for a path of the sandbox.

    A Desk call is both `desk` and the name of what it asks for; any other product's is `product`.
    An unknown path has no name.
    """
    code, _, rest = path.lstrip("/").partition("/")
    place, _, rest = rest.partition("/")
    if place == "accounts":
        name = _ACCOUNTS.get(rest.rstrip("/"))
        return code, (name,) if name else ()
    if place == "console":
        return code, ("console",)
    if place in _SIGMA:
        return code, ("sigma",)
    if place == "desk":
        resource = rest.removeprefix("api/v1/").partition("/")[0]
        return code, ("desk", _DESK[resource]) if resource in _DESK else ("desk",)
    return code, ("product",) if rest else ()


def is_name(name: str) -> bool:
    """Tell whether a name, with or without a data center before it, can ever be met."""
    return name in NAMES or name.partition(".")[2] in NAMES
