"""Describe the parts of a candidate in Markdown: what they do, and what they amount to in this training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kumo_lr.facts.curves import Schedule
from kumo_lr.facts.horizons import Horizons
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import (
    INTERVAL,
    INTERVAL_SUMMARIES,
    KWARGS,
    KWARGS_SUMMARY,
    NAME,
    NEGLIGIBLE,
    WARMUP,
    Strategy,
)
from kumo_lr.phrases import share
from kumo_lr.report.explain import argument_words, sentence, strategy_page
from kumo_lr.rules.values import spell
from kumo_lr.server.meaning import curve, peak_of, schedules, total_words, warmup_words
from kumo_lr.server.partial import WrittenCandidate


class Training(NamedTuple):
    """What is known about a training: its possible lengths, and its run mode in upper case, if set."""

    horizons: Horizons
    run_mode: str | None

    @property
    def under(self) -> str:
        """The run mode as the end of a clause."""
        return f" under {self.run_mode}" if self.run_mode else ""


def slot_text(slot: Slot) -> str:
    """Return the description of a slot that takes a word."""
    return f"### {slot.name}\n\n{sentence(slot.summary)} Takes {slot.wanted}."


def name_text(candidate: WrittenCandidate, training: Training) -> str:
    """Return the description of a candidate's strategy, with its curve in this training."""
    if candidate.strategy is None:
        return slot_text(NAME)
    return "\n\n".join([strategy_page(candidate.strategy.name), *_curve(candidate, training)])


def _curve(candidate: WrittenCandidate, training: Training) -> Iterator[str]:
    """Yield the curve of a candidate in the longest training, and what is true in all others."""
    found = schedules(candidate, training.horizons)
    if not found:
        return
    longest = found[-1]
    length = f"{longest.max_epochs:,} x {longest.steps_per_epoch:,}"
    yield f"In {length} steps{training.under}:\n\n```text\n{curve(longest)}\n```"
    peak = share(longest.peak.factor)
    yield (
        f"It peaks at {peak} of base_lr, and ends at {share(longest.final_factor)}. {_below(longest)} "
        "The curve is scaled to its own peak."
    )
    possible = peak_of(candidate, training.horizons)
    if possible is not None and str(possible) != peak:
        epochs, steps = training.horizons
        yield f"With {epochs} epochs of {steps} steps, the peak is {possible}."


def _below(schedule: Schedule) -> str:
    below = share(schedule.share_below(NEGLIGIBLE))
    return f"It is below {share(NEGLIGIBLE)} for {below} of training."


def interval_text(text: str) -> str:
    """Return the description of an interval."""
    summary = INTERVAL_SUMMARIES.get(text)
    said = "" if summary is None else f"\n\n`{text}`: {summary}."
    return f"{slot_text(INTERVAL)}{said}"


def kwargs_text(strategy: Strategy | None) -> str:
    """Return the description of the arguments of a strategy."""
    slots = () if strategy is None else strategy.arguments
    lines = [f"* {argument_words(slot, strategy, code='`')}" for slot in slots if strategy is not None]
    return "\n\n".join(
        [f"### {KWARGS}\n\n{sentence(KWARGS_SUMMARY)}", *(["\n".join(lines)] if lines else [])]
    )


def argument_text(candidate: WrittenCandidate, slot: Slot, strategy: Strategy, training: Training) -> str:
    """Return the description of an argument, with what its number amounts to in this training."""
    parts = [argument_words(slot, strategy, code="`"), *_amount(candidate, slot, training)]
    left_out = [
        f"`{other.name}` {spell(other.default)}"
        for other in strategy.arguments
        if other.name not in candidate.arguments and other.default is not None
    ]
    if left_out:
        parts.append(f"Left out, with its default: {', '.join(left_out)}.")
    return "\n\n".join(parts)


def _amount(candidate: WrittenCandidate, slot: Slot, training: Training) -> Iterator[str]:
    number = candidate.arguments[slot.name].value
    found = schedules(candidate, training.horizons)
    if not isinstance(number, int | float) or not slot.takes(number) or not found:
        return
    if slot.name == WARMUP.name:
        interval = candidate.interval.text if candidate.interval is not None else None
        words = warmup_words(number, interval, training.horizons)
        total = total_words(interval, training.horizons)
        is_counted = words.endswith((" steps", "%"))
        if words and is_counted:
            yield f"{spell(number)} = {words.removesuffix(' steps')} of {total}{training.under}."
        elif words:  # a ratio of all steps, with an epoch for each
            yield f"{spell(number)} = {words}; training has {total}{training.under}."
    else:
        longest = found[-1]
        final = share(longest.final_factor)
        yield f"With {spell(number)}, training{training.under} ends at {final} of base_lr. {_below(longest)}"
