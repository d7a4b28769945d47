"""Curves, walked step by step."""

from __future__ import annotations

from typing import Any

import yaml

from kumo_lr import Schedule, loads

Factors = list[float]


def curve(candidate: dict[str, Any] | None, steps: int, epochs: int) -> Factors:
    """Return the factor that each optimisation step sees, by stepping the engine's formulas along."""
    if candidate is None:
        return [1.0] * steps * epochs
    (loaded,) = loads(yaml.safe_dump({"lr_scheduler": [candidate]})).candidates
    assert loaded is not None
    return loaded.schedule(steps_per_epoch=steps, max_epochs=epochs).factors()


def schedule(
    strategy: str | None, steps_per_epoch: int, max_epochs: int, interval: str = "step", **arguments: float
) -> Schedule:
    """Return the schedule of a strategy with these arguments, and the defaults of the others."""
    return Schedule(strategy, interval, arguments, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
