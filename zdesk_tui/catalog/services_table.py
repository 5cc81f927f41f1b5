"""The table of services for readers: what is verified of each, and what is not."""

from collections import Counter
from typing import Any

BEGIN = "<!-- services: made by python -m zdesk_tui.catalog.generate -->"
END = "<!-- services end -->"

_BY_ZOHO = ("oas", "docs", "probe")
"""Kinds of evidence that come from Zoho: its API descriptions, its pages, its server's answers."""
_SURE = {"high": "verified", "medium": "likely", "low": "not verified"}
_HEADS = ("Service", "Scope groups", "Organization in a call", "Live check", "On the whole")


def with_table(text: str, source: dict[str, Any]) -> str:
    """Return a document with the table between its two markers; without markers as it is.

    Args:
        text: of the document.
        source: the catalog's.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n\n{table(source)}\n{end}{after}" if begin and end else text


def table(source: dict[str, Any]) -> str:
    """Return a Markdown table with a row for each service.

    Args:
        source: the catalog's.
    """
    order = sorted(
        source["service"],
        key=lambda row: (row["key"] != "desk", row["kind"] == "helper", row["name"].casefold()),
    )
    rows = [_HEADS, ("---",) * len(_HEADS), *(_row(service) for service in order)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(service: dict[str, Any]) -> tuple[str, ...]:
    return (
        service["name"],
        _scopes(service),
        _organization(service["organization"]),
        _health(service["health"]),
        _SURE[service["confidence"]],
    )


def _scopes(service: dict[str, Any]) -> str:
    kinds = Counter(scope["evidence"] for scope in service["scope"])
    counts = (
        (sum(kinds[kind] for kind in _BY_ZOHO), "verified"),
        (kinds["code"], "seen in use"),
        (kinds["unsure"], "not verified"),
    )
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def _organization(rule: dict[str, Any]) -> str:
    if rule["selector"] == "none":
        return "none known"
    if rule["selector"] == "token":
        how = "chosen at consent"
    else:
        how = f"{rule['selector']} `{rule['name']}`"
    listed = "" if rule["list_url"] or rule["selector"] == "token" else ", typed by hand"
    return f"{how}{listed}: {_SURE[rule['confidence']]}"


def _health(health: dict[str, Any]) -> str:
    if not health["url"]:
        return "renewal only"
    return f"a cheap call: {_SURE[health['confidence']]}"
