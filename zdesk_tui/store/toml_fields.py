"""Reading the keys of a TOML table one by one, each mistake with its line."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from zdesk_tui.errors import FileError
from zdesk_tui.store.files import line_error
from zdesk_tui.store.toml_text import in_utc

_HEADER = re.compile(r"\s*\[{1,2}\s*([^\[\]#]+?)\s*\]{1,2}\s*(?:#.*)?$")


def line_of(text: str, table: str, key: str) -> int:
    """Return the line of a key, counted from 1; else that of its table, else the first.

    Args:
        text: the whole TOML text.
        table: name of the table, empty for the top of the file.
        key: name of the key.
    """
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    dotted = re.compile(
        rf"""\s*["']?{re.escape(table)}["']?\s*(?:\.\s*["']?{re.escape(key)}\b|=)"""
    )
    here = ""
    best = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            here = header[1].strip("\"'")
            if not table and here == key:
                return number
            best = number if here == table else best
        elif (here == table and wanted.match(line)) or (not here and table and dotted.match(line)):
            return number
    return best


def _parts(text: str, table: str) -> list[str]:
    """Return the text of each table of a list, with empty lines in the place of all others."""
    lines = text.split("\n")
    header = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]\s*(?:#.*)?$")
    starts = [at for at, line in enumerate(lines) if header.match(line)]
    return [
        "\n" * start + "\n".join(lines[start:end]) for start, end in pairwise([*starts, len(lines)])
    ]


class Fields:
    """The keys of one table; every method raises FileError with the line of what is wrong.

    Args:
        values: the table.
        text: the whole TOML text, to find lines in.
        path: the file, for the message.
        table: name of the table, empty for the top of the file.
    """

    def __init__(self, values: Mapping[str, Any], text: str, path: str, table: str = "") -> None:
        self._values = values
        self._text = text
        self._path = path
        self._table = table

    def wrong(self, key: str, why: str) -> FileError:
        """Return the error for a key; `why` follows its name, and holds no secret."""
        name = f"{self._table}.{key}" if self._table else key
        return line_error(self._path, line_of(self._text, self._table, key), f"{name} {why}")

    @property
    def values(self) -> Mapping[str, Any]:
        """The table itself."""
        return self._values

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        return key in self._values

    def keys(self) -> tuple[str, ...]:
        """Return the names of all keys, in the file's order."""
        return tuple(self._values)

    def table(self, key: str) -> "Fields":
        """Return the keys of a table below this one."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        below = f"{self._table}.{key}" if self._table else key
        return Fields(value, self._text, self._path, below)

    def tables(self, key: str) -> tuple["Fields", ...]:
        """Return the keys of every table of a list, each with the lines of its own; maybe none."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, f"must be tables that begin with [[{key}]]")
        parts = _parts(self._text, key)
        if len(parts) != len(value):
            # Written as one value between brackets: the key's line has to do for all.
            parts = [self._text] * len(value)
        return tuple(
            Fields(one, part, self._path, key) for one, part in zip(value, parts, strict=True)
        )

    def pairs(self, key: str) -> dict[str, str]:
        """Return a table of texts by their names, none when the key is missing."""
        if key not in self._values:
            return {}
        fields = self.table(key)
        return {name: fields._wire(name, one) for name, one in fields._values.items()}

    def number(self, key: str) -> int:
        """Return a whole number from 1 up."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(key, "must be a whole number from 1 up")
        return value

    def prose(self, key: str) -> str:
        """Return text for people: empty when the key is missing, and any sign may stand in it."""
        value = self._values.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, "must be text in quotes")
        return value

    def text(self, key: str) -> str:
        """Return text that goes to Zoho or picks something: not empty, no invisible signs."""
        value = self._wire(key, self._get(key))
        if not value:
            raise self.wrong(key, "is empty")
        return value

    def maybe(self, key: str) -> str | None:
        """Return text as `text` does, or None when the key is missing."""
        return self.text(key) if key in self._values else None

    def flag(self, key: str) -> bool:
        """Return true or false: false when the key is missing."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def choice(self, key: str, allowed: Collection[str]) -> Any:
        """Return one of the allowed words."""
        value = self._get(key)
        if value not in tuple(allowed):
            raise self.wrong(key, f"must be one of: {', '.join(allowed)}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, at least one, each as `text` wants it."""
        value = self._get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, "must be a list of texts, at least one")
        words = tuple(self._wire(key, one) for one in value)
        if not all(words):
            raise self.wrong(key, "has an empty text in it")
        return words

    def time(self, key: str) -> datetime:
        """Return a time in UTC, whole seconds."""
        value = self._get(key)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.wrong(key, "must be a time with its offset, such as 2026-01-31T12:00:00Z")
        try:
            return in_utc(value)
        except OverflowError:
            raise self.wrong(key, "is out of range") from None

    def _get(self, key: str) -> Any:
        if key not in self._values:
            raise self.wrong(key, "is missing")
        return self._values[key]

    def _wire(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.wrong(key, "must be text in quotes")
        if not value.isprintable():
            raise self.wrong(key, "has a control character or another invisible sign in it")
        return value
