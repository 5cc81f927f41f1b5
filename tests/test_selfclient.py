"""The downloaded `self_client.json`: every shape of it, and every file that is none."""

import json
import os
import socket
from pathlib import Path

import pytest

from zdesk_tui import selfclient
from zdesk_tui.errors import FileError
from zdesk_tui.findings import Finding
from zdesk_tui.secret import Secret
from zdesk_tui.selfclient import LARGEST, SelfClient, parse, read

ID = "1000.GMB0YULZHJK411248S8I5GZ4CHUEX0"
SECRET = "122c324d3496d5d777ceeebc129470715fbb856b7d"
CODE = f"1000.{'0a' * 16}.{'f1' * 16}"
SCOPES = ("Desk.tickets.READ", "Desk.basic.READ")
# The console's own order of keys.
DOWNLOADED = {
    "scope": list(SCOPES),
    "expiry_time": 1_800_000_000_000,
    "client_id": ID,
    "client_secret": SECRET,
    "code": CODE,
    "grant_type": "authorization_code",
}
WHOLE = SelfClient(ID, Secret(SECRET), SCOPES, Secret(CODE), 1_800_000_000.0)
PLAIN = json.dumps(DOWNLOADED).encode()
NO_ID = Finding("!", "The file names no client ID (client_id).")
NO_SECRET = Finding("!", "The file holds no client secret (client_secret).")


def changed(**values: object) -> bytes:
    return json.dumps({**DOWNLOADED, **values}).encode()


def without(*keys: str) -> bytes:
    return json.dumps({k: v for k, v in DOWNLOADED.items() if k not in keys}).encode()


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        json.dumps(DOWNLOADED, indent=2).replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().encode("utf-16"),
        json.dumps([DOWNLOADED]).encode(),
        json.dumps({"self_client": DOWNLOADED}).encode(),
        json.dumps({"data": [{"client": DOWNLOADED}]}).encode(),
        changed(scope=",".join(SCOPES)),
        changed(scope=" ".join(SCOPES)),
        changed(scope=f"{SCOPES[0]}, {SCOPES[1]}"),
        changed(scope=[",".join(SCOPES)]),
        changed(refresh_token="x", access_token={"y": 1}, more=[1, None]),
        changed(expiry_time=1_800_000_000),
        changed(expiry_time="1800000000000"),
        changed(expiry_time="1800000000"),
        changed(expiry_time=1.8e12),
        changed(expiry_time="2027-01-15T08:00:00Z"),
        changed(expiry_time="2027-01-15 09:00:00+01:00"),
        changed(client_id=f" {ID}\n", client_secret=f"'{SECRET}'"),
    ],
)
def test_every_shape_says_the_same(content: bytes) -> None:
    assert parse(content) == WHOLE


@pytest.mark.parametrize(
    "time", [None, True, "soon", "", [], {}, 0, -5, 1e300, "nan", "inf", 10**400, "9" * 400]
)
def test_time_that_cannot_be_meant_is_unknown(time: object) -> None:
    found = parse(changed(expiry_time=time))
    assert found is not None
    assert found.expires_at is None
    assert found.client_id == ID


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        (without("client_id"), (NO_ID,)),
        (without("client_secret"), (NO_SECRET,)),
        (without("client_id", "client_secret"), (NO_ID, NO_SECRET)),
        (changed(client_id=1000.5, client_secret=["x"]), (NO_ID, NO_SECRET)),
        (changed(client_id=" ", client_secret=None), (NO_ID, NO_SECRET)),
        (without("code", "scope", "expiry_time", "grant_type"), ()),
    ],
)
def test_every_missing_part_has_its_own_sentence(
    content: bytes, findings: tuple[Finding, ...]
) -> None:
    found = parse(content)
    assert found is not None
    assert found.findings == findings


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b"17",
        b'{"installed": {"token": "x"}}',
        json.dumps([DOWNLOADED, DOWNLOADED]).encode(),
        json.dumps({"a": DOWNLOADED, "b": DOWNLOADED}).encode(),
        json.dumps([[[[[[DOWNLOADED]]]]]]).encode(),
        b"[" * 60_000,
        b"\xff\xfe{",
        b"\xff\x00\xfe",
        b"<html>",
        b'{"client_id": ' + b"9" * 5000 + b"}",
    ],
)
def test_other_content_is_told_from_it(content: bytes) -> None:
    assert parse(content) is None


def saved(folder: Path, content: bytes = PLAIN, mode: int = 0o600) -> Path:
    file = folder / "self client.json"
    file.write_bytes(content)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("form", ["{}", "  {}\n", '"{}"', "'{}' ", "“{}”"])
def test_path_may_have_blanks_and_quotes_around_it(tmp_path: Path, form: str) -> None:
    assert read(form.format(saved(tmp_path))) == WHOLE


def test_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    saved(tmp_path)
    assert read("~/self client.json") == WHOLE


def test_link_to_a_regular_file_is_followed(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(saved(tmp_path))
    assert read(str(link)) == WHOLE


@pytest.mark.parametrize(("mode", "shown"), [(0o644, "0644"), (0o640, "0640"), (0o604, "0604")])
def test_file_that_others_can_read_is_read_with_a_warning(
    tmp_path: Path, mode: int, shown: str
) -> None:
    (finding,) = read(str(saved(tmp_path, mode=mode))).findings
    assert finding.mark == "~"
    assert f"(mode {shown})" in finding.text
    assert "chmod 600" in finding.text


def test_file_of_the_greatest_length_is_read_and_a_longer_one_is_not(tmp_path: Path) -> None:
    assert read(str(saved(tmp_path, PLAIN.ljust(LARGEST)))) == WHOLE
    with pytest.raises(FileError, match="more than 64 KiB"):
        read(str(saved(tmp_path, PLAIN.ljust(LARGEST + 1))))


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for path in (
            tmp_path, tmp_path / "pipe", tmp_path / "link", tmp_path / "socket", "/dev/zero",
            "/dev/tty",
        ):  # fmt: skip
            with pytest.raises(FileError, match="not a regular file"):
                read(str(path))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("{}/nothing.json", "There is no file"),
        ("{}/self client.json/x", "could not be read"),
        ("{}/" + "a" * 300, "could not be read"),
        ("{}/a\x00b", "could not be read"),
        ("{}/\ud800x", "could not be read"),
        ("~nobody-of-that-name/x", "There is no file"),
    ],
)
def test_path_that_leads_nowhere_is_explained(tmp_path: Path, typed: str, why: str) -> None:
    saved(tmp_path)
    with pytest.raises(FileError, match=why):
        read(typed.format(tmp_path))


def test_loop_of_links_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileError, match="could not be read"):
        read(str(tmp_path / "a"))


@pytest.mark.parametrize(("content", "why"), [(b" \n", "is empty"), (b"{", "is not what")])
def test_file_of_other_content_is_explained(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(FileError, match=why):
        read(str(saved(tmp_path, content)))


def test_nothing_that_is_said_shows_a_secret(tmp_path: Path) -> None:
    found = selfclient.read(str(saved(tmp_path, mode=0o644)))
    assert SECRET not in repr(found)
    assert CODE not in repr(found)
