"""The command line: the only place that reads the environment, prints, and exits.

Exit codes: 0 clean, or all fixed; 1 findings at or above `--fail-on`; 2 usage or unreadable input.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from kumo_lr.cli.check import run_check
from kumo_lr.cli.configure import configure, settings_for
from kumo_lr.cli.options import parse
from kumo_lr.cli.parser import parser
from kumo_lr.cli.terminal import CLEAN, USAGE, complain, wants_color
from kumo_lr.document.compose import require_libyaml
from kumo_lr.errors import LibyamlMissingError, SettingsError, UsageError
from kumo_lr.facts.strategies import STRATEGIES
from kumo_lr.phrases import did_you_mean, printable
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.rules import BY_SLUG, RULES, find

_INTERRUPTED, _BROKEN_PIPE = 130, 141  # 128 + the signal's number, as shells report it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code."""
    _open_streams()
    try:
        return _run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return complain("interrupted", _INTERRUPTED)


def _run(arguments: list[str]) -> int:
    try:
        try:
            options = parse(arguments)
            if options.command in _READS_PLANS:
                require_libyaml()  # before anything is printed
            code = _RUN[options.command](options)
        finally:
            # Not at exit: there, nobody could say what went wrong.
            sys.stdout.flush()
    except (UsageError, LibyamlMissingError) as error:
        return complain(str(error), USAGE)
    except SettingsError as error:
        return _refuse_settings(error)
    except BrokenPipeError:
        # Whoever read the output has had enough; keep Python from complaining at exit.
        _to_nowhere(sys.stdout)
        return _BROKEN_PIPE
    except OSError as error:
        _to_nowhere(sys.stdout)
        return complain(f"cannot write the output: {(error.strerror or str(error)).lower()}", USAGE)
    return code


def _refuse_settings(error: SettingsError) -> int:
    """Say what is wrong with a file of settings, at its places."""
    if not error.findings:
        return complain(str(error), USAGE)
    color = wants_color("auto", sys.stderr)
    sys.stderr.writelines(render_full([error.checked], Tally(), color))
    return complain(f"cannot use the settings in {printable(error.source.name)}", USAGE)


def _open_streams() -> None:
    """Make standard output and error take any text, also where the caller closed them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it stays open
        elif hasattr(stream, "reconfigure"):
            # A name or text that the terminal's encoding lacks is no reason to fail.
            stream.reconfigure(errors="backslashreplace")


def _to_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _check(options: argparse.Namespace) -> int:
    _, settings = settings_for(options)
    return run_check(options, configure(options, settings))


def _settings(options: argparse.Namespace) -> int:
    from kumo_lr.settings.load import Settings
    from kumo_lr.settings.show import settings_json, settings_text

    path, settings = settings_for(options)
    render = settings_json if options.output_format == "json" else settings_text
    print(render(settings or Settings(), path, {}), end="")
    return CLEAN


def _completion(options: argparse.Namespace) -> int:
    from kumo_lr.cli.completion import completion_script

    print(completion_script(options.shell, parser()), end="")
    return CLEAN


def _resolve(options: argparse.Namespace) -> int:
    from kumo_lr.cli.plans import run_resolve  # loading imports Pydantic, which a check never needs

    return run_resolve(options)


def _diff(options: argparse.Namespace) -> int:
    from kumo_lr.cli.plans import run_diff

    return run_diff(options)


def _preview(options: argparse.Namespace) -> int:
    from kumo_lr.cli.plans import run_preview

    return run_preview(options)


def _schema(options: argparse.Namespace) -> int:
    from kumo_lr.cli.plans import run_schema

    return run_schema(options)


def _explain(options: argparse.Namespace) -> int:
    from kumo_lr.report.explain import explain_rule, explain_strategy

    rule = find(options.topic)
    if rule is not None:
        print(explain_rule(rule), end="")
    elif strategy := STRATEGIES.get(options.topic.lower()):
        print(explain_strategy(strategy), end="")
    else:
        hint = did_you_mean(options.topic, [*RULES, *BY_SLUG, *STRATEGIES])
        raise UsageError(f'no rule or strategy "{options.topic}"{hint}')
    return CLEAN


def _rules(options: argparse.Namespace) -> int:
    from kumo_lr.report.explain import list_rules, rule_data

    if options.output_format == "json":
        import json

        print(json.dumps([rule_data(rule) for rule in RULES.values()], indent=2))
    else:
        print(list_rules(RULES.values()), end="")
    return CLEAN


_READS_PLANS = frozenset(("check", "preview", "resolve", "diff"))
_RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "preview": _preview,
    "resolve": _resolve,
    "diff": _diff,
    "schema": _schema,
    "explain": _explain,
    "rules": _rules,
    "settings": _settings,
    "completion": _completion,
}
