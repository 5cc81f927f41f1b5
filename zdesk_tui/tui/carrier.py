"""Getting a value out of the terminal in one piece, by whatever way is open."""

from dataclasses import dataclass
from typing import cast

from textual import work
from textual.binding import Binding
from textual.widget import Widget

from zdesk_tui import qr
from zdesk_tui.errors import FileError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.store.carried import CarriedFiles
from zdesk_tui.tui import clipboard
from zdesk_tui.tui.plain_view import show_alone
from zdesk_tui.tui.screens.code import CodeScreen
from zdesk_tui.tui.screens.plain import PlainScreen

LONGEST = 20_000
"""Characters of a value that are shown."""

KEYS = [
    Binding("c", "clipboard", show=False),
    Binding("v", "alone", show=False),
    Binding("w", "write", show=False),
    Binding("r", "code", show=False),
]
"""The keys of every `Carrier`."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to carry, or only to do, on another screen.

    Args:
        label: what to do, or what the value is, in the words of the other screen.
        value: to carry there, exactly; empty where there is only something to do.
        back: where a browser that opens the value ends up, when that is known.
    """

    label: str
    value: str | Secret = ""
    back: str = ""

    @property
    def name(self) -> str:
        """The label as the beginning of a sentence."""
        return self.label.rstrip(":")

    @property
    def opened(self) -> str:
        """The value as it is carried."""
        return self.value.reveal() if isinstance(self.value, Secret) else self.value

    @property
    def shown(self) -> str:
        """The value as it stands on the screen."""
        if isinstance(self.value, Secret):
            return self.value.masked
        return plain(self.value, LONGEST)

    @property
    def address(self) -> str:
        """The value where a browser can open it, else empty."""
        return self.opened if self.opened.startswith(("https://", "http://")) else ""


class Carrier(Widget):
    """What has a value to carry: a row, or a whole screen; it stands on a `PlainScreen`.

    It is the last of a class's bases, as Textual finds styles by the first; so that its keys have
    to be named again there.
    """

    written = ""
    """The path of the value's file, once it was asked for."""

    @property
    def carried(self) -> Item:
        """What is carried."""
        raise NotImplementedError

    @property
    def carried_alone(self) -> list[Item]:
        """What is shown outside the full screen."""
        return [self.carried]

    @property
    def files(self) -> CarriedFiles:
        """Where files are written."""
        raise NotImplementedError

    @work(description="send the value to the clipboard", exclusive=True, group="clipboard")
    async def action_clipboard(self) -> None:
        """Send the value to the terminal's clipboard."""
        if item := self._item():
            said = await clipboard.send(self.app, item.opened, item.name, "v shows it alone")
            self._plain_screen.say(f"~ {said}")

    async def action_alone(self) -> None:
        """Show the value outside the full screen; everything stays armed."""
        if self._item():
            pairs = [(item.label, item.opened) for item in self.carried_alone]
            await show_alone(self.app, pairs, until=self._plain_screen.over)

    def action_write(self) -> None:
        """Write the value to a private file, which is removed when this step ends."""
        if not (item := self._item()):
            return
        try:
            self.written = self.files.write(item.label, item.opened)
        except FileError as error:
            self._plain_screen.say(f"~ {error.message}\n  {error.advice}")
        else:
            self._plain_screen.say(
                f"+ {item.name}: in this file until this step ends, mode 0600:\n  {self.written}"
            )

    @work(description="show a QR code", exclusive=True, group="code")
    async def action_code(self) -> None:
        """Show a QR code, where a phone can use it and the window has the room."""
        if not (item := self._item()):
            return
        why: str | None = qr.useless_on_a_phone(item.opened, item.back)
        if not why:
            code = qr.draw(item.opened)
            why = CodeScreen.too_small(code, self.app.size)
            if not why:
                shown = CodeScreen(item.name, code, self._plain_screen.over)
                why = await self.app.push_screen_wait(shown)
        if why:
            self._plain_screen.say(f"~ No QR code is drawn. {why} v shows it alone.")

    def forget_file(self) -> None:
        """Take the value's file away, as nobody needs it any more."""
        if self.written:
            self.written = ""
            self.files.clear()

    def _item(self) -> Item | None:
        if self.carried.value:
            return self.carried
        self._plain_screen.say("There is nothing to carry in this line.")
        return None

    @property
    def _plain_screen(self) -> PlainScreen[object]:
        return cast("PlainScreen[object]", self.screen)
