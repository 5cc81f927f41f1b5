import sys
from collections.abc import Callable
from pathlib import Path
from threading import enumerate as threads

import pytest

from zdesk_tui.consent.machine import Machine, look, open_browser

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
    assert record.read_text().split("\n") == [link, "True", *["/dev/null"] * 3, ""]


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
