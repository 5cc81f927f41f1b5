"""Make the package data from the catalog source: `python -m zdesk_tui.catalog.generate`.

The table of services in the README is made too, between its two markers.

With `--check` nothing is written; the exit code tells whether the data is up to date.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from zdesk_tui.catalog.operations import SERVICES
from zdesk_tui.catalog.services_table import with_table
from zdesk_tui.catalog.wording import sentence, split, stem

HERE = Path(__file__).parent
README = HERE.parent.parent / "README.md"
SOURCES = HERE / "source"

_RECORDS = "ZohoCRM.modules.ALL"
_RECORD_DEEDS = {
    (method, f"/crm/v8/{{module_api_name}}{path}"): deed
    for path in ("", "/{id}", "/{external_field_value}")
    for method, deed in (
        ("GET", "READ"), ("POST", "CREATE"), ("PUT", "UPDATE"), ("DELETE", "DELETE"),
    )
} | {("GET", "/crm/v8/{module_api_name}/deleted"): "READ"}  # fmt: skip
"""The calls of CRM that do to records what a scope's last word says."""

_SPOKEN = {
    "GETCVUpdate": "get mass update status of custom view",
    "IDSUpdate": "mass update by IDs",
    "fetchcategoryfileslist": "fetch category files list",
    "fetchlibrariesinfo": "fetch libraries info",
    "fetchlibraryfileslist": "fetch library files list",
    "fetchteamlibraries": "fetch team libraries",
    "fetchuserlibraries": "fetch user libraries",
    "planinfo": "plan info",
    "saveresourceastemplate": "save resource as template",
}
"""Identifiers whose words do not show."""

DATA_CENTERS_HEAD = '''"""Zoho's data centers, made by `python -m zdesk_tui.catalog.generate`."""

DATA_CENTERS: tuple[tuple[str, str, str, str, str, str, str, str], ...] = (
    # code, name, URLs: accounts, API Console, Desk, APIs, any other product; confidence
'''
CONNECTION_REDIRECTS_HEAD = """
CONNECTION_REDIRECTS: dict[str, tuple[str, ...]] = {
    # code: redirect URLs of a Connection of Zoho CRM or Creator; two where sources disagree
"""


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
            row["confidence"],
        )
        lines.append("    (\n" + "".join(f'        "{cell}",\n' for cell in cells) + "    ),\n")
    return DATA_CENTERS_HEAD + "".join(lines) + ")\n" + _connection_redirects(source)


def _connection_redirects(source: dict[str, Any]) -> str:
    rows = [row for row in source["data_center"] if "connection_redirects" in row]
    lines = []
    for row in rows:
        urls = [f'"{url}",' for url in row["connection_redirects"]]
        inside = (
            urls[0] if len(urls) == 1 else "".join(f"\n        {url}" for url in urls) + "\n    "
        )
        lines.append(f'    "{row["code"]}": ({inside}),\n')
    return CONNECTION_REDIRECTS_HEAD + "".join(lines) + "}\n"


def scopes(source: dict[str, Any]) -> str:
    """Return the scope groups of every service as JSON, one group a line."""
    aliases = [
        # What follows the semicolon tells where it was seen.
        [alias["wrong"], alias["right"], alias["reason"].partition(";")[0]]
        for alias in source["prefix_alias"]
    ]
    services = ",\n".join(
        f"{_json(service['key'])}: {{\n"
        f'"full_access": {_json(service["full_access"])},\n'
        f'"remarks": {_lines(_remarks(service))},\n'
        f'"groups": {_lines(_groups(service))}}}'
        for service in source["service"]
    )
    return f'{{"aliases": {_lines(aliases)},\n"services": {{\n{services}}}}}\n'


def _groups(service: dict[str, Any]) -> Iterator[list[Any]]:
    for scope in service["scope"]:
        yield [
            scope["group"],
            " ".join(scope["operations"]),
            " ".join(scope["unverified_operations"]),
            scope["evidence"],
            int(scope.get("common", False)),
            " ".join(scope.get("template_values", [])),
            scope["description"],
        ]


def _remarks(service: dict[str, Any]) -> Iterator[list[str]]:
    """Yield scope, kind and reason; the reason is "" where no note gives one."""
    groups = [scope["group"] for scope in service["scope"]]
    ordinary = {
        word
        for scope in service["scope"]
        for word in (scope["group"], *(f"{scope['group']}.{one}" for one in scope["operations"]))
    }
    for kind in ("refused", "doubtful"):
        for scope in service[f"{kind}_scopes"]:
            reasons = (note for note in service["notes"] if _is_about(note, scope, ordinary))
            yield [scope, kind, next(reasons, "")]
    for note in service["notes"]:
        group = note.partition(".ALL does not cover ")[0]
        if group in groups:
            yield [f"{service['prefix']}.{group}.ALL", "narrow", note]


def _is_about(note: str, scope: str, ordinary: set[str]) -> bool:
    """Tell whether a note speaks of a scope: by its name, or by its group.

    A group that is known counts only together with the operation.
    """
    group, _, operation = scope.partition(".")[2].rpartition(".")
    words = set(re.findall(r"\w+(?:\.\w+)*", note))
    return scope in words or (group in words and (group not in ordinary or operation in words))


def _lines(rows: Iterable[Any]) -> str:
    return "[\n" + ",\n".join(_json(row) for row in rows) + "]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def services(source: dict[str, Any]) -> str:
    """Return every service without its scopes, as JSON."""
    told = (
        "key", "name", "kind", "prefix", "docs", "scopes_docs", "api_base", "confidence",
        "related_prefixes", "notes", "organization", "health",
    )  # fmt: skip
    rows = [{key: service[key] for key in told} for service in source["service"]]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def operations(source: dict[str, Any], spelling: dict[str, str]) -> str:
    """Return the operations of one service as JSON, one a line.

    Args:
        source: the service's own one.
        spelling: of every known scope, by its small letters.
    """
    rows = source["operation"]
    identifiers = Counter(_letters(row["operation_id"]) for row in rows)
    resources = {id(row): _resource(row) for row in rows}
    spoken = [sentence(_SPOKEN.get(row["operation_id"], row["operation_id"])) for row in rows]
    titles = Counter(spoken)
    lines = []
    for row, title in zip(rows, spoken, strict=True):
        name = row["operation_id"]
        whole = f"{row['method']} {row['path']}"
        resource = resources[id(row)]
        match, asked = _asked(row)
        if (titles[title] > 1 or " " not in title) and not _names(title, resource):
            title = f"{title} ({resource[:1].lower()}{resource[1:]})"
        lines.append(
            [
                name if identifiers[_letters(name)] == 1 else whole,
                row["method"],
                row["path"],
                title,
                resource,
                match,
                *(
                    " ".join(spelling.get(scope.lower(), scope) for scope in some)
                    for some in (asked, row.get("extra_scopes", ()))
                ),
            ]
        )
    return f'{{"base": {_json(source["base"])},\n"operations": {_lines(lines)}}}\n'


def _asked(row: dict[str, Any]) -> tuple[str, list[str]]:
    """Return how many scopes an operation asks for, and which."""
    match, scopes = row["match"], [_of_every_module(scope) for scope in row["scopes"]]
    if match == "any" and row["method"] != "GET":
        # Some pages name what opens reading beside what opens writing. Reading does not write.
        writing = [scope for scope in scopes if not scope.upper().endswith(".READ")]
        scopes = writing or scopes
    deed = _RECORD_DEEDS.get((row["method"], row["path"]))
    if deed and scopes == [_RECORDS]:
        # Zoho's pages on single calls name these as well; its description has only the widest.
        match, scopes = "any", [_RECORDS, f"ZohoCRM.modules.{deed}"]
    return ("single" if match == "any" and len(scopes) == 1 else match), scopes


def _of_every_module(scope: str) -> str:
    """Return a scope of one module's records as that of all; `Operation.in_module` narrows it."""
    return scope.replace("ZohoCRM.modules.{module}.", "ZohoCRM.modules.")


def _resource(row: dict[str, Any]) -> str:
    """Return what an operation is filed under; WorkDrive's are told apart by their paths alone."""
    filed = row["resource"]
    if filed == "workdrive":
        filed = row["path"].removeprefix("/api/v1/").partition("/")[0]
    return sentence(filed)


def _names(title: str, resource: str) -> bool:
    return {stem(word) for word in resource.split()} <= {stem(word) for word in title.split()}


def _letters(identifier: str) -> str:
    return "".join(split(identifier)).lower()


def _spelling(source: dict[str, Any]) -> dict[str, str]:
    scopes = (
        f"{service['prefix']}.{group['group']}.{one}"
        for service in source["service"]
        for group in service["scope"]
        for one in (*group["operations"], *group["unverified_operations"])
    )
    return {scope.lower(): scope for scope in scopes}


def _source(name: str) -> dict[str, Any]:
    return tomllib.loads((SOURCES / f"{name}.toml").read_text(encoding="utf-8"))


def outputs() -> dict[Path, str]:
    """Return every generated file with the text it must have."""
    source = _source("zoho-services")
    spelling = _spelling(source)
    # Only a checkout has it; an installed package has no page to keep up to date.
    readme = README.read_text(encoding="utf-8") if README.exists() else ""
    return {
        **({README: with_table(readme, source)} if readme else {}),
        **{
            HERE / f"operations-{key}.json": operations(_source(f"{key}-operations"), spelling)
            for key in SERVICES
        },
        HERE / "data_centers.py": data_centers(source),
        HERE / "scopes.json": scopes(source),
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
