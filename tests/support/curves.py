"""Curves, walked step by step."""

from __future__ import annotations

from typing import Any

import yaml

from kumo_lr import loads

Factors = list[float]


def curve(candidate: dict[str, Any] | None, steps: int, epochs: int) -> Factors:
    """Return the factor that each optimisation step sees, by stepping the engine's formulas along."""
    if candidate is None:
        return [1.0] * steps * epochs
    (loaded,) = loads(yaml.safe_dump({"lr_scheduler": [candidate]})).candidates
    assert loaded is not None
    return loaded.schedule(steps_per_epoch=steps, max_epochs=epochs).factors()
