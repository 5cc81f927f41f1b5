"""What the services list: organizations, portals, teams, accounts, in whatever form they come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zdesk_tui.catalog.services import Service
from zdesk_tui.plaintext import plain

_HOLDERS = (
    "data", "organizations", "orgs", "portals", "teams", "sites", "allScopes", "scopes", "networks",
)  # fmt: skip
"""Keys under which lists of them were seen, some below another."""
_IDS = {
    "commerce": ("organization_id", "org_id", "zsoid"),
    "desk": ("id",),
    "mail": ("accountId",),
    "salesiq": ("screenname", "screen_name"),
    "sprints": ("zsoid", "team_id", "teamId"),
}
"""Where the value that a call needs stands in a row, for services with other IDs beside it."""
_NAMES = (
    "companyName", "primaryEmailAddress", "orgName", "org_name", "organization_name", "teamName",
    "team_name", "portal_name", "portalName", "display_name", "displayName", "site_name", "name",
)  # fmt: skip
_DEFAULTS = ("isDefault", "is_default", "is_default_org", "default")
_SANDBOXES = ("isSandboxPortal", "is_sandbox", "isSandbox")
_EDITIONS = ("edition", "plan_name")
_DIGITS = re.compile(r"[0-9]{1,20}")
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One organization as its service lists it.

    Args:
        id: as calls name it; services send a number or text.
        name: the company's name, or the portal's.
        edition: such as `ENTERPRISE`, when known.
        is_default: where the person lands.
        is_sandbox: for trying things out.
    """

    id: str
    name: str = ""
    edition: str | None = None
    is_default: bool = False
    is_sandbox: bool = False


def wrong_id(service: Service, typed: str) -> str:
    """Return why this cannot be the ID of an organization, or "" where it can.

    Args:
        service: whose organization it is.
        typed: without blanks around it.
    """
    words = service.organization.id_words
    if service.key == "desk":
        return "" if _DIGITS.fullmatch(typed) else f"An {words} is a number, such as 2389290."
    if _ID.fullmatch(typed):
        return ""
    article = "An" if words.startswith(("a", "o")) else "A"
    return f"{article} {words} has at most 40 letters, digits, dots, dashes and underscores."


def read(service: Service, content: object) -> tuple[Listed, ...] | None:
    """Return the rows of an answer, those without an ID left out; None where there is no list.

    Args:
        service: that answered.
        content: what its JSON body says.
    """
    if isinstance(content, dict) and "userDetails" in content:
        # Meeting answers with the person, who belongs to one organization.
        content = [content["userDetails"]]
    for rows in _lists(content):
        found = [one for row in rows if (one := _listed(service, row)) is not None]
        if found or not rows:
            return tuple({one.id: one for one in found}.values())
    return None


def _lists(content: object, depth: int = 3) -> Iterator[list[object]]:
    if isinstance(content, list):
        yield content
    elif isinstance(content, dict) and depth:
        for key in _HOLDERS:
            yield from _lists(content.get(key), depth - 1)


def _listed(service: Service, row: object) -> Listed | None:
    if not isinstance(row, dict):
        return None
    usual = (service.organization.name, "organization_id", "orgId", "org_id", "id")
    identifier = next((_text(row[key]) for key in _IDS.get(service.key, usual) if key in row), "")
    if wrong_id(service, identifier):
        return None
    edition = next((row[key] for key in _EDITIONS if isinstance(row.get(key), str)), "")
    return Listed(
        id=identifier,
        name=plain(next((row[key] for key in _NAMES if _is_text(row.get(key))), ""), 200),
        edition=plain(edition, 60) or None,
        is_default=any(_true(row.get(key)) for key in _DEFAULTS),
        is_sandbox=any(_true(row.get(key)) for key in _SANDBOXES),
    )


def _text(value: object) -> str:
    good = isinstance(value, int | str) and not isinstance(value, bool)
    return str(value).strip() if good else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _true(value: object) -> bool:
    """Tell whether a flag is set: Desk's samples have text, live answers booleans."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
