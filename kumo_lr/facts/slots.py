"""What a slot of the field takes: kinds, ranges, words and defaults."""

from __future__ import annotations

import sys
from typing import NamedTuple, TypeAlias

Number: TypeAlias = int | float
_LARGEST = sys.float_info.max


class Range(NamedTuple):
    """Numbers from `low` to `high`, both included unless `low_open`.

    None = no limit but that of a float, to which the engine turns every number.
    """

    low: Number
    high: Number | None
    low_open: bool = False

    def holds(self, value: Number) -> bool:
        """Whether a number lies in the range; NaN lies in none."""
        above = value > self.low if self.low_open else value >= self.low
        return above and value <= (_LARGEST if self.high is None else self.high)

    def __str__(self) -> str:
        low = f"above {self.low:g}" if self.low_open else f"{self.low:g}"
        if self.high is None:
            return low if self.low_open else f"{low} or more"
        return f"{low} up to {self.high:g}"


class Slot(NamedTuple):
    """A place in the field where one scalar stands.

    A word slot has `choices`; a number slot has a `Range` for each kind of number it takes.
    `default` is what a slot that is left out holds; `default_from` is the authority that says so.
    """

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    integer: Range | None = None
    float: Range | None = None
    default: Number | None = None
    default_from: str = ""
    examples: tuple[Number, ...] = ()

    def takes(self, value: object) -> bool:
        """Whether a value of a number slot is of a kind it takes, and in its range."""
        if type(value) is float:
            return self.float is not None and self.float.holds(value)
        return type(value) is int and self.integer is not None and self.integer.holds(value)

    @property
    def wanted(self) -> str:
        """What the slot takes, in words."""
        if self.choices:
            return ", ".join(self.choices)
        if self.integer is None:
            return f"a number {self.float}"
        if self.float is None:
            return f"an integer, {self.integer}"
        if self.integer.high == self.float.high:
            return f"a number {self.float}"
        return f"a ratio from {self.float.low:g} to {self.float.high:g}, or an integer number of steps"
