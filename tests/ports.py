"""Ports to listen on."""

import errno
import os
import socket
from itertools import cycle

_EACH = 2000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_START = 12_000 + _WORKER % 10 * _EACH
# Below those that the system gives to outgoing connections, and apart from those of the other
# processes that run tests, so that nobody takes one before it is listened on.
_ports = cycle(range(_START + os.getpid() % 500, _START + _EACH))


def free_port() -> int:
    """Return a port that is free on both families of the loopback, where there are both."""
    return next(port for port in _ports if _free(port))


def _free(port: int) -> bool:
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
    return True
