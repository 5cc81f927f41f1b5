"""The HTTP clients of those who visit the sandbox, and of the sandbox when it calls itself."""

import ssl
from typing import TypedDict

import httpx


class _Settings(TypedDict):
    trust_env: bool
    verify: ssl.SSLContext
    follow_redirects: bool
    timeout: float


def loopback_client(seconds: float) -> httpx.Client:
    """Return a client for plain http on loopback, which never goes by a proxy.

    Args:
        seconds: for which an answer is waited for.
    """
    return httpx.Client(**_settings(seconds))


def async_loopback_client(seconds: float) -> httpx.AsyncClient:
    """Return the same for the server's own thread, which goes on answering meanwhile.

    Args:
        seconds: for which an answer is waited for.
    """
    return httpx.AsyncClient(**_settings(seconds))


def _settings(seconds: float) -> _Settings:
    return {
        "trust_env": False,
        # To load the trusted authorities, which nobody asks here, takes longer than a visit.
        "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        "follow_redirects": False,
        "timeout": seconds,
    }
