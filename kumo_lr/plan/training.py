"""The length of training that a plan sets, and the schedules of candidates over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import Known, horizons_of
from kumo_lr.facts.run_modes import DEFAULT_RUN_MODE
from kumo_lr.plan.models import Scheduler
from kumo_lr.typed import Value


class Training(Value):
    """The numbers of epochs and steps that a plan sets; None where it leaves them to its run mode.

    Examples:
        >>> Training(max_epochs=8).numbers
        {'max_epochs': 8}
    """

    max_epochs: int | None = None
    min_steps_per_epoch: int | None = None
    max_steps_per_epoch: int | None = None

    @classmethod
    def of(cls, numbers: Mapping[str, int | None]) -> Training:
        """Return the numbers of a plan; one that cannot be read is left out."""
        return cls(*(numbers.get(name) for name in cls._fields))

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers that are set, by name."""
        return {name: number for name, number in self._asdict().items() if number is not None}


def schedules_of(
    candidates: Iterable[Scheduler | None], known: Known, run_mode: str | None, training: Training
) -> tuple[Schedule, ...]:
    """Return the schedule of each candidate over the longest training that is possible for a plan."""
    epochs, steps = horizons_of(known, run_mode or DEFAULT_RUN_MODE, training.numbers)
    return tuple(schedule_of(candidate, steps.high, epochs.high) for candidate in candidates)


def schedule_of(candidate: Scheduler | None, steps_per_epoch: int, max_epochs: int) -> Schedule:
    """Return the schedule of a candidate, or that of no scheduling."""
    if candidate is None:
        return Schedule(None, "step", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return candidate.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
