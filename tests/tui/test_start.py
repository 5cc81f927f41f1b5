"""Before the screen: what Textual may see of the environment, and what is refused in words."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.tui.world import Zoho
from zdesk_tui import names
from zdesk_tui.connector import Client, Connector, Grant, LivesIn
from zdesk_tui.errors import FileError, NoSuchConnector, ZdeskError
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, Way, of_connector
from zdesk_tui.tui import start
from zdesk_tui.tui.beginnings import begin_again, begin_new, kept_drafts
from zdesk_tui.workspace import Workspace


@pytest.mark.parametrize(
    ("environ", "kept", "named"),
    [
        ({}, {}, []),
        ({"HOME": "/h", "TERM": "xterm"}, {"HOME": "/h", "TERM": "xterm"}, []),
        (
            {"TEXTUAL_LOG": "keys.log", "TEXTUAL_DEBUG": "1", "TEXTUAL": "devtools", "A": "b"},
            {"A": "b"},
            ["TEXTUAL", "TEXTUAL_DEBUG", "TEXTUAL_LOG"],
        ),
        ({"COLUMNS": "60", "LINES": "20", "GPG_TTY": "/dev/pts/0"}, {}, []),
        ({"SSH_TTY": "/dev/pts/0"}, {"SSH_TTY": "/dev/pts/0", "ESCDELAY": "300"}, []),
        ({"SSH_TTY": "x", "ESCDELAY": "50"}, {"SSH_TTY": "x", "ESCDELAY": "50"}, []),
    ],
)
def test_textual_sees_nothing_that_makes_it_write_or_draw_differently(
    environ: dict[str, str], kept: dict[str, str], named: list[str]
) -> None:
    cleaned, words = start.clean_environment(environ)
    assert cleaned == kept
    assert [line.split()[0] for line in words] == named
    assert all("not used here" in line for line in words)


def test_folder_that_cannot_be_listed_is_told_before_the_screen(workspace: Workspace) -> None:
    folder = Path(workspace.paths.connectors)
    folder.parent.mkdir(parents=True)
    folder.write_text("a file is in the way", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be read"):
        start.new(workspace, "desk")


@pytest.fixture
def connector(zoho: Zoho) -> Connector:
    return Connector(
        name="desk",
        service="desk",
        client=Client("1000.A", Secret("s"), "http://localhost:8765/callback"),
        data_center=zoho.center("eu"),
        user_data_center=zoho.center("eu"),
        scopes=("Desk.basic.READ",),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_consent_again_needs_a_saved_connector(workspace: Workspace) -> None:
    with pytest.raises(NoSuchConnector):
        start.reauthorize(workspace, ["desk"])


def test_consent_again_is_refused_where_a_newer_release_wrote_the_file(
    workspace: Workspace, connector: Connector
) -> None:
    file = Path(workspace.paths.connector("desk"))
    workspace.connectors.save(connector)
    text = file.read_text("utf-8")
    assert "format = 1" in text
    file.write_text(text.replace("format = 1", "format = 2"), encoding="utf-8")
    with pytest.raises(ZdeskError, match="newer zdesk-tui"):
        begin_again(workspace, "desk")


@pytest.mark.parametrize(
    ("lives_in", "way"), [("zoho-connector", "given-by-zoho"), ("zoho-connection", "connection")]
)
def test_consent_again_for_what_lives_in_zoho_begins_with_its_dialog(
    workspace: Workspace, connector: Connector, lives_in: LivesIn, way: Way
) -> None:
    workspace.connectors.save(replace(connector, lives_in=lives_in, grant=None))
    draft = begin_again(workspace, "desk").draft
    assert (draft.way, draft.step, draft.lives_in) == (way, "authorize", lives_in)


def test_new_connector_may_begin_at_zoho(workspace: Workspace) -> None:
    draft = begin_new(workspace, "desk", "given-by-zoho").draft
    assert (draft.lives_in, draft.client_type, draft.redirect_uri) == (
        "zoho-connector", "server-based", "",
    )  # fmt: skip


@pytest.mark.parametrize("service", ["desk", "crm", "cliq", "teleport"])
def test_consent_again_is_for_every_service(
    workspace: Workspace, connector: Connector, service: str
) -> None:
    workspace.connectors.save(replace(connector, service=service))
    draft = begin_again(workspace, "desk").draft
    assert (draft.service, draft.step) == (service, "consent")


def test_kept_drafts_of_another_kind_or_unreadable_ones_are_left_out(
    workspace: Workspace, connector: Connector
) -> None:
    new = Draft(id="new", name="a")
    again = replace(of_connector("reauthorize-desk", connector), note="n")
    for draft in (new, again):
        workspace.drafts.save(draft.id, draft.to_data())
    Path(workspace.paths.draft("broken")).write_text("name = ", encoding="utf-8")
    for journey, draft in (("new", new), ("reauthorize", again)):
        rows, problems = kept_drafts(workspace, journey)
        assert [kept for kept, _ in rows] == [draft]
        assert len(problems) == 1
        assert "A draft is left out" in problems[0]
    workspace.connectors.save(connector)
    assert begin_again(workspace, "desk").problems == tuple(problems)


def test_consent_again_has_a_draft_of_its_own_for_each_long_name(
    workspace: Workspace, connector: Connector
) -> None:
    long = "a" * 60
    for name in (f"{long}1", f"{long}2"):
        workspace.connectors.save(replace(connector, name=name))
    ids = {begin_again(workspace, f"{long}{end}").draft.id for end in "12"}
    assert len(ids) == 2
    assert all(names.valid(one) for one in ids)


def test_consent_for_other_scopes_goes_on_and_loses_no_grant_of_before(
    workspace: Workspace, connector: Connector
) -> None:
    workspace.connectors.save(connector)
    more = (*connector.scopes, "Desk.settings.READ")
    begun = begin_again(workspace, "desk", more).draft
    assert (begun.scopes, begun.id) == (more, "reauthorize-desk")
    # Left while it waits, it is not what `reauthorize` means; left with a grant it is.
    workspace.drafts.save(begun.id, begun.to_data())
    assert begin_again(workspace, "desk").draft.scopes == connector.scopes
    grant = Grant(
        datetime(2026, 1, 2, tzinfo=UTC), more, connector.client.id, "eu", Secret("1000.unsaved")
    )
    held = replace(begun, grant=grant, access_token=Secret("1000.x"), expires_at=2e9)
    workspace.drafts.save(held.id, held.to_data())
    assert begin_again(workspace, "desk").draft.grant == grant
    assert begin_again(workspace, "desk", more).draft.grant == grant
    other = begin_again(workspace, "desk", ("Desk.tickets.READ",)).draft
    assert other.grant is None
    assert other.id != held.id, "the grant that was not saved stays where it is"
