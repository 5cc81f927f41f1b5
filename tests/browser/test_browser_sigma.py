"""A person walks Zoho's guide in the sandbox's developer console by the sheets alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.chromium import Browser
from tests.ports import free_port
from tests.samples import CONNECTOR
from zdesk_tui import apis, sheets
from zdesk_tui.catalog import operations
from zdesk_tui.connector import Client, Connector, Organization
from zdesk_tui.redirects import SUGGESTED
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.sheets import Sheet

pytestmark = chromium.needed


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Connector]:
    """The guide's own example in a sandbox of its own, with one API and no client yet."""
    port = free_port()
    us = data_centers(port).get("us")
    assert us is not None
    connector = replace(
        CONNECTOR, name="desk-prod", service="desk", scopes=GUIDE, access_type="online",
        client=Client("", Secret(""), "", local_redirect_uri=SUGGESTED), data_center=us,
        user_data_center=us, grant=None, organization=Organization("2389290", "Zylker"),
        lives_in="zoho-connector",
    )  # fmt: skip
    listing = operations.called("desk", "GET", "/api/v1/tickets")
    assert listing is not None
    api = apis.of_operation(listing, connector)
    assert api is not None
    api = replace(api, parameters={"limit": "${limit}", "from": "1"})
    with Sandbox.run(tmp_path / "sandbox", port):
        yield replace(connector, apis=(api,))


def carried(sheet: Sheet, *left_out: str) -> list[tuple[str, str]]:
    """Return what a person carries from a sheet into its dialog: label and value, in order."""
    return [
        (field.label, field.value.reveal() if isinstance(field.value, Secret) else field.value)
        for field in sheet.fields
        if field.value and field.label not in left_out
    ]


def with_client(browser: Browser, connector: Connector) -> Connector:
    """Take the Redirect URL of the dialog that is open, and register a client with it."""
    client = replace(connector.client, redirect_uri=browser.held("Redirect URL"))
    connector = replace(connector, client=client)
    dialog = browser.address
    (open_console, console), *rest = carried(sheets.of_connector(connector)[1])
    assert open_console == "Open the API Console"
    browser.open(console)
    browser.fill(rest)
    browser.press("CREATE")
    pair = browser.text("#client_id"), Secret(browser.text("#client_secret"))
    browser.open(dialog)
    return replace(connector, client=replace(client, id=pair[0], secret=pair[1]))


def with_another_redirect_url(browser: Browser, connector: Connector) -> str:
    """Add the Redirect URL of the dialog that is open to the client; return it."""
    redirect_url, dialog = browser.held("Redirect URL"), browser.address
    browser.open(f"{connector.data_center.console_url}/{connector.client.id}")
    label = "Authorized Redirect URIs"
    uris = [connector.client.redirect_uri, connector.client.local_redirect_uri, redirect_url]
    browser.fill([(label, uri) for uri in uris])
    browser.press("UPDATE")
    browser.until(redirect_url)
    browser.open(dialog)
    return redirect_url


def authorize(browser: Browser, sheet: Sheet, *, again: bool = False) -> None:
    """Do what the sheet says; nobody has to accept again what the same client may do already."""
    press, choose, submit, accept = sheet.fields
    browser.press(press.label.removeprefix("Press "))
    browser.until("Choose an organization")
    browser.click(f"[name=organization][value='{str(choose.value).split()[-1]}']")
    browser.press(submit.label.removeprefix("Press "))
    if not again:
        browser.until("Desk.contacts.READ")
        browser.press(accept.label.removeprefix("Press "))
    browser.until("Client Credentials")
    assert browser.text("#status") == "Authorized"


def test_guide_is_walked_by_its_sheets_to_a_call_out_of_an_extension(
    tmp_path: Path, begun: Connector
) -> None:
    with chromium.chromium(tmp_path) as browser:
        browser.open(str(begun.data_center.console_url).replace("/console", "/sigma"))
        browser.press("Create Connector")
        browser.fill(carried(sheets.create_connector(begun)))
        browser.press("Save")
        connector = with_client(browser, begun)
        create, _, dialog, consent, add_api, associate, deluge = sheets.of_connector(connector)
        browser.fill(carried(dialog, "Redirect URL"))
        browser.press("Save")
        browser.until("Nobody has accepted yet.")
        authorize(browser, consent)
        browser.press("Add API")
        browser.fill(carried(add_api))
        browser.press("Save")
        browser.until("Get tickets (GET, not published)")
        browser.press("Publish")
        browser.until("Get tickets (GET, published)")
        browser.press("Extensions")
        browser.fill([("Extension Name", "Ticket Sync")])
        browser.press("Create")
        browser.until("Add Connector")
        browser.fill([("Connector", str(create.fields[0].value))])
        browser.press("OK")
        browser.until("Redirect URL")
        assert with_another_redirect_url(browser, connector) != connector.client.redirect_uri
        browser.fill(carried(associate, "Redirect URL"))
        browser.press("Save")
        browser.until("Nobody has accepted yet.")
        authorize(browser, consent, again=True)
        browser.press("View All APIs")
        browser.press("Get tickets")
        assert browser.text("#identifier") == "ticketsync.deskprod.gettickets"
        assert "likely deskprod.gettickets" in deluge.fields[0].how
        browser.fill([("limit", "2")])
        browser.press("Invoke")
        answer = json.loads(browser.text("#answer"))
    assert answer["status_code"] == 200
    assert len(json.loads(answer["response"])["data"]) == 2
