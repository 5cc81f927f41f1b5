"""The keyring: kept and found again, and when it is missing, dead or forgetful."""

import sys
import time

import keyring
import pytest

from tests.keyrings.ring import FAILING, FORGETFUL, HANGING, items, use
from zdesk_tui.errors import OutOfReach
from zdesk_tui.store import vault

ITEM = {"client_secret": "s3cret", "refresh_token": "1000.refresh"}

pytestmark = pytest.mark.usefixtures("ring")


def test_item_is_kept_found_and_removed() -> None:
    entry, other = vault.new_entry(), vault.new_entry()
    assert entry != other
    assert vault.read(entry) is None
    vault.write(entry, ITEM)
    assert vault.read(entry) == ITEM
    vault.write(other, {})
    vault.remove(entry)
    vault.remove(entry)
    assert vault.read(entry) is None
    assert list(items()) == [f"zdesk-tui/{other}"]


@pytest.mark.parametrize("text", ["no JSON", "[]", '"s3cret"'])
def test_odd_item_counts_as_none(text: str) -> None:
    keyring.set_password(vault.SERVICE, "odd", text)
    assert vault.read("odd") is None


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        (FORGETFUL, r"The keyring \(ring Forgetful\) did not keep"),
        (FAILING, "No keyring is running for this session"),
    ],
)
def test_what_cannot_keep_anything_is_found_out_before_it_is_relied_on(
    backend: str, said: str
) -> None:
    use(backend)
    with pytest.raises(OutOfReach, match=said):
        vault.write("entry", ITEM)


def test_silent_keyring_costs_its_limit_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert vault.LIMIT <= 3
    monkeypatch.setattr(vault, "LIMIT", 0.3)
    use(HANGING)
    started = time.monotonic()
    for _ in range(20):
        with pytest.raises(OutOfReach, match=r"did not answer for 0\.3 seconds.*D-Bus"):
            vault.read("entry")
    assert time.monotonic() - started < 3
    monkeypatch.setattr(vault, "_silence", {"until": 0.0})
    use(FAILING)
    with pytest.raises(OutOfReach, match="No keyring is running"):
        vault.read("entry")


def test_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "keyring", None)
        with pytest.raises(OutOfReach) as caught:
            vault.read("entry")
    assert "keyring is not installed" in caught.value.message
    assert 'pip install "zdesk-tui[keyring]"' in caught.value.advice


@pytest.mark.parametrize(
    ("environ", "sees"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "x"}, False),
        ({}, False),
    ],
)
def test_person_is_given_time_only_where_the_question_is_seen(
    environ: dict[str, str], sees: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "LIMIT", 0.1)
    monkeypatch.setattr(vault, "ASKING", 0.2)
    monkeypatch.setattr(sys, "platform", "linux")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    use(HANGING)
    with pytest.raises(OutOfReach, match=rf"for {0.2 if sees else 0.1} seconds"):
        vault.read("entry")
