"""Zoho's own word on a list of scopes, without a person: each request, and what came of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import credentials
from zdesk_tui.connector import Client
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import ZdeskError
from zdesk_tui.findings import refused
from zdesk_tui.lifecycle.refused_scopes import A_MINUTE, MOST, Asked, Verdict, refused_scopes
from zdesk_tui.tui.screens.ask import AskScreen
from zdesk_tui.tui.widgets.line import Line, folded, trouble


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and where.

    Args:
        client: of the type Non-browser.
        data_center: where it is registered.
        now: returns seconds since 1970.
    """

    client: Client
    data_center: DataCenter
    now: Callable[[], float]


def asking(client: Client, data_center: DataCenter, now: Callable[[], float]) -> Asking | None:
    """Return who can ask without a person: a client for devices whose client ID is known."""
    known = not refused(credentials.check_client_id(client.id))
    return Asking(client, data_center, now) if client.type == "non-browser" and known else None


class AskZohoScreen(AskScreen[tuple[str, ...]]):
    """Answers with the scopes to take out of the list, or None for back.

    Args:
        title: of whose list.
        scopes: the list.
        asking: who asks.
    """

    HELP = "opens"
    BINDINGS = [Binding("r", "remove", show=False)]

    def __init__(self, title: str, scopes: tuple[str, ...], asking: Asking) -> None:
        super().__init__(f"{title}: Zoho's word on the scopes")
        self._scopes = scopes
        self._asking = asking
        self._asked: list[Asked] = []
        self._waiting = ""
        self._verdict: Verdict | None = None
        self._lines = Line("")

    def body(self) -> ComposeResult:
        """Lay out what is asked."""
        yield self._lines

    def on_mount(self) -> None:
        """Begin at once: nobody's consent is asked for."""
        self._show()
        self._ask()

    def on_resize(self, event: object) -> None:
        """Fold to the width."""
        self.call_after_refresh(self._show)

    def keys(self) -> str:
        """Return the keys that act now."""
        refused = self._verdict.refused if self._verdict else ()
        remove = "r take it out of the list   " if len(refused) == 1 else ""
        return f" {remove or ('r take them out of the list   ' if refused else '')}Esc back"

    def action_accept(self) -> None:
        """Do nothing: what is taken out has a key of its own."""

    def action_remove(self) -> None:
        """Answer with what Zoho refuses."""
        if self._verdict and self._verdict.refused:
            self.dismiss(self._verdict.refused)

    @work(description="ask which scopes are refused", exclusive=True, group="ask")
    async def _ask(self) -> None:
        try:
            self._verdict = await refused_scopes(
                self._asking.client,
                self._asking.data_center,
                self._scopes,
                sleep=self._sleep,
                now=self._asking.now,
                changed=self._one_more,
            )
        except ZdeskError as error:
            self.tell(trouble(error))
        else:
            self.tell(_in_words(self._verdict))
        self._show()
        self.show_keys()

    async def _sleep(self, seconds: float) -> None:
        self._waiting = f"Waits {seconds:.0f} s, so that Zoho does not block."
        self._show()
        await asyncio.sleep(seconds)
        self._waiting = ""

    def _one_more(self, asked: Asked) -> None:
        self._asked.append(asked)
        self._show()

    def _show(self) -> None:
        if not self.stands:
            return
        host = self._asking.data_center.accounts_host
        lines = [
            f"Asks {host} for a device code with the list, and while that "
            f"is refused with parts of it. Nobody has to consent. At most {MOST} requests, "
            f"{A_MINUTE} a minute.",
            "",
        ]
        for at, one in enumerate(self._asked, 1):
            count = len(one.scopes)
            what = one.scopes[0] if count == 1 else f"{count} scopes, from {one.scopes[0]} on"
            lines.append(f"{'+' if one.taken else '!'} {at}. {what}: "
                         f"{'taken' if one.taken else 'refused'}")  # fmt: skip
        lines.append(self._waiting or ("" if self._verdict else "Asking."))
        self._lines.show(folded("\n".join(lines), self.room))


def _in_words(verdict: Verdict) -> str:
    count = len(verdict.asked)
    asked = "one request" if count == 1 else f"{count} requests"
    lines = [f"! Zoho refuses {scope}." for scope in verdict.refused]
    if verdict.unclear:
        lines.append(
            f"~ {len(verdict.unclear)} scopes are still unclear after {asked}; ask again in 10 "
            "minutes."
        )
    elif verdict.refused:
        lines.append(f"+ It takes all others. {asked[:1].upper()}{asked[1:]} showed it.")
    else:
        lines.append("+ Zoho takes the whole list.")
    return "\n".join(lines)
