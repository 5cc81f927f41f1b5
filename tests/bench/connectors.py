"""Saved connectors to measure with."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from zdesk_tui.connector import Client, Connector, Grant, Organization
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace


def save(paths: Paths, *names: str) -> None:
    """Save connectors with a token that is good for an hour.

    Args:
        paths: of the home.
        names: one for each.
    """
    europe = ZOHO.get("eu")
    assert europe is not None
    at = datetime.now(UTC).replace(microsecond=0)
    workspace = Workspace(paths, ZOHO)
    grant = Grant(at, GUIDE, "1000.A", "eu", refresh_token=Secret("1000.aa.bb"))
    connector = Connector(
        name="", service="desk", data_center=europe, user_data_center=europe,
        client=Client("1000.A", Secret("0" * 42), "http://localhost:8765/callback"),
        scopes=GUIDE, created_at=at, grant=grant, organization=Organization("2389290", "Zylker"),
    )  # fmt: skip
    for name in names:
        workspace.connectors.save(replace(connector, name=name))
        saved = workspace.connectors.load(name)
        workspace.tokens.save(saved, Secret("1000.cc.dd"), time.time() + 3600)
