"""The rules and strategies for programs: listed, and explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.findings import Severity
from kumo_lr.phrases import did_you_mean
from kumo_lr.report.explain import explain_rule, explain_strategy, rule_data
from kumo_lr.rules import BY_SLUG, RULES, find


@dataclass(frozen=True)
class Rule:
    """A rule: what it finds and why, with an example of a mistake (`bad`) and of the same without it.

    `rule` is the name in findings. `fix` says how often a finding has a fix ("none" or "sometimes"), and
    `fix_note` which.
    """

    code: str
    rule: str
    severity: Severity
    summary: str
    rationale: str
    bad: str
    good: str
    fix: str
    fix_note: str
    reference: str

    def __str__(self) -> str:
        """Return what `kumo-lr explain` prints."""
        return explain(self.code)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as the JSON output of `kumo-lr rules`, as plain data."""
        return rule_data(RULES[self.code])


def all_rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their codes.

    Examples:
        >>> [rule.code for rule in all_rules() if rule.rule == "unknown-strategy"]
        ['KLR201']
    """
    return tuple(Rule(**{**rule_data(rule), "severity": rule.severity}) for rule in RULES.values())


def explain(topic: str) -> str:
    r"""Return what `kumo-lr explain` prints of a rule, by its code or name, or of a strategy.

    Raises:
        ValueError: There is no such rule or strategy.

    Examples:
        >>> print(explain("KLR207").partition("\n")[0])
        KLR207 not-finite (error)
    """
    rule = find(topic)
    if rule is not None:
        return explain_rule(rule).rstrip("\n")
    if strategy := STRATEGIES.get(topic.lower()):
        return explain_strategy(strategy).rstrip("\n")
    raise ValueError(f'no rule or strategy "{topic}"{did_you_mean(topic, [*RULES, *BY_SLUG, *STRATEGIES])}')
