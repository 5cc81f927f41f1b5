"""Renewals and saves that are killed at random moments: `python -m tests.kills 200 1.0`.

What is on the disk afterwards is read again each time. One interpreter forks those that are
killed, so that a kill falls into the work and not into the start of Python.
"""

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.commands import World, connect
from tests.ports import free_port
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.control import Control
from zdesk_tui.sandbox.running import Sandbox
from zdesk_tui.secret import Secret
from zdesk_tui.store.locks import locked
from zdesk_tui.store.paths import Paths
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho import accounts, wire

IMPORTED = (accounts, wire)
"""What a renewal imports when it comes to it; here before the forks."""
LONGEST = 0.3
"""Seconds after which one is killed at the latest, unless told otherwise."""
ANSWER = '{"access_token":"1000.renewed.token","expires_in":3600}'


def kill_many(home: str, port: int, times: int, longest: float = LONGEST) -> Counter[str]:
    """Kill so many renewals, and return what was found afterwards: counts by word.

    Args:
        home: with a sandbox's connector `desk`, whose token endpoint answers `ANSWER`.
        port: of the sandbox.
        times: how many.
        longest: seconds after which one is killed at the latest.
    """
    workspace = Workspace(Paths.under(home).sandbox(), data_centers(port), sandbox=True)
    _expire(workspace)
    found: Counter[str] = Counter()
    for _ in range(times):
        pid = os.fork()
        if not pid:
            try:
                _work(workspace)
            finally:
                os._exit(1)
        time.sleep(random.random() * longest)  # noqa: S311 - no secret comes of it
        os.kill(pid, signal.SIGKILL)
        assert os.waitpid(pid, 0)[1] == signal.SIGKILL, "it ended before it was killed"
        found += _read_all(workspace)
    return found


def _work(workspace: Workspace) -> None:
    """Renew and save the connector again and again."""
    while True:
        _expire(workspace)
        asyncio.run(valid_token(workspace, "desk"))
        connector = workspace.connectors.load("desk")
        workspace.connectors.save(replace(connector, note=f"at {time.time()}"))


def _expire(workspace: Workspace) -> None:
    connector = workspace.connectors.load("desk")
    workspace.tokens.save(connector, Secret("1000.old.token"), time.time() - 1)
    Path(workspace.paths.throttle).unlink(missing_ok=True)


def _read_all(workspace: Workspace) -> Counter[str]:
    """Read every file as the program does, and fail where one is neither old nor new."""
    with locked(workspace.paths, "desk", timeout=0):
        connector = workspace.connectors.load("desk")
    assert connector.grant is not None
    assert connector.grant.refresh_token
    cached = workspace.tokens.load(connector)
    assert cached is not None
    token = cached.access_token.reveal()
    assert token in ("1000.old.token", "1000.renewed.token"), "half a token"
    left = list(Path(workspace.paths.sandbox_home).parent.rglob(".zdesk-tui-*.tmp"))
    assert all(one.stat().st_mode & 0o777 == 0o600 for one in left)
    return Counter({"killed": 1, "left over": len(left), token.split(".")[1]: 1})


def main(words: list[str]) -> int:
    """Kill as many as the first word says, within the seconds of the second, print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        paths = Paths.under(folder).sandbox()
        home = Path(paths.sandbox_home).parent
        workspace = Workspace(paths, data_centers(port), sandbox=True)
        # The sandbox has threads, which a fork does not take along: it has a process of its own.
        ready, told = os.pipe()
        child = os.fork()
        if not child:
            with Sandbox.run(home, port):
                world = World(Path(folder), port, Control(home, port), workspace)
                connect(world, "desk")
                world.control.fault("token", "body", body=ANSWER, times=None)
                os.write(told, b"1")
                signal.pause()
        os.read(ready, 1)
        try:
            figures = kill_many(folder, port, int(words[0]), float(words[1]))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    sys.stdout.write(f"{dict(figures)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
