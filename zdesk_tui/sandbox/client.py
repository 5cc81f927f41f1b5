"""The HTTP client of those who visit the sandbox."""

import ssl

import httpx


def loopback_client(seconds: float) -> httpx.Client:
    """Return a client for plain http on loopback, which never goes by a proxy.

    Args:
        seconds: for which an answer is waited for.
    """
    return httpx.Client(
        trust_env=False,
        # To load the trusted authorities, which nobody asks here, takes longer than a visit.
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        follow_redirects=False,
        timeout=seconds,
    )
