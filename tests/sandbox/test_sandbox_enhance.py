"""More scopes for a refresh token, as the sandbox plays it."""

import httpx
import pytest

from tests.commands import World, connect
from zdesk_tui.errors import Refused
from zdesk_tui.sandbox import visitor

PAGE = "/eu/accounts/oauth/v2/token/addextrascope"


def link(world: World, **changed: str) -> str:
    connector = world.workspace.connectors.load("desk")
    assert connector.grant
    assert connector.grant.refresh_token
    pair = {"client_id": connector.client.id, "client_secret": connector.client.secret.reveal()}
    base = f"http://localhost:{world.port}"
    answer = httpx.post(
        f"{base}/eu/accounts/oauth/v2/token/scopeenhance",
        data={
            **pair,
            "grant_type": "update_scopes_token",
            "refresh_token": connector.grant.refresh_token.reveal(),
        },
        trust_env=False,
    )
    sent = {
        "client_id": connector.client.id,
        "response_type": "update_scopes",
        "redirect_uri": connector.client.redirect_uri,
        "scope": "Desk.settings.READ",
        "enhance_token": answer.json()["access_token"],
        "logout": "false",
        **changed,
    }
    return str(httpx.URL(f"{base}{PAGE}", params=sent))


@pytest.mark.parametrize(
    ("switch", "reject", "end"),
    [
        ("status", False, "?status=success"),
        ("status", True, "?status=failure"),
        ("state alone", False, "/callback"),
        ("error word", True, "?error=access_denied"),
    ],
)
def test_redirect_says_what_the_switch_lets_it_say(
    world: World, switch: str, reject: bool, end: str
) -> None:
    connect(world, "desk")
    world.control.switch(enhance_answer=switch)
    visit = visitor.accept(link(world), port=world.port, reject=reject, deliver=False)
    assert visit.address.endswith(end)
    [token] = world.control.state()["refresh_tokens"]
    assert ("Desk.settings.READ" in token["permission"]["scopes"]) is not reject


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({"client_id": "1000.X"}, "Invalid Client"),
        ({"response_type": "code"}, "Invalid response type"),
        ({"redirect_uri": "http://localhost:1/"}, "Invalid Redirect Uri"),
        ({"enhance_token": "1000.x.y"}, "Invalid token"),
        ({"scope": "Desk.nothing.READ"}, "Invalid OAuth scope"),
    ],
)
def test_page_refuses_what_is_not_right(world: World, changed: dict[str, str], title: str) -> None:
    connect(world, "desk")
    with pytest.raises(Refused) as refused:
        visitor.accept(link(world, **changed), port=world.port)
    assert refused.value.word == title
