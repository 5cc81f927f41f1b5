"""The token cache, by both ways of reading it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.samples import CONNECTOR, GRANT
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.secret import Secret
from zdesk_tui.store.connectors import Connectors
from zdesk_tui.store.fast import cached_token
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.tokens import CachedToken, Tokens

NOW = 4000


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.under(str(tmp_path / "z"))
    Connectors(paths, ZOHO).save(CONNECTOR)
    Tokens(paths).save(CONNECTOR, Secret("1000.access"), 5000.9)
    return paths


def test_the_cache_file_holds_the_token_and_whose_it_is(paths: Paths) -> None:
    path = Path(paths.token("desk"))
    assert path.read_text() == (
        'access_token = "1000.access"\n'
        "expires_at = 5000\n"
        'client_id = "1000.ABC"\n'
        "authorized_at = 2026-01-31T12:00:00Z\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_token_of_the_connector_comes_back(paths: Paths) -> None:
    loaded = Tokens(paths).load(CONNECTOR)
    assert loaded == CachedToken(Secret("1000.access"), 5000)
    assert "1000.access" not in repr(loaded)


def test_the_token_of_another_client_or_consent_does_not(paths: Paths) -> None:
    tokens = Tokens(paths)
    later = replace(GRANT, authorized_at=datetime(2026, 2, 1, tzinfo=UTC))
    other = replace(CONNECTOR.client, id="1000.XYZ")
    assert tokens.load(replace(CONNECTOR, client=other)) is None
    assert tokens.load(replace(CONNECTOR, grant=later)) is None
    assert tokens.load(replace(CONNECTOR, grant=None)) is None
    assert tokens.load(replace(CONNECTOR, name="none")) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("access_token =", "access_token"),
        ('"1000.access"', "7"),
        ('"1000.access"', '""'),
        ('"1000.access"', r'"a\r\nX: y"'),
        ('"1000.access"', '"ü"'),
        ("= 5000", '= "5000"'),
        ("= 5000", "= inf"),
    ],
)
def test_a_cache_file_that_is_not_as_written_counts_as_missing(
    old: str, new: str, paths: Paths
) -> None:
    path = Path(paths.token("desk"))
    path.write_text(path.read_text().replace(old, new), encoding="utf-8")
    assert Tokens(paths).load(CONNECTOR) is None
    assert cached_token(paths, "desk", NOW) is None


def test_a_token_is_only_kept_for_a_consent(paths: Paths) -> None:
    with pytest.raises(ValueError, match="consent"):
        Tokens(paths).save(replace(CONNECTOR, grant=None), Secret("x"), 1)


def test_a_token_that_another_process_kept_meanwhile_is_not_written_over(paths: Paths) -> None:
    tokens = Tokens(paths)
    before = tokens.content("desk")
    tokens.save(CONNECTOR, Secret("1000.theirs"), 6000)
    tokens.save_if(CONNECTOR, Secret("1000.ours"), 7000, before)
    assert tokens.load(CONNECTOR) == CachedToken(Secret("1000.theirs"), 6000)
    tokens.save_if(CONNECTOR, Secret("1000.ours"), 7000, tokens.content("desk"))
    assert tokens.load(CONNECTOR) == CachedToken(Secret("1000.ours"), 7000)
    tokens.forget("desk")
    assert tokens.content("desk") is None


def test_a_forgotten_token_is_gone(paths: Paths) -> None:
    Tokens(paths).forget("desk")
    Tokens(paths).forget("desk")
    assert Tokens(paths).load(CONNECTOR) is None


def test_the_fast_path_serves_a_plain_token(paths: Paths) -> None:
    assert cached_token(paths, "desk", 4939) == "1000.access"


@pytest.mark.parametrize(
    ("now", "margin", "served"),
    [
        (4939.9, 60, True),
        (4940, 60, False),
        (4999, 0, True),
        (5000, 0, False),
        (9999, 60, False),
        # A token whose end is further away than an hour was kept before the clock was set back.
        (1400, 60, True),
        (1300, 60, False),
    ],
)
def test_the_fast_path_keeps_the_margin(
    now: float, margin: float, served: bool, paths: Paths
) -> None:
    assert (cached_token(paths, "desk", now, margin) is not None) is served


def connector_edit(old: str, new: str) -> Callable[[Paths], None]:
    def edit(paths: Paths) -> None:
        path = Path(paths.connector("desk"))
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


def cache_edit(old: str, new: str) -> Callable[[Paths], None]:
    def edit(paths: Paths) -> None:
        path = Path(paths.token("desk"))
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


def without(which: str) -> Callable[[Paths], None]:
    return lambda paths: Path(getattr(paths, which)("desk")).unlink()


def pipe(which: str) -> Callable[[Paths], None]:
    def edit(paths: Paths) -> None:
        path = getattr(paths, which)("desk")
        Path(path).unlink()
        os.mkfifo(path)

    return edit


ODD: dict[str, Callable[[Paths], None]] = {
    "a newer format": connector_edit("format = 1", "format = 2"),
    "a format that only equals 1": connector_edit("format = 1", "format = true"),
    "no format": connector_edit("format = 1", "x = 1"),
    "another place": connector_edit('"here"', '"zoho-connector"'),
    "another client": connector_edit('\nid = "1000.ABC"', '\nid = "1000.X"'),
    "another client in the grant": connector_edit('client_id = "1000.ABC"', 'client_id = "1"'),
    "another client in the cache": cache_edit('client_id = "1000.ABC"', 'client_id = "1"'),
    "a newer consent": connector_edit("at = 2026-01-31T12:00:00Z", "at = 2026-01-31T12:00:01Z"),
    "a time without offset": cache_edit("12:00:00Z", "12:00:00"),
    "another data center": connector_edit('\ndata_center = "eu"', '\ndata_center = "us"'),
    "more scopes": connector_edit(
        '    "Desk.basic.READ"', '    "Desk.x.READ",\n    "Desk.basic.READ"'
    ),
    "no grant": connector_edit("[grant]", "[other]"),
    "a client that is no table": connector_edit("[client]", "client = 1\n[x]"),
    "broken TOML": connector_edit("[grant]", "[grant"),
    "a broken cache": cache_edit("access_token =", "access_token"),
    "an end that is no whole number": cache_edit("5000", "5000.0"),
    "an end that is a yes": cache_edit("5000", "true"),
    "a token that is no text": cache_edit('"1000.access"', "[1]"),
    "no connector file": without("connector"),
    "no cache file": without("token"),
    "a pipe for a connector": pipe("connector"),
    "a pipe for a cache": pipe("token"),
    "a huge file": connector_edit("[grant]", "#" * 2**20 + "\n[grant]"),
}


@pytest.mark.parametrize("case", ODD)
def test_the_fast_path_leaves_whatever_is_odd_to_the_slow_one(case: str, paths: Paths) -> None:
    ODD[case](paths)
    assert cached_token(paths, "desk", NOW) is None


def test_the_fast_path_makes_no_path_of_an_improper_name(paths: Paths) -> None:
    assert cached_token(paths, "../connectors/desk", NOW) is None


def test_the_fast_path_imports_next_to_nothing(paths: Paths) -> None:
    code = (
        "import os, sys, tomllib; before = set(sys.modules)\n"
        "from zdesk_tui.store.paths import Paths\n"
        "from zdesk_tui.store.fast import cached_token\n"
        "print(cached_token(Paths.of(None), 'desk', 4000))\n"
        "print(sorted(set(sys.modules) - before - {'__future__', 'zdesk_tui'}))"
    )
    environment = {**os.environ, "ZDESK_TUI_HOME": str(paths.home)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.split("\n")[:2] == [
        "1000.access",
        "['zdesk_tui.names', 'zdesk_tui.store', 'zdesk_tui.store.fast', 'zdesk_tui.store.paths']",
    ]
