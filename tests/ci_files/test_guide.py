"""What docs/ci.md says, and what the files of this repository hold."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from pathlib import Path

import pytest

from kumo_lr.cli.app import main
from tests.support.ci_files import (
    ACTION,
    GITLAB,
    GUIDE,
    HOOKS,
    OTHERS,
    PRE_COMMIT,
    SCRIPT,
    WORKFLOW,
    WRONG,
    data,
)


def test_inputs_reach_commands_in_the_environment_only() -> None:
    steps = data(ACTION)["runs"]["steps"]

    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_action_and_script_speak_of_the_same() -> None:
    action = data(ACTION)
    given = {name for step in action["runs"]["steps"] for name in step.get("env", ())}

    assert given == set(re.findall(r"KUMO_LR_\w+", SCRIPT.read_text()))
    assert set(re.findall(r"inputs\.([\w-]+)", ACTION)) == set(action["inputs"])


def test_the_guide_tells_of_all_inputs() -> None:
    inputs = data(ACTION)["inputs"]
    table = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", GUIDE, re.MULTILINE)
    (step,) = (step for step in data(WORKFLOW)["jobs"]["kumo-lr"]["steps"] if "with" in step)

    assert dict(table) == {name: given["description"] for name, given in inputs.items()}
    assert step["with"].keys() <= inputs.keys()


def test_the_guide_names_hooks_that_there_are() -> None:
    (repository,) = data(PRE_COMMIT)["repos"]

    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in data(HOOKS)}


def test_the_guide_names_no_place_of_its_own() -> None:
    """A copied line that was not filled in must fail, not fetch what somebody else put there."""
    assert len(re.findall(r"OWNER/kumo_lr(@TAG|/archive/TAG\.tar\.gz|\n  rev: TAG)\n", GUIDE)) == 3
    assert len(re.findall(r"kumo_lr(?=[@/\n])", GUIDE)) == 3


@pytest.mark.parametrize(
    ("command", "reports"),
    [
        (data(GITLAB)["kumo-lr"]["script"][-1], data(GITLAB)["kumo-lr"]["artifacts"]["reports"].values()),
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
