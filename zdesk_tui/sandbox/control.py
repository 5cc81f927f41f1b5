"""The control door from the other side, for tests and scripts."""

from pathlib import Path
from typing import Any

import httpx

from zdesk_tui.errors import TryLater, UsageError
from zdesk_tui.sandbox import disk
from zdesk_tui.sandbox.addresses import DEFAULT_PORT, origin
from zdesk_tui.sandbox.client import loopback_client
from zdesk_tui.sandbox.neighbour import Neighbour, who_listens

_SECONDS = 10.0


class Control:
    """Moves the clock of a running sandbox, orders faults, and reads what happened.

    Args:
        home: the sandbox's folder, where its key lies.
        port: its port.
    """

    def __init__(self, home: Path, port: int = DEFAULT_PORT) -> None:
        self._home = home
        self._port = port

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock on."""
        self._order("clock", {"advance": seconds})

    def set_clock(self, offset: float) -> None:
        """Let the sandbox's clock run this many seconds before the machine's."""
        self._order("clock", {"offset": offset})

    def fault(self, endpoint: str, kind: str, **details: Any) -> None:
        """Let the next answers of an endpoint go wrong; see `zdesk_tui.sandbox.faults.Fault`.

        Args:
            endpoint: such as `token`, or `eu.token` for one data center.
            kind: `delay`, `cut`, `status` or `body`.
            details: seconds, status, body, content_type, headers, after, times.
        """
        self._order("faults", {"endpoint": endpoint, "kind": kind, **details})

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults that still wait for their request."""
        found: list[dict[str, Any]] = self._show("faults")["faults"]
        return found

    def clear_faults(self) -> None:
        """Forget all ordered faults."""
        self._order("faults/clear", {})

    def counts(self) -> dict[str, int]:
        """Return how many requests each endpoint has had, such as `token` and `eu.token`."""
        return self._show("counts")

    def clear_counts(self) -> None:
        """Begin to count anew."""
        self._order("counts/clear", {})

    def switch(self, **positions: Any) -> dict[str, Any]:
        """Set switches, see `zdesk_tui.sandbox.switches.Switches`; return all positions."""
        return self._order("switches", positions)

    def change_secret(self, client_id: str) -> None:
        """Give a client another secret, as its owner can in the console."""
        self._order("clients/secret", {"id": client_id})

    def delete_client(self, client_id: str) -> None:
        """Delete a client, as its owner can in the console."""
        self._order("clients/delete", {"id": client_id})

    def change_password(self, account: str) -> None:
        """Let a person change their password, which ends all their tokens."""
        self._order("people/password", {"account": account})

    def state(self) -> dict[str, Any]:
        """Return the whole state, secrets included."""
        return self._show("state")

    def _order(self, what: str, order: dict[str, Any]) -> dict[str, Any]:
        return self._ask("POST", what, order)

    def _show(self, what: str) -> dict[str, Any]:
        return self._ask("GET", what, None)

    def _ask(self, method: str, what: str, order: dict[str, Any] | None) -> dict[str, Any]:
        key = disk.control_key(self._home)
        if who_listens(self._port, key) is not Neighbour.OURS:
            # The key is shown to nobody who has not proved to know it.
            raise TryLater(
                f"No sandbox of {self._home} answers on port {self._port}.",
                "Start it with `zdesk-tui sandbox`, or give its home and port.",
            )
        try:
            with loopback_client(_SECONDS) as door:
                said = door.request(
                    method,
                    f"{origin(self._port)}/_sandbox/{what}",
                    json=order,
                    headers={"X-Sandbox-Key": key.decode("ascii")},
                )
            data: dict[str, Any] = said.json()
        except (httpx.HTTPError, ValueError):
            raise TryLater(
                f"The sandbox on port {self._port} ended while it was asked.", "Ask again."
            ) from None
        if said.status_code != 200:
            raise UsageError(
                f"The sandbox did not take the order: {data.get('error', said.status_code)}",
                "Correct it and ask again.",
            )
        return data
