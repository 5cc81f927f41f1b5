"""Names for Zoho's dialogs, made from a connector's name."""

import pytest

from zdesk_tui import zoho_names
from zdesk_tui.names import LONGEST


@pytest.mark.parametrize(
    ("name", "label", "link", "identifier"),
    [
        ("desk", "desk", "desk", "desk"),
        ("desk-prod", "desk prod", "desk_prod", "deskprod"),
        ("Desk.Prod_2", "Desk Prod 2", "desk_prod_2", "deskprod2"),
        ("7--x.", "7 x", "7_x", "7x"),
        ("a" * LONGEST, "a" * 50, "a" * 50, "a" * 50),
    ],
)
def test_name_is_made_of_what_no_dialog_refuses(
    name: str, label: str, link: str, identifier: str
) -> None:
    assert zoho_names.label(name) == label
    assert zoho_names.link(name) == link
    assert zoho_names.identifier(label) == identifier


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crm", "Zoho's own calls begin with crm, so it may refuse a connector of that name"),
        ("C.R-M", "Zoho's own calls begin with crm"),
        ("raise-signal", "Zoho's own calls begin with raisesignal"),
        ("a" * LONGEST, f"Zoho's dialog may take 50 characters; the sheet says {'a' * 50}."),
    ],
)
def test_name_that_zoho_may_refuse_is_told_and_not_barred(name: str, said: str) -> None:
    [finding] = zoho_names.check(name)
    assert finding.mark == "~"
    assert said in finding.text


def test_usual_name_has_nothing_said_about_it() -> None:
    assert zoho_names.check("desk-prod") == ()
    assert zoho_names.check("crm-leads") == ()
