"""The saved connectors: one TOML file each, whose name is the connector's."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.datacenters import DataCenters
from zdesk_tui.errors import FileError, NameTaken, NoSuchConnector, OutOfReach
from zdesk_tui.plaintext import plain
from zdesk_tui.store import connector_file
from zdesk_tui.store.files import (
    entries,
    is_missing,
    move,
    names_in,
    read_text,
    read_toml,
    remove,
    write_private,
)
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.places import Places, entry_of

_LISTED = 10
"""How many saved names an error message lists."""


class Connectors:
    """The connector files of one home.

    Whoever changes a connector on the ground of what was read holds `locks.locked` meanwhile.

    Args:
        paths: of the home.
        data_centers: the named ones, which every URL in a file is compared with.
        command: returns a command line of ours from its words, for advice.
    """

    def __init__(
        self,
        paths: Paths,
        data_centers: DataCenters,
        command: Callable[..., str] = lambda *words: shlex.join(("zdesk-tui", *words)),
    ) -> None:
        self._paths = paths
        self._data_centers = data_centers
        self.places = Places(paths, command)

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

        Secrets go where `client.secret_in` says: into the keyring before the file is replaced,
        and out of it after that, so that a kill in between loses none.

        Raises:
            UsageError: it has no proper name.
            FileError: the file of this name cannot be read, is of a newer version or cannot be
                written, or the connector could not be read back. Nothing is changed then.
            OutOfReach: a secret could not be had from where it was, or not put where it is to be.
                Nothing is changed then.
        """
        path = self._paths.connector(names.require(connector.name))
        _refuse_newer(connector, path)
        earlier = None if is_missing(path) else self._read(connector.name, path)
        if earlier:
            _refuse_newer(earlier, path)
        before = entry_of(earlier.extra) if earlier else ""
        connector, entry = self.places.settle(connector, earlier)
        data = connector_file.encode(connector, (earlier or connector).extra, entry)
        try:
            self._refuse_unreadable(data, path, connector.name)
            write_private(path, data)
        except BaseException:
            # After Ctrl+C too; if the file is there already, it keeps the item.
            self._drop(entry if entry != before else "")
            raise
        self._drop(before if entry != before else "")

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
        """Remove a connector's file, readable or not, and what it has in the keyring.

        Raises:
            UsageError, NoSuchConnector: as `load`.
            FileError: it cannot be removed.
        """
        path = self._saved(name)
        entry = ""
        with suppress(FileError):
            entry = entry_of(read_toml(path))
        # The file is what names the item: a kill in between leaves no secret that nobody knows.
        self._drop(entry, but=name)
        remove(path)

    def _drop(self, entry: str, but: str = "") -> None:
        """Remove an item of the keyring that no file names any more.

        Where the keyring does not answer, nothing uses what it keeps.

        Args:
            entry: the item, or "" for none.
            but: a connector that is going.
        """
        if not entry:
            return
        for name in self.names():
            # A file that was copied by hand names the item of the other one.
            with suppress(FileError):
                if name != but and entry in read_text(self._paths.connector(name)):
                    return
        with suppress(OutOfReach):
            self.places.drop(entry)

    def _refuse_unreadable(self, data: bytes, path: str, name: str) -> None:
        """Refuse what could not be read back: it would lock its owner out."""
        try:
            connector_file.decode(data.decode(), path, name, self._data_centers, self.places)
        except FileError as error:
            why = error.message.removeprefix(f"{path}, line {error.line}: ")
            raise FileError(
                f"{path} was not written: {why}", "Mend that value and save again.", path=Path(path)
            ) from None

    def _read(self, name: str, path: str) -> Connector:
        return connector_file.decode(read_text(path), path, name, self._data_centers, self.places)

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
