"""A small training, and what its learning rates should be."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from kumo_lr import (
    Interval,
    Scheduler,
)
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.documented import example_of, typed

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
STEPS_PER_EPOCH, MAX_EPOCHS = 6, 4
TOTAL = STEPS_PER_EPOCH * MAX_EPOCHS
BASE_LRS = (0.1, 0.003)
INTERVALS: tuple[Interval, ...] = ("step", "epoch")
# Every strategy with every interval: with all its arguments, and with those alone that it needs.
SCHEDULERS: list[Scheduler] = [
    typed(example_of(strategy, interval, complete=complete))
    for interval in INTERVALS
    for strategy in STRATEGIES.values()
    for complete in (True, False)
]
CANDIDATES: list[Scheduler | None] = [*SCHEDULERS, None]


def name_of(candidate: Scheduler | None) -> str:
    return "none" if candidate is None else f"{candidate.name}-{candidate.interval}"


each_candidate = pytest.mark.parametrize("candidate", CANDIDATES, ids=name_of)


def expected(candidate: Scheduler | None, base_lr: float) -> list[float]:
    """Return the learning rate of every optimisation step, and the one that is left."""
    if candidate is None:
        return [base_lr] * (TOTAL + 1)
    schedule = candidate.schedule(steps_per_epoch=STEPS_PER_EPOCH, max_epochs=MAX_EPOCHS)
    return [schedule.lr(step, base_lr) for step in range(TOTAL + 1)]
