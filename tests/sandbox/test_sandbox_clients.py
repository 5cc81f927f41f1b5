"""The API Console of the sandbox: what each client type is asked for, and what it gets."""

import pytest

from tests.sandbox.zoho import CALLBACK, Zoho
from zdesk_tui.connector import ClientType
from zdesk_tui.errors import Refused
from zdesk_tui.sandbox import visitor, webforms

FIELDS: list[tuple[ClientType, set[str]]] = [
    ("server-based", {"client_name", "homepage_url", "redirect_uris", "multi_dc"}),
    ("mobile", {"client_name", "homepage_url", "redirect_uris", "multi_dc"}),
    ("non-browser", {"client_name", "homepage_url", "multi_dc"}),
    ("self-client", set()),
]


@pytest.mark.parametrize(("kind", "fields"), FIELDS)
def test_form_asks_what_the_client_type_needs(
    zoho: Zoho, kind: ClientType, fields: set[str]
) -> None:
    form = zoho.page(f"eu/console?type={kind}").forms[0]
    assert set(form.fields) - {"form_token", "client_type"} == fields
    assert form.fields["client_type"] == kind


@pytest.mark.parametrize(("kind", "fields"), FIELDS)
def test_every_client_type_gets_an_id_and_a_secret(
    zoho: Zoho, kind: ClientType, fields: set[str]
) -> None:
    uri = CALLBACK if "redirect_uris" in fields else ""
    client_id, secret = visitor.register(zoho.port, "Ticket sync", uri, "eu", kind=kind)
    kept = zoho.client(client_id)
    assert (kept["type"], kept["secret"]) == (kind, secret.reveal())
    assert kept["redirect_uris"] == ([uri] if uri else [])


def test_unknown_type_shows_the_server_based_form(zoho: Zoho) -> None:
    form = zoho.page("eu/console?type=javascript").forms[0]
    assert form.fields["client_type"] == "server-based"


def test_account_has_one_self_client_and_create_shows_it_again(zoho: Zoho) -> None:
    first = visitor.register(zoho.port, "", data_center="jp", kind="self-client")
    again = visitor.register(zoho.port, "", data_center="jp", kind="self-client")
    elsewhere = visitor.register(zoho.port, "", data_center="sa", kind="self-client")
    assert (again[0], again[1].reveal()) == (first[0], first[1].reveal())
    assert elsewhere[0] != first[0]


@pytest.mark.parametrize(
    "uri", ["crmleads://", "com.zylker.app://oauth/back", "https://own.example/", CALLBACK]
)
def test_mobile_client_may_be_called_back_by_its_own_scheme(zoho: Zoho, uri: str) -> None:
    client_id, _ = visitor.register(zoho.port, "Leads", uri, kind="mobile")
    assert zoho.client(client_id)["redirect_uris"] == [uri]


@pytest.mark.parametrize(
    "uri", ["crmleads:", "crmleads:/back", "CrmLeads://", "crm leads://", "http://", "", "://"]
)
def test_mobile_redirect_uri_is_refused_in_zohos_words(zoho: Zoho, uri: str) -> None:
    with pytest.raises(Refused) as refused:
        visitor.register(zoho.port, "Leads", uri, kind="mobile")
    assert refused.value.word.startswith("Enter a valid redirect URI")


def test_only_a_mobile_client_may_have_its_own_scheme(zoho: Zoho) -> None:
    with pytest.raises(Refused, match="Enter a valid redirect URI: crmleads://"):
        visitor.register(zoho.port, "Leads", "crmleads://")


def test_redirect_uris_of_a_client_are_changed_on_its_own_page(zoho: Zoho) -> None:
    client_id = zoho.register("eu")["client_id"]

    def update(uris: str) -> webforms.Page:
        form = zoho.page(f"eu/console/{client_id}").forms[1]
        sent = {**form.fields, "redirect_uris": uris}
        url = zoho.url(form.action.lstrip("/"))
        return webforms.read(zoho.http.post(url, data=sent, follow_redirects=True).text)

    both = [CALLBACK, zoho.url("eu/platform/auth/conns/desk/redirect")]
    update("\n".join(both))
    assert zoho.client(client_id)["redirect_uris"] == both
    page = update("localhost")
    assert page.problems == ["Enter a valid redirect URI: localhost"]
    assert page.forms[1].fields["redirect_uris"] == "localhost"
    assert zoho.client(client_id)["redirect_uris"] == both


def test_client_that_is_not_called_back_has_no_redirect_uris_to_change(zoho: Zoho) -> None:
    client_id = zoho.register(kind="non-browser", redirect_uri="")["client_id"]
    assert len(zoho.page(f"us/console/{client_id}").forms) == 1
