"""The help texts: one for each step and screen, short, and that of the way that is chosen."""

from typing import get_args

import pytest

from zdesk_tui.errors import StepName
from zdesk_tui.setup.draft import Draft, Way
from zdesk_tui.setup.help import HELPS, Topic, of_step
from zdesk_tui.setup.steps import TITLES

LINES = range(12, 21)
COLUMNS = 76


def test_every_step_and_screen_has_help() -> None:
    topics = [part for args in get_args(Topic) for part in (get_args(args) or (args,))]
    assert set(topics) == set(HELPS)
    assert set(TITLES) <= set(HELPS)


@pytest.mark.parametrize("topic", HELPS)
def test_help_fits_the_screen_it_is_shown_on(topic: Topic) -> None:
    lines = HELPS[topic].lines(COLUMNS)
    assert len(lines) in LINES
    assert max(map(len, lines)) <= COLUMNS
    assert max(len(line) for line in HELPS[topic].lines(40)[:-1]) <= 40
    assert lines[-1].startswith("https://www.zoho.com/")


@pytest.mark.parametrize(
    ("way", "step", "words"),
    [
        ("loopback", "register", "Use the same OAuth credentials for all data centers"),
        ("loopback", "redirect", "a tunnel"),
        ("custom-scheme", "redirect", "PKCE"),
        ("custom-scheme", "register", "Mobile-based Applications"),
        ("custom-scheme", "consent", "within about a minute"),
        ("device-code", "register", "Non-browser Applications"),
        ("device-code", "consent", "every half minute"),
        ("self-client", "register", "has only one"),
        ("self-client", "consent", "all scopes in one piece"),
        ("given-by-zoho", "redirect", "developer console"),
        ("given-by-zoho", "save", "no token comes here"),
    ],
)
def test_help_follows_the_way_back_that_is_chosen(way: Way, step: StepName, words: str) -> None:
    text = of_step(step, Draft(id="help", way=way))
    assert words in " ".join(text.lines(COLUMNS))


def test_help_at_consent_again_says_what_becomes_of_the_old_grant() -> None:
    text = of_step("consent", Draft(id="help", journey="reauthorize"))
    assert "The old grant works on" in " ".join(text.lines(COLUMNS))


def test_help_leads_to_the_pages_of_the_service() -> None:
    assert of_step("scopes", Draft(id="help", service="crm")).page.startswith(
        "https://www.zoho.com/crm/"
    )
