"""A connector's file in the person's own editor, with the full screen out of its way."""

import asyncio
import os
from time import time

from textual.app import App

from zdesk_tui.lifecycle import editing
from zdesk_tui.lifecycle.overview import row_of
from zdesk_tui.tui.app import WizardApp
from zdesk_tui.workspace import Workspace


async def edit_file(app: App[int], workspace: Workspace, name: str) -> str:
    """Let a copy be edited, swap it in, and return what to say about it.

    Args:
        app: the running app.
        workspace: where the connector is.
        name: of the connector.

    Raises:
        ZdeskError: there is no editor, or the text cannot be used.
    """
    words = editing.editor(os.environ)
    sheet = editing.begin(workspace, name)
    failed = True
    try:
        failed = await _run(app, [*words, str(sheet.copy)])
    finally:
        changed = editing.finish(workspace, sheet, failed=failed)
    if changed:
        return f"+ {name} is saved, and is now: {row_of(workspace, name, time()).state}."
    return f"{name} was not changed. {editing.WAITING}"


async def _run(app: App[int], words: list[str]) -> bool:
    """Run the editor, and tell whether it failed.

    Raises:
        ZdeskError: it cannot be started.
    """
    assert isinstance(app, WizardApp)  # noqa: S101 - there is no other
    with app.lent():
        try:
            process = await asyncio.create_subprocess_exec(*words)
        except OSError as error:
            raise editing.no_start(words, error) from None
        ends = [asyncio.ensure_future(one) for one in (process.wait(), app.leaving.wait())]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
            if process.returncode is None:
                process.terminate()
                await process.wait()
    return process.returncode != 0
