"""The rooms of the house for CONTRIBUTING: one line a module, taken from its docstring."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.paths import ROOT

PACKAGE = ROOT / "kumo_lr"
GROUND_FLOOR = ""  # the package's own folder
# Lowest first: a module imports from its own wing and from those before it, and from none after.
WINGS = (
    GROUND_FLOOR,
    "facts",
    "document",
    "rules",
    "check",
    "report",
    "plan",
    "preview",
    "settings",
    "server",
    "cli",
)
# Beside the others, and imported by none, with the wings that it may import from.
BESIDE = {"adapters": {"facts", "plan", "check", "adapters"}}


def rooms() -> str:
    """Return a list of wings, each with its rooms: the first sentence of each module's docstring."""
    lines = []
    for wing in (*WINGS, *BESIDE):
        folder = PACKAGE / wing
        name = f"kumo_lr/{wing}/" if wing else "kumo_lr/"
        title = _sentence(folder / "__init__.py") if wing else "The ground floor: what all share."
        lines.append(f"* `{name}` {title}")
        modules = folder.rglob("*.py") if wing else folder.glob("*.py")
        for module in sorted(modules):
            inner = module.relative_to(folder).as_posix().removesuffix("/__init__.py")
            if inner not in ("__init__.py", "__main__.py"):
                lines.append(f"  * `{inner}` {_sentence(module)}")
    return "\n".join(lines) + "\n"


def _sentence(module: Path) -> str:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]
