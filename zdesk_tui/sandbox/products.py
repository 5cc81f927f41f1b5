"""Every product but Desk, as far as a connector needs it: its organizations, one cheap call.

Which calls there are, and which scopes open them, is the catalog's knowledge; here is only the
form in which each product answers and refuses.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zdesk_tui.catalog.services import Service, load
from zdesk_tui.sandbox.people import Organization, Person, person
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.tokens import bearer

Refusal = tuple[int, dict[str, Any]]

_OTHERS = ("accounts", "desk")
"""Played elsewhere, in full."""
_FINANCE = ("billing", "books", "expense", "inventory", "invoice")
_LIKE_CRM = ("bigin", "crm", "recruit")


@dataclass(frozen=True, slots=True)
class _Play:
    service: Service
    scopes: tuple[str, ...]


class Products:
    """The products of every data center, on the API host and on hosts of their own."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._plays: dict[tuple[str, str], _Play] = {}
        row = next(iter(site.table))
        for service in load().values():
            rule, health = service.organization, service.health
            calls = (
                ("GET", rule.list_url, rule.list_scopes),
                (health.method, health.url, health.scopes),
            )
            for method, template, scopes in calls:
                url = row.url(template)
                if url and service.key not in _OTHERS:
                    path = urlsplit(url).path.removeprefix(f"/{row.code}/")
                    self._plays[method, path.rstrip("/")] = _Play(service, scopes)

    async def call(self, request: Request) -> Response:
        """Answer any path of a product, in the order address, authentication, scope."""
        row = self._site.data_center(request)
        path = request.url.path.removeprefix(f"/{row.code}/").rstrip("/")
        play = self._plays.get((request.method.replace("HEAD", "GET"), path))
        if play is None:
            return JSONResponse({"code": "URL_NOT_FOUND", "status": "error"}, status_code=404)
        self._site.count(play.service.key, row.code)
        access = self._site.world.access(bearer(request) or "", row.code)
        who = person(access.permission.account) if access else None
        if access is None or who is None:
            status, body = _token_refused(play.service)
            return JSONResponse(body, status_code=status)
        if not _opened(access.permission.scopes, play.scopes):
            status, body = _scope_missing(play.service)
            return JSONResponse(body, status_code=status)
        bound = who.organization(access.permission.organization)
        return JSONResponse(_answer(play.service, who, bound))


def _opened(granted: Iterable[str], wanted: Iterable[str]) -> bool:
    """Tell whether one of the wanted scopes was granted, itself or within a wider one."""
    have = {scope.lower() for scope in granted}
    for scope in wanted:
        prefix, *_ = parts = scope.lower().split(".")
        wider = {scope.lower(), ".".join([*parts[:-1], "all"]), f"{prefix}.fullaccess.all"}
        if have & wider:
            return True
    return False


def _token_refused(service: Service) -> Refusal:
    if service.key in _FINANCE:
        return 401, {"code": 14, "message": "Invalid value passed for authtoken."}
    if service.key == "mail":
        return 404, _mail_refusal(404, "INVALID_OAUTHTOKEN")
    return 401, _refusal(service, "INVALID_TOKEN", "invalid oauth token")


def _scope_missing(service: Service) -> Refusal:
    if service.key in _FINANCE:
        return 401, {"code": 57, "message": "You are not authorized to perform this operation"}
    if service.key == "mail":
        return 404, _mail_refusal(404, "INVALID_OAUTHSCOPE")
    word = "OAUTH_SCOPE_MISMATCH"
    return 401, _refusal(service, word, "invalid oauth scope to access this URL")


def _refusal(service: Service, word: str, message: str) -> dict[str, Any]:
    if service.key in _LIKE_CRM:
        return {"code": word, "details": {}, "message": message, "status": "error"}
    return {"error": {"code": word, "message": message}}


def _mail_refusal(status: int, word: str) -> dict[str, Any]:
    return {
        "status": {"code": status, "description": "Invalid Input"},
        "data": {"errorCode": word},
    }


def _answer(service: Service, who: Person, bound: Organization | None) -> Any:
    """Return what the product's call answers, in its own form."""
    if service.key in _FINANCE:
        return {
            "code": 0,
            "message": "success",
            "organizations": [_finance_row(one) for one in who.organizations],
        }
    if service.key in _LIKE_CRM:
        rows = [{"id": one.id, "company_name": one.name} for one in (bound,) if one]
        return {"org": rows}
    form = _FORMS.get(service.key)
    if form is not None:
        return form(who)
    return {"status": "success", "data": []}


def _finance_row(one: Organization) -> dict[str, Any]:
    return {
        "organization_id": one.id,
        "name": one.name,
        "is_default_org": one.default,
        "plan_name": one.edition,
    }


def _mail(who: Person) -> dict[str, Any]:
    row = {
        "accountId": f"{2560636000000008000 + who.number}",
        "primaryEmailAddress": who.email,
        "displayName": f"{who.first_name} {who.last_name}",
        "type": "ZOHO_ACCOUNT",
    }
    return {"status": {"code": 200, "description": "success"}, "data": [row]}


def _analytics(who: Person) -> dict[str, Any]:
    rows = [
        {"orgId": one.id, "orgName": one.name, "isDefault": one.default}
        for one in who.organizations
    ]
    return {"status": "success", "summary": "Get organizations", "data": {"orgs": rows}}


def _meeting(who: Person) -> dict[str, Any]:
    first = next(iter(who.organizations), None)
    mine = {"zsoid": int(first.id)} if first else {}
    return {"userDetails": {"email": who.email, "displayName": who.first_name, **mine}}


def _salesiq(who: Person) -> dict[str, Any]:
    rows = [{"id": one.id, "screenname": one.portal, "name": one.name} for one in who.organizations]
    return {"url": "/portals", "object": "list", "data": rows}


def _sprints(who: Person) -> dict[str, Any]:
    rows = [{"zsoid": one.id, "teamName": one.name} for one in who.organizations]
    return {"status": "success", "portals": rows}


def _portals(who: Person) -> dict[str, Any]:
    return {"portals": [{"portal_id": one.id, "name": one.name} for one in who.organizations]}


_FORMS: dict[str, Callable[[Person], Any]] = {
    "analytics": _analytics,
    "backstage": _portals,
    "directory": lambda who: {
        "orgs": [{"org_id": one.id, "org_name": one.name} for one in who.organizations]
    },
    "mail": _mail,
    "meeting": _meeting,
    "projects": lambda who: [
        {"id": one.id, "portal_name": one.portal, "org_name": one.name, "is_default": one.default}
        for one in who.organizations
    ],
    "salesiq": _salesiq,
    "sprints": _sprints,
    "tables": _portals,
}
"""The forms in which products list what a person belongs to."""
