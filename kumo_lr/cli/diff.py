"""The command `diff`: compare two plans by what will run."""

from __future__ import annotations

import sys

from kumo_lr.cli.options import DiffOptions
from kumo_lr.cli.plans import checked_input, defaults_of, refuse
from kumo_lr.cli.terminal import CLEAN, FOUND, USAGE, wants_color
from kumo_lr.document.gc_pause import collector_off
from kumo_lr.errors import UsageError
from kumo_lr.findings import ConfigError
from kumo_lr.plan.comparison import compare
from kumo_lr.plan.load import config_of
from kumo_lr.plan.show import comparison_json, comparison_text


def run(options: DiffOptions) -> int:
    """Run `kumo-lr diff` and return the exit code."""
    files = (options.left, options.right)
    if files == ("-", "-"):
        raise UsageError("only one of the two can be standard input")
    defaults = defaults_of(options.defaults)
    configs = []
    with collector_off():
        for file in files:
            checked = checked_input(file, options)
            try:
                configs.append(config_of(checked, options.at))
            except ConfigError as error:
                refuse(error)
    if len(configs) < len(files):
        return USAGE  # 1 means that both could be read, and differ
    try:
        comparison = compare(*configs, run_mode=options.run_mode, defaults=defaults)
    except ConfigError as error:
        return refuse(error)
    if options.output_format == "json":
        print(comparison_json(comparison), end="")
    else:
        color = wants_color(options.color, sys.stdout)
        sys.stdout.writelines(comparison_text(comparison, color))
    return FOUND if comparison.differences else CLEAN
