"""The console is walked by the sheets alone: every label is found, every value is taken."""

from dataclasses import replace

import pytest

from tests.samples import CONNECTOR
from tests.sandbox.sigma import Person
from tests.sandbox.zoho import Zoho
from zdesk_tui import sheets
from zdesk_tui.connector import Client, Connector
from zdesk_tui.sandbox import visitor
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.sigma import dialogs
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.sheets import Sheet

SERVICES = [
    ("desk", GUIDE),
    ("crm", ("ZohoCRM.org.ALL",)),
    ("books", ("ZohoBooks.settings.READ",)),
    ("projects", ("ZohoProjects.portals.READ",)),
]


def filled(sheet: Sheet, labels: tuple[str, ...]) -> dict[str, str]:
    """Return what a person carries from a sheet into a dialog: value by label."""
    found = {}
    for field in sheet.fields:
        if field.label in labels:
            value = field.value
            found[field.label] = value.reveal() if isinstance(value, Secret) else value
    assert tuple(found) == labels
    return found


def begun(zoho: Zoho, service: str, scopes: tuple[str, ...]) -> Connector:
    us = data_centers(zoho.port).get("us")
    assert us is not None
    return replace(
        CONNECTOR, name="desk-prod", service=service, scopes=scopes, access_type="online",
        client=Client("", Secret(""), ""), data_center=us, user_data_center=us, grant=None,
    )  # fmt: skip


def registered(zoho: Zoho, connector: Connector, redirect_url: str) -> Connector:
    client_id, secret = visitor.register(zoho.port, "desk prod", redirect_url)
    return replace(connector, client=Client(client_id, secret, redirect_url))


@pytest.mark.parametrize(("service", "scopes"), SERVICES)
def test_connector_is_authorized_with_what_its_sheets_give(
    zoho: Zoho, service: str, scopes: tuple[str, ...]
) -> None:
    person = Person(zoho)
    connector = begun(zoho, service, scopes)
    person.create(filled(sheets.create_connector(connector), dialogs.CONNECTOR))
    connector = registered(zoho, connector, person.page.marked["redirect_url"])
    sheet = sheets.client_credentials(connector)
    assert sheet.fields[0].value == person.page.marked["redirect_url"]
    person.send(filled(sheet, dialogs.CREDENTIALS))
    person.accept()
    assert person.page.marked["status"] == "Authorized"


def test_connection_is_authorized_with_what_its_sheets_give(zoho: Zoho) -> None:
    person = Person(zoho)
    person.open("us/sigma/connections")
    connector = begun(zoho, "desk", GUIDE)
    connector = registered(zoho, connector, person.page.marked["redirect_url"])
    person.send(filled(sheets.custom_service(connector), dialogs.SERVICE))
    person.send(filled(sheets.connection(connector), dialogs.CONNECTION))
    person.send(person.chosen())
    person.send(answer="accept")
    assert person.page.marked["status"] == "Authorized"
