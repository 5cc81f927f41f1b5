"""What this machine can do for consent: open a graphical browser, or be reached over SSH."""

import ipaddress
import os
import re
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

_TEXT_BROWSERS = {
    "browsh", "carbonyl", "cha", "edbrowse", "elinks", "links", "links2", "lynx", "netrik",
    "retawq", "sensible-browser", "w3m", "www-browser",
}  # fmt: skip
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]*")
_SSH_PORT = 22


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine as far as consent is concerned.

    Args:
        over_ssh: the person sits at another machine.
        browser: full path of a program that opens a graphical browser here, or None.
        user: login name here, when known.
        server: address at which the person's machine reaches this one, when known.
        ssh_port: port of the SSH server.
    """

    over_ssh: bool
    browser: str | None = None
    user: str | None = None
    server: str | None = None
    ssh_port: int = _SSH_PORT

    def tunnel(self, port: int) -> str:
        """Return the command that leads a port of the person's machine to the same one here.

        Args:
            port: of the redirect URI.
        """
        other = "" if self.ssh_port == _SSH_PORT else f" -p {self.ssh_port}"
        where = f"{self.user or 'you'}@{self.server or 'this-server'}"
        return f"ssh -L {port}:localhost:{port}{other} {where}"


def look(
    environ: Mapping[str, str], *, platform: str, which: Callable[[str], str | None]
) -> Machine:
    """Return what the environment says about the machine.

    Args:
        environ: the environment variables.
        platform: as `sys.platform` says it.
        which: finds the full path of a program, as `shutil.which` does.
    """
    over_ssh = any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
    server, ssh_port = _server(environ.get("SSH_CONNECTION", ""))
    user = environ.get("USER") or environ.get("LOGNAME") or ""
    return Machine(
        over_ssh=over_ssh,
        browser=None if over_ssh else _browser(environ, platform, which),
        # It becomes part of a line for a shell.
        user=user if _USER.fullmatch(user) else None,
        server=server,
        ssh_port=ssh_port,
    )


def open_browser(machine: Machine, url: str) -> bool:
    """Start the machine's browser with a link, away from the terminal.

    Args:
        machine: from `look`.
        url: `http` or `https`; anything else is refused.

    Returns:
        Whether a program was started. It may still fail to show a page, so the link has to be
        visible as well.
    """
    try:
        web = urlsplit(url).scheme in ("http", "https") and url[:4].lower() == "http"
    except ValueError:
        web = False
    if machine.browser is None or not web:
        return False
    # xdg-open would follow BROWSER to the text browser that `look` has just turned down.
    environ = {name: value for name, value in os.environ.items() if name != "BROWSER"}
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and the program is from `look`
            [machine.browser, url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environ,
        )
    except (OSError, ValueError):
        return False
    # Somebody has to fetch its exit code, and nobody should wait for it.
    threading.Thread(target=process.wait, name="browser opener", daemon=True).start()
    return True


def _browser(
    environ: Mapping[str, str], platform: str, which: Callable[[str], str | None]
) -> str | None:
    wsl = bool(environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"))
    screen = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    if platform == "win32" or not (wsl or screen or platform == "darwin"):
        return None
    chosen = _named_browser(environ.get("BROWSER", ""), which)
    if chosen is not None:
        return chosen
    if platform == "darwin":
        return which("open")
    return which("wslview" if wsl else "xdg-open")


def _named_browser(named: str, which: Callable[[str], str | None]) -> str | None:
    """Return the program that BROWSER names, unless it is a list, a command or a text browser."""
    if not named or any(sign in named for sign in ": %\t\n") or named.startswith("-"):
        return None
    if PurePath(named).name in _TEXT_BROWSERS:
        return None
    return which(named)


def _server(connection: str) -> tuple[str | None, int]:
    """Read SSH_CONNECTION: client address and port, then server address and port."""
    fields = connection.split()
    try:
        address = ipaddress.ip_address(fields[2])
        port = int(fields[3])
    except (IndexError, ValueError):
        return None, _SSH_PORT
    # A link-local address only means something together with a network card of this machine.
    return (None if address.is_link_local else str(address)), port
