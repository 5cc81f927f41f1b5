import re
from base64 import b64decode
from pathlib import Path

import pytest

from zdesk_tui.clipboard import TMUX_SETTING, sent, sequence, tmux_settings

LINK = "https://accounts.zoho.eu/oauth/v2/auth?scope=" + ",".join(["Desk.tickets.READ"] * 40)
TMUX = {"TMUX": "/run/tmux/default,1,0", "TERM": "tmux-256color"}
SCREEN = {"STY": "1.pts-0.srv1", "TERM": "screen"}
BARE = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def copied(received: str) -> str:
    """Return what a terminal would put on its clipboard."""
    found = BARE.fullmatch(received)
    assert found, received
    return b64decode(found[1]).decode()


def test_terminal_gets_the_bare_sequence() -> None:
    assert sequence("a", {"TERM": "xterm"}) == "\x1b]52;c;YQ==\x07"
    assert copied(sequence(LINK + " ü", {})) == LINK + " ü"


def test_tmux_gets_it_bare_and_wrapped() -> None:
    received = sequence(LINK, TMUX)
    bare, start, wrapped = received.partition("\x1bPtmux;")
    assert copied(bare) == LINK
    assert start
    # tmux takes the wrapping off, and one of each two escapes.
    assert wrapped.endswith("\x1b\\")
    inside = wrapped.removesuffix("\x1b\\")
    assert inside.count("\x1b\x1b") == inside.count("\x1b") / 2
    assert copied(inside.replace("\x1b\x1b", "\x1b")) == LINK


def test_screen_gets_it_in_pieces_that_it_does_not_drop() -> None:
    received = sequence(LINK, SCREEN)
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", received, re.DOTALL)
    assert received == "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    assert len(pieces) > 3
    assert all(len(piece) <= 256 for piece in pieces)
    assert copied("".join(pieces)) == LINK


IGNORED = (
    "The link: sent to your terminal's clipboard; if it did not arrive, as some terminals ignore "
    "it, v shows it."
)
KEPT = "The link: sent, but tmux keeps it; v shows it. To let it through:\n  " + TMUX_SETTING


@pytest.mark.parametrize(
    ("environ", "settings", "words"),
    [
        ({}, "", IGNORED),
        (SCREEN, "", IGNORED),
        *[
            (TMUX, passing, IGNORED)
            for passing in ("on 0 3.3a\n", "external 1 3.3a\n", "external 2 3.5\n", "external  3.2")
        ],
        *[(TMUX, silent, KEPT) for silent in ("external 0 3.3a\n", "off 0 3.4\n", "", "\n")],
    ],
)
def test_nobody_claims_that_it_arrived_and_the_next_way_is_named(
    environ: dict[str, str], settings: str, words: str
) -> None:
    assert sent("The link", "v shows it", environ, settings) == words


def test_tmux_that_cannot_be_asked_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tmux_settings() == ""
    program = tmp_path / "tmux"
    program.write_text("#!/bin/sh\necho external 1 3.3a\n", encoding="ascii")
    program.chmod(0o700)
    assert tmux_settings() == "external 1 3.3a\n"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    assert tmux_settings() == ""
