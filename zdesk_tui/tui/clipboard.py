"""The clipboard of the person's own terminal, also over SSH: OSC 52."""

from base64 import b64encode

from textual.app import App

SENT = "sent to your terminal's clipboard; v shows it alone if it did not arrive."
"""What can be said of a text that was sent."""


def sequence(text: str) -> str:
    """Return the bytes, as text, that ask a terminal to put a text on its clipboard.

    No terminal answers, and some ignore it: whoever sends it says no more than that it was sent.
    """
    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"


def send(app: App[int], text: str) -> None:
    """Send a text to the terminal's clipboard. Nothing of it stays in the app.

    Args:
        app: the running app.
        text: may be a secret.
    """
    if app._driver is not None:
        app._driver.write(sequence(text))
