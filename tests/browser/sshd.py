"""A real OpenSSH server on a loopback port, and a real client that logs in to it."""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SSH = shutil.which("ssh")
KEYGEN = shutil.which("ssh-keygen")
PATIENCE = 20.0
HERE = "127.0.0.2"
"""Where the person's own computer is: another loopback address of the same machine."""

needed = pytest.mark.skipif(not (SSHD and SSH and KEYGEN), reason="needs OpenSSH and its server")
"""Marks a test that logs in over SSH."""

_SERVER = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/person.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin prohibit-password
"""


class Server:
    """Somewhere to log in.

    Args:
        port: on which it listens.
        folder: where the keys are.
    """

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self._folder = folder

    @property
    def tunnel_end(self) -> str:
        """What a tunnel line says behind its ports."""
        return f"-p {self.port} {getpass.getuser()}@127.0.0.1"

    def login(
        self, words: Sequence[str], forwarded: int, size: tuple[int, int] = (80, 24)
    ) -> list[str]:
        """Return the command line of a client that starts a program on a terminal there.

        A server of an ordinary user may give none away (it has to change a terminal's group), so
        `script` makes it, and `stty` at this end does what the client would.

        Args:
            words: the program and its arguments.
            forwarded: a port of the person's computer that leads to the same one there.
            size: columns and lines of the terminal.
        """
        options = [
            "StrictHostKeyChecking=no",
            f"UserKnownHostsFile={self._folder}/known",
            "LogLevel=ERROR",
            "ExitOnForwardFailure=yes",
            "IdentitiesOnly=yes",
        ]
        columns, lines = size
        inside = f"stty rows {lines} columns {columns}; exec {shlex.join(words)}"
        there = ["env", "TERM=xterm-256color", "script", "-qfec", inside, os.devnull]
        client = [
            str(SSH), "-F", os.devnull, "-T", "-i", f"{self._folder}/person", "-p", str(self.port),
            *(part for option in options for part in ("-o", option)),
            "-L", f"{HERE}:{forwarded}:localhost:{forwarded}",
            "127.0.0.1", shlex.join(there),
        ]  # fmt: skip
        return ["/bin/sh", "-c", f"stty raw -echo; exec {shlex.join(client)}"]


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Run a server for this user alone, with keys of its own."""
    folder.mkdir()
    for name in ("host", "person"):
        words = [str(KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}"]
        subprocess.run(words, check=True, timeout=PATIENCE)
    port = free_port()
    config = folder / "config"
    config.write_text(_SERVER.format(port=port, folder=folder), encoding="ascii")
    words = [str(SSHD), "-D", "-f", str(config), "-E", f"{folder}/log"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, folder / "log")
            yield Server(port, folder)
        finally:
            process.terminate()


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, log.read_text() if log.exists() else "no server"
            time.sleep(0.02)
        else:
            return
