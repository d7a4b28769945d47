"""The formula of each strategy for the learning rate factor after the warmup.

Sources: `torch_geometric.nn.lr_scheduler` and torch's `ExponentialLR`, as kumo-engine builds them.
`preview/assets/formulas.js` holds the same formulas for the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from kumo_lr.facts.strategies import GAMMA, NUM_CYCLES
from kumo_lr.typed import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from kumo_lr.facts.slots import Number

    class Scheduled(Protocol):
        """The attributes of a schedule that formulas read."""

        @property
        def arguments(self) -> Mapping[str, Number]:
            """All arguments of its strategy."""

        @property
        def warmup_steps(self) -> int:
            """The length of the warmup in scheduler steps."""

        @property
        def total_steps(self) -> int:
            """The number of optimisation steps in the training."""


class Arithmetic(NamedTuple):
    """The functions that a formula uses: Python's for a single step, NumPy's for an array."""

    cos: Callable[[Any], Any]
    maximum: Callable[[Any, Any], Any]
    where: Callable[[Any, Any, Any], Any]


SCALAR = Arithmetic(math.cos, max, lambda condition, yes, no: yes if condition else no)

# Maps a schedule, and scheduler steps at or after the end of its warmup, to the factor.
Formula: TypeAlias = Callable[["Scheduled", Any, Arithmetic], Any]


def progress(schedule: Scheduled, taken: Any) -> Any:
    """Return the progress of the time after the warmup: 0 at its start, 1 at the end of training."""
    return (taken - float(schedule.warmup_steps)) / float(
        max(1, schedule.total_steps - schedule.warmup_steps)
    )


def cycles(schedule: Scheduled) -> int:
    """Return the number of cycles of a strategy that restarts, or 1 for any other."""
    return int(schedule.arguments.get(NUM_CYCLES.name, 1))


def flat(_schedule: Scheduled, _taken: Any, _arithmetic: Arithmetic) -> Any:
    """Return a constant factor of 1."""
    return 1.0


def _line(schedule: Scheduled, taken: Any, arithmetic: Arithmetic) -> Any:
    left = schedule.total_steps - taken
    return arithmetic.maximum(0.0, left / float(max(1, schedule.total_steps - schedule.warmup_steps)))


def _power(schedule: Scheduled, taken: Any, _arithmetic: Arithmetic) -> Any:
    return float(schedule.arguments[GAMMA.name]) ** taken


def _half_wave(schedule: Scheduled, taken: Any, arithmetic: Arithmetic) -> Any:
    return arithmetic.maximum(0.0, 0.5 * (1.0 + arithmetic.cos(math.pi * progress(schedule, taken))))


def _half_waves(schedule: Scheduled, taken: Any, arithmetic: Arithmetic) -> Any:
    part = progress(schedule, taken)
    over = part >= 1.0
    # After the end of training the number of cycles is irrelevant, and must not overflow.
    waves = float(cycles(schedule)) * arithmetic.where(over, 0.0, part)
    wave = arithmetic.cos(math.pi * (waves % 1.0))
    return arithmetic.where(over, 0.0, arithmetic.maximum(0.0, 0.5 * (1.0 + wave)))


# The formula after the warmup, by strategy.
FORMULAS: dict[str, Formula] = {
    "constant_with_warmup": flat,
    "linear_with_warmup": _line,
    "exponential": _power,
    "cosine_with_warmup": _half_wave,
    "cosine_with_warmup_restarts": _half_waves,
}
