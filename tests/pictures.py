"""Draw the README's pictures: `python -m tests.pictures` writes them to `screenshots/`.

Clock, home, state and size are fixed, so the same program draws the same bytes.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from zdesk_tui.connector import Grant, Organization
from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.machine import Machine
from zdesk_tui.datacenters import ZOHO
from zdesk_tui.errors import StepName
from zdesk_tui.scopes import GUIDE
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft
from zdesk_tui.store.paths import Paths
from zdesk_tui.tui.app import WizardApp
from zdesk_tui.tui.conversation import Conversation
from zdesk_tui.workspace import Workspace

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
STEPS: dict[str, StepName] = {
    "step-2-scopes": "scopes",
    "step-6-consent": "consent",
    "step-8-save": "save",
}
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC).timestamp()
SIZE = (80, 24)


def _draft(step: StepName) -> Draft:
    draft = Draft(
        id="picture",
        step=step,
        name="desk-prod",
        data_center="eu",
        note="Ticket sync",
        scopes_text=",\n".join(GUIDE),
        client_id="1000.GMB0YULZHJK411248S8I5GZ4CHUEX0",
        client_secret=Secret("122c324d3496d5d777ceeebc129470715fbb856b7e"[:42]),
    )
    if step == "consent":
        return draft.with_attempt(Attempt("Vt3kz0Wq8mN2xY7cJ5rB1dLhG9sP4aUeTfKoQiRwXy0", NOW - 20))
    if step == "save":
        grant = Grant(
            authorized_at=datetime.fromtimestamp(NOW, UTC),
            scopes=GUIDE,
            client_id=draft.client_id,
            data_center="eu",
            refresh_token=Secret("not a token"),
            account="admin@zylker.example",
            granted_scopes=GUIDE,
        )
        return replace(
            draft,
            grant=grant,
            user_data_center="eu",
            access_token=Secret("not a token"),
            expires_at=NOW + 3600,
            organization=Organization("2389290", "Zylker"),
        )
    return draft


@contextmanager
def _home() -> Iterator[Path]:
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "ZDESK_TUI_HOME", "NO_COLOR"):
            os.environ.pop(name, None)
        os.environ["HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.clear()
            os.environ.update(before)


async def draw(step: StepName) -> str:
    """Return one step's screen as SVG."""
    with _home():
        conversation = Conversation(
            Workspace(Paths.default(), ZOHO),
            Machine(over_ssh=True, user="you", server="srv1.example.net"),
            _draft(step),
            kept=[],
            before=None,
            now=lambda: NOW,
        )
        app = WizardApp(conversation)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await pilot.wait_for_scheduled_animations()
            await pilot.pause()
            picture = app.export_screenshot(title="zdesk-tui")
            await pilot.press("ctrl+c")
        return picture


def main() -> int:
    """Write every picture."""
    for name, step in STEPS.items():
        picture = asyncio.run(draw(step))
        (SCREENSHOTS / f"{name}.svg").write_text(picture, encoding="utf-8")
        sys.stderr.write(f"drew screenshots/{name}.svg\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
