"""All connectors, extensions and connections of a sandbox, and the names they get."""

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict
from itertools import count
from typing import Any

from zdesk_tui.sandbox.records import row_from
from zdesk_tui.sandbox.sigma.records import Authorization, Connector, CustomService, Extension


class Shelf:
    """What the developer consoles of all data centers hold."""

    def __init__(self) -> None:
        self.connectors: list[Connector] = []
        self.extensions: list[Extension] = []
        self.services: list[CustomService] = []

    def connector(self, data_center: str, key: str) -> Connector | None:
        """Return a connector, or None."""
        return next((one for one in self.connectors_in(data_center) if one.key == key), None)

    def connectors_in(self, data_center: str) -> list[Connector]:
        """Return the connectors of a data center's console."""
        return [one for one in self.connectors if one.data_center == data_center]

    def extension(self, data_center: str, namespace: str) -> Extension | None:
        """Return an extension, or None."""
        found = (one for one in self.extensions_in(data_center) if one.namespace == namespace)
        return next(found, None)

    def extensions_in(self, data_center: str) -> list[Extension]:
        """Return the extensions of a data center's console."""
        return [one for one in self.extensions if one.data_center == data_center]

    def authorizations(self, connector: Connector) -> Iterator[Authorization]:
        """Go through a connector's own authorization and those that extensions have of it."""
        yield connector.authorization
        for extension in self.extensions_in(connector.data_center):
            for one in extension.associated:
                if one.connector == connector.key:
                    yield one.authorization

    def service(self, data_center: str, key: str) -> CustomService | None:
        """Return a custom service, or None."""
        return next((one for one in self.services_in(data_center) if one.key == key), None)

    def services_in(self, data_center: str) -> list[CustomService]:
        """Return the custom services of a data center."""
        return [one for one in self.services if one.data_center == data_center]

    def as_data(self) -> dict[str, Any]:
        """Return everything as it stands in the file, secrets included."""
        return {
            "connectors": [asdict(one) for one in self.connectors],
            "extensions": [asdict(one) for one in self.extensions],
            "services": [asdict(one) for one in self.services],
        }

    def restore(self, data: dict[str, Any]) -> None:
        """Take over what a file held; an older file holds nothing of it.

        Raises:
            ValueError: a row is of another kind.
        """
        self.connectors = [row_from(Connector, one) for one in data.get("connectors", [])]
        self.extensions = [row_from(Extension, one) for one in data.get("extensions", [])]
        self.services = [row_from(CustomService, one) for one in data.get("services", [])]


def identifier(name: str) -> str:
    """Return a name as it stands in identifiers: lower-case letters and digits (inferred)."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def unused(wanted: str, taken: Collection[str]) -> str:
    """Return an identifier, with a number behind it when it is taken (inferred)."""
    if wanted not in taken:
        return wanted
    return next(name for number in count() if (name := f"{wanted}{number}") not in taken)
