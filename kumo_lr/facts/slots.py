"""The values that a slot of the field accepts: kinds, ranges, choices and defaults."""

from __future__ import annotations

import sys

from kumo_lr.typed import NamedTuple, TypeAlias

Number: TypeAlias = int | float
_LARGEST = sys.float_info.max


class Range(NamedTuple):
    """Numbers from `low` to `high`, both included unless `low_open`.

    Without an upper limit, `high` is None: only the largest float bounds the number, since the engine
    converts every number to a float.
    """

    low: Number
    high: Number | None
    low_open: bool = False

    def holds(self, value: Number) -> bool:
        """Return whether a number is in the range; NaN never is."""
        above = value > self.low if self.low_open else value >= self.low
        return above and value <= (_LARGEST if self.high is None else self.high)

    def __str__(self) -> str:
        low = f"above {self.low:g}" if self.low_open else f"{self.low:g}"
        if self.high is None:
            return low if self.low_open else f"{low} or more"
        return f"{low} up to {self.high:g}"


class Slot(NamedTuple):
    """A place in the field that holds one scalar.

    A word slot has `choices`; a number slot has a `Range` for each kind of number it accepts.
    `default` is the value of a slot that is left out; `default_from` is the source of that default.
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
        """Return whether a number slot accepts the kind of a value, and the value is in range."""
        if type(value) is float:
            return self.float is not None and self.float.holds(value)
        return type(value) is int and self.integer is not None and self.integer.holds(value)

    @property
    def wanted(self) -> str:
        """A description of what the slot accepts."""
        if self.choices:
            return ", ".join(self.choices)
        if self.integer is None:
            return f"a number {self.float}"
        if self.float is None:
            return f"an integer, {self.integer}"
        if self.integer.high == self.float.high:
            return f"a number {self.float}"
        return f"a ratio from {self.float.low:g} to {self.float.high:g}, or an integer number of steps"
