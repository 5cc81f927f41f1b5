"""The sandbox's products beside Desk: who is asked for an organization, faults by one name."""

import httpx
import pytest

from tests.commands import World
from zdesk_tui.errors import UsageError
from zdesk_tui.sandbox import visitor
from zdesk_tui.zoho.accounts import consent_url

REDIRECT = "http://localhost:8765/callback"


def link(world: World, *scopes: str) -> str:
    row = world.workspace.data_centers.get("eu")
    assert row is not None
    client_id, _ = visitor.register(world.port, "test", REDIRECT, "eu")
    return consent_url(
        row, client_id=client_id, redirect_uri=REDIRECT, scopes=scopes,
        access_type="offline", state="s",
    )  # fmt: skip


def test_only_services_that_bind_a_token_ask_for_the_organization(world: World) -> None:
    crm, cliq = (
        link(world, "ZohoCRM.org.ALL", "Desk.basic.READ"),
        link(world, "ZohoCliq.Users.READ"),
    )
    asked = httpx.get(crm, trust_env=False).text
    assert "<h1>Choose an organization</h1>" in asked
    assert "Zoho CRM and Zoho Desk: organization of admin@zylker.example" in asked
    visitor.accept(crm, port=world.port, organization="2390011", deliver=False)
    assert world.control.state()["codes"][-1]["permission"]["organization"] == "2390011"
    not_asked = httpx.get(cliq, trust_env=False).text
    assert "<h1>Sign in</h1>" in not_asked
    assert "2390011" not in not_asked
    with pytest.raises(UsageError, match="does not offer the organization"):
        visitor.accept(cliq, port=world.port, organization="2390011", deliver=False)
    visitor.accept(cliq, port=world.port, deliver=False)
    assert world.control.state()["codes"][-1]["permission"]["organization"] is None


def test_any_product_can_be_out_of_order(world: World) -> None:
    world.control.fault("eu.product", "status", status=503)
    url = f"http://localhost:{world.port}/eu/cliq/api/v2/channels"
    assert [httpx.get(url, trust_env=False).status_code for _ in range(2)] == [503, 401]
    counts = world.control.counts()
    assert (counts["product"], counts["eu.product"]) == (2, 2)


def test_stranger_hosts_reach_no_product_either(world: World) -> None:
    url = f"http://localhost:{world.port}/eu/api/crm/v8/org"
    answer = httpx.get(url, headers={"Host": "www.zylker.example"}, trust_env=False)
    assert answer.status_code == 421
