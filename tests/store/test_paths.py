"""Where everything lies."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zdesk_tui.errors import UsageError
from zdesk_tui.store.paths import Paths


def test_one_home_holds_everything() -> None:
    paths = Paths.under("/h")
    assert paths.rows() == [
        ("config", "/h/config"),
        ("connectors", "/h/config/connectors"),
        ("presets", "/h/config/presets"),
        ("state", "/h/state"),
        ("tokens", "/h/state/tokens"),
        ("status", "/h/state/status"),
        ("drafts", "/h/state/drafts"),
        ("carried", "/h/state/carried"),
        ("edits", "/h/state/edits"),
        ("locks", "/h/state/locks"),
        ("grants", "/h/state/grants.toml"),
        ("throttle", "/h/state/throttle.toml"),
        ("allowed", "/h/state/allowed.toml"),
        ("sandbox", "/h/sandbox"),
    ]
    assert [
        paths.connector("a"),
        paths.token("a"),
        paths.status("a"),
        paths.draft("a"),
        paths.lock("a"),
    ] == [
        "/h/config/connectors/a.toml",
        "/h/state/tokens/a.toml",
        "/h/state/status/a.toml",
        "/h/state/drafts/a.toml",
        "/h/state/locks/a.lock",
    ]


def test_the_sandbox_lies_under_the_home_or_the_state_folder() -> None:
    given = Paths.under("/h").sandbox()
    assert (given.config, given.state) == ("/h/sandbox/config", "/h/sandbox/state")
    default = Paths("/c", "/s")
    assert default.sandbox_home == "/s/sandbox"
    assert (default.sandbox().config, default.sandbox().state) == (
        "/s/sandbox/config",
        "/s/sandbox/state",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="these are the folders of Linux")
@pytest.mark.parametrize("value", [None, "", "relative/folder", "~/x"])
def test_without_a_usable_xdg_variable_the_default_place_is_taken(
    value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if value is not None:
            monkeypatch.setenv(variable, value)
    paths = Paths.default()
    assert (paths.config, paths.state) == (
        f"{tmp_path}/home/.config/zdesk-tui",
        f"{tmp_path}/home/.local/state/zdesk-tui",
    )


def test_an_unusable_xdg_variable_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    Paths.default()
    assert os.environ["XDG_CONFIG_HOME"] == "relative"


def test_xdg_variables_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/x/config")
    monkeypatch.setenv("XDG_STATE_HOME", "/x/state")
    paths = Paths.of(None)
    assert (paths.config, paths.state, paths.home) == (
        "/x/config/zdesk-tui",
        "/x/state/zdesk-tui",
        None,
    )


@pytest.mark.parametrize(
    ("argument", "variable", "config"),
    [
        ("/a", "/b", "/a/config"),
        ("/a", None, "/a/config"),
        (None, "/b", "/b/config"),
        (None, "", "/x/zdesk-tui"),
        (None, None, "/x/zdesk-tui"),
        ("~/z", None, "HOME/z/config"),
        (None, "~/z", "HOME/z/config"),
        ("z/../y", None, "CWD/y/config"),
        (None, "y", "CWD/y/config"),
    ],
)
def test_the_home_is_the_argument_then_the_variable_then_the_default(
    argument: str | None,
    variable: str | None,
    config: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/x")
    monkeypatch.chdir(tmp_path)
    if variable is not None:
        monkeypatch.setenv("ZDESK_TUI_HOME", variable)
    wanted = config.replace("HOME", f"{tmp_path}/home").replace("CWD", str(tmp_path))
    assert Paths.of(argument).config == wanted


def test_an_empty_home_argument_does_not_lead_to_the_real_one() -> None:
    with pytest.raises(UsageError):
        Paths.of("")


def test_the_module_imports_only_os() -> None:
    code = (
        "import os, sys; before = set(sys.modules); import zdesk_tui.store.paths as p; "
        "p.Paths.of('/h').sandbox().token('a'); "
        "print(sorted(set(sys.modules) - before - {'__future__'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ("['zdesk_tui', 'zdesk_tui.store', 'zdesk_tui.store.paths']")
