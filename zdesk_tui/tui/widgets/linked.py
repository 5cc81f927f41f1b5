"""Text in which some words are hyperlinks of the terminal (OSC 8)."""

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from zdesk_tui.tui.widgets.line import Line


class Linked(Line):
    """Lines of plain text; where the terminal can, some of their words open an address.

    A terminal that cannot shows the words alone, so an address must be had in another way too.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._words: Sequence[str] = ()
        self._address = ""
        super().__init__("", id=id, classes=classes)

    def lead(self, text: str, words: Sequence[str], address: str) -> None:
        """Show a text.

        Args:
            text: the lines.
            words: those of them that are the hyperlink: one piece after the other, the last
                time that they stand there.
            address: where it leads; empty where it is none.
        """
        words = list(words) if address else []
        if (words, address) != (self._words, self._address):
            self._words, self._address = words, address
            self.show("")
        self.show(text)

    def styled(self, text: str) -> Content:
        """Return the text with its words linked."""
        content, end = super().styled(text), len(text)
        for words in reversed(self._words):
            at = text.rfind(words, 0, end)
            if at < 0:
                break
            content = content.stylize(Style(link=self._address), at, at + len(words))
            end = at
        return content
