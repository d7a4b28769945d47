"""Run the tests that depend most on versions, each time in an environment of its own.

The whole suite runs once, with the versions in `constraints.txt`. This adds the oldest and the newest
versions that pyproject.toml allows, and every other Python that it names and the machine has. With
`--here` it is only the locked versions, with the Python that runs this.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
# What these tests import, beside what the package itself needs.
NEEDS = (
    "hypothesis",
    "jsonschema",
    "junitparser",
    "markdown-it-py",
    "numpy",
    "pytest",
    "pytest-asyncio",
    "pytest-xdist",
)
TESTS = (
    "tests/document",
    "tests/rules",
    "tests/check/test_fast_path.py",
    "tests/check/test_fixes.py",
    "tests/check/test_fixtures.py",
    "tests/plan/test_loading.py",
    "tests/plan/test_models.py",
    "tests/plan/test_resolving.py",
    "tests/cli/test_without_libyaml.py",
)
# What takes long, and what is generated, which needs all that the extras bring.
LEFT_OUT = [
    "-m",
    "not slow",
    "--deselect",
    "tests/check/test_fixtures.py::test_generated_files_are_up_to_date",
]
SHOWN = ("PyYAML", "pydantic", "pytest")
TELL = """
import sys
from importlib.metadata import version
print(*[f"{name} {version(name)}" for name in sys.argv[1:]], sep=", ")
"""


class Pass(NamedTuple):
    """One more run: with which Python, and with which versions; None = the newest."""

    name: str
    python: str
    constraints: str | None


class Outcome(NamedTuple):
    """How a run ended, and what is to be told of it."""

    passed: bool
    told: str


def known_pythons() -> list[str]:
    """Return the versions of Python that pyproject.toml names, oldest first."""
    words = (classifier.rpartition(" :: ") for classifier in PROJECT["classifiers"])
    return [version for kind, _, version in words if kind.endswith(":: Python")]


def find_python(version: str) -> str | None:
    """Return an interpreter of this version that can make environments; None where there is none.

    A name on the path proves nothing: pyenv has one for every Python, which fails where that Python is
    not selected.
    """
    folders = [Path(folder) for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders += sorted(pyenv.glob(f"versions/{version}.*/bin"), reverse=True)
    asked = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    for folder in folders:
        python = folder / f"python{version}"
        if python.is_file():
            done = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
            if done.stdout.strip() == version:
                return str(python)
    return None


def locked(version: str, python: str) -> Pass:
    """Return the run with the versions of the whole suite, with another Python."""
    return Pass(f"locked versions, Python {version}", python, "ci/constraints.txt")


def passes() -> Iterator[Pass]:
    """Yield the runs that this machine can do; of a Python that it lacks, say so."""
    oldest, *_ = versions = known_pythons()
    pythons = {version: find_python(version) for version in versions}
    pythons[RUNNING] = sys.executable
    if python := pythons[oldest]:
        yield Pass(f"oldest versions, Python {oldest}", python, "ci/oldest.txt")
    yield Pass(f"newest versions, Python {RUNNING}", sys.executable, None)
    for version, python in pythons.items():
        if python is None:
            print(f"-- Python {version}: not on this machine", flush=True)
        elif version != RUNNING:
            yield locked(version, python)


def run(one: Pass) -> Outcome:
    """Make an environment and run the tests in it."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        python = f"{folder}/{'Scripts' if sys.platform == 'win32' else 'bin'}/python"
        constraint = [] if one.constraints is None else ["--constraint", one.constraints]
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-compile"]
        commands = [
            [one.python, "-m", "venv", folder],
            # The package itself is read from here: to build it each time would take as long as the tests.
            [*pip, *constraint, *PROJECT["dependencies"], *NEEDS],
            [python, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", *TESTS, *LEFT_OUT],
            [python, "-c", TELL, *SHOWN],
        ]
        told = []
        for command in commands:
            done = _run(command)
            told.append(done.stdout.rstrip())
            if done.returncode != 0:
                return Outcome(False, f"== {one.name}: FAILED\n{told[-1]}\n")
    closing = told[2].rpartition("\n")[2]
    return Outcome(True, f"== {one.name} ({told[3]}): {time.monotonic() - start:.0f} s\n{closing}\n")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def main() -> int:
    """Run them, as many at once as there are cores; returns the exit code."""
    asked = [locked(RUNNING, sys.executable)] if sys.argv[1:] == ["--here"] else list(passes())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(run, asked)
        passed = True
        for outcome in outcomes:
            print(outcome.told, end="", flush=True)
            passed = passed and outcome.passed
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
