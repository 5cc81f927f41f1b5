"""Zoho Desk's API, as far as a connector needs it: organizations, myinfo, tickets, contacts.

Tickets and contacts are listed and read one by one, a contact's tickets too; nothing is written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zdesk_tui.sandbox import pages, scopes
from zdesk_tui.sandbox.people import Organization, Person, person
from zdesk_tui.sandbox.records import AccessToken
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.tokens import bearer

_ORGANIZATION_SCOPES = ("Desk.basic", "Desk.settings", "Desk.organization")
_MOST_ROWS = 100
_RECORDS = ("tickets", "contacts")
"""Resources whose records have an address of their own."""


@dataclass(frozen=True, slots=True)
class Call:
    """An authenticated call."""

    request: Request
    who: Person
    bound: Organization | None


class Desk:
    """The Desk of every data center."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._resources: dict[str, tuple[tuple[str, ...], Callable[[Call], Response]]] = {
            "organizations": (_ORGANIZATION_SCOPES, self._organizations),
            "accessibleOrganizations": (_ORGANIZATION_SCOPES, self._accessible_organizations),
            "myinfo": (("Desk.basic",), self._myinfo),
            "tickets": (("Desk.tickets",), self._tickets),
            "contacts": (("Desk.contacts",), self._contacts),
        }

    async def call(self, request: Request) -> Response:
        """Answer any path under Desk, in the order authentication, address, scope, organization."""
        row = self._site.data_center(request)
        token = bearer(request)
        if token is None:
            return _error(
                401, "UNAUTHORIZED", "You are not authenticated to perform this operation."
            )
        access = self._site.world.access(token, row.code)
        if access is None:
            if self._site.world.switches.foreign_token_page and self._is_of_elsewhere(token):
                # Reported: a token of another data center gets a page instead of JSON.
                return pages.page("401 Unauthorized", "<p>Unauthorized</p>", status=401)
            return _error(401, "INVALID_OAUTH", "The OAuth Token you provided is invalid.")
        name, _, wanted = request.path_params["rest"].removeprefix("api/v1/").partition("/")
        found = self._resources.get(name)
        under_api = request.path_params["rest"].startswith("api/v1/")
        if found is None or not under_api or (wanted and name not in ("organizations", *_RECORDS)):
            return _error(404, "URL_NOT_FOUND", "The URL you requested could not be found.")
        if request.method not in ("GET", "HEAD"):
            return _error(
                405, "METHOD_NOT_ALLOWED", "The HTTP method is not allowed for this resource."
            )
        groups, answer = found
        if not scopes.allows(access.permission.scopes, *groups):
            return _error(
                403,
                "SCOPE_MISMATCH",
                "The OAuth Token does not contain the scope to perform this operation.",
            )
        refusal = self._wrong_organization(request, access, name, wanted)
        if refusal is not None:
            return refusal
        who = person(access.permission.account)
        if who is None:
            return _error(401, "INVALID_OAUTH", "The OAuth Token you provided is invalid.")
        bound = who.organization(access.permission.organization)
        if bound is None and name not in ("organizations", "accessibleOrganizations"):
            return _error(403, "FORBIDDEN", "You are not authorized to perform this operation")
        call = Call(request, who, bound)
        if wanted and name in _RECORDS:
            return self._record(call, name, *wanted.partition("/")[::2])
        if wanted and bound is not None:
            return JSONResponse(self._organization(bound))
        return answer(call)

    def _is_of_elsewhere(self, token: str) -> bool:
        return any(self._site.world.access(token, row.code) for row in self._site.table)

    def _wrong_organization(
        self, request: Request, access: AccessToken, name: str, wanted: str
    ) -> Response | None:
        bound = access.permission.organization
        header = request.headers.get("orgid")
        switches = self._site.world.switches
        if header is None:
            needed = switches.organization_header_needed and name != "organizations"
            if needed or (switches.accessible_header_needed and name == "accessibleOrganizations"):
                return _error(403, "FORBIDDEN", "The orgId header is missing.")
        elif header.strip() != bound and name != "organizations":
            return _mismatch()
        other = name == "organizations" and wanted not in ("", bound)
        return _mismatch() if other else None

    def _organizations(self, call: Call) -> Response:
        if self._site.world.switches.organizations_bound_only:
            return self._accessible_organizations(call)
        return _rows([self._organization(one) for one in call.who.organizations])

    def _accessible_organizations(self, call: Call) -> Response:
        return _rows([self._organization(call.bound)] if call.bound else [])

    def _myinfo(self, call: Call) -> Response:
        return JSONResponse(
            {
                "id": f"{1892000000000000 + call.who.number}",
                "firstName": call.who.first_name,
                "lastName": call.who.last_name,
                "name": f"{call.who.first_name} {call.who.last_name}",
                "emailId": call.who.email,
                "photoURL": None,
                "status": "ACTIVE",
            }
        )

    def _tickets(self, call: Call) -> Response:
        return _limited(call, _ticket_rows(call.bound))

    def _contacts(self, call: Call) -> Response:
        return _limited(call, _contact_rows(call.bound))

    def _record(self, call: Call, name: str, wanted: str, below: str) -> Response:
        """Answer for one record, or for the tickets of a contact."""
        tickets = _ticket_rows(call.bound)
        rows = tickets if name == "tickets" else _contact_rows(call.bound)
        found = next((row for row in rows if row["id"] == wanted), None)
        if found is None or (below and (name, below) != ("contacts", "tickets")):
            return _error(404, "URL_NOT_FOUND", "The URL you requested could not be found.")
        if below:
            return _limited(call, [row for row in tickets if row["contactId"] == wanted])
        return JSONResponse(found)

    def _organization(self, one: Organization) -> dict[str, Any]:
        strings = self._site.world.switches.desk_ids == "strings"
        worded = self._site.world.switches.desk_flags == "strings"
        flags = {"isSandboxPortal": one.sandbox, "isAdminInOrg": True, "isDefault": one.default}
        return {
            "id": one.id if strings else int(one.id),
            "companyName": one.name,
            "portalName": one.portal,
            "portalURL": f"https://{one.portal}.example/support",
            "edition": one.edition,
            "employeeCount": "10" if strings else 10,
            "currencyCode": "EUR",
            "currencySymbol": "€",
            "primaryContact": "admin@zylker.example",
            **{key: str(flag).lower() if worded else flag for key, flag in flags.items()},
        }


def _ticket_rows(bound: Organization | None) -> list[dict[str, Any]]:
    contacts = _contact_rows(bound)
    return [
        {
            "id": f"{1892000000042000 + number}",
            "ticketNumber": f"{100 + number}",
            "subject": subject,
            "status": "Open",
            "statusType": "Open",
            "channel": "Email",
            "priority": None,
            "contactId": contacts[number % len(contacts)]["id"] if contacts else None,
            "createdTime": f"2026-01-{30 - number:02}T08:00:00.000Z",
        }
        for number, subject in enumerate(bound.tickets if bound else ())
    ]


def _contact_rows(bound: Organization | None) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{1892000000043000 + number}",
            "firstName": first,
            "lastName": last,
            "email": email,
        }
        for number, (first, last, email) in enumerate(bound.contacts if bound else ())
    ]


def _rows(rows: list[dict[str, Any]]) -> Response:
    """Return a list; an empty one is 204 without a body (reported)."""
    return JSONResponse({"data": rows}) if rows else Response(status_code=204)


def _limited(call: Call, rows: list[dict[str, Any]]) -> Response:
    text = call.request.query_params.get("limit", "10")
    if not text.isdigit() or not 1 <= int(text) <= _MOST_ROWS:
        return JSONResponse(
            {
                "errorCode": "INVALID_DATA",
                "message": "The data is invalid due to validation restrictions",
                "errors": [{"fieldName": "/limit", "errorType": "invalid"}],
            },
            status_code=422,
        )
    return _rows(rows[: int(text)])


def _mismatch() -> Response:
    return _error(
        403, "OAUTH_ORG_MISMATCH", "The OAuthToken is not valid for specified organization"
    )


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errorCode": code, "message": message}, status_code=status)
