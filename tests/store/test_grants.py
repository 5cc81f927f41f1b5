"""The list of refresh tokens that were made: counted, pruned, and none of them readable in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zdesk_tui.connector import Grant
from zdesk_tui.secret import Secret
from zdesk_tui.store.grants import KEPT, Grants, fingerprint
from zdesk_tui.store.paths import Paths

START = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
GRANT = Grant(
    authorized_at=START,
    scopes=("Desk.basic.READ",),
    client_id="1000.A",
    data_center="eu",
    refresh_token=Secret("1000.marker.0"),
    account="admin@zylker.example",
)


def made(number: int, **changes: object) -> Grant:
    """Return the grant of that many minutes after the first."""
    return replace(
        GRANT,
        refresh_token=Secret(f"1000.marker.{number}"),
        authorized_at=START + timedelta(minutes=number),
        **changes,  # type: ignore[arg-type]
    )


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path))


@pytest.fixture
def grants(paths: Paths) -> Grants:
    return Grants(paths)


def test_grants_are_counted_by_client_and_account(grants: Grants) -> None:
    assert grants.count(GRANT) == 0
    for number in range(3):
        grants.add(made(number))
    grants.add(made(1))
    grants.add(made(7, account="demo@zylker.example"))
    grants.add(made(8, client_id="1000.B"))
    assert grants.count(GRANT) == 3
    assert grants.count(replace(GRANT, client_id="1000.B")) == 1
    assert grants.count(replace(GRANT, account=None)) == 4
    grants.add(made(9, account=None))
    assert grants.count(GRANT) == 4, "an unknown account may be this one"


def test_revoked_token_counts_no_longer(grants: Grants) -> None:
    grants.remove(Secret("1000.unknown"))
    grants.add(made(1))
    grants.add(made(2))
    grants.remove(Secret("1000.marker.1"))
    grants.remove(Secret("1000.marker.1"))
    assert grants.count(GRANT) == 1


def test_what_zoho_dropped_counts_no_longer(grants: Grants, paths: Paths) -> None:
    for number in range(KEPT + 3):
        grants.add(made(number))
    assert grants.count(GRANT) == KEPT
    text = Path(paths.grants).read_text("utf-8")
    assert fingerprint(Secret("1000.marker.2")) not in text
    assert fingerprint(Secret("1000.marker.3")) in text


def test_file_is_private_and_holds_no_token(grants: Grants, paths: Paths) -> None:
    grants.add(made(1))
    grants.add(replace(GRANT, refresh_token=None))
    file = Path(paths.grants)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "marker" not in file.read_text("utf-8")
    assert grants.count(GRANT) == 1


@pytest.mark.parametrize(
    "text", ["grant = ", "grant = 3\n", "[[grant]]\nfingerprint = 3\n", 'grant = ["a"]\n', "\x00"]
)
def test_broken_list_counts_nothing_and_is_begun_anew(
    grants: Grants, paths: Paths, text: str
) -> None:
    Path(paths.grants).parent.mkdir(parents=True)
    Path(paths.grants).write_text(text, encoding="utf-8")
    assert grants.count(GRANT) == 0
    grants.add(GRANT)
    assert grants.count(GRANT) == 1
