"""From client to live proof for several services, over sockets, in every data center."""

import asyncio
import time
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.commands import World
from zdesk_tui.catalog.services import of
from zdesk_tui.connector import Client, Connector, Organization
from zdesk_tui.consent.answer import Answer, read_answer
from zdesk_tui.consent.redeem import Request, redeem
from zdesk_tui.errors import Refused
from zdesk_tui.lifecycle.adopt import adopt, prove
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.lifecycle.whose import Whose, whose
from zdesk_tui.sandbox import visitor
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, to_connector
from zdesk_tui.zoho.accounts import consent_url
from zdesk_tui.zoho.services import Proof
from zdesk_tui.zoho.wire import Wire

REDIRECT = "http://localhost:8765/callback"
PROFILE = "AaaServer.profile.READ"
ADMIN = "admin@zylker.example"
BOTH_ZYLKERS = ["2389290", "2390011"]


@dataclass
class Made:
    """A connector that was set up, and what was seen on the way."""

    connector: Connector
    token: Secret
    found: Whose
    proof: Proof | None


def set_up(
    world: World,
    service: str,
    scopes: tuple[str, ...],
    *,
    registered_in: str = "us",
    lives_in: str = "us",
    pick: int = 0,
    account: str = ADMIN,
) -> Made:
    """Walk the setup without its screens: consent, organizations, save, proof."""
    table = world.workspace.data_centers
    row = table.get(registered_in)
    assert row is not None
    client_id, secret = visitor.register(world.port, "test", REDIRECT, registered_in)
    client = Client(client_id, secret, REDIRECT)
    link = consent_url(
        row, client_id=client_id, redirect_uri=REDIRECT, scopes=scopes,
        access_type="offline", state="state",
    )  # fmt: skip
    visit = visitor.accept(
        link, port=world.port, data_center=lives_in, account=account, deliver=False
    )
    params = {key: one[0] for key, one in parse_qs(urlsplit(visit.address).query).items()}
    answer = read_answer(params, table, row)
    assert isinstance(answer, Answer)

    async def core() -> Made:
        async with Wire() as wire:
            granted = await redeem(wire, Request(client, row, scopes), answer, time.time())
        center = granted.user_data_center
        found = await whose(of(service), center, granted.access_token, scopes)
        chosen = found.organizations[pick] if found.organizations else None
        draft = Draft(
            id="made", name="made", service=service, data_center=registered_in,
            scopes_text=",".join(scopes), client_id=client_id, client_secret=secret,
            grant=granted.grant, user_data_center=center.code,
            organization=Organization(chosen.id, chosen.name) if chosen else None,
        )  # fmt: skip
        connector = to_connector(draft, table, now=time.time(), before=None)
        adopt(world.workspace, connector, granted.access_token, granted.expires_at)
        proof = await prove(world.workspace, connector, granted.access_token)
        return Made(world.workspace.connectors.load("made"), granted.access_token, found, proof)

    return asyncio.run(core())


def test_every_call_goes_to_the_data_center_of_the_account(world: World) -> None:
    """B05: the account lives elsewhere than the client, as the callback's `location` says."""
    for row in world.workspace.data_centers:
        world.control.clear_counts()
        made = set_up(world, "desk", ("Desk.basic.READ", "Desk.tickets.READ"), lives_in=row.code)
        assert [one.id for one in made.found.organizations] == ["2389290", "2390011", "2391882"]
        assert made.proof is not None
        assert (made.proof.call, made.proof.status) == ("GET /api/v1/organizations", 200)
        assert made.found.person is not None
        assert made.found.person.account == ADMIN
        world.expire("made")
        renewed = asyncio.run(valid_token(world.workspace, "made"))
        assert renewed.access_token.reveal() != made.token.reveal()
        counts = world.control.counts()
        for name, times in (("exchange", 1), ("refresh", 1), ("organizations", 2), ("myinfo", 1)):
            assert (counts[name], counts[f"{row.code}.{name}"]) == (times, times)
        saved = world.file("made").read_text(encoding="utf-8")
        assert f'user_data_center = "{row.code}"' in saved
        assert f'refresh_token_url = "{row.token_url}"' in saved
        assert f'api_domain = "{row.api_url}"' in saved


def test_organizations_of_the_same_name_are_told_apart_and_the_chosen_one_is_kept(
    world: World,
) -> None:
    """B25: three organizations, two of one name."""
    scopes = ("ZohoBooks.settings.READ", PROFILE)
    made = set_up(world, "books", scopes, registered_in="in", lives_in="in", pick=1)
    rows = made.found.organizations
    assert len(rows) == 3
    assert [row.id for row in rows if row.name == "Zylker"] == BOTH_ZYLKERS
    assert [row.is_default for row in rows] == [True, False, False]
    assert made.connector.organization == Organization("2390011", "Zylker")
    assert made.found.person is not None
    assert (made.found.person.account, made.found.problem, made.found.bound) == (ADMIN, None, None)
    assert made.proof is not None
    assert made.proof.call == "GET /books/v3/organizations"
    counts = world.control.counts()
    assert (counts["books"], counts["in.books"]) == (2, 2)
    assert "desk" not in counts


def test_crm_in_canada_is_proven_within_the_organization_of_the_consent(world: World) -> None:
    made = set_up(world, "crm", ("ZohoCRM.org.ALL", PROFILE), registered_in="ca", lives_in="ca")
    # The token itself is bound to one: there is nothing to choose and nothing to send.
    assert made.connector.organization is None
    assert (made.found.organizations, made.found.problem) == ((), None)
    assert made.found.person is not None
    assert made.proof is not None
    assert (made.proof.call, made.proof.status) == ("GET /crm/v8/org", 200)
    assert world.workspace.statuses.load("made").verdict == "ready"
    assert world.control.counts()["ca.crm"] == 1


def test_mailbox_is_what_mail_calls_an_organization(world: World) -> None:
    made = set_up(world, "mail", ("ZohoMail.accounts.READ",), account="nobody@zylker.example")
    assert [(row.id, row.name) for row in made.found.organizations] == [
        ("2560636000000008013", "nobody@zylker.example")
    ]
    assert made.found.person is None
    assert made.proof is not None
    assert made.proof.call == "GET /api/accounts"


def test_service_without_organizations_needs_none(world: World) -> None:
    made = set_up(world, "cliq", ("ZohoCliq.Channels.READ",), registered_in="jp", lives_in="jp")
    assert made.connector.organization is None
    assert made.proof is not None
    assert made.proof.call == "GET /api/v2/channels?limit=1"
    assert world.control.counts()["jp.cliq"] == 1


def test_portals_and_teams_are_chosen_in_the_same_way(world: World) -> None:
    for key, scope in (
        ("projects", "ZohoProjects.portals.READ"),
        ("salesiq", "SalesIQ.portals.ALL"),
        ("sprints", "ZohoSprints.teams.READ"),
        ("analytics", "ZohoAnalytics.metadata.read"),
        ("meeting", "ZohoMeeting.manageOrg.READ"),
    ):
        made = set_up(world, key, (scope,))
        assert made.found.problem is None
        assert made.connector.organization is not None
        assert made.proof is not None


REFUSALS = [
    ("crm", ("ZohoCRM.modules.READ",), "ZohoCRM.org.ALL", "OAUTH_SCOPE_MISMATCH"),
    ("books", ("ZohoBooks.contacts.READ",), "ZohoBooks.settings.READ", "57"),
    ("mail", ("ZohoMail.folders.READ",), "ZohoMail.accounts.READ", "INVALID_OAUTHSCOPE"),
    ("cliq", ("ZohoCliq.Messages.READ",), "ZohoCliq.Channels.READ", "OAUTH_SCOPE_MISMATCH"),
]


def test_missing_scope_and_ended_token_are_told_apart(world: World) -> None:
    for key, scopes, claimed, word in REFUSALS:
        made = set_up(world, key, scopes)
        assert made.proof is None
        claiming = replace(made.connector, scopes=(claimed,))
        with pytest.raises(Refused) as missing:
            asyncio.run(prove(world.workspace, claiming, made.token))
        assert (missing.value.word, missing.value.mends) == (word, "scopes")
        world.control.advance(3601)
        with pytest.raises(Refused) as ended:
            asyncio.run(prove(world.workspace, claiming, made.token))
        assert ended.value.mends == "consent"


def test_what_no_product_has_is_not_there(world: World) -> None:
    for path in ("eu/crm/anything", "eu/api/crm/v8/nothing", "eu/voice/rest/json/v1"):
        answer = httpx.get(f"http://localhost:{world.port}/{path}", trust_env=False)
        assert (answer.status_code, answer.json()["code"]) == (404, "URL_NOT_FOUND")
