"""The installed program from start to saved file, in a real pseudo-terminal."""

import os
import re
import signal
import socket
import sys
import time
import tomllib
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import anyio
import pytest

from tests.ports import free_port
from tests.tui.terminal import Terminal
from tests.tui.world import Zoho, granted_draft, ready_draft
from zdesk_tui.connector import ClientType
from zdesk_tui.errors import StepName
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.scopes import GUIDE
from zdesk_tui.setup.draft import Draft, Way
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.paths import Paths

Start = Callable[..., Terminal]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    port = free_port()
    sandbox = Sandbox.join_or_run(home / "sandbox", port)
    yield port
    sandbox.close()


@pytest.fixture
def start(home: Path, port: int) -> Iterator[Start]:
    started: list[Terminal] = []

    def start(*words: str, size: tuple[int, int] = (80, 24), **environ: str) -> Terminal:
        program = [sys.executable, "-m", "zdesk_tui", "--home", str(home), "--sandbox",
                   "--port", str(port), *(words or ("new",))]  # fmt: skip
        started.append(Terminal(program, {**os.environ, **environ}, size))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


def walk_to_consent(terminal: Terminal, port: int) -> str:
    """Type the first five steps and return the link from the plain view."""
    redirect_uri = f"http://localhost:{free_port()}/callback"
    client_id, secret = visitor.register(port, "desk prod", redirect_uri, "eu")
    terminal.until("Step 1 of 8")
    terminal.press("desk-prod", "enter")
    terminal.until("> Service")
    terminal.press("enter")
    terminal.until("> Data center")
    terminal.press("eu", "enter")
    terminal.until("> Note")
    terminal.press("enter")
    terminal.until("Step 2 of 8")
    terminal.press("f2")
    terminal.until("3 scopes")
    terminal.press("tab")
    terminal.until("> (o) offline")
    terminal.press("enter")
    terminal.until("> (o) Back to this program")
    terminal.press("enter")
    terminal.until("> Redirect URI")
    terminal.press("\x15")
    terminal.until("A redirect URI is needed")
    terminal.paste(redirect_uri)
    terminal.until(redirect_uri)
    terminal.press("enter")
    terminal.until("Step 4 of 8")
    terminal.until("> [ ] Open the API Console of Europe")
    terminal.press("c")
    terminal.until("sent to your terminal's clipboard")
    console = f"http://localhost:{port}/eu/console".encode()
    assert b"\x1b]52;c;" + b64encode(console) + b"\x07" in terminal.output
    assert b";" + console + b"\x1b\\" in terminal.output  # the hyperlink
    terminal.press("enter")
    terminal.until("> Client ID")
    terminal.paste(client_id)
    terminal.press("enter")
    terminal.until("> Client Secret")
    terminal.paste(secret.reveal())
    terminal.until("42 characters")
    terminal.press("enter")
    terminal.until("Step 6 of 8")
    terminal.until("Waiting for your consent")
    return link_of(terminal)


def link_of(terminal: Terminal) -> str:
    """Take the link from the plain view, where it stands in one piece."""
    terminal.press("v")
    terminal.until("Enter goes back", written=True)
    links = re.findall(r"^http://localhost\S+", terminal.written, re.MULTILINE)
    assert links
    return str(links[-1]).strip()


def back_to_the_screen(terminal: Terminal) -> None:
    """Leave the plain view; what the emulator showed before does not count."""
    terminal.screen.reset()
    terminal.press("enter")
    terminal.until("Waiting for your consent")
    terminal.until("Ctrl+C leave, kept")


def save(terminal: Terminal) -> None:
    terminal.until("Step 7 of 8")
    terminal.until("(o) Zylker")
    terminal.press("enter")
    terminal.until("Step 8 of 8")
    terminal.press("enter")
    terminal.until("Proven: GET /api/v1/organizations answered 200")
    terminal.until("admin@zylker.example's")
    terminal.press("enter")


def test_whole_wizard_through_the_loopback(start: Start, home: Path, port: int) -> None:
    terminal = start()
    link = walk_to_consent(terminal, port)
    visit = visitor.accept(link, port=port)
    assert visit.delivered
    assert "Consent received" in (visit.page or "")
    save(terminal)
    assert terminal.end() == 0
    assert terminal.restored
    file = home / "sandbox/config/connectors/desk-prod.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    saved = tomllib.loads(file.read_text(encoding="utf-8"))
    assert saved["oauth"]["data_center"] == saved["oauth"]["user_data_center"] == "eu"
    assert saved["oauth"]["scopes"] == list(GUIDE)
    assert saved["organization"] == {"id": "2389290", "name": "Zylker"}
    assert saved["grant"]["account"] == "admin@zylker.example"
    assert list((home / "sandbox/state/drafts").iterdir()) == []
    for secret in (saved["client"]["secret"], saved["grant"]["refresh_token"]):
        assert secret not in terminal.written


def test_whole_wizard_with_the_address_pasted_back(start: Start, home: Path, port: int) -> None:
    terminal = start()
    link = walk_to_consent(terminal, port)
    visit = visitor.accept(link, port=port, deliver=False)
    back_to_the_screen(terminal)
    cut = len(visit.address) // 2
    terminal.paste(f" <{visit.address[:cut]}\r\n{visit.address[cut:]}> ")
    save(terminal)
    assert terminal.end() == 0
    assert (home / "sandbox/config/connectors/desk-prod.toml").exists()


def test_killed_at_step_7_it_goes_on_there(start: Start, home: Path, port: int) -> None:
    terminal = start()
    visitor.accept(walk_to_consent(terminal, port), port=port)
    terminal.until("(o) Zylker")
    terminal.signal(signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    again = start()
    again.until("step 7 of 8, organization")
    again.press("enter")
    save(again)
    assert again.end() == 0
    assert (home / "sandbox/config/connectors/desk-prod.toml").exists()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)],
)
def test_signal_keeps_the_draft_and_restores_the_terminal(
    start: Start, home: Path, number: signal.Signals, code: int
) -> None:
    terminal = start()
    terminal.until("Step 1 of 8")
    terminal.press("half-way")
    terminal.until("half-way")
    terminal.signal(number)
    assert terminal.end() == code
    assert terminal.restored
    [draft] = (home / "sandbox/state/drafts").iterdir()
    assert 'name = "half-way"' in draft.read_text(encoding="utf-8")


def draft_at(step: StepName, way: Way, zoho: Zoho) -> Draft:
    """Return a draft that goes on at a step."""
    if step in ("organization", "save"):
        return anyio.run(partial(granted_draft, zoho, step))
    if way == "loopback":
        return ready_draft(zoho, step=step)
    kinds: dict[Way, ClientType] = {"device-code": "non-browser", "self-client": "self-client"}
    client_id, secret = visitor.register(zoho.port, "desk prod", kind=kinds[way], data_center="eu")
    return ready_draft(
        zoho, step=step, way=way, client_type=kinds[way], client_id=client_id, client_secret=secret
    )


LINE_DROPS: list[tuple[StepName, Way, signal.Signals | None]] = [
    ("connector", "loopback", signal.SIGHUP),
    ("scopes", "loopback", signal.SIGTERM),
    ("redirect", "loopback", None),
    ("register", "loopback", signal.SIGHUP),
    ("credentials", "loopback", signal.SIGTERM),
    ("consent", "loopback", None),
    ("consent", "loopback", signal.SIGHUP),
    ("consent", "device-code", signal.SIGTERM),
    ("consent", "self-client", signal.SIGHUP),
    ("organization", "loopback", None),
    ("save", "loopback", signal.SIGTERM),
]
"""Every screen of the wizard, and how the line drops there; None is a line that is cut."""


@pytest.mark.parametrize(("step", "way", "number"), LINE_DROPS)
def test_line_that_drops_leaves_terminal_port_and_draft_in_order(
    start: Start, home: Path, port: int, step: StepName, way: Way, number: signal.Signals | None
) -> None:
    draft = draft_at(step, way, Zoho.at(home / "sandbox", port))
    drafts = Drafts(Paths.of(str(home)).sandbox())
    drafts.save(draft.id, draft.to_data())
    terminal = start("new")
    terminal.until("not finished")
    terminal.press("enter")
    terminal.until("Step ")
    if number is None:
        # Whichever is noticed first: the signal that comes with it, or that nothing can be drawn.
        assert terminal.hang_up() in (1, 129)
    else:
        terminal.signal(number)
        assert terminal.end() == 128 + number
        assert terminal.restored
    kept = Draft.from_data(draft.id, drafts.load(draft.id))
    # Whose grant it is may have been asked meanwhile, and stands in it then.
    before, after = draft.grant, kept.grant
    assert (kept.step, kept.client_id) == (step, draft.client_id)
    assert (before and before.refresh_token) == (after and after.refresh_token)
    with socket.create_server(("127.0.0.1", int(draft.redirect_uri.split(":")[2].split("/")[0]))):
        pass


def test_bytes_that_are_no_text_end_nothing(start: Start) -> None:
    terminal = start()
    terminal.until("Step 1 of 8")
    # A mouse beyond column 95 as an old terminal reports it; a letter in Latin-1.
    os.write(terminal.master, b"half\x1b[M\x23\xc0\x30-w\xe4y")
    terminal.until("[half-w\ufffdy")
    terminal.press("ctrl+c")
    assert terminal.end() == 1
    assert "Traceback" not in terminal.written


def test_textual_may_not_write_keys_to_a_file(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    terminal = start(TEXTUAL_LOG=str(log), TEXTUAL_DEBUG="1")
    terminal.until("Step 1 of 8")
    terminal.press("typed", "ctrl+c")
    assert terminal.end() == 1
    assert "TEXTUAL_LOG is not used here" in terminal.written
    assert not log.exists()


def test_secret_is_not_copied_by_the_habit_of_ctrl_c(start: Start, port: int) -> None:
    terminal = start()
    walk_to_consent(terminal, port)
    back_to_the_screen(terminal)
    terminal.press("escape")
    terminal.until("> Client ID")
    terminal.press("tab")
    terminal.until("> Client Secret")
    before = len(terminal.output)
    terminal.press("\x1b[1;2H", "ctrl+c")
    assert terminal.end() == 1
    assert b"\x1b]52" not in terminal.output[before:]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signal_ends_the_plain_view_too(
    start: Start, port: int, number: signal.Signals, code: int
) -> None:
    terminal = start()
    walk_to_consent(terminal, port)
    terminal.signal(number)
    assert terminal.end() == code
    assert terminal.restored


def paste_in_halves(terminal: Terminal, text: str, *, bracketed: bool) -> None:
    """Paste a long text of which a slow line brings the second half later."""
    whole = f"\x1b[200~{text}\x1b[201~" if bracketed else text.replace("\n", "\r")
    terminal.press(whole[:2000])
    # The fault itself.
    time.sleep(0.3)
    terminal.press(whole[2000:])


@pytest.mark.parametrize("bracketed", [True, False])
def test_address_of_4000_letters_in_two_halves_is_taken_whole(
    start: Start, home: Path, port: int, bracketed: bool
) -> None:
    draft = ready_draft(Zoho.at(home / "sandbox", port))
    Drafts(Paths.of(str(home)).sandbox()).save(draft.id, draft.to_data())
    terminal = start("new")
    terminal.until("not finished")
    terminal.press("enter")
    terminal.until("Waiting for your consent")
    visit = visitor.accept(link_of(terminal), port=port, deliver=False)
    back_to_the_screen(terminal)
    # Its code stands at the end, so that no part may be missing.
    long = visit.address.replace("?", f"?pad={'x' * 4000}&")
    paste_in_halves(terminal, long, bracketed=bracketed)
    terminal.until("Step 7 of 8")
    terminal.press("ctrl+c")
    assert terminal.end() == 1


@pytest.mark.parametrize("bracketed", [True, False])
def test_paste_of_4000_letters_in_two_halves_is_taken_whole(
    start: Start, home: Path, bracketed: bool
) -> None:
    listed = ",\n".join(f"Desk.tickets{number:03}.READ" for number in range(190))
    assert len(listed) > 4000
    draft = Draft(id="one", name="desk", data_center="eu", step="scopes")
    drafts = Drafts(Paths.of(str(home)).sandbox())
    drafts.save(draft.id, draft.to_data())
    terminal = start("new")
    terminal.until("not finished")
    terminal.press("enter")
    terminal.until("Step 2 of 8")
    terminal.until("Enter next   F2")
    paste_in_halves(terminal, listed, bracketed=bracketed)
    terminal.until("tickets189")
    terminal.press("ctrl+c")
    assert terminal.end() == 1
    kept = Draft.from_data("one", drafts.load("one"))
    assert kept.scopes_text.split() == listed.split()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_words_become_scopes_with_one_enter(
    start: Start, home: Path, size: tuple[int, int]
) -> None:
    draft = Draft(id="one", name="desk", data_center="eu", step="scopes")
    drafts = Drafts(Paths.of(str(home)).sandbox())
    drafts.save(draft.id, draft.to_data())
    terminal = start("new", size=size)
    terminal.until("not finished")
    terminal.press("enter")
    terminal.until("Step 2 of 8")
    terminal.press("list tickets, read a contact and send a reply", "enter")
    terminal.until("3 scopes for")
    # On to the rows: what is wanted stands first, and a space takes it back.
    terminal.press("down", " ")
    terminal.until("2 scopes for")
    terminal.press(" ")
    terminal.until("3 scopes for")
    terminal.press("ctrl+c")
    assert terminal.end() == 1
    kept = Draft.from_data("one", drafts.load("one"))
    assert set(kept.scopes) == {"Desk.tickets.READ", "Desk.contacts.READ", "Desk.tickets.UPDATE"}


def test_terminal_is_asked_nothing_whose_answer_could_come_late(start: Start) -> None:
    terminal = start()
    terminal.until("Step 1 of 8")
    terminal.press("ctrl+c")
    terminal.end()
    # Questions for a mode, a color, the cursor's place or the kind of terminal.
    questions = re.compile(rb"\x1b\[[?>=]?[0-9;]*\$p|\x1b\][0-9;]*\?|\x1b\[[0-9;]*[nc]")
    assert questions.findall(terminal.output) == []


def test_screen_comes_back_from_an_editor_that_cannot_start(start: Start, home: Path) -> None:
    folder = Path(Paths.under(str(home)).sandbox().connectors)
    folder.mkdir(parents=True)
    (folder / "desk.toml").write_text("format =\n", "utf-8")
    terminal = start("--sandbox", VISUAL="no-such-editor")
    terminal.until("e opens it in an editor")
    terminal.press("e")
    terminal.until("The editor no-such-editor cannot be started")
    terminal.press("x")
    assert terminal.end() == 0
    assert terminal.restored
