"""Writing TOML: secrets opened, keys without a value left out, times in UTC ending in Z."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from zdesk_tui.secret import Held, Secret


class _UtcTime(datetime):
    """A time in UTC that is written with T and Z, as in Zoho's own answers."""

    def __str__(self) -> str:
        return f"{self.replace(tzinfo=None).isoformat()}Z"


def toml_text(values: Mapping[str, object]) -> str:
    """Return the TOML text of a table.

    Args:
        values: what TOML can hold, and besides `Secret`, tuples, and None for no key at all. A
            secret that is kept elsewhere is no key either: it stays there.
    """
    import tomli_w

    return tomli_w.dumps(_table(values))


def toml_bytes(
    values: Mapping[str, object], name: str = "", tables: Iterable[Mapping[str, object]] = ()
) -> bytes:
    """Return `toml_text` as it goes to the disk, and below it a list of tables.

    Half a character, as a broken JSON answer can hold one in a name, becomes a question mark.

    Args:
        values: as `toml_text` takes them.
        name: of the list.
        tables: each is written as a table that begins with `[[name]]`, however short it is.
    """
    parts = [toml_text(values)]
    for one in tables:
        parts.append(toml_text({name: one}).replace(f"[{name}]", f"[[{name}]]", 1))
    return "\n".join(parts).encode("utf-8", "replace")


def in_utc(time: datetime) -> datetime:
    """Return a time as our files hold it: in UTC, to the second."""
    return time.astimezone(UTC).replace(microsecond=0)


def _table(values: Mapping[str, object]) -> dict[str, object]:
    written = {key: one for key, one in values.items() if not isinstance(one, Held | None)}
    return {key: _plain(one) for key, one in written.items()}


def _plain(value: object) -> object:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    if isinstance(value, datetime) and value.utcoffset() == timedelta(0):
        return _UtcTime.combine(value.date(), value.timetz())
    return value
