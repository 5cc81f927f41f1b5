"""Which scope is named when Zoho says that one is missing."""

from dataclasses import replace

import pytest

from tests import samples
from zdesk_tui.connector import Connector
from zdesk_tui.lifecycle.lacking import lacking


def desk(*, wanted: str, asked: str, granted: str = "") -> Connector:
    """Return a connector that wants some scopes, with a grant of others."""
    grant = replace(
        samples.GRANT,
        scopes=tuple(asked.split()),
        granted_scopes=tuple(granted.split()) or None,
    )
    return replace(samples.CONNECTOR, scopes=tuple(wanted.split()), grant=grant)


@pytest.mark.parametrize(
    ("connector", "named"),
    [
        # Added to the file after the consent.
        (
            desk(wanted="Desk.tickets.READ Desk.basic.READ", asked="Desk.tickets.READ"),
            ("Desk.basic.READ",),
        ),
        # Asked for and not granted, as Zoho's answer says.
        (
            desk(
                wanted="Desk.basic.READ Desk.search.READ",
                asked="Desk.basic.READ Desk.search.READ",
                granted="Desk.search.READ",
            ),
            ("Desk.basic.READ",),
        ),
        # The grant should be enough, and is not.
        (desk(wanted="Desk.basic.READ", asked="Desk.basic.READ"), ("Desk.basic.READ",)),
        (desk(wanted="Desk.contacts.READ", asked="Desk.contacts.ALL"), ("Desk.contacts.READ",)),
        # No call is known that they open: what was not granted is all that can be said.
        (desk(wanted="Desk.articles.READ", asked="Desk.articles.READ"), ()),
        (
            desk(wanted="Desk.articles.READ Desk.articles.UPDATE", asked="Desk.articles.READ"),
            ("Desk.articles.UPDATE",),
        ),
        (
            replace(
                desk(wanted="ZohoMail.messages.READ", asked="ZohoMail.folders.READ"),
                service="mail",
            ),
            ("ZohoMail.messages.READ",),
        ),
        (replace(desk(wanted="Desk.basic.READ", asked="x"), grant=None), ("Desk.basic.READ",)),
    ],
)
def test_scope_that_a_consent_should_bring_is_named(
    connector: Connector, named: tuple[str, ...]
) -> None:
    assert lacking(connector) == named
