"""The connector files."""

import errno
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.samples import CONNECTOR, GRANT, center
from zdesk_tui import urls
from zdesk_tui.connector import Api, Client, Grant, Organization
from zdesk_tui.datacenters import ZOHO, DataCenter, DataCenters, custom
from zdesk_tui.errors import FileError, NoSuchConnector, UsageError
from zdesk_tui.secret import Secret
from zdesk_tui.store.connectors import Connectors
from zdesk_tui.store.paths import Paths

EU, US = center("eu"), center("us")

PLAIN = replace(CONNECTOR, grant=None)
FULL = replace(
    PLAIN,
    note='Ticket "sync"\nof [b]ours[/b]',
    user_data_center=US,
    grant=replace(
        GRANT,
        account="admin@zylker.example",
        zuid="12345",
        api_domain="https://www.zohoapis.com",
        granted_scopes=("Desk.tickets.READ",),
    ),
    organization=Organization("2389290", "Zylker"),
)
CUSTOM = custom(
    "http://localhost:8700/xx/accounts",
    desk_url="http://localhost:8700/xx/desk",
    api_url="http://localhost:8700/xx/api",
    console_url="http://localhost:8700/xx/console",
)

FULL_TEXT = r"""format = 1
lives_in = "here"
service = "desk"
note = "Ticket \"sync\"\nof [b]ours[/b]"
created_at = 2026-01-31T11:58:00Z

[client]
type = "server-based"
id = "1000.ABC"
secret = "s3cret"
redirect_uri = "http://localhost:8765/callback"

[oauth]
data_center = "eu"
user_data_center = "us"
scopes = [
    "Desk.tickets.READ",
    "Desk.basic.READ",
]
access_type = "offline"
request_token_url = "https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.tickets.READ,Desk.basic.READ&access_type=offline"
access_token_url = "https://accounts.zoho.com/oauth/v2/token"
refresh_token_url = "https://accounts.zoho.com/oauth/v2/token"

[grant]
refresh_token = "1000.refresh"
authorized_at = 2026-01-31T12:00:00Z
account = "admin@zylker.example"
zuid = "12345"
scopes = [
    "Desk.tickets.READ",
    "Desk.basic.READ",
]
client_id = "1000.ABC"
data_center = "eu"
api_domain = "https://www.zohoapis.com"
granted_scopes = [
    "Desk.tickets.READ",
]

[organization]
id = "2389290"
name = "Zylker"
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(str(tmp_path / "z"))


@pytest.fixture
def connectors(paths: Paths) -> Connectors:
    return Connectors(paths, ZOHO)


def put(paths: Paths, text: str, name: str = "desk") -> Path:
    """Write a connector file by hand."""
    path = Path(paths.connector(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


VALUES = {
    "plain": PLAIN,
    "full": FULL,
    "online without a refresh token": replace(
        PLAIN,
        access_type="online",
        grant=Grant(datetime(2026, 1, 1, tzinfo=UTC), ("A.b.READ",), "1000.ABC", "eu"),
    ),
    "custom": replace(PLAIN, data_center=CUSTOM, user_data_center=CUSTOM),
    "custom with one URL": replace(
        PLAIN,
        data_center=custom("https://accounts.new.example"),
        user_data_center=custom("https://accounts.new.example"),
    ),
    "non-browser": replace(PLAIN, client=Client("1", Secret("s"), "", "non-browser")),
    "self-client": replace(PLAIN, client=Client("1", Secret("s"), "", "self-client")),
    "secrets per data center": replace(
        PLAIN, client=replace(PLAIN.client, secrets={"us": Secret("one"), "in": Secret("two")})
    ),
    "mobile without a secret": replace(PLAIN, client=Client("1", Secret(""), "a://", "mobile")),
    "PKCE on request": replace(PLAIN, client=Client("1", Secret("s"), "http://a/", pkce=True)),
    "in Zoho": replace(PLAIN, lives_in="zoho-connector"),
    "redirect byte for byte": replace(
        PLAIN, client=Client("1", Secret("s"), "http://LOCALHOST:8765/a b/%7e?x=ü#y/")
    ),
    "a scope with odd signs": replace(PLAIN, scopes=("A/b c.READ&x", "ü.ALL")),
    "an unnamed organization": replace(PLAIN, organization=Organization("1")),
    "APIs": replace(
        PLAIN,
        apis=(
            Api("me", "GET", "https://desk.zoho.eu/api/v1/myinfo"),
            Api(
                "Reply to a ticket",
                "POST",
                "https://desk.zoho.eu/api/v1/tickets/${id}/sendReply",
                headers={"orgId": "2389290", "X.y": "z"},
                parameters={"include": "a,${more}"},
                body='{"content": "${text}",\n "n": [1]}',
                scopes=("Desk.tickets.UPDATE",),
                note="two\nlines",
            ),
        ),
    ),
}


@pytest.mark.parametrize("case", VALUES)
def test_what_is_saved_comes_back_equal(case: str, connectors: Connectors) -> None:
    connectors.save(VALUES[case])
    assert connectors.load("desk") == VALUES[case]
    assert connectors.notes("desk") == ()


def test_the_whole_file_is_as_documented(connectors: Connectors, paths: Paths) -> None:
    connectors.save(FULL)
    path = Path(paths.connector("desk"))
    assert path.read_text(encoding="utf-8") == FULL_TEXT
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_every_api_is_a_table_of_its_own(connectors: Connectors, paths: Paths) -> None:
    connectors.save(VALUES["APIs"])
    text = Path(paths.connector("desk")).read_text("utf-8")
    assert text.endswith("""
[[api]]
name = "me"
method = "GET"
url = "https://desk.zoho.eu/api/v1/myinfo"

[[api]]
name = "Reply to a ticket"
method = "POST"
url = "https://desk.zoho.eu/api/v1/tickets/${id}/sendReply"
body = "{\\"content\\": \\"${text}\\",\\n \\"n\\": [1]}"
scopes = [
    "Desk.tickets.UPDATE",
]
note = "two\\nlines"

[api.headers]
orgId = "2389290"
"X.y" = "z"

[api.parameters]
include = "a,${more}"
""")


API = '[[api]]\nname = "one"\nmethod = "GET"\nurl = "https://desk.zoho.eu/api/v1/myinfo"\n'


@pytest.mark.parametrize(
    ("added", "line", "why"),
    [
        (f"{API}\n{API}", 7, "api.name is that of another API in this file"),
        (f'{API}\n{API.replace("one", "ONE")}', 7, "api.name is that of another API"),
        (f'{API}\n{API.replace("GET", "FETCH")}', 8, "api.method must be one of: GET, POST, PUT"),
        (f'{API}\n[[api]]\nname = "two"\n', 6, "api.method is missing"),
        (f"{API}scopes = []\n", 5, "api.scopes must be a list of texts, at least one"),
        (f"{API}body = 7\n", 5, "api.body must be text in quotes"),
        (f'{API}url = "x"\n', 5, "this is not TOML"),
        (f'{API}[api.headers]\na = "b"\norgId = "1\\n2"\n', 7, "api.headers.orgId has a control"),
        (f'{API}{API.replace("one", "two")}[api.headers]\norgId = 2\n', 10, "api.headers.orgId mu"),
        (f"{API}headers = 3\n", 5, "api.headers must be a table"),
        ("api = 3\n", 1, "api must be tables that begin with [[api]]"),
        ('api = [{name = "one"}]\n', 1, "api.method is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_an_api_is_refused_with_its_line(
    added: str, line: int, why: str, connectors: Connectors, paths: Paths
) -> None:
    connectors.save(PLAIN)
    before = Path(paths.connector("desk")).read_text("utf-8")
    text = f"{added}{before}" if added.startswith("api") else f"{before}\n{added}"
    first = 0 if added.startswith("api") else before.count("\n") + 1
    put(paths, text)
    with pytest.raises(FileError, match=re.escape(why)) as caught:
        connectors.load("desk")
    assert caught.value.line == first + line


def test_unknown_keys_of_an_api_are_kept_when_it_is_renamed(
    connectors: Connectors, paths: Paths
) -> None:
    connectors.save(replace(PLAIN, apis=(Api("one", "GET", "https://desk.zoho.eu/a"),)))
    put(paths, Path(paths.connector("desk")).read_text("utf-8") + 'later = "kept"\n')
    saved = connectors.load("desk")
    connectors.save(replace(saved, apis=(replace(saved.apis[0], name="two"),)))
    [api] = connectors.load("desk").apis
    assert (api.name, api.extra["later"]) == ("two", "kept")
    connectors.save(replace(connectors.load("desk"), apis=()))
    assert "later" not in Path(paths.connector("desk")).read_text("utf-8")


def test_times_are_written_in_utc_and_whole_seconds(connectors: Connectors) -> None:
    there = timezone(timedelta(hours=2))
    connectors.save(replace(PLAIN, created_at=datetime(2026, 1, 31, 14, 0, 1, 999, tzinfo=there)))
    assert connectors.load("desk").created_at == datetime(2026, 1, 31, 12, 0, 1, tzinfo=UTC)


def test_half_a_character_from_a_broken_answer_does_not_stop_the_save(
    connectors: Connectors,
) -> None:
    connectors.save(replace(PLAIN, organization=Organization("1", "a\ud800")))
    assert connectors.load("desk").organization == Organization("1", "a?")


def edited(old: str, new: str) -> Callable[[], str]:
    def edit() -> str:
        assert FULL_TEXT.count(old) >= 1, old
        return FULL_TEXT.replace(old, new, 1)

    return edit


CUSTOM_TEXT = FULL_TEXT.replace('data_center = "eu"', 'data_center = "custom"', 1).replace(
    'user_data_center = "us"', 'user_data_center = "custom"'
)

WRONG: dict[str, tuple[Callable[[], str], int, str]] = {
    "no format": (edited("format = 1\n", ""), 1, "format is missing"),
    "format 0": (edited("format = 1", "format = 0"), 1, "format must be a whole number from 1 up"),
    "format as text": (
        edited("format = 1", 'format = "1"'),
        1,
        "format must be a whole number from 1 up",
    ),
    "format as a yes": (
        edited("format = 1", "format = true"),
        1,
        "format must be a whole number from 1 up",
    ),
    "unknown place": (
        edited('"here"', '"there"'),
        2,
        "lives_in must be one of: here, zoho-connector, zoho-connection",
    ),
    "no service": (edited('service = "desk"\n', ""), 1, "service is missing"),
    "note as number": (
        edited(r'note = "Ticket \"sync\"\nof [b]ours[/b]"', "note = 1"),
        4,
        "note must be text in quotes",
    ),
    "a time without offset": (
        edited("11:58:00Z", "11:58:00"),
        5,
        "created_at must be a time with its offset, such as 2026-01-31T12:00:00Z",
    ),
    "a time out of range": (
        edited("2026-01-31T11:58:00Z", "9999-12-31T23:59:59-01:00"),
        5,
        "created_at is out of range",
    ),
    "client as text": (
        lambda: (
            'client = "x"\nformat = 1\n[oauth]\ndata_center = "eu"\nuser_data_center = "eu"\n'
            'scopes = ["x"]\n'
        ),
        1,
        "service is missing",
    ),
    "unknown client type": (
        edited('"server-based"', '"web"'),
        8,
        "client.type must be one of: server-based, mobile, non-browser, self-client",
    ),
    "PKCE by another word": (
        edited('id = "1000.ABC"\n', 'id = "1000.ABC"\npkce = "yes"\n'),
        10,
        "client.pkce must be true or false",
    ),
    "no client ID": (edited('id = "1000.ABC"\n', ""), 7, "client.id is missing"),
    "an empty secret": (edited('"s3cret"', '""'), 10, "client.secret is empty"),
    "an empty secret of a data center": (
        edited("[oauth]\n", '[client.secrets]\neu = ""\n\n[oauth]\n'),
        14,
        "client.secrets.eu is empty",
    ),
    "no redirect": (
        edited('redirect_uri = "http://localhost:8765/callback"\n', ""),
        7,
        "client.redirect_uri is missing",
    ),
    "a line break in the secret": (
        edited('"s3cret"', r'"s3cret\r\nX: y"'),
        10,
        "client.secret has a control character or another invisible sign in it",
    ),
    "a zero-width blank in the ID": (
        edited('"1000.ABC"', r'"1000.\u200bABC"'),
        9,
        "client.id has a control character or another invisible sign in it",
    ),
    "unknown data center": (
        edited('data_center = "eu"', 'data_center = "mars"'),
        14,
        f"oauth.data_center must be one of: {', '.join(row.code for row in ZOHO)}, custom",
    ),
    "scopes as text": (
        edited('scopes = [\n    "Desk.tickets.READ",\n    "Desk.basic.READ",\n]', 'scopes = "x"'),
        16,
        "oauth.scopes must be a list of texts, at least one",
    ),
    "no scopes": (
        edited('scopes = [\n    "Desk.tickets.READ",\n    "Desk.basic.READ",\n]', "scopes = []"),
        16,
        "oauth.scopes must be a list of texts, at least one",
    ),
    "a number among scopes": (
        edited('    "Desk.basic.READ"', "    1"),
        16,
        "oauth.scopes must be text in quotes",
    ),
    "an empty scope": (
        edited('    "Desk.basic.READ"', '    ""'),
        16,
        "oauth.scopes has an empty text in it",
    ),
    "access type": (
        edited('"offline"', '"always"'),
        20,
        "oauth.access_type must be one of: offline, online",
    ),
    "consent at another server": (
        edited("https://accounts.zoho.eu/oauth", "https://accounts.zoho.com/oauth"),
        21,
        "oauth.request_token_url leads to another server than https://accounts.zoho.eu, "
        "where data_center is eu",
    ),
    "exchange at another server": (
        edited("https://accounts.zoho.com/oauth/v2/token", "https://evil.example/oauth/v2/token"),
        22,
        "oauth.access_token_url leads to another server than https://accounts.zoho.com, "
        "where user_data_center is us",
    ),
    "refresh at another port": (
        edited(
            'refresh_token_url = "https://accounts.zoho.com/',
            'refresh_token_url = "https://accounts.zoho.com:444/',
        ),
        23,
        "oauth.refresh_token_url leads to another server than https://accounts.zoho.com, "
        "where user_data_center is us",
    ),
    "refresh without TLS": (
        edited('refresh_token_url = "https:', 'refresh_token_url = "http:'),
        23,
        "oauth.refresh_token_url leads to another server than https://accounts.zoho.com, "
        "where user_data_center is us",
    ),
    "refresh with a user before the host": (
        edited('refresh_token_url = "https://', 'refresh_token_url = "https://x@'),
        23,
        "oauth.refresh_token_url leads to another server than https://accounts.zoho.com, "
        "where user_data_center is us",
    ),
    "an empty refresh token": (
        edited('"1000.refresh"', '""'),
        26,
        "grant.refresh_token is empty",
    ),
    "a refresh token that is no text": (
        edited('"1000.refresh"', "7"),
        26,
        "grant.refresh_token must be text in quotes",
    ),
    "no time of consent": (
        edited("authorized_at = 2026-01-31T12:00:00Z\n", ""),
        25,
        "grant.authorized_at is missing",
    ),
    "an organization without ID": (
        edited('id = "2389290"\n', ""),
        41,
        "organization.id is missing",
    ),
    "an organization ID as number": (
        edited('id = "2389290"', "id = 2389290"),
        42,
        "organization.id must be text in quotes",
    ),
    "organization as a list": (
        lambda: FULL_TEXT.replace("[organization]", "[[organization]]"),
        41,
        "organization must be a table",
    ),
    "custom without its table": (
        lambda: CUSTOM_TEXT,
        14,
        "oauth.data_center is custom, so that [custom] accounts_url is needed",
    ),
    "custom without TLS": (
        lambda: CUSTOM_TEXT + '[custom]\naccounts_url = "http://accounts.example"\n',
        45,
        "custom.accounts_url must start with https:// (http:// only on loopback): "
        "http://accounts.example",
    ),
    "custom on one side only": (
        lambda: (
            FULL_TEXT.replace('user_data_center = "us"', 'user_data_center = "custom"')
            + '[custom]\naccounts_url = "https://accounts.zoho.com"\n'
        ),
        15,
        "oauth.user_data_center and data_center must both be custom, or neither",
    ),
    "custom with URLs of a named one": (
        lambda: CUSTOM_TEXT + '[custom]\naccounts_url = "https://accounts.example"\n',
        21,
        "oauth.request_token_url leads to another server than https://accounts.example, "
        "where data_center is custom",
    ),
    "no TOML": (
        edited("[client]", "[client"),
        7,
        "this is not TOML: expected ']' at the end of a table declaration",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_with_its_line_and_never_written_over(
    case: str, connectors: Connectors, paths: Paths
) -> None:
    text, line, why = WRONG[case]
    path = put(paths, text())
    with pytest.raises(FileError) as caught:
        connectors.load("desk")
    assert caught.value.message == f"{path}, line {line}: {why}."
    assert caught.value.line == line
    assert "s3cret" not in str(caught.value)
    with pytest.raises(FileError):
        connectors.save(PLAIN)
    assert path.read_text(encoding="utf-8") == text()


def test_the_line_of_a_key_is_found_in_other_spellings_of_tables(
    connectors: Connectors, paths: Paths
) -> None:
    spelled = FULL_TEXT.replace("[organization]\nid =", '[ "organization" ] # x\n"id" =')
    put(paths, spelled.replace('"2389290"', '""'))
    with pytest.raises(FileError, match=r"line 42: organization\.id is empty"):
        connectors.load("desk")
    inline = FULL_TEXT.partition("[organization]")[0]
    put(paths, 'organization = { name = "x", id = "" }\n' + inline)
    with pytest.raises(FileError, match=r"line 1: organization\.id is empty"):
        connectors.load("desk")
    put(paths, '# first\norganization.id = ""\n' + inline)
    with pytest.raises(FileError, match=r"line 2: organization\.id is empty"):
        connectors.load("desk")


def test_the_base_url_is_compared_and_not_the_spelling(
    connectors: Connectors, paths: Paths
) -> None:
    text = FULL_TEXT.replace(
        'access_token_url = "https://accounts.zoho.com/',
        'access_token_url = "https://ACCOUNTS.zoho.com:443/',
    )
    put(paths, text)
    assert connectors.load("desk") == FULL


def test_the_three_urls_may_be_missing(connectors: Connectors, paths: Paths) -> None:
    put(paths, "\n".join(line for line in FULL_TEXT.split("\n") if "_token_url" not in line))
    assert connectors.load("desk") == FULL
    assert connectors.notes("desk") == ()


def test_another_scope_list_in_the_url_is_only_noted(connectors: Connectors, paths: Paths) -> None:
    put(paths, FULL_TEXT.replace("scope=Desk.tickets.READ,Desk", "scope=Desk.events.READ,Desk"))
    assert connectors.load("desk") == FULL
    assert connectors.notes("desk") == (
        "desk: request_token_url lists other scopes than scopes does; scopes is what counts.",
    )


def test_the_table_is_handed_in(paths: Paths) -> None:
    row = DataCenter("eu", "Europe", "http://localhost:8700/eu/accounts")
    connectors = Connectors(paths, DataCenters([row]))
    there = replace(PLAIN, data_center=row, user_data_center=row)
    connectors.save(there)
    assert connectors.load("desk") == there
    with pytest.raises(FileError, match=r"request_token_url leads to another server"):
        Connectors(paths, ZOHO).load("desk")


UNKNOWN = """
[[later]]
scope = "x"
type = "y"

[later.deep]
at = 2026-01-31T12:00:00.250+02:00
list = [1, 2.5, "three", { four = 4 }]
"""


def test_unknown_keys_are_kept_at_every_level(connectors: Connectors, paths: Paths) -> None:
    text = (
        FULL_TEXT.replace("format = 1\n", 'format = 1\ncolour = "blue"\n')
        .replace("[oauth]\n", '[client.secrets]\neu = "other"\n\n[oauth]\nfuture = 1.5\n')
        .replace("[grant]\n", "[grant]\nday = 2026-01-31\n")
        .replace("[organization]\n", "[organization]\nplan = {}\n")
    )
    path = put(paths, text + UNKNOWN)
    before = connectors.load("desk")
    # Somebody adds a key between reading and saving.
    put(paths, text.replace("blue", "green") + UNKNOWN)
    connectors.save(replace(before, note="new", organization=Organization("7", "Other")))
    after = connectors.load("desk")
    assert after == replace(
        FULL,
        note="new",
        organization=Organization("7", "Other"),
        client=replace(FULL.client, secrets={"eu": Secret("other")}),
    )
    wanted = dict(before.extra)
    wanted |= {"note": "new", "colour": "green"}
    wanted["organization"] = {"id": "7", "name": "Other", "plan": {}}
    assert after.extra == wanted
    assert "at = 2026-01-31 12:00:00.250000+02:00\n" in path.read_text(encoding="utf-8")


def test_known_keys_without_a_value_go(connectors: Connectors, paths: Paths) -> None:
    put(paths, FULL_TEXT)
    old = connectors.load("desk")
    assert old.grant
    bare = replace(old.grant, refresh_token=None, account=None, granted_scopes=None)
    connectors.save(replace(old, note="", grant=bare, organization=None))
    text = Path(paths.connector("desk")).read_text(encoding="utf-8")
    for key in ("note", "refresh_token =", "account =", "granted_scopes", "[organization]"):
        assert key not in text


def test_a_new_file_takes_the_unknown_keys_along(connectors: Connectors, paths: Paths) -> None:
    put(paths, FULL_TEXT + UNKNOWN)
    connectors.save(replace(connectors.load("desk"), name="copy"))
    assert connectors.load("copy").extra == connectors.load("desk").extra


def test_a_newer_format_is_read_and_never_written(connectors: Connectors, paths: Paths) -> None:
    text = FULL_TEXT.replace("format = 1", "format = 2") + UNKNOWN
    path = put(paths, text)
    newer = connectors.load("desk")
    assert newer == replace(FULL, format=2)
    for connector in (newer, PLAIN, replace(newer, name="copy")):
        with pytest.raises(FileError, match="has format 2, made by a newer zdesk-tui"):
            connectors.save(connector)
    assert path.read_text(encoding="utf-8") == text
    assert connectors.names() == ["desk"]


def test_a_newer_format_that_cannot_be_read_asks_for_an_update(
    connectors: Connectors, paths: Paths
) -> None:
    path = put(
        paths, FULL_TEXT.replace("format = 1", "format = 2").replace("secret =", "secret_in =")
    )
    with pytest.raises(FileError) as caught:
        connectors.load("desk")
    assert str(caught.value) == (
        f"{path} has format 2, made by a newer zdesk-tui; this one cannot read it. "
        "Update zdesk-tui."
    )


def test_a_value_that_could_not_be_read_back_is_not_written(
    connectors: Connectors, paths: Paths
) -> None:
    bad = replace(PLAIN, client=replace(PLAIN.client, secret=Secret("s3cret\n")))
    with pytest.raises(FileError) as caught:
        connectors.save(bad)
    assert str(caught.value) == (
        f"{paths.connector('desk')} was not written: client.secret has a control character or "
        "another invisible sign in it. Mend that value and save again."
    )
    assert connectors.names() == []


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "dangling"])
def test_a_connector_that_is_a_link_is_saved_where_it_points(
    connectors: Connectors, paths: Paths, tmp_path: Path, there: bool
) -> None:
    target = tmp_path / "dotfiles" / "desk.toml"
    if there:
        target.parent.mkdir()
        target.write_text(FULL_TEXT, encoding="utf-8")
    link = Path(paths.connector("desk"))
    link.parent.mkdir(parents=True)
    link.symlink_to(target)
    connectors.save(PLAIN)
    assert link.is_symlink()
    assert connectors.load("desk") == PLAIN
    assert target.is_file()


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_connector_as_it_was(
    call: str, connectors: Connectors, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    path = put(paths, FULL_TEXT)
    with monkeypatch.context() as broken:
        broken.setattr(os, call, full)
        with pytest.raises(FileError, match="the disk is full"):
            connectors.save(PLAIN)
    assert path.read_text(encoding="utf-8") == FULL_TEXT
    assert [one.name for one in path.parent.iterdir()] == ["desk.toml"]


def test_names_are_those_of_the_proper_files(connectors: Connectors, paths: Paths) -> None:
    assert connectors.names() == []
    for name in ("b", "A", "c.d", "-x", ".hidden", "a b", ""):
        put(paths, "", name)
    (Path(paths.connectors) / "note.txt").write_text("")
    assert connectors.names() == ["A", "b", "c.d"]
    assert [connectors.exists(name) for name in ("a", "A", "C.D", "c")] == [True, True, True, False]


def test_a_folder_that_cannot_be_read_is_reported(connectors: Connectors, paths: Paths) -> None:
    Path(paths.config).mkdir(parents=True)
    Path(paths.connectors).write_text("a file")
    with pytest.raises(FileError) as caught:
        connectors.names()
    assert caught.value.message == f"{paths.connectors} cannot be read: not a directory."


def test_a_missing_connector_names_what_is_near_and_what_there_is(
    connectors: Connectors, paths: Paths
) -> None:
    def said(name: str) -> str:
        with pytest.raises(NoSuchConnector) as caught:
            connectors.load(name)
        return str(caught.value)

    assert said("desk") == "There is no connector desk. None is saved yet."
    put(paths, FULL_TEXT, "Desk")
    put(paths, FULL_TEXT, "billing")
    assert said("desk") == ("There is no connector desk. Did you mean Desk? Saved: billing, Desk.")
    assert said("zzz") == "There is no connector zzz. Saved: billing, Desk."
    for number in range(10):
        put(paths, FULL_TEXT, f"n{number}")
    assert said("zzz") == (
        "There is no connector zzz. "
        "Saved: billing, Desk, n0, n1, n2, n3, n4, n5, n6, n7 and 2 more."
    )


def test_delete_removes_an_unreadable_file_too(connectors: Connectors, paths: Paths) -> None:
    put(paths, "broken")
    connectors.delete("desk")
    assert connectors.names() == []
    with pytest.raises(NoSuchConnector):
        connectors.delete("desk")


@pytest.mark.parametrize("name", ["../desk", "", "a/b", ".."])
def test_no_path_is_made_of_an_improper_name(name: str, connectors: Connectors) -> None:
    for call in (connectors.load, connectors.delete, connectors.notes):
        with pytest.raises(UsageError):
            call(name)
    with pytest.raises(UsageError):
        connectors.save(replace(PLAIN, name=name))


def test_no_secret_shows_in_a_connector_read_from_a_file(
    connectors: Connectors, paths: Paths
) -> None:
    put(paths, FULL_TEXT)
    shown = repr(connectors.load("desk"))
    assert "s3cret" not in shown
    assert "1000.refresh" not in shown


def test_the_three_urls_are_written_as_zoho_names_them() -> None:
    scopes = ("Desk.tickets.READ", "A/b c.READ&x", "ü.ALL")
    assert urls.request_token_url(EU, scopes, "online") == (
        "https://accounts.zoho.eu/oauth/v2/auth?scope=Desk.tickets.READ,A%2Fb%20c.READ%26x,"
        "%C3%BC.ALL"
    )
    assert urls.access_token_url(US) == "https://accounts.zoho.com/oauth/v2/token"
    assert urls.refresh_token_url(US) == "https://accounts.zoho.com/oauth/v2/token"
