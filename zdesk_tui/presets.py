"""Presets: lists of scopes to begin with, each with what it is for and why it is no wider."""

from dataclasses import dataclass
from functools import cache

from zdesk_tui.catalog import operations as known
from zdesk_tui.catalog.operations import Operation


@dataclass(frozen=True, slots=True)
class Preset:
    """One list of scopes.

    Args:
        name: short, such as `desk-bot`; of an own one its file's.
        service: key, as in a connector file.
        title: in a few words.
        reason: what it is for and why it is no wider; an own one may have none.
        scopes: the list.
        operations: identifiers of what it allows, as far as somebody said.
        module: that CRM's records are confined to, or "".
        own: whether the person saved it.
    """

    name: str
    service: str
    title: str
    reason: str
    scopes: tuple[str, ...]
    operations: tuple[str, ...] = ()
    module: str = ""
    own: bool = False

    @property
    def chosen(self) -> tuple[Operation, ...]:
        """The operations that it is for; those that are not known here are left out."""
        found = (known.find(self.service, identifier) for identifier in self.operations)
        return tuple(one.in_module(self.module) for one in found if one)


@cache
def load() -> tuple[Preset, ...]:
    """Return every preset of ours; the file is read once, when somebody asks."""
    # Here and not at the top: most commands never look at a preset.
    import tomllib
    from pathlib import Path

    text = Path(__file__).with_name("catalog").joinpath("presets.toml").read_text("utf-8")
    return tuple(
        Preset(
            name=row["name"],
            service=row["service"],
            title=row["title"],
            reason=row["reason"],
            scopes=tuple(row["scopes"]),
            operations=tuple(row["operations"]),
            module=row.get("module", ""),
        )
        for row in tomllib.loads(text)["preset"]
    )


def of(service: str) -> tuple[Preset, ...]:
    """Return our presets for a service; none where there is no suggestion.

    Args:
        service: key, as in a connector file.
    """
    return tuple(preset for preset in load() if preset.service == service)
