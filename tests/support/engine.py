"""The engine: what it was seen to do, and its rules, stated once more and small.

An error in one of the two statements of a rule shows in their difference.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import ARGUMENTS, INTERVAL, NUM_CYCLES, STRATEGIES, WARMUP
from tests.support.documented import typed
from tests.support.paths import ENGINE

# What the engine was seen to do: with values of the field, and with the learning rate at every step.
ROWS: list[dict[str, Any]] = json.loads((ENGINE / "verdicts.json").read_text(encoding="utf-8"))
CURVES: list[dict[str, Any]] = json.loads((ENGINE / "curves.json").read_text(encoding="utf-8"))
FIELD_PATHS = (
    ("lr_scheduler",),
    ("optimization", "lr_scheduler"),
    ("model_plan", "optimization", "lr_scheduler"),
)


def is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def factor(name: str, kwargs: dict[str, Any], t: int, total: int) -> float:
    """Return LR / base_lr at scheduler step `t` of `total`, as the engine computes it."""
    warmup: Any = kwargs.get(WARMUP.name, WARMUP.default)
    steps = round(warmup * total) if isinstance(warmup, float) else warmup
    p = (t - steps) / max(1, total - steps)
    if name == "exponential":
        return float(kwargs["gamma"]) ** t
    if name not in _AFTER_WARMUP:
        candidate = typed({"name": name, "interval": "step", "kwargs": kwargs})
        return candidate.schedule(steps_per_epoch=total, max_epochs=1).factor(t)
    return float(t / max(1, steps)) if t < steps else max(0.0, _AFTER_WARMUP[name](p, kwargs))


def _wave(p: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * p))


def _cycles(p: float, kwargs: dict[str, Any]) -> float:
    cycles: Any = kwargs.get(NUM_CYCLES.name, NUM_CYCLES.default)
    return 0.0 if p >= 1 else _wave(float(cycles) * p % 1)


# By how much of the steps after the warmup is gone. What is not stated here is left to the package.
_AFTER_WARMUP: dict[str, Callable[[float, dict[str, Any]], float]] = {
    "constant_with_warmup": lambda _p, _: 1.0,
    "linear_with_warmup": lambda p, _: 1 - p,
    "cosine_with_warmup": lambda p, _: _wave(p),
    "cosine_with_warmup_restarts": _cycles,
}
# What the engine takes as a number; the same holds here.
_TAKES: dict[str, Callable[[Number], bool]] = {
    "warmup_ratio_or_steps": lambda number: number >= 0 and (type(number) is int or number <= 1),
    "gamma": lambda number: 0 < number <= 1,
    "num_cycles": lambda number: type(number) is int and number >= 1,
}


def takes(argument: str, value: Any) -> bool:
    if type(value) not in (int, float):
        return False
    return _TAKES.get(argument, ARGUMENTS[argument].takes)(value)


def trains(candidate: Any) -> bool:
    """Whether the engine takes a candidate and trains with finite learning rates in [0, base_lr]."""
    if candidate is None:
        return True
    if not isinstance(candidate, dict) or not _NEEDED <= candidate.keys() <= _NEEDED | {"kwargs"}:
        return False
    name, kwargs = candidate["name"], candidate.get("kwargs", {})
    if (
        name not in STRATEGIES
        or candidate["interval"] not in INTERVAL.choices
        or not isinstance(kwargs, dict)
    ):
        return False
    strategy = STRATEGIES[name]
    if not set(strategy.required) <= kwargs.keys() <= set(strategy.argument_names):
        return False
    return all(takes(k, v) for k, v in kwargs.items()) and stays_in_range(name, kwargs)


_NEEDED = {"name", "interval"}


def stays_in_range(name: str, kwargs: dict[str, Any]) -> bool:
    try:
        factors = [
            factor(name, kwargs, t, total) for total in (30, 240, 8000) for t in (0, 1, 29, 240, 7999, 8000)
        ]
    except (OverflowError, ValueError, TypeError):
        return False
    return all(is_number(value) and 0 <= value <= 1 for value in factors)


def accepted(field: Any) -> bool:
    return field == "???" or (isinstance(field, list) and bool(field) and all(map(trains, field)))


def fields_in(document: Any) -> Iterator[Any]:
    for path in FIELD_PATHS:
        value = document
        for key in path:
            value = (
                value.get(key, mock.sentinel.missing) if isinstance(value, dict) else mock.sentinel.missing
            )
        if value is not mock.sentinel.missing:
            yield value
