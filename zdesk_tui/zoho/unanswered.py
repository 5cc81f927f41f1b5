"""What it means when httpx cannot be used, or a request brings no answer."""

import os
import socket
import ssl
from collections.abc import Iterator

import httpx

from zdesk_tui.errors import TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.zoho.network import CERTIFICATE_NAMES, PROXY_NAMES, scheme_of

FOREIGN = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError)
"""What making and using a client raises; the end of a cancelled task is none of it."""

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Which of them come before the request has left."""

_HTTP = ("http", "https")
_SOCKS = ("socks5", "socks5h")
_SUPPORTED = "Only http://, https:// and socks5:// proxies are supported."


def unanswered(
    error: Exception,
    host: str,
    *,
    loopback: bool,
    connect_seconds: float,
    total_seconds: float,
) -> ZdeskError:
    """Return one of our errors for a request that brought no answer.

    The text of the foreign exception is not used: it may hold a secret.

    Args:
        error: one of `FOREIGN`.
        host: who was asked.
        loopback: it was asked directly, whatever proxy is set.
        connect_seconds: how long a connection was waited for.
        total_seconds: how long an answer was waited for.
    """
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        seconds = total_seconds
        if isinstance(error, httpx.ConnectTimeout):
            seconds = min(connect_seconds, total_seconds)
        return TryLater(
            f"{host} did not answer within {seconds:g} seconds. The network or the server is slow.",
            f"Try again.{_proxy_hint(loopback)}",
        )
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate_error(cause, host)
        if isinstance(cause, ssl.SSLError):
            return TryLater(
                f"No secure connection to {host} could be made. Something on the way, such as "
                "a proxy or a network sign-in page, may answer in its place.",
                f"Check the network and try again.{_proxy_hint(loopback)}",
            )
        if isinstance(cause, socket.gaierror):
            return TryLater(
                f"The name {host} could not be looked up. "
                "This machine may be offline, or the name is wrong.",
                f"Check the network and try again.{_proxy_hint(loopback)}",
            )
    if isinstance(error, httpx.ProxyError):
        return TryLater(
            f"The proxy did not let a connection to {host} through.",
            f"Check the proxy and try again.{_proxy_hint(loopback)}",
        )
    if isinstance(error, httpx.ConnectError):
        return TryLater(
            f"No connection to {host}. Nothing answers there, or a firewall is in the way.",
            f"Check the network and try again.{_proxy_hint(loopback)}",
        )
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return TryLater(
            f"The connection to {host} was cut before a whole answer came.",
            "Try again.",
        )
    if isinstance(error, httpx.HTTPError | OSError) and not isinstance(
        error, httpx.LocalProtocolError | httpx.UnsupportedProtocol
    ):
        return TryLater(f"The answer of {host} could not be read.", "Try again.")
    return ZdeskError(
        f"The request to {host} could not be put together. An address or a pasted value holds "
        "characters that do not belong there.",
        "Check the data center's addresses and the credentials for stray characters.",
    )


def not_made(error: Exception) -> TryLater:
    """Return one of our errors for a client that could not even be made.

    It names the variable of the environment, never its value: that may hold a password.
    """
    if isinstance(error, OSError):
        name = next(filter(os.environ.get, CERTIFICATE_NAMES), None)
        if name is None:
            return TryLater(
                "The certificates of this machine could not be read, so Zoho was not asked.",
                "Install the package ca-certificates, or name a file with certificates in "
                "SSL_CERT_FILE.",
            )
        return TryLater(
            f"The certificates named by {name} could not be read. "
            "There is no such file, or it holds no certificates.",
            f"Correct {name}, or unset it to use the certificates of this machine.",
        )
    schemes = {name: scheme_of(os.environ[name]) for name in _proxies_set()}
    socks = [name for name, scheme in schemes.items() if scheme in _SOCKS]
    if socks and isinstance(error, ImportError):
        return TryLater(
            f"{' and '.join(socks)} names a SOCKS proxy, for which a package is missing here, so "
            "Zoho was not asked.",
            "Install zdesk-tui with its extra socks: pip install 'zdesk-tui[socks]'.",
        )
    wrong = [name for name, scheme in schemes.items() if scheme not in (*_HTTP, *_SOCKS)]
    wrong = wrong or [name for name in ("NO_PROXY", "no_proxy") if os.environ.get(name)]
    if wrong:
        listed = " and ".join(wrong)
        return TryLater(
            f"What {listed} says about a proxy cannot be used here, so Zoho was not asked. "
            f"{_SUPPORTED}",
            f"Unset or correct {listed}, and start again.",
        )
    return TryLater(
        "The proxy settings of this machine cannot be used here, so Zoho was not asked. "
        f"{_SUPPORTED}",
        "Correct or switch off the proxy settings, and start again.",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from; several tried addresses come as a group."""
    waiting: list[BaseException] = [error]
    while waiting:
        one = waiting.pop(0)
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        came_from = one.__cause__
        # httpcore hides the cause of its own errors; other contexts may be the caller's affair.
        if came_from is None and type(one).__module__.partition(".")[0] in ("httpx", "httpcore"):
            came_from = one.__context__
        if came_from is not None:
            waiting.append(came_from)


def _proxies_set() -> list[str]:
    """Return the proxy variables that are set, as they are spelt in the environment."""
    return [name for name in (*PROXY_NAMES, *map(str.lower, PROXY_NAMES)) if os.environ.get(name)]


def _proxy_hint(loopback: bool) -> str:
    names = [] if loopback else _proxies_set()
    return f" A proxy is set in {' and '.join(names)}: it may be the cause." if names else ""


def _certificate_error(error: ssl.SSLCertVerificationError, host: str) -> TryLater:
    reason = plain(error.verify_message, 80)
    named = "SSL_CERT_FILE"
    if os.environ.get(named):
        advice = f"{named} is set: add the certificate of that company to its file, or unset it."
    else:
        advice = (
            "Add that company's certificate to those of this machine, or set "
            f"{named} to a file with it, and start again."
        )
    return TryLater(
        f"The certificate of {host} is not trusted ({reason}). A company proxy that opens secure "
        "connections is the usual cause; nothing was sent.",
        advice,
    )
