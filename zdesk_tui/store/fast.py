# pathlib alone would cost the cached `token` a tenth of its time:
# ruff: noqa: PTH113, PTH123
"""The cached access token at the price of reading two files.

Only `os` and `tomllib` are imported here. Whatever is out of the ordinary is left to the slow
path, which reads the same files with every check and says what is wrong.
"""

from __future__ import annotations

import os
import tomllib

from zdesk_tui.names import valid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from zdesk_tui.store.paths import Paths

MARGIN = 60.0
"""Seconds before its end at which an access token is no longer handed out."""
LONGEST = 3600.0 + 60.0
"""Seconds for which no access token is good (documented: an hour).

Ends are told by the wall clock: it is the only one that all processes share, that goes on while a
laptop sleeps and that outlives a restart; the monotonic one does none of it on every system. So the
clock may jump. Forward only costs a renewal. Back makes a token look younger: one that seems to be
good for longer than any token is was kept before such a jump, and is not believed.
"""
_LARGEST = 1024 * 1024


def cached_token(paths: Paths, name: str, now: float, margin: float = MARGIN) -> str | None:
    """Return the cached access token if it plainly serves, else None.

    Args:
        paths: of the home.
        name: the connector.
        now: seconds since 1970.
        margin: seconds for which the token must still be good.
    """
    if not valid(name):
        return None
    try:
        connector = _read(paths.connector(name))
        cache = _read(paths.token(name))
        client_id = connector["client"]["id"]
        oauth, grant = connector["oauth"], connector["grant"]
        expires_at, token = cache["expires_at"], cache["access_token"]
        plain = (
            type(connector["format"]) is int
            and connector["format"] == 1
            and connector["lives_in"] == "here"
            and type(client_id) is str
            and client_id == grant["client_id"] == cache["client_id"]
            and grant["authorized_at"] == cache["authorized_at"]
            and grant["data_center"] == oauth["data_center"]
            and grant["scopes"] == oauth["scopes"]
            and type(expires_at) is int
            and margin < expires_at - now <= LONGEST
            and token != ""
            and token.isascii()
            and token.isprintable()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return token if plain else None


def _read(path: str) -> dict[str, Any]:
    # Opening a pipe without a writer would wait for ever.
    if not os.path.isfile(path):
        raise FileNotFoundError(path)
    with open(path, "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(path)
    return tomllib.loads(data.decode())
