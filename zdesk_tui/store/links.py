"""Consent links written to a file, for whoever can carry a file but no text."""

from zdesk_tui.store.files import remove, write_private
from zdesk_tui.store.paths import Paths


class Links:
    """The files of consent links of one home. A link holds a `state`, so it is private.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def write(self, name: str, link: str) -> str:
        """Write a link alone into a new file, and return its path. No symbolic link is followed.

        Args:
            name: of the connector.
            link: the consent link.

        Raises:
            FileError: it could not be written.
        """
        path = self._paths.link(name)
        remove(path)
        write_private(path, f"{link}\n".encode())
        return path

    def remove(self, name: str) -> None:
        """Remove the file, when there is one.

        Args:
            name: of the connector.

        Raises:
            FileError: it could not be removed.
        """
        remove(self._paths.link(name))
