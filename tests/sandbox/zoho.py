"""The sandbox as its tests see it: its pages, its endpoints and its control door."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from zdesk_tui.connector import ClientType
from zdesk_tui.sandbox import visitor, webforms
from zdesk_tui.sandbox.control import Control

CALLBACK = "http://localhost:9/callback"
SCOPES = "Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ"


@dataclass
class Zoho:
    """A running sandbox as its client sees it."""

    port: int
    home: Path
    http: httpx.Client
    control: Control

    def url(self, path: str) -> str:
        return f"http://localhost:{self.port}/{path}"

    def page(self, path: str) -> webforms.Page:
        """Read a page as a person does."""
        return webforms.read(self.http.get(self.url(path)).text)

    def client(self, client_id: str) -> dict[str, Any]:
        """Return what the sandbox has noted of a client."""
        clients: list[dict[str, Any]] = self.control.state()["clients"]
        return next(one for one in clients if one["id"] == client_id)

    def link(self, client_id: str, data_center: str = "us", **changes: str | None) -> str:
        """Make a consent link; a change to None leaves the parameter out."""
        sent: dict[str, str | None] = {
            "response_type": "code",
            "client_id": client_id,
            "scope": SCOPES,
            "redirect_uri": CALLBACK,
            "access_type": "offline",
            "prompt": "consent",
            "state": "some state",
            **changes,
        }
        query = urlencode({name: value for name, value in sent.items() if value is not None})
        return f"{self.url(data_center)}/accounts/oauth/v2/auth?{query}"

    def register(
        self,
        data_center: str = "us",
        *,
        kind: ClientType = "server-based",
        redirect_uri: str = CALLBACK,
        multi_dc: bool = True,
    ) -> dict[str, str]:
        """Register a client and return its credentials as form fields."""
        client_id, secret = visitor.register(
            self.port, "Ticket sync", redirect_uri, data_center, kind=kind, multi_dc=multi_dc
        )
        return {"client_id": client_id, "client_secret": secret.reveal()}

    def code(self, pair: dict[str, str], **choices: Any) -> str:
        """Consent and return the grant code."""
        changes = choices.pop("changes", {})
        link = self.link(pair["client_id"], **changes)
        address = visitor.accept(link, port=self.port, **choices).address
        return parse_qs(urlsplit(address).query)["code"][0]

    def token(self, fields: dict[str, str], data_center: str = "us") -> httpx.Response:
        return self.http.post(f"{self.url(data_center)}/accounts/oauth/v2/token", data=fields)

    def exchange(
        self, pair: dict[str, str], code: str, data_center: str = "us", **more: str
    ) -> dict[str, Any]:
        fields = {
            **pair,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            **more,
        }
        answer = self.token(fields, data_center)
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        return body

    def refresh(self, pair: dict[str, str], token: str, data_center: str = "us") -> dict[str, Any]:
        fields = {**pair, "grant_type": "refresh_token", "refresh_token": token}
        body: dict[str, Any] = self.token(fields, data_center).json()
        return body

    def desk(
        self, token: str, path: str, data_center: str = "us", **headers: str
    ) -> httpx.Response:
        return self.http.get(
            f"{self.url(data_center)}/desk/api/v1/{path}",
            headers={"Authorization": f"Zoho-oauthtoken {token}", **headers},
        )
