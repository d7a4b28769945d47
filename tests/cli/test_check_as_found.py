"""`kumo-lr check --as-found`: files that a hook names, and nobody wrote for us."""

from __future__ import annotations

from pathlib import Path

from tests.support.cli import Cli, names, put
from tests.support.cli_check import BAD, MISSING_FULL, UNCLOSED
from tests.support.cli_reports import BRIEF

FOREIGN = "a: {b\n"


def test_as_found_leaves_the_broken_files_of_others_alone(cli: Cli) -> None:
    put("foreign.yaml", FOREIGN)
    put("plan.yaml", UNCLOSED)
    assert cli("check", "foreign.yaml", *BRIEF).code == 1
    assert cli("check", "foreign.yaml", *BRIEF, "--as-found") == (0, "", "")
    ours = cli("check", "plan.yaml", *BRIEF, "--as-found")
    assert (ours.code, ours.out.split(" ")[:3]) == (1, ["plan.yaml:2:3:", "error", "KLR001"])
    both = cli("check", "foreign.yaml", "plan.yaml", *BRIEF, "--as-found", "--jobs", "2")
    assert both == ours
    assert cli("check", ".", *BRIEF, "--as-found") == ours


def test_as_found_passes_over_what_is_excluded(cli: Cli) -> None:
    put("plan.yaml", BAD)
    put("old/plan.yaml", BAD)
    put("kumo-lr.toml", 'exclude = ["old/"]\n')
    args = ("check", *BRIEF, "old/plan.yaml")
    assert cli(*args).code == 1
    assert cli(*args, "--as-found") == (0, "", "")
    assert names(cli(*args, "plan.yaml", "--as-found")) == ["plan.yaml"]
    assert cli(*args, "--as-found", "--fix") == (0, "", "")
    assert Path("old/plan.yaml").read_text() == BAD
    assert cli(*args, "--as-found", "--isolated").code == 1


def test_as_found_does_not_ask_for_a_field(cli: Cli) -> None:
    put("plan.yaml", "a: 1\n")
    assert cli("check", "plan.yaml", "--at", "x.y").code == 2
    assert cli("check", "plan.yaml", "--at", "x.y", "--as-found", "--quiet") == (0, "", "")


def test_as_found_still_needs_the_file(cli: Cli) -> None:
    args = ("check", "nope.yaml", "--as-found")
    assert cli(*args) == (2, MISSING_FULL + "1 file checked: 1 error\n", "")
