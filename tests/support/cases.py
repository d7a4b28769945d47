"""The fixtures: which files there are, and how each is checked."""

from __future__ import annotations

from pathlib import Path

from tests.support.paths import FIXTURES, RESOLVE

# Folders of plans and what is generated from them; the other fixtures are no plans.
FOLDERS = ("documents", "ok", "resolve", "rules")


def fixture_files() -> list[Path]:
    """Return every file of the fixtures that are plans, goldens among them."""
    return sorted(path for folder in FOLDERS for path in (FIXTURES / folder).rglob("*") if path.is_file())


def plans() -> list[Path]:
    """Return every fixture that can be read as a plan, goldens that are plans among them."""
    return [path for path in fixture_files() if path.suffix in (".yaml", ".yml", ".json")]


def cases() -> list[Path]:
    """Return every fixture that has goldens: all inputs but those that must be silent."""
    return [path for path in plans() if path.parent.name not in ("ok", "resolve") and not is_golden(path)]


def is_golden(path: Path) -> bool:
    """Whether a file of the fixtures is generated from another one."""
    return path.suffix == ".out" or path.suffixes[:-1] in ([".fixed"], [".unsafe"], [".full"], [".minimal"])


def at_of(case: Path) -> str | None:
    """Return the `--at` of a fixture: a file called `bare-…` is the list itself."""
    return "." if case.name.startswith("bare-") else None


def resolve_cases() -> list[Path]:
    """Return every fixture of what is resolved."""
    return sorted(path for path in RESOLVE.iterdir() if not is_golden(path))
