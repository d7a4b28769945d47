"""The command `explain`: describe a rule or a strategy."""

from __future__ import annotations

from kumo_lr.cli.options import ExplainOptions
from kumo_lr.cli.terminal import CLEAN
from kumo_lr.errors import UsageError
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.phrases import did_you_mean
from kumo_lr.report.explain import explain_rule, explain_strategy
from kumo_lr.rules import BY_SLUG, RULES, find


def run(options: ExplainOptions) -> int:
    """Run `kumo-lr explain` and return the exit code."""
    rule = find(options.topic)
    if rule is not None:
        print(explain_rule(rule), end="")
    elif strategy := STRATEGIES.get(options.topic.lower()):
        print(explain_strategy(strategy), end="")
    else:
        hint = did_you_mean(options.topic, [*RULES, *BY_SLUG, *STRATEGIES])
        raise UsageError(f'no rule or strategy "{options.topic}"{hint}')
    return CLEAN
