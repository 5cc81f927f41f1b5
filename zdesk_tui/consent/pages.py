"""The pages that a browser gets from the callback listener."""

from dataclasses import dataclass
from html import escape

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;"
    "color:#222;background:#fff}h1{font-size:1.4rem;padding-left:.8rem;border-left:.4rem solid}"
    ".good{border-color:#177a3c}.other{border-color:#a15c00}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}}"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a heading and one paragraph.

    Args:
        title: the heading, without a full stop.
        text: the paragraph; it is escaped when the page is drawn.
        good: consent was received. A page never claims that anything was saved.
    """

    title: str
    text: str
    good: bool = False


RECEIVED = Page(
    "Consent was received",
    "Please go back to the terminal: it goes on there. You can close this page.",
    good=True,
)
"""The callback has not ended yet."""

UNCLEAR = Page(
    "An answer arrived",
    "What became of it is not known here. Please go back to the terminal.",
)
"""The callback ended in a fault of ours."""


def draw(page: Page) -> bytes:
    """Return the page as UTF-8 HTML without any script."""
    title = escape(page.title)
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n"
        f'<h1 class="{"good" if page.good else "other"}">{title}</h1>\n'
        f"<p>{escape(page.text)}</p>\n"
    ).encode(errors="replace")
