"""Where the secrets of a connector are kept: in its file, in the keyring, or with a command."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from threading import Lock
from time import monotonic

from zdesk_tui.connector import Connector
from zdesk_tui.errors import OutOfReach
from zdesk_tui.secret import Held, Secret
from zdesk_tui.store.paths import Paths

IN_FILE = "in its file"
IN_KEYRING = "in the keyring"
FRESH = 60.0
"""Seconds for which a command's secret is used again, so that one task runs it once."""


class Places:
    """Makes, fetches and puts away the secrets that a connector's file does not hold.

    Args:
        paths: of the home.
        command: returns a command line of ours from its words, for advice.
    """

    def __init__(self, paths: Paths, command: Callable[..., str]) -> None:
        self._paths = paths
        self._command = command
        self._items: dict[str, dict[str, str]] = {}
        self._printed: dict[tuple[str, ...], tuple[float, str]] = {}
        self._one_at_a_time = Lock()

    def in_keyring(self, name: str, entry: str, which: str) -> Held:
        """Return a secret that is kept in the keyring; nothing is fetched yet.

        Args:
            name: of the connector.
            entry: the keyring's item.
            which: the secret's name in the item.
        """
        return Held(partial(self._kept, name, entry, which), _mark(entry, which), IN_KEYRING)

    def by_command(self, name: str, words: tuple[str, ...]) -> Held:
        """Return a client secret that a command prints; it is not run yet.

        Args:
            name: of the connector.
            words: the program and its arguments.
        """
        place = f"from the command {shlex.join(words)}"
        return Held(partial(self._print, name, words), words, place, runs=True)

    def settle(self, connector: Connector, earlier: Connector | None) -> tuple[Connector, str]:
        """Return the connector as its file is to say it, and the keyring's item it then names.

        An item is never changed: other secrets get a new one, so that the file of before still
        finds its own until it is replaced.

        Args:
            connector: with the place that was chosen for its secrets.
            earlier: as its file says it now, if there is one.

        Raises:
            OutOfReach: a secret could not be fetched from where it was, or not put into the
                keyring; or a client secret was given, but a command prints it.
        """
        client, grant = connector.client, connector.grant
        match client.secret_in:
            case "keyring":
                return connector, self._put(connector, earlier)
            case "file":
                client = replace(
                    client,
                    secret=_opened(client.secret),
                    secrets={code: _opened(one) for code, one in client.secrets.items()},
                )
            case "command" if not _printed_by(client.secret_command, client.secret):
                raise self.printed_elsewhere(connector)
        if grant and grant.refresh_token:
            grant = replace(grant, refresh_token=_opened(grant.refresh_token))
        return replace(connector, client=client, grant=grant), ""

    def printed_elsewhere(self, connector: Connector) -> OutOfReach:
        """Return why no other client secret can be saved where a command prints it."""
        return OutOfReach(
            f"The client secret of {connector.name} is printed by a command "
            f"({shlex.join(connector.client.secret_command)}), so that no other can be saved.",
            "Change it where the command finds it, or move it first: "
            + self._command("secrets", connector.name, "--to", "file"),
        )

    def drop(self, entry: str) -> None:
        """Remove an item of the keyring, but remember it in this run for who undoes it.

        Raises:
            OutOfReach: the keyring does not answer; the item may still be there.
        """
        from zdesk_tui.store import vault

        if entry not in self._items:
            self._items[entry] = vault.read(entry) or {}
        vault.remove(entry)

    def _put(self, connector: Connector, earlier: Connector | None) -> str:
        found = dict(connector.secrets())
        if earlier and names_held(earlier) == tuple(found):
            entry = entry_of(earlier.extra)
            if all(
                isinstance(secret, Held) and secret.kept_as(_mark(entry, which))
                for which, secret in found.items()
            ):
                return entry
        from zdesk_tui.store import vault

        values = {which: secret.reveal() for which, secret in found.items()}
        fresh = vault.new_entry()
        vault.write(fresh, values)
        self._items[fresh] = values
        return fresh

    def _kept(self, name: str, entry: str, which: str) -> str:
        from zdesk_tui.store import vault

        with self._one_at_a_time:
            if entry not in self._items:
                try:
                    found = vault.read(entry)
                except OutOfReach as error:
                    raise OutOfReach(
                        f"The secrets of {name} are in the keyring. {error.message}", error.advice
                    ) from None
                if found is None:
                    raise self._elsewhere(name)
                self._items[entry] = found
        value = self._items[entry].get(which)
        if not value:
            raise self._elsewhere(name)
        return value

    def _elsewhere(self, name: str) -> OutOfReach:
        return OutOfReach(
            f"This machine's keyring does not hold the secrets of {name}. Its file may come from "
            "another machine, or another keyring was in use.",
            "Where they are, move them into the file and copy it again: "
            f"{self._command('secrets', name, '--to', 'file')}. Or consent again here: "
            f"{self._command('reauthorize', name)}",
        )

    def _print(self, name: str, words: tuple[str, ...]) -> str:
        from zdesk_tui.store import secret_command

        secret_command.refuse_open(self._paths.connector(name))
        allowed = secret_command.Allowed(self._paths)
        if not allowed.has(name, words):
            changed = "changed since it was" if allowed.knows(name) else "was not yet"
            raise OutOfReach(
                f"The client secret of {name} comes from a command that {changed} allowed on this "
                f"machine: {shlex.join(words)}",
                f"See whether it may run: {self._command('allow', name)}",
            )
        with self._one_at_a_time:
            at, value = self._printed.get(words, (0.0, ""))
            if not value or monotonic() - at > FRESH:
                value = secret_command.run(words)
                self._printed[words] = (monotonic(), value)
        return value


def names_held(connector: Connector) -> tuple[str, ...]:
    """Return the names of the secrets that are in the keyring, as the connector's file has them."""
    in_keyring = connector.client.secret_in == "keyring"  # noqa: S105 - a place
    return tuple(which for which, _ in connector.secrets()) if in_keyring else ()


def entry_of(values: Mapping[str, object]) -> str:
    """Return the keyring's item that a connector's file names, or ""; the file may be odd.

    Args:
        values: the whole file.
    """
    client = values.get("client")
    entry = client.get("secret_entry") if isinstance(client, Mapping) else None
    return entry if isinstance(entry, str) else ""


def _printed_by(words: tuple[str, ...], secret: Secret) -> bool:
    return isinstance(secret, Held) and secret.kept_as(words)


def _mark(entry: str, which: str) -> tuple[str, str, str]:
    return ("keyring", entry, which)


def _opened(secret: Secret) -> Secret:
    return Secret(secret.reveal()) if isinstance(secret, Held) else secret
