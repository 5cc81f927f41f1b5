import sys
from collections.abc import Callable
from pathlib import Path
from threading import enumerate as threads

import pytest

from zdesk_tui.consent.machine import (
    VARIABLE,
    Machine,
    as_attached,
    in_container,
    look,
    open_browser,
    tmux_environment,
)
from zdesk_tui.errors import UsageError

SSH = {"SSH_CONNECTION": "203.0.113.7 50123 192.0.2.5 22"}
SCREEN = {"DISPLAY": ":0"}
WSL = {"WSL_DISTRO_NAME": "Ubuntu"}


def having(*programs: str) -> Callable[[str], str | None]:
    return lambda name: f"/bin/{name}" if name in programs else None


EVERYTHING = having("xdg-open", "open", "wslview", "firefox", "w3m", "links", "www-browser")


@pytest.mark.parametrize(
    ("environ", "platform", "which", "browser"),
    [
        (SCREEN, "linux", EVERYTHING, "/bin/xdg-open"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", EVERYTHING, "/bin/xdg-open"),
        ({"DISPLAY": ""}, "linux", EVERYTHING, None),
        ({}, "linux", EVERYTHING, None),
        (SCREEN, "linux", having("w3m", "www-browser"), None),
        ({}, "darwin", EVERYTHING, "/bin/open"),
        ({}, "darwin", having(), None),
        (SCREEN, "win32", EVERYTHING, None),
        (SCREEN | SSH, "linux", EVERYTHING, None),
        (SSH, "darwin", EVERYTHING, None),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", EVERYTHING, None),
        ({"SSH_CLIENT": "203.0.113.7 50123 22"}, "darwin", EVERYTHING, None),
        (WSL | SSH, "linux", EVERYTHING, None),
        (WSL, "linux", EVERYTHING, "/bin/wslview"),
        ({"WSL_INTEROP": "/run/WSL/1"}, "linux", EVERYTHING, "/bin/wslview"),
        (WSL | SCREEN, "linux", having("xdg-open", "www-browser"), None),
        (SCREEN | {"BROWSER": "firefox"}, "linux", EVERYTHING, "/bin/firefox"),
        ({"BROWSER": "firefox"}, "linux", EVERYTHING, None),
        (SSH | SCREEN | {"BROWSER": "firefox"}, "linux", EVERYTHING, None),
        (SCREEN | {"BROWSER": "w3m"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN | {"BROWSER": "/usr/bin/links"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN | {"BROWSER": "www-browser"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN | {"BROWSER": "firefox:w3m"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN | {"BROWSER": "firefox %s"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN | {"BROWSER": "missing"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN | {"BROWSER": "w3m"}, "linux", having("w3m"), None),
        (SCREEN | {"BROWSER": "sensible-browser"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SCREEN, "linux", having("x-www-browser", "w3m"), "/bin/x-www-browser"),
        (SCREEN, "linux", having(), None),
        # Said by the person: neither SSH nor the missing screen counts then.
        (SSH | SCREEN | {VARIABLE: "here"}, "linux", EVERYTHING, "/bin/xdg-open"),
        (SSH | {VARIABLE: "here", "BROWSER": "firefox"}, "linux", EVERYTHING, "/bin/firefox"),
        (SSH | {VARIABLE: "here", "BROWSER": "w3m"}, "linux", EVERYTHING, None),
        (SSH | {VARIABLE: "here"}, "linux", EVERYTHING, None),
        (SCREEN | {VARIABLE: "elsewhere"}, "linux", EVERYTHING, None),
        (SCREEN | {VARIABLE: ""}, "linux", EVERYTHING, "/bin/xdg-open"),
    ],
)
def test_only_a_graphical_browser_of_this_machine_is_opened(
    environ: dict[str, str],
    platform: str,
    which: Callable[[str], str | None],
    browser: str | None,
) -> None:
    assert look(environ, platform=platform, which=which).browser == browser


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        (SSH | {"USER": "anna"}, "ssh -L 8765:localhost:8765 anna@192.0.2.5"),
        (SSH | {"LOGNAME": "anna"}, "ssh -L 8765:localhost:8765 anna@192.0.2.5"),
        (SSH, "ssh -L 8765:localhost:8765 you@192.0.2.5"),
        (
            {"SSH_CONNECTION": "2001:db8::7 50123 2001:db8::5 2222", "USER": "anna"},
            "ssh -L 8765:localhost:8765 -p 2222 anna@2001:db8::5",
        ),
        (
            {"SSH_CONNECTION": "fe80::7%eth0 50123 fe80::5%eth0 22", "USER": "anna"},
            "ssh -L 8765:localhost:8765 anna@this-server",
        ),
        ({"SSH_TTY": "/dev/pts/1"}, "ssh -L 8765:localhost:8765 you@this-server"),
        ({"SSH_CONNECTION": "UNKNOWN 1"}, "ssh -L 8765:localhost:8765 you@this-server"),
        (
            {"SSH_CONNECTION": "1 2 $(reboot) 22", "USER": "x; reboot"},
            "ssh -L 8765:localhost:8765 you@this-server",
        ),
        ({"SSH_CONNECTION": SSH["SSH_CONNECTION"], "USER": "-oProxyCommand=x"},
         "ssh -L 8765:localhost:8765 you@192.0.2.5"),
    ],
)  # fmt: skip
def test_the_tunnel_line_is_filled_in_as_far_as_it_is_known(
    environ: dict[str, str], line: str
) -> None:
    machine = look(environ, platform="linux", which=having())
    assert machine.over_ssh
    assert machine.tunnel(8765) == line


@pytest.mark.parametrize(
    ("leads_to", "browser"),
    [("/usr/bin/w3m", None), ("/usr/bin/elinks", None), ("/usr/bin/firefox", "/bin/www-browser")],
)
def test_a_stand_in_is_followed_to_the_program_behind_it(
    leads_to: str, browser: str | None
) -> None:
    machine = look(
        SCREEN | {"BROWSER": "www-browser"},
        platform="linux",
        which=having("www-browser"),
        resolve=lambda path: leads_to if path == "/bin/www-browser" else path,
    )
    assert machine.browser == browser
    assert machine.text_browser == (None if browser else "www-browser")


def test_an_override_that_says_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match='ZDESK_TUI_BROWSER is "firefox"'):
        look({VARIABLE: "firefox"}, platform="linux", which=having())


ATTACHED = "SSH_CONNECTION=203.0.113.7 50123 192.0.2.5 2222\nDISPLAY=:1\nTERM=screen"
GONE = "-SSH_CONNECTION\nDISPLAY=:0"
TMUX = {"TMUX": "/tmp/tmux-1000/default,1,0", "USER": "anna"}  # noqa: S108 - only a value


@pytest.mark.parametrize(
    ("environ", "shown", "over_ssh", "server", "ssh_port"),
    [
        # Started at the console, then attached over SSH; and the other way round.
        (TMUX | SCREEN, ATTACHED, True, "192.0.2.5", 2222),
        (TMUX | SSH | {"SSH_TTY": "/dev/pts/1"}, GONE, False, None, 22),
        # Attached over another connection than the one it was started over.
        (TMUX | SSH, ATTACHED, True, "192.0.2.5", 2222),
        # tmux cannot be asked, or is set up not to follow these variables.
        (TMUX | SSH, "", True, "192.0.2.5", 22),
        (TMUX, "", False, None, 22),
        # Not in tmux: it is not asked.
        ({"USER": "anna"}, ATTACHED, False, None, 22),
    ],
)
def test_in_tmux_the_client_that_is_attached_counts(
    environ: dict[str, str], shown: str, over_ssh: bool, server: str | None, ssh_port: int
) -> None:
    machine = look(environ, platform="linux", which=EVERYTHING, tmux=lambda: shown)
    assert (machine.over_ssh, machine.server, machine.ssh_port) == (over_ssh, server, ssh_port)


def test_what_tmux_does_not_know_is_kept_as_it_was() -> None:
    given = {"PATH": "/bin", "DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}
    assert as_attached(given, "DISPLAY=:1=x\n\nodd line") == given | {"DISPLAY": ":1=x"}


def test_a_tmux_that_cannot_be_asked_knows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tmux_environment() == ""
    program = tmp_path / "tmux"
    program.write_text("#!/bin/sh\necho SSH_CONNECTION=1 2 3 4\n[ $1 = show-environment ]\n")
    program.chmod(0o700)
    assert tmux_environment() == "SSH_CONNECTION=1 2 3 4\n"
    program.write_text("#!/bin/sh\necho half\nexit 1\n")
    assert tmux_environment() == ""


@pytest.mark.parametrize("environ", [{"container": "podman"}, {"KUBERNETES_SERVICE_HOST": "::1"}])
def test_a_container_is_told_by_its_variables(environ: dict[str, str]) -> None:
    assert in_container(environ)


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        (
            Machine(over_ssh=True, host="srv1"),
            "You are on srv1 over SSH: the browser opens on your own computer.",
        ),
        (
            Machine(over_ssh=True, wsl="Ubuntu", container=True),
            "You are here over SSH: the browser opens on your own computer.",
        ),
        (
            Machine(over_ssh=False, host="srv1", browser="/bin/xdg-open", container=True),
            "You are at srv1: its browser opens the link.",
        ),
        (
            Machine(over_ssh=False, host="srv1"),
            "You are at srv1 without a graphical browser: the browser opens elsewhere.",
        ),
        (
            Machine(over_ssh=False, text_browser="w3m"),
            "You are at this machine, and w3m is a text browser, which is left alone: the browser "
            "opens elsewhere.",
        ),
        (
            Machine(over_ssh=False, wsl="Ubuntu", browser="/bin/wslview"),
            "You are in WSL (Ubuntu): a browser of Windows opens the link.",
        ),
        (
            Machine(over_ssh=False, wsl="Ubuntu"),
            "You are in WSL (Ubuntu): open the link in a browser of Windows.",
        ),
        (
            Machine(over_ssh=False, container=True),
            "You are in a container: a browser outside reaches its localhost only with the host's "
            "network; pasting the address back works anyway.",
        ),
    ],
)
def test_one_sentence_says_where_the_browser_opens(machine: Machine, sentence: str) -> None:
    assert machine.where == sentence


def test_login_name_stands_in_for_one_that_the_environment_lacks() -> None:
    without = look(SSH, platform="linux", which=having(), login="anna")
    assert without.user == "anna"
    named = look(SSH | {"USER": "berta"}, platform="linux", which=having(), login="anna")
    assert named.user == "berta"


def test_without_ssh_nobody_is_remote() -> None:
    assert look({"USER": "anna"}, platform="linux", which=having()) == Machine(
        over_ssh=False, user="anna"
    )


def opener(tmp_path: Path) -> tuple[Path, Path]:
    """Return a program that records how it was called, and where it does that."""
    record = tmp_path / "record"
    program = tmp_path / "opener"
    program.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "links = [os.readlink(f'/proc/self/fd/{fd}') for fd in (0, 1, 2)]\n"
        "told = [*sys.argv[1:], str(os.getsid(0) == os.getpid()), *links,"
        " os.environ.get('BROWSER', '')]\n"
        f"open({str(record)!r}, 'w').write('\\n'.join(told))\n"
    )
    program.chmod(0o700)
    return program, record


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_opener_gets_the_whole_link_and_nothing_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, record = opener(tmp_path)
    monkeypatch.setenv("BROWSER", "w3m")
    link = "https://accounts.zoho.com/oauth/v2/auth?scope=a,b&state=x'y $(z)"
    assert open_browser(Machine(over_ssh=False, browser=str(program)), link)
    for thread in threads():
        if thread.name == "browser opener":
            thread.join(10)
    *told, browsers = record.read_text().split("\n")
    assert told == [link, "True", *["/dev/null"] * 3]
    assert "firefox" in browsers.split(":")
    assert not {"w3m", "links", "lynx", "www-browser"} & set(browsers.split(":"))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "--help",
        "",
        "mailto:a@b.c",
        " https://x",
        "http",
    ],
)
def test_only_web_addresses_are_opened(tmp_path: Path, url: str) -> None:
    program, record = opener(tmp_path)
    assert not open_browser(Machine(over_ssh=False, browser=str(program)), url)
    assert not record.exists()


@pytest.mark.parametrize("browser", [None, "/nowhere/at/all", "/dev/null", "a\0b"])
def test_a_browser_that_cannot_be_started_is_only_false(browser: str | None) -> None:
    assert not open_browser(Machine(over_ssh=False, browser=browser), "https://example.com/")
