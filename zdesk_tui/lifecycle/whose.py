"""Whose grant it is, and which organizations it reaches."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from zdesk_tui.catalog.services import Service
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import accounts, desk, services
from zdesk_tui.zoho.accounts import Person
from zdesk_tui.zoho.organizations import Listed
from zdesk_tui.zoho.wire import Wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Whose:
    """What Zoho tells about a token.

    Args:
        person: whose it is, when a chosen scope lets us ask.
        organizations: all that the person belongs to.
        bound: IDs of those that the token reaches, or None when Zoho does not tell.
        problem: why the organizations cannot be listed.
    """

    person: Person | None
    organizations: tuple[Listed, ...] = ()
    bound: frozenset[str] | None = None
    problem: ZdeskError | None = None


async def whose(
    service: Service, data_center: DataCenter, token: Secret, scopes: Iterable[str]
) -> Whose:
    """Ask the service for the organizations, and Desk or the accounts server for the person.

    Optional extras stay optional: what cannot be had is left out, and no scope is needed that
    was not chosen.

    Args:
        service: that the connector is for.
        data_center: where the person's account lives.
        token: a valid access token.
        scopes: that were asked for.
    """
    try:
        async with Wire() as wire:
            listed, bound, person = await asyncio.gather(
                _listed(wire, service, data_center, token),
                _reached(wire, service, data_center, token),
                _person(wire, service, data_center, token, scopes),
                return_exceptions=True,
            )
    except ZdeskError as error:
        return Whose(None, problem=error)
    for result in (listed, bound, person):
        if isinstance(result, BaseException) and not isinstance(result, ZdeskError):
            raise result
    return Whose(
        person=None if isinstance(person, BaseException) else person,
        organizations=() if isinstance(listed, BaseException) else listed,
        bound=(
            None
            if bound is None or isinstance(bound, BaseException)
            else frozenset(row.id for row in bound)
        ),
        problem=listed if isinstance(listed, ZdeskError) else None,
    )


async def person_in(
    service: Service,
    data_center: DataCenter,
    token: Secret,
    scopes: Iterable[str],
    organization_id: str | None,
) -> Person | None:
    """Ask once more for the person, now that the organization is known."""
    try:
        async with Wire() as wire:
            return await _person(wire, service, data_center, token, scopes, organization_id)
    except ZdeskError:
        return None


async def _listed(
    wire: Wire, service: Service, data_center: DataCenter, token: Secret
) -> tuple[Listed, ...]:
    if not service.organization.chosen_here:
        return ()
    return await services.listed(wire, service, data_center, token)


async def _reached(
    wire: Wire, service: Service, data_center: DataCenter, token: Secret
) -> tuple[Listed, ...] | None:
    if service.key != "desk":
        return None
    return await _or_none(desk.accessible_organizations(wire, data_center, token))


async def _person(
    wire: Wire,
    service: Service,
    data_center: DataCenter,
    token: Secret,
    scopes: Iterable[str],
    organization_id: str | None = None,
) -> Person | None:
    chosen = {scope.lower() for scope in scopes}
    desk_tells = service.key == "desk" and chosen & {"desk.basic.read", "desk.basic.all"}
    if desk_tells and data_center.desk_url:
        found = await _or_none(desk.my_info(wire, data_center, token, organization_id))
        if found and found.account:
            return found
    if "aaaserver.profile.read" in chosen:
        return await _or_none(accounts.user_info(wire, data_center, token))
    return None


async def _or_none(asked: Awaitable[T | None]) -> T | None:
    try:
        return await asked
    except ZdeskError:
        return None
