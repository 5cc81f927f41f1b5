"""Zoho's services: hosts, organization selector and a cheap call for each, as package data."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Selector = Literal["none", "token", "header", "query", "path"]
"""How a call says which organization it is for; `token`: chosen on the consent page."""

FIRST = "desk"
"""Key of the service that is offered first."""

_WORDS = {
    "account_id": "account",
    "portal_id": "portal",
    "scopeID": "network",
    "screenname": "portal",
    "team_id": "team",
    "zoid / accountId": "account",
}
"""What the services that have no organizations call them, by the selector's name."""


@dataclass(frozen=True, slots=True)
class OrganizationRule:
    """How a service tells its organizations apart.

    Args:
        selector: where a call names the organization.
        name: of the header, the parameter or the part of the path.
        list_url: template of the call that lists them, or "" when none is known.
        list_scopes: scopes that open that call, any of them.
        note: a few words from the catalog.
    """

    selector: Selector
    name: str
    list_url: str
    list_scopes: tuple[str, ...]
    note: str

    @property
    def chosen_here(self) -> bool:
        """Whether a person has to choose one for the connector."""
        return self.selector in ("header", "query", "path")

    @property
    def word(self) -> str:
        """What the service calls an organization."""
        return _WORDS.get(self.name, "organization")

    @property
    def id_words(self) -> str:
        """What the service calls the ID of one."""
        return "portal's screen name" if self.name == "screenname" else f"{self.word} ID"


@dataclass(frozen=True, slots=True)
class HealthCall:
    """One cheap live call; `url` is "" where none is known, and renewal is the only check.

    Args:
        method: such as `GET`.
        url: as a template.
        scopes: that open it, any of them.
    """

    method: str
    url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """One service.

    Args:
        key: as in a connector file, such as `desk`.
        name: for people, such as `Zoho Desk`.
        kind: `helper` for what only serves other products.
        prefix: the first part of its scopes.
        docs: page of its API documentation, or "".
        scopes_docs: page that lists its scopes, or "".
        api_base: template of its base URL, or "".
        confidence: how sure the catalog is.
        related_prefixes: prefixes of services whose scopes are often asked for along with it.
        organization: how it tells its organizations apart.
        health: one cheap call.
    """

    key: str
    name: str
    kind: Literal["product", "helper"]
    prefix: str
    docs: str
    scopes_docs: str
    api_base: str
    confidence: Literal["high", "medium", "low"]
    related_prefixes: tuple[str, ...]
    organization: OrganizationRule
    health: HealthCall

    @property
    def site(self) -> str:
        """Template of the address at which people have it in a browser, or "" where unknown."""
        by_data_center = "{zoho}" in self.api_base or "{apis}" in self.api_base
        if self.kind == "helper" or not by_data_center:
            return ""
        return f"https://{self.key.replace('-', '')}.{{zoho}}"


@cache
def load() -> dict[str, Service]:
    """Return every service by its key, in the catalog's order; read once, when somebody asks."""
    # Here and not at the top: most commands never look at a service.
    import json
    from pathlib import Path

    rows = json.loads(Path(__file__).with_name("services.json").read_text("utf-8"))
    return {row["key"]: _service(row) for row in rows}


def ordered() -> tuple[Service, ...]:
    """Return every service as people are shown them: Desk, then by name, helpers last."""
    return tuple(
        sorted(
            load().values(),
            key=lambda row: (row.key != FIRST, row.kind == "helper", row.name.casefold()),
        )
    )


def of(key: str) -> Service:
    """Return the service of this key; one that the catalog does not know has nothing to offer.

    Args:
        key: as in a connector file.
    """
    found = load().get(key)
    if found is not None:
        return found
    shown = "".join(letter for letter in key if letter.isprintable())[:60]
    return Service(
        key=key, name=shown, kind="product", prefix="", docs="", scopes_docs="", api_base="",
        confidence="low", related_prefixes=(),
        organization=OrganizationRule("none", "", "", (), ""),
        health=HealthCall("", "", ()),
    )  # fmt: skip


def _service(row: dict[str, Any]) -> Service:
    organization, health = row["organization"], row["health"]
    told = ("key", "name", "kind", "prefix", "docs", "scopes_docs", "api_base", "confidence")
    return Service(
        **{key: row[key] for key in told},
        related_prefixes=tuple(row["related_prefixes"]),
        organization=OrganizationRule(
            selector=organization["selector"],
            name=organization["name"],
            list_url=organization["list_url"],
            list_scopes=tuple(organization["list_scopes"]),
            note=organization["note"],
        ),
        health=HealthCall(
            method=health["method"],
            url=health["url"],
            scopes=tuple(health["scopes"]),
        ),
    )
