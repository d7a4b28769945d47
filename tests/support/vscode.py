"""The extension of VS Code: its manifest, and its programs, compiled as it is packed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.editors import EDITORS, NODE
from tests.support.paths import ROOT

EXTENSION = ROOT / "editors" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
_MODULES = EXTENSION / "node_modules"
TSC = _MODULES / "typescript" / "bin" / "tsc"
_ESBUILD = _MODULES / ".bin" / "esbuild"  # a program, or a script that starts it
MISSING = (
    "node is not installed"
    if not NODE
    else "the compilers are not installed: run `npm ci` in editors/vscode"
    if not _MODULES.is_dir()
    else ""
)
needs_compilers = pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=MISSING)


def node(*words: str | Path) -> str:
    """Run a program of node in the extension's folder, and return what it prints."""
    return _run(NODE, *map(str, words))


def _run(*words: str) -> str:
    done = subprocess.run(words, cwd=EXTENSION, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def bundled(source: str, folder: Path) -> Path:
    """Bundle a module with the options that the extension is packed with."""
    words = MANIFEST["scripts"]["bundle"].split()
    assert words[:2] == ["esbuild", "src/extension.ts"]
    options = [word for word in words[2:] if not word.startswith("--outfile=")]
    made = folder / Path(source).with_suffix(".cjs").name
    _run(str(_ESBUILD), source, *options, f"--outfile={made}", "--log-level=warning")
    return made


def ask(program: str, bundle: Path, question: Any) -> Any:
    """Run one of the programs beside the tests on a bundle."""
    return json.loads(node(EDITORS / program, bundle, json.dumps(question)))
