"""The learning rate's factor at every optimisation step, in closed form, as Kumo's engine computes it.

Formulas: kumo-engine 1.0.0 builds `torch_geometric.nn.lr_scheduler` (PyTorch Geometric 2.8.1) and
torch's `ExponentialLR`. The horizon it gives them is `steps_per_epoch * max_epochs` optimisation
steps, whatever the interval; with `interval: epoch` it steps them only after each epoch.

Words: an *optimisation step* is one update of the weights, counted from 0; a *scheduler step* is
one step of the scheduler, one for each interval; a *factor* is learning rate / base_lr.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count, pairwise
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, overload

from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import (
    GAMMA,
    INTERVAL,
    LONGEST,
    NEGLIGIBLE,
    NUM_CYCLES,
    STRATEGIES,
    WARMUP,
    warmup_steps,
)

# Type checkers know the name; importing it would cost a check more than the rest of this module.
if TYPE_CHECKING:
    import numpy as np

    Steps: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]
    Factors: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

_EPOCH = INTERVAL.choices[1]
_COUNTED = f"steps are counted from 0, up to {LONGEST}"


class _Arithmetic(NamedTuple):
    """What a formula needs: Python's own for one step, NumPy's for an array of them."""

    cos: Callable[[Any], Any]
    maximum: Callable[[Any, Any], Any]
    where: Callable[[Any, Any, Any], Any]


_SCALAR = _Arithmetic(math.cos, max, lambda condition, yes, no: yes if condition else no)


class Point(NamedTuple):
    """The factor at an optimisation step."""

    step: int
    factor: float


class Schedule(NamedTuple):
    """The learning rate over one training of `max_epochs` epochs of `steps_per_epoch` optimisation steps.

    `strategy` is None where there is no scheduling. `warmup_steps` counts what the strategy counts:
    scheduler steps, as long as the ratio or number in the config says of all optimisation steps.
    """

    strategy: str | None
    interval: str
    steps_per_epoch: int
    max_epochs: int
    warmup_steps: int = 0
    gamma: float = 1.0
    num_cycles: int = 1

    @property
    def total_steps(self) -> int:
        """The optimisation steps of the whole training."""
        return self.steps_per_epoch * self.max_epochs

    @property
    def scheduler_steps(self) -> int:
        """How many times the scheduler sets a learning rate that training sees."""
        return self.max_epochs if self.interval == _EPOCH else self.total_steps

    @overload
    def factor(self, step: int) -> float: ...
    @overload
    def factor(self, step: Steps) -> Factors: ...
    def factor(self, step: int | Steps) -> float | Factors:
        """Return the learning rate / base_lr that an optimisation step sees, counted from 0.

        `step` is an integer, or a NumPy array of integers, for an array of its shape. The step after
        the last one sees what the scheduler is left at. Takes constant time.

        Raises `ValueError` for a step that is negative or above 2**53, `TypeError` for what is no
        integer.
        """
        if getattr(step, "ndim", 0):
            return self._factors(step)
        number = _integer("step", step)
        if not 0 <= number <= LONGEST:
            raise ValueError(f"step is {number}; {_COUNTED}")
        return float(self.at(number // self.steps_per_epoch if self.interval == _EPOCH else number))

    def _factors(self, steps: Any) -> Factors:
        import numpy as np  # whoever passes an array has it

        if steps.dtype.kind not in "iu":
            raise TypeError(f"steps are integers, not {steps.dtype}")
        for step in (steps.min(), steps.max()) if steps.size else ():
            if not 0 <= step <= LONGEST:
                raise ValueError(f"a step is {step}; {_COUNTED}")
        taken = steps.astype(np.int64)  # a narrower type may not hold steps_per_epoch
        if self.interval == _EPOCH:
            taken //= self.steps_per_epoch
        factors: Factors = self.at(taken.astype(np.float64), _Arithmetic(np.cos, np.maximum, np.where))
        return factors

    def lr(self, step: int, base_lr: float) -> float:
        """Return the learning rate that an optimisation step sees, counted from 0.

        Raises `ValueError` for a `base_lr` that is negative or not finite, and what `factor` raises.
        """
        if not (math.isfinite(base_lr) and base_lr >= 0):
            raise ValueError(f"base_lr is {base_lr}; it is a finite number, 0 or more")
        return base_lr * self.factor(step)

    def factors(self) -> list[float]:
        """Return the factors of all optimisation steps, in order: `total_steps` of them."""
        if self.interval == _EPOCH:
            return [f for f in map(self.at, range(self.max_epochs)) for _ in range(self.steps_per_epoch)]
        return list(map(self.at, range(self.total_steps)))

    def at(self, taken: Any, arithmetic: _Arithmetic = _SCALAR) -> Any:
        """Return the factor after as many scheduler steps; of an array of floats, with NumPy's arithmetic."""
        warmup = float(self.warmup_steps)
        rising = taken / max(1.0, warmup)
        # Both are computed, whichever counts; far before the end of a warmup a decay would overflow.
        decayed = _DECAYS[self.strategy](self, arithmetic.maximum(taken, warmup), arithmetic)
        return arithmetic.where(taken < warmup, rising, decayed)

    def progress(self, taken: Any) -> Any:
        """Return how much of the time after the warmup is over: 0 at its end, 1 at the end of training."""
        return (taken - float(self.warmup_steps)) / float(max(1, self.total_steps - self.warmup_steps))

    @property
    def warmup_end(self) -> int | None:
        """The first optimisation step after the warmup; None where training ends before."""
        return self._first_step(self.warmup_steps) if self.warmup_steps < self.scheduler_steps else None

    @property
    def peak(self) -> Point:
        """The highest factor, and the first optimisation step that sees it."""
        taken = min(self.warmup_steps, self.scheduler_steps - 1)
        return Point(self._first_step(taken), self.at(taken))

    @property
    def final_factor(self) -> float:
        """The factor that the last optimisation step sees."""
        return self.factor(self.total_steps - 1)

    @property
    def restarts(self) -> tuple[int, ...]:
        """The optimisation steps that are the first of a cycle, but for the first cycle.

        There are at most `num_cycles - 1`, each with a learning rate higher than the step before it,
        unless a cycle is shorter than two steps.
        """
        return tuple(map(self._first_step, _cycle_starts(self)))

    def share_below(self, factor: float = NEGLIGIBLE) -> float:
        """Return the share of all optimisation steps, from 0 to 1, that see less than a factor.

        Takes a time that grows with the number of cycles, not of steps.
        """
        end = self.scheduler_steps
        warmup = min(self.warmup_steps, end)
        below = _first(0, warmup, lambda taken: self.at(taken) >= factor)
        starts = [warmup, *_cycle_starts(self), end]
        for start, stop in pairwise(starts):
            below += stop - _first(start, stop, lambda taken: self.at(taken) < factor)
        return below / end

    def epoch(self, step: int) -> int:
        """Return the epoch, counted from 1, in which an optimisation step is taken."""
        return step // self.steps_per_epoch + 1

    def _first_step(self, taken: int) -> int:
        """Return the first optimisation step that comes after as many scheduler steps."""
        return taken * self.steps_per_epoch if self.interval == _EPOCH else taken

    def cycle(self, taken: int) -> int:
        """Return the cycle, counted from 0, that a scheduler step after the warmup is in."""
        return int(float(self.num_cycles) * self.progress(taken))


@lru_cache(maxsize=16)
def _cycle_starts(schedule: Schedule) -> tuple[int, ...]:
    """Return the scheduler steps that are the first of a cycle, but for the first cycle.

    In whole numbers, cycle n starts at the first step from warmup + n * span / num_cycles on. The
    formula computes in floats, and rounding moves it by a step or two at most.
    """
    span = schedule.total_steps - schedule.warmup_steps
    starts: list[int] = []
    start = schedule.warmup_steps
    while True:
        cycle = schedule.cycle(start) + 1
        exact = schedule.warmup_steps - (-cycle * span // schedule.num_cycles)
        candidates = count(max(start + 1, exact - 2))
        start = next(t for t in candidates if t >= schedule.scheduler_steps or schedule.cycle(t) >= cycle)
        if start >= schedule.scheduler_steps:
            return tuple(starts)
        starts.append(start)


def schedule_of(
    strategy: str | None,
    interval: str,
    arguments: Mapping[str, Number],
    *,
    steps_per_epoch: int,
    max_epochs: int,
) -> Schedule:
    """Return the schedule of a valid candidate; arguments that are left out have their defaults.

    Raises `ValueError` for a number of steps or epochs below 1, or for more than 2**53 optimisation
    steps in all, `TypeError` for what is no integer.
    """
    steps_per_epoch = _integer("steps_per_epoch", steps_per_epoch)
    max_epochs = _integer("max_epochs", max_epochs)
    for name, number in (("steps_per_epoch", steps_per_epoch), ("max_epochs", max_epochs)):
        if number < 1:
            raise ValueError(f"{name} is {number}; it is 1 or more")
    if steps_per_epoch * max_epochs > LONGEST:
        raise ValueError(f"steps_per_epoch * max_epochs is above {LONGEST}; a float cannot count so far")
    if strategy is None:
        return Schedule(None, interval, steps_per_epoch, max_epochs)
    defaults = _DEFAULTS[strategy]
    warmup = arguments.get(WARMUP.name, defaults.get(WARMUP.name, 0))
    return Schedule(
        strategy,
        interval,
        steps_per_epoch,
        max_epochs,
        warmup_steps(warmup, steps_per_epoch * max_epochs),
        float(arguments.get(GAMMA.name, 1.0)),
        int(arguments.get(NUM_CYCLES.name, defaults.get(NUM_CYCLES.name, 1))),
    )


def _flat(_schedule: Schedule, _taken: Any, _arithmetic: _Arithmetic) -> Any:
    return 1.0


def _line(schedule: Schedule, taken: Any, arithmetic: _Arithmetic) -> Any:
    left = schedule.total_steps - taken
    return arithmetic.maximum(0.0, left / float(max(1, schedule.total_steps - schedule.warmup_steps)))


def _power(schedule: Schedule, taken: Any, _arithmetic: _Arithmetic) -> Any:
    return schedule.gamma**taken


def _half_wave(schedule: Schedule, taken: Any, arithmetic: _Arithmetic) -> Any:
    return arithmetic.maximum(0.0, 0.5 * (1.0 + arithmetic.cos(math.pi * schedule.progress(taken))))


def _half_waves(schedule: Schedule, taken: Any, arithmetic: _Arithmetic) -> Any:
    progress = schedule.progress(taken)
    over = progress >= 1.0
    # Where training is over the number of cycles counts no more, and must not overflow either.
    cycles = float(schedule.num_cycles) * arithmetic.where(over, 0.0, progress)
    wave = arithmetic.cos(math.pi * (cycles % 1.0))
    return arithmetic.where(over, 0.0, arithmetic.maximum(0.0, 0.5 * (1.0 + wave)))


# What comes after the warmup, by strategy.
_DECAYS: dict[str | None, Callable[[Schedule, Any, _Arithmetic], Any]] = {
    None: _flat,
    "constant_with_warmup": _flat,
    "linear_with_warmup": _line,
    "exponential": _power,
    "cosine_with_warmup": _half_wave,
    "cosine_with_warmup_restarts": _half_waves,
}
_DEFAULTS = {
    strategy.name: {slot.name: slot.default for slot in strategy.arguments if slot.default is not None}
    for strategy in STRATEGIES.values()
}


def _first(start: int, stop: int, holds: Callable[[int], bool]) -> int:
    """Return the first number of a range from which on something holds; its end where it never does."""
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return start


def _integer(name: str, value: Any) -> int:
    """Return an integer of any kind, NumPy's too, as Python's own. Raises `TypeError` for what is none."""
    try:
        if not isinstance(value, bool):
            return index(value)
    except TypeError:
        pass
    raise TypeError(f"{name} is an integer, not {type(value).__name__}")
