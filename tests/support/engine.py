"""The engine's rules, stated once more and small, so that an error in one of the two statements shows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any
from unittest import mock

from kumo_lr.facts.strategies import STRATEGIES
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
    if name == "exponential":
        return float(kwargs["gamma"]) ** t
    warmup = kwargs.get("warmup_ratio_or_steps", 0.1)
    steps = round(warmup * total) if isinstance(warmup, float) else warmup
    if t < steps:
        return float(t / max(1, steps))
    p = (t - steps) / max(1, total - steps)
    if name == "linear_with_warmup":
        return max(0.0, float((total - t) / max(1, total - steps)))
    if name == "cosine_with_warmup":
        return max(0.0, 0.5 * (1 + math.cos(math.pi * p)))
    if name == "cosine_with_warmup_restarts":
        cycles = float(kwargs.get("num_cycles", 3))
        return 0.0 if p >= 1 else max(0.0, 0.5 * (1 + math.cos(math.pi * (cycles * p % 1))))
    return 1.0


def takes(argument: str, value: Any) -> bool:
    if argument == "warmup_ratio_or_steps":
        return type(value) in (int, float) and value >= 0 and (type(value) is int or value <= 1)
    if argument == "gamma":
        return type(value) in (int, float) and 0 < value <= 1
    return type(value) is int and value >= 1


def trains(candidate: Any) -> bool:
    """Whether the engine takes a candidate and trains with finite learning rates in [0, base_lr]."""
    if candidate is None:
        return True
    if not isinstance(candidate, dict) or not {"name", "interval"} <= candidate.keys() <= {
        "name",
        "interval",
        "kwargs",
    }:
        return False
    name, kwargs = candidate["name"], candidate.get("kwargs", {})
    if (
        name not in STRATEGIES
        or candidate["interval"] not in ("step", "epoch")
        or not isinstance(kwargs, dict)
    ):
        return False
    allowed = {
        "exponential": {"gamma"},
        "cosine_with_warmup_restarts": {"warmup_ratio_or_steps", "num_cycles"},
    }
    known = kwargs.keys() <= allowed.get(name, {"warmup_ratio_or_steps"})
    complete = name != "exponential" or "gamma" in kwargs
    return known and complete and all(takes(k, v) for k, v in kwargs.items()) and stays_in_range(name, kwargs)


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
