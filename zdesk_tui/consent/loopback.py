"""The loopback address of a redirect URI, and holding its port."""

import errno
import os
import socket
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from zdesk_tui.consent.holder import holder
from zdesk_tui.datacenters import LOOPBACK_HOSTS
from zdesk_tui.errors import ListenerError

_IPV4 = (socket.AF_INET, "127.0.0.1", "IPv4")
_IPV6 = (socket.AF_INET6, "::1", "IPv6")
_FAMILIES = {"localhost": (_IPV4, _IPV6), "127.0.0.1": (_IPV4,), "::1": (_IPV6,)}
_MISSING = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)
_FIRST_FREE_PORT = 1024
_NEIGHBOURS = 50
_ANOTHER_PORT = "choose another port in step Redirect and register that redirect URI too"


@dataclass(frozen=True, slots=True)
class Loopback:
    """Where a loopback redirect URI leads.

    Args:
        host: `localhost`, `127.0.0.1` or `::1`.
        port: 80 when the URI names none.
        path: as a browser sends it.
        query: the redirect URI's own query, as a browser sends it.
    """

    host: str
    port: int
    path: str
    query: str

    @property
    def named(self) -> str:
        """Host and port, as in an address."""
        return f"{self._bracketed}:{self.port}"

    @property
    def origin(self) -> str:
        """The beginning of every address here, without the last slash."""
        return f"http://{self.named}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the `Host` header that mean this address, in small letters."""
        both = (self.named, self._bracketed)
        return frozenset(both if self.port == 80 else both[:1])

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def loopback(redirect_uri: str) -> Loopback:
    """Return where a redirect URI leads on this machine.

    Raises:
        ListenerError: it does not lead to this machine's loopback, or by https.
    """
    try:
        parts = urlsplit(redirect_uri)
        port = 80 if parts.port is None else parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    host = parts.hostname
    if parts.scheme != "http" or host not in LOOPBACK_HOSTS or port == 0:
        raise ListenerError(
            f"Nothing can listen here for the redirect URI {redirect_uri}: only http on "
            "localhost, 127.0.0.1 or [::1] with a port leads to this machine.",
            "Paste the address back, or choose another redirect URI in step Redirect.",
            mends="redirect",
        )
    safe = "/%:@!$&'()*+,;=~?"
    return Loopback(host, port, quote(parts.path or "/", safe=safe), quote(parts.query, safe=safe))


def bind(address: Loopback) -> list[socket.socket]:
    """Return a listening socket for every family that the address has on this machine.

    `localhost` leads a browser to either family, so a port that somebody else holds in one of
    them is an error: the code could go there. A family that the machine lacks is none.

    Raises:
        ListenerError: the port is taken, not allowed, or there is no family at all.
    """
    held: list[socket.socket] = []
    try:
        for family, host, name in _FAMILIES[address.host]:
            try:
                held.append(_listen(family, host, address.port))
            except OSError as error:
                if error.errno not in _MISSING:
                    raise _explained(error, address.port, f"{host} ({name})") from None
        if not held:
            raise ListenerError(
                f"This machine has no loopback address for {address.host}.",
                "Choose localhost or 127.0.0.1 in step Redirect, or paste the address back.",
                mends="redirect",
            )
    except ListenerError:
        for sock in held:
            sock.close()
        raise
    return held


def free_beside(address: Loopback) -> int | None:
    """Return a port that is free where this address's is not, the next ones first."""
    first = max(address.port, _FIRST_FREE_PORT) + 1
    for port in range(first, min(first + _NEIGHBOURS, 65536)):
        try:
            held = bind(replace(address, port=port))
        except ListenerError:
            continue
        for sock in held:
            sock.close()
        return port
    return None


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # A port of a listener that has just ended is free; on Windows this would steal it.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.listen()
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def _explained(error: OSError, port: int, where: str) -> ListenerError:
    if error.errno == errno.EADDRINUSE:
        who = holder(port) or "another program"
        return ListenerError(
            f"Port {port} is in use: {who} listens on it at {where}, and the consent could go "
            "there.",
            f"End that program, or {_ANOTHER_PORT}.",
            mends="redirect",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return ListenerError(
            f"This system does not let you listen on port {port} at {where}: ports below 1024 "
            "are kept for the system, and some others are reserved.",
            f"{_ANOTHER_PORT[0].upper()}{_ANOTHER_PORT[1:]}.",
            mends="redirect",
        )
    return ListenerError(
        f"Port {port} at {where} cannot be listened on: {error.strerror or 'unknown reason'}.",
        f"Paste the address back, or {_ANOTHER_PORT}.",
        mends="redirect",
    )
