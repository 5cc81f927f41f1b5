"""Who listens on the port: nobody, a sandbox of our own home, or a stranger.

The listener proves that it knows the key in the home by answering a fresh random challenge; the
key itself is never sent.
"""

import enum
import errno
import hmac
import json
import secrets
import socket
import time

PROVE_PATH = "/_sandbox/prove"
LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))

_SECONDS = 5.0
_MOST_BYTES = 16 * 1024
_NOT_THERE = (errno.EADDRNOTAVAIL, errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EAFNOSUPPORT)


class Neighbour(enum.Enum):
    """What was found on a port."""

    NOBODY = "nobody"
    OURS = "ours"
    STRANGER = "stranger"
    LEAVING = "leaving"
    """It took the connection and closed it without a word, as one that is just ending does."""


def proof(key: bytes, nonce: str, port: int) -> str:
    """Return the answer to a challenge; it holds for this port only, so it cannot be relayed."""
    return hmac.new(key, f"zdesk-tui sandbox|{port}|{nonce}".encode(), "sha256").hexdigest()


def who_listens(port: int, key: bytes) -> Neighbour:
    """Ask both loopback addresses, as `localhost` may lead to either of them."""
    found = set()
    for family, host in LOOPBACKS:
        one = _ask(family, host, port, key)
        if one is Neighbour.STRANGER:
            return one
        found.add(one)
    for worst in (Neighbour.LEAVING, Neighbour.OURS):
        if worst in found:
            return worst
    return Neighbour.NOBODY


def _ask(family: socket.AddressFamily, host: str, port: int, key: bytes) -> Neighbour:
    nonce = secrets.token_hex(16)
    address = f"[{host}]" if ":" in host else host
    request = f"GET {PROVE_PATH}?nonce={nonce} HTTP/1.0\r\nHost: {address}:{port}\r\n\r\n"
    deadline = time.monotonic() + _SECONDS
    answer = b""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(_SECONDS)
            line.connect((host, port))
            line.sendall(request.encode())
            while len(answer) < _MOST_BYTES:
                left = deadline - time.monotonic()
                if left <= 0:
                    return Neighbour.STRANGER
                line.settimeout(left)
                piece = line.recv(4096)
                if not piece:
                    break
                answer += piece
    except ConnectionRefusedError:
        return Neighbour.NOBODY
    except (ConnectionResetError, BrokenPipeError, ConnectionAbortedError):
        return Neighbour.STRANGER if answer else Neighbour.LEAVING
    except TimeoutError:
        return Neighbour.STRANGER
    except OSError as error:
        return Neighbour.NOBODY if error.errno in _NOT_THERE else Neighbour.STRANGER
    if not answer:
        return Neighbour.LEAVING
    try:
        said = json.loads(answer.partition(b"\r\n\r\n")[2])["proof"]
        good = hmac.compare_digest(said, proof(key, nonce, port))
    except (ValueError, KeyError, TypeError):
        return Neighbour.STRANGER
    return Neighbour.OURS if good else Neighbour.STRANGER
