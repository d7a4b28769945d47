"""The action's script, in the shells that may be a runner's `sh`."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.ci_files import (
    CLEAN,
    SCRIPT,
    WRONG,
)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_takes_the_script() -> None:
    done = subprocess.run(["shellcheck", str(SCRIPT)], capture_output=True, text=True, check=False)

    assert done.stdout == ""
    assert done.returncode == 0


SHELLS = [
    pytest.param(
        shell, marks=pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")
    )
    for shell in ("dash", "bash")
]
# Tells the arguments it was given, and writes what it was asked to write as SARIF.
RECORDER = """\
import json, os, sys
with open(os.environ["RECORD"], "w") as record:
    json.dump(sys.argv[1:], record)
for argument in sys.argv:
    if argument.startswith("--output-format=sarif:"):
        open(argument.partition(":")[2], "w").close()
sys.exit(int(os.environ["CODE"]))
"""


class Ran(NamedTuple):
    """What came of a step."""

    code: int
    output: str
    errors: str
    outputs: str


class Runner:
    """What a runner gives a step: a repository, a folder for temporary files, variables."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.repository = folder / "a repository"
        self.temporary = folder / "its temp"
        self.record = folder / "record.json"
        self.summary = folder / "summary.md"
        self._outputs = folder / "outputs"
        self._shell = shell
        self.repository.mkdir()
        self.temporary.mkdir()

    def with_python(self, *command: str) -> None:
        """Put something in the place of the environment's Python."""
        made = self.temporary / "kumo-lr-venv" / "bin" / "python"
        made.parent.mkdir(parents=True)
        made.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        made.chmod(0o755)

    def run(self, step: str, **variables: str) -> Ran:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GITHUB_", "KUMO_LR_", "RUNNER_"))
        }
        self._outputs.write_text("")
        self.summary.write_text("")
        done = subprocess.run(
            [self._shell, str(SCRIPT), step],
            cwd=self.repository,
            env={
                **kept,
                "CODE": "0",
                "GITHUB_ACTIONS": "true",
                "GITHUB_OUTPUT": str(self._outputs),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "RECORD": str(self.record),
                "RUNNER_TEMP": str(self.temporary),
                **variables,
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr, self._outputs.read_text())


@pytest.fixture(params=SHELLS)
def runner(tmp_path: Path, request: pytest.FixtureRequest) -> Runner:
    return Runner(tmp_path, request.param)


@pytest.fixture
def recording(runner: Runner, tmp_path: Path) -> Runner:
    (tmp_path / "recorder.py").write_text(RECORDER)
    (runner.repository / "a.yaml").write_text(CLEAN)  # what a pattern would match
    runner.with_python(sys.executable, str(tmp_path / "recorder.py"))
    return runner


@pytest.fixture
def checking(runner: Runner) -> Runner:
    runner.with_python(sys.executable)
    return runner


START = ["-I", "-X", "utf8", "-m", "kumo_lr", "check"]
HOSTILE = [
    "a b.yaml",
    "$(touch x)",
    "`touch x`",
    "; touch x #",
    "&& touch x",
    "'; touch x; '",
    '"; touch x; "',
    "\\",
    "*",
    "?.yaml",
    "$HOME",
    "~",
    "%s%n",
    "::add-mask::x",
    "Ünï.yaml",
]
ARGUMENTS: dict[str, tuple[Mapping[str, str], list[str]]] = {
    "nothing": ({}, ["--output-format=github", "--output-format=markdown:{summary}", "."]),
    "all": (
        {
            "PATHS": "configs/\nplans/a b.yaml\n",
            "ARGS": "--select KLR2\n--jobs 2 ",
            "RUN_MODE": "FAST",
            "FAIL_ON": "never",
            "SARIF_FILE": "out file.sarif",
            "ANNOTATE": "false",
        },
        [
            "--fail-on=never",
            "--run-mode=FAST",
            "--output-format=full",
            "--output-format=sarif:out file.sarif",
            *("--select", "KLR2", "--jobs", "2"),
            *("configs/", "plans/a b.yaml"),
        ],
    ),
    "hostile paths": (
        {"PATHS": "\n".join(HOSTILE), "ANNOTATE": "false"},
        ["--output-format=full", *HOSTILE],
    ),
    "paths like options": (
        {"PATHS": "--fix\n-\n-x.yaml", "ANNOTATE": "false"},
        ["--output-format=full", "./--fix", "./-", "./-x.yaml"],
    ),
    "hostile arguments": (
        {"ARGS": " ".join(HOSTILE), "ANNOTATE": "false"},
        ["--output-format=full", *" ".join(HOSTILE).split(), "."],
    ),
    **{
        f"hostile words, {word}": (
            {"RUN_MODE": word, "FAIL_ON": word, "ANNOTATE": "false"},
            [f"--fail-on={word}", f"--run-mode={word}", "--output-format=full", "."],
        )
        for word in ("$(touch x)", "a\nb", "'\"; touch x")
    },
}


@pytest.mark.parametrize(("inputs", "wanted"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_inputs_become_arguments(recording: Runner, inputs: Mapping[str, str], wanted: list[str]) -> None:
    before = sorted(recording.repository.iterdir())
    ran = recording.run("check", **{f"KUMO_LR_{name}": value for name, value in inputs.items()})

    wanted = [argument.replace("{summary}", str(recording.summary)) for argument in wanted]
    assert json.loads(recording.record.read_text()) == [*START, *wanted]
    assert (ran.code, ran.errors) == (0, "")
    new = [path.name for path in recording.repository.iterdir() if path not in before]
    assert new == [value for name, value in inputs.items() if name == "SARIF_FILE"]


@pytest.mark.parametrize("code", ["0", "1", "2", "130"])
@pytest.mark.parametrize("annotate", ["true", "false"])
def test_the_exit_code_goes_through(recording: Runner, code: str, annotate: str) -> None:
    ran = recording.run("check", CODE=code, KUMO_LR_ANNOTATE=annotate, KUMO_LR_SARIF_FILE="a\nb=c.sarif")

    assert ran.code == int(code)
    # A name with a line end must not become an output of its own.
    assert ran.outputs == "sarif=true\n"


def test_no_report_no_upload(checking: Runner) -> None:
    """A report that an earlier run left is not this one's."""
    (checking.repository / "old.sarif").write_text("{}")
    inputs = {"KUMO_LR_ANNOTATE": "false", "KUMO_LR_FAIL_ON": "whenever"}

    wrong_usage = checking.run("check", **inputs, KUMO_LR_SARIF_FILE="old.sarif")

    assert (wrong_usage.code, wrong_usage.outputs) == (2, "")
    assert "whenever" in wrong_usage.errors


@pytest.mark.parametrize("inputs", [{"KUMO_LR_ANNOTATE": "yes"}], ids=["annotate"])
def test_a_wrong_input_is_named(recording: Runner, inputs: Mapping[str, str]) -> None:
    ran = recording.run("check", **inputs)

    assert (ran.code, ran.output) == (2, "::error::annotate is true or false\n")
    assert not recording.record.exists()


def _plain(ran: Ran) -> str:
    """Return what stands between the lines that keep a runner from reading commands in it."""
    start, _, rest = ran.output.partition("\n")
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", start)
    assert token is not None
    text, end, after = rest.rpartition(f"::{token[1]}::\n")
    assert end != ""
    assert after == ""
    return text


def test_findings_fail_and_a_clean_repository_passes(checking: Runner) -> None:
    plan = checking.repository / "plan.yaml"
    plan.write_text(CLEAN)
    clean = checking.run("check", KUMO_LR_ANNOTATE="false")
    plan.write_text(WRONG)
    wrong = checking.run("check", KUMO_LR_ANNOTATE="false")
    allowed = checking.run("check", KUMO_LR_ANNOTATE="false", KUMO_LR_FAIL_ON="never")

    assert (clean.code, wrong.code, allowed.code) == (0, 1, 0)
    assert "no findings" in _plain(clean)
    assert _plain(wrong) == _plain(allowed)
    assert _plain(wrong).startswith("plan.yaml:2:9: error[KLR201] ")


def test_files_with_hostile_names_are_checked(checking: Runner) -> None:
    names = [name for name in HOSTILE if name != "~"]
    for name in names:
        (checking.repository / name).write_text(WRONG)
    ran = checking.run("check", KUMO_LR_ANNOTATE="false", KUMO_LR_PATHS="\n".join(names))

    assert ran.code == 1
    assert _plain(ran).count("error[KLR201]") == len(names)
    assert sorted(path.name for path in checking.repository.iterdir()) == sorted(names)


def test_annotations_summary_and_sarif(checking: Runner) -> None:
    (checking.repository / "plan.yaml").write_text(WRONG)

    ran = checking.run("check", KUMO_LR_SARIF_FILE="out.sarif")

    assert ran.code == 1
    assert "::error " in ran.output
    assert "plan.yaml" in checking.summary.read_text()
    (run,) = json.loads((checking.repository / "out.sarif").read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["KLR201"]
    assert ran.outputs == "sarif=true\n"


def test_an_old_python_is_named(runner: Runner, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "python3"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    ran = runner.run("install", PATH=f"{old.parent}{os.pathsep}{os.environ['PATH']}")

    assert (ran.code, ran.output) == (
        2,
        "::error::kumo-lr needs Python 3.11 or newer: give the action a python-version\n",
    )


@pytest.mark.slow
def test_what_is_installed_checks_the_repository(tmp_path: Path) -> None:
    """By one shell only: it takes as long as pip does."""
    runner = Runner(tmp_path, "sh")
    for module in ("json", "kumo_lr", "pip", "sitecustomize", "venv", "yaml"):
        (runner.repository / f"{module}.py").write_text("raise SystemExit('taken from the repository')\n")
    (runner.repository / "plan.yaml").write_text(WRONG)

    installed = runner.run("install", PYTHONPATH=str(runner.repository))
    checked = runner.run("check", PYTHONPATH=str(runner.repository), KUMO_LR_ANNOTATE="false")

    assert (installed.code, installed.output) == (0, "")
    assert checked.code == 1
    assert _plain(checked).startswith("plan.yaml:2:9: error[KLR201] ")
