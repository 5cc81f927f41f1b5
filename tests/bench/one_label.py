"""The least app there can be: what a first frame costs anybody."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class OneLabel(App[None]):
    """One label."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Label("The first frame")


if __name__ == "__main__":
    OneLabel(ansi_color=True).run(mouse=False)
