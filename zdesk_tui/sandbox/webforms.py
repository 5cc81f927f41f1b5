"""Reading a page as a person does: its title, its text, and its forms with what they hold."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "div",
    "tr",
    "br",
    "label",
    "header",
    "td",
    "th",
    "dt",
    "dd",
    "pre",
)
_SILENT = ("style", "script", "title")


@dataclass(slots=True)
class Form:
    """A form as it would be sent if nobody touched it; buttons are left out.

    Args:
        action: where it goes, as written.
        fields: name and value of every field that would be sent.
        choices: the values that radios and selects offer, by name.
    """

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """What a person sees of a page.

    Args:
        problems: what the page says is wrong with fields.
        marked: the text, or the value, of elements that carry an `id`, by that.
    """

    title: str = ""
    text: str = ""
    forms: list[Form] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    marked: dict[str, str] = field(default_factory=dict)


def read(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = reader.page
    lines = (" ".join(line.split()) for line in page.text.splitlines())
    page.text = "\n".join(line for line in lines if line)
    page.title = " ".join(page.title.split())
    return page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._silent = ""
        self._select = ""
        self._textarea = ""
        self._marked = ""
        self._in_problem = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent = tag
        if tag in _BLOCKS:
            self.page.text += "\n"
        if tag == "form":
            self.page.forms.append(Form(got.get("action", "")))
        if tag == "p" and got.get("class") == "problem":
            self._in_problem = True
            self.page.problems.append("")
        self._marked = got.get("id", "")
        if tag == "input" and self._marked:
            self.page.marked[self._marked] = got.get("value", "")
        if self.page.forms:
            self._field(tag, got, self.page.forms[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag in _BLOCKS:
            self.page.text += "\n"
        if tag == "p":
            self._in_problem = False
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._textarea = ""
        self._marked = ""

    def handle_data(self, data: str) -> None:
        if self._silent == "title":
            self.page.title += data
        elif self._textarea:
            self.page.forms[-1].fields[self._textarea] += data.removeprefix("\n")
        elif not self._silent:
            self.page.text += data
            if self._in_problem:
                self.page.problems[-1] += data
            if self._marked:
                self.page.marked[self._marked] = data

    def _field(self, tag: str, got: dict[str, str], form: Form) -> None:
        name = got.get("name", "")
        if tag == "input" and name:
            kind = got.get("type", "text")
            value = got.get("value", "on" if kind in ("checkbox", "radio") else "")
            if kind == "radio":
                form.choices.setdefault(name, []).append(value)
            if kind not in ("radio", "checkbox") or "checked" in got:
                form.fields[name] = value
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select:
            value = got.get("value", "")
            form.choices.setdefault(self._select, []).append(value)
            if "selected" in got or self._select not in form.fields:
                form.fields[self._select] = value
