"""The project's own CI: its workflows, what they install, and on which Pythons."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.support.actionlint import lint, needs_actionlint

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(GITHUB.glob("workflows/*"))}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = [
    words[-1]
    for classifier in PROJECT["classifiers"]
    if (words := classifier.split(" :: "))[:2] == ["Programming Language", "Python"]
]
SCRIPT = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
# An action's version, and a branch that its makers keep for it.
PINNED = re.compile(r"[\w-]+/[\w-]+@(v\d+|release/v\d+)")


def _jobs(workflow: str) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(WORKFLOWS[workflow])["jobs"]
    return jobs


def _steps(workflow: str) -> list[dict[str, Any]]:
    return [step for job in _jobs(workflow).values() for step in job["steps"]]


def _commands(workflow: str) -> str:
    return "\n".join(step.get("run", "") for step in _steps(workflow))


# ---------------------------------------------------------------------------- their readers


@needs_actionlint
def test_actionlint_takes_every_workflow() -> None:
    wrong = WORKFLOWS["ci"].replace("matrix.os", "matrix.system")
    *found, objections = lint(*WORKFLOWS.values(), wrong)

    assert dict(zip(WORKFLOWS, found, strict=True)) == {"ci": [], "newest": [], "release": []}
    assert ['"system" is not defined' in objection for objection in objections] == [True]


@pytest.mark.parametrize(
    ("file", "schema"),
    [(f"workflows/{name}.yml", "github-workflows") for name in WORKFLOWS]
    + [("dependabot.yml", "dependabot")],
)
def test_its_schema_takes_every_file(file: str, schema: str) -> None:
    command = ["check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(GITHUB / file)]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


# ---------------------------------------------------------------------------- what they may do


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_workflow_may_only_read(workflow: str) -> None:
    """Publishing may ask for an identity, in an environment of its own, and runs nothing of ours."""
    assert yaml.safe_load(WORKFLOWS[workflow])["permissions"] == {"contents": "read"}

    granted = {name: job["permissions"] for name, job in _jobs(workflow).items() if "permissions" in job}
    assert granted == ({"publish": {"id-token": "write"}} if workflow == "release" else {})
    if granted:
        publish = _jobs(workflow)["publish"]
        assert publish["environment"] == "pypi"
        assert [step for step in publish["steps"] if "run" in step] == []


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_actions_have_versions_and_jobs_an_end(workflow: str) -> None:
    used = [step["uses"] for step in _steps(workflow) if "uses" in step]

    assert [action for action in used if not PINNED.fullmatch(action)] == []
    assert [name for name, job in _jobs(workflow).items() if "timeout-minutes" not in job] == []


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_commands_get_values_in_the_environment_only(workflow: str) -> None:
    assert "${{" not in _commands(workflow)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_workflows_run_files_that_there_are(workflow: str) -> None:
    named = re.findall(r"(?<![\w/$])(?:\.ci|ci|fixtures|tests)/[\w./-]+", _commands(workflow))

    assert [name for name in named if not (ROOT / name).exists()] == []


# ---------------------------------------------------------------------------- which Pythons


def test_every_python_is_tried_on_every_system() -> None:
    matrix = _jobs("ci")["systems"]["strategy"]["matrix"]

    assert matrix["python"] == PYTHONS
    assert {system.partition("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}


def test_the_oldest_python_is_the_one_that_is_required() -> None:
    (oldest,) = (
        step["with"]["python-version"]
        for step in _jobs("ci")["everything"]["steps"]
        if "python-version" in step.get("with", {})
    )
    first, last = PYTHONS[0], PYTHONS[-1]

    assert oldest == first
    assert PROJECT["requires-python"] == f">={first}"
    assert [python for python in PYTHONS if python not in SpecifierSet(PROJECT["requires-python"])] == []
    assert _jobs("newest")["newest"]["strategy"]["matrix"]["python"] == [first, last]


# ---------------------------------------------------------------------------- which versions


def test_the_locks_belong_to_what_the_project_asks_for() -> None:
    command = [sys.executable, str(ROOT / "ci" / "lock.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _pins(file: str, python: str, system: str) -> dict[str, str]:
    """Return the version of each package for a Python and a system."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "platform_python_implementation": "CPython",
    }
    pins: dict[str, str] = {}
    for line in (ROOT / "ci" / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(environment):
            ((version,),) = [[spec.version for spec in pin.specifier if spec.operator == "=="]]
            assert canonicalize_name(pin.name) not in pins, line
            pins[canonicalize_name(pin.name)] = version
    return pins


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("file", ["constraints.txt", "oldest.txt"])
def test_the_locks_have_what_the_project_asks_for(file: str, python: str, system: str) -> None:
    extras = PROJECT["optional-dependencies"]
    asked = [Requirement(text) for text in [*PROJECT["dependencies"], *extras["test"], *extras["docs"]]]
    pins = _pins(file, python, system)

    assert [str(one) for one in asked if pins[canonicalize_name(one.name)] not in one.specifier] == []


def test_the_oldest_versions_are_the_ones_that_are_named() -> None:
    pins = _pins("oldest.txt", PYTHONS[0], "linux")
    bounds = {
        canonicalize_name(one.name): spec.version
        for one in map(Requirement, PROJECT["dependencies"])
        for spec in one.specifier
    }

    assert bounds.items() <= pins.items()


@pytest.mark.parametrize("file", ["constraints.txt", "oldest.txt"])
def test_the_locks_name_no_registry(file: str) -> None:
    text = (ROOT / "ci" / file).read_text(encoding="utf-8")

    assert re.findall(r"://|--hash|index-url|find-links", text) == []


def test_ci_installs_what_is_locked() -> None:
    (install,) = re.findall(r"pip install (?:.*\\\n)*.*", SCRIPT)

    assert "--constraint ci/constraints.txt" in install
    # Its users have no lock: the weekly run does as they do.
    assert "constraint" not in WORKFLOWS["newest"]
