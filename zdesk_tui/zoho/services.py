"""Any of Zoho's services: its organizations, and one cheap call that proves a token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from zdesk_tui import intent
from zdesk_tui.catalog.services import HealthCall, Service
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import TryLater, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts, desk_words, organizations, service_words
from zdesk_tui.zoho.organizations import Listed

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply, Wire

_LISTS_SOMETHING_ELSE = ("catalyst", "workdrive")
"""Whose call of the catalog answers with projects, or with the person alone."""
_PROFILE_SCOPE = "AaaServer.profile.READ"
_DESK_LIST = "https://desk.{zoho}/api/v1/organizations"
_DESK_TICKETS = "https://desk.{zoho}/api/v1/tickets?limit=1"
_OTHER_CALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "crm": (("ZohoCRM.users.READ", "https://www.{apis}/crm/v8/users?type=CurrentUser"),),
    "desk": (
        ("Desk.settings.READ", _DESK_LIST),
        ("Desk.organization.READ", _DESK_LIST),
        ("Desk.tickets.READ", _DESK_TICKETS),
        ("Desk.contacts.READ", "https://desk.{zoho}/api/v1/contacts?limit=1"),
        ("Desk.search.READ", "https://desk.{zoho}/api/v1/tickets/search?limit=1"),
    ),
}
"""Further cheap calls, with the scope that opens each, the cheapest first (documented)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it will be sent, but for the token.

    Args:
        method: such as `GET`.
        url: with the organization where the service wants it in the query.
        shown: method and path, for people.
        headers: with the organization where the service wants it there.
        scopes: that open it, any of them, as far as it is known.
        within: whether it names an organization, and so fails for a wrong one.
    """

    method: str
    url: str
    shown: str
    headers: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = field(default=(), compare=False)
    within: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """A live call that was answered well.

    Args:
        made: the call.
        status: the HTTP status.
        seconds: how long it took.
        listed: the organizations that it listed; None where it lists none.
    """

    made: Call
    status: int
    seconds: float
    listed: tuple[Listed, ...] | None = None

    @property
    def call(self) -> str:
        """The call for people, such as `GET /api/v1/organizations`."""
        return self.made.shown

    @property
    def in_organization(self) -> bool:
        """Whether it named the organization, and so proves that as well."""
        return self.made.within


def lists(service: Service) -> bool:
    """Tell whether a call is known that lists the service's organizations."""
    return bool(service.organization.list_url) and service.key not in _LISTS_SOMETHING_ELSE


def opens(granted: str, wanted: str) -> bool:
    """Tell whether a scope opens a cheap call that another scope is named for, whatever the case.

    The calls read: where `ALL` is named for one, `READ` is enough.
    """
    group, _, operation = wanted.rpartition(".")
    reading = f"{group}.READ" if operation.upper() == "ALL" else wanted
    return not intent.not_granted((reading,), (granted.strip(),))


def cheap_call(
    service: Service,
    data_center: DataCenter,
    scopes: Iterable[str],
    organization_id: str | None,
    *,
    within: bool = False,
) -> Call | None:
    """Return the cheapest live call that the scopes open, or None where they open none.

    Args:
        service: that is called.
        data_center: where the person's account lives.
        scopes: as granted; case does not matter.
        organization_id: sent along where the service wants it.
        within: only a call that is made in the organization, and so fails for a wrong one.
    """
    granted = tuple(scopes)
    others = (HealthCall("GET", url, (scope,)) for scope, url in _OTHER_CALLS.get(service.key, ()))
    for one in (service.health, *others):
        # The call that lists the organizations is above all of them.
        above = one.url == service.organization.list_url
        url = None if above and within else data_center.url(one.url)
        if url and any(opens(scope, wanted) for scope in granted for wanted in one.scopes):
            named = None if above else organization_id
            call = addressed(service, one.method, url, one.url.partition("}")[2], named)
            return replace(call, scopes=one.scopes)
    if not within and any(opens(scope, _PROFILE_SCOPE) for scope in granted):
        shown = "GET /oauth/user/info"
        return Call("GET", data_center.user_info_url, shown, scopes=(_PROFILE_SCOPE,))
    return None


def example(
    service: Service,
    data_center: DataCenter,
    scopes: Iterable[str],
    organization_id: str | None,
) -> Call | None:
    """Return a call to show how the service is used, or None where no address is known.

    It names the organization, as most calls have to, and is not meant to be made from here.

    Args:
        service: that is called.
        data_center: where the person's account lives.
        scopes: as granted.
        organization_id: as most calls want it.
    """
    call = cheap_call(service, data_center, scopes, None)
    if service.key == "desk":
        template = _DESK_TICKETS
    elif call is not None and call.url != data_center.user_info_url:
        return addressed(service, call.method, call.url, "", organization_id)
    else:
        template = service.api_base
    url = data_center.url(template)
    return addressed(service, "GET", url, "", organization_id) if url else None


def addressed(
    service: Service, method: str, url: str, path: str, organization_id: str | None
) -> Call:
    """Return a call that names the organization where the service wants it, if in the call.

    Args:
        service: that is called.
        method: such as `GET`.
        url: without the organization.
        path: the part of it that people are shown.
        organization_id: of the organization, if there is one.
    """
    rule = service.organization
    headers = {}
    within = bool(organization_id) and rule.selector in ("header", "query")
    if organization_id and rule.selector == "header":
        headers = {rule.name: organization_id}
    elif organization_id and rule.selector == "query":
        url += f"{'&' if '?' in url else '?'}{rule.name}={quote(organization_id, safe='')}"
    return Call(method, url, f"{method} {path}", headers, within=within)


async def listed(
    wire: "Wire", service: Service, data_center: DataCenter, token: Secret
) -> tuple[Listed, ...]:
    """List every organization of the service that the person belongs to.

    Raises:
        Refused: the service said no; `word` is its error code.
        TryLater: no usable answer.
        ZdeskError: there is nothing to ask, the organization has to be typed.
    """
    return await listed_by(wire, service, data_center, token, service.organization.list_url)


async def listed_by(
    wire: "Wire", service: Service, data_center: DataCenter, token: Secret, template: str
) -> tuple[Listed, ...]:
    """List organizations by another call of the service, given as a template of the catalog.

    Raises:
        Refused: the service said no; `word` is its error code.
        TryLater: no usable answer.
        ZdeskError: there is nothing to ask, the organization has to be typed.
    """
    words = service.organization.id_words
    if not lists(service):
        raise ZdeskError(
            f"{service.name} has no call, as far as it is known here, that lists its "
            f"{service.organization.word}s.",
            f"Type the {words}.",
            mends="organization",
        )
    call = Call("GET", url_of(service, data_center, template), "")
    reply = await ask(wire, service, data_center, token, call)
    if reply.empty:
        return ()
    rows = organizations.read(service, reply.content)
    if rows is None:
        raise TryLater(
            f"{service_words.host_of(call.url)} listed the {service.organization.word}s in an "
            f"unexpected form (status {reply.status}).",
            f"Try again, or type the {words}.",
            mends="organization",
        )
    return rows


async def prove(
    wire: "Wire",
    service: Service,
    data_center: DataCenter,
    token: Secret,
    scopes: Iterable[str],
    organization_id: str | None,
) -> Proof | None:
    """Make the cheapest live call that the scopes open, or return None where they open none.

    Args:
        wire: an open wire.
        service: that is called.
        data_center: where the person's account lives.
        token: the access token to prove.
        scopes: as granted; case does not matter.
        organization_id: sent along where the service wants it.

    Raises:
        Refused: the call was refused; `word` is Zoho's error code.
        TryLater: no usable answer.
    """
    call = cheap_call(service, data_center, scopes, organization_id)
    if call is None:
        return None
    return await proof_of(wire, service, data_center, token, call, organization_id)


async def proof_of(
    wire: "Wire",
    service: Service,
    data_center: DataCenter,
    token: Secret,
    call: Call,
    organization_id: str | None,
) -> Proof:
    """Make one live call of `cheap_call`, and return that it was answered well.

    Raises:
        Refused: the call was refused; `word` is Zoho's error code.
        TryLater: no usable answer.
    """
    reply = await ask(wire, service, data_center, token, call, organization_id)
    above = call.url == data_center.url(service.organization.list_url) and lists(service)
    listed = organizations.read(service, reply.content) if above else None
    return Proof(call, reply.status, reply.seconds, listed)


async def ask(
    wire: "Wire",
    service: Service,
    data_center: DataCenter,
    token: Secret,
    call: Call,
    organization_id: str | None = None,
) -> "Reply":
    """Make a call and return its answer.

    Raises:
        Refused: the service said no; `word` is its error code.
        TryLater: no usable answer.
    """
    reply = await wire.ask(call.method, call.url, token=token, headers=call.headers)
    if call.url == data_center.user_info_url:
        error = accounts.user_info_error(reply, data_center)
    elif service.key == "desk":
        error = desk_words.explained(reply, data_center, organization_id)
    else:
        error = service_words.explained(reply, service, call.url, organization_id)
    if error is not None:
        raise error
    return reply


def url_of(service: Service, data_center: DataCenter, template: str) -> str:
    """Return a URL of the service in this data center.

    Raises:
        ZdeskError: it is not known; the organization has to be typed.
    """
    url = data_center.url(template)
    if url is None:
        raise ZdeskError(
            f"The address of {service.name} is not known for this data center, so it cannot be "
            "asked.",
            f"Type the {service.organization.id_words}"
            + {"desk": ", or add desk_url to the connector."}.get(service.key, "."),
            mends="organization",
        )
    return url
