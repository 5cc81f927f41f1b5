"""The unfinished setups."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zdesk_tui import names
from zdesk_tui.errors import FileError, UsageError
from zdesk_tui.secret import Secret
from zdesk_tui.store.drafts import Drafts
from zdesk_tui.store.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


def test_a_draft_comes_back_with_its_secrets_as_text(paths: Paths) -> None:
    drafts = Drafts(paths)
    draft_id = drafts.new_id()
    data = {
        "step": "consent",
        "made_at": 1.5,
        "when": datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
        "nothing": None,
        "client": {"secret": Secret("s3cret"), "note": None},
        "scopes": ("a", "b"),
        "text": "line\none\t\x1b",
    }
    drafts.save(draft_id, data)
    assert drafts.load(draft_id) == {
        "step": "consent",
        "made_at": 1.5,
        "when": datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
        "client": {"secret": "s3cret"},
        "scopes": ["a", "b"],
        "text": "line\none\t\x1b",
    }
    path = Path(paths.draft(draft_id))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_ids_are_new_and_make_proper_file_names(paths: Paths) -> None:
    made = {Drafts(paths).new_id() for _ in range(100)}
    assert len(made) == 100
    assert all(names.valid(one) for one in made)


def test_the_draft_written_last_comes_first(paths: Paths) -> None:
    drafts = Drafts(paths)
    assert drafts.ids() == []
    for when, draft_id in ((20, "a"), (10, "b"), (30, "c")):
        drafts.save(draft_id, {})
        os.utime(paths.draft(draft_id), (when, when))
    (Path(paths.drafts) / "other.txt").write_text("")
    (Path(paths.drafts) / "gone.toml").symlink_to("nowhere")
    assert drafts.ids() == ["c", "a", "b"]
    drafts.remove("c")
    drafts.remove("c")
    assert drafts.ids() == ["a", "b"]


def test_a_missing_draft_and_an_improper_id_are_refused(paths: Paths) -> None:
    drafts = Drafts(paths)
    with pytest.raises(FileError):
        drafts.load("none")
    with pytest.raises(UsageError):
        drafts.save("../x", {})
