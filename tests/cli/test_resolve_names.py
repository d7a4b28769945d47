"""Names of plans and of files of defaults in what `resolve` and `diff` print."""

from __future__ import annotations

import json
import os

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import (
    BAD,
    BAD_SAID,
    CYCLES,
    DEFAULTS,
    FROM_DOCUMENTATION,
    MISSING,
    NAMES,
    PLAN,
    PLAN_FULL,
    RATIO,
    RESTARTS,
    SHORT,
)


@NAMES
def test_name_of_a_plan(cli: Cli, name: str, shown: str) -> None:
    plan = put(name, PLAN)
    assert cli("resolve", name) == (0, PLAN_FULL, "")
    data = json.loads(cli("resolve", name, "--output-format", "json").out)
    assert data["file"] == name
    assert cli("resolve", name, "--in-place") == (0, "", "")
    assert plan.read_text() == PLAN_FULL
    put(name, BAD)
    assert cli("resolve", name) == (1, "", BAD_SAID.replace("bad.yaml", shown))
    plan.unlink()
    assert cli("resolve", name) == (2, "", MISSING.replace("nope.yaml", shown))


@NAMES
def test_name_of_defaults_stays_in_its_comment(cli: Cli, name: str, shown: str) -> None:
    put(name, DEFAULTS)
    put("plan.yaml", RESTARTS)
    expected = (
        f"{RESTARTS}  kwargs:\n    num_cycles: {CYCLES}{FROM_DOCUMENTATION}\n"
        f"    warmup_ratio_or_steps: 100  # default: {shown}:12\n"
    )
    assert cli("resolve", "plan.yaml", "--defaults", name) == (0, expected, "")


def test_name_of_defaults_that_is_no_text(cli: Cli) -> None:
    name = os.fsdecode(b"\xff.yaml")
    try:
        put(name, DEFAULTS)
    except OSError:
        pytest.skip("the file system does not take this name")
    put("plan.yaml", RESTARTS)
    code, out, err = cli("resolve", "plan.yaml", "--defaults", name)
    assert (code, err) == (0, "")
    assert out.endswith("    warmup_ratio_or_steps: 100  # default: \\udcff.yaml:12\n")


@NAMES
def test_names_in_a_diff_stay_on_their_lines(cli: Cli, name: str, shown: str) -> None:
    put(name, SHORT)
    put("plan.yaml", "lr_scheduler: [null]\n")
    expected = f"""\
- linear_with_warmup, interval: step, warmup_ratio_or_steps: {RATIO}  ({shown}:2)
+ no scheduling  (plan.yaml:1)
1 only in {shown}, 1 only in plan.yaml (NORMAL)
"""
    assert cli("diff", name, "plan.yaml") == (1, expected, "")
    data = json.loads(cli("diff", name, "plan.yaml", "--output-format", "json").out)
    assert data["files"] == [name, "plan.yaml"]


def test_names_in_complaints_stay_on_their_lines(cli: Cli) -> None:
    name = "red\x1b[31m\n.yaml"
    put(name, "optimization: {lr_scheduler: [null]}\nmodel_plan: {optimization: {lr_scheduler: [null]}}\n")
    put("plan.yaml", SHORT)
    for arguments, lines in (
        (["diff", name, name], 2),
        (["diff", "plan.yaml", name], 1),
        (["resolve", name, "--run-mode", "no\npe\x1b"], 1),
        (["resolve", "-", "--stdin-filename", name, "--at", "nope"], 1),
        (["diff", "-", "plan.yaml", "--stdin-filename", name, "--at", "lr_scheduler"], 1),
    ):
        code, out, err = cli(*arguments)
        assert (code, out) == (2, "")
        assert (err.count("\n"), "\x1b" in err) == (lines, False)


@pytest.mark.parametrize("arguments", [["resolve", "plan.yaml"], ["diff", "plan.yaml", "plan.yaml"]])
def test_places_in_complaints_stay_on_their_lines(cli: Cli, arguments: list[str]) -> None:
    put("plan.yaml", SHORT)
    code, out, err = cli(*arguments, "--at", "no\npe\x1b")
    assert (code, out) == (2, "")
    assert (err.count("\n"), "\x1b" in err) == (len(arguments) - 1, False)
