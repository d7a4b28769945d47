"""Build the preview of a plan: the schedule of each candidate over one training."""

from __future__ import annotations

from typing import NamedTuple

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import (
    MAX_EPOCHS,
    MAX_STEPS,
    MIN_STEPS,
    MOST,
    Bounds,
    Known,
    contradiction,
    horizons_of,
)
from kumo_lr.facts.strategies import INTERVAL, NUM_CYCLES
from kumo_lr.phrases import printable
from kumo_lr.plan.load import CANDIDATE
from kumo_lr.plan.models import Scheduler
from kumo_lr.plan.resolve import Resolved
from kumo_lr.plan.training import schedule_of
from kumo_lr.rules.values import spell

_MOST_CYCLES = 100_000


class Curve(NamedTuple):
    """One candidate to draw.

    `label` is the candidate in the file's own words, as far as given; `line` is its line in the file, or
    None if it is from the default set. `candidate` is complete, or None for no scheduling.
    """

    label: str
    line: int | None
    candidate: Scheduler | None
    schedule: Schedule


class Preview(NamedTuple):
    """The curves of one plan.

    `steps_bounds` are the possible steps per epoch, depending on the data; the curves use the maximum,
    unless the caller specifies a number. `base_lr` scales the factors, if it is known. `is_default` says
    that the plan has no candidates; these are then from a file of defaults, `default_from`, or Kumo's own.
    """

    file: str
    run_mode: str
    steps_per_epoch: int
    max_epochs: int
    steps_bounds: Bounds
    base_lr: float | None
    is_default: bool
    curves: tuple[Curve, ...]
    default_from: str | None = None


def preview_of(resolved: Resolved, file: str, known: Known, base_lr: float | None = None) -> Preview:
    """Return the preview of a resolved config.

    `known` takes precedence over the plan and the run mode. If several numbers of steps per epoch are
    possible, the curves use the maximum.

    Raises:
        ValueError: The plan contradicts `known`, or has more cycles than can be drawn.
    """
    place = resolved.config.place
    lengths: dict[str, int | None] = {**resolved.config.training.numbers}
    if place is not None:  # where a number may be unreadable
        lengths = place.field().lengths
    for name, number in lengths.items():
        _refuse(name, number, known, printable(file))
    low, high = lengths.get(MIN_STEPS), lengths.get(MAX_STEPS)
    if low is not None and high is not None and low > high and known.steps_per_epoch is None:
        raise ValueError(f"{MIN_STEPS} is {low:,} in {printable(file)}, above {MAX_STEPS}, which is {high:,}")
    epochs, steps = horizons_of(known, resolved.run_mode, lengths)
    is_default = not resolved.config.is_set
    shown = resolved.candidates if is_default else resolved.config.candidates
    rows = zip(shown, resolved.candidates, resolved.origins, strict=True)
    curves = tuple(
        Curve(
            _label(written),
            None if is_default else origins[CANDIDATE].line,
            candidate,
            schedule_of(candidate, steps.high, epochs.high),
        )
        for written, candidate, origins in rows
    )
    for curve in curves:
        cycles = min(curve.schedule.arguments.get(NUM_CYCLES.name, 1), curve.schedule.scheduler_steps)
        if cycles > _MOST_CYCLES:
            raise ValueError(f"{cycles:,} cycles are too many to draw: {curve.label}")
    first = resolved.origins[0][CANDIDATE] if is_default else None
    default_from = first.source if first is not None and first.kind == "defaults" else None
    return Preview(
        file,
        resolved.run_mode,
        steps.high,
        epochs.high,
        steps,
        base_lr,
        is_default,
        curves,
        default_from,
    )


def _refuse(name: str, number: int | None, known: Known, file: str) -> None:
    """Raise `ValueError` if a plan's length of training cannot be drawn."""
    word = MAX_EPOCHS if name == MAX_EPOCHS else "steps_per_epoch"
    if number is None and getattr(known, word) is None:
        option = word.replace("_", "-")
        raise ValueError(f"{name} in {file} is no number from 1 to {MOST:,}; say how many with --{option}")
    wrong = number and contradiction(known, name, number)
    if wrong:
        raise ValueError(f"{name} is {number:,} in {file}, and {wrong[0]} was said to be {wrong[1]:,}")


def _label(candidate: Scheduler | None) -> str:
    if candidate is None:
        return "no scheduling"
    arguments = (f"{name}: {spell(value)}" for name, value in candidate.kwargs.given.items())
    return ", ".join([candidate.name, f"{INTERVAL.name}: {candidate.interval}", *arguments])
