"""`--select`, `--ignore` and `--at`: what a check looks for, and where."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_SUMMARY, LIST, TWO, UNCLOSED


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["KLR201", "KLR202"]),
        (["--select", "KLR201"], ["KLR201"]),
        (["--select", "klr201"], ["KLR201"]),
        (["--select", "unknown-interval"], ["KLR202"]),
        (["--select", "Unknown-Interval"], ["KLR202"]),
        (["--select", "KLR2"], ["KLR201", "KLR202"]),
        (["--select", "KLR"], ["KLR201", "KLR202"]),
        (["--select", "KLR1"], []),
        (["--select", "KLR201,unknown-interval"], ["KLR201", "KLR202"]),
        (["--select", "KLR201, KLR202"], ["KLR201", "KLR202"]),
        (["--select", "KLR201", "--select", "KLR202"], ["KLR201", "KLR202"]),
        (["--ignore", "KLR201"], ["KLR202"]),
        (["--ignore", "unknown-strategy"], ["KLR202"]),
        (["--ignore", "KLR2"], []),
        (["--ignore", "KLR201,KLR202"], []),
        (["--ignore", "KLR201", "--ignore", "KLR202"], []),
        (["--select", "KLR2", "--ignore", "KLR202"], ["KLR201"]),
        (["--select", "KLR201", "--ignore", "KLR2"], []),
    ],
)
def test_select_and_ignore(cli: Cli, options: list[str], codes: list[str]) -> None:
    put("plan.yaml", TWO)
    code, out, err = cli("check", "plan.yaml", *options, "--output-format", "json-lines")
    assert [json.loads(line)["code"] for line in out.splitlines()] == codes
    assert (code, err) == (int(bool(codes)), "")


@pytest.mark.parametrize("options", [["--select", "KLR2"], ["--ignore", "KLR"], ["--ignore", "KLR001"]])
def test_unreadable_text_always_counts(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", UNCLOSED)
    code, out, _ = cli("check", "plan.yaml", *options)
    assert (code, "KLR001" in out) == (1, True)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("unknown-stratgy", 'no rule "unknown-stratgy"; did you mean "unknown-strategy"?'),
        ("klr20l", 'no rule "klr20l"; did you mean "KLR20'),
        ("KLR201,foo", 'no rule "foo"\n'),
        ("zzzzzzzz", 'no rule "zzzzzzzz"\n'),
    ],
)
def test_unknown_rule(cli: Cli, option: str, word: str, said: str) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", option, word)
    assert (code, out) == (2, "")
    assert err.startswith(f"kumo-lr: {said}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "at", "place"),
    [
        (LIST, ".", "1:9"),
        (f"schedules:\n{LIST}", "schedules", "2:9"),
        ("a:\n  b:\n" + re.sub(r"(?m)^(?=.)", "    ", BAD), "a.b.lr_scheduler", "4:13"),
        (f"- other\n- x:\n  y:\n{re.sub(r'(?m)^(?=.)', '  ', LIST)}", "1.y", "4:11"),
    ],
)
def test_at(cli: Cli, text: str, at: str, place: str) -> None:
    put("plan.yaml", text)
    # A list of candidates is taken for the field even if no option says so.
    assert cli("check", "plan.yaml").code == int(at == ".")
    result = cli("check", "plan.yaml", "--at", at, "--output-format", "concise")
    assert result == (1, BAD_CONCISE.replace("2:9", place) + BAD_SUMMARY, "")


@pytest.mark.parametrize("at", ["nope", "lr_scheduler.7.x", "model_plan.lr_scheduler"])
def test_at_a_missing_path_is_told(cli: Cli, at: str) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", "--at", at)
    assert (code, out, err) == (2, "", f'kumo-lr: there is nothing at "{at}"\n')


@pytest.mark.parametrize("options", [["--select", ""], ["--select", ","], ["--ignore", ""]])
def test_a_list_of_rules_that_names_none(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", BAD)
    said = "kumo-lr: --select and --ignore take rules; here they name none\n"
    assert cli("check", "plan.yaml", *options) == (2, "", said)


@pytest.mark.parametrize("options", [[], ["--select", "KLR2"], ["--ignore", "KLR3"]])
def test_a_refused_length_needs_no_rule_about_training(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", "optimization:\n  max_epochs: 8.5\n  lr_scheduler: [null]\n")
    code, out, _ = cli("check", "plan.yaml", "--output-format", "concise", "--quiet", *options)
    assert (code, out.split(" ")[:3]) == (1, ["plan.yaml:2:15:", "error", "KLR205"])
