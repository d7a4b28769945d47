"""What a check imports: little, so that it starts fast."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.cli import HOME, TIMEOUT, environment, put
from tests.support.cli_check import BAD, GOOD

HEAVY = {
    "pydantic",
    "jsonschema",
    "ruamel",
    "rich",
    "click",
    "dataclasses",
    "json",
    "multiprocessing",
    "difflib",
    "shutil",
    "inspect",
    "concurrent",
    "subprocess",
    "pathlib",
    "tempfile",
    "logging",
    "tomllib",
    "typing",
    "contextlib",
}


@pytest.mark.parametrize("text", [GOOD, BAD], ids=["clean", "finding"])
@pytest.mark.parametrize("options", [[], ["--fix"], ["--output-format", "concise"]], ids=" ".join)
def test_check_imports_little(text: str, options: list[str]) -> None:
    put("plan.yaml", text)
    script = (
        "import sys\n"
        "from kumo_lr.cli.app import main\n"
        f"main({['check', 'plan.yaml', *options]!r})\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    # Without `site`, so that only what is asked for is imported.
    places = os.pathsep.join([str(HOME), str(Path(yaml.__file__).resolve().parents[1])])
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=places),
        timeout=TIMEOUT,
        check=True,
    )
    imported = {name.partition(".")[0] for name in done.stderr.split()}
    assert imported & HEAVY == set()
    assert "kumo_lr" in imported
