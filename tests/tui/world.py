"""The wizard as a person has it in front of them, without a terminal: keys in, text out."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from anyio.to_thread import run_sync
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tests.ports import free_port
from zdesk_tui.connector import Connector
from zdesk_tui.consent.machine import Machine
from zdesk_tui.consent.redeem import Granted, Request
from zdesk_tui.consent.session import ConsentSession
from zdesk_tui.datacenters import DataCenter, DataCenters
from zdesk_tui.errors import StepName
from zdesk_tui.redirects import SUGGESTED
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.paths import Paths
from zdesk_tui.tui.app import WizardApp
from zdesk_tui.tui.beginnings import kept_drafts
from zdesk_tui.tui.conversation import Conversation
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.choice import ChoiceList
from zdesk_tui.tui.widgets.line import Line
from zdesk_tui.tui.widgets.paste import PAUSE
from zdesk_tui.workspace import Workspace

Size = tuple[int, int]
S = TypeVar("S", bound=Screen[Any])

PATIENCE = 30.0
LAST_TURNS = 5
TERMINAL: Size = (80, 24)
NARROW: Size = (60, 20)
LOCAL = Machine(over_ssh=False)
OVER_SSH = Machine(over_ssh=True, user="you", server="srv1.example.net")


@dataclass
class Zoho:
    """A running sandbox."""

    port: int
    control: Control
    table: DataCenters

    @classmethod
    def at(cls, home: Path, port: int) -> "Zoho":
        return cls(port, Control(home, port), data_centers(port))

    def center(self, code: str) -> DataCenter:
        row = self.table.get(code)
        assert row is not None
        return row

    def count(self, name: str) -> int:
        return self.control.counts().get(name, 0)

    def register(self, redirect_uri: str, code: str = "eu", **more: Any) -> tuple[str, Secret]:
        return visitor.register(self.port, "desk prod", redirect_uri, code, **more)


def workspace_in(folder: Path, zoho: Zoho) -> Workspace:
    """Return a workspace of its own, against the sandbox."""
    options = ("--home", str(folder), "--sandbox", "--port", str(zoho.port))
    return Workspace(Paths.under(str(folder)), zoho.table, options, sandbox=True)


def ready_draft(zoho: Zoho, *, code: str = "eu", **changes: Any) -> Draft:
    """Return a draft that waits for consent, with a client that is registered for it."""
    redirect_uri = changes.pop("redirect_uri", f"http://localhost:{free_port()}/callback")
    multi_dc = changes.pop("multi_dc", True)
    client_id, secret = zoho.register(redirect_uri or SUGGESTED, code, multi_dc=multi_dc)
    draft = Draft(
        id="ready",
        step="consent",
        name="desk-prod",
        data_center=code,
        note="Ticket sync",
        scopes_text=",".join(GUIDE),
        redirect_uri=redirect_uri,
        client_id=client_id,
        client_secret=secret,
    )
    return replace(draft, **changes)


class Wizard:
    """A running wizard."""

    def __init__(
        self, app: WizardApp, pilot: Pilot[int], workspace: Workspace, conversation: Conversation
    ) -> None:
        self.app = app
        self.pilot = pilot
        self.workspace = workspace
        self.conversation = conversation

    # What the person does.

    async def press(self, *keys: str) -> None:
        """Press keys by their names, each after the one before has been dealt with."""
        for key in keys:
            self._send(key, key if len(key) == 1 else None)
            await self.settle()

    async def enter(self) -> None:
        """Press Enter as a hand does it: not in the same instant as the key before."""
        self._send("enter", None, later=2 * PAUSE)
        await self.settle()

    async def write(self, text: str) -> None:
        """Type a text, a line break as Enter, as fast as a terminal without brackets pastes."""
        for letter in text:
            self._send("enter" if letter == "\r" else _character_to_key(letter), letter)
        await self.settle()

    def type_ahead(self, *keys: str) -> None:
        """Press keys as they come over a slow line: all are there before the first is answered."""
        for key in keys:
            single = key if len(key) == 1 else None
            self._send(_character_to_key(key) if single else key, single)

    async def fill(self, text: str) -> None:
        """Replace the text of the one-line field that has the focus, by a paste."""
        await self.press("end", "ctrl+u")
        await self.paste(text)

    async def pick(self, text: str) -> None:
        """Choose a row of the picker that has the focus by what it is called."""
        screen, focus = self.app.screen, self.focus
        await self.write(f"{text}\r")
        await self.until(lambda: self.app.screen is screen and self.focus != focus, text)
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste with brackets, as most terminals do: it goes to whatever has the focus."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    def _send(self, key: str, character: str | None, *, later: float = 0.0) -> None:
        driver = self.app._driver
        assert driver is not None
        # `pilot.press` does the same, and then waits until the whole process is idle.
        event = events.Key(key, character)
        event.time += later
        event.set_sender(self.app)
        driver.send_message(event)

    async def settle(self) -> None:
        """Let every message be dealt with: from the app to the field, and back to the screen."""
        end = time.monotonic() + PATIENCE
        while not (self.app.type_ahead.idle or self.app.crash or self.app.return_value is not None):
            assert time.monotonic() < end, f"a key was never acted on:\n{self.drawn}"
            await self.pilot.pause(0)
        for _ in range(4):
            await self.pilot.pause(0)

    # What the person sees.

    @property
    def drawn(self) -> str:
        """The screen, line by line, as a terminal would show it."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def said(self) -> str:
        """All text of the present screen, also what is scrolled away, without line breaks."""
        found = []
        for widget in self.app.screen.query(Line):
            if _shown(widget):
                found.append(widget.text)
        for choice in self.app.screen.query(ChoiceList):
            if _shown(choice):
                found += choice.rows
        return " ".join(" ".join(found).split())

    @property
    def message(self) -> str:
        """The line above the keys."""
        return " ".join(self.app.screen.query_one("#message", Line).text.split())

    @property
    def keys(self) -> str:
        return self.app.screen.query_one("#keys", Line).text

    @property
    def focus(self) -> str | None:
        focused = self.app.focused
        return focused.id if focused else None

    @property
    def draft(self) -> Draft:
        """The answers on the present screen."""
        screen = self.app.screen
        assert isinstance(screen, StepScreen)
        return screen.draft

    @property
    def kept(self) -> Draft:
        """The answers as they are on the disk."""
        ids = self.workspace.drafts.ids()
        assert len(ids) == 1
        return Draft.from_data(ids[0], self.workspace.drafts.load(ids[0]))

    # Waiting.

    async def until(self, condition: Callable[[], object], what: object = "") -> None:
        """Wait for something to become true."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"{what or 'it'} never came; on screen:\n{self.drawn}"
            assert self.app.crash is None, repr(self.app.crash)
            await self.pilot.pause(0.01)

    async def sees(self, text: str) -> None:
        await self.until(lambda: text in self.said, text)

    async def at(self, screen: type[S]) -> S:
        """Wait until this screen is the present one, and settled."""
        await self.until(lambda: isinstance(self.app.screen, screen), screen.__name__)
        await self.settle()
        present = self.app.screen
        assert isinstance(present, screen)
        return present

    async def left(self) -> int:
        """Wait for the end, and return the exit code."""
        await self.until(lambda: self.app.return_value is not None, "the end")
        code = self.app.return_value
        assert code is not None
        return code


def _shown(widget: Widget) -> bool:
    line: Widget | None = widget
    while line is not None:
        if not line.display:
            return False
        line = line.parent if isinstance(line.parent, Widget) else None
    return True


@asynccontextmanager
async def wizard(
    workspace: Workspace,
    draft: Draft | None = None,
    *,
    size: Size = TERMINAL,
    machine: Machine = LOCAL,
    kept: bool = False,
    before: Connector | None = None,
    now: Callable[[], float] = time.time,
    talk: Conversation | None = None,
) -> AsyncIterator[Wizard]:
    """Start the wizard as `zdesk_tui.tui.start` does, without a terminal."""
    conversation = talk or Conversation(
        workspace,
        machine,
        draft or Draft(id=workspace.drafts.new_id()),
        kept=kept_drafts(workspace)[0] if kept else [],
        before=before,
        now=now,
    )
    app = WizardApp(conversation)
    ours = asyncio.all_tasks()
    async with app.run_test(size=size) as pilot:
        person = Wizard(app, pilot, workspace, conversation)
        await person.settle()
        yield person
        if app.return_value is None:
            # Leave in good order, so that listeners and workers end before the loop does.
            await person.press("ctrl+c")
    # A question to Zoho that was cut off closes its connection in later turns of the loop.
    if left := asyncio.all_tasks() - ours:
        await asyncio.wait(left, timeout=PATIENCE)
    for _ in range(LAST_TURNS):
        await asyncio.sleep(0)


async def accept(zoho: Zoho, link: str, **choices: Any) -> "visitor.Visit":
    """Play the browser, in a thread: the wizard's own loop has to answer it."""
    return await run_sync(partial(visitor.accept, link, port=zoho.port, **choices))


async def address_of(zoho: Zoho, link: str, **choices: Any) -> str:
    """Consent, and return the address at which the browser would end."""
    return (await accept(zoho, link, deliver=False, **choices)).address


async def granted_draft(
    zoho: Zoho,
    step: StepName = "organization",
    *,
    consent: dict[str, Any] | None = None,
    scopes_text: str = ",".join(GUIDE),
    **changes: Any,
) -> Draft:
    """Return a draft with a grant of the sandbox, made without the wizard.

    Args:
        zoho: where.
        step: where it stopped.
        consent: what is chosen on Zoho's pages.
        scopes_text: what is asked for.
        changes: other answers.
    """
    draft = ready_draft(zoho, scopes_text=scopes_text)
    granted: list[Granted] = []
    session = ConsentSession(
        Request(draft.client, zoho.center("eu"), draft.scopes),
        zoho.table,
        now=time.time,
        changed=lambda: None,
        attempt_made=lambda attempt: None,
        granted=granted.append,
        listen=False,
    )
    await session.take(await address_of(zoho, session.link, **(consent or {})))
    assert granted, session.error
    return replace(
        draft,
        step=step,
        grant=granted[0].grant,
        user_data_center=granted[0].user_data_center.code,
        access_token=granted[0].access_token,
        expires_at=granted[0].expires_at,
        **changes,
    )
