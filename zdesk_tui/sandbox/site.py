"""What all routes of the sandbox share: the world, the addresses, open forms, counts, faults."""

import secrets
from collections import Counter
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request

from zdesk_tui.datacenters import DataCenter, DataCenters
from zdesk_tui.sandbox.faults import Faults
from zdesk_tui.sandbox.world import World

_MOST_OPEN_FORMS = 500


class Forms:
    """One-time tokens of the forms that were shown and not sent yet, with what each is about."""

    def __init__(self) -> None:
        self._open: dict[str, object] = {}

    def issue(self, about: object) -> str:
        """Return a token for a form; very old forms are forgotten."""
        token = secrets.token_urlsafe(24)
        self._open[token] = about
        if len(self._open) > _MOST_OPEN_FORMS:
            del self._open[next(iter(self._open))]
        return token

    def take(self, token: object) -> object | None:
        """Return what the form is about and forget it; None for an unknown token."""
        return self._open.pop(token, None) if isinstance(token, str) else None


@dataclass(slots=True)
class Site:
    """One running sandbox.

    Args:
        key: opens the control door.
    """

    world: World
    table: DataCenters
    port: int
    key: bytes = field(repr=False)
    forms: Forms = field(default_factory=Forms)
    faults: Faults = field(default_factory=Faults)
    counts: Counter[str] = field(default_factory=Counter)

    def data_center(self, request: Request) -> DataCenter:
        """Return the data center of the request's path; 404 for a code that is none."""
        row = self.table.get(request.path_params["dc"])
        if row is None:
            raise HTTPException(404)
        return row

    def count(self, name: str, data_center: str) -> None:
        """Count a request, for all data centers and for this one."""
        self.counts[name] += 1
        self.counts[f"{data_center}.{name}"] += 1
