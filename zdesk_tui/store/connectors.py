"""The saved connectors: one TOML file each, whose name is the connector's."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.datacenters import DataCenters
from zdesk_tui.errors import FileError, NameTaken, NoSuchConnector
from zdesk_tui.plaintext import plain
from zdesk_tui.store import connector_file
from zdesk_tui.store.files import (
    entries,
    is_missing,
    move,
    names_in,
    read_text,
    remove,
    write_private,
)
from zdesk_tui.store.paths import Paths

_LISTED = 10
"""How many saved names an error message lists."""


class Connectors:
    """The connector files of one home.

    Whoever changes a connector on the ground of what was read holds `locks.locked` meanwhile.

    Args:
        paths: of the home.
        data_centers: the named ones, which every URL in a file is compared with.
    """

    def __init__(self, paths: Paths, data_centers: DataCenters) -> None:
        self._paths = paths
        self._data_centers = data_centers

    def names(self) -> list[str]:
        """Return the saved names, sorted as people read: capital and small letters together.

        Raises:
            FileError: the folder cannot be read.
        """
        return names_in(self._paths.connectors)

    def foreign(self) -> list[tuple[str, FileError]]:
        """Return every other file there with why it is no connector; hidden ones are left alone.

        Raises:
            FileError: the folder cannot be read.
        """
        found = []
        for entry in entries(self._paths.connectors):
            if entry.name.startswith(".") or (entry.suffix == ".toml" and names.valid(entry.stem)):
                continue
            if entry.suffix == ".toml":
                why = " ".join(finding.text for finding in names.check(entry.stem))
                advice = "Rename the file, or move it away."
            else:
                why = "The name of a connector's file ends in .toml."
                advice = "Move it away, or rename it if it is one."
            message = f"{plain(str(entry), 500)} is not read as a connector. {plain(why, 300)}"
            found.append((entry.name, FileError(message, advice, path=entry)))
        return found

    def exists(self, name: str) -> bool:
        """Tell whether the name is taken; capital and small letters are the same."""
        return name.casefold() in {saved.casefold() for saved in self.names()}

    def load(self, name: str) -> Connector:
        """Return a saved connector; one with a higher `format` is for reading only.

        Raises:
            UsageError: it is no connector name.
            NoSuchConnector: nothing of this name is saved.
            FileError: the file cannot be used, with the line that is wrong.
        """
        return self._read(name, self._saved(name))

    def every(self) -> Iterator[tuple[str, Connector | FileError]]:
        """Return every saved name with its connector, or with why its file cannot be used.

        Raises:
            FileError: the folder cannot be read.
        """
        for name in self.names():
            try:
                yield name, self._read(name, self._paths.connector(name))
            except FileError as error:
                yield name, error

    def notes(self, name: str) -> tuple[str, ...]:
        """Return what is odd about a connector's file, though it can be used.

        Raises:
            UsageError, NoSuchConnector, FileError: as `load`.
        """
        return connector_file.notes(self.load(name))

    def save(self, connector: Connector) -> None:
        """Write a connector; keys that are not ours stay as they are in the file now.

        Raises:
            UsageError: it has no proper name.
            FileError: the file of this name cannot be read, is of a newer version or cannot be
                written, or the connector could not be read back. Nothing is changed then.
        """
        path = self._paths.connector(names.require(connector.name))
        _refuse_newer(connector, path)
        present = connector.extra
        if not is_missing(path):
            earlier = connector_file.decode(
                read_text(path), path, connector.name, self._data_centers
            )
            _refuse_newer(earlier, path)
            present = earlier.extra
        data = connector_file.encode(connector, present)
        try:
            # What could not be read back would lock its owner out.
            connector_file.decode(data.decode(), path, connector.name, self._data_centers)
        except FileError as error:
            why = error.message.removeprefix(f"{path}, line {error.line}: ")
            raise FileError(
                f"{path} was not written: {why}", "Mend that value and save again.", path=Path(path)
            ) from None
        write_private(path, data)

    def rename(self, name: str, new_name: str) -> None:
        """Give a connector another name, whether its file can be read or not.

        Raises:
            UsageError, NoSuchConnector: as `load`, and the new name is no connector name.
            NameTaken: another connector has the new name.
            FileError: it could not be renamed.
        """
        path, target = self._saved(name), self._paths.connector(names.require(new_name))
        self.refuse_taken(new_name, but=name)
        move(path, target)

    def refuse_taken(self, name: str, *, but: str = "") -> None:
        """Refuse a name that another connector has; capital and small letters are the same.

        Args:
            name: for a connector.
            but: a connector that may have it.

        Raises:
            NameTaken: another one has it.
        """
        for saved in self.names():
            if saved.casefold() == name.casefold() and saved != but:
                raise NameTaken(
                    f"A connector {saved} is saved already, and is left as it is.",
                    "Choose another name; capital and small letters count as the same.",
                )

    def delete(self, name: str) -> None:
        """Remove a connector's file, readable or not.

        Raises:
            UsageError, NoSuchConnector: as `load`.
            FileError: it cannot be removed.
        """
        remove(self._saved(name))

    def _read(self, name: str, path: str) -> Connector:
        return connector_file.decode(read_text(path), path, name, self._data_centers)

    def _saved(self, name: str) -> str:
        """Return the file of a saved connector."""
        saved = self.names()
        if names.require(name) in saved:
            return self._paths.connector(name)
        near = {one.casefold(): one for one in saved}
        close = get_close_matches(name.casefold(), near, n=1)
        guess = f"Did you mean {near[close[0]]}? " if close else ""
        more = f" and {len(saved) - _LISTED} more" if len(saved) > _LISTED else ""
        listed = f"Saved: {', '.join(saved[:_LISTED])}{more}." if saved else "None is saved yet."
        raise NoSuchConnector(f"There is no connector {name}.", f"{guess}{listed}")


def _refuse_newer(connector: Connector, path: str) -> None:
    if connector.format > FORMAT:
        raise FileError(
            f"{path} has format {connector.format}, made by a newer zdesk-tui.",
            "Update zdesk-tui to change this connector.",
            path=Path(path),
        )
