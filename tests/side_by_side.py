"""Drive the schedulers of PyTorch and PyTorch Geometric as Kumo's engine does, beside kumo_lr's formulas.

`python -m tests.side_by_side` prints the greatest relative difference for each strategy. It needs
`torch` and `torch_geometric`.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

import torch

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own imports
    from torch_geometric.nn.resolver import lr_scheduler_resolver

from kumo_lr import (
    ConstantWithWarmup,
    CosineWithWarmup,
    CosineWithWarmupRestarts,
    Exponential,
    Interval,
    LinearWithWarmup,
    RestartsArguments,
    Scheduler,
    WarmupArguments,
)

_BASE_LR = 0.01
_INTERVALS: tuple[Interval, ...] = ("step", "epoch")
_RATIOS_OR_STEPS = (0, 1, 2, 7, 50, 10_000, 0.0, 0.05, 0.25, 1 / 3, 0.5, 0.99, 1.0)
_NUM_CYCLES = (1, 2, 3, 5, 7, 49, 1000)
_GAMMAS = (1.0, 0.999, 0.9, 0.5, 0.1, 1e-3)
# Steps per epoch and epochs.
HORIZONS = ((1, 1), (1, 2), (2, 1), (1, 8), (7, 1), (7, 3), (25, 2), (30, 12), (64, 16))
FEW_HORIZONS = ((1, 1), (1, 5), (7, 3), (25, 2))
LONG_HORIZON = (1000, 40)


class Case(NamedTuple):
    """One candidate in one training."""

    scheduler: Scheduler
    steps_per_epoch: int
    max_epochs: int


def candidates() -> Iterator[Scheduler]:
    """Return candidates of every strategy, each with what is special about its arguments."""
    warmups = [
        WarmupArguments(),
        *(WarmupArguments(warmup_ratio_or_steps=value) for value in _RATIOS_OR_STEPS),
    ]
    restarts = [
        RestartsArguments(),
        *(RestartsArguments(num_cycles=cycles) for cycles in _NUM_CYCLES),
        *(
            RestartsArguments(num_cycles=cycles, warmup_ratio_or_steps=value)
            for cycles, value in product((2, 5), _RATIOS_OR_STEPS)
        ),
    ]
    for interval in _INTERVALS:
        yield from (ConstantWithWarmup(interval=interval, kwargs=kwargs) for kwargs in warmups)
        yield from (LinearWithWarmup(interval=interval, kwargs=kwargs) for kwargs in warmups)
        yield from (Exponential(interval=interval, kwargs={"gamma": gamma}) for gamma in _GAMMAS)
        yield from (CosineWithWarmup(interval=interval, kwargs=kwargs) for kwargs in warmups)
        yield from (CosineWithWarmupRestarts(interval=interval, kwargs=kwargs) for kwargs in restarts)


def cases(horizons: Iterable[tuple[int, int]]) -> Iterator[Case]:
    """Return every candidate in every training."""
    for (steps_per_epoch, max_epochs), scheduler in product(horizons, candidates()):
        yield Case(scheduler, steps_per_epoch, max_epochs)


def walked(case: Case) -> list[float]:
    """Return the learning rate that each optimisation step sees, and what is left after the last one."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=_BASE_LR)
    scheduler = lr_scheduler_resolver(
        case.scheduler.name,
        optimizer,
        num_training_steps=case.steps_per_epoch * case.max_epochs,
        **case.scheduler.kwargs.given,
    )
    rates = []
    for _ in range(case.max_epochs):
        for _ in range(case.steps_per_epoch):
            rates.append(float(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            if case.scheduler.interval == "step":
                scheduler.step()
        if case.scheduler.interval == "epoch":
            scheduler.step()
    return [*rates, float(optimizer.param_groups[0]["lr"])]


def difference(case: Case) -> float:
    """Return the greatest relative difference of a learning rate in one training.

    Differences to numbers that a float holds with less than its usual digits count as to the smallest
    number that it holds with all of them.
    """
    schedule = case.scheduler.schedule(steps_per_epoch=case.steps_per_epoch, max_epochs=case.max_epochs)
    closed = [schedule.lr(step, _BASE_LR) for step in range(schedule.total_steps + 1)]
    return max(
        abs(one - other) / max(one, other, sys.float_info.min)
        for one, other in zip(closed, walked(case), strict=True)
    )


def main() -> None:
    """Print the greatest relative difference and the number of trainings and steps, by strategy."""
    greatest: dict[str, float] = {}
    trainings: dict[str, int] = {}
    steps: dict[str, int] = {}
    for case in cases((*HORIZONS, LONG_HORIZON)):
        name = case.scheduler.name
        greatest[name] = max(greatest.get(name, 0.0), difference(case))
        trainings[name] = trainings.get(name, 0) + 1
        steps[name] = steps.get(name, 0) + case.steps_per_epoch * case.max_epochs
    for strategy, value in greatest.items():
        counts = f"{trainings[strategy]:,} trainings of {steps[strategy]:,} steps"
        sys.stdout.write(f"{strategy:28} {value:8.1e}  in {counts}\n")


if __name__ == "__main__":
    main()
