"""Text on the screen that is never read as markup."""

from textual.content import Content
from textual.widgets import Static

from zdesk_tui.findings import Finding


class Line(Static):
    """One or more lines of plain text."""

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(Content(text), id=id, classes=classes, markup=False)

    def show(self, text: str) -> None:
        """Replace the text; the same text costs nothing."""
        if str(self.content) != text:
            self.update(Content(text))


def in_words(findings: tuple[Finding, ...], *, at_most: int = 99) -> str:
    """Return findings as lines, the ones that must be mended first, with their marks."""
    order = sorted(findings, key=lambda finding: "!~+".index(finding.mark))
    lines = [f"{finding.mark} {finding.text}" for finding in order[:at_most]]
    if len(order) > at_most:
        lines[-1] += f" (and {len(order) - at_most} more)"
    return "\n".join(lines)
