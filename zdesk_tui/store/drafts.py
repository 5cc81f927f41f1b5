"""The unfinished setups, each in a private file."""

import secrets
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from zdesk_tui import names
from zdesk_tui.store.files import read_toml, remove, write_private
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.toml_text import toml_bytes


class Drafts:
    """The draft files of one home.

    Args:
        paths: of the home.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def new_id(self) -> str:
        """Return an ID that no draft has; nothing is written yet."""
        return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"

    def id_again(self, name: str) -> str:
        """Return the ID of the draft for consent again: of each connector's name another one."""
        whole = f"reauthorize-{name}"
        if names.valid(whole):
            return whole
        return f"{whole[:55]}-{sha256(name.encode()).hexdigest()[:8]}"

    def save(self, draft_id: str, data: Mapping[str, object]) -> None:
        """Write a draft over its earlier state.

        Args:
            draft_id: from `new_id`.
            data: what TOML can hold, and `Secret`, which is opened here and comes back as text;
                a key with None is left out.

        Raises:
            FileError: it could not be written; the earlier state is kept.
        """
        write_private(self._path(draft_id), toml_bytes(data))

    def load(self, draft_id: str) -> dict[str, object]:
        """Return a draft as it was saved.

        Raises:
            FileError: it is missing or cannot be read.
        """
        return read_toml(self._path(draft_id))

    def ids(self) -> list[str]:
        """Return the IDs of all drafts, the one that was written last first."""
        dated = []
        for file in Path(self._paths.drafts).glob("*.toml"):
            try:
                written = file.stat().st_mtime_ns
            except OSError:
                # Another process may have finished it just now.
                continue
            if names.valid(file.stem):
                dated.append((written, file.stem))
        return [draft_id for _, draft_id in sorted(dated, reverse=True)]

    def kept_at(self, draft_id: str) -> float:
        """Return when a draft was last written, in seconds since 1970; 0 when it is gone."""
        try:
            return Path(self._path(draft_id)).stat().st_mtime
        except OSError:
            return 0.0

    def remove(self, draft_id: str) -> None:
        """Remove a draft; it may be gone.

        Raises:
            FileError: it could not be removed.
        """
        remove(self._path(draft_id))

    def _path(self, draft_id: str) -> str:
        return self._paths.draft(names.require(draft_id))
