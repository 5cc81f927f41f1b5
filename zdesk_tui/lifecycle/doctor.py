"""What an operator is asked about first, gathered so that it can be posted in public.

No secret is in it, no client ID, no account and no home folder's name.
"""

import asyncio
import os
import platform
import stat
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from zdesk_tui import __version__
from zdesk_tui.connector import SecretIn
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.findings import Mark
from zdesk_tui.lifecycle.overview import Row, rows_of
from zdesk_tui.lifecycle.state import clock
from zdesk_tui.plaintext import plain
from zdesk_tui.store.locks import Busy, locked_file
from zdesk_tui.store.secret_command import Allowed
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.network import CERTIFICATE_NAMES, PROXY_NAMES
from zdesk_tui.zoho.wire import Wire

PARTS = ("textual", "httpx", "httpcore", "anyio", "platformdirs", "truststore")
EXTRAS = {"keyring": "keyring", "socks": "socksio", "sandbox": "starlette"}
"""Each extra by a package that it brings."""
CLOCK_TOLERANCE = 60.0
"""Seconds by which two clocks may differ before it is worth a word: half of a code's life."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    Args:
        label: what.
        value: what was found, in words.
        mark: `!` must be mended, `~` is worth a look, `+` is good.
    """

    label: str
    value: str
    mark: Mark = "+"


@dataclass(frozen=True, slots=True)
class Section:
    """Lines about one thing.

    Args:
        title: what they are about.
        lines: in order.
    """

    title: str
    lines: tuple[Line, ...]


async def examine(workspace: Workspace, *, offline: bool) -> tuple[Section, ...]:
    """Look at everything that matters when something does not work.

    Args:
        workspace: the home to look at.
        offline: ask no accounts server.
    """
    try:
        rows = rows_of(workspace, time.time())
        unlisted = ""
    except FileError as error:
        rows, unlisted = [], str(error)
    sections = [
        Section("Program", _program()),
        Section("Folders", _folders(workspace)),
        Section("Locks", _locks(workspace)),
        Section("Environment", _environment()),
    ]
    if not offline:
        sections.append(Section("Accounts servers", await _servers(rows)))
    listed = tuple(_connector(workspace, row) for row in rows)
    trouble = (Line("connectors", _public(unlisted), "!"),) if unlisted else ()
    sections.append(Section("Connectors", trouble or listed or (Line("connectors", "none saved"),)))
    return tuple(sections)


def _program() -> tuple[Line, ...]:
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return (
        Line("zdesk-tui", __version__),
        Line("Python", f"{platform.python_version()} ({sys.implementation.name})"),
        Line("system", plain(system, 80)),
        Line("parts", ", ".join(f"{name} {_version(name, 'missing')}" for name in PARTS)),
        Line(
            "extras",
            ", ".join(f"{name} {_version(part, 'not installed')}" for name, part in EXTRAS.items()),
        ),
    )


def _version(name: str, otherwise: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return otherwise


def _folders(workspace: Workspace) -> tuple[Line, ...]:
    lines = []
    for label, path in workspace.paths.rows():
        lines.append(Line(label, *_mode(Path(path))))
        if label == "connectors":
            lines += [
                Line(_public(str(file)), *_mode(file))
                for file in sorted(Path(path).glob("*.toml"))
                if _mode(file)[1] != "+"
            ]
    return tuple(lines)


def _mode(path: Path) -> tuple[str, Mark]:
    told = _public(str(path))
    try:
        found = path.stat()
    except FileNotFoundError:
        return f"{told} (not there yet)", "+"
    except OSError as error:
        return f"{told} ({(error.strerror or 'it cannot be looked at').lower()})", "!"
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid != os.geteuid():
        return f"{told} {mode:04o}, owned by another user", "!"
    if mode & 0o077:
        return f"{told} {mode:04o}, others can open it", "!"
    if not os.access(path, os.W_OK):
        return f"{told} {mode:04o}, nothing can be written there", "~"
    return f"{told} {mode:04o}", "+"


def _locks(workspace: Workspace) -> tuple[Line, ...]:
    """Return which locks are held now; those that are free are none of anybody's business."""
    lines = []
    for file in sorted(Path(workspace.paths.locks).glob("*.lock")):
        try:
            with locked_file(str(file), file.stem, 0) as unlocked:
                if unlocked:
                    lines.append(Line(file.stem, _public(unlocked), "~"))
        except Busy:
            lines.append(Line(file.stem, "held by another process just now", "~"))
        except FileError as error:
            lines.append(Line(file.stem, _public(error.message), "!"))
    return tuple(lines) or (Line("locks", "none held"),)


def _environment() -> tuple[Line, ...]:
    """Return the variables that matter by their names: a value may be confidential."""
    named = [name for name in (*PROXY_NAMES, "NO_PROXY", *CERTIFICATE_NAMES) if _given(name)]
    where = [name for name in ("SSH_CONNECTION", "TMUX", "STY", "WSL_DISTRO_NAME") if _given(name)]
    return (
        Line("TERM", plain(os.environ.get("TERM", "not set"), 40)),
        Line("inside", ", ".join(where) or "no SSH, no multiplexer"),
        Line(
            "network", ", ".join(f"{name} is set" for name in named) or "no proxy, no CA variable"
        ),
    )


def _given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(name.lower()))


async def _servers(rows: Iterable[Row]) -> tuple[Line, ...]:
    """Return whether each accounts server in use answers, and how its clock stands to ours."""
    used: dict[str, DataCenter] = {}
    for row in rows:
        if row.connector:
            for one in (row.connector.data_center, row.connector.user_data_center):
                used[one.accounts_url] = one
    if not used:
        return (Line("accounts servers", "none in use yet"),)
    async with Wire() as wire:
        return tuple(await asyncio.gather(*(_server(wire, one) for one in used.values())))


async def _server(wire: Wire, data_center: DataCenter) -> Line:
    from zdesk_tui.zoho.accounts import server_clock

    try:
        seen = await server_clock(wire, data_center)
    except ZdeskError as error:
        return Line(data_center.code, _public(str(error)), "!")
    told = f"{data_center.accounts_url} answered in {seen.seconds * 1000:.0f} ms"
    if seen.ahead is None:
        return Line(data_center.code, f"{told}; it does not tell its time")
    if abs(seen.ahead) < CLOCK_TOLERANCE:
        return Line(data_center.code, f"{told}; the clocks agree within a minute")
    way = "behind" if seen.ahead > 0 else "ahead of"
    return Line(
        data_center.code,
        f"{told}; this machine's clock is {abs(seen.ahead):.0f} s {way} its own. Set it by NTP: "
        "tokens seem to end too early or too late.",
        "!",
    )


def _connector(workspace: Workspace, row: Row) -> Line:
    found = row.connector
    if found is None:
        return Line(row.name, _public(f"{row.state}. {row.reason}"), "!")
    where = found.data_center.code
    if found.user_data_center.code != where:
        where = f"{where}, account in {found.user_data_center.code}"
    mark: Mark = "!" if row.mark == "!" else "~" if row.mark == "~" else "+"
    about = f"{row.service}, {where}, {found.client.type}, {_PLACES[found.client.secret_in]}"
    words, state = found.client.secret_command, row.state
    if words and not Allowed(workspace.paths).has(row.name, words):
        mark = "~" if mark == "+" else mark
        about += " that is not allowed on this machine"
    token = found.grant.refresh_token if found.grant else None
    pause = workspace.throttle.pause(token, time.time()) if token else None
    if pause:
        mark = "~" if mark == "+" else mark
        why = "Zoho asked for it" if pause.by_zoho else "so many went out from here"
        told = "" if state.startswith("try later") else f"{state}; "
        state = f"{told}renewals wait until {clock(pause.until)} ({why})"
    return Line(row.name, f"{about}: {state}", mark)


_PLACES: dict[SecretIn, str] = {
    "file": "secrets in the file",
    "keyring": "secrets in the keyring",
    "command": "client secret from a command",
}


def _public(text: str) -> str:
    """Return text with `~` for the home folder, whose name is often a person's."""
    home = str(Path("~").expanduser())
    return plain(text, 1000).replace(home, "~") if len(home) > 1 else plain(text, 1000)
