"""What type checkers know of the public names: `typing/sample.py` is right, `typing/mistakes.py` is wrong.

Both are checked as in a program of somebody else's, with the settings of that program, against the
working tree.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import kumo_lr
from tests.support.paths import ROOT, TESTS

SAMPLE = TESTS / "project" / "typing" / "sample.py"
MISTAKES = TESTS / "project" / "typing" / "mistakes.py"
CHECKERS = ("mypy", "mypy with pydantic.mypy", "pyright")
MARK = "  # error"
_PLUGIN = """\
[mypy]
plugins = pydantic.mypy
[pydantic-mypy]
init_forbid_extra = True
init_typed = True
warn_required_dynamic_aliases = True
"""


class Problem(NamedTuple):
    """An error of a type checker."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}: {self.message}"


def _run(*command: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    # 1 says that there are errors, anything above it that nothing was checked.
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def _mypy(settings: str) -> list[Problem]:
    """Run `mypy --strict`, with none of this project's own settings."""
    options = ("--strict", "--output=json", f"--config-file={settings}", f"--cache-dir={os.devnull}")
    output = _run("mypy", *options, str(SAMPLE), str(MISTAKES), env={"MYPYPATH": str(ROOT)})
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [
        Problem((ROOT / row["file"]).resolve(), row["line"], row["message"])
        for row in rows
        if row["severity"] == "error"
    ]


def _pyright() -> list[Problem]:
    """Run pyright; the files say themselves that it is to be strict."""
    if shutil.which("node") is None and not os.environ.get("CI"):
        pytest.skip("pyright needs node, which is not on the PATH; CI has to have it")
    options = ("--outputjson", f"--pythonpath={sys.executable}")
    output = _run(
        "pyright", *options, str(SAMPLE), str(MISTAKES), env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    )
    result = json.loads(output)
    assert result["summary"]["filesAnalyzed"] == 2
    return [
        Problem(Path(row["file"]).resolve(), row["range"]["start"]["line"] + 1, row["message"])
        for row in result["generalDiagnostics"]
    ]


@pytest.fixture(scope="module", params=CHECKERS)
def problems(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    """What a checker says of both files."""
    if request.param == "pyright":
        return _pyright()
    if request.param == "mypy":
        return _mypy("")
    settings = tmp_path_factory.mktemp("mypy") / "mypy.ini"
    settings.write_text(_PLUGIN)
    return _mypy(str(settings))


def _marked() -> dict[int, str]:
    """Return the lines that are mistakes, without their marks."""
    lines = enumerate(MISTAKES.read_text(encoding="utf-8").splitlines(), 1)
    return {number: line.removesuffix(MARK) for number, line in lines if line.endswith(MARK)}


@pytest.mark.slow
def test_the_sample_has_no_errors(problems: list[Problem]) -> None:
    lines = "\n".join(str(problem) for problem in problems if problem.file != MISTAKES)

    assert lines == "", lines


@pytest.mark.slow
def test_the_mistakes_are_errors_and_nothing_else_is(problems: list[Problem]) -> None:
    marked, found = _marked(), {problem.line for problem in problems if problem.file == MISTAKES}

    missed = "\n".join(f"{number}: {line}" for number, line in marked.items() if number not in found)
    assert missed == "", f"not found:\n{missed}"
    more = "\n".join(str(p) for p in problems if p.file == MISTAKES and p.line not in marked)
    assert more == "", f"not marked:\n{more}"


def test_there_are_mistakes() -> None:
    assert len(_marked()) > 25


def test_the_sample_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SAMPLE)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_sample_uses_every_public_name() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    unused = [
        name
        for name in kumo_lr.__all__
        if name != "__version__" and len(re.findall(rf"\b{name}\b", text)) < 2  # beside its import
    ]

    assert unused == []
