"""Helpers of the commands that load plans: input, defaults and errors."""

from __future__ import annotations

import sys

from kumo_lr.check.checker import check_data
from kumo_lr.check.question import Question
from kumo_lr.cli.options import DiffOptions, PreviewOptions, ResolveOptions
from kumo_lr.cli.terminal import FOUND, USAGE, complain, no_stdin
from kumo_lr.errors import UsageError
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Checked, ConfigError
from kumo_lr.phrases import printable
from kumo_lr.plan.defaults import Defaults, load_defaults
from kumo_lr.plan.load import check_path
from kumo_lr.report.tally import is_unanswerable
from kumo_lr.typed import TypeAlias

PlanOptions: TypeAlias = ResolveOptions | DiffOptions | PreviewOptions

_NOTHING = Known()


def checked_input(path: str, options: PlanOptions, known: Known = _NOTHING) -> Checked:
    """Check the file at a path, or standard input."""
    question = Question(at=options.at, known=known)
    if path != "-":
        return check_path(path, question)
    name = options.stdin_filename or "<stdin>"
    if sys.stdin is None:
        return no_stdin(name)
    return check_data(sys.stdin.buffer.read(), name, question)


def defaults_of(path: str | None) -> Defaults | None:
    """Load the defaults that override Kumo's own, if any, or raise `UsageError`."""
    if path is None:
        return None
    try:
        return load_defaults(path)
    except ConfigError as error:
        refuse(error)
        raise UsageError(f"cannot use the defaults in {printable(path)}") from None


def refuse(error: ConfigError) -> int:
    """Report why a config cannot be used and return the exit code."""
    unreadable = any(map(is_unanswerable, error.report.findings))
    if error.report.findings:
        print(error, file=sys.stderr)
        return USAGE if unreadable else FOUND
    return complain(str(error), USAGE)
