"""Paths that the documents name exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.paths import FIXTURES


def test_paths_in_the_documents_exist() -> None:
    root = FIXTURES.parent
    for page in (root / "README.md", root / "CONTRIBUTING.md", root / "benchmarks" / "README.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"
        for target in re.findall(r"`((?:kumo_lr|tests|fixtures|benchmarks)/\w[\w./-]*)`", page.read_text()):
            assert Path(root / target).exists(), f"{page.name} names {target}"
