"""A view outside the full screen: text alone on its lines, to be taken by any means."""

import asyncio
import os
import sys

from textual.app import App

from zdesk_tui.plaintext import plain
from zdesk_tui.tui.app import WizardApp


async def show_alone(
    app: App[int], pairs: list[tuple[str, str]], *, until: asyncio.Event | None = None
) -> None:
    """Leave the full screen, print each value alone on its line, and wait for Enter.

    The event loop goes on meanwhile, so a callback listener stays armed.

    Args:
        app: the running app.
        pairs: what each value is, and the value.
        until: returns early when it is set.
    """
    if app.is_headless or not isinstance(app, WizardApp):
        return
    done = until or asyncio.Event()
    loop = asyncio.get_running_loop()
    stdin = sys.__stdin__.fileno() if sys.__stdin__ else 0
    entered = asyncio.Event()

    def read() -> None:
        os.read(stdin, 65536)
        entered.set()

    with app.suspend():
        lines = [""]
        for label, value in pairs:
            lines += [label, "", plain(value, 20000), ""]
        lines.append("Enter goes back; everything stays armed meanwhile.")
        os.write(2, ("\n".join(lines) + "\n").encode())
        loop.add_reader(stdin, read)
        ends = (entered, done, app.leaving)
        waits = [asyncio.ensure_future(end.wait()) for end in ends]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            loop.remove_reader(stdin)
            for wait in waits:
                wait.cancel()
    app.refresh(layout=True)
