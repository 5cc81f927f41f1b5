"""The form that registers a client: which fields a client type has, and what each refuses."""

import re
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from zdesk_tui.connector import ClientType
from zdesk_tui.sandbox.switches import Switches

NAME_PROBLEM = "Enter a valid client name"
HOMEPAGE_PROBLEM = "Enter a valid homepage URL"
REDIRECT_PROBLEM = "Enter a valid redirect URI"

URIS = "Authorized Redirect URIs, one per line"
"""The label of their field."""
CALLED_BACK: tuple[ClientType, ...] = ("server-based", "mobile")
"""Those that have redirect URIs."""


@dataclass(slots=True)
class Registration:
    """The form as it was sent."""

    kind: ClientType = "server-based"
    name: str = ""
    homepage: str = ""
    redirect_uris: str = ""
    multi_dc: bool = True

    @classmethod
    def of(cls, form: FormData) -> "Registration":
        """Read the form; an unchecked box is not sent at all."""
        kind = client_type(form.get("client_type"))
        if kind == "self-client":
            return cls(kind, name="Self Client", multi_dc=False)
        return cls(
            kind,
            str(form.get("client_name", "")).strip(),
            str(form.get("homepage_url", "")).strip(),
            str(form.get("redirect_uris", "")) if kind in CALLED_BACK else "",
            "multi_dc" in form,
        )

    def uris(self) -> list[str]:
        """Return the redirect URIs, one of each."""
        lines = (line.strip() for line in self.redirect_uris.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def problems(self, switches: Switches) -> dict[str, str]:
        """Return the console's message for each field that it refuses (documented)."""
        found: dict[str, str] = {}
        if self.kind == "self-client":
            return found
        # Letters, digits, blanks, underscore and ampersand; a hyphen is a special character.
        is_zohos = switches.zoho_name_refused and "zoho" in self.name.lower()
        if is_zohos or not re.fullmatch(r"[\w& ]+", self.name):
            found["client_name"] = NAME_PROBLEM
        if not _is_web_address(self.homepage):
            found["homepage_url"] = HOMEPAGE_PROBLEM
        if self.kind in CALLED_BACK:
            uris = self.uris()
            refused = [uri for uri in uris if not self._may_be_called_back(uri, switches)]
            if refused or not uris:
                found["redirect_uris"] = ": ".join([REDIRECT_PROBLEM, *refused[:1]])
        return found

    def _may_be_called_back(self, uri: str, switches: Switches) -> bool:
        if _is_web_address(uri):
            parts = urlsplit(uri)
            if switches.loopback_ip_refused and parts.hostname == "127.0.0.1":
                return False
            here = parts.hostname in ("localhost", "127.0.0.1")
            return parts.scheme == "https" or here or not switches.plain_http_refused
        # An app's own scheme is typed in small letters with `://` (documented).
        own_scheme = r"(?!https?:)[a-z][a-z0-9+.-]*://[^\s\x00-\x1f\x7f]*"
        return self.kind == "mobile" and re.fullmatch(own_scheme, uri) is not None


def client_type(text: object) -> ClientType:
    """Return the client type of this name, server-based for anything else."""
    return next((one for one in get_args(ClientType) if one == text), "server-based")


def _is_web_address(text: str) -> bool:
    if re.search(r"[\s\x00-\x1f\x7f]", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
