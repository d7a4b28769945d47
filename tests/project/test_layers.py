"""Who may import whom, and what a check imports at all."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import kumo_lr
from tests.support.paths import ROOT
from tests.support.rooms import BESIDE, GROUND_FLOOR, PACKAGE, WINGS

# The public names are handed out lazily, from every room; the script is run, and imported by none.
_DOOR = PACKAGE / "__init__.py"
_SCRIPT = PACKAGE / "__main__.py"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path not in (_DOOR, _SCRIPT))
_READERS = (
    "compose",
    "nodes",
    "wellformed",
    "locate",
    "layout",
    "meanings",
    "misplaced",
    "plan_numbers",
    "duplicates",
    "uses",
    "python_reader",
)
_HALF_READERS = ("braces", "recovery", "partial", "trail", "cursor", "sections")
_ANSWERERS = ("answers", "app", "convert", "leniency", "session", "views")
_THIRD_PARTIES = {
    **{f"document.{room}": {"yaml"} for room in _READERS},
    **{
        room: {"yaml"}
        for room in ("check.document_check", "plan.field", "plan.plain_data", "plan.defaults", "plan.objects")
    },
    **{
        f"server.{room}": {"yaml"}
        for room in ("braces", "recovery", "partial", "trail", "cursor", "sections")
    },
    "plan.strict_model": {"pydantic", "pydantic_core"},
    **{f"plan.{room}": {"pydantic"} for room in ("models", "strategy_models", "candidate", "kwargs")},
    "plan.load": {"pydantic"},
    "facts.curves": {"numpy"},
    "preview.picture": {"matplotlib"},
    **{f"server.{room}": {"lsprotocol", "pygls"} for room in ("client", "connection", "loop")},
    **{
        f"server.{room}": {"lsprotocol"}
        for room in ("answers", "app", "convert", "leniency", "session", "views")
    },
    "adapters.torch": {"torch"},
    "adapters.lightning": {"torch"},
    "adapters.optuna": {"optuna"},
}
_HEAVY = (
    "argparse",
    "click",
    "concurrent",
    "dataclasses",
    "decimal",
    "difflib",
    "importlib.metadata",
    "inspect",
    "json",
    "jsonschema",
    "kumo_lr.plan",
    "kumo_lr.facts.curves",
    "kumo_lr.settings.load",
    "matplotlib",
    "multiprocessing",
    "numpy",
    "pathlib",
    "pydantic",
    "rich",
    "ruamel",
    "shutil",
    "subprocess",
    "textwrap",
    "tomllib",
    "torch",
    "typing_extensions",
)


def _room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__").removesuffix("__init__")


def _wing(room: str) -> str:
    wing, dot, _ = room.partition(".")
    return wing if dot or wing in (*WINGS, *BESIDE) else GROUND_FLOOR


_ROOMS = {_room(path): path for path in MODULES}


def _imported(path: Path) -> set[str]:
    """Return the rooms that a module imports, wherever in it the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kumo_lr"):
            module = (node.module or "").removeprefix("kumo_lr").lstrip(".")
            for alias in node.names:
                inner = f"{module}.{alias.name}".lstrip(".")
                rooms.add(inner if inner in _ROOMS or not module else module)
        elif isinstance(node, ast.Import):
            rooms |= {alias.name for alias in node.names if alias.name.startswith("kumo_lr")}
    return rooms - {"__version__"}  # which stands at the door, where the build looks for it


def test_every_folder_is_a_wing() -> None:
    folders = {path.parent.relative_to(PACKAGE).parts[0] for path in MODULES if path.parent != PACKAGE}

    assert folders == {*WINGS, *BESIDE} - {GROUND_FLOOR}


@pytest.mark.parametrize("room", _ROOMS)
def test_imports_go_one_way(room: str) -> None:
    wing = _wing(room)
    allowed = BESIDE[wing] if wing in BESIDE else set(WINGS[: WINGS.index(wing) + 1])

    wrong = {other for other in _imported(_ROOMS[room]) if _wing(other) not in allowed | {GROUND_FLOOR}}

    assert wrong == set()


def test_no_imports_go_round() -> None:
    """Within a wing, too, there is an order: `TopologicalSorter` raises `CycleError` where there is none."""
    graph = {room: _imported(path) for room, path in _ROOMS.items()}

    assert set(TopologicalSorter(graph).static_order()) == set(_ROOMS)


@pytest.mark.parametrize("room", _ROOMS)
def test_third_parties(room: str) -> None:
    """Only the rooms that read or write YAML know PyYAML, and only those of models know Pydantic."""
    outside = set()
    for node in ast.walk(ast.parse(_ROOMS[room].read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        outside |= {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"kumo_lr"}

    assert outside == _THIRD_PARTIES.get(room, set())


def test_values_name_what_they_show_themselves_with() -> None:
    """Values of lower wings call functions of higher ones by name, and only these do."""
    calls = {
        (room, *match)
        for room, path in _ROOMS.items()
        for match in re.findall(r'\blater\("([\w.]+)", "(\w+)"\)', path.read_text(encoding="utf-8"))
    }

    assert {room for room, _, _ in calls} == {"findings", "facts.curves"}
    for _, room, name in calls:
        assert callable(getattr(import_module(f"kumo_lr.{room}"), name))


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import kumo_lr; print(*set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert set(loaded.split()) <= {"__future__", "kumo_lr"}


def test_every_public_name_is_where_the_door_says() -> None:
    homes: dict[str, tuple[str, ...]] = vars(kumo_lr)["_HOMES"]
    names = [name for held in homes.values() for name in held]
    seen_by_type_checkers = {
        alias.name
        for node in ast.walk(ast.parse(_DOOR.with_suffix(".pyi").read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kumo_lr.")
        for alias in node.names
    }

    assert sorted([*names, "__version__"]) == sorted(kumo_lr.__all__) == dir(kumo_lr)
    assert seen_by_type_checkers == set(names)
    for module, held in homes.items():
        for name in held:
            # A module of that name would stand in its place once it is imported.
            assert name not in (*_ROOMS, *WINGS)
            assert getattr(kumo_lr, name) is getattr(import_module(module), name)


@pytest.mark.parametrize("file", ["documents/documentation.yaml", "ok/plan.yaml"])
def test_a_check_imports_little(file: str, tmp_path: Path) -> None:
    code = (
        "import sys; from kumo_lr.cli.app import main; main(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr)"
    )
    path = str(PACKAGE.parent / "fixtures" / file)
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}", "check", path],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,  # where no settings are
    )

    assert set(_HEAVY) & set(done.stderr.split()) == set()


@pytest.mark.parametrize(("folder", "most"), [("kumo_lr", 350), ("tests", 500)])
def test_modules_fit_in_the_eye(folder: str, most: int) -> None:
    modules = (path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    long = [path.name for path in modules if len(path.read_text(encoding="utf-8").splitlines()) > most]

    assert long == []
