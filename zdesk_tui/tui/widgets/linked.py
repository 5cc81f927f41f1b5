"""Text in which some words are hyperlinks of the terminal (OSC 8)."""

from textual.content import Content
from textual.style import Style

from zdesk_tui.tui.widgets.line import Line


class Linked(Line):
    """Lines of plain text; where the terminal can, some of their words open an address.

    A terminal that cannot shows the words alone, so an address must be had in another way too.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._words = self._address = ""
        super().__init__("", id=id, classes=classes)

    def lead(self, text: str, words: str, address: str) -> None:
        """Show a text.

        Args:
            text: the lines.
            words: those of them that are the hyperlink.
            address: where it leads.
        """
        if (words, address) != (self._words, self._address):
            self._words, self._address = words, address
            self.show("")
        self.show(text)

    def styled(self, text: str) -> Content:
        """Return the text with its words linked."""
        content = super().styled(text)
        at = text.find(self._words)
        if not self._words or at < 0:
            return content
        return content.stylize(Style(link=self._address), at, at + len(self._words))
