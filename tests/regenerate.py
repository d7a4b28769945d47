"""Writes everything that is generated: goldens, the rules' page, and parts of the README.

    python -m tests.regenerate            write
    python -m tests.regenerate --check    compare, and name what differs

Read what has changed before committing it: a golden is only as good as the look it got.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.findings import Checked
from kumo_lr.plan.load import configs_of
from kumo_lr.plan.resolve import resolve
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.plan.schema import DRAFTS, schema_text
from kumo_lr.plan.show import resolved_json
from kumo_lr.report.explain import rules_page, rules_table
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.settings.schema import settings_schema_text
from kumo_lr.source import decode
from tests import site, test_formats, test_preview_render

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
COMMAND = "python -m tests.regenerate"
RESOLVE = FIXTURES / "resolve"
SCHEMAS = ROOT / "schemas"


def cases() -> list[Path]:
    """Return every fixture that has goldens: all inputs but those that must be silent."""
    inputs = (path for path in FIXTURES.rglob("*") if path.suffix in (".yaml", ".yml", ".json"))
    return sorted(
        path for path in inputs if path.parent.name not in ("ok", "resolve") and not is_golden(path)
    )


def is_golden(path: Path) -> bool:
    """Whether a file of the fixtures is generated from another one."""
    return path.suffix == ".out" or path.suffixes[:-1] in ([".fixed"], [".unsafe"], [".full"], [".minimal"])


def at_of(case: Path) -> str | None:
    """Return the `--at` of a fixture: a file called `bare-…` is the list itself."""
    return "." if case.name.startswith("bare-") else None


def report(checked: Checked) -> str:
    """Return what the command line prints for one checked text."""
    tally = Tally()
    text = "".join(render_full([checked], tally, False))
    return f"{text}{tally.summary}\n"


def goldens(case: Path) -> dict[Path, bytes]:
    """Return the goldens of a fixture: what is printed, and the text after safe and unsafe fixes."""
    recheck = partial(check_source, at=at_of(case))
    checked = check_data(case.read_bytes(), case.name, at=at_of(case))
    files = {case.with_suffix(".out"): report(checked).encode()}
    safe = fix_source(checked, recheck).checked.source
    unsafe = fix_source(checked, recheck, unsafe=True).checked.source
    if safe.text != checked.source.text:
        files[case.with_suffix(f".fixed{case.suffix}")] = safe.encode()
    if unsafe.text != safe.text:
        files[case.with_suffix(f".unsafe{case.suffix}")] = unsafe.encode()
    return files


def resolved_goldens(case: Path) -> dict[Path, bytes]:
    """Return the goldens of what is resolved: all written out, as little as will do, and as JSON."""
    source = decode(case.read_bytes(), case.name)
    fields = [resolve(config) for config in configs_of(check_source(source), None)]
    return {
        case.with_suffix(f".full{case.suffix}"): written_out(fields).encode(),
        case.with_suffix(f".minimal{case.suffix}"): minimised(fields).encode(),
        case.with_suffix(".out"): resolved_json(case.name, fields).encode(),
    }


def resolve_cases() -> list[Path]:
    """Return every fixture of what is resolved."""
    return sorted(path for path in RESOLVE.iterdir() if not is_golden(path))


def _readme() -> str:
    """Return the README with its generated parts replaced, each between its two marks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
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
    for name, part in parts.items():
        start, end = f"<!-- {name}: generated -->\n", f"<!-- {name}: end -->"
        before, opened, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not (opened and closed):
            raise ValueError(f"README.md has no marks for {name}")
        text = f"{before}{start}{part}{end}{after}"
    return text


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
    files = {ROOT / "README.md": _readme().encode(), ROOT / "docs" / "rules.md": rules_page().encode()}
    for draft in DRAFTS:
        files[SCHEMAS / f"settings.{draft}.json"] = settings_schema_text(draft).encode()
        for field, name in ((False, "plan"), (True, FIELD)):
            path = SCHEMAS / f"{name}.{draft}.json"
            files[path] = schema_text(draft, field=field).encode()
    for case in cases():
        files |= goldens(case)
    for case in resolve_cases():
        files |= resolved_goldens(case)
    return files | test_preview_render.goldens() | test_formats.goldens() | site.regenerated_docs()


def stale() -> list[Path]:
    """Return the generated files that differ from what should be in them, and orphaned goldens."""
    files = generated()
    wrong = [path for path, data in files.items() if not path.exists() or path.read_bytes() != data]
    kept = [path for path in FIXTURES.rglob("*") if is_golden(path)]
    kept += [*SCHEMAS.glob("*.json"), *test_preview_render.GOLDENS.iterdir()]
    kept += [*test_formats.GOLDENS.iterdir(), *site.RULE_PAGES.glob("*.md")]
    return sorted([*wrong, *(path for path in kept if path not in files)])


def main() -> int:
    """Write what differs, or with `--check` only name it."""
    changed = stale()
    files = generated()
    for path in changed:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            if path in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files[path])
            else:
                path.unlink()
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
