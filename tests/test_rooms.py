"""The rooms: what each may import, and what comes along when it is imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import zdesk_tui

PACKAGE = Path(zdesk_tui.__file__).parent
FRONT = ("cli", "__main__", "tui", "workspace", "commands")
ALLOWED: dict[str, set[str]] = {
    "catalog": set(),
    "values": {"catalog"},
    "store": {"values"},
    "zoho": {"values", "catalog"},
    "consent": {"values", "zoho"},
    "setup": {"values", "store", "catalog", "consent.attempt"},
    "workspace": {"values", "store"},
    "lifecycle": {"values", "catalog", "store", "zoho", "workspace"},
    "use": {"values", "catalog", "store", "zoho", "lifecycle", "workspace"},
    "commands": {
        "values",
        "catalog",
        "lifecycle",
        "workspace",
        "sandbox",
        "store.paths",
        "tui.start",
    },
    "sandbox": {"values", "catalog", "store"},
    "tui": {"values", "catalog", "store", "zoho", "consent", "setup", "lifecycle", "workspace"},
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


def loaded_by(module: str) -> set[str]:
    """Import a module in an interpreter of its own and return what came along."""
    code = f"import sys, {module}; print(*(name.partition('.')[0] for name in sys.modules))"
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(child.stdout.split())


CORE = [f"zdesk_tui.{name}" for name in modules() if room_of(name) not in ("tui", "__main__")]


def test_core_knows_no_screen() -> None:
    # One interpreter for all: the first that brings Textual along is named.
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    assert 'textual' not in sys.modules, name\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, *CORE], capture_output=True, text=True, timeout=60, check=False
    )
    assert child.returncode == 0, child.stderr


def test_command_line_costs_nothing_before_it_is_used() -> None:
    heavy = {"argparse", "httpx", "asyncio", "dataclasses", "platformdirs", "pathlib"}
    # An editable install brings modules of its own along.
    assert not (loaded_by("zdesk_tui.cli") - loaded_by("zdesk_tui")) & heavy


def test_package_itself_costs_nothing_and_a_program_gets_no_sandbox() -> None:
    assert not (loaded_by("zdesk_tui") - loaded_by("sys")) & {"re", "httpx", "asyncio", "typing"}
    code = (
        "import sys; from zdesk_tui import open_connector;"
        "print(*(name for name in sys.modules if name.startswith('zdesk_tui')))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rooms = {name.split(".")[1] for name in child.stdout.split() if "." in name}
    assert "use" in rooms
    assert not rooms & {"cli", "commands", "consent", "sandbox", "setup", "tui"}


@pytest.mark.parametrize(
    "module", ["zdesk_tui.store.fast", "zdesk_tui.zoho.accounts", "zdesk_tui.sandbox.addresses"]
)
def test_network_and_server_come_only_with_who_needs_them(module: str) -> None:
    assert not loaded_by(module) & {"httpx", "starlette", "uvicorn"}


@pytest.mark.parametrize("action", [["check", "Desk.tickets.READ"], ["list", "desk"]])
def test_network_comes_with_no_action_of_scopes_that_is_called_as_a_command(
    action: list[str],
) -> None:
    code = (
        f"import sys; from zdesk_tui.cli import main; main(['scopes', *{action}]);"
        "sys.exit(bool({'httpx', 'asyncio'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)


READ_LATE = {
    "scopes": "catalog.scopes.load",
    "services": "catalog.services.load",
    "operations": "catalog.operations.of",
    "presets": "presets.load",
}


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["--help"], set()),
        (["paths"], set()),
        (["token", "nobody"], set()),
        (["list"], set()),
        (["scopes", "check", "Desk.tickets.READ"], {"scopes", "services"}),
        (["scopes", "for", "getTicket"], {"scopes", "services", "operations"}),
    ],
)
def test_catalog_is_read_by_no_command_that_does_without(
    words: list[str], read: set[str], tmp_path: Path
) -> None:
    code = (
        "import contextlib, os, sys; from zdesk_tui.cli import main\n"
        "with contextlib.redirect_stdout(open(os.devnull, 'w')), contextlib.suppress(SystemExit):\n"
        f"    main(['--home', {str(tmp_path)!r}, *{words}])\n"
        "from zdesk_tui import presets\n"
        "from zdesk_tui.catalog import operations, scopes, services\n"
        "import zdesk_tui.catalog as catalog\n"
        f"for name, place in {READ_LATE}.items():\n"
        "    if eval(place).cache_info().misses: sys.__stdout__.write(f'{name} ')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert set(ran.stdout.split()) == read


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
