"""Where things are: the project, its documents, and the tests' data."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
SCHEMAS = ROOT / "schemas"
FIXTURES = ROOT / "fixtures"
RESOLVE = FIXTURES / "resolve"
ENGINE = FIXTURES / "engine"
VENDOR = FIXTURES / "vendor"
TESTS = ROOT / "tests"
