"""The person's own presets: one TOML file each in the configuration folder."""

from zdesk_tui import names
from zdesk_tui.errors import FileError
from zdesk_tui.presets import Preset
from zdesk_tui.store.files import is_missing, names_in, parse_toml, read_text, remove, write_private
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_fields import Fields
from zdesk_tui.store.toml_text import toml_bytes

FORMAT = 1


class Presets:
    """The preset files of one home.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def names(self) -> list[str]:
        """Return the saved names, sorted as people read: capital and small letters together.

        Raises:
            FileError: the folder cannot be read.
        """
        return names_in(self._paths.presets)

    def every(self) -> tuple[list[Preset], list[FileError]]:
        """Return all that can be used, and why each of the other files cannot.

        Raises:
            FileError: the folder cannot be read.
        """
        good: list[Preset] = []
        bad: list[FileError] = []
        for name in self.names():
            try:
                good.append(self.load(name))
            except FileError as error:
                bad.append(error)
        return good, bad

    def load(self, name: str) -> Preset:
        """Return a saved preset.

        Raises:
            UsageError: it is no proper name.
            FileError: the file is missing or cannot be used, with the line that is wrong.
        """
        path = self._path(name)
        text = read_text(path)
        top = Fields(parse_toml(text, path), text, path)
        if (number := top.number("format")) > FORMAT:
            raise top.wrong("format", f"is {number}: the file was made by a newer zdesk-tui")
        return Preset(
            name=name,
            service=top.text("service"),
            title=top.maybe("title") or name,
            reason=top.prose("reason"),
            scopes=top.words("scopes"),
            operations=top.words("operations") if top.has("operations") else (),
            module=top.maybe("module") or "",
            own=True,
        )

    def save(self, preset: Preset) -> None:
        """Write a preset over its earlier state.

        Raises:
            UsageError: it has no proper name.
            FileError: it could not be written; the earlier state is kept.
        """
        told = {
            "format": FORMAT,
            "service": preset.service,
            "title": preset.title,
            "reason": preset.reason or None,
            "scopes": preset.scopes,
            "operations": preset.operations or None,
            "module": preset.module or None,
        }
        write_private(self._path(preset.name), toml_bytes(told))

    def delete(self, name: str) -> None:
        """Remove a preset's file, readable or not; it may be gone.

        Raises:
            UsageError: it is no proper name.
            FileError: it could not be removed.
        """
        remove(self._path(name))

    def exists(self, name: str) -> bool:
        """Tell whether a preset of this name is saved."""
        return not is_missing(self._path(name))

    def _path(self, name: str) -> str:
        return self._paths.preset(names.require(name))
