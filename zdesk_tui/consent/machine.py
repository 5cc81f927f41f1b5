"""What this machine can do for consent: open a graphical browser, or be reached over SSH.

`look` is a pure function of the environment and of what it is handed; `open_browser`,
`tmux_environment` and `in_container` are the parts that touch the machine.
"""

import ipaddress
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from zdesk_tui.errors import UsageError
from zdesk_tui.plaintext import plain
from zdesk_tui.tmux import ask

VARIABLE = "ZDESK_TUI_BROWSER"
"""Overrules what the environment seems to say: `here` or `elsewhere`."""

_TEXT_BROWSERS = {
    "browsh", "carbonyl", "cha", "edbrowse", "elinks", "links", "links2", "lynx", "netrik",
    "retawq", "w3m",
}  # fmt: skip
# Debian's names for whatever browser is there: followed to the program, and a script that would
# choose for itself is none.
_STAND_INS = {"sensible-browser", "www-browser", "x-www-browser"}
_GRAPHICAL = "x-www-browser:firefox:chromium:google-chrome:epiphany:falkon:konqueror"
_SSH_VARIABLES = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
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
        host: name of this machine, for reading; may be empty.
        wsl: name of the Windows Subsystem for Linux, when it runs in one.
        container: it is a container, whose localhost is not that of the machine outside.
        text_browser: name of the text browser that was left alone, when there is nothing else.
    """

    over_ssh: bool
    browser: str | None = None
    user: str | None = None
    server: str | None = None
    ssh_port: int = _SSH_PORT
    host: str = ""
    wsl: str | None = None
    container: bool = False
    text_browser: str | None = None

    def tunnel(self, port: int) -> str:
        """Return the command that leads a port of the person's machine to the same one here.

        Args:
            port: of the redirect URI.
        """
        other = "" if self.ssh_port == _SSH_PORT else f" -p {self.ssh_port}"
        where = f"{self.user or 'you'}@{self.server or 'this-server'}"
        return f"ssh -L {port}:localhost:{port}{other} {where}"

    @property
    def where(self) -> str:
        """One sentence: where the person is, and so where the browser opens."""
        if self.over_ssh:
            host = f"on {self.host}" if self.host else "here"
            return f"You are {host} over SSH: the browser opens on your own computer."
        if self.container and not self.browser:
            return (
                "You are in a container: a browser outside reaches its localhost only with the "
                "host's network; pasting the address back works anyway."
            )
        if self.wsl:
            if self.browser:
                return f"You are in WSL ({self.wsl}): a browser of Windows opens the link."
            return f"You are in WSL ({self.wsl}): open the link in a browser of Windows."
        host = f"at {self.host}" if self.host else "at this machine"
        if self.browser:
            return f"You are {host}: its browser opens the link."
        if self.text_browser:
            return (
                f"You are {host}, and {self.text_browser} is a text browser, which is left alone: "
                "the browser opens elsewhere."
            )
        return f"You are {host} without a graphical browser: the browser opens elsewhere."


def look(
    environ: Mapping[str, str],
    *,
    platform: str,
    which: Callable[[str], str | None],
    resolve: Callable[[str], str] = str,
    tmux: Callable[[], str] = str,
    host: str = "",
    login: str = "",
    container: bool = False,
) -> Machine:
    """Return what the environment says about the machine.

    Args:
        environ: the environment variables.
        platform: as `sys.platform` says it.
        which: finds the full path of a program, as `shutil.which` does.
        resolve: follows the symbolic links of a path, as `os.path.realpath` does.
        tmux: returns what `tmux show-environment` prints; asked only inside of tmux.
        host: name of this machine.
        login: name of the user, where the environment has none.
        container: whether this is one.

    Raises:
        UsageError: `ZDESK_TUI_BROWSER` says neither `here` nor `elsewhere`.
    """
    said = environ.get(VARIABLE, "")
    if said not in ("", "here", "elsewhere"):
        raise UsageError(
            f'{VARIABLE} is "{plain(said, 40)}", which says nothing about the browser.',
            "Set it to here or to elsewhere, or unset it.",
        )
    if environ.get("TMUX"):
        environ = as_attached(environ, tmux())
    over_ssh = said != "here" and any(environ.get(name) for name in _SSH_VARIABLES)
    server, ssh_port = _server(environ.get("SSH_CONNECTION", ""))
    user = environ.get("USER") or environ.get("LOGNAME") or login
    browser, text_browser = None, None
    if not over_ssh and said != "elsewhere":
        browser, text_browser = _browser(environ, platform, which, resolve, trusted=said == "here")
    wsl = environ.get("WSL_DISTRO_NAME") or ("Linux" if environ.get("WSL_INTEROP") else None)
    return Machine(
        over_ssh=over_ssh,
        browser=browser,
        # It becomes part of a line for a shell.
        user=user if _USER.fullmatch(user) else None,
        server=server,
        ssh_port=ssh_port,
        host=plain(host, 40),
        wsl=plain(wsl, 40) if wsl else None,
        container=container,
        text_browser=text_browser,
    )


def this_machine() -> Machine:
    """Return what can be said of the machine that this process runs on.

    Raises:
        UsageError: `ZDESK_TUI_BROWSER` says neither `here` nor `elsewhere`.
    """
    return look(
        os.environ,
        platform=sys.platform,
        which=shutil.which,
        resolve=os.path.realpath,
        tmux=tmux_environment,
        host=socket.gethostname(),
        login=_login(),
        container=in_container(os.environ),
    )


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def as_attached(environ: Mapping[str, str], shown: str) -> dict[str, str]:
    """Return the environment of whoever is attached to tmux now.

    A shell inside keeps the environment of the login that started it; tmux renews its own copy
    of some variables at each attach, and lists with a minus sign those that are gone.

    Args:
        environ: the environment variables of this process.
        shown: what `tmux show-environment` prints.
    """
    now = dict(environ)
    for line in shown.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            now[name] = value
        elif line.startswith("-"):
            now.pop(line[1:], None)
    if "-SSH_CONNECTION" in shown.splitlines():
        # tmux does not keep these two up to date, and they come and go with the first.
        for name in _SSH_VARIABLES:
            now.pop(name, None)
    return now


def tmux_environment() -> str:
    """Return what tmux knows about the environment of the client that is attached, or ""."""
    return ask("show-environment")


def in_container(environ: Mapping[str, str]) -> bool:
    """Tell whether this process runs in a container (Docker, Podman, Kubernetes, systemd)."""
    named = any(environ.get(name) for name in ("container", "KUBERNETES_SERVICE_HOST"))
    return named or any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))


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
    # xdg-open goes through these names, and without them it ends at a text browser.
    environ = os.environ | {"BROWSER": _GRAPHICAL}
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
    environ: Mapping[str, str],
    platform: str,
    which: Callable[[str], str | None],
    resolve: Callable[[str], str],
    *,
    trusted: bool,
) -> tuple[str | None, str | None]:
    """Return the program that opens a graphical browser, and the text browser left alone."""
    wsl = bool(environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"))
    screen = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    named = environ.get("BROWSER", "")
    if platform == "win32" or not (wsl or screen or platform == "darwin" or (trusted and named)):
        return None, None
    if platform == "darwin":
        openers = ["open"]
    elif wsl:
        openers = ["wslview"]
    else:
        openers = ["xdg-open", "x-www-browser"] if screen else []
    # A list or a command with arguments is nothing that could be started as it stands.
    if named and not named.startswith("-") and not any(sign in named for sign in ": %\t\n"):
        openers.insert(0, named)
    text_browser = None
    for opener in openers:
        path = which(opener)
        if path is None:
            continue
        program = PurePath(resolve(path)).name
        if program in _TEXT_BROWSERS | (_STAND_INS - {"x-www-browser"}):
            text_browser = text_browser or PurePath(opener).name
        else:
            return path, None
    return None, text_browser


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
