"""Keyrings for tests, chosen by PYTHON_KEYRING_BACKEND: one that works, and one that is silent."""

import json
import os
import threading
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import PasswordDeleteError

RING, HANGING, FORGETFUL = (f"{__name__}.{name}" for name in ("Ring", "Hanging", "Forgetful"))
FAILING = "keyring.backends.fail.Keyring"
DIES = 9
"""Exit code of a process that ends in the middle."""


class Ring(KeyringBackend):
    """Keeps its items in the file RING; ends the process where RING_DIES says so."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return items().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        write({**items(), f"{service}/{username}": password})
        die("after writing")

    def delete_password(self, service: str, username: str) -> None:
        die("before removing")
        found = items()
        if found.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("there is none")
        write(found)


class Hanging(KeyringBackend):
    """Never answers, as a bus without anybody on it."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        threading.Event().wait()


class Forgetful(KeyringBackend):
    """Takes everything and keeps nothing."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


def use(backend: str) -> None:
    """Have the tests of this process use another keyring."""
    keyring.set_keyring(load_keyring(backend))


def items() -> dict[str, str]:
    file = Path(os.environ["RING"])
    found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return found


def write(found: dict[str, str]) -> None:
    Path(os.environ["RING"]).write_text(json.dumps(found))


def die(where: str) -> None:
    if os.environ.get("RING_DIES") == where:
        os._exit(DIES)
