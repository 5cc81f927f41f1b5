"""A person walks Zoho's guide in the sandbox's developer console, label by label, from sheets."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.chromium import Browser
from tests.ports import free_port
from zdesk_tui.sandbox.addresses import data_centers, origin
from zdesk_tui.sandbox.running import Sandbox

pytestmark = chromium.needed

Sheet = list[tuple[str, str]]
"""What goes into a dialog, field by field: the label that stands beside it, and the value."""

LOCAL = "http://localhost:8765/callback"
"""A second redirect URI of the client, for consent at home."""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a sandbox of its own."""
    port = free_port()
    with Sandbox.run(tmp_path / "sandbox", port):
        yield port


def guide(port: int) -> dict[str, Sheet]:
    """Return the sheets of the guide's own example, by the titles of the dialogs."""
    us = data_centers(port).get("us")
    assert us is not None
    return {
        "Create Connector": [
            ("Connector Name", "Zoho Desk"),
            (
                "Request Token URL",
                f"{us.authorization_url}"
                "?scope=Desk.tickets.READ,Desk.basic.READ,Desk.contacts.READ",
            ),
            ("Access Token URL", us.token_url),
            ("Refresh Token URL", us.token_url),
        ],
        "Add API": [
            ("API Name", "List Tickets"),
            ("Method", "GET"),
            ("URL", f"{us.desk_url}/api/v1/tickets"),
            ("Parameter name", "limit"),
            ("Parameter value", "${limit}"),
            ("Parameter name", "from"),
            ("Parameter value", "1"),
            ("Header name", "orgId"),
            ("Header value", "${orgId}"),
        ],
    }


def register(browser: Browser, console: str, *redirect_urls: str) -> Sheet:
    """Register a server-based client and return what Client Credentials asks for."""
    browser.open(console)
    browser.fill(
        [
            ("Client Name", "Ticket sync"),
            ("Homepage URL", "https://www.example.com"),
            *(("Authorized Redirect URIs", one) for one in redirect_urls),
        ]
    )
    browser.press("CREATE")
    return [
        ("Client ID", browser.text("#client_id")),
        ("Client Secret", browser.text("#client_secret")),
    ]


def authorize(browser: Browser) -> None:
    """Press Authorize Connector and agree."""
    browser.press("Authorize Connector")
    browser.until("Choose an organization")
    browser.click("[name=organization][value='2389290']")
    browser.press("Submit")
    browser.until("Desk.contacts.READ")
    browser.press("Accept")
    browser.until("Client Credentials")
    assert browser.text("#status") == "Authorized"


def enter_credentials(browser: Browser, port: int) -> str:
    """Fill in the dialog that is open with the pair of a client for its Redirect URL; return it."""
    redirect_url = browser.held("Redirect URL")
    dialog = browser.address
    sheet = register(browser, f"{origin(port)}/us/console", redirect_url, LOCAL)
    browser.open(dialog)
    browser.fill(sheet)
    browser.press("Save")
    browser.until("Nobody has accepted yet.")
    return redirect_url


def test_guide_is_walked_by_its_labels_to_a_call_out_of_an_extension(
    tmp_path: Path, port: int
) -> None:
    sheets = guide(port)
    with chromium.chromium(tmp_path) as browser:
        browser.open(f"{origin(port)}/us/sigma")
        browser.press("Create Connector")
        browser.fill(sheets["Create Connector"])
        browser.press("Save")
        first = enter_credentials(browser, port)
        authorize(browser)
        browser.press("Add API")
        browser.fill(sheets["Add API"])
        browser.press("Save")
        browser.until("List Tickets (GET, not published)")
        browser.press("Publish")
        browser.until("List Tickets (GET, published)")
        browser.press("Extensions")
        browser.fill([("Extension Name", "Ticket Sync")])
        browser.press("Create")
        browser.until("Add Connector")
        browser.fill([("Connector", "Zoho Desk")])
        browser.press("OK")
        second = enter_credentials(browser, port)
        authorize(browser)
        browser.press("View All APIs")
        browser.press("List Tickets")
        assert browser.text("#identifier") == "ticketsync.zohodesk.listtickets"
        browser.fill([("orgId", "2389290"), ("limit", "2")])
        browser.press("Invoke")
        answer = json.loads(browser.text("#answer"))
    assert first != second
    assert answer["status_code"] == 200
    assert len(json.loads(answer["response"])["data"]) == 2
