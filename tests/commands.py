"""The program in a process of its own, beside a sandbox in which its clients are registered."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from zdesk_tui.connector import AccessType, Client, Connector, Organization
from zdesk_tui.consent.answer import Answer, read_answer
from zdesk_tui.consent.redeem import Granted, Request, redeem
from zdesk_tui.datacenters import CUSTOM, ZOHO, custom
from zdesk_tui.lifecycle.adopt import adopt
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.control import Control
from zdesk_tui.scopes import GUIDE
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.accounts import consent_url
from zdesk_tui.zoho.wire import Wire

HOUR = 3600.0
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
"""The library without its wrapper, which a killed process of the same number can make fail."""


@dataclass
class World:
    """A home with a running sandbox, and the program beside it."""

    home: Path
    port: int
    control: Control
    workspace: Workspace

    def run(
        self, *words: str, environ: dict[str, str] | None = None, within: Sequence[str] = ()
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*within, sys.executable, "-m", "zdesk_tui", "--home", str(self.home),
             "--sandbox", "--port", str(self.port), *words],
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            env={**os.environ, **(environ or {})}, check=False,
        )  # fmt: skip

    def file(self, name: str) -> Path:
        return Path(self.workspace.paths.connector(name))

    def secrets(self, name: str) -> list[str]:
        connector = self.workspace.connectors.load(name)
        found = [connector.client.secret.reveal()]
        if connector.grant and connector.grant.refresh_token:
            found.append(connector.grant.refresh_token.reveal())
        return found

    def expire(self, name: str) -> None:
        """Put the cached token's end into the past, as an hour of waiting does."""
        connector = self.workspace.connectors.load(name)
        cached = self.workspace.tokens.load(connector)
        assert cached is not None
        self.workspace.tokens.save(connector, cached.access_token, time.time() - 1)


def connect(
    world: World,
    name: str,
    center: str = "eu",
    access: AccessType = "offline",
    scopes: tuple[str, ...] = GUIDE,
    *,
    home: str = "",
) -> None:
    """Register, consent and save, as the wizard does."""
    redirect_uri = "http://localhost:8765/callback"
    client_id, secret = visitor.register(world.port, "test", redirect_uri, center)
    client = Client(client_id, secret, redirect_uri)
    row = world.workspace.data_centers.get(center)
    assert row is not None
    granted = _granted(world, Request(client, row, scopes, access), home or center)
    draft = Draft(
        id="made", name=name, data_center=center, scopes_text=",".join(scopes),
        access_type=access, client_id=client_id, client_secret=secret, grant=granted.grant,
        user_data_center=home or center, organization=Organization("2389290", "Zylker"),
    )  # fmt: skip
    made = to_connector(draft, world.workspace.data_centers, now=time.time(), before=None)
    adopt(world.workspace, made, granted.access_token, granted.expires_at)
    world.control.clear_counts()


def consent(world: World, connector: Connector) -> Granted:
    """Consent once more for a saved connector, and save nothing."""
    request = Request(connector.client, connector.data_center, connector.scopes)
    return _granted(world, request)


def _granted(world: World, request: Request, home: str | None = None) -> Granted:
    link = consent_url(
        request.data_center, client_id=request.client.id,
        redirect_uri=request.client.redirect_uri, scopes=request.scopes,
        access_type=request.access_type, state="state",
    )  # fmt: skip
    visit = visitor.accept(link, port=world.port, deliver=False, data_center=home)
    params = {key: values[0] for key, values in parse_qs(urlsplit(visit.address).query).items()}
    answer = read_answer(params, world.workspace.data_centers, request.data_center)
    assert isinstance(answer, Answer)

    async def exchange() -> Granted:
        async with Wire() as wire:
            return await redeem(wire, request, answer, time.time())

    return asyncio.run(exchange())


def install(world: World, name: str) -> Workspace:
    """Put a connector of the sandbox among the person's own, with the sandbox as its data center.

    So programs and the command line use it without a word about the sandbox.
    """
    workspace = Workspace(Paths.under(str(world.home)), ZOHO)
    made = world.workspace.connectors.load(name)
    cached = world.workspace.tokens.load(made)
    assert cached is not None
    assert made.grant is not None
    zoho = made.user_data_center
    center = custom(zoho.accounts_url, desk_url=zoho.desk_url, api_url=zoho.api_url)
    moved = replace(
        made,
        data_center=center,
        user_data_center=center,
        grant=replace(made.grant, data_center=CUSTOM),
        extra={},
    )
    adopt(workspace, moved, cached.access_token, cached.expires_at)
    return workspace


def moved_clock(by: str) -> dict[str, str]:
    """Return the environment of a process whose clock is moved, such as by `+2h`."""
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": by}


def desk_accepts(world: World, center: str, token: str) -> bool:
    row = world.workspace.data_centers.get(center)
    assert row is not None
    answer = httpx.get(
        f"{row.desk_url}/api/v1/organizations",
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
        trust_env=False,
    )
    return answer.status_code == 200


def program(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "zdesk_tui", *words],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False,
        env={**os.environ, **environ},
    )  # fmt: skip
