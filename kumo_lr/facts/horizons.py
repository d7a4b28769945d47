"""The possible lengths of training, by run mode, plan and what the caller specifies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import isqrt

from kumo_lr.facts.run_modes import RUN_MODES, RunMode
from kumo_lr.facts.slots import Range, Slot
from kumo_lr.facts.strategies import LONGEST
from kumo_lr.typed import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName

MAX_EPOCHS, MIN_STEPS, MAX_STEPS = "max_epochs", "min_steps_per_epoch", "max_steps_per_epoch"
MOST = isqrt(LONGEST)  # epochs, or steps per epoch: their product is still countable
# Kumo's data model refuses other numbers.
LENGTHS = {
    MAX_EPOCHS: Slot(MAX_EPOCHS, "the number of epochs", integer=Range(1, None)),
    MIN_STEPS: Slot(MIN_STEPS, "the fewest optimisation steps of an epoch", integer=Range(1, 4000)),
    MAX_STEPS: Slot(MAX_STEPS, "the most optimisation steps of an epoch", integer=Range(1, None)),
}
# Without a run mode, any documented one is possible.
_DOCUMENTED = tuple(mode for mode in RUN_MODES.values() if mode.documented is not None)


class Bounds(NamedTuple):
    """A range from `low` to `high`, both included; the two are equal if the number is known exactly."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


class Horizons(NamedTuple):
    """All possible horizons of training: the number of epochs, and of optimisation steps per epoch."""

    max_epochs: Bounds
    steps_per_epoch: Bounds

    @property
    def shortest(self) -> int:
        """The number of optimisation steps of the shortest training."""
        return self.max_epochs.low * self.steps_per_epoch.low

    @property
    def longest(self) -> int:
        """The number of optimisation steps of the longest training."""
        return self.max_epochs.high * self.steps_per_epoch.high

    def corners(self) -> Iterator[tuple[int, int]]:
        """Yield the extreme pairs of steps per epoch and epochs."""
        for steps in dict.fromkeys(self.steps_per_epoch):
            for epochs in dict.fromkeys(self.max_epochs):
                yield steps, epochs


class Known(NamedTuple):
    """What the caller specifies about training: a run mode's name in upper case, or numbers."""

    run_mode: RunModeName | None = None
    steps_per_epoch: int | None = None
    max_epochs: int | None = None


NOTHING_KNOWN = Known()


def known_of(run_mode: str | None, steps_per_epoch: int | None, max_epochs: int | None) -> Known:
    """Return what the caller specifies about training, validated.

    Raises:
        ValueError: The run mode is unknown, or a number is out of range.
        TypeError: A number is not an integer, or the run mode is no text.
    """
    if run_mode is not None and not isinstance(run_mode, str):
        raise TypeError(f"a run mode is text, not {type(run_mode).__name__}")
    mode = None if run_mode is None else run_mode.upper()
    if mode is not None and mode not in RUN_MODES:
        raise ValueError(f'no run mode "{run_mode}"; write {", ".join(RUN_MODES)}')
    for name, number in (("steps_per_epoch", steps_per_epoch), ("max_epochs", max_epochs)):
        if number is not None and type(number) is not int:
            raise TypeError(f"{name} is an integer, not {type(number).__name__}")
        if number is not None and not 1 <= number <= MOST:
            raise ValueError(f"{name} is {number}; it is from 1 to {MOST:,}")
    return Known(cast("RunModeName | None", mode), steps_per_epoch, max_epochs)


def horizons_of(known: Known, run_mode: str | None, numbers: Mapping[str, int | None]) -> Horizons:
    """Return the horizons that are possible for a plan.

    The caller's values take precedence over the plan's, and both over the run mode's defaults (in
    kumo-engine, `OptimizationPlan.from_default`).

    Args:
        known: What the caller specifies.
        run_mode: The plan's own run mode, `""` for one that cannot be read.
        numbers: The plan's `max_epochs` and bounds of steps per epoch, if set; None for unreadable ones.
    """
    return _horizons(known, run_mode, tuple(numbers.items()))


@lru_cache(maxsize=256)
def _horizons(known: Known, run_mode: str | None, items: tuple[tuple[str, int | None], ...]) -> Horizons:
    numbers = dict(items)
    name = known.run_mode or run_mode
    modes = _DOCUMENTED if name is None else (RUN_MODES[name],) if name else tuple(RUN_MODES.values())
    return Horizons(_epochs(known, modes, numbers), _steps(known, modes, numbers))


def _epochs(known: Known, modes: Iterable[RunMode], numbers: Mapping[str, int | None]) -> Bounds:
    defaults = [mode.max_epochs for mode in modes]
    low = known.max_epochs or numbers.get(MAX_EPOCHS, min(defaults)) or 1
    return Bounds(low, known.max_epochs or numbers.get(MAX_EPOCHS, max(defaults)) or MOST)


def _steps(known: Known, modes: Iterable[RunMode], numbers: Mapping[str, int | None]) -> Bounds:
    if known.steps_per_epoch is not None:
        return Bounds(known.steps_per_epoch, known.steps_per_epoch)
    low = numbers.get(MIN_STEPS, min(mode.min_steps_per_epoch for mode in modes)) or 1
    high = numbers.get(MAX_STEPS, max(mode.max_steps_per_epoch for mode in modes)) or MOST
    if low <= high:
        return Bounds(low, high)
    # A plan's own number overrides the run mode's other bound.
    own = [number or 1 for name, number in numbers.items() if name in (MIN_STEPS, MAX_STEPS)]
    return Bounds(min(own), max(own))


def contradiction(known: Known, key: str, number: int) -> tuple[str, int] | None:
    """Return the caller's option and number that contradict a number in a plan, if any."""
    epochs, steps = known.max_epochs, known.steps_per_epoch
    if key == MAX_EPOCHS and epochs is not None and number != epochs:
        return "max_epochs", epochs
    if steps is not None and ((key == MIN_STEPS and number > steps) or (key == MAX_STEPS and number < steps)):
        return "steps_per_epoch", steps
    return None
