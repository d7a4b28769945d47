"""What a candidate and its numbers amount to in a training, in words."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import MOST, Horizons
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import INTERVAL, WARMUP, warmup_steps
from kumo_lr.phrases import share
from kumo_lr.server.partial import WrittenCandidate

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 40
_FULL = 0.999  # a peak above this is base_lr to a reader


class Peak(NamedTuple):
    """The lowest and the highest peak of a candidate in the possible trainings, as factors of base_lr."""

    low: float
    high: float

    @property
    def is_reduced(self) -> bool:
        """Whether no possible training gets to base_lr."""
        return self.high < _FULL

    def __str__(self) -> str:
        return _range(share(self.low), share(self.high))


def is_bounded(horizons: Horizons) -> bool:
    """Return whether the length of training has bounds that say anything."""
    return MOST not in (horizons.max_epochs.high, horizons.steps_per_epoch.high)


def warmup_words(number: Number, interval: str | None, horizons: Horizons) -> str:
    """Return what a warmup amounts to: a ratio in scheduler steps, a number of steps as a share of them.

    The result is empty for no warmup. With an interval of epochs, a scheduler step takes an epoch.
    """
    if not number:
        return ""
    is_epoch = interval == INTERVAL.choices[1]
    if isinstance(number, float):
        low, high = (warmup_steps(number, total) for total in (horizons.shortest, horizons.longest))
        unit = "epoch" if is_epoch else "step"
        return f"{_range(f'{low:,}', f'{high:,}')} {unit}{'' if low == high == 1 else 's'}"
    most = horizons.max_epochs.low if is_epoch else horizons.shortest
    least = horizons.max_epochs.high if is_epoch else horizons.longest
    return _range(share(number / least), share(number / most))


def total_words(interval: str | None, horizons: Horizons) -> str:
    """Return the number of scheduler steps of a training, with their unit."""
    if interval == INTERVAL.choices[1]:
        low, high = horizons.max_epochs
        return f"{_range(f'{low:,}', f'{high:,}')} epochs"
    return f"{_range(f'{horizons.shortest:,}', f'{horizons.longest:,}')} steps"


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def peak_of(candidate: WrittenCandidate, horizons: Horizons) -> Peak | None:
    """Return the peak of a candidate, or None if it is not complete and right."""
    numbers, interval = candidate.numbers, _interval(candidate)
    if numbers is None or interval is None or not is_bounded(horizons):
        return None
    if not numbers.get(WARMUP.name):
        return Peak(1.0, 1.0)
    peaks = [schedule.peak.factor for schedule in _schedules(candidate, numbers, interval, horizons)]
    return Peak(min(peaks), max(peaks))


def schedules(candidate: WrittenCandidate, horizons: Horizons) -> list[Schedule]:
    """Return the schedules of a candidate in the extreme trainings, the longest last.

    There are none if the candidate is not complete and right.
    """
    numbers, interval = candidate.numbers, _interval(candidate)
    if numbers is None or interval is None or not is_bounded(horizons):
        return []
    return _schedules(candidate, numbers, interval, horizons)


def _schedules(
    candidate: WrittenCandidate, numbers: dict[str, Number], interval: str, horizons: Horizons
) -> list[Schedule]:
    name = candidate.strategy.name if candidate.strategy is not None else None
    spelt = tuple((argument, repr(number)) for argument, number in numbers.items())
    return [_schedule(name, interval, spelt, steps, epochs) for steps, epochs in horizons.corners()]


def _interval(candidate: WrittenCandidate) -> str | None:
    interval = candidate.interval.text if candidate.interval is not None else None
    return interval if interval in INTERVAL.choices else None


@lru_cache(maxsize=1024)
def _schedule(
    name: str | None, interval: str, spelt: tuple[tuple[str, str], ...], steps: int, epochs: int
) -> Schedule:
    # As text, 1 and 1.0 are different keys of the cache.
    arguments = {argument: int(n) if n.isdecimal() else float(n) for argument, n in spelt}
    return Schedule(name, interval, arguments, steps_per_epoch=steps, max_epochs=epochs)


def curve(schedule: Schedule) -> str:
    """Return a schedule as a line of bars, from the first step to the last, scaled to its own peak."""
    last, top = schedule.total_steps - 1, schedule.peak.factor or 1.0
    factors = (schedule.factor(round(column * last / (_WIDTH - 1))) for column in range(_WIDTH))
    highest = len(_BARS) - 1
    return "".join(_BARS[min(highest, round(factor / top * highest))] for factor in factors)
