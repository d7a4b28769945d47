"""A small training, and what its learning rates should be."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from kumo_lr import (
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    Interval,
    LinearWithWarmup,
    Scheduler,
)

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
STEPS_PER_EPOCH, MAX_EPOCHS = 6, 4
TOTAL = STEPS_PER_EPOCH * MAX_EPOCHS
BASE_LRS = (0.1, 0.003)
INTERVALS: tuple[Interval, ...] = ("step", "epoch")
SCHEDULERS: list[Scheduler] = [
    scheduler
    for interval in INTERVALS
    for scheduler in (
        ConstantWithWarmup(interval=interval, kwargs={"warmup_ratio_or_steps": 2}),
        LinearWithWarmup(interval=interval),
        Exponential(interval=interval, kwargs={"gamma": 0.7}),
        CosineWithWarmup(interval=interval, kwargs={"warmup_ratio_or_steps": 0.3}),
        CosineWithWarmupRestarts(interval=interval, kwargs={"num_cycles": 4}),
    )
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
