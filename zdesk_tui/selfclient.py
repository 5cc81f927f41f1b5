"""The `self_client.json` that the API Console hands out: read in every shape it was seen in.

Its keys are known from samples (`client_id`, `client_secret`, `scope`, `expiry_time`, `code`,
`grant_type`); other tools add more, which do not matter here.
"""

import json
import math
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from zdesk_tui import credentials
from zdesk_tui.errors import FileError
from zdesk_tui.findings import Finding
from zdesk_tui.secret import Secret

LARGEST = 64 * 1024
"""Bytes of the longest file that is read; a real one has a few hundred."""

_KEYS = frozenset(("client_id", "client_secret", "scope", "code", "expiry_time", "grant_type"))
_DEEPEST = 4
_MILLISECONDS = 1e11
"""A number of seconds above this would be after the year 5000: it is milliseconds."""
_LAST_SECOND = 253_402_300_799.0
_ANOTHER = "Give the path of the self_client.json that the API Console handed out."


@dataclass(frozen=True, slots=True)
class SelfClient:
    """What such a file holds.

    Args:
        client_id: empty when it is missing.
        client_secret: empty when it is missing.
        scopes: that the code was made for.
        code: the grant code, when there is one.
        expires_at: when the code ends, in seconds since 1970, when it can be told.
        findings: what is missing or worth a look; none holds a secret.
    """

    client_id: str = ""
    client_secret: Secret = Secret("")  # noqa: RUF009 - immutable
    scopes: tuple[str, ...] = ()
    code: Secret | None = None
    expires_at: float | None = None
    findings: tuple[Finding, ...] = ()


def read(typed: str) -> SelfClient:
    """Read a file.

    Args:
        typed: its path; `~` is the home folder, and quotes and blanks around it do not matter.

    Raises:
        FileError: there is no such file, it is not a file, or it is no JSON of this kind.
    """
    text = credentials.clean(typed)
    path = Path(os.path.expanduser(text))  # noqa: PTH111 - leaves a `~` that nobody has as it is
    content, mode = _content(path)
    if not content.strip():
        raise FileError(f"{path} is empty.", "Download it once more.", path=path)
    found = parse(content)
    if found is None:
        raise FileError(f"{path} is not what the API Console hands out.", _ANOTHER, path=path)
    if mode & 0o077:
        text = (
            f"Others on this machine may read {path.name} (mode {mode:04o}), and a secret is in "
            "it. Remove it once it is read, or close it to them: chmod 600."
        )
        found = replace(found, findings=(*found.findings, Finding("~", text)))
    return found


def parse(content: bytes) -> SelfClient | None:
    """Return what a file's bytes say, or None where they are no JSON of this kind."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        values = _unwrapped(json.loads(content.decode(encoding)))
    except (ValueError, RecursionError):
        return None
    if values is None:
        return None
    client_id, client_secret = _text(values.get("client_id")), _text(values.get("client_secret"))
    code = _text(values.get("code"))
    findings = []
    if not client_id:
        findings.append(Finding("!", "The file names no client ID (client_id)."))
    if not client_secret:
        findings.append(Finding("!", "The file holds no client secret (client_secret)."))
    return SelfClient(
        client_id=client_id,
        client_secret=Secret(client_secret),
        scopes=_scopes(values.get("scope")),
        code=Secret(code) if code else None,
        expires_at=_seconds(values.get("expiry_time")),
        findings=tuple(findings),
    )


def _content(path: Path) -> tuple[bytes, int]:
    """Return a regular file's bytes and the bits of its mode, without ever waiting for it."""
    try:
        # Opening a device can already do something; a pipe would wait for who writes into it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileError(f"{path} is not a regular file.", _ANOTHER, path=path)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise FileError(f"{path} is not a regular file.", _ANOTHER, path=path)
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise FileError(f"There is no file {path}.", _ANOTHER, path=path) from None
    except PermissionError:
        raise FileError(
            f"{path} may not be read by you.", "Make it readable, or copy it.", path=path
        ) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "no path"
        raise FileError(f"{path} could not be read: {why}.", _ANOTHER, path=path) from None
    if len(content) > LARGEST:
        raise FileError(
            f"{path} has more than {LARGEST // 1024} KiB; a self_client.json has a few hundred "
            "bytes.",
            _ANOTHER,
            path=path,
        )
    return content, stat.S_IMODE(mode)


def _unwrapped(value: object, depth: int = 0) -> Mapping[str, object] | None:
    """Return the object with our keys: at the top, alone in a list, or under a single key."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping) and _KEYS & value.keys():
        return value
    inner = list(value.values()) if isinstance(value, Mapping) else value
    if isinstance(inner, list) and len(inner) == 1:
        return _unwrapped(inner[0], depth + 1)
    return None


def _text(value: object) -> str:
    return credentials.clean(value) if isinstance(value, str) else ""


def _scopes(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else [value]
    texts = [part for part in parts if isinstance(part, str)]
    return tuple(scope for text in texts for scope in re.split(r"[\s,;]+", text) if scope)


def _seconds(value: object) -> float | None:
    """Return a time in seconds since 1970: from milliseconds, seconds, or text."""
    if isinstance(value, str):
        text = value
        try:
            value = float(text)
        except ValueError:
            return _written_out(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    seconds = number / 1000 if number > _MILLISECONDS else number
    return seconds if math.isfinite(seconds) and 0 < seconds <= _LAST_SECOND else None


def _written_out(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
