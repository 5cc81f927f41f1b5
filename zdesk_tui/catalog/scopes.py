"""The scopes that are known here, read from the package data on first use."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

OPERATIONS = ("ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE", "CUSTOM")


@dataclass(frozen=True, slots=True)
class ScopeGroup:
    """What one service calls a group, such as `tickets`.

    Args:
        name: in Zoho's spelling; one or two parts, such as `tickets` or `activities.calls`.
        operations: those that Zoho's own pages or working programs show.
        unverified_operations: those that only the pattern of the other groups suggests.
        description: a few words for people.
    """

    name: str
    operations: tuple[str, ...]
    unverified_operations: tuple[str, ...]
    description: str

    @property
    def possible(self) -> tuple[str, ...]:
        """All operations, the unverified ones last."""
        return self.operations + self.unverified_operations


@dataclass(frozen=True, slots=True)
class ScopeService:
    """One service and its groups.

    Args:
        key: as in a connector file, such as `desk`.
        name: for people.
        prefix: the first part of its scopes, such as `Desk`.
        groups: in the catalog's order.
    """

    key: str
    name: str
    prefix: str
    groups: tuple[ScopeGroup, ...]

    def group(self, name: str) -> ScopeGroup | None:
        """Return the group of this name, whatever its case, or None."""
        wanted = name.lower()
        return next((group for group in self.groups if group.name.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class ScopeCatalog:
    """Every service whose scopes are known here.

    Args:
        services: in the catalog's order.
        prefix_aliases: prefixes that people and guides write, in small letters, with the right one.
    """

    services: tuple[ScopeService, ...]
    prefix_aliases: dict[str, str]

    def service(self, prefix: str) -> ScopeService | None:
        """Return the service that this prefix stands for, in any case and old spelling, or None."""
        wanted = self.prefix_aliases.get(prefix.lower(), prefix).lower()
        return next((row for row in self.services if row.prefix.lower() == wanted), None)

    def spelling(self, scope: str) -> str:
        """Return a scope as the catalog writes it, or "" when it is not in there."""
        prefix, name, operation = _cut(scope)
        service = self.service(prefix)
        group = service.group(name) if service else None
        if service is None or group is None or operation.upper() not in group.possible:
            return ""
        return f"{service.prefix}.{group.name}.{operation.upper()}"

    def group(self, scope: str) -> ScopeGroup | None:
        """Return the group that a scope belongs to, whatever its operation, or None."""
        prefix, name, _ = _cut(scope)
        service = self.service(prefix)
        return service.group(name) if service else None

    def closest(self, scope: str) -> str:
        """Return the known scope that an unknown one looks like, or ""."""
        prefix, name, operation = _cut(scope)
        service = self.service(prefix)
        if service is None:
            meant = _most_alike(prefix, [row.prefix for row in self.services], 0.7)
            return self.spelling(f"{meant}.{name}.{operation}") if meant else ""
        meant = _most_alike(name, [group.name for group in service.groups], 0.75)
        group = service.group(meant)
        if group is None:
            return ""
        # Another real operation is another wish, no slip of the finger.
        cutoff = 1.0 if operation.upper() in OPERATIONS else 0.6
        meant = _most_alike(operation, group.possible, cutoff)
        return f"{service.prefix}.{group.name}.{meant}" if meant else ""


@cache
def load() -> ScopeCatalog:
    """Return the catalog; the file is read once, when somebody asks."""
    # Here and not at the top: most commands never look at a scope list.
    import json
    from importlib.resources import files

    data = json.loads(files("zdesk_tui.catalog").joinpath("scopes.json").read_text("utf-8"))
    return ScopeCatalog(
        services=tuple(
            ScopeService(
                key=key,
                name=service["name"],
                prefix=service["prefix"],
                groups=tuple(
                    ScopeGroup(
                        name=scope["group"],
                        operations=tuple(scope["operations"]),
                        unverified_operations=tuple(scope["unverified_operations"]),
                        description=scope["description"],
                    )
                    for scope in service["scopes"]
                ),
            )
            for key, service in data["services"].items()
        ),
        prefix_aliases={wrong.lower(): right for wrong, right in data["prefix_aliases"].items()},
    )


def _cut(scope: str) -> tuple[str, str, str]:
    """Return prefix, group and operation; the group may have a dot of its own."""
    prefix, _, rest = scope.partition(".")
    name, _, operation = rest.rpartition(".")
    return prefix, name, operation


def _most_alike(word: str, choices: Iterable[str], cutoff: float) -> str:
    """Return the choice most like a word, whatever the case, or ""; `cutoff` 1.0 is the same."""
    from difflib import get_close_matches

    spelled = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), spelled, 1, cutoff)
    return spelled[found[0]] if found else ""
