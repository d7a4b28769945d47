"""Inlay hints: what the numbers of a plan amount to, beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from kumo_lr.facts.horizons import NOTHING_KNOWN, Horizons, Known
from kumo_lr.facts.strategies import WARMUP
from kumo_lr.report.explain import sentence
from kumo_lr.rules.values import spell
from kumo_lr.server.meaning import is_bounded, peak_of, total_words, warmup_words
from kumo_lr.server.partial import WrittenCandidate, read_fields
from kumo_lr.source import Position, Source


class HintKind(StrEnum):
    """The kinds of hints, each of which can be switched off.

    `shares`: a number of steps as a share of training. `steps`: a ratio in steps. `defaults`: arguments
    that are left out. `peaks`: the peak of a candidate that does not get to base_lr.
    """

    SHARES = "shares"
    STEPS = "steps"
    DEFAULTS = "defaults"
    PEAKS = "peaks"


class Hint(NamedTuple):
    """A few words to show behind what is written, and a sentence to show on hover."""

    position: Position
    label: str
    kind: HintKind
    tooltip: str


EVERY_KIND = frozenset(HintKind)


def hints(
    source: Source,
    kinds: Collection[HintKind] = EVERY_KIND,
    *,
    known: Known = NOTHING_KNOWN,
    at: str | None = None,
    lines: tuple[int, int] | None = None,
) -> list[Hint]:
    """Return the hints of a text, which may be half-written, in order.

    Args:
        source: The text.
        kinds: The kinds that are switched on.
        known: What the caller specifies about training.
        at: The dotted path of the field if it is elsewhere than documented.
        lines: The first and the last 1-based line to look at.
    """
    first, last = lines or (1, len(source.line_starts))
    found: list[Hint] = []
    for field in read_fields(source, at):
        horizons = field.horizons(known)
        for candidate in field.candidates:
            if candidate.location.start.line <= last and candidate.location.end.line >= first:
                found += _hints(candidate, horizons, source)
    return sorted(hint for hint in found if hint.kind in kinds and first <= hint.position.line <= last)


def _hints(candidate: WrittenCandidate, horizons: Horizons, source: Source) -> Iterator[Hint]:
    if candidate.strategy is None or candidate.name is None or not candidate.name.is_own:
        return
    peak = peak_of(candidate, horizons)
    if peak is not None and peak.is_reduced:
        tooltip = f"The learning rate peaks at {peak} of base_lr."
        yield Hint(source.position(candidate.name.span.end), f"peaks at {peak}", HintKind.PEAKS, tooltip)
    yield from _warmup(candidate, horizons, source)
    yield from _defaults(candidate, source)


def _warmup(candidate: WrittenCandidate, horizons: Horizons, source: Source) -> Iterator[Hint]:
    warmup = candidate.arguments.get(WARMUP.name)
    slot = candidate.strategy and candidate.strategy.argument(WARMUP.name)
    if warmup is None or slot is None or not warmup.is_own or not is_bounded(horizons):
        return
    number, interval = warmup.value, candidate.interval and candidate.interval.text
    if isinstance(number, int | float) and slot.takes(number):
        words = warmup_words(number, interval, horizons)
        kind = HintKind.STEPS if isinstance(number, float) else HintKind.SHARES
        tooltip = f"The warmup takes {words} of a training of {total_words(interval, horizons)}."
        if words:
            yield Hint(source.position(warmup.span.end), f"= {words}", kind, tooltip)


def _defaults(candidate: WrittenCandidate, source: Source) -> Iterator[Hint]:
    """Yield a hint for the arguments that are left out, behind the others."""
    strategy, kwargs = candidate.strategy, candidate.kwargs
    if strategy is None or candidate.name is None or set(candidate.arguments) - set(strategy.argument_names):
        return  # an unknown argument may well be the one that seems to be left out
    left_out = [
        slot
        for slot in strategy.arguments
        if slot.name not in candidate.arguments and slot.default is not None
    ]
    if (kwargs is not None and not candidate.arguments and kwargs.text) or not left_out:
        return
    behind = kwargs or candidate.interval or candidate.name
    if behind.is_own:
        words = ", ".join(
            f"{slot.name}: {spell(slot.default)}" for slot in left_out if slot.default is not None
        )
        tooltip = " ".join(sentence(slot.summary) for slot in left_out)
        yield Hint(source.position(behind.span.end), f"(default {words})", HintKind.DEFAULTS, tooltip)
