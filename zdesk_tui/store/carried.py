"""Values written to files, for whoever can carry a file but no text."""

import re
import shutil
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.store.files import remove, write_private


class CarriedFiles:
    """The files of what is carried for one connector; some hold a secret, so all are private.

    Args:
        folder: of all connectors.
        name: of the connector; for one that is none nothing is removed.
    """

    def __init__(self, folder: str, name: str) -> None:
        self._folder = Path(folder) / name
        self._valid = names.valid(name)

    def write(self, what: str, text: str) -> str:
        """Write a value alone into a new file, and return its path. No link is followed.

        Args:
            what: the value's name, which becomes the file's.
            text: the value.

        Raises:
            FileError: it could not be written.
        """
        word = re.sub("[^a-z0-9]+", "-", what.lower()).strip("-")
        path = str(self._folder / f"{word}.txt")
        remove(path)
        write_private(path, f"{text}\n".encode())
        return path

    def clear(self) -> None:
        """Remove all of them. One that stays is in nobody's way: its folder is private."""
        if self._valid and not self._folder.is_symlink():
            shutil.rmtree(self._folder, ignore_errors=True)
