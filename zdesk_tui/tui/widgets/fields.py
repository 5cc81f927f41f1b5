"""One-line fields without a border: a letter costs the line a few bytes, not a box."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from zdesk_tui.findings import Finding
from zdesk_tui.tui.widgets.line import Line, in_words


class TextInput(Input):
    """An input that keeps the whole paste and gives no secret to the clipboard."""

    def __init__(self, value: str = "", *, password: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, password=password, select_on_focus=False, compact=True, id=id)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        self.insert_text_at_cursor(" ".join(event.text.split("\n")).strip("\r"))
        event.stop()
        event.prevent_default()

    def action_copy(self) -> None:
        """Copy what is selected, unless it is a secret."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected, unless it is a secret."""
        if not self.password:
            super().action_cut()


class Labelled(Vertical):
    """A label, a control beside it, and what is to be said about its value below.

    Args:
        label: in the field's own words.
        control: takes the answer.
        name: also the id of the field.
        end: the edge on the right.
    """

    def __init__(self, label: str, control: Widget, *, name: str, end: str = "]") -> None:
        super().__init__(id=name, classes="field")
        self._label = label
        self._control = control
        self._end = Line(end, classes="edge" if len(end) == 1 else "end")
        self._marker = Line(" ", classes="marker")
        self._said = Line("", classes="findings")

    def compose(self) -> ComposeResult:
        """Lay out the two rows."""
        with Horizontal(classes="row"):
            yield self._marker
            yield Line(self._label, classes="label")
            yield Line("[", classes="edge")
            yield self._control
            yield self._end
        yield self._said

    def say(self, findings: tuple[Finding, ...] | str) -> None:
        """Show what is to be said about the value."""
        text = findings if isinstance(findings, str) else in_words(findings, at_most=2)
        self._said.show(text)
        self._said.display = bool(text)

    def on_descendant_focus(self) -> None:
        """Mark the field by shape."""
        self._marker.show(">")

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self._marker.show(" ")


class Field(Labelled):
    """A label with an input of one line.

    Args:
        label: in the field's own words.
        value: what it starts with.
        name: also the id of the field.
        password: show dots instead of letters.
    """

    def __init__(self, label: str, value: str = "", *, name: str, password: bool = False) -> None:
        self.input = TextInput(value, password=password, id=f"{name}-input")
        super().__init__(label, self.input, name=name)

    @property
    def value(self) -> str:
        """What stands in the input."""
        return self.input.value
