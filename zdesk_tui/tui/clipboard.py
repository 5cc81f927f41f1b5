"""The clipboard of the person's own terminal, from a screen."""

import asyncio
import os

from textual.app import App

from zdesk_tui.clipboard import sent, sequence, tmux_settings


async def send(app: App[int], text: str, what: str, otherwise: str) -> str:
    """Send a text to the terminal's clipboard, and return what to say about that.

    Nothing of it stays in the app.

    Args:
        app: the running app.
        text: may be a secret.
        what: the text's name, such as `The link`.
        otherwise: the next-best way, as a clause.
    """
    if app._driver is not None:
        app._driver.write(sequence(text, os.environ))
    # tmux may take its time, and the callback listener must not wait for it.
    tmux = await asyncio.to_thread(tmux_settings) if os.environ.get("TMUX") else ""
    return sent(what, otherwise, os.environ, tmux)
