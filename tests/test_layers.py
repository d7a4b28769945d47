"""Who may import whom, and what a check imports at all."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import kumo_lr

PACKAGE = Path(__file__).parent.parent / "kumo_lr"
# Lowest first; a module imports from those above it in this list, and from none below.
ROOMS = (
    "source",
    "findings",
    "suggest",
    "vocabulary",
    "schedules",
    "horizons",
    "shares",
    "collecting",
    "composing",
    "nodes",
    "inspection",
    "fields",
    "rules.record",
    "rules.syntax",
    "rules.shape",
    "rules.keys",
    "rules.words",
    "rules.values",
    "rules.portability",
    "rules.training",
    "rules.warmup",
    "rules.decay",
    "rules.housekeeping",
    "rules.settings",
    "rules",
    "screen",
    "forecasting",
    "suppressions",
    "asking",
    "checker",
    "fixes",
    "files",
    "reading",
    "wording",
    "validation",
    "models",
    "render.tally",
    "render.text",
    "render.diff",
    "render.data",
    "render.pages",
    "render.paths",
    "render.markdown",
    "render.github",
    "render.gitlab",
    "render.junit",
    "render.rdjson",
    "render.sarif",
    "render",
    "patterns",
    "toml_places",
    "settings_table",
    "settings_reading",
    "settings",
    "running",
    "loading",
    "defaults",
    "resolving",
    "previewing",
    "rewriting.editing",
    "rewriting.filling",
    "rewriting.inserting",
    "rewriting.trimming",
    "rewriting",
    "comparing",
    "schema",
    "render.effective",
    "render.series",
    "render.terminal_plot",
    "render.picture",
    "render.page",
    "render.effective_settings",
    "settings_schema",
    "arguments",
    "options",
    "completing",
    "terminal",
    "outputs",
    "baselines",
    "progress",
    "pictures",
    "plans",
    "configuring",
    "checking",
    "cli",
    "__main__",
    # Nobody imports these, but those who have the libraries.
    "adapters.torch",
    "adapters.lightning",
    "adapters.optuna",
    "adapters",
)
# The public names are handed out lazily, from every room.
_DOOR = PACKAGE / "__init__.py"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != _DOOR)
_THIRD_PARTIES = {
    **{room: {"yaml"} for room in ("composing", "nodes", "inspection", "fields", "checker", "reading")},
    **{room: {"yaml"} for room in ("wording", "defaults", "rewriting.editing")},
    "validation": {"pydantic", "pydantic_core"},
    "models": {"pydantic"},
    "loading": {"pydantic"},
    "schedules": {"numpy"},
    "render.picture": {"matplotlib"},
    "adapters.torch": {"torch"},
    "adapters.lightning": {"torch"},
    "adapters.optuna": {"optuna"},
}
_HEAVY = (
    "click",
    "concurrent",
    "dataclasses",
    "decimal",
    "difflib",
    "importlib.metadata",
    "inspect",
    "json",
    "jsonschema",
    "kumo_lr.models",
    "kumo_lr.schedules",
    "kumo_lr.settings",
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
    return ".".join(parts).removesuffix(".__init__")


def _imported(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kumo_lr"):
            module = (node.module or "").removeprefix("kumo_lr").lstrip(".")
            for alias in node.names:
                inner = f"{module}.{alias.name}".lstrip(".")
                rooms.add(inner if inner in ROOMS or not module else module)
        elif isinstance(node, ast.Import):
            rooms |= {alias.name for alias in node.names if alias.name.startswith("kumo_lr")}
    return rooms


def test_every_module_has_its_place() -> None:
    assert sorted(ROOMS) == sorted(map(_room, MODULES))


@pytest.mark.parametrize("path", MODULES, ids=_room)
def test_imports_go_one_way(path: Path) -> None:
    above = set(ROOMS[: ROOMS.index(_room(path))])

    # The version stands at the door, where the build looks for it.
    assert _imported(path) - above - {"__version__"} == set()


@pytest.mark.parametrize("path", MODULES, ids=_room)
def test_third_parties(path: Path) -> None:
    """Only the rooms that read or write YAML know PyYAML, and only those of models know Pydantic."""
    outside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        outside |= {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"kumo_lr"}

    assert outside == _THIRD_PARTIES.get(_room(path), set())


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import kumo_lr; print(*set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert set(loaded.split()) <= {"__future__", "kumo_lr"}


def test_every_public_name_is_where_the_door_says() -> None:
    names = [name for homes in kumo_lr._HOMES.values() for name in homes]
    seen_by_type_checkers = {
        alias.name
        for node in ast.walk(ast.parse(_DOOR.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kumo_lr.")
        for alias in node.names
    }

    assert sorted([*names, "__version__"]) == sorted(kumo_lr.__all__) == dir(kumo_lr)
    assert seen_by_type_checkers == set(names)
    for module, homes in kumo_lr._HOMES.items():
        for name in homes:
            # A module of that name would stand in its place once it is imported.
            assert name not in ROOMS
            assert getattr(kumo_lr, name) is getattr(import_module(module), name)


@pytest.mark.parametrize("file", ["documents/documentation.yaml", "ok/plan.yaml"])
def test_a_check_imports_little(file: str, tmp_path: Path) -> None:
    code = (
        "import sys; from kumo_lr.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
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


def test_modules_fit_in_the_eye() -> None:
    """A module of facts or rules may be longer; the rest stays short enough to be read at once."""
    tables = {"vocabulary"}
    long = {_room(p): n for p in MODULES if (n := len(p.read_text().splitlines())) > 350}

    assert set(long) - tables == set()
