"""Read the values of options from words of the command line.

Each function raises `ValueError` with what is wrong with a word.
"""

from __future__ import annotations

from kumo_lr.facts.horizons import MOST
from kumo_lr.phrases import quote
from kumo_lr.settings.table import parse_pattern

_LONGEST_NUMBER = 15
# More than any machine has cores; no more processes are started than there is work for.
_MOST_JOBS = 1024


def learning_rate(text: str) -> float:
    """Read a positive number."""
    try:
        number = float(text) if "_" not in text else 0.0
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError(f"{quote(text)} is not a positive number")
    return number


def positive(text: str, most: int = MOST) -> int:
    """Read a whole number from 1 up."""
    if not (text.isascii() and text.isdecimal()) or len(text) > _LONGEST_NUMBER or not 1 <= int(text) <= most:
        raise ValueError(f"{quote(text)} is not a whole number from 1 to {most:,}")
    return int(text)


def jobs(text: str) -> int:
    """Read a number of processes."""
    return positive(text, _MOST_JOBS)


def pattern(text: str) -> str:
    """Check a pattern of files or folders, and return it as it is."""
    try:
        parse_pattern(text)
    except ValueError as error:
        raise ValueError(f"{quote(text)} is not a pattern: {error}") from None
    return text
