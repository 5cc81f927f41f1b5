"""Step 6 without a redirect: a device code, and a code of the API Console; and another secret."""

import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.to_thread import run_sync

from tests.qr_reader import read_cells
from tests.tui.world import NARROW, Wizard, Zoho, accept, ready_draft, wizard
from zdesk_tui.lifecycle.token import renew
from zdesk_tui.sandbox import visitor
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.tui.beginnings import begin_again
from zdesk_tui.tui.carrier import Item
from zdesk_tui.tui.screens import device
from zdesk_tui.tui.screens.code import CodeScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.console_code import ConsoleCodeScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.device import DeviceScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.other_secret import OtherSecretScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.save import SaveScreen
from zdesk_tui.tui.widgets.carry import CarryRow
from zdesk_tui.tui.widgets.line import Line
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio


class Clock:
    """The wizard's and the sandbox's time, which moves on when a wait is let go."""

    def __init__(self, zoho: Zoho) -> None:
        self._zoho = zoho
        self._gone = 0.0
        self._allowed = anyio.Semaphore(0)

    def now(self) -> float:
        return time.time() + self._gone

    async def sleep(self, seconds: float) -> None:
        await self._allowed.acquire()
        self._gone += seconds
        await run_sync(self._zoho.control.set_clock, self._gone)

    def go(self) -> None:
        """Let one wait between two polls be over."""
        self._allowed.release()


@pytest.fixture
def clock(zoho: Zoho, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock(zoho)
    monkeypatch.setattr(device, "sleep", clock.sleep)
    yield clock
    zoho.control.set_clock(0)


def device_draft(zoho: Zoho, **changes: Any) -> Draft:
    multi_dc = changes.pop("multi_dc", True)
    client_id, secret = visitor.register(
        zoho.port, "desk prod", data_center="us", kind="non-browser", multi_dc=multi_dc
    )
    return ready_draft(
        zoho,
        data_center="us",
        way="device-code",
        client_type="non-browser",
        client_id=client_id,
        client_secret=secret,
        **changes,
    )


async def on_phone(zoho: Zoho, person: Wizard, **choices: Any) -> None:
    """Open the link of the code that is shown, and accept."""
    await person.sees("Link ")
    screen = person.app.screen
    assert isinstance(screen, DeviceScreen)
    assert screen.session.attempt is not None
    link = screen.session.attempt.link
    await run_sync(partial(visitor.accept_device, link, port=zoho.port, **choices))


async def saved(person: Wizard) -> None:
    await person.at(OrganizationScreen)
    await person.sees("Consent by")
    await person.enter()
    await person.at(SaveScreen)
    await person.enter()
    await person.sees("Proven")


async def test_a_code_on_a_phone_of_another_data_center(
    workspace: Workspace, zoho: Zoho, clock: Clock
) -> None:
    async with wizard(workspace, device_draft(zoho), now=clock.now) as person:
        screen = await person.at(DeviceScreen)
        await person.sees("Link ")
        code = screen.session.attempt
        assert code is not None
        assert "  ".join(code.user_code) in person.drawn
        assert code.page in person.drawn
        assert code.link in "".join(person.said.split())
        assert "n ask for a new code" in person.drawn
        assert re.search("Waiting for you. The code is good for (5 min 00|4 min 5.) s", person.said)
        assert re.search("asked again in (30|2.) s", person.said)
        assert "Esc stop, back" in person.keys
        clock.go()
        # A busy machine may take a few of the seconds.
        await person.until(lambda: re.search("good for 4 min [12]|4 min 30", person.said))
        await on_phone(zoho, person, data_center="eu")
        clock.go()
        await person.sees("eu/accounts is asked again")
        clock.go()
        await saved(person)
    connector = workspace.connectors.load("desk-prod")
    assert connector.client.type == "non-browser"
    assert connector.client.redirect_uri == ""
    assert (connector.data_center.code, connector.user_data_center.code) == ("us", "eu")
    again = begin_again(workspace, "desk-prod").draft
    assert (again.way, again.client) == ("device-code", connector.client)


async def test_another_secret_is_asked_for_where_the_account_lives(
    workspace: Workspace, zoho: Zoho, clock: Clock
) -> None:
    draft = device_draft(zoho, multi_dc=False)
    secret = visitor.enable(zoho.port, draft.client_id, "us", ["eu"])["eu"]
    async with wizard(workspace, draft, now=clock.now) as person:
        screen = await person.at(DeviceScreen)
        await on_phone(zoho, person, data_center="eu")
        clock.go()
        clock.go()
        await person.sees("s enter the secret of Europe")
        assert "a secret of its own in each data center" in person.said
        await person.press("enter")
        await person.at(OtherSecretScreen)
        await person.fill("1000.GMB0YULZHJK411248S8I5GZ4CHUEX0")
        await person.press("enter")
        assert "looks like a client ID" in person.message
        await person.fill(secret.reveal())
        assert secret.reveal() not in person.drawn
        await person.press("enter")
        assert person.app.screen is screen
        clock.go()
        await saved(person)
    connector = workspace.connectors.load("desk-prod")
    assert connector.client.secrets == {"eu": secret}
    # Later renewals need that secret as well.
    assert (await renew(workspace, connector)).access_token
    assert "[client.secrets]" in Path(workspace.paths.connector("desk-prod")).read_text()


async def test_a_refusal_and_a_mistyped_client_have_their_own_keys(
    workspace: Workspace, zoho: Zoho, clock: Clock
) -> None:
    draft = device_draft(zoho)
    async with wizard(workspace, draft, now=clock.now, size=NARROW) as person:
        await person.at(DeviceScreen)
        await on_phone(zoho, person, reject=True)
        clock.go()
        await person.sees("refused on Zoho's page")
        assert "Enter ask for a new code" in person.keys
        await person.press("enter")
        await person.sees("Link ")
        await person.press("escape")
        screen = await person.at(CredentialsScreen)
        assert screen.draft.client_id == draft.client_id


def generated(zoho: Zoho, **choices: Any) -> tuple[Secret, Secret]:
    return visitor.generate_code(zoho.port, ",".join(GUIDE), "eu", **choices)


async def test_self_client_from_the_choice_of_the_way_to_the_saved_file(
    workspace: Workspace, zoho: Zoho, tmp_path: Path
) -> None:
    path = tmp_path / "self_client.json"
    draft = ready_draft(zoho, step="redirect", client_id="", client_secret=Secret(""))
    async with wizard(workspace, draft) as person:
        await person.at(RedirectScreen)
        await person.press("down", "down", "down")
        assert "Self Client" in person.said
        assert "PKCE" not in person.said
        await person.press("enter")
        await person.at(RegisterScreen)
        assert "an account has only one" in person.said
        assert "Redirect" not in person.said
        await person.press("enter")
        await person.at(CredentialsScreen)
        path.write_text((await run_sync(partial(generated, zoho)))[1].reveal())
        path.chmod(0o600)
        await person.press("tab", "tab")
        await person.fill(str(path))
        await person.press("enter")
        assert "give the same path there" in person.said
        await person.enter()
        await person.at(ConsoleCodeScreen)
        for value in (",".join(GUIDE), "10 minutes", "desk-prod", "eu/console"):
            assert value in person.drawn
        assert person.focus is None or "paste" not in person.focus
        await person.press("w")
        assert "mode 0600" in person.message
        await person.paste(draft.redirect_uri)
        await person.enter()
        assert "That is an address." in person.message
        await person.press("ctrl+u")
        await person.write(str(path))
        await person.enter()
        await saved(person)
    connector = workspace.connectors.load("desk-prod")
    assert connector.client.type == "self-client"
    assert connector.user_data_center.code == "eu"
    assert begin_again(workspace, "desk-prod").draft.way == "self-client"


async def test_code_that_is_too_old_is_explained_and_the_next_one_taken(
    workspace: Workspace, zoho: Zoho
) -> None:
    client_id, secret = visitor.register(zoho.port, "", data_center="eu", kind="self-client")
    draft = ready_draft(
        zoho,
        way="self-client",
        client_type="self-client",
        client_id=client_id,
        client_secret=secret,
    )
    late = generated(zoho)[0].reveal()
    zoho.control.advance(180)
    try:
        async with wizard(workspace, draft, size=NARROW) as person:
            await person.at(ConsoleCodeScreen)
            await person.write(late)
            await person.enter()
            await person.sees("already used")
            assert "Generate a new code" in person.said
            await person.paste(f'"{(await run_sync(partial(generated, zoho)))[0].reveal()}"\n')
            await person.enter()
            await person.at(OrganizationScreen)
    finally:
        zoho.control.set_clock(0)


async def test_browser_of_another_data_center_needs_another_secret_too(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, multi_dc=False)
    secret = visitor.enable(zoho.port, draft.client_id, "eu", ["in"])["in"]
    async with wizard(workspace, draft) as person:
        screen = await person.at(ConsentScreen)
        await accept(zoho, screen.session.link, data_center="in")
        await person.sees("s enter the secret of India")
        await person.press("s")
        await person.at(OtherSecretScreen)
        await person.fill(secret.reveal())
        await person.press("enter")
        await person.at(OrganizationScreen)
        assert person.draft.client.secrets == {"in": secret}


async def test_qr_code_of_the_device_link_and_the_way_back(
    workspace: Workspace, zoho: Zoho, clock: Clock
) -> None:
    async with wizard(workspace, device_draft(zoho), now=clock.now) as person:
        screen = await person.at(DeviceScreen)
        await person.sees("Link ")
        await person.press("r")
        assert "a phone never gets" in person.message
        link = "https://accounts.zoho.com/oauth/v3/device/setCode?devcode=V0xLVS00NTAy"
        row = person.app.focused
        assert isinstance(row, CarryRow)
        assert "r QR code" not in person.keys
        row.carry(Item("Link", link))
        await person.press("r")
        code = await person.at(CodeScreen)
        drawn = code.query_one("#code", Line)
        assert person.drawn.split("\n")[22:] == [" Link", " r or Esc back"]
        assert read_cells(drawn.text.split("\n")) == link
        await person.press("escape")
        assert person.app.screen is screen
        assert "On your phone" in person.said
        await person.press("r")
        await person.at(CodeScreen)
        code_now = screen.session.attempt
        assert code_now
        await run_sync(partial(visitor.accept_device, code_now.link, port=zoho.port))
        clock.go()
        await person.at(OrganizationScreen)
