"""The catalog's services: their order, what they call an organization, where people have them."""

import pytest

from zdesk_tui.catalog import services
from zdesk_tui.datacenters import ZOHO


def test_desk_is_first_then_products_by_name_then_helpers() -> None:
    rows = services.ordered()
    assert len(rows) == len(services.load()) == 53
    assert rows[0].key == "desk"
    kinds = [row.kind for row in rows]
    assert kinds == sorted(kinds, reverse=True)
    products = [row.name.casefold() for row in rows[1:] if row.kind == "product"]
    assert products == sorted(products)


@pytest.mark.parametrize(
    ("key", "word", "id_words"),
    [
        ("desk", "organization", "organization ID"),
        ("books", "organization", "organization ID"),
        ("projects", "portal", "portal ID"),
        ("salesiq", "portal", "portal's screen name"),
        ("sprints", "team", "team ID"),
        ("mail", "account", "account ID"),
        ("payments", "account", "account ID"),
        ("connect", "network", "network ID"),
    ],
)
def test_each_service_has_its_own_word_for_an_organization(
    key: str, word: str, id_words: str
) -> None:
    rule = services.of(key).organization
    assert (rule.word, rule.id_words) == (word, id_words)


@pytest.mark.parametrize(
    ("key", "code", "url"),
    [
        ("desk", "eu", "https://desk.zoho.eu"),
        ("crm", "ca", "https://crm.zohocloud.ca"),
        ("books", "in", "https://books.zoho.in"),
        ("projects", "au", "https://projects.zoho.com.au"),
        ("marketing-automation", "us", "https://marketingautomation.zoho.com"),
    ],
)
def test_address_bar_shows_the_product_at_the_data_centers_domain(
    key: str, code: str, url: str
) -> None:
    row = ZOHO.get(code)
    assert row is not None
    assert row.url(services.of(key).site) == url


@pytest.mark.parametrize("key", ["accounts", "files", "iot", "qntrl", "teleport"])
def test_without_a_host_by_data_center_there_is_no_address_to_show(key: str) -> None:
    assert services.of(key).site == ""


def test_service_of_another_release_offers_nothing_and_breaks_nothing() -> None:
    row = services.of("tele\x1bport")
    assert (row.key, row.name) == ("tele\x1bport", "teleport")
    assert not row.organization.chosen_here
    assert row.health.url == ""
