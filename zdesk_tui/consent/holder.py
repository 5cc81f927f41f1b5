"""Who holds a port of this machine's loopback, as far as Linux shows it."""

import pwd
from pathlib import Path

from zdesk_tui.plaintext import plain

_LISTENING = "0A"
_PROC = Path("/proc")


def holder(port: int, proc: Path = _PROC) -> str:
    """Return who listens on a port, such as `python3 (process 4711)`, or "" when nothing tells.

    Of another user's program only the user is known.

    Args:
        port: of any of this machine's addresses.
        proc: where the kernel tells about itself.
    """
    for uid, inode in _listeners(port, proc):
        if program := _program(inode, proc):
            return program
        try:
            return f"a program of {plain(pwd.getpwuid(uid).pw_name, 40)}"
        except KeyError:
            continue
    return ""


def _listeners(port: int, proc: Path) -> list[tuple[int, str]]:
    """Return user ID and inode of every socket that listens on a port."""
    found = []
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / name).read_text(encoding="ascii").splitlines()[1:]
        except (OSError, UnicodeError):
            continue
        for line in lines:
            fields = line.split()
            local = fields[1].rpartition(":")[2] if len(fields) > 9 else ""
            if local == f"{port:04X}" and fields[3] == _LISTENING:
                found.append((int(fields[7]), fields[9]))
    return found


def _program(inode: str, proc: Path) -> str:
    """Return the program that has a socket open, when this user may see it."""
    for process in proc.glob("[0-9]*"):
        try:
            files = list((process / "fd").iterdir())
            if any(_leads_to(file, f"socket:[{inode}]") for file in files):
                name = (process / "comm").read_text(encoding="utf-8", errors="replace")
                return f"{plain(name, 40)} (process {process.name})"
        except OSError:
            continue  # ended meanwhile, or another user's
    return ""


def _leads_to(link: Path, target: str) -> bool:
    try:
        return str(link.readlink()) == target
    except OSError:
        return False  # closed meanwhile
