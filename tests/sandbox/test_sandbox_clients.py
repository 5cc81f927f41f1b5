"""The API Console of the sandbox: what each client type is asked for, and what it gets."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.ports import free_port
from zdesk_tui.connector import ClientType
from zdesk_tui.errors import Refused
from zdesk_tui.sandbox import visitor, webforms
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox

CALLBACK = "http://localhost:9/callback"


@dataclass
class Console:
    """The console pages of a running sandbox."""

    port: int
    http: httpx.Client
    control: Control

    def page(self, path: str) -> webforms.Page:
        return webforms.read(self.http.get(f"http://localhost:{self.port}/{path}").text)

    def client(self, client_id: str) -> dict[str, object]:
        return next(one for one in self.control.state()["clients"] if one["id"] == client_id)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    port, home = free_port(), tmp_path_factory.mktemp("console") / "sandbox"
    with Sandbox.join_or_run(home, port), httpx.Client(trust_env=False) as client:
        yield Console(port, client, Control(home, port))


@pytest.fixture
def console(running: Console) -> Iterator[Console]:
    """The module's sandbox, with its switches and clock back in place afterwards."""
    before = running.control.switch()
    yield running
    running.control.switch(**before)
    running.control.set_clock(0)


FIELDS: list[tuple[ClientType, set[str]]] = [
    ("server-based", {"client_name", "homepage_url", "redirect_uris", "multi_dc"}),
    ("mobile", {"client_name", "homepage_url", "redirect_uris", "multi_dc"}),
    ("non-browser", {"client_name", "homepage_url", "multi_dc"}),
    ("self-client", set()),
]


@pytest.mark.parametrize(("kind", "fields"), FIELDS)
def test_form_asks_what_the_client_type_needs(
    console: Console, kind: ClientType, fields: set[str]
) -> None:
    form = console.page(f"eu/console?type={kind}").forms[0]
    assert set(form.fields) - {"form_token", "client_type"} == fields
    assert form.fields["client_type"] == kind


@pytest.mark.parametrize(("kind", "fields"), FIELDS)
def test_every_client_type_gets_an_id_and_a_secret(
    console: Console, kind: ClientType, fields: set[str]
) -> None:
    uri = CALLBACK if "redirect_uris" in fields else ""
    client_id, secret = visitor.register(console.port, "Ticket sync", uri, "eu", kind=kind)
    kept = console.client(client_id)
    assert (kept["type"], kept["secret"]) == (kind, secret.reveal())
    assert kept["redirect_uris"] == ([uri] if uri else [])


def test_unknown_type_shows_the_server_based_form(console: Console) -> None:
    form = console.page("eu/console?type=javascript").forms[0]
    assert form.fields["client_type"] == "server-based"


def test_account_has_one_self_client_and_create_shows_it_again(console: Console) -> None:
    first = visitor.register(console.port, "", data_center="jp", kind="self-client")
    again = visitor.register(console.port, "", data_center="jp", kind="self-client")
    elsewhere = visitor.register(console.port, "", data_center="sa", kind="self-client")
    assert (again[0], again[1].reveal()) == (first[0], first[1].reveal())
    assert elsewhere[0] != first[0]


@pytest.mark.parametrize(
    "uri", ["crmleads://", "com.zylker.app://oauth/back", "https://own.example/", CALLBACK]
)
def test_mobile_client_may_be_called_back_by_its_own_scheme(console: Console, uri: str) -> None:
    client_id, _ = visitor.register(console.port, "Leads", uri, kind="mobile")
    assert console.client(client_id)["redirect_uris"] == [uri]


@pytest.mark.parametrize(
    "uri", ["crmleads:", "crmleads:/back", "CrmLeads://", "crm leads://", "http://", "", "://"]
)
def test_mobile_redirect_uri_is_refused_in_zohos_words(console: Console, uri: str) -> None:
    with pytest.raises(Refused) as refused:
        visitor.register(console.port, "Leads", uri, kind="mobile")
    assert refused.value.word.startswith("Enter a valid redirect URI")


def test_only_a_mobile_client_may_have_its_own_scheme(console: Console) -> None:
    with pytest.raises(Refused, match="Enter a valid redirect URI: crmleads://"):
        visitor.register(console.port, "Leads", "crmleads://")
