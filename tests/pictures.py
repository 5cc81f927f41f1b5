"""Draw the README's pictures: `python -m tests.pictures` writes them to `screenshots/`.

Each is what the program draws after a scripted run. Clock, home, state, port, size and Zoho's
answers are fixed, so the same program draws the same bytes.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import httpx

from tests.tui.world import OVER_SSH, TERMINAL, Wizard
from zdesk_tui.connector import AccessType, Api, Grant, Organization
from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.listener import Listener
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import StepName
from zdesk_tui.redirects import SUGGESTED
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, of_connector, to_connector
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status, Verdict
from zdesk_tui.tui.app import WizardApp
from zdesk_tui.tui.conversation import Conversation
from zdesk_tui.tui.visit import Visit
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.wire import Wire

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC).timestamp()
DAY = 24 * 3600.0
FAR = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
SERVER = replace(OVER_SSH, host="srv1")
STATE = "Vt3kz0Wq8mN2xY7cJ5rB1dLhG9sP4aUeTfKoQiRwXy0"
CLIENT_ID = "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0"
CLIENT_SECRET = Secret("122c324d3496d5d777ceeebc129470715fbb856b7e")
ANSWER = (
    f"{SUGGESTED}?state={STATE}&code=1000.{'0a' * 16}.{'0b' * 16}&location=us"
    "&accounts-server=https%3A%2F%2Faccounts.zoho.com"
)
ORGANIZATIONS = [
    {"id": 2389290, "companyName": "Zylker", "edition": "ENTERPRISE", "isDefault": True},
    {"id": 2390011, "companyName": "Zylker", "edition": "ENTERPRISE", "isSandboxPortal": True},
    {"id": 2391882, "companyName": "Zylker Support", "edition": "FREE"},
]
TICKETS = [
    {
        "id": "1892000000042000",
        "ticketNumber": "100",
        "subject": "Printer prints in the wrong colour",
        "status": "Open",
        "channel": "Email",
        "priority": None,
        "contactId": "1892000000043000",
        "createdTime": "2026-01-30T08:00:00.000Z",
    }
]
ANSWERS: dict[str, object] = {
    "/oauth/v2/token": {"error": "invalid_client"},
    "/api/v1/organizations": {"data": ORGANIZATIONS},
    "/api/v1/accessibleOrganizations": {"data": ORGANIZATIONS[:1]},
    "/api/v1/tickets": {"data": TICKETS},
    "/api/v1/myinfo": {"emailId": "admin@zylker.example"},
}
"""What Zoho says, by the path that is asked."""
CONSOLE: dict[str, Any] = {
    "way": "given-by-zoho",
    "data_center": "us",
    "access_type": "online",
    "redirect_uri": "https://platform.zoho.com/auth/conns/deskprod/redirect",
}
"""The guide's own example: a connector in the developer console."""
RENEWED = {"access_token": "1000.0a.0b", "expires_in": 3600}
VERDICTS = (
    Verdict("token", "+", "alive", "GET /api/v1/organizations answered 200 in 212 ms."),
    Verdict("scopes", "+", "sufficient", "Desk.basic.READ opens GET /api/v1/organizations."),
    Verdict("organization", "+", "reachable", "GET /api/v1/tickets answered for 2389290."),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Args:
        talk: makes what the app is about, in a home of its own.
        shows: a text that stands on the screen when the picture is complete.
        script: what the person does before it is drawn.
    """

    talk: Callable[[Workspace], Any]
    shows: str
    script: Callable[[Wizard], Awaitable[None]] | None = None


def at(step: StepName, **answers: Any) -> Callable[[Workspace], Conversation]:
    """Return a wizard that stands at a step.

    Args:
        step: which one.
        answers: those that differ from the usual ones.
    """

    def talk(workspace: Workspace) -> Conversation:
        draft = _draft(step, answers)
        return Conversation(
            workspace, SERVER, draft, kept=[], before=None, now=lambda: NOW
        )  # fmt: skip

    return talk


def again(workspace: Workspace) -> Conversation:
    """Return a consent again that somebody else has given, for another organization."""
    draft = _draft("save", {})
    before = to_connector(draft, ZOHO, now=NOW - 9 * DAY, before=None)
    workspace.connectors.save(before)
    assert draft.grant
    other = replace(
        of_connector("picture", before),
        step="save",
        grant=replace(draft.grant, account="demo@zylker.example"),
        access_token=draft.access_token,
        expires_at=FAR,
        organization=Organization("2391882", "Zylker Support"),
    )
    return Conversation(workspace, SERVER, other, kept=[], before=before, now=lambda: NOW)


def _draft(step: StepName, answers: dict[str, Any]) -> Draft:
    draft = Draft(
        id="picture",
        step=step,
        name="desk-prod",
        data_center="eu",
        note="Ticket sync",
        scopes_text=",\n".join(GUIDE),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
    )
    draft = replace(draft, **answers)
    if step == "consent":
        return draft.with_attempt(Attempt(STATE, NOW - 20))
    if step in ("organization", "save"):
        grant = Grant(
            authorized_at=datetime.fromtimestamp(NOW, UTC),
            scopes=GUIDE,
            client_id=draft.client_id,
            data_center="eu",
            refresh_token=Secret("not a token"),
            account="admin@zylker.example",
            granted_scopes=GUIDE,
        )
        return replace(
            draft,
            grant=grant,
            user_data_center="eu",
            access_token=Secret("not a token"),
            expires_at=FAR,
            organization=Organization("2389290", "Zylker"),
        )
    return draft


def home(workspace: Workspace) -> Visit:
    """Return a visit of home with connectors in several states."""
    rows: list[tuple[str, str, str, str, AccessType, Status]]
    rows = [
        ("desk-prod", "desk", "eu", "Zylker", "offline",
         Status(NOW - 240, NOW - 240, "ready", verdicts=VERDICTS)),
        ("desk-test", "desk", "eu", "Zylker Support", "offline", Status(NOW - 7200)),
        ("crm-export", "crm", "us", "", "offline",
         Status(NOW - 9 * DAY, NOW - 600, "needs consent")),
        ("mail-bot", "mail", "in", "", "offline", Status(NOW - 10800, NOW - 2 * DAY, "ready")),
        ("people-sync", "people", "ca", "", "online", Status(NOW - 2880)),
    ]  # fmt: skip
    for name, service, code, organization, access, status in rows:
        draft = replace(
            _draft("save", {}), name=name, service=service, data_center=code,
            user_data_center=code, access_type=access,
            organization=Organization("2389290", organization) if organization else None,
        )  # fmt: skip
        assert draft.grant
        draft = replace(draft, grant=replace(draft.grant, data_center=code))
        workspace.connectors.save(to_connector(draft, ZOHO, now=NOW, before=None))
        workspace.statuses.save(name, status)
        saved = workspace.connectors.load(name)
        workspace.tokens.save(saved, Secret("not a token"), NOW + 720)
    return Visit(workspace, SERVER, now=lambda: NOW)


def at_zoho(workspace: Workspace) -> Visit:
    """Return a visit of home with one connector of the developer console, and an API of it."""
    draft = replace(_draft("save", CONSOLE), local_redirect_uri=SUGGESTED, user_data_center="us")
    assert draft.grant
    draft = replace(draft, grant=replace(draft.grant, data_center="us"))
    url = "https://desk.zoho.com/api/v1/tickets"
    api = Api(
        "List tickets", "GET", url, headers={"orgId": "2389290"},
        parameters={"limit": "${limit}"}, scopes=("Desk.tickets.READ",),
    )  # fmt: skip
    made = replace(to_connector(draft, ZOHO, now=NOW, before=None), apis=(api,))
    workspace.connectors.save(made)
    workspace.tokens.save(made, Secret("not a token"), NOW + 720)
    return Visit(workspace, SERVER, now=lambda: NOW)


async def _enter(person: Wizard) -> None:
    """Go over every field and on."""
    screen = person.app.screen
    for _ in range(max(1, len(screen.focus_chain))):
        await person.enter()


async def _paste_the_answer(person: Wizard) -> None:
    await person.paste(ANSWER)


async def _check_all(person: Wizard) -> None:
    """Check all; the one in India is still waited for when the picture is drawn."""
    await person.press("K")


async def _open(person: Wizard) -> None:
    """Open the connector that works."""
    await person.press("end", "up", "enter")


async def _open_sheet(person: Wizard) -> None:
    """Open the sheet of the API, and go to the line that calls it from Deluge."""
    await person.press("enter", "i", "enter", "up", "up", "up")


async def _try(person: Wizard) -> None:
    """Call the API."""
    await person.press("enter", "i", "t")
    await person.write("1\r")


async def _say_what_is_wanted(person: Wizard) -> None:
    await person.write("list tickets, read a contact and send a reply")
    await person.press("enter")


async def _look_what_it_opens(person: Wizard) -> None:
    await _say_what_is_wanted(person)
    await person.press("f5")


async def _look_at_presets(person: Wizard) -> None:
    await person.press("f6")


PICTURES = {
    "home": Picture(home, "crm-export"),
    "home-check": Picture(home, "4 of 5", _check_all),
    "detail": Picture(home, "How it is", _open),
    "step-1-connector": Picture(at("connector"), "desk-prod: new connector"),
    "step-2-scopes": Picture(at("scopes"), "Request Token URL"),
    "step-2-words": Picture(at("scopes", scopes_text=""), "3 scopes for 3", _say_what_is_wanted),
    "step-2-opens": Picture(at("scopes", scopes_text=""), "beyond what is", _look_what_it_opens),
    "step-2-presets": Picture(at("scopes", scopes_text=""), "Helpdesk bot", _look_at_presets),
    "step-3-redirect": Picture(at("redirect"), "is free, reached over"),
    "step-4-register": Picture(at("register"), "Authorized Redirect URIs"),
    "step-5-credentials": Picture(at("credentials"), "Looks right, 42 characters"),
    "step-6-consent": Picture(at("consent"), "answers over"),
    "step-7-organization": Picture(at("organization"), "Zylker Support"),
    "step-8-save": Picture(at("save"), "Proven: GET", _enter),
    "sigma-create": Picture(at("create-connector", **CONSOLE), "Press Save"),
    "sigma-api": Picture(at_zoho, "invokeConnector", _open_sheet),
    "sigma-try": Picture(at_zoho, "A good answer", _try),
    "consent-by-another": Picture(again, "Nothing has been changed yet", _enter),
    "refusal-redirect": Picture(
        at("redirect", redirect_uri="http://localhost:99999/callback"), "! ", _enter
    ),
    "refusal-credentials": Picture(
        at("credentials", client_id=CLIENT_SECRET.reveal(), client_secret=Secret(CLIENT_ID)),
        "Are the two swapped?",
        _enter,
    ),
    "refusal-consent": Picture(
        at("consent", data_center="us"), "(invalid_client)", _paste_the_answer
    ),
}
"""Every picture by the name of its file."""


async def _zoho(request: httpx.Request) -> httpx.Response:
    found = ANSWERS.get(request.url.path)
    if b"grant_type=refresh_token" in request.content:
        if request.url.host.endswith(".in"):
            await asyncio.Event().wait()
        found = RENEWED
    return httpx.Response(200, json=found) if found else httpx.Response(404)


async def _both(_: Listener) -> tuple[str, ...]:
    """Stand in for a rehearsal on a machine with both families."""
    return ("127.0.0.1", "::1")


@contextmanager
def _fixed() -> Iterator[None]:
    """Fix what a picture could depend on: home, time zone, environment, network, chance."""
    before = dict(os.environ)
    made = Wire.__init__
    ticks = count()

    def without_network(wire: Wire, *_: Any, **__: Any) -> None:
        made(wire, httpx.MockTransport(_zoho))

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(patch.object(Wire, "__init__", without_network))
        clock = SimpleNamespace(monotonic=lambda: next(ticks) * 0.212)
        stack.enter_context(patch("zdesk_tui.zoho.wire.time", clock))
        for module in ("check", "token"):
            stack.enter_context(patch(f"zdesk_tui.lifecycle.{module}.time", lambda: NOW))
        stack.enter_context(patch.object(Listener, "rehearse", _both))
        letters = cycle("k7qd3mzx")
        chance = SimpleNamespace(choice=lambda _: next(letters))
        stack.enter_context(patch("zdesk_tui.consent.shortcut.secrets", chance))
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "ZDESK_TUI_HOME", "NO_COLOR"):
            os.environ.pop(name, None)
        os.environ.update(HOME=folder, TZ="UTC")
        time.tzset()
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
            time.tzset()


async def draw(name: str) -> str:
    """Return one picture as SVG."""
    picture = PICTURES[name]
    with _fixed():
        workspace = Workspace(Paths.default(), ZOHO)
        talk = picture.talk(workspace)
        app = WizardApp(talk)
        async with app.run_test(size=TERMINAL) as pilot:
            person = Wizard(app, pilot, workspace, talk)
            await person.settle()
            if picture.script:
                await picture.script(person)
            await person.until(lambda: picture.shows in person.drawn, picture.shows)
            await person.settle()
            await pilot.wait_for_scheduled_animations()
            drawn = app.export_screenshot(title="zdesk-tui")
            await person.press("ctrl+c")
        return drawn


def main() -> int:
    """Write every picture."""
    for name in PICTURES:
        picture = asyncio.run(draw(name))
        (SCREENSHOTS / f"{name}.svg").write_text(picture, encoding="utf-8")
        sys.stderr.write(f"drew screenshots/{name}.svg\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
