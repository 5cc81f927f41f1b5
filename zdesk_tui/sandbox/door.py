"""The control door: clock, faults, counts, switches, what people do at Zoho, and the state."""

import hmac
import json
import math
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zdesk_tui.sandbox.neighbour import proof
from zdesk_tui.sandbox.people import person
from zdesk_tui.sandbox.records import Client
from zdesk_tui.sandbox.site import Site

KEY_HEADER = "X-Sandbox-Key"


class Door:
    """What lies under `/_sandbox/`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def prove(self, request: Request) -> Response:
        """Answer a challenge; the only thing here that needs no key."""
        nonce = request.query_params.get("nonce", "")
        if not re.fullmatch(r"[0-9a-f]{32,128}", nonce):
            return _refused("nonce takes 32 to 128 hexadecimal digits.")
        return JSONResponse({"proof": proof(self._site.key, nonce, self._site.port)})

    async def control(self, request: Request) -> Response:
        """Carry out or show what the path names."""
        key = request.headers.get(KEY_HEADER, "")
        if not hmac.compare_digest(key.encode(), self._site.key):
            return _refused("The key is missing or wrong.", status=403)
        order: dict[str, Any] = {}
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return _refused("Only JSON is taken here.", status=415)
            try:
                order = json.loads(await request.body())
            except ValueError:
                return _refused("This is not JSON.")
            if not isinstance(order, dict):
                return _refused("An order is a JSON object.")
        return self._carry_out(request.path_params["what"], request.method == "POST", order)

    def _carry_out(self, what: str, is_order: bool, order: dict[str, Any]) -> Response:
        site = self._site
        try:
            match what, is_order:
                case "clock", True:
                    self._set_clock(order)
                case "faults", True:
                    site.faults.add(order)
                case "faults/clear", True:
                    site.faults.clear()
                case "counts/clear", True:
                    site.counts.clear()
                case "switches", True:
                    site.world.switches.change(order)
                case "clients/secret", True:
                    site.world.change_secret(self._client(order))
                case "clients/delete", True:
                    site.world.delete(self._client(order))
                case "people/password", True:
                    self._change_password(order)
                case (("clock" | "faults" | "counts" | "switches" | "state"), False):
                    pass
                case _:
                    return _refused("There is no such order.", status=404)
        except ValueError as error:
            return _refused(str(error))
        return JSONResponse(self._shown(what.partition("/")[0]))

    def _set_clock(self, order: dict[str, Any]) -> None:
        match order:
            case {"advance": int() | float() as seconds, **rest} if not rest:
                offset = self._site.world.clock_offset + seconds
            case {"offset": int() | float() as seconds, **rest} if not rest:
                offset = float(seconds)
            case _:
                raise ValueError("The clock takes advance or offset, in seconds.")
        if not math.isfinite(offset):
            raise ValueError("The clock takes a finite number of seconds.")
        self._site.world.set_clock(offset)

    def _client(self, order: dict[str, Any]) -> Client:
        match order:
            case {"id": str() as client_id, **rest} if not rest:
                if client := self._site.world.clients.get(client_id):
                    return client
                raise ValueError(f"There is no client {client_id}.")
        raise ValueError("This takes id, a client ID.")

    def _change_password(self, order: dict[str, Any]) -> None:
        match order:
            case {"account": str() as account, **rest} if not rest and person(account):
                self._site.world.change_password(account)
            case _:
                raise ValueError("This takes account, the e-mail address of a person.")

    def _shown(self, what: str) -> dict[str, Any]:
        site = self._site
        match what:
            case "clock":
                return {"offset": site.world.clock_offset, "now": site.world.now()}
            case "faults":
                return {"faults": site.faults.as_data()}
            case "counts":
                return dict(site.counts)
            case "switches":
                return site.world.switches.as_data()
            case _:
                return site.world.as_data()


def _refused(why: str, status: int = 400) -> Response:
    return JSONResponse({"error": why}, status_code=status)
