"""What tests of the commands and of saved connectors share: a local Zoho, and the program."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from zdesk_tui.connector import AccessType, Client, Connector, Organization
from zdesk_tui.consent.answer import Answer, read_answer
from zdesk_tui.consent.redeem import Granted, Request, redeem
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.lifecycle.adopt import adopt
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.scopes import GUIDE
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.accounts import consent_url
from zdesk_tui.zoho.wire import Wire

HOUR = 3600.0
REDIRECT_URI = "http://localhost:8765/callback"
ZYLKER = Organization("2389290", "Zylker")

Finished = subprocess.CompletedProcess[str]


def free_port() -> int:
    """Return a port that is free on both families of the loopback."""
    while True:
        with socket.socket() as four, socket.socket(socket.AF_INET6) as six:
            four.bind(("127.0.0.1", 0))
            port: int = four.getsockname()[1]
            try:
                six.bind(("::1", port))
            except OSError:
                continue
            return port


def program(
    *words: str, environ: dict[str, str] | None = None, before: Sequence[str] = ()
) -> Finished:
    """Run `zdesk-tui` with these words in a process of its own, without a terminal.

    Args:
        words: the command line.
        environ: variables beside those of the test.
        before: a command that runs the program, such as `faketime`.
    """
    return subprocess.run(
        [*before, sys.executable, "-m", "zdesk_tui", *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env={**os.environ, **(environ or {})},
        check=False,
    )


@dataclass(frozen=True)
class World:
    """A home with a running sandbox, and the program beside it.

    Args:
        home: what `--home` is given.
        port: the sandbox's.
        sandbox: runs in this process.
        control: its clock, faults and counts.
        workspace: where the program finds its connectors.
    """

    home: Path
    port: int
    sandbox: Sandbox
    control: Control
    workspace: Workspace

    def words(self, *words: str) -> list[str]:
        """Return the words of a command line that reaches this sandbox."""
        return ["--home", str(self.home), "--sandbox", "--port", str(self.port), *words]

    def run(
        self, *words: str, environ: dict[str, str] | None = None, before: Sequence[str] = ()
    ) -> Finished:
        """Run the program against this sandbox."""
        return program(*self.words(*words), environ=environ, before=before)

    def center(self, code: str) -> DataCenter:
        """Return one of the sandbox's data centers."""
        row = self.workspace.data_centers.get(code)
        assert row is not None
        return row

    def file(self, name: str) -> Path:
        """Return the connector's file."""
        return Path(self.workspace.paths.connector(name))

    def secrets(self, name: str) -> list[str]:
        """Return whatever of a connector nobody may see on an error line."""
        connector = self.workspace.connectors.load(name)
        found = [connector.client.secret]
        if connector.grant and connector.grant.refresh_token:
            found.append(connector.grant.refresh_token)
        if cached := self.workspace.tokens.load(connector):
            found.append(cached.access_token)
        return [secret.reveal() for secret in found]

    def expire(self, name: str) -> None:
        """Put the cached token's end into the past, as an hour of waiting does."""
        connector = self.workspace.connectors.load(name)
        cached = self.workspace.tokens.load(connector)
        assert cached is not None
        self.workspace.tokens.save(connector, cached.access_token, time.time() - 1)


@contextmanager
def running(home: Path) -> Iterator[World]:
    """Run a sandbox in a home of its own, in this process."""
    port = free_port()
    paths = Paths.under(str(home))
    place = Path(paths.sandbox_home)
    with Sandbox.run(place, port) as sandbox:
        yield World(
            home,
            port,
            sandbox,
            Control(place, port),
            Workspace(paths.sandbox(), data_centers(port), sandbox=True),
        )


def connect(
    world: World,
    name: str = "desk",
    center: str = "eu",
    access: AccessType = "offline",
    *,
    scopes: tuple[str, ...] = GUIDE,
    lives: str | None = None,
) -> Connector:
    """Register, consent and save, as the wizard does.

    Args:
        world: where.
        name: of the connector.
        center: data center in which the client is registered.
        access: offline or online.
        scopes: what is asked for.
        lives: data center of the person's account, if it is another one.
    """
    row = world.center(center)
    client_id, secret = visitor.register(world.port, "test", REDIRECT_URI, center)
    request = Request(Client(client_id, secret, REDIRECT_URI), row, scopes, access)
    granted = consent(world, request, lives)
    connector = Connector(
        name=name,
        service="desk",
        client=request.client,
        data_center=row,
        user_data_center=granted.user_data_center,
        scopes=scopes,
        created_at=datetime.fromtimestamp(int(time.time()), UTC),
        access_type=access,
        grant=granted.grant,
        organization=ZYLKER,
    )
    assert adopt(world.workspace, connector, granted.access_token, granted.expires_at) == ()
    world.control.clear_counts()
    return world.workspace.connectors.load(name)


def consent(world: World, request: Request, lives: str | None = None) -> Granted:
    """Give consent on the sandbox's pages and exchange the code.

    Args:
        world: where.
        request: what is asked for.
        lives: data center of the person's account, if it is not the client's.
    """
    link = consent_url(
        request.data_center,
        client_id=request.client.id,
        redirect_uri=request.client.redirect_uri,
        scopes=request.scopes,
        access_type=request.access_type,
        state="state",
    )
    visit = visitor.accept(link, port=world.port, data_center=lives, deliver=False)
    parameters = dict(parse_qsl(urlsplit(visit.address).query))
    answer = read_answer(parameters, world.workspace.data_centers, request.data_center)
    assert isinstance(answer, Answer)

    async def exchange() -> Granted:
        async with Wire() as wire:
            return await redeem(wire, request, answer, time.time())

    return asyncio.run(exchange())
