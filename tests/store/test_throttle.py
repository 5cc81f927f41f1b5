"""How often a refresh token was used lately, whoever used it."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zdesk_tui.secret import Held, Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.throttle import ALLOWED, WINDOW, Pause, Throttle

NOW = 1_769_860_000.0
TOKEN, OTHER = Secret("1000.refresh"), Secret("1000.other")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


@pytest.fixture
def throttle(paths: Paths) -> Throttle:
    return Throttle(paths)


def used(throttle: Throttle, times: int = ALLOWED) -> None:
    for second in range(times):
        assert throttle.admit(TOKEN, NOW + second) is None


def test_the_tenth_use_in_ten_minutes_waits_for_the_first_to_be_over(throttle: Throttle) -> None:
    used(throttle)
    pause = Pause(NOW + WINDOW, by_zoho=False)
    assert throttle.admit(TOKEN, NOW + 10) == throttle.pause(TOKEN, NOW + 10) == pause
    assert throttle.admit(TOKEN, NOW + WINDOW - 1) == pause
    assert throttle.admit(OTHER, NOW + 10) is None
    assert throttle.admit(TOKEN, NOW + WINDOW) is None
    assert throttle.admit(TOKEN, NOW + WINDOW) == Pause(NOW + WINDOW + 1, by_zoho=False)


def test_a_use_that_reached_nobody_does_not_count(throttle: Throttle) -> None:
    used(throttle)
    throttle.take_back(TOKEN, NOW + 3)
    assert throttle.admit(TOKEN, NOW + 10) is None
    assert throttle.pause(TOKEN, NOW + 10) is not None


def test_what_zoho_said_holds_for_every_process_and_then_no_longer(
    throttle: Throttle, paths: Paths
) -> None:
    throttle.admit(OTHER, NOW)
    throttle.block(TOKEN, NOW, 120)
    code = (
        "import sys; from zdesk_tui.secret import Secret; from zdesk_tui.store.paths import Paths\n"
        "from zdesk_tui.store.throttle import Throttle\n"
        "print(Throttle(Paths.under(sys.argv[1])).admit(Secret('1000.refresh'), "
        f"{NOW + 119}))"
    )
    words = [sys.executable, "-c", code, str(paths.home)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"Pause(until={NOW + 120}, by_zoho=True)\n"
    assert throttle.pause(OTHER, NOW) is None
    assert throttle.admit(TOKEN, NOW + 120) is None


@pytest.mark.parametrize("back", [60, 3600, 86_400])
def test_a_clock_that_was_set_back_blocks_nobody(throttle: Throttle, back: float) -> None:
    used(throttle)
    throttle.block(TOKEN, NOW, 600)
    assert throttle.admit(TOKEN, NOW - back) is None
    assert throttle.pause(TOKEN, NOW - back) is None


def test_a_count_by_many_threads_is_whole(throttle: Throttle) -> None:
    found: list[Pause | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(throttle.admit(TOKEN, NOW)))
        for _ in range(ALLOWED + 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == ALLOWED


def test_the_file_is_private_small_and_gives_no_token_away(
    throttle: Throttle, paths: Paths
) -> None:
    throttle.block(OTHER, NOW - WINDOW, WINDOW)
    used(throttle)
    path = Path(paths.throttle)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().count("[[token]]") == 1
    assert "1000." not in path.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "broken",
        "token = 7",
        "[token]",
        "token = [1, {}]",
        "[[token]]\nfingerprint = 1\nasked_at = []",
        "[[token]]\nfingerprint = 'MARK'\nasked_at = ['x', true, nan, inf]\nblocked_at = nan",
        "[[token]]\nfingerprint = 'MARK'\nasked_at = []\nblocked_at = 1.0\nblocked_for = inf",
    ],
)
def test_what_cannot_be_read_counts_for_nothing(
    text: str, throttle: Throttle, paths: Paths
) -> None:
    used(throttle)
    path = Path(paths.throttle)
    mark = path.read_text().split('"')[1]
    path.write_text(text.replace("MARK", mark))
    assert throttle.pause(TOKEN, NOW + 10) is None
    assert throttle.admit(TOKEN, NOW + 10) is None


def test_a_folder_that_cannot_be_written_stops_nobody(throttle: Throttle, paths: Paths) -> None:
    Path(paths.home or "").write_text("in the way")
    throttle.block(TOKEN, NOW, 600)
    assert throttle.admit(TOKEN, NOW) is None


def test_pause_of_a_token_that_is_kept_elsewhere_is_told_without_fetching_it(
    throttle: Throttle,
) -> None:
    def out_of_reach() -> str:
        raise AssertionError

    used(throttle, ALLOWED - 1)
    assert throttle.admit(Held(TOKEN.reveal, "item", "elsewhere"), NOW + 9) is None
    pause = Pause(NOW + WINDOW, by_zoho=False)
    assert throttle.pause(Held(out_of_reach, "item", "elsewhere"), NOW + 10) == pause
    assert throttle.pause(Held(out_of_reach, "other", "elsewhere"), NOW + 10) is None
    # It counts by what it is, wherever it is.
    assert throttle.admit(Held(TOKEN.reveal, "other", "elsewhere"), NOW + 10) == pause
    assert throttle.pause(TOKEN, NOW + 10) == pause
