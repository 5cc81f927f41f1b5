"""Zoho Desk: its organizations, who is asking, and one cheap call that proves a token."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts
from zdesk_tui.zoho.accounts import Person
from zdesk_tui.zoho.desk_words import desk_host, explained

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply, Wire

_ORGANIZATIONS = "/api/v1/organizations"
_CHEAP_CALLS = (
    ("desk.basic", _ORGANIZATIONS),
    ("desk.settings", _ORGANIZATIONS),
    ("desk.organization", _ORGANIZATIONS),
    ("desk.tickets", "/api/v1/tickets?limit=1"),
    ("desk.contacts", "/api/v1/contacts?limit=1"),
    ("desk.search", "/api/v1/tickets/search?limit=1"),
)
"""What a scope with READ or ALL opens, the cheapest first."""


@dataclass(frozen=True, slots=True)
class DeskOrganization:
    """One organization as Desk lists it.

    Args:
        id: digits, as text; Desk sends a number or text.
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


@dataclass(frozen=True, slots=True)
class Proof:
    """A live call that was answered well.

    Args:
        call: such as `GET /api/v1/organizations`.
        status: the HTTP status.
        seconds: how long it took.
    """

    call: str
    status: int
    seconds: float


async def organizations(
    wire: "Wire", data_center: DataCenter, token: Secret
) -> tuple[DeskOrganization, ...]:
    """List every organization that the person belongs to; rows without an ID are left out.

    Needs `Desk.basic.READ` or `Desk.organization.READ` (documented).

    Raises:
        Refused: Desk said no; `word` is its error code.
        TryLater: no usable answer.
        ZdeskError: this data center's Desk is not known, the organization has to be typed.
    """
    return await _listed(wire, data_center, token, _ORGANIZATIONS)


async def accessible_organizations(
    wire: "Wire", data_center: DataCenter, token: Secret
) -> tuple[DeskOrganization, ...] | None:
    """List the organizations that this token reaches, or None where Desk does not tell.

    Raises:
        TryLater: no usable answer.
        ZdeskError: this data center's Desk is not known.
    """
    try:
        return await _listed(wire, data_center, token, "/api/v1/accessibleOrganizations")
    except Refused:
        return None


async def my_info(
    wire: "Wire", data_center: DataCenter, token: Secret, organization_id: str | None
) -> Person | None:
    """Return whose token it is, or None where Desk does not tell. Needs `Desk.basic.READ`.

    Raises:
        TryLater: no usable answer.
        ZdeskError: this data center's Desk is not known.
    """
    try:
        reply = await _get(wire, data_center, token, "/api/v1/myinfo", organization_id)
    except Refused:
        return None
    if not isinstance(reply.content, dict):
        return None
    return accounts.person(
        account=reply.content.get("emailId"),
        zuid=reply.content.get("zuid"),
        names=(reply.content.get("firstName"), reply.content.get("lastName")),
    )


async def prove(
    wire: "Wire",
    data_center: DataCenter,
    token: Secret,
    scopes: Iterable[str],
    organization_id: str | None,
) -> Proof | None:
    """Make the cheapest live call that the scopes open, or return None where they open none.

    Args:
        wire: an open wire.
        data_center: where the person's account lives.
        token: the access token to prove.
        scopes: as granted; case does not matter.
        organization_id: sent along where Desk wants it.

    Raises:
        Refused: the call was refused; `word` is Zoho's error code.
        TryLater: no usable answer.
    """
    readable = {
        family.lower()
        for family, _, operation in (scope.strip().rpartition(".") for scope in scopes)
        if operation.upper() in ("READ", "ALL")
    }
    if data_center.desk_url is not None:
        for family, path in _CHEAP_CALLS:
            if family in readable:
                sent_id = None if path == _ORGANIZATIONS else organization_id
                reply = await _get(wire, data_center, token, path, sent_id)
                return Proof(f"GET {path}", reply.status, reply.seconds)
    if "aaaserver.profile" in readable:
        reply = await accounts.ask_user_info(wire, data_center, token)
        error = accounts.user_info_error(reply, data_center)
        if error is not None:
            raise error
        return Proof("GET /oauth/user/info", reply.status, reply.seconds)
    return None


async def _listed(
    wire: "Wire", data_center: DataCenter, token: Secret, path: str
) -> tuple[DeskOrganization, ...]:
    reply = await _get(wire, data_center, token, path)
    if reply.empty:
        return ()
    rows = reply.content.get("data") if isinstance(reply.content, dict) else None
    if not isinstance(rows, list):
        raise TryLater(
            f"{desk_host(data_center)} listed the organizations in an unexpected form "
            f"(status {reply.status}).",
            "Try again, or type the organization ID.",
            mends="organization",
        )
    found = [organization for row in rows if (organization := _organization(row)) is not None]
    return tuple({organization.id: organization for organization in found}.values())


async def _get(
    wire: "Wire",
    data_center: DataCenter,
    token: Secret,
    path: str,
    organization_id: str | None = None,
) -> "Reply":
    if data_center.desk_url is None:
        raise ZdeskError(
            "The address of Zoho Desk is not known for this data center, so it cannot be asked.",
            "Type the organization ID, or add desk_url to the connector.",
            mends="organization",
        )
    headers = {"orgId": organization_id} if organization_id else None
    reply = await wire.ask("GET", data_center.desk_url + path, token=token, headers=headers)
    error = explained(reply, data_center, organization_id)
    if error is not None:
        raise error
    return reply


def _organization(row: object) -> DeskOrganization | None:
    if not isinstance(row, dict):
        return None
    number = row.get("id")
    if isinstance(number, bool) or not isinstance(number, int | str):
        return None
    identifier = str(number).strip()
    if not re.fullmatch(r"[0-9]{1,20}", identifier):
        return None
    names = (row.get("companyName"), row.get("portalName"))
    name = next((name for name in names if isinstance(name, str) and name.strip()), "")
    edition = row.get("edition")
    return DeskOrganization(
        id=identifier,
        name=plain(name, 200),
        edition=plain(edition, 60) or None if isinstance(edition, str) else None,
        is_default=_true(row.get("isDefault")),
        is_sandbox=_true(row.get("isSandboxPortal")),
    )


def _true(value: object) -> bool:
    """Tell whether a flag is set: Desk's samples have text, live answers booleans."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
