"""Make the package data from the catalog source: `python -m zdesk_tui.catalog.generate`.

With `--check` nothing is written; the exit code tells whether the data is up to date.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE / "source" / "zoho-services.toml"

DATA_CENTERS_HEAD = '''"""Zoho's data centers, made by `python -m zdesk_tui.catalog.generate`."""

DATA_CENTERS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    # code, name, accounts URL, API Console URL, Desk URL, API URL, URL of any other product
'''


def data_centers(source: dict[str, Any]) -> str:
    """Return the module that holds the base URLs of every data center."""
    lines = []
    for row in source["data_center"]:
        cells = (
            row["code"],
            row["name"],
            f"https://{row['accounts_host']}",
            f"https://{row['api_console']}",
            f"https://desk.{row['zoho']}",
            f"https://www.{row['apis']}",
            f"https://{{product}}.{row['zoho']}",
        )
        lines.append("    (\n" + "".join(f'        "{cell}",\n' for cell in cells) + "    ),\n")
    return DATA_CENTERS_HEAD + "".join(lines) + ")\n"


def desk_scopes(source: dict[str, Any]) -> str:
    """Return Desk's scope groups, and the accounts server's one, as JSON."""
    wanted = ("desk", "accounts")
    services = [service for service in source["service"] if service["key"] in wanted]
    data = {
        "prefix_aliases": {
            alias["wrong"]: alias["right"]
            for alias in source["prefix_alias"]
            if alias["service"] in wanted
        },
        "services": {
            service["key"]: {
                "name": service["name"],
                "prefix": service["prefix"],
                "scopes": [
                    {
                        "group": scope["group"],
                        "operations": scope["operations"],
                        "unverified_operations": scope["unverified_operations"],
                        "description": scope["description"],
                    }
                    for scope in service["scope"]
                ],
            }
            for service in services
        },
    }
    return json.dumps(data, indent=1) + "\n"


def services(source: dict[str, Any]) -> str:
    """Return every service without its scopes, as JSON."""
    told = (
        "key", "name", "kind", "prefix", "docs", "scopes_docs", "api_base", "confidence",
        "related_prefixes", "notes", "organization", "health",
    )  # fmt: skip
    rows = [{key: service[key] for key in told} for service in source["service"]]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def outputs() -> dict[Path, str]:
    """Return every generated file with the text it must have."""
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        HERE / "data_centers.py": data_centers(source),
        HERE / "scopes.json": desk_scopes(source),
        HERE / "services.json": services(source),
    }


def main(arguments: list[str]) -> int:
    """Write the generated files, or with `--check` compare them."""
    stale = [
        path
        for path, text in outputs().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.name} is not what the catalog source makes\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(outputs()[path], encoding="utf-8")
        sys.stderr.write(f"wrote {path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
