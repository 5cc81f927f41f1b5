"""What the last renewal and check said."""

from pathlib import Path

import pytest

from zdesk_tui.store.paths import Paths
from zdesk_tui.store.status import Status, Statuses


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


@pytest.mark.parametrize(
    "status",
    [
        Status(),
        Status(renewed_at=1.5),
        Status(renewed_at=1.0, checked_at=2.0, verdict="scope missing"),
    ],
)
def test_what_is_saved_comes_back(status: Status, paths: Paths) -> None:
    Statuses(paths).save("desk", status)
    assert Statuses(paths).load("desk") == status
    assert Path(paths.status("desk")).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "broken",
        'renewed_at = "x"\nchecked_at = true\nverdict = 7\n',
        'renewed_at = nan\nchecked_at = inf\nverdict = "a\\u001b[1m"\n',
        "renewed_at = -1\nchecked_at = 1e300\n",
        "renewed_at = 300000000000\nchecked_at = 3e11\n",
    ],
)
def test_what_cannot_be_read_is_not_known(text: str, paths: Paths) -> None:
    path = Path(paths.status("desk"))
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert Statuses(paths).load("desk") == Status()


def test_nothing_is_known_at_first_and_after_forgetting(paths: Paths) -> None:
    statuses = Statuses(paths)
    assert statuses.load("desk") == Status()
    statuses.save("desk", Status(verdict="ready"))
    statuses.forget("desk")
    assert statuses.load("desk") == Status()
