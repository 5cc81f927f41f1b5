import os
import stat
from pathlib import Path

import pytest

from zdesk_tui.errors import FileError
from zdesk_tui.store.links import Links
from zdesk_tui.store.paths import Paths

LINK = "https://accounts.zoho.eu/oauth/v2/auth?scope=a,b&state=c"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path))


def test_link_stands_alone_in_a_private_file_until_it_is_removed(paths: Paths) -> None:
    links = Links(paths)
    old = os.umask(0)
    try:
        path = Path(links.write("desk-prod", LINK))
    finally:
        os.umask(old)
    assert str(path) == paths.link("desk-prod")
    assert path.read_text() == f"{LINK}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    links.write("desk-prod", LINK + "2")
    assert path.read_text() == f"{LINK}2\n"
    links.remove("desk-prod")
    assert list(path.parent.iterdir()) == []
    links.remove("desk-prod")


def test_symbolic_link_in_its_place_is_replaced_and_not_followed(
    paths: Paths, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    place = Path(paths.link("desk-prod"))
    place.parent.mkdir(parents=True)
    place.symlink_to(target)
    Links(paths).write("desk-prod", LINK)
    assert not place.is_symlink()
    assert place.read_text() == f"{LINK}\n"
    assert target.read_text() == "mine"


def test_what_cannot_be_written_is_said(paths: Paths) -> None:
    Path(paths.link("desk-prod")).mkdir(parents=True)
    with pytest.raises(FileError, match="desk-prod"):
        Links(paths).write("desk-prod", LINK)
