"""The rooms: what each may import, and what comes along when it is imported."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import zdesk_tui

PACKAGE = Path(zdesk_tui.__file__).parent
FRONT = ("cli", "__main__", "tui", "workspace", "listing")
ALLOWED: dict[str, set[str]] = {
    "catalog": set(),
    "values": {"catalog"},
    "store": {"values"},
    "zoho": {"values", "catalog"},
    "consent": {"values", "zoho"},
    "setup": {"values", "store", "consent.attempt"},
    "workspace": {"values", "store"},
    "lifecycle": {"values", "store", "zoho", "workspace"},
    "listing": {"values", "lifecycle", "workspace"},
    "sandbox": {"values", "catalog", "store"},
    "tui": {"values", "store", "zoho", "consent", "setup", "lifecycle", "workspace"},
}
"""Room by room, the rooms below it."""
ROOMS = set(ALLOWED) - {"values"}


def modules() -> list[str]:
    paths = sorted(PACKAGE.rglob("*.py"))
    names = [".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if name != "__init__"]


def room_of(module: str) -> str:
    top = module.split(".")[0]
    return top if top in ROOMS or top in FRONT else "values"


def imports_of(module: str) -> set[str]:
    path = PACKAGE / (module.replace(".", "/") + ".py")
    if not path.exists():
        path = PACKAGE / module.replace(".", "/") / "__init__.py"
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "zdesk_tui":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("zdesk_tui."):
                found.add(node.module.removeprefix("zdesk_tui."))
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("zdesk_tui.")
                for alias in node.names
                if alias.name.startswith("zdesk_tui.")
            }
    return found - {"__version__"}


@pytest.mark.parametrize("module", [name for name in modules() if name not in ("cli", "__main__")])
def test_arrows_point_down(module: str) -> None:
    room = room_of(module)
    wrong = [
        other
        for other in imports_of(module)
        if room_of(other) != room
        and room_of(other) not in ALLOWED[room]
        and other not in ALLOWED[room]
        and not any(other.startswith(f"{name}.") for name in ALLOWED[room] if "." in name)
    ]
    assert wrong == []


LOOK = """
import importlib, os, sys
for module in sys.argv[1:]:
    if os.fork():
        if os.wait()[1]:
            sys.exit(module + " cannot be imported by itself")
    else:
        importlib.import_module(module)
        sys.stdout.write(" ".join([module, *sys.modules]) + chr(10))
        sys.stdout.flush()
        os._exit(0)
"""
"""Imports each module in a fresh fork of one bare interpreter: as good as one of its own, faster."""


@cache
def loaded() -> dict[str, set[str]]:
    """Return, for each module of the package by its name, all that came along with it."""
    # Without the site module: an editable install brings modules of its own along.
    names = [f"zdesk_tui.{name}" for name in modules() if name != "__main__"]
    code = f"import sys; sys.path[:0] = {sys.path!r}\n{LOOK}"
    child = subprocess.run(
        [sys.executable, "-S", "-c", code, "sys", "zdesk_tui", *names],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    lines = [line.split() for line in child.stdout.splitlines()]
    return {line[0].removeprefix("zdesk_tui."): set(line[1:]) for line in lines}


def who_loads(library: str) -> set[str]:
    return {module for module, came in loaded().items() if library in came}


def in_rooms(*rooms: str) -> set[str]:
    return {module for module in modules() if module.startswith(rooms)}


@pytest.mark.parametrize("library", ["textual", "rich"])
def test_core_knows_no_screen(library: str) -> None:
    assert who_loads(library) <= in_rooms("tui")
    assert "tui.app" in who_loads(library)


def test_network_comes_only_with_who_talks_to_zoho() -> None:
    assert who_loads("httpx") <= {
        "zoho.wire",
        "zoho.unanswered",
        "consent.redeem",
        "consent.session",
        *in_rooms("lifecycle", "tui"),
        "listing",
        "sandbox.control",
        "sandbox.visitor",
    }
    assert "zoho.wire" in who_loads("httpx")


def test_server_comes_only_with_the_sandbox() -> None:
    assert who_loads("starlette") | who_loads("uvicorn") <= in_rooms("sandbox")
    lean = {"sandbox.running", "sandbox.addresses", "sandbox.visitor", "sandbox.control"}
    assert not lean & (who_loads("starlette") | who_loads("uvicorn"))


def test_command_line_costs_nothing_before_it_is_used() -> None:
    assert loaded()["cli"] - loaded()["sys"] == {"zdesk_tui", "zdesk_tui.cli"}


def test_cached_token_imports_no_more_than_it_reads_with() -> None:
    heavy = {"argparse", "dataclasses", "pathlib", "asyncio", "httpx", "platformdirs", "filelock"}
    fast = set().union(*(loaded()[name] for name in ("store.fast", "store.paths", "names")))
    assert not fast & heavy


def test_hosts_of_zoho_stand_in_one_place() -> None:
    for module in modules():
        if module.startswith("catalog"):
            continue
        path = PACKAGE / (module.replace(".", "/") + ".py")
        if not path.exists():
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                hosts = ("accounts.zoho", "api-console.zoho", "desk.zoho", "zohoapis")
                if id(node) not in docs:
                    assert not any(host in node.value for host in hosts), (module, node.value)
