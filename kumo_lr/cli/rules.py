"""The command `rules`: list all rules as text or JSON."""

from __future__ import annotations

import json

from kumo_lr.cli.options import RulesOptions
from kumo_lr.cli.terminal import CLEAN
from kumo_lr.report.explain import list_rules, rule_data
from kumo_lr.rules import RULES


def run(options: RulesOptions) -> int:
    """Run `kumo-lr rules` and return the exit code."""
    if options.output_format == "json":
        print(json.dumps([rule_data(rule) for rule in RULES.values()], indent=2))
    else:
        print(list_rules(RULES.values()), end="")
    return CLEAN
