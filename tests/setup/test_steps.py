"""The steps: their order and number, what keeps one from being left, and where a draft goes on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zdesk_tui.connector import Grant
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import StepName
from zdesk_tui.secret import Secret
from zdesk_tui.setup import steps
from zdesk_tui.setup.draft import Draft

ORDER: tuple[StepName, ...] = (
    "connector",
    "scopes",
    "redirect",
    "register",
    "credentials",
    "consent",
    "organization",
    "save",
)
SCOPES = ("Desk.tickets.READ",)
READY = Draft(
    id="ready",
    step="save",
    name="desk-prod",
    data_center="eu",
    scopes_text=",".join(SCOPES),
    client_id="1000.GMB0YULZHJK411248S8I5GZ4CHUEX0",
    client_secret=Secret("122c324d3496d5d777ceeebc129470715fbb856b7e"),
    grant=Grant(
        authorized_at=datetime(2026, 1, 31, tzinfo=UTC),
        scopes=SCOPES,
        client_id="1000.GMB0YULZHJK411248S8I5GZ4CHUEX0",
        data_center="eu",
        refresh_token=Secret("1000.r.t"),
    ),
)
AGAIN = replace(READY, journey="reauthorize")


def test_new_connector_takes_eight_steps_and_consent_again_three() -> None:
    assert steps.steps_of(READY) == ORDER
    assert steps.steps_of(AGAIN) == ("consent", "organization", "save")
    assert [step for step in steps.TITLES if step in ORDER] == list(ORDER)


def test_steps_of_a_new_connector_are_counted_from_one_to_eight() -> None:
    assert [steps.position(READY, step) for step in ORDER] == [(at, 8) for at in range(1, 9)]
    assert [steps.after(READY, step) for step in ORDER] == [*ORDER[1:], None]
    assert [steps.before(READY, step) for step in ORDER] == [None, *ORDER[:-1]]


def test_detour_is_not_counted_and_leads_back_to_the_first_step() -> None:
    numbers = {step: steps.position(AGAIN, step) for step in ORDER}
    assert numbers == {
        "connector": (0, 3),
        "scopes": (0, 3),
        "redirect": (0, 3),
        "register": (0, 3),
        "credentials": (0, 3),
        "consent": (1, 3),
        "organization": (2, 3),
        "save": (3, 3),
    }
    for detour in ORDER[:5]:
        assert steps.after(AGAIN, detour) == "consent"
        assert steps.before(AGAIN, detour) == "consent"
    assert steps.before(AGAIN, "consent") is None
    assert steps.after(AGAIN, "save") is None


AT_ZOHO = replace(READY, way="given-by-zoho", redirect_uri="https://platform.zoho.eu/x", grant=None)


@pytest.mark.parametrize(
    ("draft", "order"),
    [
        (
            AT_ZOHO,
            "connector scopes create-connector redirect register credentials client-credentials "
            "consent authorize save",
        ),
        (
            replace(AT_ZOHO, grant=READY.grant),
            "connector scopes create-connector redirect register credentials client-credentials "
            "consent authorize organization save",
        ),
        (
            replace(AT_ZOHO, way="connection"),
            "connector scopes redirect register credentials consent authorize save",
        ),
        (replace(AT_ZOHO, journey="reauthorize"), "authorize save"),
        (
            replace(AT_ZOHO, journey="reauthorize", local_redirect_uri="http://localhost:8765/"),
            "authorize consent save",
        ),
    ],
)
def test_what_lives_in_zoho_follows_the_order_of_its_dialogs(draft: Draft, order: str) -> None:
    assert " ".join(steps.steps_of(draft)) == order
    for step in steps.steps_of(draft):
        assert steps.obstacle(draft, step, ZOHO, ()) is None


def test_name_that_zoho_may_refuse_is_told_where_it_matters() -> None:
    said = [one.text for one in steps.findings(replace(AT_ZOHO, name="crm"), "connector", ZOHO, ())]
    assert any("Zoho's own calls begin with crm" in text for text in said)
    assert steps.findings(replace(READY, name="crm"), "connector", ZOHO, ()) == ()


@pytest.mark.parametrize(
    ("step", "change", "word"),
    [
        ("connector", {"name": ""}, "name"),
        ("connector", {"name": "a b"}, "blanks"),
        ("connector", {"name": "Taken"}, "saved already"),
        ("connector", {"data_center": ""}, "data center"),
        ("connector", {"data_center": "custom"}, "data center"),
        ("scopes", {"scopes_text": " "}, "at least one scope"),
        ("scopes", {"scopes_text": "Desk.tickets"}, "lacks the operation"),
        ("redirect", {"redirect_uri": ""}, "redirect URI is needed"),
        ("redirect", {"redirect_uri": "https://example.com/cb"}, "not this machine"),
        ("redirect", {"way": "custom-scheme"}, "not an app's own scheme"),
        ("redirect", {"way": "given-by-zoho"}, "program on your machine"),
        ("credentials", {"client_id": ""}, "client ID is missing"),
        ("credentials", {"client_id": f" {READY.client_id}"}, "at the ends"),
        ("credentials", {"client_secret": Secret("'a secret'")}, "a blank or a line break"),
        ("credentials", {"client_secret": Secret("")}, "client secret is missing"),
        ("consent", {"grant": None}, "no consent"),
        ("consent", {"client_id": "1000.OTHER00000000000000000000"}, "no consent"),
    ],
)
def test_step_is_not_left_forward_before_it_is_mended(
    step: StepName, change: dict[str, object], word: str
) -> None:
    draft = replace(READY, **change)  # type: ignore[arg-type]
    stop = steps.obstacle(draft, step, ZOHO, ("taken",))
    assert stop is not None
    assert word in stop.text
    assert stop.mark == "!"


@pytest.mark.parametrize("step", ORDER)
def test_finished_draft_has_no_obstacle(step: StepName) -> None:
    assert steps.obstacle(READY, step, ZOHO, ()) is None


def test_mobile_client_needs_no_secret() -> None:
    draft = replace(READY, client_type="mobile", client_secret=Secret(""))
    assert steps.obstacle(draft, "credentials", ZOHO, ()) is None


def test_redirect_url_of_another_data_center_than_the_chosen_one_is_worth_a_look() -> None:
    uri = "https://platform.zoho.eu/auth/conns/desk/redirect"
    draft = replace(READY, way="given-by-zoho", redirect_uri=uri, data_center="us")
    (finding,) = steps.findings(draft, "redirect", ZOHO, ())
    assert finding.mark == "~"
    assert "but the United States was chosen" in finding.text


def test_what_is_only_worth_a_look_holds_nobody_up() -> None:
    draft = replace(READY, redirect_uri="http://127.0.0.1:8123/callback")
    assert [one.mark for one in steps.findings(draft, "redirect", ZOHO, ())] == ["~"]
    assert steps.obstacle(draft, "redirect", ZOHO, ()) is None


def test_own_host_is_good_only_for_pasting_back() -> None:
    draft = replace(READY, redirect_uri="https://example.com/cb")
    assert steps.obstacle(draft, "redirect", ZOHO, ()) is not None
    assert steps.obstacle(replace(draft, way="own-host"), "redirect", ZOHO, ()) is None


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({}, "save"),
        ({"step": "redirect"}, "redirect"),
        ({"grant": None}, "consent"),
        ({"scopes_text": "Desk.basic.READ"}, "consent"),
        ({"client_secret": Secret("")}, "credentials"),
        ({"redirect_uri": "ftp://x"}, "redirect"),
        ({"scopes_text": ""}, "scopes"),
        ({"name": ""}, "connector"),
        ({"name": "TAKEN"}, "connector"),
        # A gap behind the step where it stopped waits for its turn.
        ({"step": "scopes", "client_id": ""}, "scopes"),
        ({"step": "connector", "name": ""}, "connector"),
    ],
)
def test_kept_draft_goes_on_where_it_stopped_or_at_an_earlier_gap(
    change: dict[str, object], at: StepName
) -> None:
    assert steps.start_at(replace(READY, **change), ZOHO, ("taken",)) == at  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({}, "save"),
        ({"step": "connector"}, "consent"),
        ({"step": "credentials"}, "consent"),
        ({"grant": None}, "consent"),
        ({"step": "organization"}, "organization"),
    ],
)
def test_consent_again_starts_no_earlier_than_consent(
    change: dict[str, object], at: StepName
) -> None:
    assert steps.start_at(replace(AGAIN, **change), ZOHO, ()) == at  # type: ignore[arg-type]
