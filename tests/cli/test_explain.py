"""`kumo-lr explain` and `kumo-lr rules`."""

from __future__ import annotations

import json
import re

import pytest

from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.rules import RULES
from tests.support.cli import Cli, environment, put, run
from tests.support.cli_check import CLEAN_SUMMARY


@pytest.mark.parametrize("code", RULES)
def test_explain_a_rule(cli: Cli, code: str) -> None:
    rule = RULES[code]
    result = cli("explain", code)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"{code} {rule.slug} ({rule.severity})\n\n")
    assert result.out.endswith("\n")
    assert "  \n" not in result.out
    for topic in (rule.slug, code.lower(), rule.slug.upper()):
        assert cli("explain", topic) == result


@pytest.mark.parametrize("name", STRATEGIES)
def test_explain_a_strategy(cli: Cli, name: str) -> None:
    code, out, err = cli("explain", name)
    assert (code, err) == (0, "")
    assert out.startswith(f"{name}\n\n")
    for argument in STRATEGIES[name].argument_names:
        assert f"\n  {argument} (" in out
    example = out.partition("Example:\n\n")[2]
    put("plan.yaml", re.sub(r"(?m)^ {4}", "", example))
    assert cli("check", "plan.yaml") == (0, CLEAN_SUMMARY, "")


def test_explain_an_unknown_topic(cli: Cli) -> None:
    said = 'kumo-lr: no rule or strategy "exponental"; did you mean "exponential"?\n'
    assert cli("explain", "exponental") == (2, "", said)
    said = 'kumo-lr: no rule or strategy "unknown-stratgy"; did you mean "unknown-strategy"?\n'
    assert cli("explain", "unknown-stratgy") == (2, "", said)
    assert cli("explain", "zzzzzzzz") == (2, "", 'kumo-lr: no rule or strategy "zzzzzzzz"\n')


def test_rules(cli: Cli) -> None:
    code, out, err = cli("rules")
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header.split() == ["code", "rule", "severity", "fix", "finds"]
    assert [re.split(r" {2,}", line, maxsplit=4) for line in lines] == [
        [rule.code, rule.slug, rule.severity, rule.fix, rule.summary] for rule in RULES.values()
    ]


def test_rules_as_json(cli: Cli) -> None:
    code, out, err = cli("rules", "--output-format", "json")
    assert (code, err) == (0, "")
    rules = json.loads(out)
    assert [rule["code"] for rule in rules] == list(RULES)
    wanted = {"code", "rule", "severity", "summary", "rationale", "bad", "good", "fix", "reference"}
    assert all(wanted <= set(rule) for rule in rules)
    assert all(isinstance(value, str) for rule in rules for value in rule.values())
    assert out.isascii()


@pytest.mark.parametrize("arguments", [["rules"], ["explain", "KLR002"], ["explain", "KLR006"], ["--help"]])
def test_poor_terminals_explain(arguments: list[str]) -> None:
    code, out, err = run(*arguments, env=environment(PYTHONIOENCODING="ascii"))
    assert (code, err) == (0, "")
    assert out.isascii()
