"""Step 6 by keyboard: every way in is armed, and every way it can go wrong has a key out."""

import re
import socket
import stat
from base64 import b64decode
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
from textual.screen import Screen
from textual.widgets import TextArea

from tests.qr_reader import read_cells
from tests.tui.world import (
    LOCAL,
    NARROW,
    OVER_SSH,
    TERMINAL,
    Size,
    Wizard,
    Zoho,
    accept,
    address_of,
    ready_draft,
    wizard,
)
from zdesk_tui.consent.machine import Machine
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.secret import Secret
from zdesk_tui.tui.screens.code import CodeScreen
from zdesk_tui.tui.screens.consent import ConsentScreen
from zdesk_tui.tui.screens.credentials import CredentialsScreen
from zdesk_tui.tui.screens.data_center import DataCenterScreen
from zdesk_tui.tui.screens.organization import OrganizationScreen
from zdesk_tui.tui.screens.redirect import RedirectScreen
from zdesk_tui.tui.screens.refusals import RefusalsScreen
from zdesk_tui.tui.screens.register import RegisterScreen
from zdesk_tui.tui.screens.scopes import ScopesScreen
from zdesk_tui.tui.widgets.paste import PasteArea
from zdesk_tui.workspace import Workspace

pytestmark = pytest.mark.anyio
SIZES = pytest.mark.parametrize("size", [TERMINAL, NARROW])
BAD_CODE = "1000.00000000000000000000000000000000.00000000000000000000000000000000"


def file_of_link(workspace: Workspace) -> Path:
    return Path(workspace.paths.carried) / "desk-prod" / "consent-link.txt"


async def consent_of(person: Wizard) -> ConsentScreen:
    """Wait until step 6 is armed."""
    screen = await person.at(ConsentScreen)
    await person.until(lambda: screen.armed)
    return screen


def answer_to(screen: ConsentScreen, query: str) -> str:
    session = screen.session
    return f"{session.request.client.redirect_uri}?state={session.attempt.state}&{query}"


async def failed_with(person: Wizard, zoho: Zoho, word: str) -> ConsentScreen:
    """Consent, and let the exchange be refused with an error word."""
    zoho.control.fault("token", "body", body=f'{{"error": "{word}"}}')
    screen = await consent_of(person)
    await accept(zoho, screen.session.link)
    await person.until(lambda: screen.session.phase == "failed")
    await person.settle()
    return screen


@SIZES
async def test_callback_leads_on_and_the_way_back_keeps_the_grant(
    workspace: Workspace, zoho: Zoho, size: Size
) -> None:
    async with wizard(workspace, ready_draft(zoho), size=size) as person:
        screen = await consent_of(person)
        assert "Waiting for your consent" in person.said
        assert "10 min 00 s" in person.said or "9 min 5" in person.said
        assert screen.session.link in person.said
        assert "sandbox accept" in person.said
        await accept(zoho, screen.session.link)
        await person.at(OrganizationScreen)
        assert person.kept.grant_fits
        assert person.kept.step == "organization"
        await person.sees("Consent by admin@zylker.example, in Europe")
        await person.press("escape")
        await person.at(ConsentScreen)
        await person.sees("Consent was given for these answers")
        await person.press("enter")
        await person.at(OrganizationScreen)
        assert zoho.count("eu.token") == 1


async def test_leaving_step_6_frees_the_port(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho)
    port = int(draft.redirect_uri.split(":")[2].split("/")[0])
    async with wizard(workspace, draft) as person:
        await consent_of(person)
        await person.press("escape")
        await person.at(CredentialsScreen)
        with socket.socket() as mine:
            mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            mine.bind(("127.0.0.1", port))


async def test_address_pasted_over_several_lines_is_taken_by_itself(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        address = await address_of(zoho, screen.session.link)
        assert person.focus is None
        await person.paste("\r".join(address[at : at + 50] for at in range(0, len(address), 50)))
        await person.at(OrganizationScreen)
        assert zoho.count("eu.token") == 1


async def test_address_typed_by_a_terminal_without_paste_brackets_is_taken(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        address = await address_of(zoho, screen.session.link)
        await person.write("\r".join(address[at : at + 79] for at in range(0, len(address), 79)))
        await person.at(OrganizationScreen)
        assert zoho.count("eu.token") == 1


async def test_query_that_begins_like_a_key_is_typed_without_loss(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        query = urlsplit(await address_of(zoho, screen.session.link)).query
        start = query.index("code=")
        await person.write(f"{query[start:]}&{query[:start]}")
        assert screen.query_one(PasteArea).text.startswith("code=")
        assert person.message == ""
        await person.at(OrganizationScreen)


async def test_enter_during_the_exchange_does_no_harm(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        address = await address_of(zoho, screen.session.link)
        zoho.control.fault("token", "delay", seconds=0.5)
        await person.paste(address)
        await person.until(lambda: screen.session.phase == "exchanging")
        await person.enter()
        await person.at(OrganizationScreen)


async def test_enter_after_the_typed_address_does_no_harm(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        address = await address_of(zoho, screen.session.link)
        await person.write(f"{address}\r")
        await person.enter()
        await person.at(OrganizationScreen)
        assert zoho.count("eu.token") == 1


async def test_invalid_paste_says_why_and_a_good_one_still_works(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        address = await address_of(zoho, screen.session.link)
        area = screen.query_one(TextArea)
        for text, why in [
            (screen.session.link, "where consent starts"),
            (address.replace("state=", "state=x"), "does not belong to the link"),
            (address.replace("localhost", "www.example.com"), "not at the redirect URI"),
            (address.split("code=")[0], "cut off"),
            (f"{answer_to(screen, 'code=' + BAD_CODE)}&location=mars", "not known here"),
            ("hello", "neither an address nor a grant code"),
            (screen.session.request.client.id, "client ID, not what the browser came back with"),
        ]:
            area.clear()
            await person.paste(text)
            await person.enter()
            await person.sees(why)
            assert person.message.startswith("!")
            assert screen.session.phase == "waiting"
        assert zoho.count("eu.token") == 0
        area.clear()
        await person.paste(address)
        assert person.message == ""
        await person.at(OrganizationScreen)


async def test_bare_code_waits_for_enter(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        address = await address_of(zoho, screen.session.link)
        await person.paste(address.split("code=")[1].split("&")[0])
        assert screen.session.phase == "waiting"
        assert "Enter take the address" in person.keys
        await person.enter()
        await person.at(OrganizationScreen)


async def test_wrong_data_center_is_named_and_one_key_changes_only_that(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, multi_dc=False, code="eu")
    draft = replace(draft, data_center="us")
    async with wizard(workspace, draft) as person:
        screen = await consent_of(person)
        assert zoho.center("us").authorization_url in person.said
        # Zoho's page of the wrong data center never comes back; an answer by hand does.
        await person.paste(answer_to(screen, f"code={BAD_CODE}&location=us"))
        await person.sees("does not know this client ID")
        assert zoho.center("us").accounts_host in person.said
        assert "another data center" in person.said
        assert screen.session.link not in person.said
        await person.press("d")
        await person.at(DataCenterScreen)
        await person.press("e")
        await person.press("enter")
        await consent_of(person)
        await person.sees(zoho.center("eu").authorization_url)
        assert zoho.center("us").authorization_url not in person.said
        now = person.draft
        assert now.data_center == "eu"
        assert replace(now, data_center="us", attempt=None, attempt_for="") == replace(
            draft, attempt=None, attempt_for=""
        )
        assert workspace.connectors.names() == []
        await accept(zoho, screen.session.link)
        await person.at(OrganizationScreen)


async def test_data_center_question_is_left_with_escape_as_it_was(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await failed_with(person, zoho, "invalid_client")
        attempt = screen.session.attempt
        await person.press("d")
        await person.at(DataCenterScreen)
        await person.press("down", "escape")
        await person.at(ConsentScreen)
        assert person.draft.data_center == "eu"
        assert screen.session.attempt == attempt


@pytest.mark.parametrize(
    ("word", "said", "lands"),
    [
        ("invalid_redirect_uri", "every character counts", RedirectScreen),
        ("invalid_client_secret", "client secret", CredentialsScreen),
        ("invalid_scope", "scopes", ScopesScreen),
    ],
)
async def test_m_leads_to_the_step_that_mends_it(
    workspace: Workspace, zoho: Zoho, word: str, said: str, lands: type[RedirectScreen]
) -> None:
    draft = ready_draft(zoho)
    async with wizard(workspace, draft) as person:
        await failed_with(person, zoho, word)
        assert word in person.said
        assert said in person.said
        assert "Enter mend it in" in person.keys
        assert "m mend it in" in person.said
        if word == "invalid_redirect_uri":
            assert draft.redirect_uri in person.said
            assert str(zoho.center("eu").console_url) in person.said
        await person.press("m")
        await person.at(lands)
        assert person.draft.client_secret == draft.client_secret
        assert person.draft.scopes_text == draft.scopes_text


async def test_secret_is_entered_again_without_redoing_the_rest(
    workspace: Workspace, zoho: Zoho
) -> None:
    good = ready_draft(zoho)
    async with wizard(workspace, replace(good, client_secret=Secret("0" * 42))) as person:
        screen = await consent_of(person)
        await accept(zoho, screen.session.link)
        await person.sees("invalid_client_secret")
        await person.press("m")
        await person.at(CredentialsScreen)
        await person.press("tab")
        await person.fill(good.client_secret.reveal())
        await person.press("enter")
        screen = await consent_of(person)
        await accept(zoho, screen.session.link)
        await person.at(OrganizationScreen)


async def test_stale_code_lists_its_causes_and_enter_makes_a_new_link(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await failed_with(person, zoho, "invalid_code")
        for cause in ("older than", "already used", "another data center", "answers are kept"):
            assert cause in person.said
        assert "m mend it" not in person.said
        old = screen.session.link
        await person.press("enter")
        await person.sees("Waiting for your consent")
        assert screen.session.link != old
        await accept(zoho, screen.session.link)
        await person.at(OrganizationScreen)


async def test_zoho_out_of_order_is_said_without_html_and_enter_tries_the_same_code(
    workspace: Workspace, zoho: Zoho
) -> None:
    page = "<html><body><h1>Bad Gateway</h1></body></html>"

    def failed_after(attempts: int) -> bool:
        return zoho.count("eu.token") == attempts and screen.session.phase == "failed"

    zoho.control.fault("token", "status", status=503, body=page, times=2)
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        await accept(zoho, screen.session.link)
        for attempts in (1, 2):
            await person.until(partial(failed_after, attempts))
            await person.settle()
            assert "status 503" in person.said
            assert "Bad Gateway" not in person.said
            assert "<h1>" not in person.drawn
            assert "try again with the same code" in person.keys
            await person.press("enter")
        await person.at(OrganizationScreen)
        assert zoho.count("eu.token") == 3


async def test_refusal_is_told_and_n_makes_a_new_link(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        old = screen.session.link
        await person.press("w")
        await accept(zoho, old, reject=True)
        await person.sees("Consent was refused")
        assert person.message == ""
        assert not file_of_link(workspace).exists()
        await person.until(lambda: "PgDn" not in person.keys)
        await person.press("n")
        await person.sees("Waiting for your consent")
        assert screen.session.link in person.said
        assert old not in person.said
        assert person.kept.live_attempt == screen.session.attempt


async def test_e_explains_the_pages_that_never_come_back(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho)
    async with wizard(workspace, draft) as person:
        screen = await consent_of(person)
        await person.press("e")
        await person.at(RefusalsScreen)
        assert zoho.center("eu").accounts_host in person.said
        assert draft.client_id in person.said
        for cause in (
            "register a new one",
            "one of the scopes",
            draft.redirect_uri,
            "was cut",
            "another data center",
        ):
            await person.press("down")
            assert cause in person.said
        await person.press("escape")
        await person.at(ConsentScreen)
        assert screen.session.listening
        await person.press("e")
        await person.at(RefusalsScreen)
        await person.press("down", "down", "down", "enter")
        await person.at(RedirectScreen)
        await person.enter()
        await person.enter()
        await person.at(RegisterScreen)
        assert person.draft.redirect_uri == draft.redirect_uri


async def test_e_offers_another_data_center_for_an_unknown_client(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        await person.press("e")
        await person.at(RefusalsScreen)
        await person.press("enter")
        await person.at(DataCenterScreen)
        await person.press("i")
        await person.press("enter")
        await consent_of(person)
        await person.sees(zoho.center("in").authorization_url)
        assert screen.session.attempt == person.kept.live_attempt


async def test_time_over_is_said_and_frees_the_port_until_a_new_link(
    workspace: Workspace, zoho: Zoho
) -> None:
    clock = [1_800_000_000.0]
    async with wizard(workspace, ready_draft(zoho), now=lambda: clock[0]) as person:
        screen = await consent_of(person)
        assert "10 min 00 s" in person.said
        clock[0] += 590
        await person.sees("good for 10 s")
        clock[0] += 11
        await person.sees("10 minutes are over")
        await person.until(lambda: not screen.session.listening)
        await person.press("enter")
        await person.sees("Waiting for your consent")
        await person.until(lambda: screen.session.listening)


async def test_taken_port_is_told_and_pasting_works(workspace: Workspace, zoho: Zoho) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        draft = ready_draft(zoho, redirect_uri=f"http://localhost:{port}/callback")
        async with wizard(workspace, draft) as person:
            screen = await consent_of(person)
            await person.sees(f"Port {port} is in use")
            await person.paste(await address_of(zoho, screen.session.link))
            await person.at(OrganizationScreen)


async def test_visitors_without_an_answer_are_noted(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho)
    async with wizard(workspace, draft) as person:
        await consent_of(person)
        host = draft.redirect_uri.split("/")[2]
        name, port = host.split(":")
        async with await anyio.connect_tcp(name, int(port)) as visitor:
            await visitor.send(f"GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            await visitor.receive()
        await person.sees("question for an icon was turned away")
        assert "Waiting for your consent" in person.said


async def test_tunnel_command_stands_there_over_ssh(workspace: Workspace, zoho: Zoho) -> None:
    draft = ready_draft(zoho)
    port = draft.redirect_uri.split(":")[2].split("/")[0]
    async with wizard(workspace, draft, machine=OVER_SSH) as person:
        await consent_of(person)
        await person.sees(f"ssh -L {port}:localhost:{port} you@srv1.example.net")
    async with wizard(workspace, replace(draft, way="own-host"), machine=OVER_SSH) as person:
        await person.at(ConsentScreen)
        assert "ssh -L" not in person.said
    async with wizard(workspace, draft, machine=LOCAL) as person:
        await consent_of(person)
        assert "ssh -L" not in person.said


async def test_tunnel_leads_by_a_short_link_and_a_light_says_when_it_is_used(
    workspace: Workspace, zoho: Zoho
) -> None:
    machine = replace(OVER_SSH, host="srv1")
    async with wizard(workspace, ready_draft(zoho), machine=machine) as person:
        screen = await consent_of(person)
        await person.sees("You are on srv1 over SSH: the browser opens on your own computer.")
        await person.sees("answers over 127.0.0.1")
        assert "tunnel: not seen so far" in person.said
        short = screen.session.short_link
        assert short in person.drawn
        assert screen.session.link not in person.said
        async with httpx.AsyncClient(trust_env=False) as browser:
            response = await browser.get(short)
        assert response.headers["location"] == screen.session.link
        await person.sees("tunnel: seen ")
        await accept(zoho, response.headers["location"])
        await person.at(OrganizationScreen)


@SIZES
async def test_link_is_carried_by_clipboard_and_by_file(
    workspace: Workspace, zoho: Zoho, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    async with wizard(workspace, ready_draft(zoho), size=size, machine=OVER_SSH) as person:
        screen = await consent_of(person)
        assert person.app._driver is not None
        monkeypatch.setattr(person.app._driver, "write", written.append)
        await person.press("c")
        await person.until(lambda: "sent to your terminal's clipboard" in person.message)
        assert "v shows it alone" in person.message
        [asked] = [text for text in written if "52;c;" in text]
        coded = asked.removeprefix("\x1b]52;c;").removesuffix("\x07")
        assert b64decode(coded).decode() == screen.session.link

        file = file_of_link(workspace)
        await person.press("w")
        assert "mode 0600" in person.message
        assert file.read_text() == f"{screen.session.link}\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        await person.press("n")
        assert file.read_text() == f"{screen.session.link}\n"
        await person.press("escape")
        await person.at(CredentialsScreen)
        assert not file.exists()


async def test_file_of_the_link_is_gone_after_leaving(workspace: Workspace, zoho: Zoho) -> None:
    file = file_of_link(workspace)
    async with wizard(workspace, ready_draft(zoho)) as person:
        await consent_of(person)
        await person.press("w")
        assert file.exists()
        await person.press("ctrl+c")
        await person.left()
    assert not file.exists()


async def test_keys_that_cannot_help_here_say_why(workspace: Workspace, zoho: Zoho) -> None:
    async with wizard(workspace, ready_draft(zoho), machine=OVER_SSH) as person:
        screen = await consent_of(person)
        await person.press("r")
        assert "No QR code is drawn" in person.message
        assert "this machine itself" in person.message
        await person.press("o")
        assert "over SSH" in person.message
        assert "v shows the link alone" in person.message
        file_of_link(workspace).mkdir(parents=True)
        await person.press("w")
        assert "was not" in person.message
        assert screen.session.phase == "waiting"


async def test_qr_code_is_drawn_where_it_fits_and_a_phone_can_use_it(
    workspace: Workspace, zoho: Zoho
) -> None:
    draft = ready_draft(zoho, redirect_uri="https://www.example.com/callback", way="own-host")
    at_zoho = replace(workspace, data_centers=ZOHO, sandbox=False)
    async with wizard(at_zoho, draft, size=(130, 50), machine=OVER_SSH) as person:
        screen = await person.at(ConsentScreen)
        await person.press("r")
        await person.at(CodeScreen)
        code = person.app.screen.query_one("#code").region
        assert code.height > 30
        drawn = person.drawn.split("\n")[code.y : code.bottom]
        cells = [line.ljust(code.right)[code.x : code.right] for line in drawn]
        assert read_cells(cells) == screen.session.link
        await person.press("escape")
        assert await person.at(ConsentScreen) is screen
        assert "Waiting for your consent" in person.drawn
        await person.press("r")
        await person.at(CodeScreen)
        await person.pilot.resize_terminal(*TERMINAL)
        assert await person.at(ConsentScreen) is screen
        await person.until(lambda: "needs" in person.message)
        assert re.search(r"needs \d+ columns and \d+ lines; here are 80 and 24", person.message)
        assert "c send the link" in person.said
        await person.paste("https://www.example.com/callback?state=x")
        assert person.focus == "paste"


async def test_port_that_comes_free_is_taken_without_a_key(
    workspace: Workspace, zoho: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zdesk_tui.tui.screens.consent.PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        uri = f"http://localhost:{stranger.getsockname()[1]}/callback"
        async with wizard(workspace, ready_draft(zoho, redirect_uri=uri)) as person:
            screen = await consent_of(person)
            await person.sees("is in use")
            stranger.close()
            await person.until(lambda: screen.session.listening)
            await person.until(lambda: person.message == "")


async def test_graphical_browser_gets_the_link_and_o_opens_it_again(
    workspace: Workspace, zoho: Zoho, tmp_path: Path
) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', encoding="ascii")
    browser.chmod(0o700)

    def links() -> list[str]:
        return opened.read_text(encoding="ascii").split() if opened.exists() else []

    machine = Machine(over_ssh=False, browser=str(browser))
    async with wizard(workspace, ready_draft(zoho), machine=machine) as person:
        screen = await consent_of(person)
        await person.until(lambda: links() == [screen.session.link], "the browser")
        assert "o open the browser again" in person.said
        await person.press("o")
        await person.until(lambda: links() == [screen.session.link] * 2, "the browser again")


async def test_browser_that_cannot_be_started_is_said(workspace: Workspace, zoho: Zoho) -> None:
    machine = Machine(over_ssh=False, browser="/nowhere/browser")
    async with wizard(workspace, ready_draft(zoho), machine=machine) as person:
        await consent_of(person)
        await person.sees("browser could not be started")


@pytest.mark.parametrize(("key", "question"), [("e", RefusalsScreen), ("d", DataCenterScreen)])
async def test_answer_that_comes_behind_another_question_is_gone_on_with(
    workspace: Workspace, zoho: Zoho, key: str, question: type[Screen[Any]]
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        await person.press(key)
        await person.at(question)
        await accept(zoho, screen.session.link)
        await person.until(lambda: screen.session.phase == "granted")
        await person.press("escape")
        await person.at(OrganizationScreen)
        await person.sees("Consent by admin@zylker.example, in Europe")
        assert person.kept.grant_fits
        assert zoho.count("eu.token") == 1


async def test_another_data_center_chosen_too_late_keeps_the_grant(
    workspace: Workspace, zoho: Zoho
) -> None:
    async with wizard(workspace, ready_draft(zoho)) as person:
        screen = await consent_of(person)
        await person.press("d")
        await person.at(DataCenterScreen)
        await accept(zoho, screen.session.link)
        await person.until(lambda: screen.session.phase == "granted")
        await person.press("down", "enter")
        await person.at(OrganizationScreen)
        assert person.draft.data_center == "eu"
        assert person.kept.grant_fits
