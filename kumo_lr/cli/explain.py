"""The command `explain`: describe a rule or a strategy."""

from __future__ import annotations

from kumo_lr.cli.options import ExplainOptions
from kumo_lr.cli.terminal import CLEAN
from kumo_lr.errors import UsageError
from kumo_lr.report.catalogue import explain


def run(options: ExplainOptions) -> int:
    """Run `kumo-lr explain` and return the exit code."""
    try:
        print(explain(options.topic))
    except ValueError as error:
        raise UsageError(str(error)) from None
    return CLEAN
