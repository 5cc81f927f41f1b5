"""How a client of httpx is set up here: whom it trusts, and what never goes through a proxy."""

import os
import ssl
from typing import TypedDict

import httpx
import truststore

from zdesk_tui.datacenters import LOOPBACK_HOSTS

CERTIFICATE_NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables that name certificates; what they name is then all that is trusted."""
PROXY_NAMES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
"""Variables that name proxies; in small letters as well."""


class Network(TypedDict):
    """Arguments that every client of httpx gets here."""

    verify: ssl.SSLContext | bool
    mounts: dict[str, None]


def network() -> Network:
    """Return the arguments for a client.

    Certificates are checked against those of the system, to which companies add their own, and
    not against the collection that httpx brings.
    """
    named = any(map(os.environ.get, CERTIFICATE_NAMES))
    return Network(
        # What the variables name is read by httpx, which complains if it cannot.
        verify=True if named else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        mounts={f"all://{_bracketed(host)}": None for host in LOOPBACK_HOSTS},
    )


def scheme_of(proxy: str) -> str:
    """Return the scheme of a proxy's address; empty when it cannot be read."""
    try:
        return httpx.URL(proxy if "://" in proxy else f"http://{proxy}").scheme
    except (httpx.InvalidURL, ValueError):
        return ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
