"""Every generated file, with what should be in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kumo_lr.check.checker import check_data
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.plan.schema import DRAFTS, schema_text
from kumo_lr.report.explain import rules_page, rules_table
from kumo_lr.settings.schema import settings_schema_text
from tests.support import formats, pictures, previews, site
from tests.support.cases import cases, fixture_files, is_golden, resolve_cases
from tests.support.goldens import goldens, report, resolved_goldens
from tests.support.paths import FIXTURES, ROOT, SCHEMAS
from tests.support.rooms import rooms
from tests.support.typed_models import typed_models

COMMAND = "python -m tests.regenerate"


def _filled(page: str, parts: dict[str, str]) -> bytes:
    """Return a page with its generated parts replaced, each between its two marks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for name, part in parts.items():
        start, end = f"<!-- {name}: generated -->\n", f"<!-- {name}: end -->"
        before, opened, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not (opened and closed):
            raise ValueError(f"{page} has no marks for {name}")
        text = f"{before}{start}{part}{end}{after}"
    return text.encode()


def _readme() -> bytes:
    """Return the README with what commands print in it."""
    example = FIXTURES / "documents" / "documentation.yaml"
    shown = check_data(example.read_bytes(), "fixtures/documents/documentation.yaml")
    parts = {
        "example": f"```console\n$ kumo-lr check {shown.source.name}\n{report(shown)}```\n",
        "resolve": _shown("resolve fixtures/resolve/example.yaml --run-mode FAST"),
        "diff": _shown("diff fixtures/resolve/example.yaml fixtures/ok/client.yaml"),
        "training": _shown("check fixtures/documents/training.yaml --run-mode FAST --steps-per-epoch 1000"),
        "preview": _shown("preview fixtures/documents/restarts.yaml --run-mode FAST --steps-per-epoch 1000"),
        "rules": rules_table(),
    }
    return _filled("README.md", parts)


def _shown(command: str) -> str:
    """Return a command and what it prints, run where the README stands."""
    done = subprocess.run(
        [sys.executable, "-m", "kumo_lr", *command.split()],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return f"```console\n$ kumo-lr {command}\n{done.stdout}```\n"


def generated() -> dict[Path, bytes]:
    """Return every generated file with what should be in it."""
    files = {
        ROOT / "README.md": _readme(),
        ROOT / "CONTRIBUTING.md": _filled("CONTRIBUTING.md", {"rooms": rooms()}),
        ROOT / "docs" / "rules.md": rules_page().encode(),
        pictures.CHECK: pictures.check_picture(),
    }
    for draft in DRAFTS:
        files[SCHEMAS / f"settings.{draft}.json"] = settings_schema_text(draft).encode()
        for field, name in ((False, "plan"), (True, FIELD)):
            path = SCHEMAS / f"{name}.{draft}.json"
            files[path] = schema_text(draft, field=field).encode()
    completion = schema_text("draft-07", field=False, completion=True)
    files[ROOT / "editors" / "vscode" / "schemas" / "plan.completion.json"] = completion.encode()
    for case in cases():
        files |= goldens(case)
    for case in resolve_cases():
        files |= resolved_goldens(case)
    return files | typed_models() | previews.goldens() | formats.goldens() | site.regenerated_docs()


def stale(files: dict[Path, bytes]) -> list[Path]:
    """Return the generated files that differ from what should be in them, and orphaned goldens."""
    wrong = [path for path, data in files.items() if not path.exists() or path.read_bytes() != data]
    kept = [path for path in fixture_files() if is_golden(path)]
    kept += [*SCHEMAS.glob("*.json"), *previews.GOLDENS.iterdir()]
    kept += [*formats.GOLDENS.iterdir(), *site.RULE_PAGES.glob("*.md")]
    return sorted([*wrong, *(path for path in kept if path not in files)])
