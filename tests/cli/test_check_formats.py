"""Output formats of `kumo-lr check` that a person reads, and what all formats have in common."""

from __future__ import annotations

import json

import pytest

from kumo_lr.report import FORMATS
from tests.support.cli import Cli, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_FULL, BAD_SUMMARY, STUCK, STUCK_CONCISE, TWO


def test_concise(cli: Cli) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "plan.yaml", "--output-format", "concise") == (1, BAD_CONCISE + BAD_SUMMARY, "")
    put("plan.yaml", STUCK)
    result = cli("check", "plan.yaml", "--output-format", "concise")
    assert result == (1, f"{STUCK_CONCISE}1 file checked: 1 error\n", "")


@pytest.mark.parametrize(("output_format", "out"), [("full", BAD_FULL), ("concise", BAD_CONCISE)])
def test_quiet(cli: Cli, output_format: str, out: str) -> None:
    put("plan.yaml", BAD)
    put("good.yaml")
    arguments = ("check", "--quiet", "--output-format", output_format)
    assert cli(*arguments, "plan.yaml") == (1, out, "")
    assert cli(*arguments, "good.yaml") == (0, "", "")
    assert cli(*arguments, "plan.yaml", "--fix") == (0, "", "")


# How often a format spells the codes, of two findings and of one, where it is not once for each.
TIMES = {"gitlab": (4, 2), "junit": (6, 1)}


@pytest.mark.parametrize("output_format", FORMATS)
def test_formats_of_many_files_are_the_findings_of_each(cli: Cli, output_format: str) -> None:
    put("a.yaml", BAD)
    put("b.yaml")
    put("c.yaml", TWO)
    code, out, err = cli("check", "--output-format", output_format, "--quiet")
    assert (code, err) == (1, "")
    if output_format == "sarif":  # it tells of all rules, found or not
        results = json.loads(out)["runs"][0]["results"]
        assert sorted(result["ruleId"] for result in results) == ["KLR201", "KLR201", "KLR202"]
        return
    assert (out.count("KLR201"), out.count("KLR202")) == TIMES.get(output_format, (2, 1))
