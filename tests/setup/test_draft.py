"""The draft: every answer survives its file, and a grant or a link only fits its own answers."""

import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from tests.samples import CONNECTOR
from zdesk_tui.connector import Client, ClientType, Connector, Grant, Organization
from zdesk_tui.consent.attempt import Attempt, DeviceAttempt
from zdesk_tui.datacenters import CUSTOM, ZOHO, DataCenter, custom
from zdesk_tui.secret import Held, Secret
from zdesk_tui.setup.draft import (
    Draft,
    Way,
    home_of,
    of_connector,
    to_connector,
    with_held,
)
from zdesk_tui.store.toml_text import toml_bytes

NOW = 1_800_000_000.5
SCOPES = ("Desk.tickets.READ", "Desk.basic.READ")
GRANT = Grant(
    authorized_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
    scopes=SCOPES,
    client_id="1000.ABC",
    data_center="eu",
    refresh_token=Secret("1000.refresh.token"),
    account="admin@zylker.example",
    zuid="4711",
    api_domain="https://www.zohoapis.eu",
    granted_scopes=("Desk.tickets.READ",),
)
FULL = Draft(
    id="full",
    journey="reauthorize",
    step="organization",
    name="desk-prod",
    service="desk",
    data_center="eu",
    note='a "note" with\nquotes, ümlauts and \\',
    operations=("getTicket",),
    scopes_text="Desk.tickets.READ,\nDesk.basic.READ",
    access_type="offline",
    way="own-host",
    redirect_uri="https://www.example.com/back?x=1",
    local_redirect_uri="http://localhost:8766/",
    other_uris={"custom-scheme": "crmleads://"},
    client_type="mobile",
    pkce=True,
    client_name="desk sync",
    client_id="1000.ABC",
    client_secret=Secret("s3cret"),
    client_secrets={"in": Secret("in secret")},
    secrets_of="1000.ABC",
    attempt=Attempt("state", NOW, Secret("verifier")),
    device=DeviceAttempt(
        Secret("device code"), "WLKU-4502", "https://a.b/d", "https://a.b/d/s", 30.0, NOW, NOW, "eu"
    ),
    attempt_for="a fingerprint",
    grant=GRANT,
    user_data_center="in",
    access_token=Secret("1000.access.token"),
    expires_at=NOW + 3600,
    organization=Organization("2389290", "Zylker"),
    ticked=("0123456789abcdef", "fedcba9876543210"),
)


def center(code: str) -> DataCenter:
    row = ZOHO.get(code)
    assert row is not None
    return row


def through_toml(draft: Draft) -> Draft:
    text = toml_bytes(draft.to_data()).decode()
    return Draft.from_data(draft.id, tomllib.loads(text))


def test_full_draft_differs_from_a_new_one_in_every_field_but_the_fixed_ones() -> None:
    new = Draft(id="new")
    same = {one.name for one in fields(Draft) if getattr(new, one.name) == getattr(FULL, one.name)}
    assert same == {"service", "access_type"}


@pytest.mark.parametrize(
    "draft",
    [
        Draft(id="new"),
        FULL,
        replace(FULL, access_type="online", grant=replace(GRANT, refresh_token=None)),
        replace(FULL, grant=replace(GRANT, account=None, zuid=None, api_domain=None)),
        replace(FULL, grant=replace(GRANT, granted_scopes=None)),
        replace(FULL, grant=replace(GRANT, granted_scopes=())),
        replace(FULL, organization=Organization("7")),
        replace(FULL, attempt=None, organization=None),
        replace(FULL, grant=None, access_token=None, expires_at=0.0),
        replace(FULL, redirect_uri="", scopes_text=" ", client_id="\t"),
    ],
)
def test_draft_comes_back_from_its_file_as_it_was(draft: Draft) -> None:
    assert through_toml(draft) == draft


NEW = Draft(id="odd")


@pytest.mark.parametrize(
    ("data", "draft"),
    [
        ({}, NEW),
        ({"name": 7, "client_id": ["1000.A"], "note": None, "redirect_uri": False}, NEW),
        ({"journey": "home", "step": "matrix", "access_type": "", "way": 3}, NEW),
        ({"step": ["connector"], "journey": {"a": 1}}, NEW),
        ({"client_secret": 12345}, NEW),
        ({"other_uris": "crmleads://"}, NEW),
        ({"other_uris": {"custom-scheme": 7}}, NEW),
        ({"client_secrets": "eu"}, NEW),
        ({"client_secrets": {"eu": 7}}, NEW),
        ({"attempt": "state"}, NEW),
        ({"attempt": {"state": "s"}}, NEW),
        ({"device": {"code": "1004.a.b"}}, NEW),
        ({"device": {"code": 7}}, NEW),
        ({"attempt": {"state": 1, "made_at": 2}}, NEW),
        ({"organization": "2389290"}, NEW),
        ({"organization": {"id": 2389290, "name": "Zylker"}}, NEW),
        ({"unknown": "key", "name": "desk"}, replace(NEW, name="desk")),
        ({"attempt": {"state": "s", "made_at": 5}}, replace(NEW, attempt=Attempt("s", 5.0))),
        # A token without the grant that it belongs to, or the other way round, is no consent.
        ({"access_token": "1000.a.b", "expires_at": 5.0}, NEW),
        ({"grant": {"client_id": "1000.A"}}, NEW),
    ],
)
def test_odd_data_reads_as_in_a_new_draft(data: dict[str, object], draft: Draft) -> None:
    assert Draft.from_data("odd", data) == draft


@pytest.mark.parametrize("missing", ["authorized_at", "scopes", "client_id", "data_center"])
def test_half_a_grant_is_none(missing: str) -> None:
    data = tomllib.loads(toml_bytes(FULL.to_data()).decode())
    assert Draft.from_data("full", data).grant == GRANT
    del data["grant"][missing]
    assert Draft.from_data("full", data).grant is None


def test_repr_of_a_draft_shows_no_secret_and_no_state() -> None:
    text = repr(FULL)
    for marker in (
        "s3cret",
        "in secret",
        "device code",
        "WLKU-4502",
        "https://a.b/d/s",
        "1000.refresh.token",
        "1000.access.token",
        "'state'",
    ):
        assert marker not in text
    assert "1000.ABC" in text


def test_secrets_stay_closed_until_the_file_is_written() -> None:
    text = repr(FULL.to_data())
    for secret in ("s3cret", "in secret", "device code", "1000.refresh", "1000.access"):
        assert secret not in text
    assert "'verifier': Secret('***')" in text


def test_new_draft_with_or_without_a_step_is_not_worth_keeping() -> None:
    assert not Draft(id="x").worth_keeping
    assert not Draft(id="x", step="scopes").worth_keeping
    assert Draft(id="x", name="d").worth_keeping
    assert Draft(id="x", client_secret=Secret("s")).worth_keeping


FITTING = replace(FULL, scopes_text=",".join(SCOPES))

CHANGES: list[tuple[str, Callable[[Draft], Draft], bool, bool]] = [
    ("nothing", lambda draft: draft, True, True),
    ("name", lambda draft: replace(draft, name="other"), True, True),
    ("note", lambda draft: replace(draft, note=""), True, True),
    ("secret", lambda draft: replace(draft, client_secret=Secret("new")), True, True),
    ("way", lambda draft: replace(draft, way="loopback"), True, True),
    ("scopes in other words", lambda draft: replace(draft, scopes_text=" ".join(SCOPES)), True,
     True),
    # A grant is the same whatever address its code came back to; the link is not.
    ("redirect", lambda draft: replace(draft, redirect_uri="http://localhost:1/"), True, False),
    ("client ID", lambda draft: replace(draft, client_id="1000.B"), False, False),
    ("data center", lambda draft: replace(draft, data_center="us"), False, False),
    ("scopes", lambda draft: replace(draft, scopes_text=SCOPES[0]), False, False),
    ("order of scopes", lambda draft: replace(draft, scopes_text=",".join(SCOPES[::-1])), False,
     False),
    ("access", lambda draft: replace(draft, access_type="online"), False, False),
    ("no grant, no link", lambda draft: replace(draft, grant=None, attempt=None), False, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "grant", "link"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_grant_and_link_fit_only_the_answers_they_were_made_for(
    change: Callable[[Draft], Draft], grant: bool, link: bool
) -> None:
    attempt = Attempt("s", NOW)
    changed = change(FITTING.with_attempt(attempt))
    assert changed.grant_fits is grant
    assert changed.live_attempt == (attempt if link else None)


def test_grant_of_an_online_connector_fits_an_online_draft() -> None:
    grant = replace(GRANT, refresh_token=None)
    assert replace(FITTING, grant=grant, access_type="online").grant_fits
    assert not replace(FITTING, grant=grant).grant_fits


def test_new_connector_is_made_of_the_draft() -> None:
    draft = replace(FITTING, journey="new")
    assert to_connector(draft, ZOHO, now=NOW, before=None) == Connector(
        name="desk-prod",
        service="desk",
        client=FULL.client,
        data_center=center("eu"),
        user_data_center=center("in"),
        scopes=SCOPES,
        created_at=datetime.fromtimestamp(1_800_000_000, UTC),
        access_type="offline",
        note=FULL.note,
        grant=GRANT,
        organization=Organization("2389290", "Zylker"),
    )


def test_account_lives_where_the_client_is_unless_consent_said_otherwise() -> None:
    made = to_connector(replace(FITTING, user_data_center=""), ZOHO, now=NOW, before=None)
    assert made.user_data_center == center("eu")


@pytest.fixture
def saved() -> Connector:
    return Connector(
        name="desk-old",
        service="desk",
        client=Client("1000.OLD", Secret("old secret"), "http://localhost:8765/callback"),
        data_center=center("eu"),
        user_data_center=center("eu"),
        scopes=SCOPES,
        created_at=datetime(2025, 6, 1, tzinfo=UTC),
        access_type="offline",
        note="kept",
        grant=replace(GRANT, client_id="1000.OLD"),
        organization=Organization("7", "Seven"),
        extra={"x_team": "ops", "client": {"x_owner": "me"}},
    )


def test_authorizing_again_begins_at_consent_with_everything_but_the_grant(
    saved: Connector,
) -> None:
    draft = of_connector("again", saved)
    assert draft == Draft(
        id="again",
        journey="reauthorize",
        step="consent",
        name="desk-old",
        data_center="eu",
        note="kept",
        scopes_text="Desk.tickets.READ,Desk.basic.READ",
        redirect_uri="http://localhost:8765/callback",
        client_id="1000.OLD",
        client_secret=Secret("old secret"),
        organization=Organization("7", "Seven"),
    )
    assert not draft.grant_fits


@pytest.mark.parametrize(
    ("redirect_uri", "way"),
    [
        ("http://localhost:8765/callback", "loopback"),
        ("HTTP://127.0.0.1:8765/", "loopback"),
        ("https://localhost:8765/callback", "own-host"),
        ("https://www.example.com/callback", "own-host"),
    ],
)
def test_authorizing_again_waits_only_where_the_answer_can_arrive(
    saved: Connector, redirect_uri: str, way: str
) -> None:
    client = replace(saved.client, redirect_uri=redirect_uri)
    assert of_connector("again", replace(saved, client=client)).way == way


def test_authorizing_again_changes_only_what_consent_brought(saved: Connector) -> None:
    grant = replace(GRANT, client_id="1000.OLD", refresh_token=Secret("new"))
    draft = replace(
        of_connector("again", saved), grant=grant, user_data_center="in",
        organization=Organization("8", "Eight"),
    )  # fmt: skip
    made = to_connector(draft, ZOHO, now=NOW, before=saved)
    assert made == replace(
        saved,
        grant=grant,
        user_data_center=center("in"),
        organization=Organization("8", "Eight"),
    )
    assert made.extra == saved.extra


def test_own_data_center_is_kept_when_authorizing_again(saved: Connector) -> None:
    own = custom("https://accounts.example.com", desk_url="https://desk.example.com")
    before = replace(saved, data_center=own, user_data_center=own)
    draft = of_connector("again", before)
    assert draft.data_center == CUSTOM
    assert home_of(draft, ZOHO, before) == own
    made = to_connector(replace(draft, user_data_center=CUSTOM), ZOHO, now=NOW, before=before)
    assert (made.data_center, made.user_data_center) == (own, own)


@pytest.mark.parametrize("code", ["", "mars", CUSTOM])
def test_data_center_that_is_not_chosen_has_no_home(code: str) -> None:
    with pytest.raises(KeyError):
        home_of(Draft(id="x", data_center=code), ZOHO, None)


def test_secret_of_another_data_center_is_that_of_one_client_id() -> None:
    draft = Draft(id="new", client_id="1000.A").with_secret("eu", Secret("european"))
    draft = draft.with_secret("in", Secret("indian"))
    assert draft.client.secret_at("eu") == Secret("european")
    assert set(draft.client.secrets) == {"eu", "in"}
    other = replace(draft, client_id="1000.B")
    assert other.client.secrets == {}
    assert replace(other, client_id="1000.A") == draft
    assert set(other.with_secret("us", Secret("american")).client.secrets) == {"us"}


@pytest.mark.parametrize(
    ("way", "client_type"), [("device-code", "non-browser"), ("self-client", "self-client")]
)
def test_client_that_is_not_called_back_has_no_redirect_uri(
    way: Way, client_type: ClientType
) -> None:
    typed = replace(FULL, way=way, client_type=client_type)
    assert typed.purpose is None
    assert typed.client.redirect_uri == ""
    assert replace(typed, way="own-host").client.redirect_uri == FULL.redirect_uri
    saved = to_connector(typed, ZOHO, now=NOW, before=None)
    assert saved.client.redirect_uri == ""
    again = of_connector("again", saved)
    assert (again.way, again.client_type) == (way, client_type)
    assert again.client == typed.client


def held(which: str) -> Held:
    def fetch() -> str:
        raise AssertionError("nothing here may fetch it")

    return Held(fetch, which, "in the keyring")


KEPT = replace(
    CONNECTOR,
    client=replace(
        CONNECTOR.client,
        secret=held("secret"),
        secrets={"in": held("in")},
        secret_in="keyring",
    ),
)


def test_secret_that_is_kept_elsewhere_is_in_no_draft_and_comes_back_from_its_connector() -> None:
    draft = of_connector("again", KEPT)
    text = toml_bytes(draft.to_data()).decode()
    assert "secret =" not in text
    back = through_toml(draft)
    assert back.client_secret == Secret("")
    assert with_held(back, KEPT) == draft
    # What was typed since, and another client, are the person's.
    typed = replace(back, client_secret=Secret("typed"))
    assert with_held(typed, KEPT).client_secret == Secret("typed")
    other = replace(back, client_id="1000.OTHER")
    assert with_held(other, KEPT) == other
    assert with_held(back, CONNECTOR) == back


BY_COMMAND = replace(
    CONNECTOR,
    client=replace(
        CONNECTOR.client,
        secret=held("pass"),
        secret_in="command",
        secret_command=("pass", "show", "x"),
    ),
)


@pytest.mark.parametrize(
    ("before", "typed", "place"),
    [
        (CONNECTOR, None, "file"),
        (CONNECTOR, Secret("typed"), "file"),
        (KEPT, None, "keyring"),
        (KEPT, Secret("typed"), "keyring"),
        (BY_COMMAND, None, "command"),
        # The command prints the one of before.
        (BY_COMMAND, Secret("typed"), "file"),
    ],
)
def test_secrets_stay_where_the_person_chose_to_keep_them(
    before: Connector, typed: Secret | None, place: str
) -> None:
    draft = of_connector("again", before)
    if typed:
        draft = replace(draft, client_secret=typed)
    made = to_connector(draft, ZOHO, now=NOW, before=before)
    assert made.client.secret_in == place
    assert made.client.secret_command == (("pass", "show", "x") if place == "command" else ())
    assert made.client.secret is draft.client_secret
