"""The person's own presets as files."""

from pathlib import Path

import pytest

from zdesk_tui.errors import FileError, UsageError
from zdesk_tui.presets import Preset
from zdesk_tui.store.paths import Paths
from zdesk_tui.store.presets import Presets

MINE = Preset(
    name="night-report",
    service="desk",
    title="Night report",
    reason='What the "warehouse" loads.',
    scopes=("Desk.tickets.READ", "Desk.basic.READ"),
    operations=("getTickets",),
    own=True,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path))


def test_preset_comes_back_as_it_was_saved_in_a_private_file(paths: Paths) -> None:
    store = Presets(paths)
    assert store.names() == []
    store.save(MINE)
    assert store.load("night-report") == MINE
    assert store.exists("night-report")
    file = Path(paths.preset("night-report"))
    assert file.read_text() == (
        'format = 1\nservice = "desk"\ntitle = "Night report"\n'
        'reason = "What the \\"warehouse\\" loads."\n'
        'scopes = [\n    "Desk.tickets.READ",\n    "Desk.basic.READ",\n]\n'
        'operations = [\n    "getTickets",\n]\n'
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_preset_needs_no_more_than_service_and_scopes(paths: Paths) -> None:
    store = Presets(paths)
    Path(paths.presets).mkdir(parents=True)
    Path(paths.preset("by-hand")).write_text(
        'format = 1\nservice = "crm"\nscopes = ["ZohoCRM.modules.READ"]\nteam = "sales"\n'
    )
    assert store.load("by-hand") == Preset(
        "by-hand", "crm", "by-hand", "", ("ZohoCRM.modules.READ",), own=True
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format = 1\n", "line 1: service is missing"),
        ('format = 1\nservice = "desk"\nscopes = []\n', "line 3: scopes must be a list"),
        ('format = 1\nservice = "desk"\nscopes = [1]\n', "line 3: scopes must be text"),
        ('format = 2\nservice = "desk"\n', "line 1: format is 2: the file was made by a newer"),
        ("scopes = [", "line 1"),
        ('format = 1\nservice = "a\\u001bb"\n', "line 2: service has a control character"),
    ],
)
def test_bad_file_is_told_and_the_others_are_read(paths: Paths, text: str, told: str) -> None:
    store = Presets(paths)
    store.save(MINE)
    Path(paths.preset("broken")).write_text(text)
    good, bad = store.every()
    assert good == [MINE]
    assert len(bad) == 1
    assert told in str(bad[0])
    assert Path(paths.preset("broken")).read_text() == text


def test_deleted_preset_is_gone_and_may_have_been(paths: Paths) -> None:
    store = Presets(paths)
    store.save(MINE)
    store.delete("night-report")
    store.delete("night-report")
    assert store.names() == []
    with pytest.raises(FileError):
        store.load("night-report")


@pytest.mark.parametrize("name", ["../x", "", "a b", ".hidden", "x" * 65])
def test_name_that_is_no_file_name_of_ours_is_refused(paths: Paths, name: str) -> None:
    with pytest.raises(UsageError):
        Presets(paths).save(Preset(name, "desk", "t", "", ("Desk.tickets.READ",)))
    assert not Path(paths.config).exists()
