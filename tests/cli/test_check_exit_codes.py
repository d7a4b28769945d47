"""How `kumo-lr check` ends, and what its last line counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import Cli, put, run
from tests.support.cli_check import BAD, BAD_FULL, BAD_SUMMARY, CLEAN_SUMMARY, GOOD, TWO, UNCLOSED, WARNED


@pytest.mark.parametrize(
    ("text", "error", "warning", "never"),
    [(GOOD, 0, 0, 0), (WARNED, 0, 1, 0), (BAD, 1, 1, 0), (WARNED + BAD, 1, 1, 0), (UNCLOSED, 1, 1, 0)],
    ids=["clean", "warning", "error", "both", "syntax"],
)
def test_fail_on(cli: Cli, text: str, error: int, warning: int, never: int) -> None:
    put("plan.yaml", text)
    assert cli("check", "plan.yaml").code == error
    for choice, code in {"error": error, "warning": warning, "never": never}.items():
        assert cli("check", "plan.yaml", "--fail-on", choice).code == code


@pytest.mark.parametrize("choice", ["error", "warning", "never"])
def test_missing_file_ends_with_2(cli: Cli, choice: str) -> None:
    put("plan.yaml", BAD)
    assert cli("check", "nope.yaml", "--fail-on", choice).code == 2
    assert cli("check", "plan.yaml", "nope.yaml", "--fail-on", choice).code == 2


def test_clean_file() -> None:
    put("plan.yaml")
    assert run("check", "plan.yaml") == (0, CLEAN_SUMMARY, "")


def test_finding() -> None:
    put("plan.yaml", BAD)
    assert run("check", "plan.yaml") == (1, BAD_FULL + BAD_SUMMARY, "")


def test_folder_by_default(cli: Cli) -> None:
    put("plan.yaml", BAD)
    assert cli("check") == (1, BAD_FULL + BAD_SUMMARY, "")


def test_empty_folder(cli: Cli) -> None:
    Path("empty").mkdir()
    put("empty/readme.txt", BAD)
    said = "kumo-lr: no *.yaml, *.yml or *.json file in empty\n"
    assert cli("check", "empty") == (0, "", said)
    code, out, err = cli("check", "empty", "--output-format", "json")
    assert (code, err) == (0, said)
    assert json.loads(out)["summary"] == {"files": 0, "errors": 0, "warnings": 0, "fixable": 0}


def test_summary_counts(cli: Cli) -> None:
    put("a.yaml", TWO)
    put("b.yaml", WARNED)
    put("c.yaml", "other: 1\n")
    put("d.yaml", "other: 1\n")
    assert cli("check").out.splitlines()[-1] == (
        "4 files checked: 2 errors, 1 warning "
        "(1 fixable with --fix, 1 more with --fix --unsafe-fixes; no lr_scheduler field in 2 of them)"
    )


def test_summary_counts_thousands_alike(cli: Cli) -> None:
    candidate = BAD.partition("\n")[2]
    put("plan.yaml", "lr_scheduler:\n" + candidate * 1500)
    summary = cli("check", "plan.yaml").out.splitlines()[-1]
    assert summary == "1 file checked: 1,500 errors (1,500 fixable with --fix)"
