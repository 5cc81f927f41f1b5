"""The app itself: it starts one conversation, ends on signals, and reports a crash of ours."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from textual import events
from textual.app import App
from textual.binding import Binding

from zdesk_tui.tui.driver import SilentDriver
from zdesk_tui.tui.screens.plain import PlainScreen
from zdesk_tui.tui.type_ahead import Settled, TypeAhead

SIGNALS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130, signal.SIGQUIT: 131}
"""Signals that end the app in good order, with the exit code of each."""

GARBAGE_AFTER = 1.0
"""Seconds from the start of the app until garbage is collected."""


class WizardApp(App[int]):
    """Holds no feature: start, signals, crash.

    Args:
        conversation: pushes the screens, and returns the exit code.
    """

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "zdesk-tui"
    # Ctrl+Z is the shell's everywhere else; in a text area Textual has it for undo.
    BINDINGS = [Binding("ctrl+z", "suspend_process", show=False, priority=True)]

    def __init__(self, conversation: Callable[[App[int]], Coroutine[Any, Any, int]]) -> None:
        # Without it NO_COLOR would make greys, black on black, of the terminal's own colors.
        super().__init__(ansi_color=True, driver_class=SilentDriver)
        self.theme = "ansi-dark"
        self._conversation = conversation
        self.crash: BaseException | None = None
        self.leaving = asyncio.Event()
        """Set when the app ends from outside of the conversation: a signal, or a crash."""
        self.type_ahead = TypeAhead(self)
        self._lent = False

    def on_mount(self) -> None:
        """Take the signals, begin the conversation."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._loop_fault)
        if not self.is_headless:
            self._take_signals(SIGNALS)
            # After job control only the widgets that changed would be drawn again.
            self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.run_worker(self._converse(), name="conversation", group="conversation")
        # Put off by `start` until the first screen stands.
        self.set_timer(GARBAGE_AFTER, gc.enable)

    def _take_signals(self, numbers: Iterable[signal.Signals]) -> None:
        loop = asyncio.get_running_loop()
        for number in numbers:
            loop.add_signal_handler(number, self._end, SIGNALS[number])

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Lend the terminal to another program, with the keys that are signals."""
        if self.is_headless:
            yield
            return
        loop, keys = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGQUIT)
        for number in keys:
            # Being deaf, unlike ignoring the signal, is not handed down to the other program.
            loop.add_signal_handler(number, lambda: None)
        self._lent = True
        raised: BaseException | None = None
        try:
            with self.suspend():
                try:
                    yield
                except BaseException as error:  # noqa: BLE001 - it is raised when Textual is back
                    raised = error
            if raised:
                raise raised
        finally:
            self._lent = False
            self._take_signals(keys)
            self.refresh(layout=True)

    async def on_event(self, event: events.Event) -> None:
        """Hand out keys and pastes one after the other; leaving waits for nobody."""
        fresh = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        leaving = isinstance(event, events.Key) and event.key in ("ctrl+c", "ctrl+z")
        if fresh and self._lent:
            # It was typed before the other program had the terminal, and acting on it would end
            # that program.
            return
        if not fresh or leaving:
            await super().on_event(event)
        elif not self.type_ahead.holds(event):
            await self._hand_out(event)

    async def on_settled(self, message: Settled) -> None:
        """Hand out what was typed behind a key that has been acted on."""
        self.type_ahead.settled(message)
        while event := self.type_ahead.next():
            await self._hand_out(event)

    async def _hand_out(self, event: events.Event) -> None:
        await super().on_event(event)
        self.type_ahead.follow(event)

    def action_suspend_process(self) -> None:
        """Give the shell back, where there is one that can bring us to the front again."""
        parent = os.getppid()
        try:
            by_a_shell = os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
        except OSError:
            by_a_shell = False
        if by_a_shell:
            super().action_suspend_process()

    async def _converse(self) -> None:
        code = await self._conversation(self)
        self.exit(code, return_code=code)

    def _end(self, code: int) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, PlainScreen):
                screen.keep()
        self.leaving.set()
        self.exit(code, return_code=code)

    def _loop_fault(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Treat a fault outside of Textual as a crash; asyncio would log it with its text."""
        if isinstance(fault := context.get("exception"), Exception):
            self._handle_exception(fault)

    def _handle_exception(self, error: Exception) -> None:
        """Close instead of printing a traceback: Textual's shows local variables, secrets too."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.crash = self.crash or getattr(error, "error", error)
        self.leaving.set()
        self._close_messages_no_wait()
