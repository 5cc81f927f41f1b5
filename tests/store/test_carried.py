import os
import stat
from pathlib import Path

import pytest

from zdesk_tui.errors import FileError
from zdesk_tui.store.carried import CarriedFiles

LINK = "https://accounts.zoho.eu/oauth/v2/auth?scope=a,b&state=c"


def test_value_stands_alone_in_a_private_file_until_it_is_removed(tmp_path: Path) -> None:
    files = CarriedFiles(str(tmp_path / "carried"), "desk-prod")
    old = os.umask(0)
    try:
        path = Path(files.write("Consent link", LINK))
        other = Path(files.write("Authorized Redirect URIs", "http://localhost:8765/"))
    finally:
        os.umask(old)
    assert path == tmp_path / "carried/desk-prod/consent-link.txt"
    assert other == tmp_path / "carried/desk-prod/authorized-redirect-uris.txt"
    assert path.read_text() == f"{LINK}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    files.write("Consent link", LINK + "2")
    assert path.read_text() == f"{LINK}2\n"
    files.clear()
    assert list((tmp_path / "carried").iterdir()) == []
    files.clear()


def test_symbolic_link_in_its_place_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    place = tmp_path / "desk-prod/link.txt"
    place.parent.mkdir()
    place.symlink_to(target)
    files = CarriedFiles(str(tmp_path), "desk-prod")
    files.write("Link", LINK)
    assert not place.is_symlink()
    assert place.read_text() == f"{LINK}\n"
    files.clear()
    assert target.read_text() == "mine"


@pytest.mark.parametrize("name", ["", ".", "..", "../other", "a/b"])
def test_nothing_is_removed_for_what_is_no_name(tmp_path: Path, name: str) -> None:
    for folder in ("carried/a/b", "other"):
        (tmp_path / folder).mkdir(parents=True)
    CarriedFiles(str(tmp_path / "carried"), name).clear()
    assert (tmp_path / "carried/a/b").is_dir()
    assert (tmp_path / "other").is_dir()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "desk-prod/link.txt").mkdir(parents=True)
    with pytest.raises(FileError, match="desk-prod"):
        CarriedFiles(str(tmp_path), "desk-prod").write("Link", LINK)
