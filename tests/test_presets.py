"""The lists of scopes that people begin with."""

import pytest

from zdesk_tui import intent, presets
from zdesk_tui.presets import Preset
from zdesk_tui.scope_offers import certainty
from zdesk_tui.scopes import parse


@pytest.mark.parametrize("preset", presets.load(), ids=lambda preset: preset.name)
def test_preset_is_known_to_zoho_and_is_the_least_for_what_it_claims(preset: Preset) -> None:
    assert [certainty(scope).mark for scope in preset.scopes] == ["+"] * len(preset.scopes)
    read = parse(",".join(preset.scopes), preset.service)
    assert read.scopes == preset.scopes
    assert {finding.mark for finding in read.findings} == {"+"}
    assert len(preset.chosen) == len(preset.operations)
    assert intent.opens(preset.scopes, preset.chosen).lacking == ()
    for scope in preset.scopes:
        assert intent.opens(set(preset.scopes) - {scope}, preset.chosen).lacking
    assert preset.reason.endswith(".")


def test_desk_and_crm_have_presets_for_the_usual_jobs() -> None:
    assert [preset.title for preset in presets.of("desk")] == [
        "Read-only reporting", "Ticket sync", "Helpdesk bot", "Contact sync", "Webhooks",
        "Administration",
    ]  # fmt: skip
    assert [preset.title for preset in presets.of("crm")] == [
        "Read-only reporting", "Contact sync", "Webhooks", "Administration",
    ]  # fmt: skip
    assert presets.of("mail") == ()


def test_reporting_changes_nothing() -> None:
    for preset in presets.load():
        if preset.title == "Read-only reporting":
            assert all(operation.reads for operation in preset.chosen)
