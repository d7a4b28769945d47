"""The options of the command line, and what to say of wrong ones."""

from __future__ import annotations

import argparse
import os

from kumo_lr.cli.parser import COMMANDS, parser
from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known, known_of
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.phrases import did_you_mean


def parse(arguments: list[str]) -> argparse.Namespace:
    """Parse a command line; `command` names what to run. Raises `UsageError`, or exits."""
    first = arguments[0] if arguments else "--help"
    if not first.startswith("-") and first not in COMMANDS:
        # argparse would only list what there is.
        if os.path.exists(first):
            raise UsageError(f'no command "{first}"; did you mean "kumo-lr check {first}"?')
        raise UsageError(f'no command "{first}"{did_you_mean(first, COMMANDS)}')
    options, rest = parser(first if first in COMMANDS else None).parse_known_args(arguments or ["--help"])
    for word in rest:
        if word.startswith("-") or "paths" not in options:
            plain = word.partition("=")[0]
            kind = "option" if word.startswith("-") else "argument"
            raise UsageError(f'no {kind} "{word}"{did_you_mean(plain, sorted(_options() - {plain}))}')
    if rest:
        # argparse takes paths in one place only, and leaves those behind an option.
        options.paths = [*options.paths, *rest]
    return options


def _options() -> set[str]:
    """Return the long options of all commands."""
    everything = parser()
    inner = (action for action in everything._actions if isinstance(action, argparse._SubParsersAction))
    parsers = (everything, *(command for action in inner for command in action.choices.values()))
    actions = (action for parser_ in parsers for action in parser_._actions)
    return {option for action in actions for option in action.option_strings if option.startswith("--")}


def known(options: argparse.Namespace) -> Known:
    """Return what the command line says about training. Raises `UsageError` for an unknown run mode."""
    try:
        return known_of(options.run_mode, options.steps_per_epoch, options.max_epochs)
    except ValueError:
        hint = did_you_mean(options.run_mode, RUN_MODES) or f"; write {', '.join(RUN_MODES)}"
        raise UsageError(f'no run mode "{options.run_mode}"{hint}') from None
