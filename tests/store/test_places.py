"""Secrets that a connector's file does not hold: kept, moved, left behind, and never lost."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.keyrings.ring import DIES, FAILING, items, use
from tests.samples import CONNECTOR, GRANT
from zdesk_tui.connector import Client, Connector, SecretIn
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import FileError, OutOfReach
from zdesk_tui.secret import Held, Secret
from zdesk_tui.store.connectors import Connectors
from zdesk_tui.store.paths import Paths

pytestmark = pytest.mark.usefixtures("ring")

SECRETS = {
    "client_secret": "s3cret",
    "client_secret.us": "us3cret",
    "refresh_token": "1000.refresh",
}
FULL = replace(
    CONNECTOR, client=replace(CONNECTOR.client, secrets={"us": Secret("us3cret")})
)  # fmt: skip


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


@pytest.fixture
def connectors(paths: Paths) -> Connectors:
    return Connectors(paths, ZOHO)


def kept_in(connector: Connector, place: SecretIn) -> Connector:
    return replace(connector, client=replace(connector.client, secret_in=place))


def secrets_of(connector: Connector) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in connector.secrets()}


def entry(paths: Paths, name: str = "desk") -> str:
    found: str = tomllib.loads(Path(paths.connector(name)).read_text())["client"]["secret_entry"]
    return found


def test_keyring_keeps_every_secret_and_the_file_none(connectors: Connectors, paths: Paths) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    text = Path(paths.connector("desk")).read_text()
    assert not any(value in text for value in SECRETS.values())
    assert list(items()) == [f"zdesk-tui/{entry(paths)}"]
    loaded = Connectors(paths, ZOHO).load("desk")
    assert loaded.client.secret_in == "keyring"
    assert secrets_of(loaded) == SECRETS
    assert loaded.client.secret_at("us").reveal() == "us3cret"


def test_nothing_but_revealing_opens_the_keyring(connectors: Connectors) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    use(FAILING)
    loaded = connectors.load("desk")
    assert loaded == connectors.load("desk")
    assert loaded.client.secret
    assert hash(loaded.client) == hash(connectors.load("desk").client)
    assert loaded.client.secret != Secret("s3cret")
    assert loaded.client.secret.masked == "************  in the keyring"
    assert "s3cret" not in repr(loaded)
    connectors.save(replace(loaded, note="edited"))


def test_item_stays_while_its_secrets_do_and_is_replaced_with_them(
    connectors: Connectors, paths: Paths
) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    first = entry(paths)
    loaded = connectors.load("desk")
    connectors.save(replace(loaded, note="edited"))
    assert entry(paths) == first
    assert loaded.grant
    changes: tuple[Connector, ...] = (
        replace(loaded, grant=replace(loaded.grant, refresh_token=Secret("1000.newer"))),
        replace(loaded, client=replace(loaded.client, secret=Secret("n3w"))),
        replace(loaded, grant=None),
    )
    for changed in changes:
        before = entry(paths)
        connectors.save(changed)
        assert entry(paths) != before
        # One item at a time, which holds just what the file says.
        assert list(items()) == [f"zdesk-tui/{entry(paths)}"]
        loaded = Connectors(paths, ZOHO).load("desk")
        assert len(secrets_of(loaded)) == len(list(changed.secrets()))
        connectors.save(kept_in(FULL, "keyring"))
        loaded = connectors.load("desk")


def test_copy_of_a_connector_has_an_item_of_its_own(connectors: Connectors, paths: Paths) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    connectors.save(replace(connectors.load("desk"), name="copy"))
    assert entry(paths) != entry(paths, "copy")
    connectors.delete("desk")
    assert secrets_of(Connectors(paths, ZOHO).load("copy")) == SECRETS
    connectors.delete("copy")
    assert items() == {}


def test_file_copied_by_hand_takes_no_secrets_away_with_it(
    connectors: Connectors, paths: Paths
) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    file, copy = Path(paths.connector("desk")), Path(paths.connector("copy"))
    copy.write_text(file.read_text())
    connectors.delete("copy")
    assert secrets_of(Connectors(paths, ZOHO).load("desk")) == SECRETS
    copy.write_text(file.read_text())
    connectors.save(kept_in(FULL, "file"))
    assert secrets_of(Connectors(paths, ZOHO).load("copy")) == SECRETS
    connectors.delete("copy")
    assert items() == {}


def test_deleting_an_unreadable_connector_removes_its_item(
    connectors: Connectors, paths: Paths
) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    file = Path(paths.connector("desk"))
    file.write_text(file.read_text().replace('service = "desk"', "service = 3"))
    connectors.delete("desk")
    assert items() == {}
    assert not file.exists()


def test_what_was_deleted_can_be_saved_again_in_the_same_run(connectors: Connectors) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    loaded = connectors.load("desk")
    connectors.delete("desk")
    connectors.save(loaded)
    assert secrets_of(connectors.load("desk")) == SECRETS


def test_file_from_another_machine_says_so_and_what_to_do(
    connectors: Connectors, paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    monkeypatch.setenv("RING", str(tmp_path / "another.json"))
    there = Connectors(paths, ZOHO, lambda *words: f"run {' '.join(words)}").load("desk")
    with pytest.raises(OutOfReach) as caught:
        there.client.secret.reveal()
    assert "This machine's keyring does not hold the secrets of desk" in caught.value.message
    assert "run secrets desk --to file" in caught.value.advice
    assert "run reauthorize desk" in caught.value.advice


def test_failed_save_changes_neither_file_nor_keyring(connectors: Connectors, paths: Paths) -> None:
    connectors.save(kept_in(FULL, "keyring"))
    text, kept = Path(paths.connector("desk")).read_text(), items()
    with pytest.raises(FileError, match="was not written"):
        connectors.save(
            replace(connectors.load("desk"), scopes=(), grant=replace(GRANT, scopes=("x",)))
        )
    assert (Path(paths.connector("desk")).read_text(), items()) == (text, kept)
    use(FAILING)
    loaded = Connectors(paths, ZOHO).load("desk")
    for changed in (kept_in(loaded, "file"), replace(loaded, grant=GRANT)):
        with pytest.raises(OutOfReach, match="No keyring is running"):
            connectors.save(changed)
    assert Path(paths.connector("desk")).read_text() == text


@pytest.mark.parametrize("dies", ["after writing", "before removing"])
@pytest.mark.parametrize(("before", "after"), [("file", "keyring"), ("keyring", "file"),
                                               ("keyring", "keyring")])  # fmt: skip
def test_kill_between_two_steps_loses_nothing(
    connectors: Connectors,
    paths: Paths,
    before: SecretIn,
    after: SecretIn,
    dies: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connectors.save(kept_in(FULL, before))
    code = (
        "import sys\n"
        "from dataclasses import replace\n"
        "from zdesk_tui.datacenters import ZOHO\n"
        "from zdesk_tui.secret import Secret\n"
        "from zdesk_tui.store.connectors import Connectors\n"
        "from zdesk_tui.store.paths import Paths\n"
        "connectors = Connectors(Paths.under(sys.argv[1]), ZOHO)\n"
        "desk = connectors.load('desk')\n"
        "secret = Secret(desk.client.secret.reveal())\n"
        "client = replace(desk.client, secret=secret, secret_in=sys.argv[2])\n"
        "connectors.save(replace(desk, client=client))\n"
    )
    monkeypatch.setenv("RING_DIES", dies)
    home = str(Path(paths.config).parent)
    done = subprocess.run([sys.executable, "-c", code, home, after], timeout=60, check=False)
    monkeypatch.delenv("RING_DIES")
    # Out of a file nothing is removed from a keyring, and into one nothing is written to it.
    ends = {("file", "before removing"): 0, ("keyring", "after writing"): 0}
    expected = ends.get((before, dies), DIES) if before != after else DIES
    assert done.returncode == expected
    assert secrets_of(Connectors(paths, ZOHO).load("desk")) == SECRETS


def by_command(connectors: Connectors, *words: str) -> Connector:
    held = connectors.places.by_command("desk", words)
    client = replace(CONNECTOR.client, secret=held, secret_in="command", secret_command=words)
    return replace(CONNECTOR, client=client)


def test_command_stands_in_the_file_and_the_refresh_token_too(
    connectors: Connectors, paths: Paths
) -> None:
    connectors.save(by_command(connectors, "pass", "show", "zoho/desk"))
    values = tomllib.loads(Path(paths.connector("desk")).read_text())
    assert "secret" not in values["client"]
    assert values["client"]["secret_command"] == ["pass", "show", "zoho/desk"]
    assert values["grant"]["refresh_token"] == "1000.refresh"
    loaded = connectors.load("desk")
    assert isinstance(loaded.client.secret, Held)
    assert loaded.client.secret.shown() == "from the command pass show zoho/desk"
    connectors.save(replace(loaded, note="edited"))


def test_secret_that_was_typed_is_not_saved_beside_a_command(connectors: Connectors) -> None:
    connectors.save(by_command(connectors, "pass", "show", "zoho/desk"))
    loaded = connectors.load("desk")
    typed = replace(loaded, client=replace(loaded.client, secret=Secret("typed")))
    with pytest.raises(OutOfReach, match=r"printed by a command \(pass show zoho/desk\)"):
        connectors.save(typed)


def edited(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (edited('secret = "s3cret"', 'secret_in = "safe"'), "client.secret_in must be one of: "),
        (edited('secret = "s3cret"', 'secret_in = "keyring"'), "client.secret_entry is missing"),
        (edited('secret = "s3cret"', 'secret_in = "keyring"\nsecret_entry = "x"'),
         "client.secret_names must list client_secret"),
        (edited('secret = "s3cret"', 'secret_in = "command"'), "client.secret_command is missing"),
        (edited('secret = "s3cret"', 'secret_in = "command"\nsecret_command = "pass show x"'),
         "client.secret_command must be a list of texts"),
        (edited('secret = "s3cret"', 'secret = "s3cret"\nsecret_in = "command"\n'
                'secret_command = ["pass"]'),
         "client.secret stands here, though secret_in is command; remove one"),
    ],
)  # fmt: skip
def test_odd_place_is_refused_with_its_line(
    connectors: Connectors, paths: Paths, edit: Callable[[str], str], why: str
) -> None:
    connectors.save(CONNECTOR)
    file = Path(paths.connector("desk"))
    file.write_text(edit(file.read_text()))
    with pytest.raises(FileError, match=r"line \d+: ") as caught:
        connectors.load("desk")
    assert why in caught.value.message
    assert "s3cret" not in str(caught.value)


def test_mobile_client_without_a_secret_has_its_refresh_token_in_the_keyring(
    connectors: Connectors, paths: Paths
) -> None:
    client = Client(
        "1000.ABC", Secret(""), "zylker://callback", type="mobile", secret_in="keyring"
    )  # fmt: skip
    connectors.save(replace(CONNECTOR, client=client))
    loaded = Connectors(paths, ZOHO).load("desk")
    assert not loaded.client.secret
    assert secrets_of(loaded) == {"refresh_token": "1000.refresh"}
