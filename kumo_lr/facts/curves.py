"""Compute the learning rate factor at every optimisation step, in closed form, as Kumo's engine does.

The engine builds a scheduler for a horizon of `steps_per_epoch * max_epochs` optimisation steps, whatever
the interval; with `interval: epoch` it steps the scheduler only after each epoch.

Terms: an *optimisation step* is one update of the weights, counted from 0; a *scheduler step* is one step
of the scheduler, once per interval; a *factor* is learning rate / base_lr.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from kumo_lr.facts.formulas import FORMULAS, SCALAR, Arithmetic, Formula, cycles, flat, progress
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import (
    INTERVAL,
    LONGEST,
    NEGLIGIBLE,
    STRATEGIES,
    WARMUP,
    warmup_steps,
)
from kumo_lr.findings import later
from kumo_lr.typed import Value

# Only type checkers need the name, and importing it costs a check more than the rest of this module.
if TYPE_CHECKING:
    import numpy as np

    Steps: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]
    Factors: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

_EPOCH = INTERVAL.choices[1]
_COUNTED = f"steps are counted from 0, up to {LONGEST}"


class Point(Value):
    """The factor (learning rate / base_lr) at an optimisation step, counted from 0."""

    step: int
    factor: float


class Schedule:
    """The learning rate over one training of `max_epochs` epochs of `steps_per_epoch` optimisation steps.

    Schedules are immutable and compare by value.

    Attributes:
        strategy: The name of the strategy, or None for no scheduling.
        interval: `"step"` or `"epoch"`: when the scheduler steps.
        arguments: All arguments of the strategy by name; those left out have their defaults.
        warmup_steps: The length of the warmup in scheduler steps. A ratio is taken of all optimisation
            steps, whatever the interval, as the engine does.

    Raises:
        ValueError: `steps_per_epoch` or `max_epochs` is below 1, there are more than 2**53 optimisation
            steps in all, or a required argument is missing.
        TypeError: `steps_per_epoch` or `max_epochs` is not an integer.
    """

    strategy: str | None
    interval: str
    arguments: Mapping[str, Number]
    steps_per_epoch: int
    max_epochs: int
    warmup_steps: int
    _formula: Formula

    def __init__(
        self,
        strategy: str | None,
        interval: str,
        arguments: Mapping[str, Number],
        *,
        steps_per_epoch: int,
        max_epochs: int,
    ) -> None:
        steps_per_epoch = _length("steps_per_epoch", steps_per_epoch)
        max_epochs = _length("max_epochs", max_epochs)
        total = steps_per_epoch * max_epochs
        if total > LONGEST:
            raise ValueError(
                f"steps_per_epoch * max_epochs is above {LONGEST}; a float cannot count that far"
            )
        filled = {} if strategy is None else STRATEGIES[strategy].filled(arguments)
        vars(self).update(
            strategy=strategy,
            interval=interval,
            arguments=MappingProxyType(filled),
            steps_per_epoch=steps_per_epoch,
            max_epochs=max_epochs,
            warmup_steps=warmup_steps(filled.get(WARMUP.name, 0), total),
            _formula=flat if strategy is None else FORMULAS[strategy],
        )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot set {name}: a schedule does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete {name}: a schedule does not change")

    def _values(self) -> tuple[object, ...]:
        # 1 and 1.0 are equal as arguments; warmup_steps distinguishes them.
        arguments = tuple(self.arguments.items())
        return (
            self.strategy,
            self.interval,
            arguments,
            self.warmup_steps,
            self.steps_per_epoch,
            self.max_epochs,
        )

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Schedule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def _repr_html_(self) -> str:
        return str(later("preview.sketch", "schedule_html")(self))

    def __repr__(self) -> str:
        return (
            f"Schedule({self.strategy!r}, {self.interval!r}, {dict(self.arguments)!r}, "
            f"steps_per_epoch={self.steps_per_epoch}, max_epochs={self.max_epochs})"
        )

    def __reduce__(self) -> tuple[object, ...]:
        made = partial(Schedule, steps_per_epoch=self.steps_per_epoch, max_epochs=self.max_epochs)
        return made, (self.strategy, self.interval, dict(self.arguments))

    @property
    def total_steps(self) -> int:
        """The number of optimisation steps in the whole training."""
        return self.steps_per_epoch * self.max_epochs

    @property
    def scheduler_steps(self) -> int:
        """The number of times that the scheduler sets a learning rate that training uses."""
        return self.max_epochs if self.interval == _EPOCH else self.total_steps

    @overload
    def factor(self, step: int) -> float: ...
    @overload
    def factor(self, step: Steps) -> Factors: ...
    def factor(self, step: int | Steps) -> float | Factors:
        """Return the factor (learning rate / base_lr) at an optimisation step, in constant time.

        Args:
            step: The optimisation step, counted from 0, or a NumPy array of integers, which returns an
                array of the same shape. The step after the last one has the value that the scheduler ends
                with.

        Raises:
            ValueError: A step is negative or above 2**53.
            TypeError: A step is not an integer.
        """
        if getattr(step, "ndim", 0):
            return self._factors(step)
        number = _integer("step", step)
        if not 0 <= number <= LONGEST:
            raise ValueError(f"step is {number}; {_COUNTED}")
        return float(self._at(number // self.steps_per_epoch if self.interval == _EPOCH else number))

    def _factors(self, steps: Any) -> Factors:
        import numpy as np  # already imported by a caller with an array

        if steps.dtype.kind not in "iu":
            raise TypeError(f"steps are integers, not {steps.dtype}")
        for step in (steps.min(), steps.max()) if steps.size else ():
            if not 0 <= step <= LONGEST:
                raise ValueError(f"a step is {step}; {_COUNTED}")
        taken = steps.astype(np.int64)  # a narrower type may not hold steps_per_epoch
        if self.interval == _EPOCH:
            taken //= self.steps_per_epoch
        factors: Factors = self._at(taken.astype(np.float64), Arithmetic(np.cos, np.maximum, np.where))
        return factors

    def lr(self, step: int, base_lr: float) -> float:
        """Return the learning rate at an optimisation step, counted from 0.

        Raises:
            ValueError: `base_lr` is negative or not finite, or `factor` raises it for `step`.
            TypeError: `step` is not an integer.
        """
        if not (math.isfinite(base_lr) and base_lr >= 0):
            raise ValueError(f"base_lr is {base_lr}; it is a finite number, 0 or more")
        return base_lr * self.factor(step)

    def factors(self) -> list[float]:
        """Return the factors of all optimisation steps, in order: `total_steps` of them."""
        if self.interval == _EPOCH:
            return [f for f in map(self._at, range(self.max_epochs)) for _ in range(self.steps_per_epoch)]
        return list(map(self._at, range(self.total_steps)))

    def factor_after(self, scheduler_steps: int) -> float:
        """Return the factor after a number of scheduler steps."""
        return float(self._at(_integer("scheduler_steps", scheduler_steps)))

    def _at(self, taken: Any, arithmetic: Arithmetic = SCALAR) -> Any:
        """Return the factor after a number of scheduler steps, or an array of them for an array of floats."""
        warmup = float(self.warmup_steps)
        rising = taken / max(1.0, warmup)
        # NumPy computes both branches, and far before the end of a warmup a decay would overflow.
        decayed = self._formula(self, arithmetic.maximum(taken, warmup), arithmetic)
        return arithmetic.where(taken < warmup, rising, decayed)

    @property
    def warmup_end(self) -> int | None:
        """The first optimisation step after the warmup; None if training ends before."""
        return self._first_step(self.warmup_steps) if self.warmup_steps < self.scheduler_steps else None

    @property
    def peak(self) -> Point:
        """The highest factor, at the first optimisation step that has it."""
        taken = min(self.warmup_steps, self.scheduler_steps - 1)
        return Point(self._first_step(taken), self._at(taken))

    @property
    def final_factor(self) -> float:
        """The factor at the last optimisation step."""
        return self.factor(self.total_steps - 1)

    @property
    def restarts(self) -> tuple[int, ...]:
        """The first optimisation step of each cycle but the first.

        There are at most `num_cycles - 1`. The learning rate rises at each, unless a cycle is shorter than
        two steps.
        """
        return tuple(map(self._first_step, self._cycle_starts))

    @property
    def has_restarts(self) -> bool:
        """Whether there are restarts; takes constant time."""
        return self.warmup_end is not None and self._cycle(self.scheduler_steps - 1) >= 1

    def share_below(self, factor: float = NEGLIGIBLE) -> float:
        """Return the share of all optimisation steps, from 0 to 1, whose factor is below a given one.

        The time it takes grows with the number of cycles, not of steps.
        """
        end = self.scheduler_steps
        warmup = min(self.warmup_steps, end)
        below = _first(0, warmup, lambda taken: self._at(taken) >= factor)
        starts = [warmup, *self._cycle_starts, end]
        for start, stop in itertools.pairwise(starts):
            below += stop - _first(start, stop, lambda taken: self._at(taken) < factor)
        return below / end

    def epoch(self, step: int) -> int:
        """Return the epoch, counted from 1, of an optimisation step."""
        return step // self.steps_per_epoch + 1

    def _first_step(self, taken: int) -> int:
        """Return the first optimisation step after a number of scheduler steps."""
        return taken * self.steps_per_epoch if self.interval == _EPOCH else taken

    def _cycle(self, taken: int) -> int:
        """Return the cycle, counted from 0, of a scheduler step after the warmup."""
        return int(float(cycles(self)) * progress(self, taken))

    @cached_property
    def _cycle_starts(self) -> tuple[int, ...]:
        """Return the first scheduler step of each cycle but the first.

        In whole numbers, cycle n starts at the first step from warmup + n * span / cycles on. The
        formula computes in floats, and rounding moves that by two steps at most.
        """
        span = self.total_steps - self.warmup_steps
        starts: list[int] = []
        start = self.warmup_steps
        while True:
            cycle = self._cycle(start) + 1
            exact = self.warmup_steps - (-cycle * span // cycles(self))
            candidates = itertools.count(max(start + 1, exact - 2))
            start = next(t for t in candidates if t >= self.scheduler_steps or self._cycle(t) >= cycle)
            if start >= self.scheduler_steps:
                return tuple(starts)
            starts.append(start)


def _first(start: int, stop: int, holds: Callable[[int], bool]) -> int:
    """Return the first number of a range for which a monotonic test holds, or the end if it never does."""
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return start


def _length(name: str, value: Any) -> int:
    number = _integer(name, value)
    if number < 1:
        raise ValueError(f"{name} is {number}; it is 1 or more")
    return number


def _integer(name: str, value: Any) -> int:
    """Return any kind of integer, NumPy's included, as an `int`; raise `TypeError` for anything else."""
    try:
        if not isinstance(value, bool):
            return operator.index(value)
    except TypeError:
        pass
    raise TypeError(f"{name} is an integer, not {type(value).__name__}")
