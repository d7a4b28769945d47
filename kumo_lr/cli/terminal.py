"""Helpers that all commands share: exit codes, error messages and colour."""

from __future__ import annotations

import os
import re
import sys

from kumo_lr.check.checker import check_unreadable
from kumo_lr.findings import Checked
from kumo_lr.typed import TextIO

CLEAN, FOUND, USAGE = 0, 1, 2


def complain(message: str, code: int) -> int:
    """Print an error to standard error and return the exit code.

    On GitHub Actions, an error that fails the job becomes an annotation beside the findings.
    """
    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    message = without_commands(message)
    if on_github and code == USAGE:
        escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=kumo-lr::{escaped}", file=sys.stderr)
    else:
        print(f"kumo-lr: {message}", file=sys.stderr)
    return code


def without_commands(text: str) -> str:
    """Return a text for a log in which CI servers find no command, wherever in a line they look for one.

    GitHub Actions and Azure Pipelines take `##[` and `##vso[` for the start of one.
    """
    if "##" not in text or not (os.environ.get("GITHUB_ACTIONS") == "true" or os.environ.get("TF_BUILD")):
        return text
    return re.sub(r"(?i)##(vso)?\[", r"##\1\\[", text)


def wants_color(choice: str, out: TextIO) -> bool:
    """Return whether to colour the output to a stream, by `--color`, the environment and the stream."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (out.isatty() and os.environ.get("TERM") != "dumb")


def terminal_width() -> int:
    """Return the columns of the terminal by `COLUMNS` or standard output, or 80 if unknown."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):  # a pipe, or no file at all
        return 80


def draws_unicode() -> bool:
    """Return whether standard output can encode braille."""
    try:
        "\u28ff".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


def no_stdin(name: str) -> Checked:
    """Return the finding of a closed standard input."""
    return check_unreadable(name, "standard input is closed", "pass a file, or pipe one in")
