"""Text on the screen that is never read as markup."""

import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from zdesk_tui.errors import ZdeskError
from zdesk_tui.findings import Finding

MARKS = {
    "!": Style.parse("bold ansi_red"),
    "~": Style.parse("bold ansi_magenta"),
    "+": Style.parse("bold"),
}
"""The marks that findings and messages begin with; color only repeats what they say.

Of the eight colors only these two are readable on black as on white.
"""
KEY = Style.parse("bold")
BETWEEN_KEYS = "   "


class Line(Static):
    """One or more lines of plain text; a mark at the start of a line is told by color too."""

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        self._shown = text
        self._held = False
        super().__init__(self.styled(text), id=id, classes=classes, markup=False)

    def show(self, text: str) -> None:
        """Replace the text; the same text costs nothing, and one as high no new layout."""
        if self._shown != text:
            self._shown = text
            if not self._held:
                self._draw()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Draw only what stands here at the end; a text that comes back costs nothing."""
        before, self._held = self._shown, True
        try:
            yield
        finally:
            self._held = False
            if self._shown != before:
                self._draw()

    def _draw(self) -> None:
        # A layout draws the whole screen again, which costs a slow line kilobytes.
        content, (width, height) = self.styled(self._shown), self.size
        fits = bool(width) and content.get_height(self.styles.get_rules(), width) == height
        self.update(content, layout=not fits)

    @property
    def text(self) -> str:
        """What it shows."""
        return self._shown

    def styled(self, text: str) -> Content:
        """Return the text with its marks told by color too."""
        return Content("\n").join(self._styled_line(line) for line in text.split("\n"))

    def _styled_line(self, line: str) -> Content:
        content = Content(line)
        indent, mark = _mark(line)
        return content.stylize(MARKS[mark], indent, indent + 1) if mark else content


class Keys(Line):
    """Keys with what they do, three blanks between one and the next."""

    def _styled_line(self, line: str) -> Content:
        content = Content(line)
        at = 0
        for part in line.split(BETWEEN_KEYS):
            start = at + len(part) - len(part.lstrip())
            content = content.stylize(KEY, start, start + len(part.lstrip().split(" ")[0]))
            at += len(part) + len(BETWEEN_KEYS)
        return content


def packed(keys: str, width: int) -> list[str]:
    """Return a line of keys as lines that fit, broken only between one key and the next.

    Args:
        keys: as `Keys` shows them.
        width: columns to fit in.
    """
    lines: list[str] = []
    for part in keys.split(BETWEEN_KEYS):
        longer = f"{lines[-1]}{BETWEEN_KEYS}{part}" if lines else part
        if lines and len(longer) > width:
            lines.append(f" {part}")
        else:
            lines[-1:] = [longer]
    return lines


def _mark(line: str) -> tuple[int, str]:
    """Return how far a line is indented, and the mark that it begins with, if any."""
    indent = len(line) - len(line.lstrip())
    begins = line[indent : indent + 2]
    return indent, begins[0] if begins[1:] == " " and begins[0] in MARKS else ""


def folded(text: str, width: int) -> str:
    """Return the text with long lines folded below the word that follows their mark.

    Args:
        text: lines, some of which begin with a mark.
        width: columns to fit in.
    """
    lines = []
    for line in text.split("\n"):
        indent, mark = _mark(line)
        indent += 2 if mark else 0
        lines += textwrap.wrap(
            line, max(20, width), subsequent_indent=" " * indent, drop_whitespace=True,
            break_on_hyphens=False,
        ) or [""]  # fmt: skip
    return "\n".join(lines)


def in_words(findings: tuple[Finding, ...], *, at_most: int = 99) -> str:
    """Return findings as lines, the ones that must be mended first, with their marks."""
    order = sorted(findings, key=lambda finding: "!~+".index(finding.mark))
    lines = [f"{finding.mark} {finding.text}" for finding in order[:at_most]]
    if len(order) > at_most:
        lines[-1] += f" (and {len(order) - at_most} more)"
    return "\n".join(lines)


def trouble(error: ZdeskError) -> str:
    """Return an error for the message line: what happened, and below it what to do next."""
    return f"! {error.message}\n  {error.advice}"


def in_rows(rows: Iterable[tuple[str, str]], width: int, label_width: int = 14) -> str:
    """Return labels with their values beside them, long values folded below their start.

    Args:
        rows: label and value; rows without a value are left out.
        width: columns to fit in.
        label_width: columns of the labels.
    """
    lines: list[str] = []
    for label, value in rows:
        room = max(20, width - label_width)
        if (len(value) > room and " " not in value) or len(label) >= label_width:
            # A path or an address is not torn apart while a line of its own can hold it.
            lines += [
                label,
                *textwrap.wrap(
                    value,
                    width,
                    initial_indent="  ",
                    subsequent_indent="  ",
                    break_on_hyphens=False,
                ),
            ]
            continue
        for at, part in enumerate(textwrap.wrap(value, room, break_on_hyphens=False)):
            lines.append(f"{'' if at else label:<{label_width}}{part}")
    return "\n".join(lines)


def cell(text: str, columns: int) -> str:
    """Return a text cut or filled to its columns, one blank at least before the next.

    Args:
        text: wide letters take two columns.
        columns: 0 leaves it out.
    """
    if columns == 0:
        return ""
    room = columns - 1
    cut = text if cell_len(text) <= room else f"{set_cell_size(text, room - 1)}…"
    return set_cell_size(cut, columns)


def bar(done: int, whole: int, columns: int = 20) -> str:
    """Return how much of something is done, as a bar of signs."""
    full = columns * done // max(1, whole)
    return f"[{'#' * full}{'-' * (columns - full)}]"


def labelled(rows: Iterable[tuple[str, str]]) -> Iterator[Line]:
    """Yield a line for each label and one for its value, which may fold."""
    for label, value in rows:
        yield Line(label, classes="quiet")
        yield Line(value, classes="value")
